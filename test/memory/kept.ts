import type { SubgraphName } from '@worlds/kit/names.ts'
import { kyselyOver } from '@worlds/kit/transaction.ts'
import type { StoredCodec } from '@worlds/memory/codecs.ts'
import { storeCodec } from '@worlds/memory/codecs.ts'
import { hashingModel } from '@worlds/memory/hashing.ts'
import { represent, representationArrays } from '@worlds/memory/representations.ts'
import type { MemoryTier } from '@worlds/memory/schema.gen.ts'
import type { Tables } from '@worlds/memory/tables.gen.ts'
import { VectorArrays } from '@worlds/memory/wire.ts'
import { type Kysely, sql } from 'kysely'
import type { Stack } from '../stack.ts'
import { trainedCodec } from './trained.ts'

/** A memory that a test keeps. Columns that are not named are null. */
export interface Kept {
  id: number
  companion_id: string
  user_id: string
  content?: string
  tier?: MemoryTier
  /** 768 numbers, kept as the tier keeps them. */
  vector?: Float32Array | undefined
  /** The codec of IMPORTANT and BACKGROUND. */
  codec?: StoredCodec
  /** The number of the model of the vector. */
  model?: number | null
  timestamp?: string
  importance_score?: number
  emotional_valence?: number
  access_count?: number
  last_accessed?: string
  key_phrases?: string[]
}

/** One database as its owner, past every policy; each statement is a transaction of its own. */
export const ownerDb = (graph: Stack, name: SubgraphName = 'memory') =>
  kyselyOver<Tables>(async query => ({ rows: await graph.asOwner(name, query.sql, [...query.parameters]) }))

/** The number of a model; one that is entered stays. */
export async function modelNumber(graph: Stack, name = hashingModel): Promise<number> {
  const text = `insert into graph.embedding_models (name) values ($1) on conflict (name) do update set name = $1 returning id`
  const [row] = await graph.asOwner('memory', text, [name])
  return Number(row?.id)
}

/** A codec of a model, in the database until the end of its block; memories that name it are to be gone by then. */
export async function keptCodec(graph: Stack, modelId: number): Promise<StoredCodec & AsyncDisposable> {
  const stored = await storeCodec(ownerDb(graph), modelId, await trainedCodec())
  return {
    ...stored,
    [Symbol.asyncDispose]: async () => {
      await graph.asOwner('memory', 'delete from graph.codecs where id = $1', [stored.id])
    },
  }
}

/** Memories with vectors of every tier, as the graph writes them, until the end of their block. */
export async function kept(graph: Stack, memories: readonly Kept[]): Promise<AsyncDisposable> {
  const gone = () =>
    graph.asOwner('memory', 'delete from companion_memories where id = any($1)', [memories.map(({ id }) => id)])
  await gone()
  await insert(ownerDb(graph), memories)
  return {
    [Symbol.asyncDispose]: async () => {
      await gone()
    },
  }
}

/** As the graph writes: model and codec are stated in the same transaction, of which there is one for a statement. */
async function insert(db: Kysely<Tables>, memories: readonly Kept[]): Promise<void> {
  const represented = memories.map(({ tier = 'SPARSE', vector, codec }) =>
    vector ? represent(tier, vector, codec) : represent('SPARSE', new Float32Array(0), undefined),
  )
  const of = await representationArrays(db, { arrays: new VectorArrays() }, represented)
  const columns = memories.map(({ content = '', tier = 'SPARSE', model = null, codec, vector, ...row }) => ({
    ...row,
    content,
    memory_tier: tier,
    embedding_model: model,
  }))
  await sql`
    with stated as materialized (select set_config('app.states_codec', 'on', true))
    insert into companion_memories (
      id, companion_id, user_id, content, memory_tier, "timestamp", importance_score, emotional_valence, access_count,
      last_accessed, key_phrases, embedding_model, full_embedding, compressed_embedding, quantized_embedding, codec_id,
      compression_type, compression_ratio, original_size_bytes, compressed_size_bytes
    )
    select kept.* from stated cross join rows from (
      jsonb_to_recordset(${JSON.stringify(columns)}::jsonb) as (
        id int, companion_id text, user_id text, content text, memory_tier text, "timestamp" timestamp,
        importance_score float8, emotional_valence float8, access_count int, last_accessed timestamp,
        key_phrases text[], embedding_model int2
      ),
      unnest(${of.full}, ${of.coordinates}, ${of.code}, ${of.codecId}, ${of.type}, ${of.ratio}, ${of.original}, ${of.bytes})
    ) as kept`.execute(db)
}

/** A unit vector whose cosine to one of unit length is given; different turns lead to different sides. */
export function near(vector: Float32Array, cosine: number, turn: number): Float32Array {
  const side = Float32Array.from(vector, (_, at) => Math.sin((at + 1) * (turn + 1) * 12.9898))
  const along = dotOf(side, vector)
  const across = side.map((value, at) => value - along * (vector[at] as number))
  const length = Math.sqrt(dotOf(across, across))
  const rest = Math.sqrt(1 - cosine * cosine)
  return vector.map((value, at) => cosine * value + (rest * (across[at] as number)) / length)
}

const dotOf = (left: Float32Array, right: Float32Array) =>
  left.reduce((sum, value, at) => sum + value * (right[at] as number), 0)

/** The cosine of two vectors. */
export const cosineOf = (left: Float32Array, right: Float32Array) =>
  dotOf(left, right) / Math.sqrt(dotOf(left, left) * dotOf(right, right))
