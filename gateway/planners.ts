import { Worker } from 'node:worker_threads'
import { Refusal } from '@worlds/kit/errors.ts'
import { GraphQLError } from 'graphql'

/** An operation that wants a plan. */
export interface Wanted {
  /** The same for the same operation alone. */
  key: string
  /** The document that it stands in. */
  text: string
  operationName: string | undefined
}

/** What the thread answers: a plan as JSON, what is wrong with the operation, or what nobody foresaw. */
export type Drawn = { plan: string } | { fault: string } | { error: Error }

/** The ways to answer one operation that are compared; of more, some are left out before. */
const maxEvaluatedPlans = 1_000

/** How the gateway's operations are planned. */
export const plannerConfig = { reuseQueryFragments: false, debug: { maxEvaluatedPlans } }

/** What the thread may hold, in MiB; it takes some fifty. */
const maxOldGenerationSizeMb = 512

interface Job extends Wanted {
  /** Whether somebody waits for it. */
  urgent: boolean
  drawn: PromiseWithResolvers<string>
}

/**
 * Plans operations in a thread of its own, which starts with the first of them. They are planned one at a time and the
 * short ones first: what is large, and still new, keeps nobody waiting but itself.
 */
export class Planner implements AsyncDisposable {
  readonly #supergraph: string
  readonly #budgetMs: number
  readonly #waiting = new Set<Job>()
  #current: Job | undefined
  #thread: Worker | undefined
  #ready = false
  #timer: NodeJS.Timeout | undefined
  #closed = false

  /** @param budgetMs how long planning one operation may take, its turn not counted */
  constructor(supergraph: string, budgetMs: number) {
    this.#supergraph = supergraph
    this.#budgetMs = budgetMs
  }

  /**
   * Plans an operation that is valid.
   * @param signal aborted when nobody waits for it any more; what has none is planned when there is nothing else
   * @returns the plan as JSON
   * @throws Refusal QUERY_TOO_COMPLEX when it takes longer, or more memory, than planning may
   * @throws GraphQLError GRAPHQL_VALIDATION_FAILED when the graph cannot be asked for that
   */
  async plan(wanted: Wanted, signal?: AbortSignal): Promise<string> {
    signal?.throwIfAborted()
    if (this.#closed) throw closing()
    const job: Job = { ...wanted, urgent: signal !== undefined, drawn: Promise.withResolvers() }
    const leave = () => {
      if (this.#waiting.delete(job)) job.drawn.reject(signal?.reason)
    }
    signal?.addEventListener('abort', leave)
    this.#waiting.add(job)
    this.#next()
    return job.drawn.promise.finally(() => signal?.removeEventListener('abort', leave))
  }

  #next(): void {
    if (this.#current || this.#waiting.size === 0) return
    this.#thread ??= this.#started()
    if (!this.#ready) return
    const first = [...this.#waiting].reduce((best, job) => (isBefore(job, best) ? job : best))
    this.#waiting.delete(first)
    this.#current = first
    this.#timer = setTimeout(() => this.#abandon(tooLong(this.#budgetMs)), this.#budgetMs)
    const { key, text, operationName } = first
    this.#thread.postMessage({ key, text, operationName } satisfies Wanted)
  }

  #started(): Worker {
    const options = { workerData: this.#supergraph, resourceLimits: { maxOldGenerationSizeMb } }
    const thread = new Worker(new URL('planning.ts', import.meta.url), options)
    // A process that has nothing else to do ends.
    thread.unref()
    thread.on('message', (message: 'ready' | Drawn) => {
      if (this.#thread !== thread) return
      if (message === 'ready') this.#ready = true
      else this.#settle(drawn => ('plan' in message ? drawn.resolve(message.plan) : drawn.reject(errorIn(message))))
      this.#next()
    })
    thread.on('error', (error: Error & { code?: string }) => {
      if (this.#thread !== thread) return
      this.#abandon(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooLong(this.#budgetMs) : error)
    })
    return thread
  }

  /** Ends the operation in hand, and all others that are the same. */
  #settle(end: (drawn: Job['drawn']) => void): void {
    clearTimeout(this.#timer)
    const key = this.#current?.key
    const ended = [...this.#waiting].filter(job => job.key === key)
    if (this.#current) ended.push(this.#current)
    this.#current = undefined
    for (const job of ended) {
      this.#waiting.delete(job)
      end(job.drawn)
    }
  }

  /** A thread in the middle of a plan hears nothing: it is ended, and another one begins where there is more to do. */
  #abandon(error: Error): void {
    void this.#thread?.terminate()
    this.#thread = undefined
    // One that cannot even start plans nothing for anybody.
    if (!this.#ready) this.#endAll(error)
    this.#ready = false
    this.#settle(drawn => drawn.reject(error))
    this.#next()
  }

  #endAll(error: Error): void {
    for (const { drawn } of this.#waiting) drawn.reject(error)
    this.#waiting.clear()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    this.#endAll(closing())
    this.#settle(drawn => drawn.reject(closing()))
    await this.#thread?.terminate()
  }
}

function isBefore(one: Job, other: Job): boolean {
  return one.urgent === other.urgent ? one.text.length < other.text.length : one.urgent
}

function tooLong(maximum: number): Refusal {
  const message = `Planning the operation takes longer than ${maximum} ms. Ask for less, or in several requests.`
  return new Refusal('QUERY_TOO_COMPLEX', message, { limit: 'planningMs', maximum })
}

function errorIn(drawn: { fault: string } | { error: Error }): Error {
  if ('error' in drawn) return drawn.error
  return new GraphQLError(drawn.fault, { extensions: { code: 'GRAPHQL_VALIDATION_FAILED', http: { status: 400 } } })
}

const closing = () => new DOMException('The gateway closes.', 'AbortError')
