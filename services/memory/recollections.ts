import { Refusal } from '@worlds/kit/errors.ts'
import { numberArgument } from '@worlds/kit/keys.ts'
import { asItWas } from '@worlds/kit/repetitions.ts'
import type { Kysely } from 'kysely'
import { countAccesses, pendingAccesses } from './accesses.ts'
import type { Context } from './context.ts'
import { candidatesFor, checkedChoice, findingsOf } from './findings.ts'
import { type MemoryRow, memoriesByIds } from './memories.ts'
import { type Hit, nearestMemories } from './nearest.ts'
import { checkedQuestion, countArgument, vectorFor } from './questions.ts'
import { type Part, partsOf, proportions, scoreOf, share } from './ranking.ts'
import type { RecallMemoriesInput, Resolvers } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'
import type { Tools } from './tools.ts'

export type RecallPart = 'similarity' | 'importance' | 'recency' | 'access' | 'valence'

const usualWeights: Record<RecallPart, number> = {
  similarity: 0.6,
  importance: 0.15,
  recency: 0.15,
  access: 0.05,
  valence: 0.05,
}

/** Accesses beyond which more of them count no more. */
const manyAccesses = 31

const dayMs = 86_400_000

interface Recalled {
  memory: Pick<MemoryRow, 'importanceScore' | 'emotionalValence' | 'accessCount' | 'lastAccessed' | 'timestamp'>
  similarity: number
}

/**
 * What speaks for recalling a memory, each on a scale from 0 to 1. Recency halves with each half-life since the memory
 * was last accessed, or formed (the exponential decay of Park et al. 2023, Generative Agents); accesses count by their
 * logarithm, so that often recalled memories do not crowd out all others.
 * @param now milliseconds since 1970
 */
export function recallValues(
  { memory, similarity }: Recalled,
  halfLifeDays: number,
  now: number,
): Record<RecallPart, number> {
  const { importanceScore, emotionalValence, accessCount, lastAccessed, timestamp } = memory
  const used = Math.max(
    ...[lastAccessed, timestamp].map(time => (time === null ? Number.NEGATIVE_INFINITY : Date.parse(time))),
  )
  const days = Math.max(0, now - used) / dayMs
  return {
    similarity: share(similarity),
    importance: share(importanceScore ?? 0.5),
    recency: 2 ** (-days / halfLifeDays),
    access: share(Math.log2(1 + Math.max(0, accessCount ?? 0)) / Math.log2(1 + manyAccesses)),
    valence: share(Math.abs(emotionalValence ?? 0)),
  }
}

/** The candidates that similarity brings, to be ordered by all that counts. */
const leastCandidates = 50

/** A memory that was recalled, as far as it is numbers. */
interface Recollection {
  id: number
  viaId: number | null
  score: number
  similarity: number
  explanation: Part[] | null
}

const recalledAgain = asItWas<Recollection[]>()

async function recall(context: Context, tools: Tools, input: RecallMemoriesInput) {
  context.requireIdentity('recallMemories')
  const earlier = await context.told(recalledAgain)
  return shown(context, earlier ?? (await recalled(context, tools, input)))
}

async function recalled(context: Context, tools: Tools, input: RecallMemoriesInput): Promise<Recollection[]> {
  if (input.embedding == null && input.text == null) {
    throw new Refusal('BAD_USER_INPUT', 'Give "text", "embedding" or both: there is nothing to recall by.')
  }
  const asked = checkedQuestion(input)
  const choice = checkedChoice(countArgument(input.first, 10), input)
  const least = numberArgument('minSimilarity', input.minSimilarity ?? -1, [-1, 1])
  const halfLife = halfLifeOf(input)
  const weights = proportions<RecallPart>(name => `weights.${name}`, weightsOf(input))
  const question = { ...asked, ...(await vectorFor(context, tools, input)) }
  const count = Math.max(leastCandidates, 5 * choice.first, candidatesFor(choice))
  const [hits = []] = await context.db(db => nearestMemories(db, tools, question, count))
  const near = hits.filter(({ similarity }) => similarity >= least)
  const scored = await scoredHits(context, near, { halfLife, weights })
  const findings = await findingsOf(context, tools, scored, choice)
  const all = findings.map(({ memory: { id }, score, found, origin, share: left, via }) => ({
    ...{ id, viaId: via?.id ?? null, score, similarity: origin.similarity * left },
    explanation: input.explain && found ? partsOf(found.values, weights) : null,
  }))
  return context.write(db => counted(db, all), recalledAgain)
}

async function counted(db: Kysely<Tables>, all: Recollection[]): Promise<Recollection[]> {
  const ids = all.map(({ id }) => id)
  if (ids.length > 0) await countAccesses(db, ids)
  return all
}

/** Reads the memories when their accesses are counted: what was read before may have been entered meanwhile. */
async function shown(context: Context, all: readonly Recollection[]) {
  const rowOf = (id: number | null) => (id === null ? null : context.load(memoriesByIds, String(id), null))
  const rows = await Promise.all(all.map(({ id, viaId }) => Promise.all([rowOf(id), rowOf(viaId)])))
  return all.flatMap(({ score, similarity, explanation }, at) => {
    const [memory, via = null] = rows[at] ?? []
    return memory ? [{ memory, score, similarity, explanation, via }] : []
  })
}

const weightsOf = ({ weights }: RecallMemoriesInput) =>
  Object.fromEntries(
    Object.entries(usualWeights).map(([name, usual]) => [name, weights?.[name as RecallPart] ?? usual]),
  ) as Record<RecallPart, number>

function halfLifeOf({ halfLifeDays }: RecallMemoriesInput): number {
  const days = halfLifeDays ?? 30
  if (days > 0) return numberArgument('halfLifeDays', days, [0, 3650])
  throw new Refusal('BAD_USER_INPUT', `"halfLifeDays" takes above 0 to 3650, not ${days}.`, {
    argument: 'halfLifeDays',
  })
}

async function scoredHits(
  context: Context,
  hits: readonly Hit[],
  { halfLife, weights }: { halfLife: number; weights: Record<RecallPart, number> },
) {
  const ids = hits.map(({ id }) => String(id))
  const [rows, pending] = await context.db(db => Promise.all([memoriesByIds(db, ids), pendingAccesses(db, ids)]))
  const now = Date.now()
  const scored = hits.flatMap(({ id, similarity }) => {
    const row = rows.get(String(id))
    if (!row) return []
    const counted = pending.get(String(id))
    const memory = counted
      ? { ...row, accessCount: (row.accessCount ?? 0) + counted.accesses, lastAccessed: counted.lastAccessed }
      : row
    const values = recallValues({ memory, similarity }, halfLife, now)
    return [{ id, similarity, values, score: scoreOf(partsOf(values, weights)) }]
  })
  return scored.sort((a, b) => b.score - a.score || b.id - a.id)
}

export const recollectionResolvers = (tools: Tools): Resolvers => ({
  Mutation: {
    recallMemories: async (_, { input }, context) => ({ nodes: await recall(context, tools, input) }),
  },
})
