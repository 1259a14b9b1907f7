import pg from 'pg'
import { connectionOf } from './database-urls.ts'
import type { PoolSettings } from './env.ts'
import type { Event } from './events.ts'
import type { Identity } from './identity.ts'
import { type BeginListening, type Between, Listener, listenOnServer, listenOnSession } from './listener.ts'
import { databases, type SubgraphName } from './names.ts'
import { ReadSession } from './session.ts'
import type { SessionSource } from './transaction.ts'
import { type Work, written } from './write.ts'

/** How an open database is reached: a pool's options, and what else closes with it. */
export interface Connector {
  config: pg.PoolConfig
  embedded: boolean
  /** The embedded database's own way of listening; a server is listened to on a connection of its own. */
  listen?: BeginListening
  /** On an embedded database, once it is open: works on its one session between the transactions of the graph. */
  between?: Between
  close(): Promise<void>
}

const { builtins } = pg.types

/**
 * '2026-11-23 07:42:00.5' of a column that holds UTC -> '2026-11-23T07:42:00.500000Z'. Moments that RFC 3339 has no
 * four digits for become the nearest that it has.
 */
function utc(text: string): string {
  if (text === '-infinity' || text.endsWith(' BC')) return '0001-01-01T00:00:00.000000Z'
  if (text === 'infinity' || /^\d{5}/.test(text)) return '9999-12-31T23:59:59.999999Z'
  const [day, time = ''] = text.replace(/\+00$/, '').split(' ')
  const [seconds, fraction = ''] = time.split('.')
  return `${day}T${seconds}.${fraction.padEnd(6, '0')}Z`
}

/** GraphQL's Float carries no NaN and no infinity; rows of other programs may hold them, and read as unknown. */
function finite(text: string): number | null {
  const value = Number(text)
  return Number.isFinite(value) ? value : null
}

const parsers = new Map<number, (text: string) => unknown>([
  [builtins.TIMESTAMP, utc],
  [builtins.TIMESTAMPTZ, utc],
  [builtins.FLOAT4, finite],
  [builtins.FLOAT8, finite],
])

const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && parsers.get(oid)) || pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
}

/** The options of a pool on a server, named so that an operator finds it in `pg_stat_activity`. */
export function serverConnector(name: SubgraphName, url: string, settings: PoolSettings): Connector {
  const config: pg.PoolConfig = {
    ...connectionOf(url),
    application_name: `worlds-graph ${name}`,
    min: settings.min,
    max: settings.max,
    idleTimeoutMillis: settings.idleMs,
    connectionTimeoutMillis: settings.connectTimeoutMs,
    statement_timeout: settings.statementTimeoutMs,
    // The driver gives up one second after the server should have.
    query_timeout: settings.statementTimeoutMs + 1_000,
    lock_timeout: settings.lockTimeoutMs,
    idle_in_transaction_session_timeout: settings.idleInTransactionTimeoutMs,
    // Compiling a statement costs more than the graph's short ones take; a plan for all values would often be compiled.
    options: '-c TimeZone=UTC -c DateStyle=ISO -c jit=off',
    keepAlive: true,
  }
  return { config, embedded: false, close: async () => undefined }
}

/** Whoever asks for readiness does not wait as long as a statement may take. */
const pingTimeoutMs = 2_000

/**
 * One subgraph's database. The pool stays in here: whoever wants to query asks for a session and says who is asking.
 */
export class Database<Tables> implements AsyncDisposable {
  readonly name: SubgraphName
  readonly #pool: pg.Pool
  readonly #control: pg.Pool | undefined
  readonly #connector: Connector
  readonly #source: SessionSource
  readonly #min: number
  readonly #listener: Listener

