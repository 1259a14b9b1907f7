import { hashingModel } from '@worlds/memory/hashing.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { person, refused, told, uuid } from '../asking.ts'
import { syntheticVectors } from '../bench/vectors.ts'
import { type Stack, stack } from '../stack.ts'
import { type Kept, kept, modelNumber } from './kept.ts'
import { rowOf } from './trained.ts'

const ada = uuid(52_001)
const vectors = syntheticVectors(8, 81)
const id = (n: number) => 2_000_052_000 + n
const memory = (n: number, companion_id: string, model: number | null): Kept => ({
  id: id(n),
  companion_id,
  user_id: ada,
  content: `memory ${n}`,
  tier: 'CORE',
  vector: rowOf(vectors, n),
  model,
})

let graph: Stack
const present = new AsyncDisposableStack()
beforeAll(async () => {
  graph = await stack()
  const [one, two] = [await modelNumber(graph, 'input-one'), await modelNumber(graph, 'input-two')]
  const built = await modelNumber(graph, hashingModel)
  present.use(
    await kept(graph, [
      memory(0, 'of one', one),
      memory(1, 'of both', one),
      memory(2, 'of both', two),
      memory(3, 'of none', null),
      memory(4, 'of one and none', one),
      memory(5, 'of one and none', null),
      memory(6, 'built in', built),
    ]),
  )
})
afterAll(() => present.disposeAsync())

type Input = Record<string, unknown>
const fields = {
  similarMemories:
    'query ($input: SimilarMemoriesInput!) { similarMemories(input: $input) { nodes { memory { id } } } }',
  searchMemories: 'query ($input: SearchMemoriesInput!) { searchMemories(input: $input) { nodes { memory { id } } } }',
  recallMemories:
    'mutation ($input: RecallMemoriesInput!) { recallMemories(input: $input) { nodes { memory { id } } } }',
}
type Field = keyof typeof fields
const all = Object.keys(fields) as Field[]
const own = { companionId: 'of one', userId: ada }
const embedding = Array.from(rowOf(vectors, 7))
const asked = (field: Field, input: Input) =>
  refused(graph, person(ada), fields[field], {
    input: { ...own, ...(field === 'searchMemories' ? { text: 'x' } : {}), ...input },
  })
const found = async (field: Field, input: Input) => {
  const data = await told(graph, person(ada), fields[field], {
    input: { ...own, ...(field === 'searchMemories' ? { text: 'x' } : {}), ...input },
  })
  return data[field].nodes.map((node: { memory: { id: string } }) => Number(node.memory.id) - id(0)).toSorted()
}

