import { Refusal } from '@worlds/kit/errors.ts'
import { type Kysely, sql } from 'kysely'
import type { Models } from './models.ts'
import type { Question } from './nearest.ts'
import type { Tables } from './tables.gen.ts'

/** What one person's memories with one companion hold. */
export interface Holdings {
  /** Whether its full vectors are so many that they have an index of their own. */
  indexed: boolean
  /** The codecs of its coordinates. */
  coordinates: number[]
  /** Whether there are codes of a codec. */
  codes: boolean
}

interface Row extends Holdings {
  /** Numbers of the models of its vectors, the least and the most. */
  least: number | null
  most: number | null
}

/**
 * What must be known of a tenant before its vectors are compared, in one statement that reads indexes alone.
 * @throws Refusal CONFLICT: distances of two models measure nothing
 */
export async function holdingsOf(
  db: Kysely<Tables>,
  models: Models,
  { companionId, userId, modelId }: Pick<Question, 'companionId' | 'userId' | 'modelId'>,
): Promise<Holdings> {
  const own = sql`from companion_memories where user_id = ${userId} and companion_id = ${companionId}`
  const { rows } = await sql<Row>`
    select
      (select embedding_model ${own} and embedding_model is not null order by embedding_model limit 1) as least,
      (select embedding_model ${own} and embedding_model is not null order by embedding_model desc limit 1) as most,
      array(
        select id from graph.codecs codec
        where exists (select ${own} and codec_id = codec.id and compressed_embedding is not null)
      ) as coordinates,
      exists (select ${own} and quantized_embedding is not null and codec_id is not null) as codes,
      exists (
        select from pg_index where indexrelid = to_regclass(graph.vector_index(${companionId}, ${userId})) and indisvalid
      ) as indexed`.execute(db)
  const { least, most, ...holdings } = rows[0] as Row
  if (least !== null && most !== null) await refuseMixed(db, models, modelId, [...new Set([least, most])])
  return holdings
}

async function refuseMixed(db: Kysely<Tables>, models: Models, asked: number | null, kept: number[]): Promise<void> {
  if (kept.length === 1 && (asked === null || asked === kept[0])) return
  const names = await Promise.all(kept.map(number => models.nameOf(db, number)))
  const quoted = names.map(name => `"${name}"`).join(' and ')
  const fault =
    kept.length > 1
      ? `These memories hold vectors of the models ${quoted}, which do not compare.`
      : `These memories hold vectors of the model ${quoted}, which do not compare with those of another. Send an embedding of that model, or`
  const remedy = kept.length > 1 ? 'The operator embeds them anew with one model' : 'let the operator embed them anew'
  throw new Refusal('CONFLICT', `${fault} ${remedy}: pnpm db reembed.`)
}
