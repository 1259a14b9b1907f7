import { numberArgument } from '@worlds/kit/keys.ts'
import type { Context } from './context.ts'
import { countArgument } from './questions.ts'
import { relationshipsOfMemories } from './relationships.ts'
import type { ExpansionInput } from './schema.gen.ts'

/** How far relationships are followed. */
export interface Reach {
  depth: number
  minStrength: number
  first: number
}

/** A memory that a relationship led to. */
export interface Led {
  id: number
  /** The memory that it came from. */
  viaId: number
  /** The memory that was found by itself and that the way began with. */
  foundId: number
  /** What the way has left of that memory's score, 0 … 1. */
  share: number
  score: number
}

type Start = Omit<Led, 'viaId'>

/** What a step along a relationship leaves of a score, beside the relationship's strength. */
const stepShare = 0.5

/** @throws Refusal BAD_USER_INPUT naming the argument */
export function checkedReach(input: ExpansionInput | null | undefined): Reach | null {
  if (!input) return null
  return {
    depth: numberArgument('expand.depth', input.depth ?? 1, [1, 2]),
    minStrength: numberArgument('expand.minStrength', input.minStrength ?? 0.5, [0, 1]),
    first: countArgument(input.first, 10, 'expand.first'),
  }
}

/**
 * The memories that relationships lead to from those found, best first, without those found: a spreading activation
 * (Collins & Loftus 1975) in which each step leaves half of a score, times the relationship's strength. One query a step.
 */
export async function ledFrom(
  context: Context,
  found: readonly { id: number; score: number }[],
  { depth, minStrength, first }: Reach,
): Promise<Led[]> {
  const seen = new Set(found.map(({ id }) => id))
  const led = new Map<number, Led>()
  const isBetter = ({ id, score }: Led) => score > (led.get(id)?.score ?? Number.NEGATIVE_INFINITY)
  let from: readonly Start[] = found.map(({ id, score }) => ({ id, foundId: id, share: 1, score }))
  for (let step = 0; step < depth && from.length > 0; step += 1) {
    const reached = await neighbours(context, from, minStrength)
    const fresh = reached.filter(each => !seen.has(each.id) && isBetter(each))
    for (const each of fresh) if (isBetter(each)) led.set(each.id, each)
    from = fresh.filter(each => led.get(each.id) === each)
  }
  return [...led.values()].sort((a, b) => b.score - a.score || b.id - a.id).slice(0, first)
}

async function neighbours(context: Context, from: readonly Start[], minStrength: number) {
  const ids = from.map(({ id }) => String(id))
  const links = await context.db(db => relationshipsOfMemories(db, ids, { type: null, minStrength }))
  return from.flatMap(({ id, foundId, share, score }) =>
    (links.get(String(id)) ?? []).map((link): Led => {
      const left = stepShare * (link.strength ?? 0)
      return { id: link.otherId, viaId: id, foundId, share: share * left, score: score * left }
    }),
  )
}
