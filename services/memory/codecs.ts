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

/** The codecs of one database, about 2 MB each. A codec never changes, so each is read once. */
export class Codecs {
  readonly #read = new Map<number, StoredCodec>()

  /** All codecs, the newest first. One that no memory names any more is deleted, so there are few. */
  async all(db: Kysely<Tables>): Promise<StoredCodec[]> {
    const rows = await db.selectFrom('graph.codecs').select('id').orderBy('id', 'desc').execute()
    return this.of(
      db,
      rows.map(row => row.id),
    )
  }

  /** Those of the ids, all that there are. */
  async of(db: Kysely<Tables>, ids: readonly number[]): Promise<StoredCodec[]> {
    for (const id of this.#read.keys()) if (!ids.includes(id)) this.#read.delete(id)
    const missing = ids.filter(id => !this.#read.has(id))
    if (missing.length > 0) await this.#load(db, missing)
    return ids.flatMap(id => this.#read.get(id) ?? [])
  }

  /** The newest codec of a model, or undefined when none was trained. */
  async newest(db: Kysely<Tables>, modelId: number | undefined): Promise<StoredCodec | undefined> {
    return (await this.all(db)).find(stored => stored.modelId === modelId)
  }

  async #load(db: Kysely<Tables>, ids: number[]): Promise<void> {
    const rows = await db
      .selectFrom('graph.codecs')
      .select(['id', 'model_id as modelId', 'bytes'])
      .where('id', 'in', ids)
      .execute()
    for (const { id, modelId, bytes } of rows) this.#read.set(id, { id, modelId, codec: deserializeCodec(bytes) })
  }
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
