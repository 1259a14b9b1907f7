import { serveGateway } from '@worlds/gateway/gateway.ts'
import { mountedSources } from '@worlds/gateway/sources.ts'
import { anonymous, type Identity } from '@worlds/kit/identity.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { person, refusalsOf, serviceOf, uuid } from '../asking.ts'
import { admin, asked, onServer, type Stack, stack } from '../stack.ts'
import { Endpoint, embedded, fails, type Reply, vectorOf } from './endpoint.ts'
import { allRemembered, clear, noneRemembered, notRemembered, storedOf, untouched } from './writing.ts'

const [ada, ben] = [uuid(52_001), uuid(52_002)]
const companionId = 'bat one'
const draft = { companionId, userId: ada, content: 'Ada keeps bees.' }
const drafts = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ ...draft, content: `Memory ${n} of Ada.` }))

let graph: Stack
beforeAll(async () => {
  graph = await stack()
  await clear(graph, 'bat %')
})
afterAll(() => clear(graph, 'bat %'))

describe('who may not', () => {
  test.each<[string, Identity, string]>([
    ['nobody signed in', anonymous, 'UNAUTHENTICATED'],
    ['another person', person(ben), 'FORBIDDEN'],
    ['a service of another companion', serviceOf('bat two'), 'FORBIDDEN'],
  ])('%s remembers nothing', async (_, who, code) => {
    expect((await untouched(graph, () => noneRemembered(graph, who, drafts(2)))).code).toBe(code)
  })

  test('one memory of somebody else spoils all, and is named', async () => {
    const mixed = [...drafts(2), { ...draft, userId: ben }]
    const refusal = await untouched(graph, () => noneRemembered(graph, person(ada), mixed))
    expect(refusal).toMatchObject({ code: 'FORBIDDEN', argument: 'memories[2].userId' })
    const foreign = [draft, { ...draft, companionId: 'bat two' }]
    expect(await untouched(graph, () => noneRemembered(graph, serviceOf(companionId), foreign))).toMatchObject({
      code: 'FORBIDDEN',
      argument: 'memories[1].companionId',
    })
  })
})

const numbers = (length: number, value = 0.5) => Array.from({ length }, () => value)
const bad: [string, Record<string, unknown>, string, RegExp][] = [
  ['no companion', { companionId: '' }, 'companionId', /empty/],
  ['a long companion', { companionId: 'x'.repeat(51) }, 'companionId', /50 characters at most/],
  ['a person who is no UUID', { userId: 'ada' }, 'userId', /takes a UUID/],
  ['empty content', { content: '' }, 'content', /is empty/],
  ['white space', { content: ' \n\t ' }, 'content', /is empty/],
  ['20 KB of content', { content: 'x'.repeat(20_000) }, 'content', /10000 characters at most, not 20000/],
  ['NUL', { content: 'a\u0000b' }, 'content', /NUL/],
  ['a control character', { content: 'a\u0007b' }, 'content', /control character U\+0007/],
  ['a C1 control character', { content: 'a\u0085b' }, 'content', /U\+0085/],
  ['a lone surrogate', { content: 'a\ud83d' }, 'content', /surrogate/],
  ['767 numbers', { embedding: numbers(767) }, 'embedding', /takes 768 numbers, not 767/],
  ['769 numbers', { embedding: numbers(769) }, 'embedding', /not 769/],
  ['a zero vector', { embedding: numbers(768, 0) }, 'embedding', /direction/],
  ['a model without a vector', { embeddingModel: 'm' }, 'embeddingModel', /Send both/],
  ['no model', { embedding: numbers(768), embeddingModel: ' ' }, 'embeddingModel', /is empty/],
  ['a long model', { embedding: numbers(768), embeddingModel: 'm'.repeat(201) }, 'embeddingModel', /200/],
  ['too much importance', { importanceScore: 1.1 }, 'importanceScore', /takes 0 to 1, not 1.1/],
  ['negative importance', { importanceScore: -0.1 }, 'importanceScore', /takes 0 to 1/],
  ['too much feeling', { emotionalValence: -1.5 }, 'emotionalValence', /takes -1 to 1/],
  ['51 phrases', { keyPhrases: Array.from({ length: 51 }, (_, n) => `p${n}`) }, 'keyPhrases', /50 phrases/],
  ['a long phrase', { keyPhrases: ['a', 'x'.repeat(101)] }, 'keyPhrases[1]', /100 characters/],
  ['an empty phrase', { keyPhrases: [''] }, 'keyPhrases[0]', /is empty/],
  ['likeness 0', { duplicateSimilarity: 0 }, 'duplicateSimilarity', /above 0/],
  ['likeness above 1', { duplicateSimilarity: 1.01 }, 'duplicateSimilarity', /takes 0 to 1/],
]

