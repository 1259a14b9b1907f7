import { anonymous } from '@worlds/kit/identity.ts'
import type { StoredCodec } from '@worlds/memory/codecs.ts'
import type { MemoryTier } from '@worlds/memory/schema.gen.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codes, person, rows, serviceOf, told, uuid } from '../asking.ts'
import { syntheticVectors } from '../bench/vectors.ts'
import { admin, gameServer, type Stack, stack } from '../stack.ts'
import { cosineOf, type Kept, kept, keptCodec, modelNumber, near } from './kept.ts'
import { rowOf } from './trained.ts'

const [ada, ben] = [uuid(51_001), uuid(51_002)]
const companion = 'similar one'
const id = (n: number) => 2_000_051_000 + n
const corpus = syntheticVectors(300, 71)
const query = rowOf(syntheticVectors(1, 72), 0)

/** Three hundred memories: 10 % CORE, 20 % IMPORTANT, 70 % BACKGROUND, halves of the latter two of either codec. */
const tierOf = (n: number): MemoryTier => (n % 10 === 0 ? 'CORE' : n % 10 < 3 ? 'IMPORTANT' : 'BACKGROUND')
const memory = (n: number, codec: StoredCodec | undefined, row: Partial<Kept> = {}): Kept => ({
  id: id(n),
  companion_id: companion,
  user_id: ada,
  content: `memory ${n}`,
  tier: tierOf(n),
  vector: rowOf(corpus, n),
  ...(codec ? { codec } : {}),
  timestamp: `2025-01-01T00:00:00.${String(n).padStart(6, '0')}`,
  importance_score: (n % 100) / 100,
  key_phrases: [`phrase ${n % 7}`, n % 2 ? 'odd' : 'even'],
  ...row,
})

let graph: Stack
const present = new AsyncDisposableStack()
beforeAll(async () => {
  graph = await stack()
  const model = await modelNumber(graph, 'similar-model')
  const older = present.use(await keptCodec(graph, model))
  const newer = present.use(await keptCodec(graph, model))
  const memories = Array.from({ length: 300 }, (_, n) => memory(n, n % 4 < 2 ? older : newer, { model }))
  const others = [
    memory(301, newer, { user_id: ben, model, tier: 'CORE', vector: query }),
    memory(302, newer, { companion_id: 'similar two', model, tier: 'CORE', vector: query }),
    memory(303, newer, { tier: 'SPARSE', vector: undefined }),
  ]
  present.use(await kept(graph, [...memories, ...others]))
  // A code and coordinates that another program wrote name no codec.
  const strange = { companion_id: companion, user_id: ada, content: 'strange', memory_tier: 'BACKGROUND' }
  present.use(
    await rows(graph, 'memory', 'companion_memories', [
      { ...strange, id: id(304), quantized_embedding: `\\x${'07'.repeat(48)}` },
      { ...strange, id: id(305), compressed_embedding: `[${Array(384).fill(1).join()}]`, memory_tier: 'IMPORTANT' },
      { ...strange, id: id(306), full_embedding: `[${Array(768).fill(0).join()}]`, memory_tier: 'CORE' },
    ]),
  )
}, 120_000)
afterAll(() => present.disposeAsync())

const similar = `query ($input: SimilarMemoriesInput!) { similarMemories(input: $input) {
  nodes { similarity memory { id tier content } via { id } } } }`
const own = { companionId: companion, userId: ada, embedding: Array.from(query) }
interface Node {
  similarity: number
  memory: { id: string; tier: MemoryTier; content: string }
  via: { id: string } | null
}
const found = async (input: Record<string, unknown> = {}, who = person(ada)): Promise<Node[]> =>
  (await told(graph, who, similar, { input: { ...own, ...input } })).similarMemories.nodes
const numbers = (nodes: Node[]) => nodes.map(node => Number(node.memory.id) - id(0))
const cosines = Array.from({ length: 300 }, (_, n) => cosineOf(query, rowOf(corpus, n)))
const byCosine = cosines.map((_, n) => n).toSorted((a, b) => (cosines[b] as number) - (cosines[a] as number))

