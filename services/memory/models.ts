import type { Kysely } from 'kysely'
import type { Tables } from './tables.gen.ts'

/** The models of vectors by name and number, in one database; a model once entered keeps its number. */
export class Models {
  readonly #numbers = new Map<string, number>()
  readonly #names = new Map<number, string>()

  /** The number of a model, or undefined when no vector of it was ever kept. */
  async numberOf(db: Kysely<Tables>, name: string): Promise<number | undefined> {
    if (!this.#numbers.has(name)) await this.#read(db)
    return this.#numbers.get(name)
  }

  async nameOf(db: Kysely<Tables>, number: number): Promise<string> {
    if (!this.#names.has(number)) await this.#read(db)
    const name = this.#names.get(number)
    if (name === undefined) throw new Error(`No model has the number ${number}`)
    return name
  }

  /** Enters a model. To be committed by itself: a number is remembered here as soon as it is read. */
  async enter(db: Kysely<Tables>, name: string): Promise<void> {
    await db
      .insertInto('graph.embedding_models')
      .values({ name })
      .onConflict(conflict => conflict.doNothing())
      .execute()
  }

  async #read(db: Kysely<Tables>): Promise<void> {
    for (const { id, name } of await selectModels(db).execute()) {
      this.#numbers.set(name, id)
      this.#names.set(id, name)
    }
  }
}

const selectModels = (db: Kysely<Tables>) => db.selectFrom('graph.embedding_models').select(['id', 'name'])
