import { anonymous, type Identity } from '@worlds/kit/identity.ts'
import type { StoredCodec } from '@worlds/memory/codecs.ts'
import { hashingModel } from '@worlds/memory/hashing.ts'
import type { MemoryTier } from '@worlds/memory/schema.gen.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codes, person, refusalsOf, rows, serviceOf, told, uuid } from '../asking.ts'
import { syntheticVectors } from '../bench/vectors.ts'
import { admin, gameServer, type Stack, stack } from '../stack.ts'
import { entities, statementsOf } from '../wire.ts'
import { cosineOf, type Kept, kept, keptCodec, modelNumber } from './kept.ts'
import { rowOf } from './trained.ts'

const [ada, ben] = [uuid(58_001), uuid(58_002)]
const companion = 'embeddings'
const id = (n: number) => 2_000_058_000 + n
const vectors = syntheticVectors(60, 61)
const tiers: MemoryTier[] = ['CORE', 'IMPORTANT', 'BACKGROUND']
const memory = (n: number, row: Partial<Kept>): Kept => ({
  id: id(n),
  companion_id: companion,
  user_id: ada,
  content: `memory ${n}`,
  tier: tiers[n % 3] as MemoryTier,
  vector: rowOf(vectors, n),
  ...row,
})

let graph: Stack
let codec: StoredCodec
const present = new AsyncDisposableStack()
beforeAll(async () => {
  graph = await stack()
  const [model, other] = [await modelNumber(graph, 'embeddings-model'), await modelNumber(graph, 'embeddings-other')]
  codec = present.use(await keptCodec(graph, model))
  present.use(
    await kept(graph, [
      ...Array.from({ length: 50 }, (_, n) => memory(n, { codec, model })),
      memory(50, { tier: 'SPARSE', vector: undefined }),
      memory(51, { companion_id: 'embeddings mixed', tier: 'CORE', model }),
      memory(52, { companion_id: 'embeddings mixed', tier: 'CORE', model: other }),
      memory(53, { companion_id: 'embeddings unstated', tier: 'CORE' }),
      memory(54, { user_id: ben, tier: 'CORE', vector: rowOf(vectors, 0), model }),
    ]),
  )
  const strange = { companion_id: companion, user_id: ada, content: 'strange' }
  present.use(
    await rows(graph, 'memory', 'companion_memories', [
      { ...strange, id: id(55), quantized_embedding: `\\x${'07'.repeat(48)}`, memory_tier: 'BACKGROUND' },
      { ...strange, id: id(56), full_embedding: `[${Array(768).fill(0).join()}]`, memory_tier: 'CORE' },
    ]),
  )
}, 120_000)
afterAll(() => present.disposeAsync())

const one = (n: number, fields: string) => `{ memory(id: "${id(n)}") { ${fields} } }`
const asked = async (n: number, fields: string, who: Identity = admin) =>
  (await told(graph, who, one(n, fields))).memory

describe('an embedding', () => {
  test('is none of a person’s, not even of their own memory, which is there beside it', async () => {
    const { data, errors } = await graph.ask(person(ada), one(0, 'content embedding'))
    expect(data.memory).toEqual({ content: 'memory 0', embedding: null })
    expect(refusalsOf({ errors })).toMatchObject([{ code: 'FORBIDDEN', message: expect.stringContaining('services') }])
    expect(await asked(0, 'embedding', person(ben))).toBeNull()
    expect(await codes(graph, anonymous, one(0, 'embedding'))).toEqual({ memory: 'UNAUTHENTICATED' })
    expect(await asked(0, 'embedding', serviceOf('another'))).toBeNull()
  })

  test.each([
    ['CORE', 0, 0.999999],
    ['IMPORTANT', 1, 0.95],
    ['BACKGROUND', 2, 0.8],
  ] as const)('of %s is read as 768 numbers that point where the memory’s did', async (tier, n, least) => {
    for (const who of [admin, gameServer, serviceOf(companion)]) {
      const found = await asked(n, 'tier embedding', who)
      expect(found.tier).toBe(tier)
      expect(found.embedding).toHaveLength(768)
      expect(cosineOf(Float32Array.from(found.embedding), rowOf(vectors, n))).toBeGreaterThan(least)
    }
    if (tier === 'CORE') expect((await asked(0, 'embedding')).embedding).toEqual(Array.from(rowOf(vectors, 0)))
  })

  test('is null without a vector, and of a code that names no codec', async () => {
    for (const n of [50, 55]) expect(await asked(n, 'embedding')).toEqual({ embedding: null })
    expect((await asked(56, 'embedding')).embedding).toEqual(Array(768).fill(0))
  })

  test('can be sent back to find the memory itself', async () => {
    for (const n of [0, 1, 2]) {
      const { embedding } = await asked(n, 'embedding')
      const query = `query ($input: SimilarMemoriesInput!) { similarMemories(input: $input) { nodes { memory { id } } } }`
      const input = { companionId: companion, userId: ada, embedding, first: 1 }
      expect((await told(graph, admin, query, { input })).similarMemories.nodes).toEqual([
        { memory: { id: String(id(n)) } },
      ])
    }
  })

  test('names its model, and none where nobody stated it or there is no vector', async () => {
    expect(await asked(2, 'embeddingModel')).toEqual({ embeddingModel: 'embeddings-model' })
    expect(await asked(52, 'embeddingModel', person(ada))).toEqual({ embeddingModel: 'embeddings-other' })
    for (const n of [50, 53, 55]) expect(await asked(n, 'embeddingModel')).toEqual({ embeddingModel: null })
  })
})

