import { anonymous } from '@worlds/kit/identity.ts'
import { demoPerson } from '@worlds/ops/demo.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codes, page, person, refused, rows, secondsAgo, serviceOf, told, uuid, walk } from '../asking.ts'
import { demo, type Stack, stack } from '../stack.ts'

const ada = uuid(41_001)
const id = (n: number) => 2_000_041_000 + n
const memory = (n: number, row: Record<string, unknown> = {}) => ({
  id: id(n),
  companion_id: 'filter one',
  user_id: ada,
  content: 'Nothing much.',
  ...row,
})
const moment = '2025-06-01T12:00:00.123456'
const memories = [
  memory(1, { timestamp: moment, importance_score: 0.5, key_phrases: ['red', 'blue'], memory_tier: 'CORE' }),
  memory(2, { timestamp: moment.replace('456', '457'), importance_score: 0.49999, key_phrases: ['blue'] }),
  memory(3, { timestamp: '2025-06-02', importance_score: 1, key_phrases: ['red'], memory_tier: 'BACKGROUND' }),
  memory(4, { companion_id: 'filter two', content: 'We were running along the old harbour wall, singing.' }),
  memory(5, { companion_id: 'filter two', content: 'Harbours are for ships; walls are not.', memory_tier: 'SPARSE' }),
  memory(6, { key_phrases: ['red%', 'Blue', "o'clock"], memory_tier: 'IMPORTANT' }),
]

let graph: Stack
const present = new AsyncDisposableStack()
beforeAll(async () => {
  graph = await stack()
  present.use(await rows(graph, 'nexus', 'users', [{ id: ada, username: 'filter_ada', email: 'ada@filter' }]))
  present.use(await rows(graph, 'memory', 'companion_memories', memories))
})
afterAll(() => present.disposeAsync())

type Filter = Record<string, unknown>
const query = `query ($first: Int, $after: String, $filter: MemoryFilter) {
  me { memories(first: $first, after: $after, filter: $filter) { ${page('id')} } } }`
const found = async (filter: Filter | null) => {
  const nodes = await walk(graph, person(ada), { query, at: 'me.memories', filter, first: 4 })
  return nodes.map(node => Number(node.id) - id(0)).toSorted()
}

describe('who may not', () => {
  test('no filter opens what is closed', async () => {
    const filters = [{}, { text: 'harbour or nothing' }, { minImportance: 0 }, { keyPhrasesAny: ['red'] }]
    for (const filter of filters) {
      const all = `query ($f: MemoryFilter) { user(id: "${ada}") { memories(filter: $f) { totalCount nodes { id } } } }`
      for (const who of [demo, serviceOf('bob')]) {
        expect((await told(graph, who, all, { f: filter })).user.memories).toEqual({ totalCount: 0, nodes: [] })
      }
      expect(await codes(graph, anonymous, all, { f: filter })).toEqual({ 'user.memories': 'UNAUTHENTICATED' })
    }
  })
})