describe('who may not', () => {
  test('without a token is told so', async () => {
    expect(await codes(graph, anonymous, similar, { input: own })).toEqual({ similarMemories: 'UNAUTHENTICATED' })
  })

  test('another person and a service of another companion find nothing of what is there', async () => {
    for (const who of [person(ben), serviceOf('similar two'), serviceOf('similar')]) {
      expect(await found({ first: 100 }, who)).toEqual([])
    }
    const count = `select count(*)::int as count from companion_memories where user_id = $1 and companion_id = $2`
    expect(await graph.asOwner('memory', count, [ada, companion])).toEqual([{ count: 304 }])
  })

  test('and who may finds only those of the pair that is asked for', async () => {
    for (const who of [person(ada), serviceOf(companion), gameServer, admin]) {
      const nodes = numbers(await found({ first: 100 }, who))
      expect(nodes).toHaveLength(100)
      expect(nodes.every(n => n < 300)).toBe(true)
    }
    expect(numbers(await found({ userId: ben }, person(ben)))).toEqual([301])
    expect(numbers(await found({ companionId: 'similar two' }))).toEqual([302])
    expect(await found({ userId: ada.replace('0', 'x') })).toEqual([])
  })

  test('and who may finds them by an id in capitals too', async () => {
    const eve = 'abcdef00-0000-4000-8000-000000051003'
    await using _ = await kept(graph, [memory(307, undefined, { user_id: eve, tier: 'CORE', vector: query })])
    const input = { companionId: companion, userId: eve.toUpperCase(), text: 'memory' }
    const all = `query ($similar: SimilarMemoriesInput!, $search: SearchMemoriesInput!) {
      similarMemories(input: $similar) { nodes { memory { id } } } searchMemories(input: $search) { nodes { memory { id } } } }`
    for (const who of [person(eve), serviceOf(companion)]) {
      const answer = await told(graph, who, all, { similar: input, search: input })
      const nodes = [{ memory: { id: String(id(307)) } }]
      expect(answer).toEqual({ similarMemories: { nodes }, searchMemories: { nodes } })
    }
  })
})

describe('one ranking', () => {
  test('holds every tier with a vector, the most similar first, each memory once', async () => {
    const nodes = await found({ first: 100 })
    expect(new Set(nodes.map(node => node.memory.tier))).toEqual(new Set(['CORE', 'IMPORTANT', 'BACKGROUND']))
    expect(new Set(numbers(nodes)).size).toBe(100)
    const similarities = nodes.map(node => node.similarity)
    expect(similarities).toEqual(similarities.toSorted((a, b) => b - a))
    expect(nodes.every(node => node.via === null && node.memory.content.startsWith('memory'))).toBe(true)
  })

  test('is on the scale of the cosine in each tier', async () => {
    const off: Record<string, number[]> = { CORE: [], IMPORTANT: [], BACKGROUND: [] }
    for (const node of await found({ first: 30 })) {
      off[node.memory.tier]?.push(Math.abs(node.similarity - (cosines[Number(node.memory.id) - id(0)] as number)))
    }
    expect(Math.max(...(off.CORE ?? []))).toBeLessThan(1e-5)
    expect(Math.max(...(off.IMPORTANT ?? []))).toBeLessThan(0.05)
    expect(Math.max(...(off.BACKGROUND ?? []))).toBeLessThan(0.15)
  })

  test('finds nearly what an exact one of full vectors finds', async () => {
    const queries = syntheticVectors(20, 73)
    let shared = 0
    for (let at = 0; at < 20; at++) {
      const asked = rowOf(queries, at)
      const truth = cosines
        .map((_, n) => n)
        .toSorted((a, b) => cosineOf(asked, rowOf(corpus, b)) - cosineOf(asked, rowOf(corpus, a)))
      const ten = numbers(await found({ embedding: Array.from(asked) }))
      shared += ten.filter(n => truth.slice(0, 10).includes(n)).length
    }
    expect(shared / 200).toBeGreaterThan(0.86)
  })

  test('reads the codes of an older codec beside those of a newer', async () => {
    const nodes = numbers(await found({ first: 100, tiers: ['BACKGROUND'] }))
    expect(nodes.filter(n => n % 4 < 2).length).toBeGreaterThan(20)
    expect(nodes.filter(n => n % 4 >= 2).length).toBeGreaterThan(20)
    const important = numbers(await found({ first: 100, tiers: ['IMPORTANT'] }))
    expect(important).toHaveLength(60)
  })

  test('leaves out what other programs wrote without a codec or direction, which stays readable', async () => {
    for (const tiers of [['CORE'], ['IMPORTANT'], ['BACKGROUND'], null]) {
      const nodes = numbers(await found({ first: 100, tiers, minSimilarity: -1 }))
      expect(nodes.filter(n => n > 300)).toEqual([])
    }
    const read = `{ code: memory(id: "${id(304)}") { content tier embeddingModel similar { similarity } }
      zero: memory(id: "${id(306)}") { content tier embeddingModel similar { similarity } } }`
    const strange = { content: 'strange', embeddingModel: null, similar: [] }
    expect(await told(graph, person(ada), read)).toEqual({
      code: { ...strange, tier: 'BACKGROUND' },
      zero: { ...strange, tier: 'CORE' },
    })
  })

  test('is the same by the distance of the ends', async () => {
    expect(await found({ metric: 'L2', first: 50 })).toEqual(await found({ metric: 'COSINE', first: 50 }))
    expect(await found({ metric: 'L2', minSimilarity: 0.5, first: 50 })).toEqual(
      await found({ minSimilarity: 0.5, first: 50 }),
    )
  })

  test('does not depend on the length of the vector, nor on how it is sent', async () => {
    const plain = await found()
    const long = await found({ embedding: Array.from(query, value => value * 5e4) })
    expect(numbers(long)).toEqual(numbers(plain))
    expect(
      await found({ embedding: Buffer.from(query.buffer, query.byteOffset, query.byteLength).toString('base64') }),
    ).toEqual(plain)
  })
})

