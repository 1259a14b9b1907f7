import { Refusal } from '@worlds/kit/errors.ts'
import { numberArgument } from '@worlds/kit/keys.ts'
import { countAccesses, pendingAccesses } from './accesses.ts'
import type { Context } from './context.ts'
import { candidatesFor, checkedChoice, findingsOf } from './findings.ts'
import { type MemoryRow, memoriesByIds } from './memories.ts'
import { type Hit, nearestMemories } from './nearest.ts'
import { checkedQuestion, countArgument, vectorFor } from './questions.ts'
import { partsOf, proportions, scoreOf, share } from './ranking.ts'
import type { RecallMemoriesInput, Resolvers } from './schema.gen.ts'
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

async function recall(context: Context, tools: Tools, input: RecallMemoriesInput) {
  context.requireIdentity('recallMemories')
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
  const rows = await accessed(
    context,
    findings.map(({ memory }) => memory.id),
  )
  return findings.flatMap(({ memory: { id }, score, found, origin, share: left, via }) => {
    const memory = rows.get(id)
    const explanation = input.explain && found ? partsOf(found.values, weights) : null
    return memory ? [{ memory, score, similarity: origin.similarity * left, explanation, via }] : []
  })
}

/** Counts the accesses and reads the memories again: what was read before may have been entered meanwhile. */
async function accessed(context: Context, ids: readonly number[]): Promise<Map<number, MemoryRow>> {
  if (ids.length === 0) return new Map()
  await context.write(db => countAccesses(db, ids))
  const rows = await Promise.all(ids.map(id => context.load(memoriesByIds, String(id), null)))
  return new Map(rows.flatMap(row => (row ? [[row.id, row] as const] : [])))
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
