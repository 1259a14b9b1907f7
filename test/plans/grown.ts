import type { Identity } from '@worlds/kit/identity.ts'
import { databases, type SubgraphName } from '@worlds/kit/names.ts'
import { ReadSession } from '@worlds/kit/session.ts'
import { migrate } from '@worlds/migrations/migrate.ts'
import type { Kysely } from 'kysely'
import pg from 'pg'
import { type Scratch, scratch } from '../migrations/scratch.ts'
import { rows } from './rows.ts'
import { vectorRows } from './searches.ts'

// biome-ignore lint/suspicious/noExplicitAny: each database has tables of its own
type AnyTables = any

/** What PostgreSQL did to answer. */
export interface Work {
  /** The indexes it used, and tables that it read from end to end as `all of <table>`. */
  read: string[]
  /** Those of the indexes that hold all that it reads of their rows. */
  alone: string[]
  /** The rows of tables that it looked at, those that it threw away included. */
  rows: number
  /** How many rows it had to bring into order. */
  sorted: number
  /** What it read to learn whether the person who asks may act, which is no part of the answer. */
  standing: string[]
}

interface Node {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  'Actual Rows'?: number
  'Actual Loops'?: number
  'Rows Removed by Filter'?: number
  'Rows Removed by Index Recheck'?: number
  Plans?: Node[]
}

/** A database of many rows, and what PostgreSQL does with them to answer the graph's own queries. */
export class GrownDatabase implements AsyncDisposable {
  readonly #scratch: Scratch
  readonly #client: pg.Client
  #heard: string[] = []

  private constructor(database: Scratch, client: pg.Client) {
    this.#scratch = database
    this.#client = client
    client.on('notice', ({ message = '' }) => this.#heard.push(message))
  }

  static async make(name: SubgraphName): Promise<GrownDatabase> {
    const database = await scratch(name)
    await migrate(() => database.connect(), name)
    const owner = await database.connect()
    const vectors = name === 'memory' ? vectorRows() : []
    for (const statement of [...rows[name], ...vectors, 'vacuum analyze']) await owner.query(statement)
    await owner.end()
    const { host, port, user, password, database: at } = owner
    const client = new pg.Client({
      ...{ host, port, user, database: at },
      password: password as string,
      pipeline: true,
    } as pg.ClientConfig)
    await client.connect()
    // Tells the plan of every statement, those inside the functions of the database included.
    await client.query(`load 'auto_explain'; set auto_explain.log_min_duration = 0; set auto_explain.log_analyze = on;
      set auto_explain.log_timing = off; set auto_explain.log_nested_statements = on;
      set auto_explain.log_format = json; set client_min_messages = log; set timezone = 'UTC'`)
    await client.query(`set role ${databases[name].graphRole}`)
    return new GrownDatabase(database, client)
  }

  /** What one caller is answered in a session. */
  async answer<Answer>(identity: Identity, query: (db: Kysely<AnyTables>) => Promise<Answer>): Promise<Answer> {
    const pool = { connect: async () => Object.assign(this.#client, { release: () => undefined }) }
    await using session = new ReadSession<AnyTables>({ pool: pool as never, preparedStatements: true }, identity)
    return await query(session.db)
  }

  /** Past every policy, by a connection of its own. */
  async asOwner(text: string, values: unknown[]): Promise<Record<string, unknown>[]> {
    const owner = await this.#scratch.connect()
    try {
      return (await owner.query(text, values)).rows
    } finally {
      await owner.end()
    }
  }

  /** What a query takes that one caller asks in a session, as the first of its kind or planned once for all. */
  async work(
    plan: 'custom' | 'generic',
    identity: Identity,
    query: (db: Kysely<AnyTables>) => Promise<unknown>,
  ): Promise<Work> {
    await this.#client.query(`set plan_cache_mode = force_${plan}_plan`)
    this.#heard = []
    await this.answer(identity, query)
    await this.#client.query('select 1')
    const plans = this.#heard
      .map(message => JSON.parse(message.slice(message.indexOf('{'))) as { Plan: Node; 'Query Text': string })
      .filter(each => !/^select (set_config|1$)/.test(each['Query Text']))
    const isStanding = (each: (typeof plans)[number]) => /graph\.(standings|tombstones)\b/.test(each['Query Text'])
    const looked = workOf(plans.filter(isStanding).map(each => each.Plan))
    return { ...workOf(plans.filter(each => !isStanding(each)).map(each => each.Plan)), standing: looked.read }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.end()
    await this.#scratch[Symbol.asyncDispose]()
  }
}

function workOf(plans: Node[]): Omit<Work, 'standing'> {
  const work = { read: new Set<string>(), alone: new Set<string>(), rows: 0, sorted: 0 }
  const walk = (node: Node) => {
    const { 'Relation Name': table, 'Index Name': index, 'Actual Loops': loops = 0, 'Actual Rows': actual = 0 } = node
    if (index) work.read.add(index)
    if (index && node['Node Type'] === 'Index Only Scan') work.alone.add(index)
    if (node['Node Type'] === 'Seq Scan') work.read.add(`all of ${table}`)
    const thrown = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0)
    if (table) work.rows += Math.round((actual + thrown) * loops)
    if (node['Node Type'] === 'Sort') work.sorted += sum(node.Plans ?? [])
    for (const child of node.Plans ?? []) walk(child)
  }
  for (const plan of plans) walk(plan)
  return { ...work, read: [...work.read].sort(), alone: [...work.alone].sort() }
}

const sum = (nodes: Node[]) =>
  nodes.reduce((total, node) => total + Math.round((node['Actual Rows'] ?? 0) * (node['Actual Loops'] ?? 0)), 0)
