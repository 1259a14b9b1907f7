import type { Kysely } from 'kysely'
import { type Codec, deserializeCodec, serializeCodec } from './codec.ts'
import type { Resolvers } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'

const columns = [
  'codec.id',
  'model.name as model',
  'codec.created_at as createdAt',
  'codec.training_size as trainingSize',
  'codec.recall_important as important',
  'codec.recall_background as background',
  'codec.recall_background_in_hundred as backgroundInHundred',
  'codec.recall_merged as merged',
] as const

const selectCodecs = (db: Kysely<Tables>) =>
  db
    .selectFrom('graph.codecs as codec')
    .innerJoin('graph.embedding_models as model', 'model.id', 'codec.model_id')
    .select(columns)
    .orderBy('codec.id', 'desc')

export type CodecRow = Awaited<ReturnType<ReturnType<typeof selectCodecs>['execute']>>[number]

/** A codec as it is stored, read into memory. */
export interface StoredCodec {
  id: number
  /** Number of the model whose vectors it fits. */
  modelId: number
  codec: Codec
}

/** As many as are held in memory, about 2 MB each: those of the models in use, and some that older codes still name. */
const mostHeld = 32

/** The codecs of one database. A codec never changes, so it is read once as long as it is in use. */
export class Codecs {
  readonly #held = new Map<number, StoredCodec>()

  /** Those of the ids, in their order. One that no memory names may be gone. */
  async of(db: Kysely<Tables>, ids: readonly number[]): Promise<StoredCodec[]> {
    const missing = ids.filter(id => !this.#held.has(id))
    const held = ids.flatMap(id => this.#held.get(id) ?? [])
    const all = missing.length > 0 ? [...held, ...(await load(db, missing))] : held
    for (const stored of all) this.#hold(stored)
    const byId = new Map(all.map(stored => [stored.id, stored]))
    return ids.flatMap(id => byId.get(id) ?? [])
  }

  /** All codecs, the newest first; for upkeep. */
  async all(db: Kysely<Tables>): Promise<StoredCodec[]> {
    const rows = await db.selectFrom('graph.codecs').select('id').orderBy('id', 'desc').execute()
    return this.of(
      db,
      rows.map(row => row.id),
    )
  }

  /** The newest codec of a model, or undefined when none was trained. */
  async newest(db: Kysely<Tables>, modelId: number | undefined): Promise<StoredCodec | undefined> {
    if (modelId === undefined) return undefined
    const ofModel = db.selectFrom('graph.codecs').where('model_id', '=', modelId)
    const { id } = await ofModel.select(({ fn }) => fn.max('id').as('id')).executeTakeFirstOrThrow()
    return id === null ? undefined : (await this.of(db, [Number(id)]))[0]
  }

  #hold(stored: StoredCodec): void {
    this.#held.delete(stored.id)
    this.#held.set(stored.id, stored)
    if (this.#held.size > mostHeld) this.#held.delete(this.#held.keys().next().value as number)
  }
}

async function load(db: Kysely<Tables>, ids: number[]): Promise<StoredCodec[]> {
  const rows = await db
    .selectFrom('graph.codecs')
    .select(['id', 'model_id as modelId', 'bytes'])
    .where('id', 'in', ids)
    .execute()
  return rows.map(({ id, modelId, bytes }) => ({ id, modelId, codec: deserializeCodec(bytes) }))
}

/** Stores a trained codec; for a session of the database's owner. */
export async function storeCodec(db: Kysely<Tables>, modelId: number, codec: Codec): Promise<StoredCodec> {
  const { recall, trainingSize } = codec
  const { id } = await db
    .insertInto('graph.codecs')
    .values({
      model_id: modelId,
      training_size: trainingSize,
      recall_important: recall.important,
      recall_background: recall.background,
      recall_background_in_hundred: recall.backgroundInHundred,
      recall_merged: recall.merged,
      bytes: serializeCodec(codec),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { id, modelId, codec }
}

export const codecResolvers: Resolvers = {
  Query: {
    memoryCodecs: (_, __, context) => {
      context.requireIdentity('memoryCodecs')
      return context.db(db => selectCodecs(db).execute())
    },
  },
  MemoryCodec: {
    id: codec => String(codec.id),
    recall: ({ important, background, backgroundInHundred, merged }) => ({
      important,
      background,
      backgroundInHundred,
      merged,
    }),
  },
}
