import type { Database } from '@worlds/kit/database.ts'
import { sql } from 'kysely'
import type { Tables } from './tables.gen.ts'

const sweptAtOnce = 500

/**
 * Gives back the seats of people who are not heard of any more, as often as it is told to. Every process does; what
 * one of them has in hand the others pass over.
 */
export class MembershipSweep implements AsyncDisposable {
  readonly #database: Database<Tables>
  readonly #onFault: (error: unknown) => void
  readonly #timer: NodeJS.Timeout
  #running: Promise<void> | undefined

  constructor(database: Database<Tables>, everySeconds: number, onFault: (error: unknown) => void) {
    this.#database = database
    this.#onFault = onFault
    this.#timer = setInterval(() => void this.sweep(), everySeconds * 1_000).unref()
  }

  /** Gives back every seat whose lease has run out; a fault is told and tried again at the next turn. */
  async sweep(): Promise<void> {
    this.#running ??= this.#sweepAll()
      .catch(this.#onFault)
      .finally(() => {
        this.#running = undefined
      })
    await this.#running
  }

  async #sweepAll(): Promise<void> {
    for (let swept = sweptAtOnce; swept === sweptAtOnce; ) {
      swept = await this.#database.background({ role: 'system', name: 'membership sweep' }, async db => {
        const { rows } = await sql<{ swept: number }>`
          select graph.sweep_memberships(${sweptAtOnce}::int4) as swept`.execute(db)
        return rows[0]?.swept ?? 0
      })
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer)
    await this.#running
  }
}
