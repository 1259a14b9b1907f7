import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EmbeddedDatabase, freshCluster } from '@worlds/kit/embedded.ts'
import { databases, type SubgraphName } from '@worlds/kit/names.ts'
import pg from 'pg'
import { inject } from 'vitest'

/** Whether scratch databases are made on the server of TEST_POSTGRES_URL, or in this process. */
export const onServer = inject('target') === 'server'
export const serverUrl = process.env.TEST_POSTGRES_URL ?? ''

/** An empty database that is gone after the test; its connections are the superuser's. */
export interface Scratch extends AsyncDisposable {
  subgraph: SubgraphName
  connect(): Promise<pg.Client>
}

const held = globalThis as { freshClusterOfMigrationTests?: Promise<Blob> }

/** Makes an empty database. */
export async function scratch(subgraph: SubgraphName): Promise<Scratch> {
  return onServer ? ofServer(subgraph) : embedded(subgraph)
}

async function embedded(subgraph: SubgraphName): Promise<Scratch> {
  held.freshClusterOfMigrationTests ??= freshCluster()
  const database = await EmbeddedDatabase.open(subgraph, 'memory://', await held.freshClusterOfMigrationTests)
  return {
    subgraph,
    connect: () => database.ownerClient(),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  }
}

async function ofServer(subgraph: SubgraphName): Promise<Scratch> {
  const name = `${databases[subgraph].database}_${randomBytes(4).toString('hex')}`
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  await asSuperuser(client => client.query(`create database ${name}`))
  return {
    subgraph,
    connect: () => connectTo(url.href),
    [Symbol.asyncDispose]: async () => {
      await asSuperuser(client => client.query(`drop database ${name} with (force)`))
    },
  }
}

export async function connectTo(url: string): Promise<pg.Client> {
  const client = new pg.Client(url)
  client.on('error', () => undefined)
  await client.connect()
  return client
}

/** Work on the server's own database, for what is not of one database: other databases, and roles. */
export async function asSuperuser<Value>(work: (client: pg.Client) => Promise<Value>): Promise<Value> {
  const client = await connectTo(serverUrl)
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Runs statements one by one, each outside a transaction. */
export async function run(database: Scratch, ...statements: string[]): Promise<void> {
  await using connection = await hold(database)
  for (const statement of statements) await connection.client.query(statement)
}

export async function rowsOf<Row extends pg.QueryResultRow>(
  database: Scratch,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  await using connection = await hold(database)
  return (await connection.client.query<Row>(text, values)).rows
}

/** A connection that closes with its block. */
export async function hold(database: Scratch): Promise<AsyncDisposable & { client: pg.Client }> {
  const client = await database.connect()
  return { client, [Symbol.asyncDispose]: () => client.end() }
}

/** The owner's DDL, as the live databases were made with. */
export const ownerDdl = (subgraph: SubgraphName) =>
  readFile(join(import.meta.dirname, 'owner', `${databases[subgraph].database}.sql`), 'utf8')

/** Who asks, as the graph's session tells PostgreSQL. */
export interface Asker {
  role?: 'anonymous' | 'user' | 'service' | 'admin'
  userId?: string
  companions?: string[]
}

/** Asks as the graph's role on behalf of somebody, in a transaction of its own; nothing of it remains. */
export async function ask<Row extends pg.QueryResultRow>(
  database: Scratch,
  asker: Asker,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  await using connection = await hold(database)
  const { client } = connection
  await client.query('begin')
  try {
    await client.query(`set local role ${databases[database.subgraph].graphRole}`)
    await client.query(
      "select set_config('app.role', $1, true), set_config('app.user_id', $2, true), set_config('app.companions', $3, true)",
      [asker.role ?? '', asker.userId ?? '', asker.companions ? JSON.stringify(asker.companions) : ''],
    )
    return (await client.query<Row>(text, values)).rows
  } finally {
    await client.query('rollback')
  }
}

/** The SQLSTATE that a query fails with; undefined when it does not. */
export async function failure(work: Promise<unknown>): Promise<string | undefined> {
  return work.then(
    () => undefined,
    (error: { code?: string }) => error.code,
  )
}

/** A folder of migrations for the world database; a later call of `write` edits it. */
export async function folder(files: Record<string, string>) {
  const directory = await mkdtemp(join(tmpdir(), 'migrations-'))
  await mkdir(join(directory, 'bbworlds_world'))
  const write = async (file: string, text: string) => writeFile(join(directory, 'bbworlds_world', `${file}.sql`), text)
  for (const [file, text] of Object.entries(files)) await write(file, text)
  return { directory, write, [Symbol.asyncDispose]: () => rm(directory, { recursive: true }) }
}

/** The error that a run is expected to end with. */
export const failed = (work: Promise<unknown>): Promise<Error & { code?: string }> =>
  work.then(
    () => {
      throw new Error('did not fail')
    },
    (error: Error) => error,
  )

/** A client that acts as another role until it closes; an embedded database has one session for all. */
export async function connectAs(database: Scratch, role: string): Promise<pg.Client> {
  const client = await database.connect()
  await client.query(`set role ${role}`)
  const end = client.end.bind(client)
  client.end = (() => client.query('reset role').then(() => end())) as typeof client.end
  return client
}

export async function runAs(
  database: Scratch,
  role: string,
  text: string,
  values: unknown[] = [],
): Promise<pg.QueryResult> {
  const client = await connectAs(database, role)
  try {
    return await client.query(text, values)
  } finally {
    await client.end()
  }
}
