import { type Kysely, sql } from 'kysely'
import type { Tables } from './tables.gen.ts'

/** One person's memories with one companion, and the index that their full vectors have, or are to have. */
export interface LargeTenant {
  companionId: string
  userId: string
  /** Full vectors. */
  count: number
  index: string
}

export interface IndexReport {
  made: LargeTenant[]
  kept: LargeTenant[]
  dropped: string[]
}

interface Indexing {
  /** How many full vectors a tenant has without an index of its own. */
  over: number
  dryRun: boolean
  signal: AbortSignal
  onMaking: (tenant: LargeTenant) => void
}

/**
 * Gives each tenant of more than `over` full vectors an HNSW index of its own, in half precision, and takes the index of
 * those away that fell to half of that. Indexes are built concurrently, others read and write meanwhile; what an
 * interrupted run left unfinished is made anew.
 * @param db of the database's owner, outside a transaction
 */
export async function indexLargeTenants(
  db: Kysely<Tables>,
  { over, dryRun, signal, onMaking }: Indexing,
): Promise<IndexReport> {
  const large = await tenantsOver(db, Math.floor(over / 2))
  const existing = await existingIndexes(db)
  const finished = new Set(existing.filter(({ valid }) => valid).map(({ index }) => index))
  const kept = large.filter(({ index }) => finished.has(index))
  const made = large.filter(({ index, count }) => count > over && !finished.has(index))
  const keep = new Set(kept.map(({ index }) => index))
  const gone = existing.map(({ index }) => index).filter(index => !keep.has(index))
  const report = { made, kept, dropped: gone.filter(index => !made.some(tenant => tenant.index === index)) }
  if (dryRun) return report
  for (const index of gone) await sql`drop index concurrently if exists ${sql.raw(index)}`.execute(db)
  for (const tenant of made) {
    signal.throwIfAborted()
    onMaking(tenant)
    await makeIndex(db, tenant)
  }
  return report
}

async function tenantsOver(db: Kysely<Tables>, least: number): Promise<LargeTenant[]> {
  const { rows } = await sql<LargeTenant>`
    select companion_id as "companionId", user_id as "userId", count(*)::int4 as count,
      graph.vector_index(companion_id, user_id) as index
    from companion_memories where full_embedding is not null
    group by companion_id, user_id having count(*) > ${least}::int4 order by count(*) desc`.execute(db)
  return rows
}

async function existingIndexes(db: Kysely<Tables>): Promise<{ index: string; valid: boolean }[]> {
  const { rows } = await sql<{ index: string; valid: boolean }>`
    select 'public.' || relname as index, indisvalid as valid from pg_index join pg_class on pg_class.oid = indexrelid
    where indrelid = 'companion_memories'::regclass and relname ~ '^idx_memories_hnsw_[0-9a-f]{1,16}$'`.execute(db)
  return rows
}

const makeIndex = (db: Kysely<Tables>, { companionId, userId, index }: LargeTenant) =>
  sql`create index concurrently ${sql.raw(index.replace('public.', ''))} on companion_memories
    using hnsw ((full_embedding::halfvec(768)) halfvec_cosine_ops)
    where companion_id = ${sql.lit(companionId)} and user_id = ${sql.lit(userId)} and full_embedding is not null`.execute(
    db,
  )