describe('conditions hold inside the search, which still finds as many as it should', () => {
  /** What meets a condition, the most similar first as far as the exact cosine tells. */
  const meeting = (holds: (n: number) => boolean) => byCosine.filter(holds)
  const time = (n: number) => `2025-01-01T00:00:00.${String(n).padStart(6, '0')}Z`
  test.each<[Record<string, unknown>, (n: number) => boolean]>([
    [{ tiers: ['CORE'] }, n => n % 10 === 0],
    [{ tiers: ['CORE', 'SPARSE'] }, n => n % 10 === 0],
    [{ filter: { tiers: ['IMPORTANT'] } }, n => n % 10 === 1 || n % 10 === 2],
    [
      { tiers: ['CORE', 'IMPORTANT'], filter: { tiers: ['IMPORTANT', 'BACKGROUND'] } },
      n => n % 10 === 1 || n % 10 === 2,
    ],
    [{ filter: { keyPhrasesAny: ['phrase 3'] } }, n => n % 7 === 3],
    [{ filter: { keyPhrasesAll: ['phrase 3', 'odd'] } }, n => n % 7 === 3 && n % 2 === 1],
    [{ filter: { since: time(250) } }, n => n >= 250],
    [{ filter: { until: time(40) } }, n => n < 40],
    [{ filter: { minImportance: 0.9 } }, n => n % 100 >= 90],
    [{ filter: { text: '"memory 7"' } }, n => n === 7],
  ])('%j', async (input, holds) => {
    const expected = meeting(holds)
    const nodes = numbers(await found({ ...input, first: 100 }))
    expect(nodes.toSorted()).toEqual(expected.toSorted())
    // None of those that are farthest is found among the first in place of those that are nearest.
    expect(numbers(await found({ ...input, first: 10 }))).toEqual(nodes.slice(0, 10))
  })

  test.each([
    [{ tiers: ['SPARSE'] }],
    [{ tiers: ['CORE'], filter: { tiers: ['BACKGROUND'] } }],
    [{ filter: { keyPhrasesAny: ['none'] } }],
    [{ minSimilarity: 1 }],
  ])('%j finds nothing', async input => {
    expect(await found(input)).toEqual([])
  })

  test('least similarity keeps those that reach it', async () => {
    const all = await found({ first: 100 })
    const least = all[20]?.similarity as number
    expect(await found({ first: 100, minSimilarity: least })).toEqual(all.filter(node => node.similarity >= least))
    expect(await found({ first: 100, minSimilarity: null, tiers: [], filter: null })).toEqual(all)
  })

  test.each([1, 7, 100])('first %d is the beginning of the same list', async first => {
    expect(await found({ first })).toEqual((await found({ first: 100 })).slice(0, first))
    expect(await found({ first: null })).toHaveLength(10)
  })
})

test('memories that are further than any estimate are found too, as far as negative cosines go', async () => {
  const opposite = query.map(value => -value)
  const nodes = await found({ embedding: Array.from(opposite), first: 100 })
  expect(nodes).toHaveLength(100)
  expect(nodes.every(({ similarity }) => similarity >= -1 && similarity <= 1)).toBe(true)
  expect(cosineOf(near(query, 0.3, 1), query)).toBeCloseTo(0.3, 5)
})
