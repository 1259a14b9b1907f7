import { anonymous, type Identity } from '@worlds/kit/identity.ts'
import { refusalOfWrite } from '@worlds/memory/placements.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { person, serviceOf, told, uuid } from '../asking.ts'
import { admin, gameServer, onServer, type Stack, stack } from '../stack.ts'
import { keptCodec, modelNumber } from './kept.ts'
import { allRemembered, clear, notRemembered, numbersOf, remembered, storedOf, untouched, vectorOf } from './writing.ts'

const [ada, ben] = [uuid(51_001), uuid(51_002)]
const companionId = 'wri one'
const draft = { companionId, userId: ada, content: 'Ada keeps bees behind the old mill.' }

let graph: Stack
beforeAll(async () => {
  graph = await stack()
  await clear(graph, 'wri %')
})
afterAll(() => clear(graph, 'wri %'))

describe('who may not', () => {
  test.each<[string, Identity, string, string | undefined]>([
    ['nobody signed in', anonymous, 'UNAUTHENTICATED', undefined],
    ['another person', person(ben), 'FORBIDDEN', 'userId'],
    ['a service of another companion', serviceOf('wri two'), 'FORBIDDEN', 'companionId'],
  ])('%s remembers nothing', async (_, who, code, argument) => {
    const refusal = await untouched(graph, () => notRemembered(graph, who, draft))
    expect(refusal).toMatchObject({ code, argument })
  })

  test.runIf(onServer)('the database itself refuses what the check before it would let through', async () => {
    const insert = (who: string) => `begin; set local role memory_graph;
      select set_config('app.role', 'user', true), set_config('app.user_id', '${who}', true);
      insert into companion_memories (companion_id, user_id, content) values ('wri one', '${ada}', 'x'); rollback`
    await graph.asOwner('memory', insert(ada))
    const refusal = await graph.asOwner('memory', insert(ben)).catch(error => error)
    expect(refusal).toMatchObject({ code: '42501' })
    expect(refusalOfWrite(refusal)).toMatchObject({ extensions: { code: 'FORBIDDEN' } })
  })
})

describe('a memory', () => {
  test.each<[string, Identity]>([
    ['its person', person(ada)],
    ['a service of its companion', serviceOf(companionId)],
    ['a game server', gameServer],
    ['an admin', admin],
  ])('is added by %s', async (_, who) => {
    await clear(graph, 'wri %')
    const { memory, merged } = await remembered(graph, who, draft)
    expect(merged).toBe(false)
    expect(memory).toEqual({
      id: expect.stringMatching(/^\d+$/),
      content: draft.content,
      tier: 'CORE',
      timestamp: expect.stringMatching(/Z$/),
      accessCount: 0,
      lastAccessed: null,
      importanceScore: 0.5,
      emotionalValence: null,
      keyPhrases: ['ada keeps bees', 'old mill'],
      embeddingModel: 'hashing-768-v1',
      compression: { type: 'NONE', ratio: 1, originalSizeBytes: '3072', compressedSizeBytes: '3072' },
      companion: { id: companionId },
      user: { id: ada },
    })
    expect(Math.abs(Date.parse(memory.timestamp) - Date.now())).toBeLessThan(60_000)
    const [row] = await storedOf(graph, companionId)
    expect(row).toMatchObject({ id: Number(memory.id), user_id: ada, codec_id: null, access_count: 0 })
    expect(row.content_hash).not.toBeNull()
    const stored = numbersOf(row.full)
    vectorOf(draft.content).forEach((number, at) => {
      expect(stored[at]).toBeCloseTo(number, 5)
    })
  })

  test('keeps what is stated of it', async () => {
    const stated = {
      ...draft,
      userId: ada.toUpperCase(),
      content: 'Tab\tline\nreturn\r\n“smart” 🐝',
      timestamp: '2024-02-29T12:00:00.123456+02:00',
      importanceScore: 1,
      emotionalValence: -1,
      keyPhrases: ['Bees', 'bees', 'Bees', '"quoted", {braces}'],
    }
    const { memory } = await remembered(graph, person(ada), stated)
    expect(memory).toMatchObject({
      content: stated.content,
      timestamp: '2024-02-29T10:00:00.123456Z',
      importanceScore: 1,
      emotionalValence: -1,
      keyPhrases: ['Bees', 'bees', '"quoted", {braces}'],
      user: { id: ada },
    })
    const silent = { ...draft, importanceScore: null, keyPhrases: [], tier: null, timestamp: null, embedding: null }
    const nothing = (await remembered(graph, person(ada), silent)).memory
    expect(nothing).toMatchObject({ importanceScore: null, keyPhrases: [], tier: 'CORE' })
  })

  test('takes an embedding as numbers or as base64, with its model or without', async () => {
    await clear(graph, 'wri %')
    const numbers = vectorOf('bees').map((number, at) => number * 2 + at / 1000)
    const base64 = Buffer.from(Float32Array.from(numbers).buffer).toString('base64')
    const stated = await remembered(graph, person(ada), { ...draft, embedding: numbers, embeddingModel: 'mine 1' })
    const silent = await remembered(graph, person(ada), { ...draft, embedding: base64 })
    expect([stated.memory.embeddingModel, silent.memory.embeddingModel]).toEqual(['mine 1', null])
    const [one, two] = await storedOf(graph, companionId)
    expect(one.full).toBe(two.full)
    expect([one.model, two.model]).toEqual(['mine 1', null])
    numbersOf(one.full).forEach((number, at) => {
      expect(number).toBeCloseTo(numbers[at] as number, 5)
    })
  })
})

