import { anonymous, type Identity } from '@worlds/kit/identity.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { person, refused, serviceOf, told, uuid } from '../asking.ts'
import { admin, gameServer, onServer, type Stack, stack } from '../stack.ts'
import { allRemembered, clear, fields, storedOf, untouched } from './writing.ts'

const [ada, ben] = [uuid(55_001), uuid(55_002)]
const companionId = 'era one'
const day = (n: number) => `2024-01-${String(n).padStart(2, '0')}T00:00:00Z`
const drafts = [1, 2, 3, 4].map(n => ({
  companionId,
  userId: ada,
  content: `Bees ${n}.`,
  timestamp: day(n),
  importanceScore: n / 10,
  keyPhrases: [n % 2 ? 'odd' : 'even'],
}))

const forgetOne = `mutation ($input: ForgetMemoryInput!) { forgetMemory(input: $input) { memory { ${fields}
  embedding: embeddingModel similar { similarity } relationships { type } } } }`
const forgetMany = `mutation ($input: ForgetMemoriesInput!) { forgetMemories(input: $input) { count dryRun memories { ${fields}
  relationships { type } } } }`

let graph: Stack
let ids: string[]
beforeAll(async () => {
  graph = await stack()
})
beforeEach(async () => {
  await clear(graph, 'era %')
  const { memories } = await allRemembered(graph, admin, [...drafts, { ...drafts[0], userId: ben }])
  ids = memories.map(({ id }: { id: string }) => id)
  const link = `insert into memory_relationships (memory_id, related_memory_id, relationship_type) values ($1, $2, 'then'), ($2, $3, 'then')`
  await graph.asOwner('memory', link, ids.slice(0, 3))
  const accessed = 'insert into graph.memory_accesses (memory_id, accesses) values ($1, 3), ($2, 1)'
  await graph.asOwner('memory', accessed, ids.slice(1, 3))
})
afterAll(() => clear(graph, 'era %'))

const left = async () => (await storedOf(graph, companionId)).map(({ id }) => ids.indexOf(String(id)) + 1)
/** What is left beside memories that are gone. */
const beside = async (gone: string[]) => {
  const text = `select (select count(*)::int from memory_relationships where $1 && array[memory_id, related_memory_id]) as links,
    (select count(*)::int from graph.memory_accesses where memory_id = any($1)) as accesses`
  return (await graph.asOwner('memory', text, [gone]))[0]
}
const forget = async (input: Record<string, unknown> = {}, who: Identity = person(ada)) =>
  (await told(graph, who, forgetMany, { input: { companionId, userId: ada, ...input } })).forgetMemories
const contents = (memories: { content: string }[]) => memories.map(({ content }) => content)

describe('who may not', () => {
  test.each<[string, Identity, string]>([
    ['nobody signed in', anonymous, 'UNAUTHENTICATED'],
    ['another person', person(ben), 'NOT_FOUND'],
    ['a service of another companion', serviceOf('era two'), 'NOT_FOUND'],
  ])('%s makes nobody forget, and the memories are there', async (_, who, code) => {
    const one = () => refused(graph, who, forgetOne, { input: { id: ids[0] } })
    expect((await untouched(graph, one)).code).toBe(code)
    const input = { companionId, userId: ada, dryRun: false }
    const many = await untouched(graph, () => graph.ask(who, forgetMany, { input }))
    if (code === 'UNAUTHENTICATED') expect(many.errors[0]?.extensions.code).toBe(code)
    else expect(many.data.forgetMemories).toEqual({ count: 0, dryRun: false, memories: [] })
    expect(await left()).toEqual([1, 2, 3, 4, 5])
  })

  test('ids of somebody else are not forgotten beside own ones', async () => {
    expect(await forget({ ids, dryRun: false })).toMatchObject({ count: 4 })
    expect(await left()).toEqual([5])
  })
})

describe('forgetMemory', () => {
  test.each<[string, Identity]>([
    ['its person', person(ada)],
    ['a service of its companion', serviceOf(companionId)],
    ['a game server', gameServer],
    ['an admin', admin],
  ])('by %s takes the memory away with its relationships and counters, and tells it as it was', async (_, who) => {
    const { memory } = (await told(graph, who, forgetOne, { input: { id: ids[1] } })).forgetMemory
    expect(memory).toMatchObject({
      id: ids[1],
      content: 'Bees 2.',
      accessCount: 3,
      lastAccessed: expect.stringMatching(/Z$/),
      embeddingModel: 'hashing-768-v1',
      similar: [],
      relationships: [],
      companion: { id: companionId },
      user: { id: ada },
    })
    expect(await left()).toEqual([1, 3, 4, 5])
    expect(await beside(ids.slice(1, 2))).toEqual({ links: 0, accesses: 0 })
    expect(await refused(graph, who, forgetOne, { input: { id: ids[1] } })).toMatchObject({
      code: 'NOT_FOUND',
      argument: 'id',
    })
  })

  test.each(['', 'abc', '-1', '9999999999', '1.5'])('of the malformed id "%s" is refused', async id => {
    const refusal = await untouched(graph, () => refused(graph, admin, forgetOne, { input: { id } }))
    expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'id' })
  })
})