describe.each(all)('%s refuses', field => {
  const base64 = (bytes: number) => Buffer.alloc(bytes, 1).toString('base64')
  const vector = (at: number, value: number) => embedding.with(at, value)

  test.each<[string, unknown, RegExp]>([
    ['767 numbers', embedding.slice(1), /"embedding" takes 768 numbers, not 767/],
    ['769 numbers', [...embedding, 1], /"embedding" takes 768 numbers, not 769/],
    ['no numbers', [], /Vector takes 1 to 4096 numbers, not 0/],
    ['a vector of zeros', Array(768).fill(0), /takes a vector with a direction, not one of zeros alone/],
    ['numbers too small for float32', Array(768).fill(1e-46), /takes a vector with a direction/],
    ['what is no number', vector(5, Number.NaN), /Vector takes finite numbers of float32; at position 5/],
    [
      'a number that float32 does not hold',
      vector(767, 1e39),
      /… at "input\.embedding"; Vector .* at position 767, counted from 0, is 1e\+39/,
    ],
    ['a vector that is like everything', Array(768).fill(1e-40), /"embedding" takes a vector whose L2 norm is 0\.001/],
    ['base64 of 767 numbers', base64(767 * 4), /takes 768 numbers, not 767/],
    ['base64 of half a number', base64(768 * 4 - 2), /4 bytes in base64 for each of 1 to 4096 numbers, not 3070 bytes/],
    ['no base64', 'a vector', /is no base64/],
    [
      'base64 of infinities',
      Buffer.from(new Float32Array(768).fill(Infinity).buffer).toString('base64'),
      /finite numbers/,
    ],
  ])('%s', async (_, value, message) => {
    const refusal = await asked(field, { embedding: value })
    expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', message: expect.stringMatching(message) })
  })

  test.each<[string, Input, string | undefined, RegExp]>([
    ['an empty text', { text: '' }, 'text', /"text" is empty. It takes 1 to 10,000 characters/],
    ['a text of blanks', { text: ' \n\t ' }, 'text', /is empty/],
    ['a text that is too long', { text: 'x'.repeat(10_001) }, 'text', /10000 characters at most, not 10001/],
    ['half a surrogate pair', { text: 'so \ud83d' }, 'text', /holds half a surrogate pair. Remove it/],
    ['the NUL character', { text: 'so \u0000' }, 'text', /holds the NUL character. Remove it/],
    ['a companion without a name', { text: 'x', companionId: '' }, 'companionId', /is empty/],
    [
      'a companion of 51 characters',
      { text: 'x', companionId: 'x'.repeat(51) },
      'companionId',
      /50 characters at most/,
    ],
    ['a person of 51 characters', { text: 'x', userId: 'x'.repeat(51) }, 'userId', /50 characters at most/],
    ['a person of half a surrogate pair', { text: 'x', userId: '\udc00' }, 'userId', /surrogate/],
    ['first: 0', { text: 'x', first: 0 }, 'first', /"first" takes 1 to 100, not 0/],
    ['first: 101', { text: 'x', first: 101 }, 'first', /"first" takes 1 to 100, not 101/],
    ['a difference beyond 1', { text: 'x', mmr: { lambda: 1.01 } }, 'mmr.lambda', /takes 0 to 1, not 1.01/],
    ['a depth of 3', { text: 'x', expand: { depth: 3 } }, 'expand.depth', /takes 1 to 2, not 3/],
    [
      'a strength below 0',
      { text: 'x', expand: { minStrength: -0.1 } },
      'expand.minStrength',
      /takes 0 to 1, not -0.1/,
    ],
    ['expansion of none', { text: 'x', expand: { first: 0 } }, 'expand.first', /takes 1 to 100, not 0/],
    [
      'a filter that cannot be',
      { text: 'x', filter: { minImportance: 2 } },
      'filter.minImportance',
      /takes 0 to 1, not 2/,
    ],
    ['a model without its vector', { text: 'x', embeddingModel: 'm' }, 'embeddingModel', /Send both, or a text alone/],
    ['a tier that is none', { text: 'x', filter: { tiers: ['FOO'] } }, undefined, /"FOO"/],
  ])('%s', async (_, input, argument, message) => {
    const refusal = await asked(field, input)
    expect(refusal).toEqual({ code: 'BAD_USER_INPUT', argument, message: expect.stringMatching(message) })
  })

  test('a model of no name, or of too long a one', async () => {
    for (const embeddingModel of ['', ' ', 'x'.repeat(201), '\ud800']) {
      expect(await asked(field, { embedding, embeddingModel })).toMatchObject({
        code: 'BAD_USER_INPUT',
        argument: 'embeddingModel',
      })
    }
  })
})

