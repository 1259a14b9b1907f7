import { createHash } from 'node:crypto'

/** Throws that only look random: one seed gives the same demo people on every machine and in every run. */
export interface Dice {
  /** A fraction, at least 0 and below 1. */
  next(): number
  /** A whole number between both ends, ends included. */
  int(min: number, max: number): number
  /** A number between both ends with a fixed count of decimals. */
  between(min: number, max: number, decimals?: number): number
  chance(probability: number): boolean
  pick<T>(list: readonly T[]): T
  /** Some different members of the list, in random order. */
  some<T>(list: readonly T[], count: number): T[]
  shuffle<T>(list: readonly T[]): T[]
}

/** One dice per noun, so that adding an asset does not change who owns which space. */
export function dice(seed: string): Dice {
  const next = sfc32(createHash('sha256').update(`worlds demo ${seed}`).digest())
  const int = (min: number, max: number) => min + Math.floor(next() * (max - min + 1))
  const shuffle = <T>(list: readonly T[]) => {
    const copy = [...list]
    for (let last = copy.length - 1; last > 0; last--) {
      const other = int(0, last)
      const kept = copy[last] as T
      copy[last] = copy[other] as T
      copy[other] = kept
    }
    return copy
  }
  return {
    next,
    int,
    shuffle,
    between: (min, max, decimals = 2) => round(min + next() * (max - min), decimals),
    chance: probability => next() < probability,
    pick: <T>(list: readonly T[]) => list[int(0, list.length - 1)] as T,
    some: (list, count) => shuffle(list).slice(0, count),
  }
}

/** The generator sfc32 of PractRand: 128 bits of state, in plain 32-bit arithmetic. */
function sfc32(seed: Buffer): () => number {
  let [a, b, c, counter] = [seed.readInt32LE(0), seed.readInt32LE(4), seed.readInt32LE(8), 1]
  return () => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 4294967296
  }
}

/** A UUID in the shape of version 4 that belongs to the n-th thing of its kind for ever. */
export function demoId(kind: string, n: number): string {
  const hex = createHash('sha256').update(`worlds demo ${kind} ${n}`).digest('hex')
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) % 4]
  const [first, second, third] = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(13, 16)]
  return `${first}-${second}-4${third}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

export const second = 1_000
export const minute = 60 * second
export const hour = 60 * minute
export const day = 24 * hour

/** An instant before `now`, as text that PostgreSQL reads into a `timestamp` as UTC. */
export function ago(now: Date, milliseconds: number): string {
  return new Date(now.getTime() - Math.round(milliseconds)).toISOString()
}

export function round(value: number, decimals: number): number {
  return Number(value.toFixed(decimals))
}

/** Replaces every `[a|b|c]` by one of its members. */
export function choose(text: string, pickOne: (options: string[], group: string) => string): string {
  return text.replace(/\[([^\]]*)\]/g, (_, group: string) => pickOne(group.split('|'), group))
}

/** The part of a URL that comes from a name: ASCII, lower case, hyphens. */
export function slug(name: string): string {
  return asciiOf(name)
    .toLowerCase()
    .replaceAll("'", '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}

export function asciiOf(name: string): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '').replace(/ø/g, 'o').replace(/ł/g, 'l').replace(/ı/g, 'i')
}

export const assetHost = 'https://assets.voice-ninja.example'
