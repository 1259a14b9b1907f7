import { Refusal } from '@worlds/kit/errors.ts'
import { numberArgument } from '@worlds/kit/keys.ts'
import { asItWas } from '@worlds/kit/repetitions.ts'
import type { Kysely } from 'kysely'
import { type AgingRule, agingRules, candidateIds, lockedCandidates, type Search, someWait } from './candidates.ts'
import type { StoredCodec } from './codecs.ts'
import { type Context, requireKeeper } from './context.ts'
import { filledText } from './questions.ts'
import { forms, ofCoordinates, represent, type StoredVector } from './representations.ts'
import { type Rewrite, rewriteVectors } from './rewrites.ts'
import type { CompressAgingMemoriesInput, MemoryTier, Resolvers } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'
import type { Tools } from './tools.ts'
import { inTurns } from './turns.ts'
import { vectorOfBase64 } from './wire.ts'

/** Which memories age, and how many at most. */
export interface Aging {
  /** In place of the rule's own figures for `IMPORTANT`. */
  unusedDays?: number | undefined
  fewerAccesses?: number | undefined
  companionId?: string | null
  limit?: number
  dryRun?: boolean
}

/** How a run reaches its database: each batch is a transaction of its own. */
export interface Run {
  tools: Pick<Tools, 'codecs' | 'models' | 'arrays' | 'embedder'>
  inTransaction: <Value>(work: (db: Kysely<Tables>) => Promise<Value>) => Promise<Value>
  signal?: AbortSignal | undefined
  onMoved?: (move: Move) => void
}

/** How many memories moved from one tier to the next. */
export interface Move {
  from: MemoryTier
  to: MemoryTier
  count: number
}

const batchSize = 500

/** The lowest first: what moves in this run lies where this run has been, and so moves once. */
const order = ['BACKGROUND', 'IMPORTANT', 'CORE'] as const

/**
 * Moves aging memories one tier down, in batches. A run that is cut off has moved whole batches; runs at once share
 * the work.
 * @returns one entry for each pair of tiers, empty ones left out
 * @throws Refusal CONFLICT when nothing can move and memories wait for a codec
 */
export async function ageMemories(run: Run, aging: Aging): Promise<Move[]> {
  const searches = await run.inTransaction(db => searchesOf(db, run.tools, aging))
  const moves: Move[] = []
  let left = aging.limit ?? Number.MAX_SAFE_INTEGER
  for (const search of searches) {
    if (left === 0) break
    const ids = await run.inTransaction(db => candidateIds(db, search, left))
    const count = aging.dryRun ? ids.length : await movedOf(run, search, ids)
    left -= count
    if (count > 0) moves.push({ from: search.rule.from, to: search.rule.to, count })
  }
  if (moves.length === 0) await refuseWithoutCodec(run, searches)
  return moves
}

async function searchesOf(db: Kysely<Tables>, tools: Run['tools'], aging: Aging): Promise<Search[]> {
  const rules = await agingRules(db)
  const known = await knownModels(db, tools)
  const companionId = aging.companionId ?? null
  return order.flatMap(from => {
    const rule = rules.find(each => each.from === from)
    return rule ? [{ ...known, companionId, rule: from === 'IMPORTANT' ? overridden(rule, aging) : rule }] : []
  })
}

const overridden = (rule: AgingRule, { unusedDays, fewerAccesses }: Aging): AgingRule => ({
  ...rule,
  unusedDays: unusedDays ?? rule.unusedDays,
  fewerAccesses: fewerAccesses ?? rule.fewerAccesses,
})

async function knownModels(db: Kysely<Tables>, { codecs, models, embedder }: Run['tools']) {
  const stored = await codecs.all(db)
  return {
    models: [...new Set(stored.map(({ modelId }) => modelId))],
    unstated: await models.numberOf(db, embedder.model),
  }
}

async function movedOf(run: Run, search: Search, ids: readonly number[]): Promise<number> {
  let moved = 0
  for (let at = 0; at < ids.length; at += batchSize) {
    run.signal?.throwIfAborted()
    const batch = ids.slice(at, at + batchSize)
    moved += await withPresentCodecs(() => run.inTransaction(db => moveBatch(db, run.tools, search, batch)))
    run.onMoved?.({ from: search.rule.from, to: search.rule.to, count: moved })
  }
  return moved
}

const foreignKeyViolation = '23503'

