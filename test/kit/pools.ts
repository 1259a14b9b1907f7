import { Database, serverConnector } from '@worlds/kit/database.ts'
import { type PoolSettings, readSettings } from '@worlds/kit/env.ts'
import type { SubgraphName } from '@worlds/kit/names.ts'
import type { ReadSession } from '@worlds/kit/session.ts'
import { type RawBuilder, sql } from 'kysely'
import pg from 'pg'
import { inject } from 'vitest'

// biome-ignore lint/suspicious/noExplicitAny: the tests of the kit know no tables
export type AnyDatabase = Database<any>
// biome-ignore lint/suspicious/noExplicitAny: the tests of the kit know no tables
type AnySession = ReadSession<any>

const servers = inject('servers')

/** The run's database as the graph's role, and as the superuser who owns it; empty where there is no server. */
export const graphUrl = (name: SubgraphName) => servers?.[name].graph ?? ''
export const ownerUrl = (name: SubgraphName) => servers?.[name].owner ?? ''

/** A pool of a test's own on the run's database, with few connections. */
export function poolOn(name: SubgraphName, changes: Partial<PoolSettings> = {}): AnyDatabase & { lost: Error[] } {
  const settings = { ...readSettings({}).pools[name], min: 0, max: 2, ...changes }
  const lost: Error[] = []
  const connector = serverConnector(name, settings.url ?? graphUrl(name), settings)
  return Object.assign(new Database(name, connector, settings, error => lost.push(error)), { lost })
}

/** A fine pool at rest has all of its connections back and keeps nobody waiting. */
export const inUse = ({ pool }: AnyDatabase) => pool.total - pool.idle + pool.waiting

export async function rowsIn<Row>({ db }: AnySession, query: RawBuilder<Row>): Promise<Row[]> {
  return (await query.execute(db)).rows
}

/** The one value of a query's first row. */
export async function valueIn<Value>(session: AnySession, query: RawBuilder<{ value: Value }>): Promise<Value> {
  return (await rowsIn(session, query))[0]?.value as Value
}

export const backend = sql<{ value: number }>`select pg_backend_pid() as value`
export const sleep = (seconds: number) =>
  sql<{ value: string }>`select 'slept' as value from pg_sleep(${sql.lit(seconds)})`

/** One connection of the superuser's, which closes with its block. */
export async function asOwner(url: string): Promise<AsyncDisposable & Pick<pg.Client, 'query' | 'on'>> {
  const client = new pg.Client({ connectionString: url, options: '-c TimeZone=UTC' })
  client.on('error', () => undefined)
  await client.connect()
  return { query: client.query.bind(client), on: client.on.bind(client), [Symbol.asyncDispose]: () => client.end() }
}

/** The statements that run in a database now, for those who look at what goes on. */
export async function runningIn(name: SubgraphName, like: string): Promise<number> {
  await using owner = await asOwner(ownerUrl(name))
  const { rows } = await owner.query(
    `select count(*)::int as count from pg_stat_activity
     where datname = current_database() and state = 'active' and pid <> pg_backend_pid() and query like $1`,
    [like],
  )
  return rows[0].count
}
