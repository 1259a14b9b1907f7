import type { ClientBase } from 'pg'

/** One person's memories with one companion, many of which hold full vectors. */
export interface LargeTenant {
  companionId: string
  userId: string
  count: number
  index: string
}

/** What became of the indexes of large tenants. */
export interface IndexReport {
  made: LargeTenant[]
  kept: LargeTenant[]
  dropped: string[]
}

/**
 * Gives each tenant of more than `over` full vectors an HNSW index of its own in half precision, and takes away those of
 * tenants that fell below half of that. Built concurrently: others read and write meanwhile; one that an interrupted
 * run left unfinished is made anew.
 * @param client of the database's owner, outside a transaction
 */
export async function indexLargeTenants(
  client: ClientBase,
  { over, say }: { over: number; say: (line: string) => void },
): Promise<IndexReport> {
  const large = await tenantsOver(client, over / 2)
  const existing = await existingIndexes(client)
  const wanted = new Set(large.map(({ index }) => index))
  const report: IndexReport = { made: [], kept: [], dropped: [] }
  for (const { index, valid } of existing) {
    if (wanted.has(index) && valid) continue
    await client.query(`drop index concurrently if exists ${index}`)
    if (!wanted.has(index)) report.dropped.push(index)
  }
  const valid = new Set(existing.filter(each => each.valid).map(({ index }) => index))
  for (const tenant of large) {
    if (valid.has(tenant.index)) report.kept.push(tenant)
    else if (tenant.count > over) {
      say(`indexing ${tenant.count} vectors of ${tenant.companionId} and ${tenant.userId}`)
      await makeIndex(client, tenant)
      report.made.push(tenant)
    }
  }
  return report
}

async function tenantsOver(client: ClientBase, least: number): Promise<LargeTenant[]> {
  const { rows } = await client.query<LargeTenant>(
    `select companion_id as "companionId", user_id as "userId", count(*)::int as count,
       graph.vector_index(companion_id, user_id) as index
     from companion_memories where full_embedding is not null
     group by companion_id, user_id having count(*) > $1 order by count(*) desc`,
    [Math.floor(least)],
  )
  return rows
}

async function existingIndexes(client: ClientBase): Promise<{ index: string; valid: boolean }[]> {
  const { rows } = await client.query<{ index: string; valid: boolean }>(
    `select 'public.' || relname as index, indisvalid as valid from pg_index join pg_class on pg_class.oid = indexrelid
     where indrelid = 'companion_memories'::regclass and relname ~ '^idx_memories_hnsw_[0-9a-f]{1,16}$'`,
  )
  return rows
}

async function makeIndex(client: ClientBase, { companionId, userId, index }: LargeTenant): Promise<void> {
  const { rows } = await client.query<{ own: string }>(
    `select format('companion_id = %L and user_id = %L', $1::text, $2::text) as own`,
    [companionId, userId],
  )
  await client.query(
    `create index concurrently ${index.replace('public.', '')} on companion_memories
     using hnsw ((full_embedding::halfvec(768)) halfvec_cosine_ops)
     where ${rows[0]?.own} and full_embedding is not null`,
  )
}
