import { AsyncLocalStorage } from 'node:async_hooks'
import { createHash } from 'node:crypto'
import type { ApolloGateway } from '@apollo/gateway'
import type { QueryPlan, QueryPlanCache } from '@apollo/query-planner'
import { Refusal } from '@worlds/kit/errors.ts'
import { LRUCache } from 'lru-cache'
import type { GatewayContext } from './context.ts'
import type { Planner, Wanted } from './planners.ts'

type Executor = ApolloGateway['executor']
type Executing = Parameters<Executor>[0]

/** What is known of an operation: how it is answered, or that planning it takes too long. */
type Known = { plan: QueryPlan } | { refusal: Refusal }

/** The room for plans, in characters of their JSON; those not asked for the longest make room. */
const maxSize = 30 * 1_048_576

/**
 * The gateway's store of plans. What the gateway does not find in its store it plans in its own thread, while all else
 * waits; so it finds everything here: what is not there, the planner makes.
 */
export class Plans implements QueryPlanCache {
  readonly #planner: Planner
  readonly #known = new LRUCache<string, Known>({ maxSize })
  readonly #executing = new AsyncLocalStorage<Executing>()

  constructor(planner: Planner) {
    this.#planner = planner
  }

  /** Lets the store know which operation it is asked for, which the gateway does not tell. */
  around(executor: Executor): Executor {
    return context => this.#executing.run(context, () => executor(context))
  }

  /**
   * The plan of the operation that is executed.
   * @throws what the planner throws
   */
  async get(): Promise<QueryPlan> {
    const { source = '', queryHash = '', operation, context } = this.#executing.getStore() as Executing
    const { signal } = context as GatewayContext
    return this.#planOf({ text: source, operationName: operation?.name?.value }, queryHash, signal)
  }

  /**
   * Plans an operation before anybody asks for it, when there is nothing else to plan.
   * @throws what the planner throws
   */
  async prepare(text: string, operationName?: string): Promise<void> {
    await this.#planOf({ text, operationName }, createHash('sha256').update(text).digest('hex'))
  }

  async #planOf(asked: Omit<Wanted, 'key'>, hash: string, signal?: AbortSignal): Promise<QueryPlan> {
    const key = `${hash} ${asked.operationName ?? ''}`
    const known = this.#known.get(key) ?? (await this.#made({ ...asked, key }, signal))
    if ('refusal' in known) throw known.refusal
    return known.plan
  }

  async #made(wanted: Wanted, signal: AbortSignal | undefined): Promise<Known> {
    const drawn = await this.#planner.plan(wanted, signal).catch(error => {
      if (error instanceof Refusal) return error
      throw error
    })
    // Who asks for what took too long once is told so at once.
    const known = drawn instanceof Refusal ? { refusal: drawn } : { plan: JSON.parse(drawn) as QueryPlan }
    this.#known.set(wanted.key, known, { size: drawn instanceof Refusal ? 1_024 : drawn.length })
    return known
  }

  /** The gateway has nothing to add. */
  async set(): Promise<void> {}

  async delete(): Promise<void> {}

  clear(): void {
    this.#known.clear()
  }
}