  constructor(name: SubgraphName, connector: Connector, settings: PoolSettings, onLost: (error: Error) => void) {
    this.name = name
    this.#connector = connector
    this.#min = connector.embedded ? 1 : settings.min
    this.#pool = poolOf({ ...connector.config, types, pipeline: true } as pg.PoolConfig, onLost)
    this.#control = connector.embedded
      ? undefined
      : poolOf({ ...connector.config, min: 0, max: 1, idleTimeoutMillis: 1_000 }, onLost)
    this.#source = { pool: this.#pool, preparedStatements: settings.preparedStatements }
    if (this.#control) this.#source.cancel = processId => this.#cancel(processId)
    const { listen, config } = connector
    if (connector.embedded) connector.between = work => this.#between(work)
    this.#listener = new Listener(listen ? listenOnSession(connector, listen) : listenOnServer(config), onLost)
  }

  session(identity: Identity, signal?: AbortSignal): ReadSession<Tables> {
    return new ReadSession<Tables>(this.#source, identity, signal)
  }

  /** Does the work in one write transaction of the caller's: see `written`. */
  write<Value>(identity: Identity, work: Work<Tables, Value>, signal?: AbortSignal): Promise<Value> {
    return written(this.#source, { identity, signal }, work)
  }

  /** A write outside any request: upkeep that a subgraph does by itself, and says who it is. */
  background<Value>(identity: Identity, work: Work<Tables, Value>): Promise<Value> {
    return this.write(identity, work)
  }

  /** What the database notifies of, ids only, whoever wrote it. Begins with a gap once it is listened to. */
  events(signal: AbortSignal): AsyncIterable<Event> {
    return this.#listener.events(signal)
  }

  /** Connections now: open, idle, and callers that wait for one. */
  get pool(): { total: number; idle: number; waiting: number } {
    const { totalCount, idleCount, waitingCount } = this.#pool
    return { total: totalCount, idle: idleCount, waiting: waitingCount }
  }

  /**
   * Opens the pool's minimum of connections and checks whom they are logged in as.
   * @throws LoginRefused when row security would not hold this login
   */
  async open(): Promise<void> {
    const opening = Array.from({ length: Math.max(1, this.#min) }, () => this.#pool.connect())
    try {
      const [client] = await Promise.all(opening)
      await refuseUnboundLogin(client as pg.PoolClient, this.name, Boolean(this.#connector.config.ssl))
    } finally {
      // Where only some could be had, the pool would wait for them for ever when it closes.
      for (const opened of await Promise.allSettled(opening)) if (opened.status === 'fulfilled') opened.value.release()
    }
  }

  /** Answers when the database does: for readiness. */
  async ping(): Promise<void> {
    const client = await this.#pool.connect()
    const failure = await client.query({ text: 'select 1', query_timeout: pingTimeoutMs } as pg.QueryConfig).then(
      () => undefined,
      error => error as Error,
    )
    client.release(failure)
    if (failure) throw failure
  }

  async #between<Value>(work: () => Promise<Value>): Promise<Value> {
    const client = await this.#pool.connect()
    return work().finally(() => client.release())
  }

  async #cancel(processId: number): Promise<void> {
    await this.#control?.query('select pg_cancel_backend($1)', [processId]).catch(() => undefined)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#listener[Symbol.asyncDispose]()
    await Promise.all([this.#pool.end(), this.#control?.end()])
    await this.#connector.close()
  }
}

/** A pool that outlives its connections: a backend that dies takes its queries with it, never this process. */
function poolOf(config: pg.PoolConfig, onLost: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool(config)
  pool.on('error', onLost)
  pool.on('connect', client => client.on('error', onLost))
  return pool
}

/** The login is not the graph's own role, row security would not bind it, or somewhere on its way there is no TLS. */
export class LoginRefused extends Error {
  override name = 'LoginRefused'
}

async function refuseUnboundLogin(client: pg.PoolClient, name: SubgraphName, encrypted: boolean): Promise<void> {
  const { database, graphRole } = databases[name]
  const { rows } = await client.query(`
    select current_user as login, rolsuper or rolbypassrls as unbound,
      exists (select from pg_class where relowner = pg_roles.oid) as owner,
      inet_client_addr() is not null
        and not exists (select from pg_stat_ssl where pid = pg_backend_pid() and ssl) as open
    from pg_roles where rolname = current_user`)
  const { login, unbound, owner, open } = rows[0] as Record<'unbound' | 'owner' | 'open', boolean> & { login: string }
  if (open && encrypted) {
    throw new LoginRefused(
      `The server that holds ${database} is reached without TLS from a pooler between. Give the pooler TLS to the server.`,
    )
  }
  const remedy = `Use postgresql://${graphRole}:…, the role that \`pnpm db migrate\` makes, in ${name.toUpperCase()}_DATABASE_URL.`
  if (unbound)
    throw new LoginRefused(`"${login}" is a superuser or has BYPASSRLS: row security would not hold it. ${remedy}`)
  if (owner)
    throw new LoginRefused(
      `"${login}" owns tables or indexes of ${database}, the graph's login may own nothing. ${remedy}`,
    )
  if (login !== graphRole) throw new LoginRefused(`"${login}" is not the graph's own role for ${database}. ${remedy}`)
}
