import { createHash } from 'node:crypto'
import { embedderFor } from '@worlds/memory/embedder.ts'
import { embeddingDimensions, embedText, hashingEmbedder } from '@worlds/memory/hashing.ts'
import { describe, expect, test } from 'vitest'

const cosine = (one: Float32Array, other: Float32Array) =>
  one.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0)
const near = (one: string, other: string) => cosine(embedText(one), embedText(other))

function digest(vector: Float32Array): string {
  const bytes = Buffer.alloc(vector.length * 4)
  vector.forEach((value, index) => {
    bytes.writeFloatLE(value, index * 4)
  })
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16)
}

describe('the built-in embedder', () => {
  test('gives the same text the same vector everywhere: what is stored must stay comparable', () => {
    const texts = ['The lighthouse keeper waved from the harbour wall.', 'Żółć, naïve café, 東京 и Москва 42', '🌊🌊']
    expect(texts.map(text => digest(embedText(text)))).toEqual([
      'd82f363510bd552e',
      'f992cd4bc28c088f',
      '0ae37c4c02f569ae',
    ])
  })

  test('is what the settings name without a URL, and says that it is lexical', async () => {
    const embedder = embedderFor({
      embeddings: { url: undefined, model: undefined, apiKey: undefined, timeoutMs: 10_000 },
    })
    expect(embedder).toBe(hashingEmbedder)
    expect(embedder).toMatchObject({ model: 'hashing-768-v1', dimensions: 768 })
    expect(await embedder.embed(['harbour', 'lighthouse'])).toEqual([embedText('harbour'), embedText('lighthouse')])
    expect(await embedder.embed([])).toEqual([])
  })

  test('finds texts that share words, or parts of them, nearer than texts that do not', () => {
    const harbour = 'We walked along the harbour at sunset and watched the boats.'
    expect(near(harbour, 'The boats left the harbour before sunset.')).toBeGreaterThan(0.35)
    expect(near(harbour, 'Her sister bakes rye bread on Sundays.')).toBeLessThan(0.15)
    expect(near('harbour', 'harbours')).toBeGreaterThan(0.3)
    expect(near('harbour', 'bread')).toBeLessThan(0.1)
    expect(near('HARBOUR, Boats!', 'boats harbour')).toBeCloseTo(1, 5)
    // The same letters, composed in another way.
    expect(near('caf\u00e9', 'cafe\u0301')).toBeCloseTo(1, 5)
  })

  test.each([
    ['nothing', ''],
    ['blanks', ' \n\t'],
    ['signs', '?!…'],
    ['an emoji', '🦊'],
    ['a lone surrogate', '\ud83e'],
    ['common words alone', 'what was that about'],
    ['one letter', 'a'],
    ['a control character', '\u0000'],
    ['20 kB', 'memory '.repeat(3_000)],
  ])('gives %s a direction', (_, text) => {
    const vector = embedText(text)
    expect(vector).toHaveLength(embeddingDimensions)
    expect(Math.hypot(...vector)).toBeCloseTo(1, 5)
  })

  test('keeps emoji apart', () => {
    expect(near('🦊', '🌊')).toBe(0)
  })

  test('lets others have their turns, and stops when it is told to', async () => {
    const long = Array.from({ length: 400 }, (_, index) => `${index} harbour lighthouse sunset boats `.repeat(200))
    const abort = new AbortController()
    const reason = new Error('the caller left')
    setImmediate(() => abort.abort(reason))
    await expect(hashingEmbedder.embed(long, abort.signal)).rejects.toBe(reason)
  })
})
