import { hashingEmbedder } from '@worlds/memory/hashing.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { person, refused, serviceOf, uuid } from '../asking.ts'
import { syntheticVectors } from '../bench/vectors.ts'
import { admin, onServer, type Stack, stack } from '../stack.ts'
import { keptCodec, modelNumber, near } from './kept.ts'
import { rowOf } from './trained.ts'
import { allRemembered, clear, noneRemembered, notRemembered, remembered, storedOf, untouched } from './writing.ts'

const [ada, ben] = [uuid(53_001), uuid(53_002)]
const companionId = 'dup one'
const draft = { companionId, userId: ada, content: 'Ada keeps bees.', keyPhrases: ['bees'] }
const ids = (memories: { id: string }[]) => memories.map(({ id }) => id)
const texts = async () => (await storedOf(graph, companionId)).map(({ content }) => content)

let graph: Stack
beforeAll(async () => {
  graph = await stack()
})
beforeEach(() => clear(graph, 'dup %'))
afterAll(() => clear(graph, 'dup %'))

/** A vector whose cosine to that of a text is given. */
const vectorNear = async (text: string, cosine: number, turn = 1) =>
  Array.from(near((await hashingEmbedder.embed([text]))[0] as Float32Array, cosine, turn))
const model = { embeddingModel: 'hashing-768-v1' }

describe('who may not', () => {
  test('find out by a duplicate what somebody else is remembered for, or merge into it', async () => {
    await remembered(graph, person(ada), draft)
    for (const onDuplicate of ['MERGE', 'REFUSE']) {
      const own = { ...draft, userId: ben, onDuplicate, keyPhrases: [onDuplicate], importanceScore: 1 }
      const both = await allRemembered(graph, person(ben), [own])
      expect(both.mergedCount).toBe(0)
      await graph.asOwner('memory', 'delete from companion_memories where user_id = $1', [ben])
      const other = { ...draft, companionId: 'dup two', onDuplicate }
      expect((await remembered(graph, serviceOf('dup two'), other)).merged).toBe(false)
      await clear(graph, 'dup two')
      expect(await untouched(graph, () => notRemembered(graph, person(ben), { ...draft, onDuplicate }))).toMatchObject({
        code: 'FORBIDDEN',
      })
    }
    expect(await storedOf(graph, companionId)).toMatchObject([{ key_phrases: ['bees'], importance_score: 0.5 }])
  })
})

describe('KEEP', () => {
  test('remembers the same again', async () => {
    const { memories } = await allRemembered(graph, person(ada), [draft, { ...draft, onDuplicate: 'KEEP' }, draft])
    expect(new Set(ids(memories)).size).toBe(3)
  })
})

describe('REFUSE', () => {
  const refuse = { ...draft, onDuplicate: 'REFUSE' }

  test('names the memory that there is, and writes nothing of the batch', async () => {
    const { memory } = await remembered(graph, person(ada), refuse)
    const answer = await graph.ask(
      person(ada),
      'mutation ($i: RememberMemoryInput!) { rememberMemory(input: $i) { merged } }',
      {
        i: refuse,
      },
    )
    expect(answer.errors[0]?.extensions).toMatchObject({ code: 'CONFLICT', memoryId: memory.id, argument: 'content' })
    const refusal = await untouched(graph, () =>
      noneRemembered(graph, person(ada), [{ ...draft, content: 'New.' }, refuse]),
    )
    expect(refusal).toMatchObject({ code: 'CONFLICT', argument: 'memories[1]' })
    expect(refusal.message).toContain(`memory ${memory.id} has the same text`)
  })

  test('refuses what the batch holds twice; another text, person or companion is none', async () => {
    const refusal = await untouched(graph, () => noneRemembered(graph, person(ada), [draft, refuse]))
    expect(refusal).toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(/"memories\[0\]" has the same text/),
    })
    const others = [refuse, { ...refuse, content: 'ada keeps bees.' }, { ...refuse, userId: ben }]
    expect(
      (await allRemembered(graph, admin, [...others, { ...refuse, companionId: 'dup two' }])).memories,
    ).toHaveLength(4)
  })

  test('refuses what is as similar as asked, and not what is less', async () => {
    const { memory } = await remembered(graph, person(ada), draft)
    const like = async (cosine: number, duplicateSimilarity: number) => ({
      ...refuse,
      ...model,
      content: `Like it, ${cosine}.`,
      embedding: await vectorNear(draft.content, cosine),
      duplicateSimilarity,
    })
    const refusal = await untouched(graph, async () => notRemembered(graph, person(ada), await like(0.95, 0.9)))
    expect(refusal).toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining(`memory ${memory.id} is similar by 0.9`),
    })
    expect((await remembered(graph, person(ada), await like(0.85, 0.9))).merged).toBe(false)
    expect((await remembered(graph, person(ada), await like(0.999, 1))).merged).toBe(false)
    const foreign = { ...(await like(0.99, 0.9)), embeddingModel: 'mine 1' }
    const mixed = await untouched(graph, () => notRemembered(graph, admin, foreign))
    expect(mixed).toMatchObject({ code: 'CONFLICT', message: expect.stringMatching(/pnpm db reembed/) })
  })

  test.runIf(onServer)('two at once add one', async () => {
    for (let round = 0; round < 5; round++) {
      const input = { ...refuse, content: `Round ${round}.` }
      const query = 'mutation ($input: RememberMemoryInput!) { rememberMemory(input: $input) { merged } }'
      const answers = await Promise.all(Array.from({ length: 6 }, () => graph.ask(person(ada), query, { input })))
      const codes = answers.map(({ errors }) => errors[0]?.extensions.code ?? 'ADDED').sort()
      expect(codes).toEqual(['ADDED', ...Array(5).fill('CONFLICT')])
    }
    expect(await texts()).toEqual([0, 1, 2, 3, 4].map(round => `Round ${round}.`))
  })
})

