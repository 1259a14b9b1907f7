import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { migrate } from '@worlds/migrations/migrate.ts'
import pg from 'pg'

const password = 'graph-role-of-a-scratch-server'

export const personId = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
export const instanceId = (n: number) => personId(9_000_000 + n)
const idOf = (n: string) => `('00000000-0000-4000-8000-' || lpad((${n})::text, 12, '0'))::uuid`

/** A nexus database of its own on the scratch server, dropped at the end of its block. */
export class Arena implements AsyncDisposable {
  readonly client: pg.Client
  readonly #url: URL
  readonly #name: string
  readonly #server: string

  private constructor(server: string, name: string, url: URL, client: pg.Client) {
    this.#server = server
    this.#name = name
    this.#url = url
    this.client = client
  }

  /** @param schema `owner`: the tables and indexes as their owner wrote them; `graph`: as migrated */
  static async make(server: string, schema: 'owner' | 'graph'): Promise<Arena> {
    const name = `bench_nexus_${schema}_${Math.random().toString(36).slice(2, 8)}`
    await onServer(server, client => client.query(`create database ${name}`))
    const url = new URL(server)
    url.pathname = `/${name}`
    const connect = async () => {
      const options = '-c TimeZone=UTC -c jit=off -c max_parallel_workers_per_gather=0'
      const client = new pg.Client({ connectionString: url.href, options })
      await client.connect()
      return client
    }
    if (schema === 'graph') await migrate(connect, 'nexus')
    const client = await connect()
    if (schema === 'owner') await client.query(await ownerTables())
    return new Arena(server, name, url, client)
  }

  /** People who stand in instances of so many each, anywhere in a square world, and report now. */
  async populate(people: number, each: number, edge: number, from = 0): Promise<void> {
    const range = `generate_series(${from}, ${from + people - 1}) i`
    await this.client.query(
      `insert into users (id, username, email) select ${idOf('i')}, 'p' || i, i || '@p' from ${range}`,
    )
    await this.client.query(
      `insert into instances (id, max_users) select distinct ${idOf(`9000000 + i / ${each}`)}, 200000 from ${range} on conflict do nothing`,
    )
    await this.client.query(
      `insert into user_positions (user_id, instance_id, position_x, position_y, position_z, rotation_y, animation_state, last_update)
       select ${idOf('i')}, ${idOf(`9000000 + i / ${each}`)}, random() * ${edge}, 0, random() * ${edge}, 0, 'idle',
         now() at time zone 'UTC' + interval '1 hour' from ${range}`,
    )
  }

  /** The URL of the graph's role. */
  async graphUrl(): Promise<string> {
    await this.client.query(`alter role nexus_graph password '${password}'`)
    const url = new URL(this.#url)
    url.username = 'nexus_graph'
    url.password = password
    url.searchParams.set('sslmode', 'disable')
    return url.href
  }

  /** The share of updates of positions that touch no index, while the work is done. */
  async hotShare(work: () => Promise<unknown>): Promise<number> {
    const before = await this.#counters()
    await work()
    const after = await this.#counters()
    return (after.hot - before.hot) / (after.updates - before.updates)
  }

  async #counters(): Promise<{ updates: number; hot: number }> {
    // A backend that rests tells its statistics within ten seconds.
    await this.client.query('select pg_stat_force_next_flush(), pg_sleep(11)')
    const { rows } = await this.client.query(
      `select n_tup_upd::float8 as updates, n_tup_hot_upd::float8 as hot
       from pg_stat_user_tables where relname = 'user_positions'`,
    )
    return rows[0]
  }

  /** The bytes that one statement writes to the log; the server's own count is of all databases. */
  async walBytes(text: string, values: unknown[]): Promise<number> {
    const { rows } = await this.client.query(`explain (analyze, wal, timing off, format json) ${text}`, values)
    return rows[0]['QUERY PLAN'][0].Plan['WAL Bytes'] ?? 0
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.end()
    await onServer(this.#server, client => client.query(`drop database if exists ${this.#name} with (force)`))
  }
}

async function onServer(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await work(client)
  await client.end()
}

const ownerTables = () => readFile(join(import.meta.dirname, '../migrations/owner/bbworlds_nexus.sql'), 'utf8')
