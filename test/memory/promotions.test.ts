import { anonymous, type Identity } from '@worlds/kit/identity.ts'
import { embedText, hashingModel } from '@worlds/memory/hashing.ts'
import { decoded, vectorsOfMemories } from '@worlds/memory/representations.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { person, refused, serviceOf, told, uuid } from '../asking.ts'
import { syntheticVectors } from '../bench/vectors.ts'
import { admin, type Stack, stack } from '../stack.ts'
import { type Kept, kept, keptCodec, modelNumber, ownerDb } from './kept.ts'
import { rowOf } from './trained.ts'

const [ada, ben] = [uuid(48_001), uuid(48_002)]
const content = 'Ada keeps bees behind the old mill.'
const vector = rowOf(syntheticVectors(1, 48), 0)
const base64 = (numbers: Float32Array) => Buffer.from(new Uint8Array(numbers.slice().buffer)).toString('base64')

let graph: Stack
let codec: Awaited<ReturnType<typeof keptCodec>>
beforeAll(async () => {
  graph = await stack()
  codec = await keptCodec(graph, await modelNumber(graph))
})
afterAll(() => codec[Symbol.asyncDispose]())

const id = 2_000_048_001
const memory = (row: Partial<Kept> = {}): Kept => ({
  id,
  companion_id: 'promoting',
  user_id: ada,
  content,
  tier: 'SPARSE',
  ...row,
})

const promote = `mutation ($input: PromoteMemoryInput!) {
  promoteMemory(input: $input) {
    memory { id tier content accessCount embeddingModel compression { type ratio originalSizeBytes compressedSizeBytes } }
  }
}`
const promoted = async (who: Identity, input: Record<string, unknown> = {}) =>
  (await told(graph, who, promote, { input: { id, ...input } })).promoteMemory.memory
const row = async () => {
  const [found] = await graph.asOwner(
    'memory',
    `select companion_memories::text as row from companion_memories where id = ${id}`,
  )
  return found?.row
}
const storedVector = async () => {
  const stored = (await vectorsOfMemories(ownerDb(graph), [String(id)])).get(String(id))
  return { ...stored, vector: stored && decoded(stored, []) }
}
const whole = {
  id: String(id),
  tier: 'CORE',
  content,
  accessCount: 0,
  compression: { type: 'NONE', ratio: 1, originalSizeBytes: '3072', compressedSizeBytes: '3072' },
}

describe('who may not', () => {
  test.each<[string, Identity, string]>([
    ['without a token', anonymous, 'UNAUTHENTICATED'],
    ['another person', person(ben), 'NOT_FOUND'],
    ['a service of another companion', serviceOf('somebody else'), 'NOT_FOUND'],
  ])('%s: neither by content nor with an embedding, nor is a model entered', async (_, who, code) => {
    await using _memory = await kept(graph, [memory()])
    const before = await row()
    const brought = { embedding: base64(vector), embeddingModel: 'a model of nobody' }
    for (const input of [{ id }, { id, ...brought }]) {
      expect(await refused(graph, who, promote, { input })).toMatchObject({ code })
    }
    expect(await row()).toBe(before)
    expect(
      await graph.asOwner('memory', `select from graph.embedding_models where name = 'a model of nobody'`),
    ).toEqual([])
    expect(before).toContain(content)
  })

  test('a person states a model that nobody knows: only services introduce models', async () => {
    await using _memory = await kept(graph, [memory()])
    const before = await row()
    const input = { id, embedding: base64(vector), embeddingModel: 'a model of nobody' }
    const refusal = await refused(graph, person(ada), promote, { input })
    expect(refusal).toMatchObject({ code: 'FORBIDDEN', argument: 'embeddingModel' })
    expect(await row()).toBe(before)
  })

  test('there is no such memory: the answer is that of one that may not be seen', async () => {
    const absent = await refused(graph, admin, promote, { input: { id: '2000048999' } })
    await using _memory = await kept(graph, [memory()])
    const hidden = await refused(graph, person(ben), promote, { input: { id } })
    expect(hidden).toEqual(absent)
  })
})

