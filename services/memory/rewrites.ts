import { type Kysely, sql } from 'kysely'
import { type Representation, representationArrays, statingCodecs } from './representations.ts'
import type { Tables } from './tables.gen.ts'
import type { Tools } from './tools.ts'

/** A memory whose vector is to be kept in another form. */
export interface Rewrite {
  id: number
  representation: Representation
  /** The model of the vector; null when nobody stated it, or no vector is left. */
  modelId: number | null
}

/**
 * Writes vectors in their new forms, with what the owner's columns say of them, in one statement. To be called in a
 * transaction that holds the memories' rows locked.
 */
export async function rewriteVectors(
  db: Kysely<Tables>,
  tools: Pick<Tools, 'arrays'>,
  rewrites: readonly Rewrite[],
): Promise<void> {
  const arrays = await representationArrays(
    db,
    tools,
    rewrites.map(({ representation }) => representation),
  )
  await statingCodecs(db)
  await sql`
    update companion_memories memory
    set memory_tier = rewritten.tier,
      full_embedding = rewritten.whole,
      compressed_embedding = rewritten.coordinates,
      quantized_embedding = rewritten.code,
      compression_type = rewritten.type,
      compression_ratio = rewritten.ratio,
      original_size_bytes = rewritten.original,
      compressed_size_bytes = rewritten.bytes,
      embedding_model = rewritten.model_id,
      codec_id = rewritten.codec_id
    from unnest(
      ${rewrites.map(({ id }) => id)}::int4[], ${rewrites.map(({ modelId }) => modelId)}::int2[], ${arrays.tier},
      ${arrays.full}, ${arrays.coordinates}, ${arrays.code}, ${arrays.codecId}, ${arrays.type}, ${arrays.ratio},
      ${arrays.original}, ${arrays.bytes}
    ) as rewritten (
      id, model_id, tier, whole, coordinates, code, codec_id, type, ratio, original, bytes
    )
    where memory.id = rewritten.id`.execute(db)
}
