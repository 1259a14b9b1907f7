import { type Check, check } from './checks.ts'

const schemas = "('public', 'graph')"

/** The tables that the graph's role may read anything of, and its own; the ledger of migrations tells of files alone. */
const tables = (graphRole: string) => `
  select pg_class.* from pg_class join pg_namespace on pg_namespace.oid = relnamespace
  where relkind in ('r', 'p') and nspname in ${schemas} and pg_class.oid is distinct from to_regclass('graph.migrations')
    and (nspname = 'graph' or has_any_column_privilege(to_regrole('${graphRole}'), pg_class.oid, 'select, insert, update, references')
      or has_table_privilege(to_regrole('${graphRole}'), pg_class.oid, 'delete, truncate, trigger'))`

/** What guards rows, and what keeps them right and fast. */
export const tableChecks: Check[] = [
  check(
    ['tables.row_security', 'Every table of the graph has row security, forced, and a policy'],
    'error',
    ({ graphRole }) => `
      select format('%s %s', tables.oid::regclass, fault) as found, format(remedy, tables.oid::regclass) as remedy
      from (${tables(graphRole)}) tables, lateral (values
        (not relrowsecurity, 'has no row security', 'alter table %s enable row level security;'),
        (not relforcerowsecurity, 'does not force it on its owner', 'alter table %s force row level security;'),
        (not exists (select from pg_policy where polrelid = tables.oid), 'has no policy', 'create policy … on %s …; none but its migration knows which')
      ) faults (there, fault, remedy)
      where there`,
  ),
  check(
    ['tables.functions', 'A function with the rights of its owner has a fixed search_path and is not for everybody'],
    'error',
    `select format('%s %s', function, fault) as found, format(remedy, function) as remedy
     from (
       select oid::regprocedure as function, proconfig, proacl, proowner from pg_proc
       where prosecdef and pronamespace in (select oid from pg_namespace where nspname in ${schemas})
         and not exists (select from pg_depend where classid = 'pg_proc'::regclass and objid = pg_proc.oid and deptype = 'e')
     ) functions, lateral (values
       (not exists (select from unnest(proconfig) word where word like 'search_path=%'), 'has no fixed search_path', 'alter function %s set search_path = '''';'),
       (exists (select from aclexplode(coalesce(proacl, acldefault('f', proowner))) where grantee = 0), 'may be called by everybody', 'revoke execute on function %s from public;')
     ) faults (there, fault, remedy)
     where there`,
  ),
  check(
    ['tables.views', "No view shows the graph's role what its owner sees"],
    'error',
    ({ graphRole }) => `
      select format('%s is read with the rights of its owner', pg_class.oid::regclass) as found,
        case relkind when 'v' then format('alter view %s set (security_invoker = true);', pg_class.oid::regclass)
          else format('revoke all on %s from public, ${graphRole};', pg_class.oid::regclass) end as remedy
      from pg_class join pg_namespace on pg_namespace.oid = relnamespace
      where nspname in ${schemas} and has_any_column_privilege(to_regrole('${graphRole}'), pg_class.oid, 'select')
        and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = pg_class.oid and deptype = 'e')
        and (relkind = 'm' or relkind = 'v' and not exists (
          select from pg_options_to_table(reloptions)
          where option_name = 'security_invoker' and option_value::boolean
        ))`,
  ),
  check(
    ['tables.triggers', 'Every trigger is at work'],
    'error',
    `select format('%I on %s is disabled', tgname, tgrelid::regclass) as found,
       format('alter table %s enable trigger %I;', tgrelid::regclass, tgname) as remedy
     from pg_trigger join pg_class on pg_class.oid = tgrelid join pg_namespace on pg_namespace.oid = relnamespace
     where nspname in ${schemas} and not tgisinternal and tgenabled in ('D', 'R')`,
  ),
  check(
    ['tables.invalid_indexes', 'Every index is whole'],
    'error',
    `select format('%s was left unfinished: it serves no query and costs every write', indexrelid::regclass) as found,
       format('reindex index concurrently %s; or, when its name ends in _ccnew or _ccold: drop index concurrently %1$s;', indexrelid::regclass) as remedy
     from pg_index join pg_class on pg_class.oid = indexrelid join pg_namespace on pg_namespace.oid = relnamespace
     where nspname in ${schemas} and not indisvalid and not exists (select from pg_stat_progress_create_index working where working.index_relid = indexrelid)`,
  ),
  check(
    ['tables.constraints', 'Every constraint holds for the rows of before'],
    'warning',
    `select format('%I of %s was never validated', conname, conrelid::regclass) as found,
       format('alter table %s validate constraint %I;', conrelid::regclass, conname) as remedy
     from pg_constraint join pg_namespace on pg_namespace.oid = connamespace
     where nspname in ${schemas} and not convalidated`,
  ),
  check(
    ['tables.vectors', 'pgvector is 0.8 or newer'],
    'error',
    `select case when old then 'error' else 'warning' end as state, 'pgvector is ' || installed as found,
       case when newest = installed then 'install a newer one on the server, then: ' else '' end || 'alter extension vector update;' as remedy
     from (
       select installed_version as installed, default_version as newest,
         string_to_array(installed_version, '.')::int[] < '{0,8,0}' as old
       from pg_available_extensions where name = 'vector' and installed_version is not null
     ) extension
     where old or newest <> installed
     union all
     select 'error', 'pgvector is not installed', 'create extension vector;'
     where not exists (select from pg_extension where extname = 'vector')`,
    'memory',
  ),
]
