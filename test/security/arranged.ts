import { type SubgraphName, subgraphNames } from '@worlds/kit/names.ts'
import type { Stack } from '../stack.ts'
import { people } from './callers.ts'
import { probed } from './probes.ts'
import { auditId, type Target, targets } from './tables.ts'

const literal = (value: unknown) => (typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value))

/** The condition that finds one row. */
export const found = ({ key }: Pick<Target, 'key'>) =>
  Object.entries(key)
    .map(([column, value]) => `${column} = ${literal(value)}`)
    .join(' and ')

/** A statement that inserts these columns of one row. */
export function inserted(table: string, columns: Record<string, unknown>): string {
  const names = Object.keys(columns).join(', ')
  const row = `jsonb_populate_record(null::${table}, ${literal(JSON.stringify(columns))})`
  return `insert into ${table} (${names}) overriding system value select ${names} from ${row}`
}

/** All rows of the matrix, and the means to probe them, until the end of the block. */
export async function arranged(graph: Stack): Promise<AsyncDisposable> {
  await using all = new AsyncDisposableStack()
  for (const name of subgraphNames) {
    all.use(await probed(graph, name))
    all.defer(() => cleared(graph, name))
    await cleared(graph, name)
    await graph.asOwner(
      name,
      `insert into graph.audit (id, principal, act) overriding system value values (${auditId}, 'mx', 'mx')
       on conflict do nothing`,
    )
    for (const target of targets) if (target.database === name) await put(graph, target)
  }
  const held = all.move()
  return { [Symbol.asyncDispose]: () => held.disposeAsync() }
}

async function put(graph: Stack, { database, table, key, holds, trigger }: Target): Promise<void> {
  if (!holds) return
  const switched = (how: string) => graph.asOwner(database, `alter table ${table} ${how} trigger ${trigger}`)
  if (trigger) await switched('disable')
  await graph.asOwner(database, inserted(table, { ...key, ...holds }))
  if (trigger) await switched('enable')
  // Somebody who is suspended is told of by a trigger; the matrix has a message of its own.
  if (table === 'users') await graph.asOwner(database, 'delete from graph.outbox where user_id = $1', [people.sue])
}

async function cleared(graph: Stack, name: SubgraphName): Promise<void> {
  for (const target of targets.filter(({ database, holds }) => database === name && holds).reverse())
    await graph.asOwner(name, `delete from ${target.table} where ${found(target)}`)
}
