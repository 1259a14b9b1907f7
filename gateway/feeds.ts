import { Refusal } from '@worlds/kit/errors.ts'
import type { Event } from '@worlds/kit/events.ts'
import type { GraphQLFormattedError } from 'graphql'
import type { EventQuery } from './documents.ts'
import type { Metrics } from './metrics.ts'
import type { Ask, Checked, Followed } from './subscriptions.ts'
import type { Topics } from './topics.ts'

export interface Result {
  data?: Record<string, unknown> | null
  errors?: readonly GraphQLFormattedError[]
}

/** One subscriber: what is asked for each event, how it is asked as that caller, and until when. */
export interface Subscriber {
  key: string
  query: EventQuery
  execute(query: EventQuery, given: Record<string, unknown>): Promise<Result>
  ask: Ask
  /** Aborted when the subscription ends; with a refusal as its reason where the subscriber is told why. */
  signal: AbortSignal
}

export interface Around {
  topics: Topics
  metrics: Metrics
}

/** More ids than these wait for no subscriber: the oldest make room. */
const mostWaiting = 10_000
/** Of so many ids, the latest, it is known that they were told of. */
const mostKnown = 10_000

/** The ids that wait for one subscriber; one that is told of again before it was taken is there once. */
class Waiting {
  readonly #ids = new Set<string>()
  readonly #known = new Set<string>()
  #latest = 0
  #wake: (() => void) | undefined
  /** Whether events may have been missed. */
  gap = false
  readonly #dropped: () => void

  constructor(dropped: () => void) {
    this.#dropped = dropped
  }

  add(ids: string[]): void {
    for (const id of ids) {
      this.#ids.add(id)
      this.#know(id)
    }
    this.#wake?.()
  }

  miss(): void {
    this.gap = true
    this.#wake?.()
  }

  /** Takes note of what was there before the first event. */
  begin(ids: string[]): void {
    for (const id of ids) this.#know(id)
    this.#latest = Math.max(0, ...ids.map(Number))
  }

  /** Adds those ids that are newer than all that was there at the beginning and that nobody has told of. */
  addUnknown(ids: string[]): void {
    const fresh = ids.filter(id => Number(id) > this.#latest && !this.#known.has(id))
    this.add(fresh.sort((one, other) => Number(one) - Number(other)))
  }

  take(): string | undefined {
    const [id] = this.#ids
    if (id !== undefined) this.#ids.delete(id)
    return id
  }

  async some(signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.gap || this.#ids.size > 0) return
    const woken = Promise.withResolvers<void>()
    this.#wake = woken.resolve
    signal.addEventListener('abort', this.#wake, { once: true })
    await woken.promise
    signal.removeEventListener('abort', this.#wake)
    this.#wake = undefined
  }

  #know(id: string): void {
    this.#known.add(id)
    if (this.#known.size > mostKnown) this.#known.delete(this.#known.values().next().value as string)
    if (this.#ids.size <= mostWaiting) return
    this.take()
    this.#dropped()
  }
}

/**
 * One result for each event that the subscriber may see; what happens to one object while the subscriber is busy is one
 * event. An object that is not there for this caller is passed over, so nobody learns that something happened to it.
 */
export async function* feed(
  field: string,
  { followed, args }: { followed: Followed; args: Checked },
  subscriber: Subscriber,
  { topics, metrics }: Around,
): AsyncGenerator<Result> {
  const waiting = new Waiting(() => metrics.dropped.inc({ field }))
  const told = (event: Event) => (event.topic === 'gap' ? waiting.miss() : waiting.add(followed.ids(event)))
  using _following = await topics.follow(followed.source, followed.topic(args), told)
  const { signal, ask, query, key } = subscriber
  waiting.gap = false
  const first = await followed.first(args, ask)
  if (followed.once) waiting.begin(first)
  else waiting.add(first)
  for (;;) {
    await waiting.some(signal)
    if (signal.reason instanceof Refusal) throw signal.reason
    if (signal.aborted) return
    if (waiting.gap) {
      waiting.gap = false
      const missed = await followed.missed(args, ask)
      if (followed.once) waiting.addUnknown(missed)
      else waiting.add(missed)
    }
    const id = waiting.take()
    if (id === undefined) continue
    metrics.executions.inc({ kind: 'own' })
    const result = await subscriber.execute(query, { id })
    if (result.data?.[key] != null || result.errors) yield result
    else if (field === 'instanceChanged' && first.length > 0) refuseAbsent(first.splice(0))
    first.length = 0
  }
}

function refuseAbsent([id]: string[]): never {
  throw new Refusal('NOT_FOUND', `There is no instance ${id}.`, { argument: 'instanceId' })
}
