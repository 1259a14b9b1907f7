import {
  type CompiledQuery,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely'
import type pg from 'pg'
import type { Identity } from './identity.ts'
import { nameFor } from './statements.ts'

/** What a session needs of its database. */
export interface SessionSource {
  pool: pg.Pool
  preparedStatements: boolean
  /** Cancels the statement that a backend is running; absent where backends cannot be cancelled. */
  cancel?: (processId: number) => Promise<void>
}

const adapter = new PostgresAdapter()
const compiler = new PostgresQueryCompiler()
const [abortedTransaction, unknownStatement] = ['25P02', '26000']

/**
 * One snapshot of one database as one caller may see it: a read-only, repeatable-read transaction that begins with the
 * first query and carries the caller's identity for the row policies. `begin`, the identity and that first query
 * leave in one round trip; later queries are pipelined behind them.
 */
export class ReadSession<Tables> implements AsyncDisposable {
  readonly db: Kysely<Tables>
  readonly #source: SessionSource
  readonly #settings: string[]
  readonly #signal: AbortSignal | undefined
  #transaction: Promise<Transaction> | undefined
  #ended = false

  constructor(source: SessionSource, identity: Identity, signal?: AbortSignal) {
    this.#source = source
    this.#settings = settingsOf(identity)
    this.#signal = signal
    const driver = new SessionDriver(query => this.#execute(query))
    this.db = new Kysely<Tables>({
      dialect: {
        createAdapter: () => adapter,
        createDriver: () => driver,
        createQueryCompiler: () => compiler,
        createIntrospector: db => new PostgresIntrospector(db),
      },
    })
  }

  /**
   * A failed statement aborts its whole transaction in PostgreSQL. Siblings that were on their way in the same one run
   * again in a fresh transaction, so that a fault stays with the field that has it.
   */
  async #execute(query: CompiledQuery): Promise<QueryResult<unknown>> {
    this.#signal?.throwIfAborted()
    // GraphQL answers as soon as one field has nulled the whole; fields still under way may not reach the database.
    if (this.#ended) throw new Error('The session has ended')
    this.#transaction ??= Transaction.begin(this.#source, this.#settings, this.#signal)
    const begun = this.#transaction
    try {
      return await (await begun).run(query)
    } catch (error) {
      this.#discard(begun)
      if (!(error instanceof Bystander)) throw error
      return this.#execute(query)
    }
  }

  #discard(begun: Promise<Transaction>): void {
    if (this.#transaction !== begun) return
    this.#transaction = undefined
    begun.then(
      transaction => transaction.end('rollback'),
      () => undefined,
    )
  }

  /** Ends the transaction; the connection returns to its pool by itself, the caller does not wait for that. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended = true
    const transaction = await this.#transaction?.catch(() => undefined)
    this.#transaction = undefined
    void transaction?.end('commit')
  }
}

/** A statement did not run because another one of its transaction had failed. */
class Bystander extends Error {}

class SessionDriver extends DummyDriver {
  readonly #execute: (query: CompiledQuery) => Promise<QueryResult<unknown>>

  constructor(execute: (query: CompiledQuery) => Promise<QueryResult<unknown>>) {
    super()
    this.#execute = execute
  }

  override async acquireConnection() {
    return {
      executeQuery: <Row>(query: CompiledQuery) => this.#execute(query) as Promise<QueryResult<Row>>,
      streamQuery: () => {
        throw new Error('Sessions do not stream')
      },
    }
  }
}

class Transaction {
  readonly #client: pg.PoolClient
  readonly #source: SessionSource
  readonly #stopWatching: () => void
  readonly #begun: Promise<unknown>
  #running = 0
  #failed = false
  #cancelled: Promise<void> | undefined

  private constructor(source: SessionSource, client: pg.PoolClient, settings: string[], signal?: AbortSignal) {
    this.#source = source
    this.#client = client
    const abort = () => this.#abort()
    signal?.addEventListener('abort', abort, { once: true })
    this.#stopWatching = () => signal?.removeEventListener('abort', abort)
    const named = source.preparedStatements ? { name: 'identity' } : {}
    const text = `select set_config('app.role', $1, true), set_config('app.user_id', $2, true), set_config('app.companions', $3, true)`
    this.#begun = Promise.all([
      client.query('begin isolation level repeatable read, read only'),
      client.query({ ...named, text, values: settings }),
    ])
    // Not awaited here: a failure also fails the statements behind it, which tell of it.
    this.#begun.catch(() => undefined)
  }

  static async begin(source: SessionSource, settings: string[], signal?: AbortSignal): Promise<Transaction> {
    const client = await source.pool.connect()
    if (signal?.aborted) client.release()
    signal?.throwIfAborted()
    return new Transaction(source, client, settings, signal)
  }

  async run(query: CompiledQuery): Promise<QueryResult<unknown>> {
    const named = this.#source.preparedStatements ? { name: nameFor(this.#client, query.sql) } : {}
    this.#running++
    try {
      const { rows } = await this.#client.query({ ...named, text: query.sql, values: query.parameters as unknown[] })
      return { rows }
    } catch (error) {
      throw await this.#cause(error as Error & { code?: string })
    } finally {
      this.#running--
    }
  }

  /** A prepared statement is unknown where the sibling that would have prepared it did not run either. */
  async #cause(error: Error & { code?: string }): Promise<Error> {
    const bystander = error.code === abortedTransaction || (error.code === unknownStatement && this.#failed)
    this.#failed = true
    return this.#begun.then(
      () => (bystander ? new Bystander() : error),
      failure => failure as Error,
    )
  }

  #abort(): void {
    const { processID } = this.#client as unknown as { processID: number | null }
    if (this.#running === 0 || this.#cancelled || processID === null) return
    this.#cancelled = this.#source.cancel?.(processID)
  }

  /**
   * The connection is free for others only after its transaction ended and a cancel on its way has arrived. What still
   * runs when the caller has its answer is cancelled: nobody waits for it.
   */
  async end(how: 'commit' | 'rollback'): Promise<void> {
    this.#stopWatching()
    if (how === 'commit') this.#abort()
    const [ended] = await Promise.allSettled([this.#client.query(how), this.#cancelled])
    this.#client.release(ended.status === 'rejected' ? (ended.reason as Error) : undefined)
  }
}

/** The values of `app.role`, `app.user_id`, `app.companions`, which the row policies read. */
function settingsOf(identity: Identity): string[] {
  const id = identity.role === 'user' ? identity.id : ''
  const companions = identity.role === 'service' ? JSON.stringify(identity.companions) : ''
  return [identity.role, id, companions]
}
