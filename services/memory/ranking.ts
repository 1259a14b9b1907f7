import { Refusal } from '@worlds/kit/errors.ts'
import { dot } from './vectors.ts'

/** One part of a score, all on a scale from 0 to 1; the weights of a score add up to 1. */
export interface Part {
  name: string
  value: number
  weight: number
  contribution: number
}

/**
 * The weights of a score, in proportion.
 * @param argument names them in a refusal
 * @returns weights that add up to 1
 * @throws Refusal BAD_USER_INPUT when one is negative, or all are zero
 */
export function proportions<Name extends string>(argument: (name: Name) => string, weights: Record<Name, number>) {
  const entries = Object.entries(weights) as [Name, number][]
  for (const [name, weight] of entries) {
    if (weight >= 0) continue
    const fault = `"${argument(name)}" takes 0 or more, not ${weight}.`
    throw new Refusal('BAD_USER_INPUT', fault, { argument: argument(name) })
  }
  const largest = Math.max(...entries.map(([, weight]) => weight))
  const names = entries.map(([name]) => `"${argument(name)}"`).join(', ')
  if (largest === 0)
    throw new Refusal('BAD_USER_INPUT', `${names} are all zero: nothing counts. Give one of them a weight.`)
  // By the largest first: their sum may be more than a number holds.
  const sum = entries.reduce((total, [, weight]) => total + weight / largest, 0)
  return Object.fromEntries(entries.map(([name, weight]) => [name, weight / largest / sum])) as Record<Name, number>
}

/** The parts of a score: what was found of each name, weighted. */
export function partsOf<Name extends string>(values: Record<Name, number>, weights: Record<Name, number>): Part[] {
  return (Object.entries(weights) as [Name, number][]).map(([name, weight]) => {
    const value = values[name]
    return { name, value, weight, contribution: value * weight }
  })
}

export const scoreOf = (parts: readonly Part[]) => parts.reduce((sum, part) => sum + part.contribution, 0)

/** A cosine as a part of a score. */
export const share = (value: number) => Math.min(1, Math.max(0, value))

/**
 * The best candidates that also differ: greedily, each next one has the largest
 * lambda * score - (1 - lambda) * (largest cosine to one that was taken).
 * Source: Carbonell & Goldstein 1998, maximal marginal relevance.
 * @param candidates best first; one without a vector is like nothing
 * @param lambda 0 … 1
 */
export function diverse<Candidate extends { score: number; vector: Float32Array | null }>(
  candidates: readonly Candidate[],
  lambda: number,
  count: number,
): Candidate[] {
  const left = candidates.map(candidate => ({ candidate, unit: unitOf(candidate.vector), likeness: 0 }))
  const taken: Candidate[] = []
  while (taken.length < count && left.length > 0) {
    const worth = left.map(({ candidate, likeness }) => lambda * candidate.score - (1 - lambda) * likeness)
    const [next] = left.splice(worth.indexOf(Math.max(...worth)), 1)
    if (!next) break
    taken.push(next.candidate)
    for (const other of left) {
      if (next.unit && other.unit) other.likeness = Math.max(other.likeness, dot(next.unit, other.unit))
    }
  }
  return taken
}

function unitOf(vector: Float32Array | null): Float32Array | null {
  if (!vector) return null
  const length = Math.sqrt(dot(vector, vector))
  // One of zeros, which another program may have left, has no direction.
  return length > 0 ? vector.map(value => value / length) : null
}
