import type { Tables } from '@worlds/memory/tables.gen.ts'
import { type Kysely, type SqlBool, sql } from 'kysely'
import type { Chosen } from './reembed.ts'
import { counted, type Job, some } from './upkeep.ts'

const batchSize = 1000

/** Vectors of which nobody stated the model; smaller forms are of their codec's model, and of no other. */
const unstated = (db: Kysely<Tables>, codecs: readonly number[], { companion, user }: Chosen) =>
  db
    .selectFrom('companion_memories as memory')
    .where('memory.embedding_model', 'is', null)
    .where(sql<SqlBool>`(memory.full_embedding is not null or memory.codec_id = any(${codecs}::int4[]))`)
    .$if(companion !== null, query => query.where('memory.companion_id', '=', companion as string))
    .$if(user !== null, query => query.where('memory.user_id', '=', user as string))

/** States the model of vectors that other programs wrote, without embedding anew. */
export async function claim(job: Job, model: string, chosen: Chosen) {
  const { db, tools, signal, say } = job
  if (!chosen.dryRun) await tools.models.enter(db, model)
  const number = await tools.models.numberOf(db, model)
  const codecs = (await tools.codecs.all(db)).filter(({ modelId }) => modelId === number).map(({ id }) => id)
  const due = await countOf(db, codecs, chosen)
  const report = { model, dryRun: chosen.dryRun }
  if (chosen.dryRun) {
    say(`Would state "${model}" of ${some(Math.min(due, chosen.limit), 'vector', 'vectors')}.`)
    return { ...report, claimed: Math.min(due, chosen.limit), remaining: due }
  }
  let claimed = 0
  for (let after = 0; claimed < chosen.limit; ) {
    signal.throwIfAborted()
    const limit = Math.min(batchSize, chosen.limit - claimed)
    const ids = await claimBatch(job, number as number, codecs, { ...chosen, limit, after })
    claimed += ids.length
    say(`  ${counted(claimed)} of ${counted(Math.min(due, chosen.limit))}`)
    if (ids.length < limit) break
    after = Math.max(...ids)
  }
  const remaining = await countOf(db, codecs, chosen)
  const rest = remaining > 0 ? ` Remaining: ${counted(remaining)}.` : ''
  say(`Stated "${model}" of ${some(claimed, 'vector', 'vectors')}.${rest}`)
  return { ...report, claimed, remaining }
}

async function claimBatch(
  { db }: Job,
  number: number,
  codecs: readonly number[],
  { after, ...chosen }: Chosen & { after: number },
): Promise<number[]> {
  const next = unstated(db, codecs, chosen)
    .select('memory.id')
    .where('memory.id', '>', after)
    .orderBy('memory.id')
    .limit(chosen.limit)
    .forNoKeyUpdate('memory')
    .skipLocked()
  const rows = await db
    .with('next', () => next)
    .updateTable('companion_memories')
    .from('next')
    .set({ embedding_model: number })
    .whereRef('companion_memories.id', '=', 'next.id')
    .returning('companion_memories.id')
    .execute()
  return rows.map(({ id }) => id)
}

async function countOf(db: Kysely<Tables>, codecs: readonly number[], chosen: Chosen): Promise<number> {
  const { count } = await unstated(db, codecs, chosen)
    .select(sql<number>`count(*)::int4`.as('count'))
    .executeTakeFirstOrThrow()
  return count
}
