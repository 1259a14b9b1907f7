import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Embedder } from './embedder.ts'

/**
 * A lexical hashing embedder: words and the character trigrams inside them, hashed with a sign into 768 numbers
 * (Weinberger, Dasgupta, Langford, Smola, Attenberg: Feature Hashing for Large Scale Multitask Learning, ICML 2009).
 * It knows spelling, not meaning: "harbour" is near "harbours" and far from "port". It needs no model and no network,
 * and the same text gives the same vector everywhere.
 */
export const embeddingDimensions = 768

/** Stored beside each vector that `embedText` gave; whatever changes its numbers changes this name. */
export const hashingModel = 'hashing-768-v1'

/** Words that carry no topic; left in, any two English sentences would look alike. */
export const commonWords: ReadonlySet<string> = new Set(
  `a about after again all am an and any are as at back be because been before but by can could did do does don for
    from get got had has have he her him his how i if in into is it its just like ll me more my no not now of off on
    one only or our out over re said s she so some t than that the their them then there they this to too two up us
    ve very was we were what when which who will with would you your`.split(/\s+/),
)

const turnMs = 10

/** The embedder that is built in. */
export const hashingEmbedder: Embedder = {
  model: hashingModel,
  dimensions: embeddingDimensions,
  async embed(texts, signal) {
    const vectors: Float32Array[] = []
    let since = performance.now()
    for (const text of texts) {
      signal?.throwIfAborted()
      vectors.push(embedText(text))
      if (performance.now() - since < turnMs) continue
      // A thousand long texts take a second: other requests get their turns meanwhile.
      await nextTurn()
      since = performance.now()
    }
    return vectors
  },
}

/** The text as a vector of unit length. */
export function embedText(text: string): Float32Array {
  const sums = new Float64Array(embeddingDimensions)
  for (const [feature, weight] of featuresOf(text)) {
    const hash = hashOf(feature)
    const bucket = hash % embeddingDimensions
    // The sign comes from bits the bucket hardly uses, so that collisions cancel out on average instead of adding up.
    sums[bucket] = (sums[bucket] ?? 0) + (hash & 0x40000000 ? weight : -weight)
  }
  return unitLength(sums, text)
}

/** The vector as pgvector reads it; seven digits are all a float32 holds. */
export function vectorText(vector: Float32Array): string {
  return `[${Array.from(vector, value => Number(value.toPrecision(7))).join(',')}]`
}

/** Every feature with its weight: 1 + ln(count), trigrams together about as heavy as the word they come from. */
function featuresOf(text: string): Map<string, number> {
  const counts = new Map<string, { count: number; share: number }>()
  const add = (feature: string, share: number) => {
    const known = counts.get(feature)
    if (known) known.count++
    else counts.set(feature, { count: 1, share })
  }
  for (const word of wordsOf(text)) {
    add(`w ${word}`, 1)
    const letters = [...`^${word}$`]
    const share = 1 / Math.sqrt(Math.max(1, letters.length - 2))
    for (let start = 0; start + 3 <= letters.length; start++)
      add(`t ${letters.slice(start, start + 3).join('')}`, share)
  }
  return new Map([...counts].map(([feature, { count, share }]) => [feature, share * (1 + Math.log(count))]))
}

/** The words that carry a topic, or all words when none does ("what was that about?"). */
function wordsOf(text: string): string[] {
  const words: string[] =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  const telling = words.filter(word => !commonWords.has(word))
  return telling.length > 0 ? telling : words
}

/** A text without a word still gets a direction of its own: cosine distance to a zero vector is not a number. */
function unitLength(sums: Float64Array, text: string): Float32Array {
  const length = Math.sqrt(sums.reduce((total, value) => total + value * value, 0))
  if (length > 0) return Float32Array.from(sums, value => value / length)
  const vector = new Float32Array(embeddingDimensions)
  vector[hashOf(`x ${text}`) % embeddingDimensions] = 1
  return vector
}

/** FNV-1a over UTF-16 code units, then murmur3's finisher, since FNV alone leaves neighbouring features in line. */
function hashOf(feature: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < feature.length; index++) hash = Math.imul(hash ^ feature.charCodeAt(index), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
