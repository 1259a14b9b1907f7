import { type Check, check } from './checks.ts'

/** What the graph's role, and everybody, may do. */
export const roleChecks: Check[] = [
  check(
    ['roles.powers', "The graph's role has no power of its own"],
    'error',
    ({ graphRole }) => `
      select format('%I %s', rolname, power) as found, format('alter role %I %s;', rolname, without) as remedy
      from pg_roles, lateral (values
        (rolsuper, 'is a superuser', 'nosuperuser'), (rolbypassrls, 'passes row security', 'nobypassrls'),
        (rolcreatedb, 'may make databases', 'nocreatedb'), (rolcreaterole, 'may make roles', 'nocreaterole'),
        (rolreplication, 'may copy the whole server', 'noreplication')
      ) powers (held, power, without)
      where rolname = '${graphRole}' and held
      union all
      select 'there is no role ${graphRole}', 'pnpm db migrate'
      where not exists (select from pg_roles where rolname = '${graphRole}')`,
  ),
  check(
    ['roles.memberships', "The graph's role belongs to no other role, nor another to it"],
    'error',
    ({ graphRole }) => `
      select format('%s is a member of %s', member::regrole, roleid::regrole) as found,
        format('revoke %s from %s;', roleid::regrole, member::regrole) as remedy
      from pg_auth_members
      where member = to_regrole('${graphRole}')
        -- Who makes a role holds the right to give it away, and by that alone does not act as it.
        or (roleid = to_regrole('${graphRole}') and not admin_option)`,
  ),
  check(
    ['roles.ownership', "The graph's role owns nothing"],
    'error',
    ({ graphRole }) => `
      select '${graphRole} owns ' || pg_describe_object(classid, objid, objsubid) as found,
        format('reassign owned by ${graphRole} to %I;', current_user) as remedy
      from pg_shdepend
      where refclassid = 'pg_authid'::regclass and refobjid = to_regrole('${graphRole}') and deptype = 'o'
        and dbid in (0, (select oid from pg_database where datname = current_database()))`,
  ),
  check(
    ['roles.making', "The graph's role makes nothing"],
    'error',
    ({ graphRole }) => `
      select format('${graphRole} may make tables in schema %I', nspname) as found,
        format('revoke create on schema %I from public, ${graphRole};', nspname) as remedy
      from pg_namespace
      where has_schema_privilege(to_regrole('${graphRole}'), oid, 'create') and nspname !~ '^pg_(toast|temp)'
      union all
      select '${graphRole} may make schemas', format('revoke create on database %I from public, ${graphRole};', current_database())
      where has_database_privilege(to_regrole('${graphRole}'), current_database(), 'create')`,
  ),
  check(
    ['roles.databases', "The graph's role reaches no other database"],
    'error',
    // The maintenance databases hold nothing, and programs of the server are wont to find them open.
    ({ graphRole }) => `
      select case when datname in ('postgres', 'template1') then 'warning' else 'error' end as state,
        format('${graphRole} may connect to %s', datname) as found,
        format('revoke connect on database %I from public, ${graphRole}; and grant it to the roles that need it', datname) as remedy
      from pg_database
      where datname <> current_database() and datallowconn
        and has_database_privilege(to_regrole('${graphRole}'), oid, 'connect')`,
    'server',
  ),
  check(
    ['roles.connections', "The graph's role may open as many connections as its pool"],
    'error',
    ({ graphRole, connections: { database } }) => `
      select format('%s is limited to %s connections, and the graph may open ${database}', whose, most) as found,
        format('alter %s connection limit ${database};', whose) as remedy
      from (
        select format('role %I', rolname), rolconnlimit from pg_roles where rolname = '${graphRole}'
        union all
        select format('database %I', datname), datconnlimit from pg_database where datname = current_database()
      ) limits (whose, most)
      where most >= 0 and most < ${database}`,
    'server',
  ),
  check(
    ['roles.passwords', 'No password is kept as an MD5 hash'],
    'error',
    ({ graphRole, existingRole }) => `
      select format('that of %s is', rolname) as found,
        format('set password_encryption = ''scram-sha-256'';  and in psql: \\password %I', rolname) as remedy
      from pg_authid where rolpassword like 'md5%'
        and rolname in ('${graphRole}', '${existingRole}', current_user)`,
  ),
  check(
    ['roles.existing', 'Row security binds the login of the other programs'],
    'warning',
    ({ existingRole }) => `
      select '${existingRole} is a superuser or has BYPASSRLS' as found,
        'alter role ${existingRole} nosuperuser nobypassrls; unless one of its programs has to "copy … from"' as remedy
      from pg_roles where rolname = '${existingRole}' and (rolsuper or rolbypassrls)`,
  ),
  check(
    ['roles.owner', "The graph's functions run with an owner's rights, and not with a superuser's"],
    'warning',
    `select format('%s belong to the superuser %I', count(*), rolname) as found,
       'create role <owner> login; and as a superuser in this database: reassign owned by … to <owner>;' as remedy
     from pg_proc join pg_roles on pg_roles.oid = proowner
     where pronamespace = to_regnamespace('graph') and prosecdef and rolsuper
     group by rolname`,
    'server',
  ),
  check(
    ['everybody.connecting', 'Not everybody may connect'],
    'warning',
    `select 'PUBLIC may connect to ' || datname as found, 'pnpm db lockdown --apply' as remedy
     from pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba)))
     where datname = current_database() and grantee = 0 and privilege_type = 'CONNECT'`,
  ),
  check(
    ['everybody.making', 'Not everybody makes tables'],
    'error',
    `select case privilege_type when 'CREATE' then 'error' else 'warning' end as state,
       format('PUBLIC holds %s on %s', privilege_type, object) as found,
       format('revoke %s on %s from public;', privilege_type, object) as remedy
     from (
       select format('database %I', datname) as object, acl.*
       from pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba))) acl where datname = current_database()
       union all
       select format('schema %I', nspname), acl.*
       from pg_namespace, aclexplode(coalesce(nspacl, acldefault('n', nspowner))) acl where nspname in ('public', 'graph')
     ) held
     where grantee = 0 and privilege_type in ('CREATE', 'TEMPORARY')`,
  ),
  check(
    ['times.zone', 'No role and no database is set to another time zone than UTC'],
    'warning',
    `select format('%s has %s', whose, word) as found, format('alter %s set timezone = ''UTC'';', whose) as remedy
     from pg_db_role_setting, unnest(setconfig) word, lateral (
       select concat(
         'role ' || nullif(setrole, 0)::regrole::text, case when setrole <> 0 and setdatabase <> 0 then ' in ' end,
         'database ' || (select quote_ident(datname) from pg_database where oid = setdatabase)
       ) as whose
     ) named
     where setdatabase in (0, (select oid from pg_database where datname = current_database()))
       and word ~* '^timezone=' and split_part(word, '=', 2) not in ('UTC', 'Etc/UTC', 'GMT', 'Etc/UCT')`,
  ),
]
