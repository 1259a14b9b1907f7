import { Refusal } from '@worlds/kit/errors.ts'
import { type Identity, principalOf } from '@worlds/kit/identity.ts'
import type { OpenStreams } from '@worlds/kit/rates.ts'
import type { Metrics } from './metrics.ts'

const whose = { all: 'The gateway', perPerson: 'One person', perAddress: 'One address' }
type Whose = keyof typeof whose

/** How many WebSockets and answers by server-sent events are open now, of all and of each. */
export class Caps {
  readonly #most: OpenStreams
  readonly #metrics: Metrics
  readonly #open = new Map<string, number>()

  constructor(most: OpenStreams, metrics: Metrics) {
    this.#most = most
    this.#metrics = metrics
  }

  /** @throws Refusal RATE_LIMITED when as many are open as may be, of all or from the address */
  ofAddress(address: string): DisposableStack {
    using opened = new DisposableStack()
    opened.use(this.#take('all', ''))
    opened.use(this.#take('perAddress', address))
    return opened.move()
  }

  /**
   * Of people alone: services and administrators have as many as their address.
   * @throws Refusal RATE_LIMITED when the person has as many open as may be
   */
  ofPerson(identity: Identity): Disposable {
    return identity.role === 'user' ? this.#take('perPerson', principalOf(identity)) : new DisposableStack()
  }

  #take(by: Whose, key: string): Disposable {
    const counter = `${by} ${key}`
    const open = this.#open.get(counter) ?? 0
    const maximum = this.#most[by]
    if (maximum > 0 && open >= maximum) {
      this.#metrics.throttled.inc({
        limit: by === 'all' ? 'streams' : `streams ${by.replace('per', 'per ').toLowerCase()}`,
      })
      const fault = `${whose[by]} holds ${maximum} connections and streams open at most.`
      throw new Refusal('RATE_LIMITED', `${fault} Close one of them first.`, { limit: 'streams', maximum })
    }
    this.#open.set(counter, open + 1)
    return {
      [Symbol.dispose]: () => {
        const left = (this.#open.get(counter) ?? 0) - 1
        if (left > 0) this.#open.set(counter, left)
        else this.#open.delete(counter)
      },
    }
  }
}
