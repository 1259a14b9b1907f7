import { AsyncLocalStorage } from 'node:async_hooks'
import DataLoader from 'dataloader'
import { type Kysely, sql } from 'kysely'
import { audited, recordAct } from './audit.ts'
import type { Database } from './database.ts'
import { Refusal, signInFirst } from './errors.ts'
import type { Idempotency } from './idempotency.ts'
import type { Identity } from './identity.ts'
import { type Again, keptOf, once, recordedAs } from './repetitions.ts'
import type { ReadSession } from './session.ts'
import { refusalOf, type Standing } from './standings.ts'
import type { Work } from './write.ts'

/** Answers for many keys at once, in one statement. Keys without an answer are absent from the map. */
export type Batch<Tables, Args, Value> = (
  db: Kysely<Tables>,
  keys: readonly string[],
  args: Args,
) => Promise<Map<string, Value>>

export interface Request {
  identity: Identity
  requestId: string
  signal?: AbortSignal
  /** Of a request that is to be done once. */
  idempotency?: Idempotency | undefined
}

/** The session whose caller writes: a read of its own inside that work would see what was, or wait for the write. */
const writing = new AsyncLocalStorage<unknown>()

/** What a resolver is given: who asks, and ways to ask the database that are bound to that caller. */
export class RequestContext<Tables> implements AsyncDisposable {
  readonly identity: Identity
  readonly requestId: string
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal | undefined
  readonly database: Database<Tables>
  private readonly idempotency: Idempotency | undefined
  // Not #private: Apollo Server hands resolvers a copy of the context, and a copy has no #fields.
  private readonly session: ReadSession<Tables>
  private readonly loaders = new Map<unknown, Map<string, DataLoader<string, unknown>>>()

  constructor(database: Database<Tables>, { identity, requestId, signal, idempotency }: Request) {
    this.identity = identity
    this.requestId = requestId
    this.signal = signal
    this.database = database
    this.idempotency = idempotency
    this.session = database.session(identity, signal)
  }

  /** Runs queries in the caller's session. */
  async db<Value>(work: (db: Kysely<Tables>) => Promise<Value>): Promise<Value> {
    this.refuseInsideWrite()
    return work(this.session.db)
  }

  /**
   * One transaction of the caller's, committed when the promise resolves and undone when it rejects. The work may run
   * up to three times, so it changes nothing but the database. Reads after it see what it wrote. Each field of a
   * mutation writes here once: under an Idempotency-Key what one request wrote is not written for another.
   * @param again tells what such a request had written, to those that repeat it
   * @throws Refusal CONFLICT when the key was used for another request
   */
  async write<Value, Kept>(work: Work<Tables, Value>, again: Again<Tables, Value, Kept>): Promise<Value> {
    const recorded = recordedAs(this.idempotency)
    if (!recorded) return this.writeUnrecorded(work)
    const done = await audited(work, whole => this.transaction(db => once(db, { recorded, work: whole, again })))
    return 'value' in done ? done.value : this.db(db => again.read(db, done.ids))
  }

  /**
   * What `write` would tell again instead of writing; undefined when it would write. For what costs much, or looks at
   * what has changed since, before it writes: a repeated request is spared both.
   */
  async told<Value, Kept>(again: Again<Tables, Value, Kept>): Promise<Value | undefined> {
    const recorded = recordedAs(this.idempotency)
    if (!recorded) return undefined
    return this.db(async db => {
      const kept = await keptOf(db, recorded)
      return kept && again.read(db, kept.ids as Kept)
    })
  }

  /** Whether what the field under way writes is recorded under the request's key. */
  get isRecorded(): boolean {
    return recordedAs(this.idempotency) !== undefined
  }

  /** A write that no key guards: one that changes nothing the second time, or one of many that go on where others ended. */
  async writeUnrecorded<Value>(work: Work<Tables, Value>): Promise<Value> {
    return audited(work, whole => this.transaction(whole))
  }

  /** Records what is no mutation and is yet to be answered for, in a transaction of its own. */
  async record(name: string, targets: readonly string[], outcome?: string): Promise<void> {
    await this.transaction(db => recordAct(db, { name, targets }, outcome))
  }

  private async transaction<Value>(work: Work<Tables, Value>): Promise<Value> {
    this.refuseInsideWrite()
    try {
      return await this.session.aside(async rested => {
        // An embedded database has one connection: the write would wait for the read for ever.
        await rested
        return await writing.run(this.session, () => this.database.write(this.identity, work, this.signal))
      })
    } finally {
      this.loaders.clear()
    }
  }

  /** Asks somebody else, such as an embedder; meanwhile no session of this request stays open. */
  async outside<Value>(work: () => Promise<Value>): Promise<Value> {
    this.refuseInsideWrite()
    return this.session.aside(() => work())
  }

  /** Somebody else has written for this request: what was loaded before is asked for anew. */
  forget(): void {
    this.loaders.clear()
  }

  private refuseInsideWrite(): void {
    if (writing.getStore() === this.session) throw new Error('Inside a write, use the db that its work is given')
  }

  /** One key's answer out of a batch: all calls of one tick with the same `batch` and `args` make one statement. */
  async load<Args, Value>(batch: Batch<Tables, Args, Value>, key: string, args: Args): Promise<Value | undefined> {
    this.refuseInsideWrite()
    const byArgs = this.loaders.get(batch) ?? new Map<string, DataLoader<string, unknown>>()
    this.loaders.set(batch, byArgs)
    const argsKey = JSON.stringify(args) ?? ''
    const loader = byArgs.get(argsKey) ?? this.loader(batch, args)
    byArgs.set(argsKey, loader)
    return loader.load(key) as Promise<Value | undefined>
  }

  private loader<Args, Value>(batch: Batch<Tables, Args, Value>, args: Args): DataLoader<string, unknown> {
    return new DataLoader<string, unknown>(async keys => {
      const values = await batch(this.session.db, keys, args)
      return keys.map(key => values.get(key))
    })
  }

  /** Why a person may not act any more; undefined for everyone who may. */
  async barred(): Promise<Refusal | undefined> {
    if (this.identity.role !== 'user') return undefined
    const { rows } = await this.db(db =>
      sql<{ standing: Standing }>`select graph.viewer_standing() as standing`.execute(db),
    )
    return refusalOf(rows[0]?.standing)
  }

  /** @throws Refusal UNAUTHENTICATED for callers without a token; row security hides the rows from them in any case */
  requireIdentity(field: string): void {
    if (this.identity.role === 'anonymous') throw signInFirst(field)
  }

  /** @throws Refusal UNAUTHENTICATED or FORBIDDEN unless an admin asks */
  requireAdmin(field: string): void {
    this.requireIdentity(field)
    if (this.identity.role !== 'admin') throw new Refusal('FORBIDDEN', `${field} is for administrators.`)
  }

  /** @throws Refusal UNAUTHENTICATED or FORBIDDEN unless another subgraph of this program asks */
  requireSystem(field: string): void {
    this.requireIdentity(field)
    if (this.identity.role !== 'system') throw new Refusal('FORBIDDEN', `${field} is for the graph's own subgraphs.`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.session[Symbol.asyncDispose]()
  }
}
