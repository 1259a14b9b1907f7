import { anonymous, type Identity } from '@worlds/kit/identity.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { person, refused, serviceOf, told, uuid } from '../asking.ts'
import { admin, onServer, type Stack, stack } from '../stack.ts'
import { cosineOf, keptCodec, modelNumber } from './kept.ts'
import { clear, fields, numbersOf, remembered, storedOf, untouched, vectorOf } from './writing.ts'

const [ada, ben] = [uuid(54_001), uuid(54_002)]
const companionId = 'rev one'
const draft = { companionId, userId: ada, content: 'Ada keeps bees.', emotionalValence: 0.5 }

const update = `mutation ($input: UpdateMemoryInput!) { updateMemory(input: $input) { memory { ${fields} } } }`
let graph: Stack
let id: string
beforeAll(async () => {
  graph = await stack()
})
beforeEach(async () => {
  await clear(graph, 'rev %')
  id = (await remembered(graph, person(ada), draft)).memory.id
})
afterAll(() => clear(graph, 'rev %'))

const updated = async (input: Record<string, unknown>, who: Identity = person(ada)) =>
  (await told(graph, who, update, { input: { id, ...input } })).updateMemory.memory
const notUpdated = (input: Record<string, unknown>, who: Identity = person(ada)) =>
  untouched(graph, () => refused(graph, who, update, { input: { id, ...input } }))
const stored = async () => (await storedOf(graph, companionId))[0]

describe('who may not', () => {
  test.each<[string, Identity, string]>([
    ['nobody signed in', anonymous, 'UNAUTHENTICATED'],
    ['another person', person(ben), 'NOT_FOUND'],
    ['a service of another companion', serviceOf('rev two'), 'NOT_FOUND'],
  ])('%s changes nothing, and the memory is there', async (_, who, code) => {
    expect((await notUpdated({ content: 'Stolen.', importanceScore: 0 }, who)).code).toBe(code)
    expect((await notUpdated({ importanceScore: 0 }, who)).code).toBe(code)
    expect(await stored()).toMatchObject({ id: Number(id), content: draft.content })
  })

  test('a memory that there is not is not found either', async () => {
    expect(await notUpdated({ id: '2147483647', content: 'x' })).toMatchObject({ code: 'NOT_FOUND', argument: 'id' })
  })
})

describe('bad input', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['a malformed id', { id: 'abc', content: 'x' }, 'id'],
    ['an id out of range', { id: '9999999999', content: 'x' }, 'id'],
    ['nothing', {}, 'input'],
    ['nothing but nulls', { content: null, keyPhrases: null }, 'input'],
    ['empty content', { content: ' ' }, 'content'],
    ['20 KB', { content: 'x'.repeat(20_000) }, 'content'],
    ['a control character', { content: '\u001b[31m' }, 'content'],
    ['an embedding without content', { embedding: vectorOf('x') }, 'embedding'],
    ['767 numbers', { content: 'x', embedding: vectorOf('x').slice(1) }, 'embedding'],
    ['a zero vector', { content: 'x', embedding: Array(768).fill(0) }, 'embedding'],
    ['a model alone', { content: 'x', embeddingModel: 'm' }, 'embeddingModel'],
    ['importance 2', { importanceScore: 2 }, 'importanceScore'],
    ['valence -2', { emotionalValence: -2 }, 'emotionalValence'],
    ['a long phrase', { keyPhrases: ['x'.repeat(101)] }, 'keyPhrases[0]'],
  ])('%s is refused, and nothing changes', async (_, input, argument) => {
    expect(await notUpdated(input)).toMatchObject({ code: 'BAD_USER_INPUT', argument })
  })
})

