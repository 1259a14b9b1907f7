import { Refusal } from '@worlds/kit/errors.ts'
import { rowAgain } from '@worlds/kit/repetitions.ts'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { type AnalyticsRow, analyticsByIds, insertedAnalytics } from './analytics.ts'
import { type Context, requireKeeper } from './context.ts'
import { nearestMemories } from './nearest.ts'
import { filledText } from './questions.ts'
import { decoded, type StoredVector, vectorColumns } from './representations.ts'
import type { Resolvers } from './schema.gen.ts'
import type { CompanionMemories, Tables } from './tables.gen.ts'
import type { Tools } from './tools.ts'

const columns: Record<keyof CompanionMemories, true> = {
  id: true,
  companion_id: true,
  user_id: true,
  content: true,
  memory_tier: true,
  full_embedding: true,
  compressed_embedding: true,
  quantized_embedding: true,
  timestamp: true,
  access_count: true,
  last_accessed: true,
  emotional_valence: true,
  importance_score: true,
  key_phrases: true,
  compression_type: true,
  compression_ratio: true,
  original_size_bytes: true,
  compressed_size_bytes: true,
  content_words: true,
  content_hash: true,
  embedding_bits: true,
  embedding_model: true,
  codec_id: true,
}

/** What PostgreSQL keeps of each row beside its columns: the header, and where in its page it lies. */
const besides = 24 + 4

/** Column by column: the size of a row as a whole would have its vectors and texts fetched and unpacked. */
const rowBytes: RawBuilder<number> = sql.join(
  [
    sql.lit(besides),
    ...Object.keys(columns).map(column => sql`coalesce(pg_column_size(memory.${sql.ref(column)}), 0)`),
  ],
  sql` + `,
)

const inTier = (tier: string) => sql<number>`(count(*) filter (where memory.memory_tier = ${sql.lit(tier)}))::int4`

/** A companion's memories as they are now. */
async function figuresOf(db: Kysely<Tables>, companionId: string) {
  return db
    .selectFrom('companion_memories as memory')
    .select([
      sql<number>`count(*)::int4`.as('total_memories'),
      inTier('CORE').as('core_memories'),
      inTier('IMPORTANT').as('important_memories'),
      inTier('BACKGROUND').as('background_memories'),
      inTier('SPARSE').as('sparse_memories'),
      sql<number | null>`avg(memory.compression_ratio)`.as('avg_compression_ratio'),
      sql<string | null>`sum(memory.compressed_size_bytes)::text`.as('total_storage_bytes'),
      sql<string | null>`sum(${rowBytes})::text`.as('bytes_on_disk'),
    ])
    .where('memory.companion_id', '=', companionId)
    .executeTakeFirstOrThrow()
}

/** A vector of the person of whom the companion keeps the most vectors. */
async function someVector(
  db: Kysely<Tables>,
  companionId: string,
): Promise<(StoredVector & { userId: string }) | undefined> {
  const vectors = sql<boolean>`(memory.full_embedding is not null or memory.codec_id is not null)`
  return db
    .selectFrom('companion_memories as memory')
    .select(vectorColumns)
    .select('memory.user_id as userId')
    .where('memory.companion_id', '=', companionId)
    .where(vectors)
    .where('memory.user_id', '=', ({ selectFrom }) =>
      selectFrom('companion_memories as memory')
        .select('memory.user_id')
        .where('memory.companion_id', '=', companionId)
        .where(vectors)
        .groupBy('memory.user_id')
        .orderBy(sql`count(*)`, 'desc')
        .orderBy('memory.user_id')
        .limit(1),
    )
    .orderBy('memory.id')
    .limit(1)
    .executeTakeFirst()
}

/**
 * How long a search for the ten nearest takes that is really run, in milliseconds; null when there is no vector, or
 * searches are refused because the vectors are of several models.
 */
async function retrievalTime(db: Kysely<Tables>, tools: Tools, companionId: string): Promise<number | null> {
  const stored = await someVector(db, companionId)
  const codecs = await tools.codecs.of(db, stored?.codecId == null ? [] : [stored.codecId])
  const vector = stored && decoded(stored, codecs)
  if (!vector) return null
  const question = { companionId, userId: stored.userId, vectors: [vector], modelId: null }
  const since = performance.now()
  try {
    await nearestMemories(db, tools, question, 10)
    return performance.now() - since
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}

/** What the newest codec of the configured model stated. */
async function recallOf(db: Kysely<Tables>, { embedder }: Tools): Promise<number | null> {
  const newest = await db
    .selectFrom('graph.codecs as codec')
    .innerJoin('graph.embedding_models as model', 'model.id', 'codec.model_id')
    .select('codec.recall_background as recall')
    .where('model.name', '=', embedder.model)
    .orderBy('codec.id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return newest?.recall ?? null
}

async function recorded(context: Context, tools: Tools, companionId: string): Promise<AnalyticsRow> {
  const again = rowAgain(analyticsByIds)
  const earlier = await context.told(again)
  if (earlier) return earlier
  const figures = await context.db(db => figuresOf(db, companionId))
  if (figures.total_memories === 0) {
    throw new Refusal('NOT_FOUND', 'The companion has no memories.', { argument: 'companionId' })
  }
  const [took, recall] = await context.db(async db => [
    await retrievalTime(db, tools, companionId),
    await recallOf(db, tools),
  ])
  const record = { ...figures, retrieval_performance_ms: took ?? null, codec_recall: recall ?? null }
  return context.write(db => insertedAnalytics(db, { companion_id: companionId, ...record }), again)
}

export const snapshotResolvers = (tools: Tools): Resolvers => ({
  Mutation: {
    recordMemoryAnalytics: async (_, { input }, context) => {
      requireKeeper(context, 'recordMemoryAnalytics', null)
      const companionId = filledText('companionId', input.companionId, 50)
      requireKeeper(context, 'recordMemoryAnalytics', companionId)
      return { memoryAnalytics: await recorded(context, tools, companionId) }
    },
  },
})
