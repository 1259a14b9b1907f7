import { numberArgument } from '@worlds/kit/keys.ts'
import type { Context } from './context.ts'
import { checkedReach, ledFrom, type Reach } from './expansions.ts'
import { type MemoryRow, memoriesByIds } from './memories.ts'
import { diverse } from './ranking.ts'
import { decodedVectors } from './representations.ts'
import type { ExpansionInput, MmrInput } from './schema.gen.ts'
import type { Tools } from './tools.ts'

/** How many of the candidates are shown, and which. */
export interface Choice {
  first: number
  /** How much score counts against difference, 0 … 1; null for score alone. */
  lambda: number | null
  reach: Reach | null
}

/** A memory that is shown: found by itself, or led to by a relationship of one that was. */
export interface Finding<Candidate> {
  memory: MemoryRow
  score: number
  /** What was found of it; undefined for a memory that was led to. */
  found: Candidate | undefined
  /** The one that was found by itself and led here, perhaps the memory's own; and what the way has left of its score. */
  origin: Candidate
  share: number
  via: MemoryRow | null
}

/** @throws Refusal BAD_USER_INPUT naming the argument */
export function checkedChoice(
  first: number,
  { mmr, expand }: { mmr?: MmrInput | null; expand?: ExpansionInput | null },
): Choice {
  const lambda = mmr ? numberArgument('mmr.lambda', mmr.lambda ?? 0.7, [0, 1]) : null
  return { first, lambda, reach: checkedReach(expand) }
}

/** How many candidates are needed to choose `first` from: for difference, some to leave out. */
export const candidatesFor = ({ first, lambda }: Choice) => (lambda === null ? first : Math.max(50, 5 * first))

/**
 * The memories to show of scored candidates.
 * @param candidates best first
 */
export async function findingsOf<Candidate extends { id: number; score: number }>(
  context: Context,
  tools: Pick<Tools, 'codecs'>,
  candidates: readonly Candidate[],
  { first, lambda, reach }: Choice,
): Promise<Finding<Candidate>[]> {
  const chosen = lambda === null ? candidates.slice(0, first) : await spread(context, tools, candidates, lambda, first)
  const led = reach ? await ledFrom(context, chosen, reach) : []
  const byId = await rowsOf(
    context,
    [...chosen, ...led].flatMap(each => ('viaId' in each ? [each.id, each.viaId] : [each.id])),
  )
  const byItself = (each: Candidate) => ({
    id: each.id,
    viaId: null,
    score: each.score,
    found: each,
    origin: each,
    share: 1,
  })
  const candidateOf = new Map(chosen.map(each => [each.id, each]))
  const all = [
    ...chosen.map(byItself),
    ...led.map(each => ({ ...each, found: undefined, origin: candidateOf.get(each.foundId) as Candidate })),
  ]
  // Difference has an order of its own; what was led to follows it.
  if (lambda === null) all.sort((a, b) => b.score - a.score)
  return all.flatMap(({ id, viaId, score, found, origin, share }) => {
    const memory = byId.get(id)
    const via = viaId === null ? null : (byId.get(viaId) ?? null)
    const own = [memory, via ?? memory].every(each => isOfOne(each, byId.get(origin.id)))
    return memory && own ? [{ memory, score, found, origin, share, via }] : []
  })
}

async function rowsOf(context: Context, ids: readonly number[]): Promise<Map<number, MemoryRow>> {
  const rows = await Promise.all([...new Set(ids)].map(id => context.load(memoriesByIds, String(id), null)))
  return new Map(rows.flatMap(row => (row ? [[row.id, row] as const] : [])))
}

/** Old relationships, which an operator has still to mend, may lead to another person's memory, or through it. */
const isOfOne = (memory: MemoryRow | undefined, other: MemoryRow | undefined) =>
  memory !== undefined && memory.userId === other?.userId && memory.companionId === other.companionId

async function spread<Candidate extends { id: number; score: number }>(
  context: Context,
  tools: Pick<Tools, 'codecs'>,
  candidates: readonly Candidate[],
  lambda: number,
  first: number,
): Promise<Candidate[]> {
  const ids = candidates.map(({ id }) => String(id))
  const vectors = await context.db(db => decodedVectors(db, tools, ids))
  const withVectors = candidates.map(candidate => ({
    candidate,
    score: candidate.score,
    vector: vectors.get(String(candidate.id)) ?? null,
  }))
  return diverse(withVectors, lambda, first).map(({ candidate }) => candidate)
}