describe('one field alone refuses', () => {
  test.each<[Field, Input, string | undefined, RegExp]>([
    ['similarMemories', {}, undefined, /Give either "embedding" or "text": one of them, and not both/],
    ['similarMemories', { text: 'x', embedding }, undefined, /one of them, and not both/],
    ['recallMemories', {}, undefined, /Give "text", "embedding" or both/],
    ['similarMemories', { text: 'x', minSimilarity: 1.1 }, 'minSimilarity', /takes -1 to 1, not 1.1/],
    ['recallMemories', { text: 'x', minSimilarity: -1.1 }, 'minSimilarity', /takes -1 to 1, not -1.1/],
    ['recallMemories', { text: 'x', halfLifeDays: 0 }, 'halfLifeDays', /takes above 0 to 3650, not 0/],
    ['recallMemories', { text: 'x', halfLifeDays: 3651 }, 'halfLifeDays', /3650, not 3651/],
    ['recallMemories', { text: 'x', weights: { access: -1 } }, 'weights.access', /takes 0 or more, not -1/],
    ['searchMemories', { vectorWeight: -0.1 }, 'vectorWeight', /takes 0 or more, not -0.1/],
    ['searchMemories', { textWeight: -1e308 }, 'textWeight', /takes 0 or more/],
    ['searchMemories', { textWeight: 0, vectorWeight: 0 }, undefined, /"vectorWeight", "textWeight" are all zero/],
    ['similarMemories', { text: 'x', tiers: ['core'] }, undefined, /"core"/],
    ['similarMemories', { text: 'x', metric: 'DOT' }, undefined, /"DOT"/],
  ])('%s of %.60j', async (field, input, argument, message) => {
    expect(await asked(field, input)).toEqual({
      code: 'BAD_USER_INPUT',
      argument,
      message: expect.stringMatching(message),
    })
  })

  test('weights that are all zero', async () => {
    const weights = { similarity: 0, importance: 0, recency: 0, access: 0, valence: 0 }
    const refusal = await asked('recallMemories', { text: 'x', weights })
    expect(refusal.code).toBe('BAD_USER_INPUT')
    expect(refusal.message).toContain('"weights.valence" are all zero')
  })
})

describe.each(all)('%s takes', field => {
  test('a text of 10,000 characters, and any that may look like SQL or like a pattern', async () => {
    const texts = [
      'word '.repeat(2000),
      'x'.repeat(10_000),
      `'; drop table companion_memories; --`,
      '((( & | ! :* <-> "',
      '-',
      '\\x00 %s $1',
    ]
    for (const text of texts) expect(await found(field, { companionId: 'built in', text })).toBeInstanceOf(Array)
    expect(await found(field, { companionId: `of one' or '1'='1`, embedding })).toEqual([])
    expect(await found(field, { companionId: 'of one', embedding })).toEqual([0])
  })

  test('weights of any size', async () => {
    const weights = {
      searchMemories: { vectorWeight: 1e308, textWeight: 1e308 },
      recallMemories: { weights: { similarity: 1e308, access: 1e308 } },
    }
    expect(await found(field, { embedding, ...weights[field as 'searchMemories'] })).toEqual([0])
  })
})

describe.each(all)('%s and models', field => {
  test('refuses to compare vectors of two models, whichever is asked with, and names the way out', async () => {
    for (const input of [{}, { embeddingModel: 'input-one' }, { embeddingModel: 'input-two' }]) {
      const { code, message } = await asked(field, { companionId: 'of both', embedding, ...input })
      expect(code).toBe('CONFLICT')
      expect(message).toContain('"input-one" and "input-two", which do not compare')
      expect(message).toContain('pnpm db reembed')
    }
  })

  test('refuses a vector of another model than the kept ones, known or not, and names both ways out', async () => {
    for (const embeddingModel of ['input-two', 'never heard of', hashingModel]) {
      const { code, message } = await asked(field, { embedding, embeddingModel })
      expect(code).toBe('CONFLICT')
      expect(message).toContain('of the model "input-one"')
      expect(message).toMatch(/Send an embedding of that model, .*pnpm db reembed/)
    }
  })

  test('refuses a text where the kept vectors are not the embedder’s', async () => {
    expect(await asked(field, { text: 'memory' })).toMatchObject({ code: 'CONFLICT', argument: undefined })
    expect(await found(field, { companionId: 'built in', text: 'memory' })).toEqual([6])
  })

  test('compares with the same, and what nobody stated with any', async () => {
    expect(await found(field, { embedding, embeddingModel: 'input-one' })).toEqual([0])
    expect(await found(field, { embedding })).toEqual([0])
    expect(await found(field, { companionId: 'of none', embedding, embeddingModel: 'never heard of' })).toEqual([3])
    expect(await found(field, { companionId: 'of none', text: 'x' })).toEqual([3])
    expect(await found(field, { companionId: 'of one and none', embedding, embeddingModel: 'input-one' })).toEqual([
      4, 5,
    ])
    expect((await asked(field, { companionId: 'of one and none', embedding, embeddingModel: 'x' })).code).toBe(
      'CONFLICT',
    )
  })
})
