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
const abortedTransaction = '25P02'

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
      if ((error as { code?: string }).code !== abortedTransaction) throw error
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
  #running = 0
  #cancelled: Promise<void> | undefined

  private constructor(source: SessionSource, client: pg.PoolClient, signal: AbortSignal | undefined) {
    this.#source = source
    this.#client = client
    const abort = () => this.#abort()
    signal?.addEventListener('abort', abort, { once: true })
    this.#stopWatching = () => signal?.removeEventListener('abort', abort)
  }

  static async begin(source: SessionSource, settings: string[], signal?: AbortSignal): Promise<Transaction> {
    const client = await source.pool.connect()
    const transaction = new Transaction(source, client, signal)
    const named = source.preparedStatements ? { name: 'identity' } : {}
    const text = `select set_config('app.role', $1, true), set_config('app.user_id', $2, true), set_config('app.companions', $3, true)`
    // Not awaited: a failure here also fails the statements behind it, which are.
    client.query('begin isolation level repeatable read, read only').catch(() => undefined)
    client.query({ ...named, text, values: settings }).catch(() => undefined)
    return transaction
  }

  async run(query: CompiledQuery): Promise<QueryResult<unknown>> {
    const named = this.#source.preparedStatements ? { name: nameFor(this.#client, query.sql) } : {}
    this.#running++
    try {
      const { rows } = await this.#client.query({ ...named, text: query.sql, values: query.parameters as unknown[] })
      return { rows }
    } finally {
      this.#running--
    }
  }

  #abort(): void {
    const { processID } = this.#client as unknown as { processID: number | null }
    if (this.#running === 0 || processID === null || !this.#source.cancel) return
    this.#cancelled = this.#source.cancel(processID)
  }

  /** The connection is free for others only after its transaction ended and a cancel on its way has arrived. */
  async end(how: 'commit' | 'rollback'): Promise<void> {
    this.#stopWatching()
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