describe('a filter', () => {
  const filters: [Filter | null, number[]][] = [
    [null, [1, 2, 3, 4, 5, 6]],
    [{}, [1, 2, 3, 4, 5, 6]],
    [{ tiers: ['CORE'] }, [1]],
    [{ tiers: ['IMPORTANT', 'BACKGROUND'] }, [3, 6]],
    [{ tiers: ['SPARSE', 'SPARSE', 'CORE'] }, [1, 5]],
    [{ tiers: [] }, [1, 2, 3, 4, 5, 6]],
    [{ tiers: null, text: null, since: null, minImportance: null }, [1, 2, 3, 4, 5, 6]],
    [{ keyPhrasesAny: ['red'] }, [1, 3]],
    [{ keyPhrasesAny: ['red', 'blue'] }, [1, 2, 3]],
    [{ keyPhrasesAny: ['re'] }, []],
    [{ keyPhrasesAny: ['red%', 'none'] }, [6]],
    [{ keyPhrasesAny: ["o'clock"] }, [6]],
    [{ keyPhrasesAny: [] }, [1, 2, 3, 4, 5, 6]],
    [{ keyPhrasesAll: ['red', 'blue'] }, [1]],
    [{ keyPhrasesAll: ['blue', 'blue'] }, [1, 2]],
    [{ keyPhrasesAll: ['red', 'none'] }, []],
    [{ keyPhrasesAll: [] }, [1, 2, 3, 4, 5, 6]],
    [{ keyPhrasesAny: ['red'], keyPhrasesAll: ['blue'] }, [1]],
    [{ since: `${moment}Z` }, [1, 2, 3]],
    [{ since: '2025-06-01T14:00:00.123457+02:00' }, [2, 3]],
    [{ until: `${moment}Z` }, []],
    [{ until: '2025-06-01T12:00:00.123457Z' }, [1]],
    [{ until: '2025-06-02T00:00:00Z' }, [1, 2]],
    [{ until: '9999-12-31T23:59:59Z' }, [1, 2, 3]],
    [{ since: '0001-01-01T00:00:00Z' }, [1, 2, 3]],
    [{ since: '2025-06-01T12:00:00.1234569Z', until: '2025-06-01T12:00:00.123458Z' }, [2]],
    [{ since: '2025-06-03T00:00:00Z', until: '2025-06-01T00:00:00Z' }, []],
    [{ minImportance: 0.5 }, [1, 3]],
    [{ minImportance: 0 }, [1, 2, 3]],
    [{ minImportance: 1 }, [3]],
    [{ text: 'harbour' }, [4, 5]],
    [{ text: 'harbour -ships' }, [4]],
    [{ text: '"old harbour"' }, [4]],
    [{ text: 'ran or sang or ships' }, [5]],
    [{ text: 'run song or nothing' }, [1, 2, 3, 6]],
    [{ text: 'run sing' }, [4]],
    [{ text: 'the' }, []],
    [{ text: `'; drop table x; --` }, []],
    [{ text: '((( & | ! :* <->' }, []],
    [{ text: '' }, [1, 2, 3, 4, 5, 6]],
    [{ text: 'x'.repeat(500) }, []],
    [{ tiers: ['CORE', 'BACKGROUND'], keyPhrasesAny: ['red'], minImportance: 0.6, since: '2025-06-01T00:00:00Z' }, [3]],
  ]
  test.each(filters)('%.90j finds %j', async (filter, expected) => {
    expect(await found(filter)).toEqual(expected)
  })

  test('of a companion keeps to that companion', async () => {
    const within = `{ me { one: memories(companionId: "filter one") { totalCount } two: memories(companionId: "filter two") { totalCount }
      none: memories(companionId: "filter") { totalCount } all: memories(companionId: null) { totalCount }
      both: memories(companionId: "filter two", filter: { text: "ships" }) { nodes { id } } } }`
    expect((await told(graph, person(ada), within)).me).toEqual({
      one: { totalCount: 4 },
      two: { totalCount: 2 },
      none: { totalCount: 0 },
      all: { totalCount: 6 },
      both: { nodes: [{ id: String(id(5)) }] },
    })
  })

  test('is the same on the memories of a companion', async () => {
    const of = `query ($filter: MemoryFilter) { companion(id: "filter one") { memories(filter: $filter) { nodes { id } totalCount } } }`
    const { companion } = await told(graph, serviceOf('filter one'), of, {
      filter: { keyPhrasesAny: ['red'], minImportance: 0.6 },
    })
    expect(companion.memories).toEqual({ nodes: [{ id: String(id(3)) }], totalCount: 1 })
  })

  const monthAgo = secondsAgo(30 * 86_400)
  const demoFilters: [Filter, string][] = [
    [{ tiers: ['CORE'] }, `memory_tier = 'CORE'`],
    [{ minImportance: 0.7 }, 'importance_score >= 0.7'],
    [{ text: 'harbour light' }, `to_tsvector('english', content) @@ to_tsquery('english', 'harbour & light')`],
    [{ since: monthAgo }, `"timestamp" >= '${monthAgo}'`],
    [{ tiers: ['SPARSE'], until: monthAgo }, `memory_tier = 'SPARSE' and "timestamp" < '${monthAgo}'`],
  ]
  test.each(demoFilters)('over the demo person’s memories %j is %s', async (filter, where) => {
    const nodes = await walk(graph, demo, { query, at: 'me.memories', filter, first: 50 })
    const sql = `select id::text from companion_memories where user_id = $1 and ${where} order by "timestamp" desc, id desc`
    const stored = await graph.asOwner('memory', sql, [demoPerson.id])
    expect(nodes).toEqual(stored)
    expect(stored.length).toBeGreaterThan(0)
  })
})

