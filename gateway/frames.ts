import { randomUUID } from 'node:crypto'
import type { Identity } from '@worlds/kit/identity.ts'
import type { Source } from './datasource.ts'
import type { Delta } from './deltas.ts'
import { type EventQuery, withGiven } from './documents.ts'
import type { Result, Subscriber } from './feeds.ts'
import type { Metrics } from './metrics.ts'
import type { Rooms } from './rooms.ts'
import { Shared } from './shared.ts'

/** The query that answers a frame, and the types of what it is given for each. */
export const frameQuery = { field: 'playersFrame', arguments: { instanceId: 'ID!', moved: '[ID!]', left: '[ID!]' } }

/** Sees where everyone is. Frames that are answered as it are the same for all who may see them. */
const everyonesView: Identity = { role: 'service', name: 'frames', companions: ['*'] }

/** One who follows the people of an instance. */
export interface Watching {
  instanceId: string
  identity: Identity
  subscriber: Subscriber
  /** Whether nexus alone answers it, and says the same to all who may see it. */
  forAll: boolean
}

/** What a query is given for one frame. */
const given = (instanceId: string, { moved, left, full }: Delta) => ({
  instanceId,
  ...(full ? {} : { moved: [...moved], left: [...left] }),
})

const frameTimeoutMs = 30_000

/** Subscriptions that ask the same of the same instance are one. */
const keyOf = ({ query, operationName, variables }: EventQuery) => JSON.stringify([query, operationName, variables])

/** Frames, each made once for all who ask the same where it does not depend on who asks. */
export class Frames {
  readonly #rooms: Rooms
  readonly #nexus: Source
  readonly #metrics: Metrics
  readonly #made = new WeakMap<Delta, Map<string, Promise<Shared>>>()

  constructor(rooms: Rooms, { nexus, metrics }: { nexus: Source; metrics: Metrics }) {
    this.#rooms = rooms
    this.#nexus = nexus
    this.#metrics = metrics
  }

  /** Everyone first, then what has changed since the frame before, as fast as the subscriber takes it. */
  async *follow(watching: Watching): AsyncGenerator<Result | Shared> {
    const { instanceId, identity, subscriber, forAll } = watching
    const { signal, key, query } = subscriber
    using follower = await this.#rooms.follow(instanceId, { identity, signal })
    const asked = keyOf(query)
    for (;;) {
      const delta = await follower.take()
      if (!delta) return
      if (forAll) {
        yield this.#shared(delta, asked, watching)
        continue
      }
      this.#metrics.executions.inc({ kind: 'own' })
      const result = await subscriber.execute(query, given(instanceId, delta))
      if (result.data?.[key] != null || result.errors) yield result
    }
  }

  #shared(delta: Delta, asked: string, { instanceId, subscriber }: Watching): Promise<Shared> {
    const made = this.#made.get(delta) ?? new Map<string, Promise<Shared>>()
    const known = made.get(asked)
    if (known) return known
    const frame = this.#once(subscriber.query, given(instanceId, delta))
    this.#made.set(delta, made.set(asked, frame))
    return frame
  }

  /** Straight from nexus: planning an answer and putting it together would cost more than the answer. */
  async #once(eventQuery: EventQuery, values: Record<string, unknown>): Promise<Shared> {
    this.#metrics.executions.inc({ kind: 'shared' })
    const { query, operationName } = eventQuery
    const request = { query, variables: withGiven(eventQuery, values), ...(operationName && { operationName }) }
    const context = { identity: everyonesView, requestId: randomUUID(), signal: AbortSignal.timeout(frameTimeoutMs) }
    const { data = null, errors } = await this.#nexus.process({ request, context } as never)
    return new Shared(JSON.stringify(errors ? { data, errors } : { data }))
  }
}
