import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Database, serverConnector } from '@worlds/kit/database.ts'
import { readSettings } from '@worlds/kit/env.ts'
import type { Identity } from '@worlds/kit/identity.ts'
import type { Codec } from '@worlds/memory/codec.ts'
import { storeCodec } from '@worlds/memory/codecs.ts'
import { type Representation, sizes } from '@worlds/memory/representations.ts'
import type { Tables } from '@worlds/memory/tables.gen.ts'
import { type Tools, toolsFor } from '@worlds/memory/tools.ts'
import { vectorBytes } from '@worlds/memory/wire.ts'
import { migrate } from '@worlds/migrations/migrate.ts'
import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { Meter } from './meter.ts'

/** What the benchmarks ask of a memory: where it belongs, its text, and its vector as its tier keeps it. */
export interface Row {
  companionId: string
  userId: string
  content: string
  representation: Representation
}

const password = 'graph-role-of-a-scratch-server'

async function asSuperuser<Value>(url: string, work: (client: pg.Client) => Promise<Value>): Promise<Value> {
  const client = new pg.Client({ connectionString: url, options: '-c TimeZone=UTC' })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** A database of its own on the scratch server, dropped at the end of its block. */
export class Store implements AsyncDisposable {
  readonly url: string
  readonly #server: string
  readonly #name: string
  readonly client: pg.Client

  private constructor(server: string, name: string, url: string, client: pg.Client) {
    this.#server = server
    this.#name = name
    this.url = url
    this.client = client
  }

  /** @param schema `owner`: the tables and indexes as their owner wrote them; `graph`: as migrated; `empty`: neither */
  static async make(server: string, schema: 'owner' | 'graph' | 'empty'): Promise<Store> {
    const name = `bench_${schema}_${Math.random().toString(36).slice(2, 8)}`
    await asSuperuser(server, client => client.query(`create database ${name}`))
    const url = new URL(server)
    url.pathname = `/${name}`
    const connect = async () => {
      const client = new pg.Client({
        connectionString: url.href,
        options: '-c TimeZone=UTC -c jit=off -c max_parallel_workers_per_gather=0',
      })
      await client.connect()
      return client
    }
    if (schema === 'graph') await migrate(connect, 'memory')
    const client = await connect()
    if (schema === 'owner') await client.query(await ownerTables())
    if (schema === 'empty') await client.query('create extension vector')
    return new Store(server, name, url.href, client)
  }

  meter = async () => new Meter((await this.client.query('select pg_backend_pid() as pid')).rows[0].pid)

  /** Writes rows in batches, vectors in binary. */
  async load(rows: readonly Row[], graph: { modelId: number } | null): Promise<void> {
    const extra = graph ? ', embedding_model, codec_id' : ''
    if (graph) await this.client.query("select set_config('app.states_codec', 'on', false)")
    for (let from = 0; from < rows.length; from += 500) {
      const batch = rows.slice(from, from + 500)
      const values: unknown[] = []
      const lines = batch.map(row => line(row, values, graph))
      await this.client.query(
        `insert into companion_memories (companion_id, user_id, content, memory_tier, full_embedding,
           compressed_embedding, quantized_embedding, key_phrases, compression_type, compression_ratio,
           original_size_bytes, compressed_size_bytes${extra}) values ${lines.join(', ')}`,
        values,
      )
    }
  }

  /** The owner's indexes, built after loading, which is when ivfflat finds most. */
  async indexAsOwner(): Promise<void> {
    await this.client.query(await ownerIndexes())
  }

  /** The URL of the graph's role. */
  async graphUrl(): Promise<string> {
    await this.client.query(`alter role memory_graph password '${password}'`)
    const url = new URL(this.url)
    url.username = 'memory_graph'
    url.password = password
    url.searchParams.set('sslmode', 'disable')
    return url.href
  }

  /** A way in for the graph's role, over one connection, with row security on. */
  async asGraph(): Promise<GraphStore> {
    const url = await this.graphUrl()
    const settings = readSettings({ MEMORY_DATABASE_URL: url, NEXUS_DATABASE_URL: url, WORLD_DATABASE_URL: url })
    const pool = { ...settings.pools.memory, min: 1, max: 1 }
    const database = new Database<Tables>('memory', serverConnector('memory', url, pool), pool, error => {
      throw error
    })
    await database.open()
    return new GraphStore(database, toolsFor(settings))
  }

  /** Enters a model that the vectors of a benchmark are of. */
  async withModel(): Promise<number> {
    const { rows } = await this.client.query("insert into graph.embedding_models (name) values ('bench') returning id")
    return rows[0].id
  }

  /** The store as its owner, for the memory system's own upkeep. */
  asOwner(): Kysely<Tables> {
    const pool = new pg.Pool({ connectionString: this.url })
    return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  }

  async withCodec(codec: Codec): Promise<{ modelId: number; codecId: number }> {
    const modelId = await this.withModel()
    await using db = this.asOwner()
    return { modelId, codecId: (await storeCodec(db, modelId, codec)).id }
  }

  /** Bytes on disk of the memories' rows, what is kept beside them included, and of their indexes. */
  async bytes(): Promise<{ table: number; indexes: number }> {
    await this.client.query('vacuum full analyze companion_memories')
    const { rows } = await this.client.query(
      "select pg_table_size('companion_memories') as table, pg_indexes_size('companion_memories') as indexes",
    )
    return { table: Number(rows[0].table), indexes: Number(rows[0].indexes) }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.end()
    await asSuperuser(this.#server, client => client.query(`drop database if exists ${this.#name} with (force)`))
  }
}

function line(
  { companionId, userId, content, representation }: Row,
  values: unknown[],
  graph: { modelId: number } | null,
) {
  const { tier, full, coordinates, code, codecId } = representation
  const size = sizes(tier)
  const bytes = (vector: Float32Array | null) => vector && vectorBytes(vector)
  const own = [companionId, userId, content, tier, bytes(full), bytes(coordinates), code && Buffer.from(code)]
  own.push(content.split(' ').slice(0, 3) as never, size.compression_type, size.compression_ratio as never)
  own.push(size.original_size_bytes as never, size.compressed_size_bytes as never)
  if (graph) own.push(graph.modelId as never, codecId as never)
  const first = values.length
  values.push(...own)
  return `(${own.map((_, at) => `$${first + at + 1}`).join(', ')})`
}

/** The graph's own way to a store. */
export class GraphStore implements AsyncDisposable {
  readonly database: Database<Tables>
  readonly tools: Tools

  constructor(database: Database<Tables>, tools: Tools) {
    this.database = database
    this.tools = tools
  }

  async ask<Value>(identity: Identity, work: (db: Kysely<Tables>) => Promise<Value>): Promise<Value> {
    await using session = this.database.session(identity)
    return await work(session.db)
  }

  async meter(): Promise<Meter> {
    const text = sql<{ pid: number }>`select pg_backend_pid() as pid`
    const { rows } = await this.ask({ role: 'admin', name: 'bench' }, db => text.execute(db))
    const pid = rows[0]?.pid as number
    return new Meter(pid)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.database[Symbol.asyncDispose]()
  }
}

const ownerSql = () => readFile(join(import.meta.dirname, '../migrations/owner/voice_ninja.sql'), 'utf8')
const ownerTables = async () => (await ownerSql()).replace(/CREATE INDEX[^;]*;/gi, '')
const ownerIndexes = async () => ((await ownerSql()).match(/CREATE INDEX[^;]*;/gi) ?? []).join('\n')