describe('bad input', () => {
  test.each(bad)(
    '%s is refused, by itself and in a batch, and nothing is written',
    async (_, part, argument, message) => {
      const one = await untouched(graph, () => notRemembered(graph, admin, { ...draft, ...part }))
      const expected = { code: 'BAD_USER_INPUT', message: expect.stringMatching(message) }
      expect(one).toMatchObject({ ...expected, argument })
      const batch = [...drafts(3), { ...draft, ...part }]
      const refusal = await untouched(graph, () => noneRemembered(graph, admin, batch))
      expect(refusal).toMatchObject({ ...expected, argument: `memories[3].${argument}` })
    },
  )

  test.each([
    ['NaN', '"NaN"'],
    ['an infinity', '[1e999]'],
    ['1e39', '[1e39]'],
    ['base64 of the wrong length', '"AAAAAAA="'],
    ['an unknown tier', '[1], tier: MIDDLE'],
    ['a day that does not exist', '[1], timestamp: "2024-02-30T00:00:00Z"'],
  ])('%s is refused before anything else', async (_, value) => {
    const query = `mutation { rememberMemory(input: {
      companionId: "bat one", userId: "${ada}", content: "x", embedding: ${value} }) { merged } }`
    const [refusal] = refusalsOf(await untouched(graph, () => graph.ask(admin, query)))
    expect(['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED', 'GRAPHQL_PARSE_FAILED']).toContain(refusal?.code)
  })

  test('no memories, or more than 1,000, are refused', async () => {
    for (const count of [0, 1_001]) {
      const refusal = await untouched(graph, () => noneRemembered(graph, person(ada), drafts(count)))
      expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'memories' })
      expect(refusal.message).toContain(`1 to 1,000 memories, not ${count}`)
    }
  })
})

describe('a batch', () => {
  test('of 1,000 is added whole, in its order', async () => {
    const { memories, mergedCount } = await allRemembered(graph, person(ada), drafts(1_000))
    expect(mergedCount).toBe(0)
    expect(memories.map(({ content }: { content: string }) => content)).toEqual(
      drafts(1_000).map(({ content }) => content),
    )
    const ids = memories.map(({ id }: { id: string }) => Number(id))
    expect(ids).toEqual([...ids].sort((a, b) => a - b))
    expect((await storedOf(graph, companionId)).map(({ id }) => id)).toEqual(ids)
    await clear(graph, 'bat %')
  })

  test('may hold memories of several people, companions, models and tiers', async () => {
    const mixed = [
      { ...draft, tier: 'SPARSE' },
      { ...draft, userId: ben, embedding: numbers(768), embeddingModel: 'mine 1' },
      { ...draft, companionId: 'bat two', embedding: numbers(768) },
      draft,
    ]
    const { memories } = await allRemembered(graph, admin, mixed)
    const told = memories.map((each: Record<string, { id: string }>) => [
      each.companion?.id,
      each.user?.id,
      each.tier,
      each.embeddingModel,
    ])
    expect(told).toEqual([
      [companionId, ada, 'SPARSE', null],
      [companionId, ben, 'CORE', 'mine 1'],
      ['bat two', ada, 'CORE', null],
      [companionId, ada, 'CORE', 'hashing-768-v1'],
    ])
    await clear(graph, 'bat %')
  })
})

describe.runIf(onServer)('an embedder', () => {
  test.each<[string, Reply, string, RegExp]>([
    ['is down', (_, response) => response.destroy(), 'SUBGRAPH_UNAVAILABLE', /cannot be reached/],
    ['is slow', () => undefined, 'TIMEOUT', /did not answer within/],
    ['fails', fails(401), 'INTERNAL_SERVER_ERROR', /./],
    ['gives 1,536 numbers', embedded(text => vectorOf(text, 1_536)), 'INTERNAL_SERVER_ERROR', /./],
  ])('that %s leaves nothing written, and is asked once for all texts', async (_, reply, code, message) => {
    await using endpoint = await Endpoint.open()
    const embeddings = { url: endpoint.url, model: 'a-model', apiKey: undefined, timeoutMs: 1_500 }
    const settings = { ...graph.settings, embeddings }
    const { log, tokens } = graph
    await using gateway = await serveGateway(settings, {
      sources: await mountedSources(settings, { log }),
      tokens,
      log,
    })
    const send = async (who: Identity, memories: unknown[]) => {
      const query =
        'mutation ($input: RememberMemoriesInput!) { rememberMemories(input: $input) { memories { id embeddingModel } } }'
      return asked(gateway.url, await tokens.issue(who), { query, variables: { input: { memories } } })
    }
    endpoint.answers(reply)
    const [refusal] = refusalsOf(await untouched(graph, () => send(person(ada), drafts(3))))
    expect(refusal).toMatchObject({ code, message: expect.stringMatching(message) })
    endpoint.answers(embedded())
    expect(refusalsOf(await send(person(ben), drafts(1)))[0]?.code).toBe('FORBIDDEN')
    expect(endpoint.requests).toEqual([])
    const { data, errors } = await send(person(ada), [...drafts(3), { ...draft, tier: 'SPARSE' }])
    expect(errors).toEqual([])
    expect(data.rememberMemories.memories.map((each: { embeddingModel: string }) => each.embeddingModel)).toEqual([
      ...Array(3).fill('a-model'),
      null,
    ])
    expect(endpoint.requests.map(({ asked }) => asked.input)).toEqual([drafts(3).map(({ content }) => content)])
    await clear(graph, 'bat %')
  })
})
