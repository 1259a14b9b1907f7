import { Refusal } from '@worlds/kit/errors.ts'
import type { Identity } from '@worlds/kit/identity.ts'
import { type Delta, everyone, together } from './deltas.ts'

/** Who follows, and until when. */
export interface Following {
  identity: Identity
  /** Aborted when they follow no longer; with a refusal as its reason where they are told why. */
  signal: AbortSignal
}

/** One who follows an instance: what changed since the last frame they took. */
export class Follower {
  readonly identity: Identity
  readonly #signal: AbortSignal
  readonly #end = () => {
    this.#ended = true
    if (this.#signal.reason instanceof Refusal) this.#refusal ??= this.#signal.reason
    this.#wake?.()
  }
  #pending: Delta | undefined = everyone()
  #refusal: Refusal | undefined
  #ended = false
  #wake: (() => void) | undefined

  constructor({ identity, signal }: Following) {
    this.identity = identity
    this.#signal = signal
    // Once, and not for each frame: a signal that is made of others looks at all of them whenever it is asked.
    if (signal.aborted) this.#end()
    else signal.addEventListener('abort', this.#end)
  }

  /** Listens to its signal no longer. */
  leave(): void {
    this.#signal.removeEventListener('abort', this.#end)
  }

  /** @returns whether an earlier change still waited, and both are one now */
  give(delta: Delta): boolean {
    const waited = this.#pending !== undefined
    this.#pending = together(this.#pending, delta)
    this.#wake?.()
    return waited
  }

  refuse(refusal: Refusal): void {
    this.#refusal = refusal
    this.#wake?.()
  }

  /**
   * What has changed, once something has.
   * @returns nothing when the signal is aborted
   * @throws Refusal when this person may follow no longer, or the reason of the signal is one
   */
  async take(): Promise<Delta | undefined> {
    if (!this.#pending && !this.#refusal && !this.#ended) {
      const woken = Promise.withResolvers<void>()
      this.#wake = woken.resolve
      await woken.promise
      this.#wake = undefined
    }
    if (this.#refusal) throw this.#refusal
    const pending = this.#ended ? undefined : this.#pending
    this.#pending = undefined
    return pending
  }
}