describe('a bad filter', () => {
  const ask = (filter: Filter) => refused(graph, person(ada), query, { filter })

  const bad: [string, Filter, RegExp][] = [
    ['filter.minImportance', { minImportance: 2 }, /takes 0 to 1, not 2/],
    ['filter.minImportance', { minImportance: -0.1 }, /takes 0 to 1, not -0.1/],
    ['filter.text', { text: 'x'.repeat(501) }, /takes 500 characters at most, not 501/],
    ['filter.text', { text: 'a\u0000b' }, /holds the NUL character. Remove it/],
    ['filter.text', { text: '\ud83d' }, /holds half a surrogate pair. Remove it/],
    ['filter.keyPhrasesAny', { keyPhrasesAny: Array(101).fill('x') }, /takes 100 entries at most, not 101/],
    ['filter.keyPhrasesAll', { keyPhrasesAll: ['ok', '\u0000'] }, /NUL/],
    ['filter.keyPhrasesAny', { keyPhrasesAny: ['\udfff'] }, /surrogate/],
  ]
  test.each(bad)('names %s of %.60j and the remedy', async (argument, filter, message) => {
    const refusal = await ask(filter)
    expect(refusal).toEqual({ code: 'BAD_USER_INPUT', argument, message: expect.stringMatching(message) })
    expect(refusal.message).toContain(`"${argument}"`)
  })

  const none = ['yesterday', '2025-06-01', '2025-06-01T12:00:00', '2025-02-30T00:00:00Z', '2025-06-01T25:00:00Z', '']
  const odd = ['0000-01-01T00:00:00Z', '9999-12-31T23:59:59-01:00', 'infinity', 'now', 1750000000, true]
  test.each([...none, ...odd])('takes %j for no time, in a variable or not', async time => {
    for (const field of ['since', 'until']) {
      const refusal = await ask({ [field]: time })
      expect(refusal.code).toBe('BAD_USER_INPUT')
      expect(refusal.message).toContain('DateTime takes an RFC 3339 time such as "2026-11-23T07:42:00Z"')
      const literal = `{ me { memories(filter: { ${field}: ${JSON.stringify(time)} }) { totalCount } } }`
      expect(await refused(graph, person(ada), literal)).toMatchObject({ code: 'BAD_USER_INPUT' })
    }
  })

  test('of a tier that is none is refused before anything runs, in a variable or not', async () => {
    const variable = await ask({ tiers: ['CORE', 'FOO'] })
    expect(variable.code).toBe('BAD_USER_INPUT')
    expect(variable.message).toMatch(/^Variable "\$filter" got invalid value "FOO" at "filter\.tiers\[1\]"/)
    for (const tier of ['FOO', 'core', '"CORE"']) {
      const literal = await refused(
        graph,
        person(ada),
        `{ me { memories(filter: { tiers: [${tier}] }) { totalCount } } }`,
      )
      expect(literal.code).toBe('GRAPHQL_VALIDATION_FAILED')
      expect(literal.message).toContain('MemoryTier')
    }
  })

  test.each(['a\u0000', '\ud800', 'x'.repeat(51)])('of the companion %.10j is refused', async companionId => {
    const of = 'query ($companionId: ID) { me { memories(companionId: $companionId) { totalCount } } }'
    expect(await refused(graph, person(ada), of, { companionId })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'companionId',
    })
  })
})
