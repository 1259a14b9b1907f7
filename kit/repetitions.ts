import { AsyncLocalStorage } from 'node:async_hooks'
import { createHash } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { Refusal } from './errors.ts'
import type { Idempotency } from './idempotency.ts'

/** How a write that was done already is told again, from what was kept of it. */
export interface Again<Tables, Value, Kept = unknown> {
  /** What is kept of it, as JSON: ids, counts and measures, never what people wrote. */
  ids(value: Value): Kept
  /**
   * Reads it as it is now, as the caller may see it now.
   * @throws Refusal NOT_FOUND when it is gone or hidden: see `gone`
   */
  read(db: Kysely<Tables>, ids: Kept): Promise<Value>
}

/** What an earlier request made is no more to be seen. */
export const gone = () =>
  new Refusal('NOT_FOUND', 'What this Idempotency-Key made is gone, or you may not see it any more.', {
    argument: 'Idempotency-Key',
  })

type ById<Tables, Row> = (db: Kysely<Tables>, ids: readonly string[]) => Promise<Map<string, Row>>

/** Of a write whose value is one row, which a batch finds by its id. */
export const rowAgain = <Tables, Row extends { id: string | number }>(
  rowsByIds: ById<Tables, Row>,
): Again<Tables, Row, string> => ({
  ids: row => String(row.id),
  read: async (db, id) => (await rowsByIds(db, [id])).get(id) ?? Promise.reject(gone()),
})

/** Of a write whose value is rows, which a batch finds by their ids; all of them, in their order. */
export const rowsAgain = <Tables, Row extends { id: string | number }>(
  rowsByIds: ById<Tables, Row>,
): Again<Tables, Row[], string[]> => ({
  ids: rows => rows.map(({ id }) => String(id)),
  read: async (db, ids) => {
    const rows = await rowsByIds(db, [...new Set(ids)])
    return ids.map(id => {
      const row = rows.get(id)
      if (!row) throw gone()
      return row
    })
  },
})

/** Of a write whose value is ids, counts and measures only: told as it was. */
export const asItWas = <Value>(): Again<unknown, Value, Value> => ({
  ids: value => value,
  read: async (_, value) => value,
})

/** A row that was deleted: it is shown once, with the answer that the deletion itself gets. */
export interface Deleted<Row> {
  id: string
  row: Row | null
}

/** Of a write whose value is a deleted row: told again, it is the id of what is not there any more. */
export const deletionAgain = <Row>(): Again<unknown, Deleted<Row>, string> => ({
  ids: ({ id }) => id,
  read: async (_, id) => ({ id, row: null }),
})

const rootFields = new AsyncLocalStorage<string>()

/** The key of the answer is a part of the record's own; a longer one is kept by its hash. */
const longestField = 100

/** Does the work of one root field of a mutation: what is written meanwhile is recorded under the field's own name. */
export function inRootField<Value>(responseKey: string, work: () => Value): Value {
  const short = responseKey.length <= longestField
  return rootFields.run(short ? responseKey : createHash('sha256').update(responseKey).digest('hex'), work)
}

/** One write as it is recorded: of the request, and of the one of its fields that is under way. */
export interface Recorded extends Idempotency {
  field: string
}

export function recordedAs(idempotency: Idempotency | undefined): Recorded | undefined {
  const field = rootFields.getStore()
  return idempotency && field !== undefined ? { ...idempotency, field } : undefined
}

export const ofAnotherRequest = () =>
  new Refusal('CONFLICT', 'This "Idempotency-Key" was used for another request. Take a fresh key for each request.', {
    argument: 'Idempotency-Key',
  })

const own = ({ key, field }: Recorded) =>
  sql`principal = (select graph.principal()) and key = ${key} and field = ${field}`

/**
 * What was kept of the write when it was done; undefined when it was not.
 * @throws Refusal CONFLICT when the key was used for another request
 */
export async function keptOf<Tables>(db: Kysely<Tables>, recorded: Recorded): Promise<{ ids: unknown } | undefined> {
  const { rows } = await sql<{ ids: unknown; same: boolean }>`
    select result as ids, fingerprint = decode(${recorded.fingerprint}, 'hex') as same
    from graph.idempotent_writes where ${own(recorded)}`.execute(db)
  if (rows[0] && !rows[0].same) throw ofAnotherRequest()
  return rows[0]
}

/**
 * Does the work unless it was done, and keeps what tells it again; all in the transaction that it is given. Whoever
 * comes with the same key meanwhile waits at the first statement, before it holds anything that others wait for.
 */
export async function once<Tables, Value, Kept>(
  db: Kysely<Tables>,
  {
    recorded,
    work,
    again,
  }: {
    recorded: Recorded
    work: (db: Kysely<Tables>) => Promise<Value>
    again: Again<Tables, Value, Kept>
  },
): Promise<{ value: Value } | { ids: Kept }> {
  const { rows } = await sql`
    insert into graph.idempotent_writes (principal, key, field, fingerprint)
    values (graph.principal(), ${recorded.key}, ${recorded.field}, decode(${recorded.fingerprint}, 'hex'))
    on conflict (principal, key, field) do nothing returning true`.execute(db)
  if (rows.length === 0) {
    const kept = await keptOf(db, recorded)
    // It was there a moment ago, and is a day old.
    if (!kept) throw new Refusal('CONFLICT', 'Another change came first. Try again.')
    return kept as { ids: Kept }
  }
  const value = await work(db)
  const result = JSON.stringify(again.ids(value) ?? null)
  await sql`update graph.idempotent_writes set result = ${result}::jsonb where ${own(recorded)}`.execute(db)
  return { value }
}
