import type { StoredCodec } from '@worlds/memory/codecs.ts'
import { project, reconstruct768 } from '@worlds/memory/coordinates.ts'
import { ofCoordinates, type StoredVector, vectorColumns } from '@worlds/memory/representations.ts'
import { type Rewrite, rewriteVectors } from '@worlds/memory/rewrites.ts'
import { inTurns } from '@worlds/memory/turns.ts'
import { vectorOfBase64 } from '@worlds/memory/wire.ts'
import { sql } from 'kysely'
import { counted, type Job } from './upkeep.ts'

const batchSize = 500

/**
 * Encodes `IMPORTANT` memories of the model's older codecs anew, which still have numbers to do it from. Codes of
 * `BACKGROUND` keep their codec: what they are made of is gone. Rows that others have in hand keep theirs too.
 * @returns how many
 */
export async function reencode(job: Job, newest: StoredCodec): Promise<number> {
  const older = (await job.tools.codecs.all(job.db)).filter(
    ({ id, modelId }) => modelId === newest.modelId && id !== newest.id,
  )
  let count = 0
  for (let after = 0; older.length > 0; ) {
    job.signal.throwIfAborted()
    const ids = await reencodeBatch(job, { older, newest, after })
    count += ids.length
    if (ids.length > 0) job.say(`  ${counted(count)} IMPORTANT memories encoded anew`)
    if (ids.length < batchSize) break
    after = ids.at(-1) as number
  }
  return count
}

async function reencodeBatch(
  { inTransaction, tools }: Job,
  { older, newest, after }: { older: readonly StoredCodec[]; newest: StoredCodec; after: number },
): Promise<number[]> {
  return inTransaction(async db => {
    const rows: StoredVector[] = await db
      .selectFrom('companion_memories as memory')
      .select(vectorColumns)
      .where('memory.codec_id', '=', sql<number>`any(${older.map(({ id }) => id)}::int4[])`)
      .where('memory.memory_tier', '=', 'IMPORTANT')
      .where('memory.compressed_embedding', 'is not', null)
      .where('memory.id', '>', after)
      .orderBy('memory.id')
      .limit(batchSize)
      .forNoKeyUpdate('memory')
      .skipLocked()
      .execute()
    if (rows.length === 0) return []
    const rewrites = await inTurns(rows, row => rebased(row, older, newest))
    await rewriteVectors(db, tools, rewrites)
    return rows.map(({ id }) => id)
  })
}

/** Coordinates of one basis in those of another. What the first left out stays out, so they keep their length. */
function rebased(row: StoredVector, older: readonly StoredCodec[], newest: StoredCodec): Rewrite {
  const { codec } = older.find(({ id }) => id === row.codecId) as StoredCodec
  const coordinates = vectorOfBase64(row.coordinates as string)
  const length = Math.hypot(...coordinates)
  // A vector of zeros, which another program may have left, is one in every basis.
  const moved =
    length === 0 ? coordinates : project(newest.codec, reconstruct768(codec, coordinates)).map(value => value * length)
  return { id: row.id, modelId: row.modelId, representation: ofCoordinates('IMPORTANT', moved, newest) }
}

const foreignKeyViolation = '23503'

/** Deletes the model's older codecs that no memory names; one that a memory comes to name meanwhile stays. */
export async function withoutUnnamed({ db, tools }: Job, newest: StoredCodec): Promise<number[]> {
  const deleted: number[] = []
  for (const { id, modelId } of await tools.codecs.all(db)) {
    if (modelId !== newest.modelId || id >= newest.id) continue
    const named = await db.selectFrom('companion_memories').select('id').where('codec_id', '=', id).limit(1).execute()
    if (named.length > 0) continue
    const gone = await db
      .deleteFrom('graph.codecs')
      .where('id', '=', id)
      .execute()
      .then(
        () => true,
        error => {
          if ((error as { code?: string }).code === foreignKeyViolation) return false
          throw error
        },
      )
    if (gone) deleted.push(id)
  }
  return deleted
}
