import { sql } from 'kysely'
import type { Database } from './database.ts'

const everyMs = 10 * 60_000
const removedAtOnce = 1_000

/**
 * Removes records of repeated requests when they are a day old, so that a key can be told again for that long. Each
 * process does so; what one has in hand another leaves out.
 */
export class RecordUpkeep<Tables> implements AsyncDisposable {
  readonly #database: Database<Tables>
  readonly #onFault: (error: unknown) => void
  readonly #timer: NodeJS.Timeout
  #running: Promise<void> | undefined

  constructor(database: Database<Tables>, onFault: (error: unknown) => void) {
    this.#database = database
    this.#onFault = onFault
    this.#timer = setInterval(() => void this.run(), everyMs).unref()
  }

  /** Removes all that are old enough; a fault is told and tried again at the next turn. */
  async run(): Promise<void> {
    this.#running ??= this.#removeAll()
      .catch(this.#onFault)
      .finally(() => {
        this.#running = undefined
      })
    await this.#running
  }

  async #removeAll(): Promise<void> {
    for (let removed = removedAtOnce; removed === removedAtOnce; ) {
      removed = await this.#database.background({ role: 'system', name: 'upkeep' }, async db => {
        const { rows } = await sql<{ removed: number }>`
          select graph.remove_old_writes(${removedAtOnce}::int4) as removed`.execute(db)
        return rows[0]?.removed ?? 0
      })
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer)
    await this.#running
  }
}
