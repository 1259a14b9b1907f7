import { setTimeout as pause } from 'node:timers/promises'
import type { CompiledQuery, Kysely, QueryResult } from 'kysely'
import type { Refusal } from './errors.ts'
import { refusalOf } from './standings.ts'
import { type Asker, Bystander, kyselyOver, type SessionSource, Transaction } from './transaction.ts'

/** What a write asks of its database. */
export type Work<Tables, Value> = (db: Kysely<Tables>) => Promise<Value>

const attempts = 3
/** A deadlock and a serialization failure: the same work may succeed when it begins anew. */
const passing = new Set(['40P01', '40001'])

/**
 * Does the work in one transaction, and all of it again where others were in its way.
 * @returns after PostgreSQL has committed
 * @throws what the work throws or its first statement that failed, also where the work goes on after it
 */
export async function written<Tables, Value>(
  source: SessionSource,
  asker: Asker,
  work: Work<Tables, Value>,
): Promise<Value> {
  for (let attempt = 1; attempt < attempts; attempt++) {
    try {
      return await attempted(source, asker, work)
    } catch (error) {
      if (!passing.has((error as { code?: string }).code ?? '')) throw error
    }
    // Two that met in a deadlock would meet again if both came back at once.
    await pause(10 + Math.random() * 40 * attempt)
  }
  return attempted(source, asker, work)
}

async function attempted<Tables, Value>(
  source: SessionSource,
  asker: Asker,
  work: Work<Tables, Value>,
): Promise<Value> {
  const write = new Write<Tables>(source, asker)
  try {
    const value = await work(write.db)
    await write.commit()
    return value
  } catch (error) {
    throw (await write.refusal()) ?? error
  } finally {
    await write[Symbol.asyncDispose]()
  }
}

/** One attempt: a transaction that begins with the first statement. */
class Write<Tables> implements AsyncDisposable {
  readonly db: Kysely<Tables>
  readonly #source: SessionSource
  readonly #asker: Asker
  #transaction: Promise<Transaction> | undefined
  #failure: unknown
  #ended = false

  constructor(source: SessionSource, asker: Asker) {
    this.#source = source
    this.#asker = asker
    this.db = kyselyOver<Tables>(query => this.#execute(query))
  }

  async #execute(query: CompiledQuery): Promise<QueryResult<unknown>> {
    this.#asker.signal?.throwIfAborted()
    if (this.#ended) throw new Error('The transaction has ended')
    this.#transaction ??= Transaction.begin('write', this.#source, this.#asker)
    try {
      return await (await this.#transaction).run(query)
    } catch (error) {
      this.#failure ??= error
      throw error instanceof Bystander ? this.#failure : error
    }
  }

  /** Why nothing is written, where a person asks who may not act any more: whatever else was found comes after that. */
  async refusal(): Promise<Refusal | undefined> {
    const transaction = await this.#transaction?.catch(() => undefined)
    return refusalOf(await transaction?.standing().catch(() => undefined))
  }

  async commit(): Promise<void> {
    this.#ended = true
    const refusal = await this.refusal()
    if (refusal) throw refusal
    const transaction = await this.#transaction
    this.#asker.signal?.throwIfAborted()
    if (this.#failure) throw this.#failure
    this.#transaction = undefined
    // A statement that nobody waited for may still fail before the commit behind it.
    await transaction?.commit().catch(error => {
      throw this.#failure ?? error
    })
  }

  /** Rolls back what was not committed. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended = true
    const transaction = await this.#transaction?.catch(() => undefined)
    this.#transaction = undefined
    await transaction?.leave('rollback')
  }
}
