import type { Identity } from '@worlds/kit/identity.ts'
import type { Delta } from './deltas.ts'
import type { EventQuery } from './documents.ts'
import type { Result, Subscriber } from './feeds.ts'
import type { Metrics } from './metrics.ts'
import type { Rooms } from './rooms.ts'
import { Shared } from './shared.ts'

/** The query that answers a frame, and the types of what it is given for each. */
export const frameQuery = { field: 'playersFrame', arguments: { instanceId: 'ID!', moved: '[ID!]', left: '[ID!]' } }

/** Sees where everyone is. Frames that are answered as it are the same for all who may see them. */
export const forAll: Identity = { role: 'service', name: 'frames', companions: ['*'] }

/** One who follows the people of an instance. */
export interface Watching {
  instanceId: string
  identity: Identity
  subscriber: Subscriber
  /** Answers the query as `forAll`; absent where the answer depends on who asks. */
  executeForAll: Subscriber['execute'] | undefined
}

/** What a query is given for one frame. */
const given = (instanceId: string, { moved, left, full }: Delta) => ({
  instanceId,
  ...(full ? {} : { moved: [...moved], left: [...left] }),
})

/** Subscriptions that ask the same of the same instance are one. */
const keyOf = ({ query, operationName, variables }: EventQuery) => JSON.stringify([query, operationName, variables])

/** Frames, each made once for all who ask the same where it does not depend on who asks. */
export class Frames {
  readonly #rooms: Rooms
  readonly #metrics: Metrics
  readonly #made = new WeakMap<Delta, Map<string, Promise<Result | Shared>>>()

  constructor(rooms: Rooms, metrics: Metrics) {
    this.#rooms = rooms
    this.#metrics = metrics
  }

  /** Everyone first, then what has changed since the frame before, as fast as the subscriber takes it. */
  async *follow(watching: Watching): AsyncGenerator<Result | Shared> {
    const { instanceId, identity, subscriber, executeForAll } = watching
    const { signal, key, query } = subscriber
    using follower = await this.#rooms.follow(instanceId, identity)
    const asked = keyOf(query)
    for (;;) {
      const delta = await follower.take(signal)
      if (!delta) return
      if (executeForAll) {
        yield await this.#shared(delta, asked, () => executeForAll(query, given(instanceId, delta)))
        continue
      }
      this.#metrics.executions.inc({ kind: 'own' })
      const result = await subscriber.execute(query, given(instanceId, delta))
      if (result.data?.[key] != null || result.errors) yield result
    }
  }

  #shared(delta: Delta, asked: string, execute: () => Promise<Result>): Promise<Result | Shared> {
    const made = this.#made.get(delta) ?? new Map<string, Promise<Result | Shared>>()
    this.#made.set(delta, made)
    const frame = made.get(asked) ?? this.#once(execute)
    made.set(asked, frame)
    return frame
  }

  async #once(execute: () => Promise<Result>): Promise<Shared> {
    this.#metrics.executions.inc({ kind: 'shared' })
    return new Shared(JSON.stringify(await execute()))
  }
}
