import { byKey, groupByKey, keyShapes, keyTable, orEarliest } from '@worlds/kit/keys.ts'
import { type PageRequest, pageOf, pageRequest } from '@worlds/kit/page.ts'
import { type InferResult, type Insertable, type Kysely, type SelectExpression, sql } from 'kysely'
import type { Resolvers } from './schema.gen.ts'
import type { MemoryAnalytics, Tables } from './tables.gen.ts'

const analyticsColumns = [
  'record.id',
  'record.companion_id as companionId',
  'record.timestamp',
  'record.total_memories as totalMemories',
  'record.core_memories as coreMemories',
  'record.important_memories as importantMemories',
  'record.background_memories as backgroundMemories',
  'record.sparse_memories as sparseMemories',
  'record.avg_compression_ratio as avgCompressionRatio',
  'record.total_storage_bytes as totalStorageBytes',
  'record.retrieval_performance_ms as retrievalPerformanceMs',
  'record.bytes_on_disk as bytesOnDisk',
  'record.codec_recall as codecRecall',
] as const satisfies readonly SelectExpression<Tables & { record: Tables['memory_analytics'] }, 'record'>[]

const selectAnalytics = (db: Kysely<Tables>) => db.selectFrom('memory_analytics as record').select(analyticsColumns)

export type AnalyticsRow = InferResult<ReturnType<typeof selectAnalytics>>[number]

export async function analyticsByIds(db: Kysely<Tables>, ids: readonly string[]): Promise<Map<string, AnalyticsRow>> {
  const rows = await selectAnalytics(db).where('record.id', '=', sql<number>`any(${ids}::int4[])`).execute()
  return byKey(rows, row => String(row.id))
}

/** Adds a record; its moment is the database's to state. */
export async function insertedAnalytics(
  db: Kysely<Tables>,
  record: Insertable<MemoryAnalytics>,
): Promise<AnalyticsRow> {
  const { id } = await db.insertInto('memory_analytics').values(record).returning('id').executeTakeFirstOrThrow()
  return selectAnalytics(db).where('record.id', '=', id).executeTakeFirstOrThrow()
}

const recordedAt = orEarliest(sql.ref('record.timestamp'))

interface AnalyticsArgs {
  since: string | null
}

export async function analyticsOfCompanions(
  db: Kysely<Tables>,
  companionIds: readonly string[],
  { since, page }: AnalyticsArgs & { page: PageRequest },
) {
  const after =
    page.after && sql<boolean>`(${recordedAt}, record.id) < (${page.after[0]}::timestamp, ${page.after[1]}::int4)`
  const rows = await db
    .selectFrom(keyTable(companionIds, 'text'))
    .innerJoinLateral(
      lateral =>
        lateral
          .selectFrom('memory_analytics as record')
          .select(analyticsColumns)
          .select(sql<string[]>`array[${recordedAt}::text, record.id::text]`.as('cursorKey'))
          .whereRef('record.companion_id', '=', 'keys.key')
          .$if(since !== null, query => query.where(sql<boolean>`${recordedAt} >= ${since}::timestamp`))
          .$if(after !== null, query => query.where(after as NonNullable<typeof after>))
          .orderBy(recordedAt, 'desc')
          .orderBy('record.id', 'desc')
          .limit(page.first + 1)
          .as('record'),
      join => join.onTrue(),
    )
    .selectAll('record')
    .select('keys.key as ownerKey')
    .execute()
  return groupByKey(rows, row => row.ownerKey)
}

async function analyticsCountsOfCompanions(
  db: Kysely<Tables>,
  companionIds: readonly string[],
  { since }: AnalyticsArgs,
) {
  const rows = await db
    .selectFrom('memory_analytics as record')
    .select(['record.companion_id as key', sql<number>`count(*)::int4`.as('count')])
    .where('record.companion_id', '=', sql<string>`any(${companionIds}::text[])`)
    .$if(since !== null, query => query.where(sql<boolean>`${recordedAt} >= ${since}::timestamp`))
    .groupBy('record.companion_id')
    .execute()
  return new Map(rows.map(row => [row.key as string, row.count]))
}

export const analyticsResolvers: Resolvers = {
  Companion: {
    analytics: async (companion, { since = null, ...paging }, context) => {
      context.requireIdentity('Companion.analytics')
      const page = pageRequest('Companion.analytics', [keyShapes.timestamp, keyShapes.int], paging)
      const rows = (await context.load(analyticsOfCompanions, companion.id, { since, page })) ?? []
      return pageOf(
        page,
        rows,
        async () => (await context.load(analyticsCountsOfCompanions, companion.id, { since })) ?? 0,
      )
    },
  },
  MemoryAnalytics: {
    companion: record => (record.companionId === null ? null : { id: record.companionId }),
  },
}