describe('what is similar to a memory', () => {
  const nearest = (n: number) =>
    Array.from({ length: 50 }, (_, at) => at)
      .filter(at => at !== n)
      .toSorted(
        (a, b) => cosineOf(rowOf(vectors, n), rowOf(vectors, b)) - cosineOf(rowOf(vectors, n), rowOf(vectors, a)),
      )

  test('is of the same person and companion, the most similar first, without itself', async () => {
    let shared = 0
    for (const n of [0, 1, 2, 3, 4, 5]) {
      const { similar } = await asked(n, 'similar(first: 5) { similarity via { id } memory { id } }', person(ada))
      const found = similar.map((node: { memory: { id: string } }) => Number(node.memory.id) - id(0))
      expect(found).toHaveLength(5)
      expect(found).not.toContain(n)
      expect(found.every((at: number) => at < 50)).toBe(true)
      const similarities = similar.map((node: { similarity: number }) => node.similarity)
      expect(similarities).toEqual(similarities.toSorted((a: number, b: number) => b - a))
      expect(similar.every((node: { via: unknown }) => node.via === null)).toBe(true)
      shared += found.filter((at: number) => nearest(n).slice(0, 5).includes(at)).length
    }
    expect(shared).toBeGreaterThan(22)
  })

  test('is ten unless another number is asked for, and no more than there are', async () => {
    expect((await asked(0, 'similar { similarity }')).similar).toHaveLength(10)
    expect((await asked(0, 'similar(first: 100) { similarity }')).similar).toHaveLength(49)
    for (const first of [0, 101]) {
      const { errors } = await graph.ask(person(ada), one(0, `similar(first: ${first}) { similarity }`))
      expect(refusalsOf({ errors })).toMatchObject([{ code: 'BAD_USER_INPUT', argument: 'first' }])
    }
  })

  test('is nothing where there is no vector, or one of zeros', async () => {
    for (const n of [50, 53, 55, 56]) expect(await asked(n, 'similar { similarity }')).toEqual({ similar: [] })
  })

  test('is refused where the person’s vectors are of two models, and of no other memory in the same answer', async () => {
    const text = `{ a: memory(id: "${id(51)}") { content similar { similarity } } b: memory(id: "${id(1)}") { similar(first: 10) { similarity } } }`
    const { data, errors } = await graph.ask(person(ada), text)
    expect(data.a).toEqual({ content: 'memory 51', similar: null })
    expect(data.b.similar).toHaveLength(10)
    expect(refusalsOf({ errors })).toMatchObject([
      { code: 'CONFLICT', message: expect.stringContaining('pnpm db reembed') },
    ])
  })
})

describe('for many memories', () => {
  const of = (count: number) => Array.from({ length: count }, (_, n) => ({ __typename: 'Memory', id: String(id(n)) }))
  const cost = async (selection: string, count: number) => {
    const statements = await statementsOf(async () => {
      const found = await entities(graph, 'memory', { as: admin, selection, of: of(count) })
      expect(found.every(entity => entity !== null)).toBe(true)
    })
    return statements.length
  }

  test.each([
    ['embedding', 4],
    ['embeddingModel', 2],
    ['similar { similarity memory { content } }', 10],
    ['similar { memory { accessCount lastAccessed embedding } }', 14],
    ['accessCount lastAccessed', 2],
  ])('{ %s } takes as few statements as for one', async (selection, most) => {
    await cost(selection, 1)
    const single = await cost(selection, 2)
    // Of fifty, those that are similar are among those that were read.
    expect(await cost(selection, 50)).toBeLessThanOrEqual(single)
    expect(single).toBeLessThanOrEqual(most)
  })
})

describe('the codecs', () => {
  const query =
    '{ memoryCodecs { id model createdAt trainingSize recall { important background backgroundInHundred merged } } }'

  test('are nobody’s without a token', async () => {
    expect(await codes(graph, anonymous, query)).toEqual({ memoryCodecs: 'UNAUTHENTICATED' })
  })

  test('are shown to everyone else, the newest first, with what they find on vectors they did not see', async () => {
    await using newer = await keptCodec(graph, await modelNumber(graph, hashingModel))
    for (const who of [person(ada), serviceOf('another'), admin]) {
      const { memoryCodecs } = await told(graph, who, query)
      const own = memoryCodecs.filter(({ id }: { id: string }) => [codec.id, newer.id].includes(Number(id)))
      expect(own.map(({ model }: { model: string }) => model)).toEqual([hashingModel, 'embeddings-model'])
      const [{ createdAt, trainingSize, recall }] = own
      expect(Math.abs(Date.now() - Date.parse(createdAt))).toBeLessThan(120_000)
      expect(trainingSize).toBe(newer.codec.trainingSize)
      const { important, background, backgroundInHundred, merged } = newer.codec.recall
      for (const [name, value] of Object.entries({ important, background, backgroundInHundred, merged })) {
        expect(recall[name]).toBeCloseTo(value, 5)
        expect(recall[name]).toBeGreaterThan(0.7)
      }
    }
  })
})