describe('the tier', () => {
  test('is CORE without a codec, and SPARSE holds no vector', async () => {
    await clear(graph, 'wri %')
    const low = { ...draft, importanceScore: 0 }
    expect((await remembered(graph, person(ada), low)).memory.tier).toBe('CORE')
    const sparse = { ...draft, tier: 'SPARSE', embedding: vectorOf('x') }
    for (const input of [{ ...draft, tier: 'SPARSE' }, sparse]) {
      expect((await remembered(graph, person(ada), input)).memory).toMatchObject({
        tier: 'SPARSE',
        embeddingModel: null,
        compression: { type: 'SPARSE', ratio: null, originalSizeBytes: '3072', compressedSizeBytes: '0' },
      })
    }
    const rows = await storedOf(graph, companionId)
    expect(rows.slice(1).map(row => [row.full, row.model])).toEqual([
      [null, null],
      [null, null],
    ])
  })

  test.each([['IMPORTANT'], ['BACKGROUND']])('%s without a codec of the model is a conflict', async tier => {
    const refusal = await untouched(graph, () => notRemembered(graph, person(ada), { ...draft, tier }))
    expect(refusal).toMatchObject({
      code: 'CONFLICT',
      argument: 'tier',
      message: expect.stringMatching(/pnpm db train/),
    })
  })

  test('follows importance and feeling when there is a codec', async () => {
    await using _codec = await keptCodec(graph, await modelNumber(graph))
    await using _memories = { [Symbol.asyncDispose]: () => clear(graph, 'wri %') }
    await clear(graph, 'wri %')
    const cases: [number | null, number | null, string][] = [
      [0.7, null, 'CORE'],
      [0.69, null, 'IMPORTANT'],
      [0.4, null, 'IMPORTANT'],
      [0.39, null, 'BACKGROUND'],
      [null, null, 'BACKGROUND'],
      [0, 0.81, 'CORE'],
      [0, -0.81, 'CORE'],
      [0, 0.8, 'BACKGROUND'],
    ]
    const drafts = cases.map(([importanceScore, emotionalValence]) => ({ ...draft, importanceScore, emotionalValence }))
    const { memories } = await allRemembered(graph, person(ada), drafts)
    expect(memories.map(({ tier }: { tier: string }) => tier)).toEqual(cases.map(([, , tier]) => tier))
    const rows = await storedOf(graph, companionId)
    expect(rows.map(row => [row.memory_tier, row.compression_type, row.codec_id !== null])).toEqual(
      cases.map(([, , tier]) => {
        const type = { CORE: 'NONE', IMPORTANT: 'PCA', BACKGROUND: 'PRODUCT_QUANTIZATION' }[tier]
        return [tier, type, tier !== 'CORE']
      }),
    )
    // A vector of nobody's model is taken for the embedder's.
    const own = await remembered(graph, person(ada), { ...draft, tier: 'BACKGROUND', embedding: vectorOf('bees') })
    expect(own.memory).toMatchObject({ tier: 'BACKGROUND', embeddingModel: null })
    const foreign = { ...draft, tier: 'IMPORTANT', embedding: vectorOf('x'), embeddingModel: 'mine 1' }
    expect(await notRemembered(graph, person(ada), foreign)).toMatchObject({ code: 'CONFLICT', argument: 'tier' })
  }, 120_000)

  test('a memory is found again whatever its tier', async () => {
    await using _codec = await keptCodec(graph, await modelNumber(graph))
    await using _memories = { [Symbol.asyncDispose]: () => clear(graph, 'wri %') }
    const tiers = ['CORE', 'IMPORTANT', 'BACKGROUND', 'SPARSE']
    await allRemembered(
      graph,
      person(ada),
      tiers.map(tier => ({ ...draft, companionId: 'wri found', tier })),
    )
    const query = `{ similarMemories(input: { companionId: "wri found", userId: "${ada}", text: "bees behind the mill" }) {
      nodes { similarity memory { tier } } } }`
    const { nodes } = (await told(graph, person(ada), query)).similarMemories
    expect(nodes.map((node: { memory: { tier: string } }) => node.memory.tier).sort()).toEqual([
      'BACKGROUND',
      'CORE',
      'IMPORTANT',
    ])
  }, 120_000)
})
