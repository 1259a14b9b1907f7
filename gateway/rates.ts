import { hash, randomUUID } from 'node:crypto'
import { Refusal } from '@worlds/kit/errors.ts'
import { type Identity, principalOf } from '@worlds/kit/identity.ts'
import type { Log } from '@worlds/kit/log.ts'
import type { Rates as Most } from '@worlds/kit/rates.ts'
import type { Gate } from '@worlds/kit/server.ts'
import { Redis } from 'ioredis'
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import { addressOf } from './addresses.ts'
import type { Metrics } from './metrics.ts'

/** Who asks, and from where: see `addressOf`. */
export interface Asking {
  identity: Identity
  address: string
}

const periodSeconds = 60
/** What a request costs its address that is refused before it is executed: a bad token, a faulty or too large document. */
const refusedCost = 100
/** How long a count may take until it is made here. */
const redisMs = 250

const whose = { person: 'one person', service: 'one service or administrator', address: 'one address' }
type Whose = keyof typeof whose

/** Counts in this process: by the hash of a key, so that a flood of addresses takes no more memory than these counters. */
export class Counters extends RateLimiterMemory {
  readonly #salt = randomUUID()

  override getKey(key: string | number): string {
    return String(hash('sha256', this.#salt + key, 'buffer').readUInt16LE())
  }
}

/**
 * What callers may ask for within a minute, in what operations cost. A minute begins with the first of it; whoever has
 * used it up is refused until it ends.
 */
export class Rates implements AsyncDisposable {
  readonly #most: Record<Whose, number>
  readonly #limiters: Partial<Record<Whose, RateLimiterAbstract>>
  readonly #redis: Redis | undefined
  readonly #metrics: Metrics

  constructor({ perPerson, perService, perAddress, redisUrl }: Most, { metrics, log }: { metrics: Metrics; log: Log }) {
    this.#most = { person: perPerson, service: perService, address: perAddress }
    this.#metrics = metrics
    this.#redis = redisUrl === undefined ? undefined : connected(redisUrl, log)
    const limited = (Object.keys(whose) as Whose[]).filter(each => this.#most[each] > 0)
    this.#limiters = Object.fromEntries(limited.map(each => [each, limiter(each, this.#most[each], this.#redis)]))
  }

  /** @throws Refusal RATE_LIMITED while the address has used up its minute: nothing more of its requests is looked at */
  async admit(address: string): Promise<void> {
    const counted = await this.#limiters.address?.get(address)
    if (counted && counted.consumedPoints > this.#most.address) throw this.#tooMuch('address', counted)
  }

  /**
   * Charges an operation before it is executed. People pay, and their addresses with them; without a token the address
   * is who asks. Services and administrators pay for themselves alone.
   * @throws Refusal RATE_LIMITED
   */
  async charge({ identity, address }: Asking, cost: number): Promise<void> {
    const price = Math.max(1, cost)
    if (identity.role !== 'user' && identity.role !== 'anonymous')
      return this.#take('service', principalOf(identity), price)
    await this.#take('person', principalOf(identity) || `at ${address}`, price)
    await this.#take('address', address, price)
  }

  /** Charges an address for a request that was refused before it was executed. */
  async refused(address: string): Promise<void> {
    await this.#limiters.address?.penalty(address, refusedCost)
  }

  async #take(by: Whose, key: string, price: number): Promise<void> {
    try {
      await this.#limiters[by]?.consume(key, price)
    } catch (counted) {
      throw counted instanceof RateLimiterRes ? this.#tooMuch(by, counted) : counted
    }
  }

  #tooMuch(by: Whose, { msBeforeNext }: RateLimiterRes): Refusal {
    this.#metrics.throttled.inc({ limit: `cost per ${by}` })
    const maximum = this.#most[by]
    const retryAfterSeconds = Math.max(1, Math.ceil(msBeforeNext / 1000))
    const fault = `Operations of ${whose[by]} may cost ${maximum} within ${periodSeconds} seconds, which is used up.`
    const remedy = `Wait ${retryAfterSeconds} seconds, and ask for less or less often.`
    const told = { limit: by, maximum, period: periodSeconds, retryAfterSeconds }
    return new Refusal('RATE_LIMITED', `${fault} ${remedy}`, told)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#redis?.disconnect()
  }
}

/** What holds off requests before anything of them is read. */
export function gateOf(rates: Rates, { trustedProxies, log }: { trustedProxies: number; log: Log }): Gate {
  let warned = trustedProxies > 0
  return {
    admit: request => {
      if (!warned && request.headers['x-forwarded-for'] !== undefined) {
        warned = true
        log.warn(
          'X-Forwarded-For is not believed: until TRUSTED_PROXIES is set, all who come by a proxy are one address',
        )
      }
      return rates.admit(addressOf(request, trustedProxies))
    },
    refused: request => rates.refused(addressOf(request, trustedProxies)),
  }
}

function limiter(by: Whose, points: number, redis: Redis | undefined): RateLimiterAbstract {
  const here = new Counters({ points, duration: periodSeconds })
  if (!redis) return here
  const shared = { keyPrefix: `worlds-graph:rate:${by}`, points, duration: periodSeconds, storeClient: redis }
  return new RateLimiterRedis({ ...shared, rejectIfRedisNotReady: true, insuranceLimiter: here })
}

/** A connection that is made anew as long as it takes; whoever asks meanwhile does not wait for it. */
function connected(url: string, log: Log): Redis {
  const redis = new Redis(url, {
    commandTimeout: redisMs,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: times => Math.min(times * 100, 5_000),
  })
  let lost = false
  redis.on('error', err => {
    if (!lost) log.warn({ err }, 'Redis cannot be used: each gateway counts what is asked for by itself')
    lost = true
  })
  redis.on('ready', () => {
    if (lost) log.info('Redis can be used again')
    lost = false
  })
  return redis
}
