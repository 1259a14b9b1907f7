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
import { type Identity, principalOf } from './identity.ts'
import type { Standing } from './standings.ts'
import { nameFor } from './statements.ts'

/** What a transaction needs of its database. */
export interface SessionSource {
  pool: pg.Pool
  preparedStatements: boolean
  /** Cancels the statement that a backend is running; absent where backends cannot be cancelled. */
  cancel?: (processId: number) => Promise<void>
}

/** Who asks, and until when. */
export interface Asker {
  identity: Identity
  signal?: AbortSignal | undefined
}

/** A read sees one snapshot; a write sees what others have committed, and waits for their locks. */
const beginnings = {
  read: 'begin isolation level repeatable read, read only',
  write: 'begin isolation level read committed',
}

const settings = `set_config('app.role', $1, true), set_config('app.user_id', $2, true),
  set_config('app.companions', $3, true), set_config('app.principal', $4, true)`

/** How a transaction is told who asks; of a person who writes it also learns whether they may. */
const identities = {
  alone: { name: 'identity', text: `select ${settings}` },
  withStanding: { name: 'identity and standing', text: `select ${settings}, graph.viewer_standing() as standing` },
}

const [abortedTransaction, unknownStatement] = ['25P02', '26000']

type Execute = (query: CompiledQuery) => Promise<QueryResult<unknown>>

const adapter = new PostgresAdapter()
const compiler = new PostgresQueryCompiler()

/** Kysely over one way of executing statements. */
export function kyselyOver<Tables>(execute: Execute): Kysely<Tables> {
  const driver = new SessionDriver(execute)
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => adapter,
      createDriver: () => driver,
      createQueryCompiler: () => compiler,
      createIntrospector: db => new PostgresIntrospector(db),
    },
  })
}

class SessionDriver extends DummyDriver {
  readonly #execute: Execute

  constructor(execute: Execute) {
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

/** A statement did not run because another one of its transaction had failed. */
export class Bystander extends Error {
  override name = 'Bystander'
}

/**
 * A transaction on a connection of its own, which carries the caller's identity for the row policies. `begin`, the
 * identity and the first statement leave in one round trip; later ones are pipelined behind them.
 */
export class Transaction {
  readonly #client: pg.PoolClient
  readonly #source: SessionSource
  readonly #stopWatching: () => void
  readonly #begun: Promise<[pg.QueryResult, pg.QueryResult]>
  #running = 0
  #failed = false
  #cancelled: Promise<void> | undefined

  private constructor(
    kind: keyof typeof beginnings,
    source: SessionSource,
    client: pg.PoolClient,
    { identity, signal }: Asker,
  ) {
    this.#source = source
    this.#client = client
    const abort = () => this.#abort()
    signal?.addEventListener('abort', abort, { once: true })
    this.#stopWatching = () => signal?.removeEventListener('abort', abort)
    const asked = identities[kind === 'write' && identity.role === 'user' ? 'withStanding' : 'alone']
    const named = source.preparedStatements ? { name: asked.name } : {}
    this.#begun = Promise.all([
      client.query(beginnings[kind]),
      client.query({ ...named, text: asked.text, values: settingsOf(identity) }),
    ])
    // Not awaited here: a failure also fails the statements behind it, which tell of it.
    this.#begun.catch(() => undefined)
  }

  static async begin(kind: keyof typeof beginnings, source: SessionSource, asker: Asker): Promise<Transaction> {
    const client = await source.pool.connect()
    if (asker.signal?.aborted) client.release()
    asker.signal?.throwIfAborted()
    return new Transaction(kind, source, client, asker)
  }

  async run(query: CompiledQuery): Promise<QueryResult<unknown>> {
    const named = this.#source.preparedStatements ? { name: nameFor(this.#client, query.sql) } : {}
    this.#running++
    try {
      const answered = await this.#client.query({ ...named, text: query.sql, values: query.parameters as unknown[] })
      return resultOf(answered)
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

  /** Whether the person who writes may: known when the first statement is; undefined of anyone else. */
  async standing(): Promise<Standing | undefined> {
    const [, identity] = await this.#begun
    return identity.rows[0]?.standing
  }

  #abort(): void {
    const { processID } = this.#client as unknown as { processID: number | null }
    if (this.#running === 0 || this.#cancelled || processID === null) return
    this.#cancelled = this.#source.cancel?.(processID)
  }

  /** Ends behind the statements under way, which an abort still cancels; the connection is free for others after that. */
  async end(how: 'commit' | 'rollback'): Promise<void> {
    await this.#finish(how).catch(() => undefined)
  }

  /** Ends now: what still runs is cancelled, because nobody waits for it. */
  async leave(how: 'commit' | 'rollback'): Promise<void> {
    this.#abort()
    await this.end(how)
  }

  /**
   * From here on an abort changes nothing: what was sent may be done already.
   * @throws when the connection fails, or PostgreSQL has rolled back instead
   */
  async commit(): Promise<void> {
    this.#stopWatching()
    const { command } = await this.#finish('commit')
    if (command !== 'COMMIT') throw new Error('The transaction was rolled back: one of its statements had failed')
  }

  /** The connection returns to the pool only after its transaction ended and a cancel on its way has arrived. */
  async #finish(how: 'commit' | 'rollback'): Promise<pg.QueryResult> {
    const [ended] = await Promise.allSettled([this.#client.query(how)])
    this.#stopWatching()
    await this.#cancelled
    this.#client.release(ended.status === 'rejected' ? (ended.reason as Error) : undefined)
    if (ended.status === 'rejected') throw ended.reason
    return ended.value
  }
}

const changes = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE'])

/** Kysely tells how many rows were changed, where it is told. */
function resultOf({ rows, command, rowCount }: pg.QueryResult): QueryResult<unknown> {
  return changes.has(command) ? { rows, numAffectedRows: BigInt(rowCount ?? 0) } : { rows }
}

/** The values of `app.role`, `app.user_id`, `app.companions`, `app.principal`, which the row policies read. */
export function settingsOf(identity: Identity): string[] {
  const id = identity.role === 'user' ? identity.id : ''
  const companions = identity.role === 'service' ? JSON.stringify(identity.companions) : ''
  return [identity.role, id, companions, principalOf(identity)]
}