describe('MERGE', () => {
  const merge = { ...draft, onDuplicate: 'MERGE' }

  test('gives the one that there is the higher importance and the phrases of both', async () => {
    const { memory } = await remembered(graph, person(ada), { ...merge, importanceScore: 0.3 })
    const again = await remembered(graph, person(ada), {
      ...merge,
      keyPhrases: ['honey', 'bees'],
      importanceScore: 0.8,
    })
    expect(again).toMatchObject({
      merged: true,
      memory: { id: memory.id, importanceScore: 0.8, keyPhrases: ['bees', 'honey'] },
    })
    const less = await remembered(graph, person(ada), { ...merge, importanceScore: 0.1, tier: 'SPARSE' })
    expect(less.memory).toMatchObject({ importanceScore: 0.8, tier: 'CORE', keyPhrases: ['bees', 'honey'] })
    const silent = await remembered(graph, person(ada), { ...merge, importanceScore: null })
    expect(silent.memory).toMatchObject({ id: memory.id, importanceScore: 0.8 })
    expect(await storedOf(graph, companionId)).toHaveLength(1)
  })

  test('works on all of a batch, also on what it holds twice, and tells each its memory in order', async () => {
    const { memory } = await remembered(graph, person(ada), draft)
    const batch = [
      { ...merge, content: 'New.', keyPhrases: ['a'], importanceScore: 0.2 },
      { ...merge, keyPhrases: ['honey'] },
      { ...merge, content: 'New.', keyPhrases: ['b', 'a'], importanceScore: 0.9 },
      { ...merge, keyPhrases: ['wax'], importanceScore: 0.6 },
      { ...merge, content: 'Last.' },
    ]
    const { memories, mergedCount } = await allRemembered(graph, person(ada), batch)
    expect(mergedCount).toBe(3)
    expect(memories.map(({ content }: { content: string }) => content)).toEqual(batch.map(({ content }) => content))
    expect(ids(memories)).toEqual([memories[0].id, memory.id, memories[0].id, memory.id, memories[4].id])
    expect(memories[0]).toMatchObject({ keyPhrases: ['a', 'b'], importanceScore: 0.9 })
    expect(memories[1]).toMatchObject({ keyPhrases: ['bees', 'honey', 'wax'], importanceScore: 0.6 })
    expect(await texts()).toEqual([draft.content, 'New.', 'Last.'])
  })

  test('finds what is similar, in the batch and whatever its tier', async () => {
    await using _codec = await keptCodec(graph, await modelNumber(graph))
    await using _memories = { [Symbol.asyncDispose]: () => clear(graph, 'dup %') }
    const [bees, boats] = [0, 1].map(row => rowOf(syntheticVectors(2, 53), row)) as [Float32Array, Float32Array]
    const like = (vector: Float32Array, n: number) => ({
      ...merge,
      ...model,
      content: `Like it ${n}.`,
      embedding: Array.from(near(vector, 0.98, n)),
      duplicateSimilarity: 0.6,
    })
    for (const tier of ['CORE', 'IMPORTANT', 'BACKGROUND']) {
      await clear(graph, 'dup %')
      const first = { ...draft, ...model, embedding: Array.from(bees), tier }
      const { memory } = await remembered(graph, person(ada), first)
      const batch = [like(bees, 1), like(boats, 2), like(boats, 3)]
      const { memories, mergedCount } = await allRemembered(graph, person(ada), batch)
      expect(mergedCount).toBe(2)
      expect(ids(memories)).toEqual([memory.id, memories[1].id, memories[1].id])
      expect(memories[1].id).not.toBe(memory.id)
    }
  }, 120_000)

  test('of a text alone asks nothing about vectors, so that models may differ', async () => {
    const { memory } = await remembered(graph, person(ada), draft)
    const foreign = { ...merge, embedding: await vectorNear('x', 0.5), embeddingModel: 'mine 1' }
    expect(await remembered(graph, admin, foreign)).toMatchObject({ merged: true, memory: { id: memory.id } })
  })

  test('an unknown handling is refused', async () => {
    const query = `mutation { rememberMemory(input: { companionId: "dup one", userId: "${ada}", content: "x", onDuplicate: DROP }) { merged } }`
    expect((await untouched(graph, () => refused(graph, person(ada), query))).code).toBe('GRAPHQL_VALIDATION_FAILED')
  })
})
