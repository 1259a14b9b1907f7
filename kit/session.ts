import type { CompiledQuery, Kysely, QueryResult } from 'kysely'
import type { Identity } from './identity.ts'
import { type Asker, Bystander, kyselyOver, type SessionSource, Transaction } from './transaction.ts'

/**
 * One snapshot of one database as one caller may see it: a read-only, repeatable-read transaction that begins with the
 * first query.
 */
export class ReadSession<Tables> implements AsyncDisposable {
  readonly db: Kysely<Tables>
  readonly #source: SessionSource
  readonly #asker: Asker
  #transaction: Promise<Transaction> | undefined
  #aside = 0
  #ended = false

  constructor(source: SessionSource, identity: Identity, signal?: AbortSignal) {
    this.#source = source
    this.#asker = { identity, signal }
    this.db = kyselyOver<Tables>(query => this.#execute(query))
  }

  /**
   * A failed statement aborts its whole transaction in PostgreSQL. Siblings that were on their way in the same one run
   * again in a fresh transaction, so that a fault stays with the field that has it.
   */
  async #execute(query: CompiledQuery): Promise<QueryResult<unknown>> {
    this.#asker.signal?.throwIfAborted()
    // GraphQL answers as soon as one field has nulled the whole; fields still under way may not reach the database.
    if (this.#ended) throw new Error('The session has ended')
    this.#transaction ??= Transaction.begin('read', this.#source, this.#asker)
    const begun = this.#transaction
    try {
      return await (await begun).run(query)
    } catch (error) {
      if (this.#transaction === begun) void this.#end('rollback')
      if (!(error instanceof Bystander)) throw error
      return this.#execute(query)
    } finally {
      if (this.#aside > 0 && this.#transaction === begun) void this.#rest()
    }
  }

  /** Ends the transaction behind the statements under way and gives its connection back; a later query begins another. */
  async #rest(): Promise<void> {
    await this.#end('commit')
  }

  /**
   * While the work goes on elsewhere, the session keeps no connection between two queries; a query after it begins
   * another transaction.
   * @param work is given the moment at which the connection is free
   */
  async aside<Value>(work: (rested: Promise<void>) => Promise<Value>): Promise<Value> {
    if (this.#ended) throw new Error('The session has ended')
    this.#aside++
    try {
      return await work(this.#rest())
    } finally {
      this.#aside--
      void this.#rest()
    }
  }

  async #end(how: 'commit' | 'rollback'): Promise<void> {
    const begun = this.#transaction
    this.#transaction = undefined
    const transaction = await begun?.catch(() => undefined)
    await transaction?.end(how)
  }

  /** Ends the transaction; the connection returns to its pool by itself, the caller does not wait for that. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended = true
    const transaction = await this.#transaction?.catch(() => undefined)
    this.#transaction = undefined
    void transaction?.leave('commit')
  }
}
