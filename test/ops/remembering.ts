import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EmbeddedDatabase } from '@worlds/kit/embedded.ts'
import { expect } from 'vitest'
import { onServer, type Stack } from '../stack.ts'
import { type Ended, Program, ran } from './program.ts'
import { EmptyDatabases, queried } from './scratch.ts'

type Rows = Record<string, unknown>[]

/** A migrated memory database without a memory, on the scratch server or in a folder, and `pnpm db` on it. */
export class RememberingDatabase implements AsyncDisposable {
  readonly settings: Record<string, string>
  readonly #held: AsyncDisposableStack

  private constructor(settings: Record<string, string>, held: AsyncDisposableStack) {
    this.settings = settings
    this.#held = held
  }

  static async make(): Promise<RememberingDatabase> {
    await using making = new AsyncDisposableStack()
    const made = new RememberingDatabase(await settingsOf(making), making.move())
    const { status, error } = await made.db('migrate', '--only', 'memory')
    expect(status, error).toBe(0)
    return made
  }

  db(...words: string[]): Promise<Ended> {
    return ran('@worlds/ops/db.ts', words, this.settings)
  }

  /** What a command says in JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: each test knows the shape it asked for
  async told(...words: string[]): Promise<any> {
    const { status, out, error } = await this.db(...words, '--json')
    expect(status, error).toBe(0)
    return JSON.parse(out).voice_ninja
  }

  started(...words: string[]): Program {
    return new Program('@worlds/ops/db.ts', words, this.settings)
  }

  /** As far as helpers of tests ask the graph for no more than its database's owner. */
  get graph(): Stack {
    return { asOwner: (_: unknown, text: string, values: unknown[]) => this.query(text, values) } as unknown as Stack
  }

  async query(text: string, values: unknown[] = []): Promise<Rows> {
    const { MEMORY_OWNER_URL: url, DATA_DIR: folder } = this.settings
    if (url) return queried(url, text, values)
    await using database = await EmbeddedDatabase.open('memory', folder as string)
    const client = await database.ownerClient()
    return (await client.query(text, values)).rows
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#held.disposeAsync()
  }
}

async function settingsOf(held: AsyncDisposableStack): Promise<Record<string, string>> {
  if (onServer) return { DATA_DIR: '/nonexistent/data', ...held.use(await EmptyDatabases.make()).owners }
  const folder = mkdtempSync(join(tmpdir(), 'graph-memory-'))
  held.defer(() => rmSync(folder, { recursive: true }))
  return { DATA_DIR: join(folder, 'data') }
}
