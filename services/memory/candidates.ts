import { orEarliest } from '@worlds/kit/keys.ts'
import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely'
import { type StoredVector, vectorColumns } from './representations.ts'
import type { MemoryTier } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'

/** The tiers that a memory ages out of. */
export type AgingTier = 'CORE' | 'IMPORTANT' | 'BACKGROUND'

/** When a memory moves one tier down. */
export interface AgingRule {
  from: AgingTier
  to: MemoryTier
  unusedDays: number
  fewerAccesses: number
  lessImportant: number
}

export async function agingRules(db: Kysely<Tables>): Promise<AgingRule[]> {
  const rows = await db
    .selectFrom('graph.aging_rules')
    .select([
      'from_tier as from',
      'to_tier as to',
      'unused_days as unusedDays',
      'fewer_accesses as fewerAccesses',
      'less_important as lessImportant',
    ])
    .execute()
  return rows as AgingRule[]
}

/** Which memories age: those that a rule names, of all companions that the caller sees or of one. */
export interface Search {
  rule: AgingRule
  companionId: string | null
  /** The models that have a codec. */
  models: readonly number[]
  /** The model that counts for vectors whose own nobody stated. */
  unstated: number | undefined
}

const formedAt = orEarliest(sql.ref('memory.timestamp'))

const ofKnownCodec = ({ models, unstated }: Search) =>
  sql<SqlBool>`coalesce(memory.embedding_model, ${unstated ?? null}::int2) = any(${models}::int2[])`

// A vector of zeros has no direction that could be kept.
const wholeVector = sql<SqlBool>`memory.full_embedding is not null and vector_norm(memory.full_embedding) > 0`

/** Whether a memory holds its tier's own vector and can be moved on: of a code without a codec nobody knows the meaning. */
const movable: Record<AgingTier, (search: Search) => RawBuilder<SqlBool>> = {
  CORE: search => sql`${wholeVector} and ${ofKnownCodec(search)}`,
  IMPORTANT: () => sql`memory.compressed_embedding is not null and memory.codec_id is not null`,
  BACKGROUND: () => sql`memory.quantized_embedding is not null and memory.codec_id is not null`,
}

/** Whether it would be moved on if only there were a codec. */
const waiting: Record<AgingTier, (search: Search) => RawBuilder<SqlBool>> = {
  CORE: search => sql`${wholeVector} and (${ofKnownCodec(search)}) is not true`,
  IMPORTANT: () => sql`memory.compressed_embedding is not null and memory.codec_id is null`,
  BACKGROUND: () => sql`false`,
}

/**
 * Memories that meet a rule. Accesses that were counted and not yet entered count too. A memory that was never accessed
 * ages from when it was formed; one of which neither is known does not age. The first condition on the time is the
 * index's: what was formed lately was not left unused for long.
 */
function selectCandidates(
  db: Kysely<Tables>,
  { rule, companionId }: Omit<Search, 'models'>,
  holding: RawBuilder<SqlBool>,
) {
  const cutoff = sql`(now() at time zone 'UTC') - make_interval(days => ${rule.unusedDays})`
  return db
    .selectFrom('companion_memories as memory')
    .leftJoin('graph.memory_accesses as pending', 'pending.memory_id', 'memory.id')
    .where('memory.memory_tier', '=', rule.from)
    .where(sql<SqlBool>`${formedAt} < ${cutoff}`)
    .where(
      sql<SqlBool>`coalesce(greatest(memory.last_accessed, pending.last_accessed), memory.timestamp) < ${cutoff}
        and coalesce(memory.access_count, 0)::int8 + coalesce(pending.accesses, 0) < ${rule.fewerAccesses}
        and coalesce(memory.importance_score, 0.5) < ${rule.lessImportant}`,
    )
    .where(holding)
    .$if(companionId !== null, query => query.where('memory.companion_id', '=', companionId as string))
}

/** The memories that are due, the oldest first: their ids alone, so that no vector is read before it is to move. */
export async function candidateIds(db: Kysely<Tables>, search: Search, limit: number): Promise<number[]> {
  const rows = await selectCandidates(db, search, movable[search.rule.from](search))
    .select('memory.id')
    .orderBy(formedAt)
    .orderBy('memory.id')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

/** Those of the memories that are still due, their rows locked; what another run or program has in hand is left to it. */
export function lockedCandidates(db: Kysely<Tables>, search: Search, ids: readonly number[]): Promise<StoredVector[]> {
  return (
    selectCandidates(db, search, movable[search.rule.from](search))
      .select(vectorColumns)
      .where('memory.id', '=', sql<number>`any(${ids}::int4[])`)
      // The stronger lock would make the first access of a memory wait, whose row refers to it.
      .forNoKeyUpdate('memory')
      .skipLocked()
      .execute()
  )
}

/** Whether memories meet the rule that no codec can move. */
export async function someWait(db: Kysely<Tables>, search: Search): Promise<boolean> {
  const found = await selectCandidates(db, search, waiting[search.rule.from](search))
    .select('memory.id')
    .limit(1)
    .execute()
  return found.length > 0
}
