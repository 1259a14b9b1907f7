import type { Database } from '@worlds/kit/database.ts'
import type { Identity } from '@worlds/kit/identity.ts'
import { type Move, moved } from './moves.ts'
import type { PositionRow } from './positions.ts'
import type { Tables } from './tables.gen.ts'

/** A report that waits to be written. Later ones of the same person take its place, and all who sent them the answer. */
interface Report extends PromiseWithResolvers<PositionRow | undefined> {
  move: Move
}

/** So many people in one statement: its locks and its memory stay small. */
const mostAtOnce = 5_000

const writer: Identity = { role: 'service', name: 'movement', companions: ['*'] }

/**
 * Gathers what people report of their movements for a moment and writes the latest of each person, all in one
 * statement. Of one person one write at a time is under way, in the order in which the reports arrived.
 */
export class Movement implements AsyncDisposable {
  readonly #database: Database<Tables>
  readonly #flushMs: number
  /** For how long a movement keeps the seat of whoever moves. */
  readonly leaseSeconds: number
  readonly #onFault: (error: unknown) => void
  readonly #waiting = new Map<string, Report[]>()
  /** The last write that was begun for a person, as long as it is under way. */
  readonly #writing = new Map<string, Promise<void>>()
  #timer: NodeJS.Timeout | undefined
  #flushing: Promise<void> | undefined

  constructor(
    database: Database<Tables>,
    { flushMs, leaseSeconds }: { flushMs: number; leaseSeconds: number },
    onFault: (error: unknown) => void,
  ) {
    this.#database = database
    this.#flushMs = flushMs
    this.leaseSeconds = leaseSeconds
    this.#onFault = onFault
  }

  /**
   * Resolves when the report, or a later one of the same person, is written.
   * @returns undefined when it was not, because the person is not in the instance that it states, or in none
   */
  report(move: Move): Promise<PositionRow | undefined> {
    const reports = this.#waiting.get(move.userId) ?? []
    let last = reports.at(-1)
    if (last?.move.instanceId === move.instanceId) {
      last.move = {
        ...move,
        rotationY: move.rotationY ?? last.move.rotationY,
        animationState: move.animationState ?? last.move.animationState,
      }
    } else {
      // Which instance somebody is in shows when it is written: reports of two are two.
      last = { move, ...Promise.withResolvers<PositionRow | undefined>() }
      reports.push(last)
      this.#waiting.set(move.userId, reports)
    }
    this.#schedule()
    return last.promise
  }

  /**
   * Does a write of its own about these people: after what was reported of them before, and before what is reported of
   * them meanwhile.
   */
  async inTurn<Value>(userIds: readonly string[], write: () => Promise<Value>): Promise<Value> {
    const before = new Set(userIds.flatMap(id => this.#writing.get(id) ?? []))
    const reports = userIds.map(id => this.#waiting.get(id) ?? [])
    const { promise, resolve } = Promise.withResolvers<void>()
    for (const id of userIds) {
      this.#waiting.delete(id)
      this.#writing.set(id, promise)
    }
    try {
      await Promise.all(before)
      await this.#writeAll(reports)
      return await write()
    } finally {
      for (const id of userIds) if (this.#writing.get(id) === promise) this.#writing.delete(id)
      resolve()
      this.#schedule()
    }
  }

  #schedule(): void {
    const crowded = this.#waiting.size >= mostAtOnce
    if (this.#flushing || (this.#timer && !crowded) || !this.#free().next().value) return
    if (crowded) this.#flush()
    else this.#timer = setTimeout(() => this.#flush(), this.#flushMs)
  }

  /** People whose reports wait for nothing but the next flush. */
  *#free(): Generator<string> {
    for (const id of this.#waiting.keys()) if (!this.#writing.has(id)) yield id
  }

  #flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const people = [...this.#free()].slice(0, mostAtOnce)
    this.#flushing = this.inTurn(people, async () => undefined).finally(() => {
      this.#flushing = undefined
      this.#schedule()
    })
  }

  /** Writes the reports of each person in their order, the first of all people together, then the second. */
  async #writeAll(reports: Report[][]): Promise<void> {
    for (let nth = 0, more = true; more; nth++) {
      const together = reports.flatMap(each => each[nth] ?? [])
      more = together.length > 0
      if (more) await this.#write(together)
    }
  }

  async #write(reports: Report[]): Promise<void> {
    const moves = reports.map(report => report.move)
    try {
      const rows = await this.#database.background(writer, db => moved(db, moves, this.leaseSeconds))
      for (const report of reports) report.resolve(rows.get(report.move.userId))
    } catch (error) {
      this.#onFault(error)
      for (const report of reports) report.reject(error)
    }
  }

  /** Writes what waits, and waits for what is being written. */
  async [Symbol.asyncDispose](): Promise<void> {
    while (this.#waiting.size > 0 || this.#writing.size > 0) {
      await this.inTurn([...this.#waiting.keys()], async () => undefined)
      await Promise.all(this.#writing.values())
    }
    clearTimeout(this.#timer)
  }
}
