import { anonymous, type Identity } from '@worlds/kit/identity.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { person, refused, serviceOf, told, uuid } from '../asking.ts'
import { syntheticVectors } from '../bench/vectors.ts'
import { admin, gameServer, type Stack, stack } from '../stack.ts'
import { type Kept, kept, keptCodec, modelNumber } from './kept.ts'
import { rowOf } from './trained.ts'

const [ada, ben] = [uuid(49_001), uuid(49_002)]
const companion = 'snapshot one'
const vectors = syntheticVectors(10, 49)

let graph: Stack
let codec: Awaited<ReturnType<typeof keptCodec>>
beforeAll(async () => {
  graph = await stack()
  codec = await keptCodec(graph, await modelNumber(graph))
})
afterAll(async () => {
  await graph.asOwner('memory', `delete from memory_analytics where companion_id like 'snapshot %'`)
  await codec[Symbol.asyncDispose]()
})

const memory = (n: number, row: Partial<Kept> = {}): Kept => ({
  id: 2_000_049_000 + n,
  companion_id: companion,
  user_id: ada,
  content: `memory ${n}`,
  tier: 'CORE',
  vector: rowOf(vectors, n),
  model: codec.modelId,
  codec,
  ...row,
})
const record = `mutation ($input: RecordMemoryAnalyticsInput!) {
  recordMemoryAnalytics(input: $input) {
    memoryAnalytics {
      id companion { id } timestamp totalMemories coreMemories importantMemories backgroundMemories sparseMemories
      avgCompressionRatio totalStorageBytes retrievalPerformanceMs bytesOnDisk codecRecall
    }
  }
}`
const recorded = async (who: Identity, companionId = companion) =>
  (await told(graph, who, record, { input: { companionId } })).recordMemoryAnalytics.memoryAnalytics
const count = async () => {
  const [row] = await graph.asOwner('memory', 'select count(*)::int as count from memory_analytics')
  return row?.count
}

describe('who may not', () => {
  test.each<[string, Identity, string]>([
    ['without a token', anonymous, 'UNAUTHENTICATED'],
    ['a person of whom it has memories', person(ada), 'FORBIDDEN'],
    ['a service of another companion', serviceOf('snapshot two'), 'FORBIDDEN'],
  ])('%s', async (_, who, code) => {
    await using _memories = await kept(graph, [memory(1)])
    const before = await count()
    expect(await refused(graph, who, record, { input: { companionId: companion } })).toMatchObject({ code })
    expect(await count()).toBe(before)
  })

  test.each([
    ['snapshot nobody', 'NOT_FOUND'],
    ['', 'BAD_USER_INPUT'],
    ['c'.repeat(51), 'BAD_USER_INPUT'],
  ])('of the companion %j nothing is recorded', async (companionId, code) => {
    const before = await count()
    const refusal = await refused(graph, admin, record, { input: { companionId } })
    expect(refusal).toMatchObject({ code, argument: 'companionId' })
    expect(await count()).toBe(before)
  })
})

describe('the figures', () => {
  const memories = () => [
    memory(1),
    memory(2, { tier: 'IMPORTANT' }),
    memory(3, { tier: 'IMPORTANT', user_id: ben }),
    memory(4, { tier: 'BACKGROUND' }),
    memory(5, { tier: 'SPARSE', vector: undefined, model: null }),
    memory(6, { companion_id: 'snapshot two' }),
  ]

  test.each<[string, Identity]>([
    ['a service of the companion', serviceOf(companion)],
    ['a game server', gameServer],
    ['an admin', admin],
  ])('are recorded by %s, of that companion alone', async (_, who) => {
    await using _memories = await kept(graph, memories())
    const { id, timestamp, retrievalPerformanceMs, bytesOnDisk, avgCompressionRatio, ...figures } = await recorded(who)
    expect(figures).toEqual({
      companion: { id: companion },
      totalMemories: 5,
      coreMemories: 1,
      importantMemories: 2,
      backgroundMemories: 1,
      sparseMemories: 1,
      totalStorageBytes: String(3072 + 1536 + 1536 + 48),
      codecRecall: expect.closeTo(codec.codec.recall.background, 6),
    })
    expect(avgCompressionRatio).toBeCloseTo((1 + 2 + 2 + 64) / 4)
    expect(Math.abs(Date.parse(timestamp) - Date.now())).toBeLessThan(60_000)
    expect(retrievalPerformanceMs).toBeGreaterThan(0)
    expect(Number(bytesOnDisk)).toBeGreaterThan(3072 + 1536 + 1536 + 48)
    expect(Number(bytesOnDisk)).toBeLessThan(12_000)
    const [row] = await graph.asOwner(
      'memory',
      'select companion_id, total_memories from memory_analytics where id = $1',
      [id],
    )
    expect(row).toEqual({ companion_id: companion, total_memories: 5 })
  })

  test('are the newest that the companion lists', async () => {
    await using _memories = await kept(graph, memories())
    const { id, bytesOnDisk, codecRecall } = await recorded(admin)
    const listed = `{ companion(id: "${companion}") { analytics(first: 1) { nodes { id bytesOnDisk codecRecall } } } }`
    expect((await told(graph, admin, listed)).companion.analytics.nodes).toEqual([{ id, bytesOnDisk, codecRecall }])
  })

  test('count bytes as they lie on disk: a text that packs well takes few', async () => {
    await using _memories = await kept(graph, [memory(1, { content: 'bees '.repeat(20_000) })])
    expect(Number((await recorded(admin)).bytesOnDisk)).toBeLessThan(20_000)
  })

  test('without a vector have no retrieval, ratio or size; rows of other programs count as they are', async () => {
    await using _memories = await kept(graph, [memory(1, { tier: 'SPARSE', vector: undefined, model: null })])
    const text = `update companion_memories set quantized_embedding = decode(repeat('ab', 48), 'hex'), compression_ratio = null,
      compressed_size_bytes = null, memory_tier = 'BACKGROUND' where id = 2000049001`
    await graph.asOwner('memory', text)
    expect(await recorded(admin)).toMatchObject({
      totalMemories: 1,
      backgroundMemories: 1,
      retrievalPerformanceMs: null,
      avgCompressionRatio: null,
      totalStorageBytes: null,
    })
  })

  test('tell no retrieval where searches are refused, because the models are mixed', async () => {
    const other = await modelNumber(graph, 'snapshot model')
    await using _memories = await kept(graph, [memory(1), memory(2, { model: other })])
    expect(await recorded(admin)).toMatchObject({ totalMemories: 2, retrievalPerformanceMs: null })
  })
})
