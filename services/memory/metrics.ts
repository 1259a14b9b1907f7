import { textArgument } from '@worlds/kit/keys.ts'
import { type Kysely, sql } from 'kysely'
import { asker } from './context.ts'
import type { Resolvers } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'

export interface MetricsRow {
  companionId: string
  totalMemories: number
  coreCount: number
  importantCount: number
  backgroundCount: number
  sparseCount: number
  averageCompressionRatio: number | null
  totalBytes: string | null
  medianImportance: number | null
}

interface MetricsArgs {
  since: string | null
  asker: string | null
}

const inTier = (tier: string) => sql<number>`(count(*) filter (where memory_tier = ${sql.lit(tier)}))::int4`

/**
 * The owner's performance query, for the memories the caller may see.
 * @param companionIds the companions to report on; all when null
 * @param since RFC 3339 time; 7 days ago when null
 */
async function metrics(
  db: Kysely<Tables>,
  companionIds: readonly string[] | null,
  { since, asker }: MetricsArgs,
): Promise<MetricsRow[]> {
  return db
    .selectFrom('companion_memories')
    .select([
      'companion_id as companionId',
      sql<number>`count(*)::int4`.as('totalMemories'),
      inTier('CORE').as('coreCount'),
      inTier('IMPORTANT').as('importantCount'),
      inTier('BACKGROUND').as('backgroundCount'),
      inTier('SPARSE').as('sparseCount'),
      sql<number | null>`avg(compression_ratio)`.as('averageCompressionRatio'),
      sql<string | null>`sum(compressed_size_bytes)::text`.as('totalBytes'),
      sql<number | null>`percentile_cont(0.5) within group (order by importance_score)`.as('medianImportance'),
    ])
    .where('timestamp', '>=', sql<string>`coalesce(${since}::timestamp, localtimestamp - interval '7 days')`)
    .$if(asker !== null, query => query.where('user_id', '=', asker as string))
    .$if(companionIds !== null, query => query.where('companion_id', '=', sql<string>`any(${companionIds}::text[])`))
    .groupBy('companion_id')
    .orderBy('companion_id')
    .execute()
}

export async function metricsOfCompanions(db: Kysely<Tables>, companionIds: readonly string[], args: MetricsArgs) {
  const rows = await metrics(db, companionIds, args)
  return new Map(rows.map(row => [row.companionId, row]))
}

const nothing = (companionId: string): MetricsRow => ({
  companionId,
  totalMemories: 0,
  coreCount: 0,
  importantCount: 0,
  backgroundCount: 0,
  sparseCount: 0,
  averageCompressionRatio: null,
  totalBytes: null,
  medianImportance: null,
})

export const metricsResolvers: Resolvers = {
  Query: {
    memoryMetrics: (_, { since = null, companionId = null }, context) => {
      context.requireIdentity('memoryMetrics')
      const companionIds = companionId === null ? null : [textArgument('companionId', companionId, 50)]
      return context.db(db => metrics(db, companionIds, { since, asker: asker(context) }))
    },
  },
  Companion: {
    metrics: async (companion, { since = null }, context) => {
      context.requireIdentity('Companion.metrics')
      const args = { since, asker: asker(context) }
      return (await context.load(metricsOfCompanions, companion.id, args)) ?? nothing(companion.id)
    },
  },
  MemoryMetrics: { companion: row => ({ id: row.companionId }) },
}