describe('an update', () => {
  test.each<[string, Identity]>([
    ['its person', person(ada)],
    ['a service of its companion', serviceOf(companionId)],
    ['an admin', admin],
  ])('by %s embeds a new text and takes phrases from it', async (_, who) => {
    const before = await stored()
    const memory = await updated({ content: 'Clara sails to Lisbon.' }, who)
    expect(memory).toMatchObject({
      id,
      content: 'Clara sails to Lisbon.',
      tier: 'CORE',
      keyPhrases: ['clara sails', 'lisbon'],
      importanceScore: 0.5,
      emotionalValence: 0.5,
      embeddingModel: 'hashing-768-v1',
    })
    const after = await stored()
    const cosine = cosineOf(
      Float32Array.from(numbersOf(after.full)),
      Float32Array.from(vectorOf('Clara sails to Lisbon.')),
    )
    expect(cosine).toBeCloseTo(1, 5)
    expect(after.embedding_bits).not.toBe(before.embedding_bits)
    expect(after.content_hash).not.toBe(before.content_hash)
    expect(after.timestamp).toEqual(before.timestamp)
  })

  test('keeps what is left out, and null takes a judgement back', async () => {
    const before = await stored()
    expect(await updated({ importanceScore: 0.9 })).toMatchObject({ importanceScore: 0.9, emotionalValence: 0.5 })
    expect(await updated({ emotionalValence: null })).toMatchObject({ importanceScore: 0.9, emotionalValence: null })
    expect(await updated({ importanceScore: null })).toMatchObject({ importanceScore: null, content: draft.content })
    expect(await updated({ keyPhrases: ['b', 'a', 'b'] })).toMatchObject({ keyPhrases: ['b', 'a'] })
    expect(await updated({ keyPhrases: [] })).toMatchObject({ keyPhrases: [] })
    expect(await updated({ content: 'New.', keyPhrases: ['mine'] })).toMatchObject({ keyPhrases: ['mine'] })
    expect((await stored()).full).not.toBe(before.full)
  })

  test('takes the vector of the new text, with its model or without', async () => {
    const embedding = vectorOf('something else')
    expect(await updated({ content: 'One.', embedding, embeddingModel: 'mine 1' })).toMatchObject({
      embeddingModel: 'mine 1',
    })
    expect(numbersOf((await stored()).full)[0]).toBeCloseTo(embedding[0] as number, 5)
    expect(await updated({ content: 'Two.', embedding })).toMatchObject({ embeddingModel: null, tier: 'CORE' })
  })

  test('leaves SPARSE without a vector', async () => {
    await clear(graph, 'rev %')
    id = (await remembered(graph, person(ada), { ...draft, tier: 'SPARSE' })).memory.id
    expect(await updated({ content: 'New.' })).toMatchObject({ content: 'New.', tier: 'SPARSE', embeddingModel: null })
    expect(await updated({ content: 'Newer.', embedding: vectorOf('x') })).toMatchObject({ tier: 'SPARSE' })
    expect(await stored()).toMatchObject({ full: null, model: null, compression_type: 'SPARSE' })
  })

  test('keeps the tier, by the codec of the new vector; without one the memory becomes CORE', async () => {
    await using codec = await keptCodec(graph, await modelNumber(graph))
    await using _memories = { [Symbol.asyncDispose]: () => clear(graph, 'rev %') }
    for (const tier of ['IMPORTANT', 'BACKGROUND']) {
      await clear(graph, 'rev %')
      id = (await remembered(graph, person(ada), { ...draft, tier })).memory.id
      const before = await stored()
      expect(await updated({ content: 'Clara sails.' })).toMatchObject({ tier, embeddingModel: 'hashing-768-v1' })
      const after = await stored()
      const form = tier === 'IMPORTANT' ? 'compressed_embedding' : 'quantized_embedding'
      expect(after[form]).not.toEqual(before[form])
      expect(after).toMatchObject({ codec_id: codec.id, full: null, compression_ratio: tier === 'IMPORTANT' ? 2 : 64 })
      const foreign = { content: 'Foreign.', embedding: vectorOf('x'), embeddingModel: 'mine 1' }
      expect(await updated(foreign)).toMatchObject({ tier: 'CORE', compression: { type: 'NONE' } })
      expect(await stored()).toMatchObject({ codec_id: null, compressed_embedding: null, quantized_embedding: null })
    }
  }, 120_000)

  test.runIf(onServer)('of a memory that is forgotten meanwhile finds none', async () => {
    const answers = await Promise.all([
      graph.ask(person(ada), `mutation { forgetMemory(input: { id: "${id}" }) { memory { id } } }`),
      ...Array.from({ length: 4 }, () => graph.ask(person(ada), update, { input: { id, content: 'Late.' } })),
    ])
    const codes = answers.flatMap(({ errors }) => errors.map(({ extensions }) => extensions.code))
    expect(codes.every(code => code === 'NOT_FOUND')).toBe(true)
    expect(await storedOf(graph, companionId)).toEqual([])
  })
})