describe('bad input', () => {
  const numbers = Array.from(vector)
  test.each<[string, Record<string, unknown>, string | undefined]>([
    ['an id of a wrong form', { id: 'x' }, 'id'],
    ['767 numbers', { embedding: numbers.slice(1) }, 'embedding'],
    ['769 numbers', { embedding: [...numbers, 1] }, 'embedding'],
    ['zeros alone', { embedding: numbers.map(() => 0) }, 'embedding'],
    ['base64 of a wrong length', { embedding: 'AAAAAA==' }, undefined],
    ['a number beyond float32', { embedding: [...numbers.slice(1), 1e39] }, undefined],
    ['an empty model', { embedding: numbers, embeddingModel: '' }, 'embeddingModel'],
    ['a model of 201 characters', { embedding: numbers, embeddingModel: 'm'.repeat(201) }, 'embeddingModel'],
    ['a model without an embedding', { embeddingModel: 'some model' }, 'embeddingModel'],
  ])('%s is refused, and changes nothing', async (_, input, argument) => {
    await using _memory = await kept(graph, [memory()])
    const before = await row()
    const refusal = await refused(graph, person(ada), promote, { input: { id, ...input } })
    expect(refusal.code).toBe('BAD_USER_INPUT')
    if (argument) expect(refusal.argument).toBe(argument)
    expect(await row()).toBe(before)
  })
})

describe('a memory', () => {
  test.each<[string, Identity]>([
    ['its person', person(ada)],
    ['a service of its companion', serviceOf('promoting')],
    ['an admin', admin],
  ])('is promoted by %s, by its content', async (_, who) => {
    await using _memory = await kept(graph, [memory()])
    expect(await promoted(who)).toEqual({ ...whole, embeddingModel: hashingModel })
    expect((await storedVector()).vector).toEqual(embedText(content))
  })

  test.each(['CORE', 'IMPORTANT', 'BACKGROUND', 'SPARSE'] as const)(
    'of tier %s gets the embedding given',
    async tier => {
      await using _memory = await kept(graph, [memory({ tier, vector, codec, model: codec.modelId })])
      const other = rowOf(syntheticVectors(1, 49), 0)
      const answer = await promoted(serviceOf('promoting'), {
        embedding: base64(other),
        embeddingModel: 'promoting model',
      })
      expect(answer).toEqual({ ...whole, embeddingModel: 'promoting model' })
      expect(await storedVector()).toMatchObject({ coordinates: null, code: null, codecId: null, vector: other })
      expect((await storedVector()).modelId).toBe(await modelNumber(graph, 'promoting model'))
      const columns = `compression_type as type, compression_ratio as ratio, original_size_bytes as original,
      compressed_size_bytes as bytes, compressed_embedding as coordinates, quantized_embedding as code, embedding_bits is not null as bits`
      const [owned] = await graph.asOwner('memory', `select ${columns} from companion_memories where id = ${id}`)
      expect(owned).toEqual({
        type: 'NONE',
        ratio: 1,
        original: 3072,
        bytes: 3072,
        coordinates: null,
        code: null,
        bits: true,
      })
    },
  )

  test('whose embedding names no model has none, and ages again as one of the embedder’s', async () => {
    await using _memory = await kept(graph, [memory({ timestamp: '2001-01-01T00:00:00Z' })])
    expect(await promoted(person(ada), { embedding: Array.from(vector) })).toEqual({ ...whole, embeddingModel: null })
    const compress =
      'mutation { compressAgingMemories(input: { companionId: "promoting" }) { moves { from to count } } }'
    const { compressAgingMemories } = await told(graph, admin, compress)
    expect(compressAgingMemories.moves).toEqual([{ from: 'CORE', to: 'IMPORTANT', count: 1 }])
    expect(await storedVector()).toMatchObject({ modelId: null, codecId: codec.id, full: null })
  })

  test('keeps what it is besides', async () => {
    await using _memory = await kept(graph, [
      memory({ access_count: 7, importance_score: 0.25, key_phrases: ['bees'], timestamp: '2026-01-02T03:04:05Z' }),
    ])
    const rest =
      'select content, access_count, importance_score, key_phrases, "timestamp", user_id, companion_id from companion_memories where id = '
    const before = await graph.asOwner('memory', rest + id)
    expect(await promoted(person(ada))).toMatchObject({ accessCount: 7 })
    expect(await graph.asOwner('memory', rest + id)).toEqual(before)
  })
})
