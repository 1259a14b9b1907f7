import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { createPgConfig } from '@electric-sql/pglite/node-postgres'
import { vector } from '@electric-sql/pglite-pgvector'
import pg from 'pg'
import type { Connector } from './database.ts'
import { databases, type SubgraphName } from './names.ts'

/** The PostgreSQL version inside PGlite; a data directory of another cannot be opened. */
const embeddedVersion = '18'

/** An embedded database cannot be opened; the message says what to do. */
export class EmbeddedRefused extends Error {
  override name = 'EmbeddedRefused'
}

/**
 * A fresh cluster as a tar: making one takes seconds, opening a database from it a fraction of that.
 */
export async function freshCluster(): Promise<Blob> {
  await using cluster = await PGlite.create({ extensions: { vector } })
  for (const { database } of Object.values(databases)) await cluster.exec(`create database ${database}`)
  return await cluster.dumpDataDir('none')
}

/**
 * One database inside this process: PostgreSQL in WebAssembly, with a single session. It is for trying, developing and
 * unit tests; what needs concurrency, TLS, timeouts or speed runs on a server.
 */
export class EmbeddedDatabase implements AsyncDisposable {
  readonly name: SubgraphName
  readonly #pglite: PGlite
  readonly #unlock: () => void

  private constructor(name: SubgraphName, pglite: PGlite, unlock: () => void) {
    this.name = name
    this.#pglite = pglite
    this.#unlock = unlock
  }

  /** Whether `dataDir` holds this database already. */
  static exists(name: SubgraphName, dataDir: string): boolean {
    return !inMemory(dataDir) && existsSync(join(directoryOf(name, dataDir), 'PG_VERSION'))
  }

  /**
   * Opens the database under `dataDir`, or makes it from `cluster` (a fresh or an already migrated one).
   * @throws EmbeddedRefused when the directory is in use, of another version, or missing and no cluster is given
   */
  static async open(name: SubgraphName, dataDir: string, cluster?: Blob): Promise<EmbeddedDatabase> {
    const options = { extensions: { vector }, database: databases[name].database }
    if (inMemory(dataDir)) {
      if (!cluster) throw new EmbeddedRefused('A database in memory starts from a fresh cluster')
      return new EmbeddedDatabase(name, await PGlite.create({ ...options, loadDataDir: cluster }), () => undefined)
    }
    const directory = directoryOf(name, dataDir)
    const exists = EmbeddedDatabase.exists(name, dataDir)
    if (exists) refuseOtherVersion(directory)
    else if (!cluster) throw new EmbeddedRefused(`No database in ${directory}. Run \`npx pnpm start\` once to make it.`)
    mkdirSync(dataDir, { recursive: true })
    const unlock = lock(directory)
    try {
      if (!exists && cluster) await unpack(cluster, directory)
      const pglite = await PGlite.create(directory, options)
      return new EmbeddedDatabase(name, pglite, unlock)
    } catch (error) {
      unlock()
      throw error
    }
  }

  /** A client as the cluster's owner, for migrating and seeding; not to be had any more once the graph has its way in. */
  async ownerClient(): Promise<pg.Client> {
    const client = new pg.Client(createPgConfig(this.#pglite) as unknown as pg.ClientConfig)
    await client.connect()
    return client
  }

  /** The way in for the graph: from here on the one session is the graph's role, as on a server. */
  async asGraph(): Promise<Connector> {
    await this.#pglite.exec(`set timezone = 'UTC'; set session authorization ${databases[this.name].graphRole}`)
    const config = { ...createPgConfig(this.#pglite), max: 1, min: 1 } as unknown as pg.PoolConfig
    const listen: Connector['listen'] = (channel, tell) => this.#pglite.listen(channel, tell)
    return { config, embedded: true, listen, close: () => this[Symbol.asyncDispose]() }
  }

  /** This database's cluster as a tar, to open copies from. */
  async dump(): Promise<Blob> {
    return this.#pglite.dumpDataDir('none')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pglite.close()
    this.#unlock()
  }
}

const inMemory = (dataDir: string) => dataDir.startsWith('memory://')

const directoryOf = (name: SubgraphName, dataDir: string) => join(dataDir, databases[name].database)

/** Whoever is interrupted while a directory is being made finds it made or absent, never in between. */
async function unpack(cluster: Blob, directory: string): Promise<void> {
  const making = `${directory}.making`
  rmSync(making, { recursive: true, force: true })
  const pglite = await PGlite.create(making, { extensions: { vector }, loadDataDir: cluster })
  await pglite.close()
  renameSync(making, directory)
}

function refuseOtherVersion(directory: string): void {
  const version = readFileSync(join(directory, 'PG_VERSION'), 'utf8').trim()
  if (version === embeddedVersion) return
  throw new EmbeddedRefused(
    `${directory} was made by PostgreSQL ${version}; this program embeds ${embeddedVersion}. ` +
      'Start the program that made it to dump its data, or set DATA_DIR to another directory.',
  )
}

/** The locks of this process. Its number alone proves nothing: in a container an earlier process had the same. */
const held = new Set<string>()

/** PGlite itself lets two processes open one directory, and both would ruin it. */
function lock(directory: string): () => void {
  const file = `${directory}.lock`
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error
    const holder = Number(readFileSync(file, 'utf8'))
    if (holder === process.pid ? held.has(resolve(file)) : isRunning(holder)) {
      throw new EmbeddedRefused(
        `${directory} is in use by process ${holder}. Stop that one first, or set DATA_DIR to another directory.`,
      )
    }
    rmSync(file, { force: true })
    return lock(directory)
  }
  held.add(resolve(file))
  return () => {
    held.delete(resolve(file))
    rmSync(file, { force: true })
  }
}

function isRunning(processId: number): boolean {
  // Whoever was killed between making the file and writing to it left it empty.
  if (!(processId > 0)) return false
  try {
    return process.kill(processId, 0)
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM'
  }
}
