import type { Identity } from '@worlds/kit/identity.ts'
import { databases, type SubgraphName } from '@worlds/kit/names.ts'
import { settingsOf } from '@worlds/kit/transaction.ts'
import type { Stack } from '../stack.ts'
import { memoryOf } from './tables.ts'

// Many statements are tried in one of the owner's: each as the graph's role, for one caller, and undone again.

/** Whose accesses were counted and are not entered yet. */
const counted = (['ann', 'ben', 'sue'] as const).map(whose => memoryOf(whose, 1))

/** What became of each statement: how many rows it found or changed, or the SQLSTATE that it failed with. */
export type Outcomes = Record<string, string>

const probe = `
  create function public.matrix_probe(graph_role text, identity text[], probes jsonb, counted integer[]) returns jsonb
    language plpgsql as $$
  declare
    each record;
    found bigint;
    outcomes jsonb := '{}';
  begin
    -- What is counted here is entered elsewhere within a minute, unless it is held.
    if to_regclass('graph.memory_accesses') is not null then
      insert into graph.memory_accesses (memory_id) select unnest(counted) on conflict (memory_id) do update set accesses = 1;
    end if;
    perform set_config('app.role', identity[1], true), set_config('app.user_id', identity[2], true),
      set_config('app.companions', identity[3], true), set_config('app.principal', identity[4], true);
    if graph_role is not null then
      execute format('set local role %I', graph_role);
    end if;
    for each in select key, value from jsonb_each_text(probes) loop
      begin
        execute each.value;
        get diagnostics found = row_count;
        raise exception using errcode = 'MX000', message = found::text;
      exception when others then
        outcomes := outcomes || jsonb_build_object(each.key, case sqlstate when 'MX000' then sqlerrm else sqlstate end);
      end;
    end loop;
    return outcomes;
  end $$`

/** Makes probing possible in one database until the end of the block. */
export async function probed(graph: Stack, database: SubgraphName): Promise<AsyncDisposable> {
  const gone = () => graph.asOwner(database, 'drop function if exists public.matrix_probe')
  await gone()
  await graph.asOwner(database, probe)
  return {
    [Symbol.asyncDispose]: async () => {
      await gone()
    },
  }
}

/**
 * Tries each statement by itself, as the graph's role on behalf of a caller or as the owner; nothing of them remains.
 * @param as who asks, or the four settings that say so
 */
export async function outcomesOf(
  graph: Stack,
  database: SubgraphName,
  as: Identity | string[] | 'owner',
  statements: Record<string, string>,
): Promise<Outcomes> {
  const settings = Array.isArray(as) ? as : as === 'owner' ? [] : settingsOf(as)
  const values = [as === 'owner' ? null : databases[database].graphRole, settings, JSON.stringify(statements), counted]
  const [row] = await graph.asOwner(database, 'select public.matrix_probe($1, $2, $3, $4) as outcomes', values)
  return row?.outcomes as Outcomes
}
