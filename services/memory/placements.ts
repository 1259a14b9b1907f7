import { Refusal } from '@worlds/kit/errors.ts'
import type { StoredCodec } from './codecs.ts'
import type { Context } from './context.ts'
import type { MemoryTier } from './schema.gen.ts'
import type { Tools } from './tools.ts'

/**
 * What makes the vectors of a model smaller.
 * @param model null for vectors whose model nobody stated: those are taken for the embedder's
 */
export const codecFor = (context: Context, { codecs, models, embedder }: Tools, model: string | null) =>
  context.db(async db => codecs.newest(db, await models.numberOf(db, model ?? embedder.model)))

/** Who enters the embedder's model, whoever the first vector is of. */
const registrar = { role: 'admin', name: 'embedder' } as const

/**
 * The number of a model, which is entered with its first vector; null for null.
 * @throws Refusal FORBIDDEN when a person states a model that nobody knows
 */
export async function modelNumber(
  context: Context,
  { models, embedder }: Pick<Tools, 'models' | 'embedder'>,
  name: string | null,
): Promise<number | null> {
  if (name === null) return null
  const known = await context.db(db => models.numberOf(db, name))
  if (known !== undefined) return known
  if (name === embedder.model) {
    await context.outside(() => context.database.background(registrar, db => models.enter(db, name)))
  } else {
    if (context.identity.role === 'user') refuseNewModel(name)
    await context.writeUnrecorded(db => models.enter(db, name))
  }
  return (await context.db(db => models.numberOf(db, name))) as number
}

function refuseNewModel(name: string): never {
  const fault = `"embeddingModel" names ${JSON.stringify(name)}, of which no vector is kept yet. Services introduce models; leave it out.`
  throw new Refusal('FORBIDDEN', fault, { argument: 'embeddingModel' })
}

/** What a memory's tier is chosen by. */
export interface Placeable {
  tier: MemoryTier | null
  importance: number | null
  valence: number | null
}

/** The tier that is stated, or the one that importance and feeling suggest; without a codec no vector gets smaller. */
export function tierFor({ tier, importance, valence }: Placeable, codec: StoredCodec | undefined): MemoryTier {
  if (tier) return tier
  if (!codec || (importance ?? 0) >= 0.7 || Math.abs(valence ?? 0) > 0.8) return 'CORE'
  return (importance ?? 0) >= 0.4 ? 'IMPORTANT' : 'BACKGROUND'
}

/** @throws Refusal CONFLICT when the stated tier holds smaller vectors and there is nothing to make them with */
export function refuseWithoutCodec(
  argument: string,
  tier: MemoryTier | null,
  model: string,
  codec: StoredCodec | undefined,
): void {
  if (codec || (tier !== 'IMPORTANT' && tier !== 'BACKGROUND')) return
  throw new Refusal(
    'CONFLICT',
    `"${argument}" is ${tier}, and there is no codec of the model ${JSON.stringify(model)} that makes vectors smaller. ` +
      'Leave the tier out or state CORE; the operator trains a codec with: pnpm db train.',
    { argument },
  )
}

/** What PostgreSQL's refusal of a write means to its caller. */
export function refusalOfWrite(error: unknown): unknown {
  const { code } = error as { code?: unknown }
  if (code === '42501') return new Refusal('FORBIDDEN', 'You may not change these memories.')
  // A codec or a memory went away between the look at it and the write.
  if (code === '23503') return new Refusal('CONFLICT', 'Another change came first. Try again.')
  return error
}
