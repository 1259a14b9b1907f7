import { Refusal } from '@worlds/kit/errors.ts'
import { type Kysely, sql } from 'kysely'
import type { Models } from './models.ts'
import type { Question } from './nearest.ts'
import type { Tables } from './tables.gen.ts'

/**
 * What must be known of a tenant before its vectors are compared.
 * @returns whether it is so large that its full vectors have an index of their own
 * @throws Refusal CONFLICT: distances of two models measure nothing
 */
export async function checkedTenant(
  db: Kysely<Tables>,
  models: Models,
  { companionId, userId, modelId }: Pick<Question, 'companionId' | 'userId' | 'modelId'>,
): Promise<boolean> {
  const { rows } = await sql<{ least: number | null; most: number | null; indexed: boolean }>`
    select min(embedding_model) as least, max(embedding_model) as most, (
      select count(*) > 0 from pg_index
      where indexrelid = to_regclass(graph.vector_index(${companionId}, ${userId})) and indisvalid
    ) as indexed
    from companion_memories where user_id = ${userId} and companion_id = ${companionId}`.execute(db)
  const { least, most, indexed } = rows[0] as { least: number | null; most: number | null; indexed: boolean }
  if (least === null || most === null) return indexed
  const kept = [...new Set([await models.nameOf(db, least), await models.nameOf(db, most)])].map(name => `"${name}"`)
  if (kept.length > 1) {
    throw new Refusal(
      'CONFLICT',
      `These memories hold vectors of the models ${kept.join(' and ')}, which do not compare. ` +
        'The operator embeds them anew with one model: pnpm db reembed.',
    )
  }
  if (modelId === null || modelId === least) return indexed
  throw new Refusal(
    'CONFLICT',
    `These memories hold vectors of the model ${kept[0]}, which do not compare with those of another. ` +
      'Send an embedding of that model, or let the operator embed them anew: pnpm db reembed.',
  )
}