/** A codec that training has just replaced may be gone when the batch names it; the same batch then takes the new one. */
export async function withPresentCodecs<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work()
  } catch (error) {
    if ((error as { code?: string }).code !== foreignKeyViolation) throw error
    return work()
  }
}

async function moveBatch(
  db: Kysely<Tables>,
  tools: Run['tools'],
  search: Search,
  ids: readonly number[],
): Promise<number> {
  const codecs = await tools.codecs.all(db)
  const { models, unstated } = await knownModels(db, tools)
  const candidates = await lockedCandidates(db, { ...search, models, unstated }, ids)
  if (candidates.length === 0) return 0
  const rewrites = await inTurns(candidates, candidate => lowered(candidate, search.rule, { codecs, unstated }))
  await rewriteVectors(db, tools, rewrites)
  return rewrites.length
}

/** A memory one tier lower. Coordinates are of their own codec's basis, and so is the code that is made of them. */
function lowered(
  { id, full, coordinates, modelId, codecId }: StoredVector,
  { from }: AgingRule,
  { codecs, unstated }: { codecs: readonly StoredCodec[]; unstated: number | undefined },
): Rewrite {
  if (from === 'CORE') {
    const newest = codecs.find(stored => stored.modelId === (modelId ?? unstated))
    return { id, modelId, representation: represent('IMPORTANT', vectorOfBase64(full as string), newest) }
  }
  if (from === 'BACKGROUND') {
    return { id, modelId: null, representation: represent('SPARSE', new Float32Array(), undefined) }
  }
  const own = codecs.find(stored => stored.id === codecId) as StoredCodec
  return { id, modelId, representation: ofCoordinates('BACKGROUND', vectorOfBase64(coordinates as string), own) }
}

/** Of coordinates that name no codec, a codec of another basis would not make any use either. */
async function refuseWithoutCodec({ inTransaction }: Run, searches: readonly Search[]): Promise<void> {
  for (const search of searches) {
    if (search.rule.from === 'IMPORTANT' && search.models.length > 0) continue
    if (!(await inTransaction(db => someWait(db, search)))) continue
    throw new Refusal(
      'CONFLICT',
      'Nothing was compressed: the memories that are due wait for a codec of their model. ' +
        'The operator trains one, from 1,000 memories on: pnpm db train.',
    )
  }
}

/** Moves with the nominal bytes of their vectors. */
export const sized = (moves: readonly Move[]) =>
  moves.map(move => ({
    ...move,
    bytesBefore: String(move.count * forms[move.from].bytes),
    bytesAfter: String(move.count * forms[move.to].bytes),
  }))

/** @throws Refusal BAD_USER_INPUT naming the argument */
function checked({ olderThanDays, maxAccesses, companionId, limit, dryRun }: CompressAgingMemoriesInput) {
  return {
    unusedDays: numberArgument('olderThanDays', olderThanDays ?? 30, [1, 36_500]),
    fewerAccesses: numberArgument('maxAccesses', maxAccesses ?? 5, [1, 1_000_000]),
    companionId: companionId == null ? null : filledText('companionId', companionId, 50),
    limit: numberArgument('limit', limit ?? 1000, [1, 10_000]),
    dryRun: dryRun ?? false,
  }
}

/** What is to be told again as one is done as one. */
const inOneTransaction = (context: Context, run: Run, aging: Aging): Promise<Move[]> =>
  withPresentCodecs(() =>
    context.write(db => ageMemories({ ...run, inTransaction: work => work(db) }, aging), asItWas()),
  )

async function compressed(context: Context, tools: Tools, input: CompressAgingMemoriesInput) {
  const aging = checked(input)
  requireKeeper(context, 'compressAgingMemories', aging.companionId)
  const run: Run = {
    tools,
    signal: context.signal,
    inTransaction: work => (aging.dryRun ? context.db(work) : context.writeUnrecorded(work)),
  }
  const whole = context.isRecorded && !aging.dryRun
  const moves = await (whole ? inOneTransaction(context, run, aging) : ageMemories(run, aging))
  return { count: moves.reduce((sum, { count }) => sum + count, 0), moves: sized(moves), dryRun: aging.dryRun }
}

export const tierResolvers = (tools: Tools): Resolvers => ({
  Mutation: {
    compressAgingMemories: (_, { input }, context) => {
      requireKeeper(context, 'compressAgingMemories', null)
      return compressed(context, tools, input)
    },
  },
})
