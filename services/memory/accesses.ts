import type { Database } from '@worlds/kit/database.ts'
import { type Kysely, sql } from 'kysely'
import type { Resolvers } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'

interface Accesses {
  accesses: number
  lastAccessed: string
}

/** Counts an access of each memory, in the order of their ids so that two recalls never wait for each other in a circle. */
export async function countAccesses(db: Kysely<Tables>, ids: readonly number[]): Promise<void> {
  await sql`
    insert into graph.memory_accesses (memory_id)
    select id from companion_memories where id = any(${ids}::int4[]) order by id for key share
    on conflict (memory_id) do update
    set accesses = memory_accesses.accesses + 1, last_accessed = excluded.last_accessed`.execute(db)
}

/** What was counted and is not yet entered into the owner's columns. */
export async function pendingAccesses(db: Kysely<Tables>, ids: readonly string[]): Promise<Map<string, Accesses>> {
  const rows = await db
    .selectFrom('graph.memory_accesses')
    .select(['memory_id as id', 'accesses', 'last_accessed as lastAccessed'])
    .where('memory_id', '=', sql<number>`any(${ids}::int4[])`)
    .execute()
  return new Map(rows.map(row => [String(row.id), row]))
}

const settlingMs = 15_000
const settledAtOnce = 1_000

/**
 * Enters counted accesses into the owner's columns four times a minute, so that other programs read true ones. What one
 * process counted another may enter: nothing is lost with a process.
 */
export class AccessSettlement implements AsyncDisposable {
  readonly #database: Database<Tables>
  readonly #onFault: (error: unknown) => void
  readonly #timer: NodeJS.Timeout
  #running: Promise<void> | undefined

  constructor(database: Database<Tables>, onFault: (error: unknown) => void) {
    this.#database = database
    this.#onFault = onFault
    this.#timer = setInterval(() => void this.settle(), settlingMs).unref()
  }

  /** Enters all that is counted; a fault is told and tried again at the next turn. */
  async settle(): Promise<void> {
    this.#running ??= this.#settleAll()
      .catch(this.#onFault)
      .finally(() => {
        this.#running = undefined
      })
    await this.#running
  }

  async #settleAll(): Promise<void> {
    for (let settled = settledAtOnce; settled === settledAtOnce; ) {
      settled = await this.#database.background({ role: 'admin', name: 'access settlement' }, async db => {
        const { rows } = await sql<{ settled: number }>`
          select graph.settle_accesses(${settledAtOnce}::int4) as settled`.execute(db)
        return rows[0]?.settled ?? 0
      })
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer)
    await this.settle()
  }
}

export const accessResolvers: Resolvers = {
  Memory: {
    accessCount: async (memory, _, context) => {
      const pending = await context.load(pendingAccesses, String(memory.id), null)
      return (memory.accessCount ?? 0) + (pending?.accesses ?? 0)
    },
    lastAccessed: async (memory, _, context) => {
      const pending = await context.load(pendingAccesses, String(memory.id), null)
      const { lastAccessed } = memory
      return pending && (lastAccessed === null || pending.lastAccessed > lastAccessed)
        ? pending.lastAccessed
        : lastAccessed
    },
  },
}
