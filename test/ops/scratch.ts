import { randomBytes } from 'node:crypto'
import { databases, type SubgraphName, subgraphNames } from '@worlds/kit/names.ts'
import pg from 'pg'
import { inject } from 'vitest'

/** One query as the superuser of the scratch server, in a database of it. */
export async function queried(url: string, text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url, options: '-c TimeZone=UTC' })
  await client.connect()
  try {
    return (await client.query(text, values)).rows
  } finally {
    await client.end()
  }
}

/** Three empty databases on the scratch server, as the settings of `pnpm db` and `pnpm start` name them. */
export class EmptyDatabases implements AsyncDisposable {
  /** MEMORY_OWNER_URL and so on: the superuser's. */
  readonly owners: Record<string, string> = {}
  /** MEMORY_DATABASE_URL and so on: the graph's roles'. */
  readonly graphs: Record<string, string> = {}
  readonly #names: string[] = []
  readonly #server: string

  private constructor(server: string) {
    this.#server = server
    const run = randomBytes(4).toString('hex')
    for (const name of subgraphNames) {
      const database = `worlds_${run}_${databases[name].database}`
      this.#names.push(database)
      this.owners[`${name.toUpperCase()}_OWNER_URL`] = at(server, database)
      this.graphs[`${name.toUpperCase()}_DATABASE_URL`] = at(inject('servers')?.[name].graph as string, database)
    }
  }

  static async make(): Promise<EmptyDatabases> {
    const made = new EmptyDatabases(inject('servers')?.world.owner as string)
    for (const database of made.#names) await queried(made.#server, `create database ${database}`)
    return made
  }

  owner(name: SubgraphName): string {
    return this.owners[`${name.toUpperCase()}_OWNER_URL`] as string
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const database of this.#names) await queried(this.#server, `drop database ${database} with (force)`)
  }
}

function at(url: string, database: string): string {
  const moved = new URL(url)
  moved.pathname = `/${database}`
  moved.searchParams.set('sslmode', 'disable')
  return moved.href
}
