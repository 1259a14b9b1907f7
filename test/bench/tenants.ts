import { drawIndices, randomFrom } from '@worlds/memory/random.ts'

/** One person's memories with one companion. */
export interface Tenant {
  companionId: string
  userId: string
  /** The first of its rows, and how many. */
  from: number
  size: number
}

const userId = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

/**
 * Tenants whose sizes are those given first, then fall by Zipf's law from 8,000 to 100, until `total` rows are given out.
 */
export function tenantsOf(total: number, given: readonly number[]): Tenant[] {
  const tenants: Tenant[] = []
  let left = total
  for (let rank = 1; left > 0; rank += 1) {
    const wanted = given[tenants.length] ?? Math.max(100, Math.round(8_000 / rank))
    const size = Math.min(left, wanted)
    const number = tenants.length
    tenants.push({ companionId: `companion-${number % 7}`, userId: userId(number), from: total - left, size })
    left -= size
  }
  return tenants
}

const syllables =
  'ka lo mi ren ta su vel dor ani bru che fen gol hal ist jun kel lom mar nor oss pel qua rim sol tum'.split(' ')

/** 4,000 made-up words; a text draws word r about proportionally to 1 / (r + 10). */
const vocabulary = [...drawIndices(syllables.length ** 3, 4_000, randomFrom(7))].map(number =>
  [
    number % syllables.length,
    Math.floor(number / syllables.length) % syllables.length,
    Math.floor(number / syllables.length ** 2),
  ]
    .map(at => syllables[at])
    .join(''),
)

const wordAt = (share: number) => vocabulary[Math.floor(10 * ((vocabulary.length + 10) / 10) ** share - 10)] as string

/** Texts of eight to twenty words, the same for the same seed. */
export function textsOf(count: number, seed: number): string[] {
  const random = randomFrom(seed)
  return Array.from({ length: count }, () =>
    Array.from({ length: 8 + Math.floor(random() * 13) }, () => wordAt(random())).join(' '),
  )
}
