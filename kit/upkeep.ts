import { type Kysely, sql } from 'kysely'
import type { Database } from './database.ts'

/** What a process does by itself now and then. */
export interface Chore<Tables> {
  /** Who does it, as the database is told. */
  name: string
  everyMs: number
  /** Does so many at most, leaving out what another process has in hand, and says how many. */
  work(db: Kysely<Tables>, most: number): Promise<number>
}

const atOnce = 500

/** Does a chore again and again, each time until nothing is left to do; every process does. */
export class Upkeep<Tables> implements AsyncDisposable {
  readonly #database: Database<Tables>
  readonly #chore: Chore<Tables>
  readonly #onFault: (error: unknown) => void
  readonly #timer: NodeJS.Timeout
  #running: Promise<void> | undefined
  #closed = false

  constructor(database: Database<Tables>, chore: Chore<Tables>, onFault: (error: unknown) => void) {
    this.#database = database
    this.#chore = chore
    this.#onFault = onFault
    this.#timer = setInterval(() => void this.run(), chore.everyMs).unref()
  }

  /** Does all there is; a fault is told and tried again at the next turn. */
  async run(): Promise<void> {
    this.#running ??= this.#all()
      .catch(this.#onFault)
      .finally(() => {
        this.#running = undefined
      })
    await this.#running
  }

  async #all(): Promise<void> {
    const { name, work } = this.#chore
    for (let done = atOnce; done === atOnce && !this.#closed; ) {
      done = await this.#database.background({ role: 'system', name }, db => work(db, atOnce))
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer)
    this.#closed = true
    await this.#running
  }
}

/** Removes records of repeated requests when they are a day old, so that a key can be told again for that long. */
export const recordRemoval: Chore<unknown> = {
  name: 'upkeep',
  everyMs: 10 * 60_000,
  work: async (db, most) => {
    const { rows } = await sql<{ removed: number }>`
      select graph.remove_old_writes(${most}::int4) as removed`.execute(db)
    return rows[0]?.removed ?? 0
  },
}
