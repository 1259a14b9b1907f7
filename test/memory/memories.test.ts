import { anonymous, type Identity } from '@worlds/kit/identity.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codes, inUtc, page, person, refused, rows, serviceOf, told, uuid, walk } from '../asking.ts'
import { admin, demo, gameServer, type Stack, stack } from '../stack.ts'

const [ada, ben] = [uuid(40_001), uuid(40_002)]
const id = (n: number) => 2_000_040_000 + n
const memory = (n: number, row: Record<string, unknown> = {}) => ({
  id: id(n),
  companion_id: 'mem one',
  user_id: ada,
  content: `memory ${n}`,
  ...row,
})
const memories = [
  memory(1, {
    content: 'Line\nbreak, "quotes", 😀 and \\ backslash',
    memory_tier: 'IMPORTANT',
    timestamp: '2024-02-29T23:59:59.000001',
    access_count: 2_147_483_647,
    last_accessed: '2025-01-01',
    emotional_valence: -0.25,
    importance_score: 1,
    key_phrases: ['a', 'a b', '', '😀'],
    compression_type: 'PCA',
    compression_ratio: 2,
    original_size_bytes: 3072,
    compressed_size_bytes: 1536,
  }),
  memory(2),
  memory(3, { emotional_valence: 'NaN', compression_ratio: 'Infinity', compression_type: 'ZIP', key_phrases: [] }),
  memory(4, { user_id: ben, companion_id: 'mem two' }),
  memory(5, { user_id: 'old user' }),
]

let graph: Stack
let present: AsyncDisposable
beforeAll(async () => {
  graph = await stack()
  present = await rows(graph, 'memory', 'companion_memories', memories)
})
afterAll(() => present[Symbol.asyncDispose]())

const fields = `id companion { id } user { id } content tier timestamp accessCount lastAccessed emotionalValence
  importanceScore keyPhrases compression { type ratio originalSizeBytes compressedSizeBytes }`
const finite = (column: string) => `nullif(nullif(${column}, 'NaN'), 'Infinity')`
const isUuid = `user_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'`
const columns = `id::text, json_build_object('id', companion_id) as companion,
  case when ${isUuid} then json_build_object('id', user_id) end as user, content,
  memory_tier as tier, ${inUtc('"timestamp"')} as timestamp, coalesce(access_count, 0) as "accessCount",
  ${inUtc('last_accessed')} as "lastAccessed", ${finite('emotional_valence')} as "emotionalValence",
  importance_score as "importanceScore", coalesce(key_phrases, '{}') as "keyPhrases",
  json_build_object('type', nullif(compression_type, 'ZIP'), 'ratio', ${finite('compression_ratio')},
    'originalSizeBytes', original_size_bytes::text, 'compressedSizeBytes', compressed_size_bytes::text) as compression`