describe('forgetMemories', () => {
  test('only says what it would do, unless it is told otherwise', async () => {
    for (const dryRun of [undefined, null, true]) {
      const preview = await untouched(graph, () => forget({ dryRun }))
      expect(preview).toMatchObject({ count: 4, dryRun: true })
      expect(contents(preview.memories)).toEqual(['Bees 4.', 'Bees 3.', 'Bees 2.', 'Bees 1.'])
      expect(preview.memories[3].relationships).toEqual([{ type: 'then' }])
    }
  })

  test.each<[string, Record<string, unknown>, number[]]>([
    ['all', {}, [4, 3, 2, 1]],
    ['those of a phrase', { filter: { keyPhrasesAny: ['odd'] } }, [3, 1]],
    ['those of a time', { filter: { since: day(2), until: day(4) } }, [3, 2]],
    ['those of an importance', { filter: { minImportance: 0.3 } }, [4, 3]],
    ['those of words', { filter: { text: '"bees 2" or 3' } }, [3, 2]],
    ['those of a tier', { filter: { tiers: ['SPARSE'] } }, []],
    ['those of both', { filter: { keyPhrasesAny: ['odd'], since: day(2) } }, [3]],
    ['those of an id in capitals', { userId: ada.toUpperCase() }, [4, 3, 2, 1]],
    ['none of an empty list', { ids: [] }, []],
  ])('forgets %s, the same as the dry run says', async (_, input, numbers) => {
    const preview = await forget(input)
    const { count, memories, dryRun } = await forget({ ...input, dryRun: false })
    expect([preview.dryRun, dryRun]).toEqual([true, false])
    expect(contents(memories)).toEqual(numbers.map(n => `Bees ${n}.`))
    expect(contents(preview.memories)).toEqual(contents(memories))
    expect([preview.count, count]).toEqual([numbers.length, numbers.length])
    expect(await left()).toEqual([1, 2, 3, 4, 5].filter(n => !numbers.includes(n)))
  })

  test('takes relationships and counters along, and tells accesses as they were', async () => {
    const { memories } = await forget({ ids: ids.slice(0, 2), dryRun: false })
    expect(memories.map(({ accessCount }: { accessCount: number }) => accessCount)).toEqual([3, 0])
    expect(await beside(ids.slice(0, 2))).toEqual({ links: 0, accesses: 0 })
  })

  test('counts all and shows the newest hundred', async () => {
    const crowd = Array.from({ length: 150 }, (_, n) => ({
      ...drafts[0],
      companionId: 'era crowd',
      content: `Crowd ${n}.`,
    }))
    await allRemembered(graph, person(ada), crowd)
    const newest = crowd
      .map(({ content }) => content)
      .toReversed()
      .slice(0, 100)
    for (const dryRun of [true, false]) {
      const { count, memories } = await forget({ companionId: 'era crowd', dryRun })
      expect(count).toBe(150)
      expect(contents(memories)).toEqual(newest)
    }
    expect(await storedOf(graph, 'era crowd')).toEqual([])
  })

  test.each<[string, Record<string, unknown>, string]>([
    ['a malformed id', { ids: ['1', 'x'] }, 'ids[1]'],
    ['1,001 ids', { ids: Array(1_001).fill('1') }, 'ids'],
    ['no companion', { companionId: '' }, 'companionId'],
    ['a long person', { userId: 'x'.repeat(51) }, 'userId'],
    ['a filter out of range', { filter: { minImportance: 2 } }, 'filter.minImportance'],
    ['NUL', { filter: { text: '\u0000' } }, 'filter.text'],
  ])('with %s is refused, and all stays', async (_, part, argument) => {
    const input = { companionId, userId: ada, dryRun: false, ...part }
    const refusal = await untouched(graph, () => refused(graph, admin, forgetMany, { input }))
    expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', argument })
  })

  test.runIf(onServer)('twice at once forgets each memory once', async () => {
    const all = await Promise.all(Array.from({ length: 5 }, () => forget({ dryRun: false })))
    expect(all.reduce((sum, { count }) => sum + count, 0)).toBe(4)
  })
})