describe('who may not', () => {
  const query = `{ ada: memory(id: "${id(1)}") { id } ben: memory(id: "${id(4)}") { id } old: memory(id: "${id(5)}") { id } }`
  const seen = async (who: Identity) => {
    const data = await told(graph, who, query)
    return Object.keys(data).filter(key => data[key] !== null)
  }

  test('a passer-by is turned away', async () => {
    const all = `${query.slice(0, -1)} user(id: "${ada}") { memories { totalCount } } }`
    expect(await codes(graph, anonymous, all)).toMatchObject({ ada: 'UNAUTHENTICATED', ben: 'UNAUTHENTICATED' })
  })

  test('a memory is for its person, for services of its companion, and for an admin; it is there all the same', async () => {
    expect(await seen(demo)).toEqual([])
    expect(await seen(serviceOf('bob'))).toEqual([])
    expect(await seen(person(ada))).toEqual(['ada'])
    expect(await seen(person(ben))).toEqual(['ben'])
    expect(await seen(serviceOf('mem one'))).toEqual(['ada', 'old'])
    expect(await seen(serviceOf('mem two'))).toEqual(['ben'])
    expect(await seen({ role: 'service', name: 'both', companions: ['mem two', 'mem one'] })).toEqual([
      'ada',
      'ben',
      'old',
    ])
    expect(await seen(gameServer)).toEqual(['ada', 'ben', 'old'])
    expect(await seen(admin)).toEqual(['ada', 'ben', 'old'])
    expect(
      await graph.asOwner('memory', 'select from companion_memories where id = any($1)', [[1, 4, 5].map(id)]),
    ).toHaveLength(3)
  })

  test('lists and their numbers follow the same rule', async () => {
    const lists = `{ user(id: "${ada}") { memories { totalCount nodes { id } } one: memories(companionId: "mem one") { totalCount } companions { id } } }`
    const nothing = { memories: { totalCount: 0, nodes: [] }, one: { totalCount: 0 }, companions: [] }
    // The person is of another database; here the memories alone matter.
    await using _ = await rows(graph, 'nexus', 'users', [{ id: ada, username: 'mem_ada', email: 'ada@mem' }])
    for (const who of [demo, person(ben), serviceOf('bob'), serviceOf('mem two')]) {
      expect(await told(graph, who, lists)).toEqual({ user: nothing })
    }
    for (const who of [person(ada), serviceOf('mem one'), gameServer, admin]) {
      expect((await told(graph, who, lists)).user).toMatchObject({
        memories: { totalCount: 3 },
        one: { totalCount: 3 },
        companions: [{ id: 'mem one' }],
      })
    }
  })

  test('a role that somebody wrote into their name is no role', async () => {
    expect(
      await seen({ role: 'service', name: '*', companions: ['%', '_', 'MEM ONE', 'mem one,mem two', '"*"', ' *'] }),
    ).toEqual([])
  })
})

describe('memory', () => {
  test('has every field of the row', async () => {
    const stored = await graph.asOwner('memory', `select ${columns} from companion_memories where id = any($1)`, [
      memories.map(each => each.id),
    ])
    expect(stored).toHaveLength(memories.length)
    const query = `query ($id: ID!) { memory(id: $id) { ${fields} } }`
    for (const row of stored) expect(await told(graph, admin, query, { id: row.id })).toEqual({ memory: row })
  })

  test('a thousand of the demo come out of the list as they are stored', async () => {
    const query = `query ($first: Int, $after: String) { companion(id: "bob") { memories(first: $first, after: $after) { ${page(fields)} } } }`
    const read = await walk(graph, serviceOf('bob'), { query, at: 'companion.memories', first: 100 })
    const stored = await graph.asOwner(
      'memory',
      `select ${columns} from companion_memories where companion_id = 'bob'
      order by coalesce("timestamp", '-infinity') desc, companion_memories.id desc`,
    )
    expect(stored.length).toBeGreaterThan(600)
    expect(read).toEqual(stored)
  })

  test.each(['0', '00', '1999999999', '2147483647'])('is null for %s, which none has', async id => {
    expect(await told(graph, admin, `{ memory(id: "${id}") { id } }`)).toEqual({ memory: null })
  })

  test('takes a whole number for its id as well', async () => {
    expect(await told(graph, admin, `{ memory(id: ${id(1)}) { id } }`)).toEqual({ memory: { id: String(id(1)) } })
  })

  test.each(['', ' ', 'abc', '-1', '1.5', '1e3', '0x10', '١', '2147483648', '99999999999', '1; drop', uuid(1)])(
    'refuses %j, which is no id',
    async id => {
      const refusal = await refused(graph, admin, 'query ($id: ID!) { memory(id: $id) { id } }', { id })
      expect(refusal).toEqual({
        code: 'BAD_USER_INPUT',
        argument: 'id',
        message: `"id" takes a memory's id such as "1204", not ${JSON.stringify(id)}.`,
      })
    },
  )
})
