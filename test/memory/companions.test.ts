import { anonymous, type Identity } from '@worlds/kit/identity.ts'
import { demoPerson } from '@worlds/ops/demo.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codes, inUtc, page, person, refused, rows, serviceOf, told, uuid, walk } from '../asking.ts'
import { admin, demo, gameServer, type Stack, stack } from '../stack.ts'

const [ada, ben, gone] = [uuid(42_001), uuid(42_002), uuid(42_003)]
const id = (n: number) => 2_000_042_000 + n
const memory = (n: number, companion_id: string, user_id: string) => ({
  id: id(n),
  companion_id,
  user_id,
  content: 'x',
})
const memories = [
  memory(1, 'comp one', ada),
  memory(2, 'comp one', ada),
  memory(3, 'comp one', ben),
  memory(4, 'comp one', gone),
  memory(5, 'comp one', 'user-12'),
  memory(6, 'comp two', ada),
]
const record = (n: number, row: Record<string, unknown> = {}) => ({ id: id(n), companion_id: 'comp one', ...row })
const records = [
  record(1, {
    timestamp: '2025-01-01T00:00:00.5',
    total_memories: 9,
    core_memories: 1,
    important_memories: 2,
    background_memories: 3,
    sparse_memories: 3,
    avg_compression_ratio: 12.5,
    total_storage_bytes: '9007199254740993',
    retrieval_performance_ms: 0.25,
  }),
  record(2, { timestamp: '2025-01-02' }),
  record(3),
  record(4, { companion_id: null, timestamp: '2025-01-03' }),
]

let graph: Stack
const present = new AsyncDisposableStack()
beforeAll(async () => {
  graph = await stack()
  const people = [ada, ben].map((id, n) => ({ id, username: `comp_${n}`, email: `${n}@comp` }))
  present.use(await rows(graph, 'nexus', 'users', people))
  present.use(await rows(graph, 'memory', 'companion_memories', memories))
  present.use(await rows(graph, 'memory', 'memory_analytics', records))
})
afterAll(() => present.disposeAsync())

const seen = async (who: Identity, id = 'comp one') => {
  const query = `query ($id: ID!) { companion(id: $id) { id memories { totalCount } users { totalCount nodes { id } }
    metrics(since: "0001-01-01T00:00:00Z") { totalMemories } analytics { totalCount } } }`
  return (await told(graph, who, query, { id })).companion
}

describe('who may not', () => {
  test('a passer-by sees no companion and nothing of one', async () => {
    const query = '{ companion(id: "comp one") { id } memoryMetrics { totalMemories } }'
    expect(await codes(graph, anonymous, query)).toEqual({
      companion: 'UNAUTHENTICATED',
      memoryMetrics: 'UNAUTHENTICATED',
    })
    const through = `{ user(id: "${ada}") { companions { id } } }`
    expect(await codes(graph, anonymous, through)).toEqual({ 'user.companions': 'UNAUTHENTICATED' })
  })

  test('who has no memories with it does not find it, though it is there', async () => {
    for (const who of [demo, serviceOf('bob'), serviceOf('comp two'), person(uuid(42_999))])
      expect(await seen(who)).toBeNull()
    expect(
      await graph.asOwner('memory', `select from companion_memories where companion_id = 'comp one'`),
    ).toHaveLength(5)
  })

  test('a person sees of it what is about them, and never its records', async () => {
    expect(await seen(person(ada))).toEqual({
      id: 'comp one',
      memories: { totalCount: 2 },
      users: { totalCount: 1, nodes: [{ id: ada }] },
      metrics: { totalMemories: 0 },
      analytics: { totalCount: 0 },
    })
    expect(await seen(person(ben))).toMatchObject({ memories: { totalCount: 1 }, users: { totalCount: 1 } })
  })

  test('its service, a game server and an admin see all of it', async () => {
    for (const who of [serviceOf('comp one'), gameServer, admin]) {
      expect(await seen(who)).toMatchObject({
        memories: { totalCount: 5 },
        users: { totalCount: 3 },
        analytics: { totalCount: 3 },
      })
    }
  })

  test('a service finds its own companion before it remembers anything, and an admin any', async () => {
    for (const who of [serviceOf('brand new'), gameServer, admin]) {
      expect(await seen(who, 'brand new')).toMatchObject({
        id: 'brand new',
        memories: { totalCount: 0 },
        metrics: { totalMemories: 0 },
      })
    }
    for (const who of [demo, serviceOf('bob')]) expect(await seen(who, 'brand new')).toBeNull()
  })
})

describe('companion', () => {
  test.each(['x'.repeat(51), 'a\u0000', '\ud800'])('refuses the id %.20j', async id => {
    const refusal = await refused(graph, admin, 'query ($id: ID!) { companion(id: $id) { id } }', { id })
    expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'id' })
  })

  test('names its people once each, and not whom the graph never knew', async () => {
    const query = '{ companion(id: "comp one") { users { nodes { id } } } }'
    expect(await told(graph, admin, query)).toEqual({
      companion: { users: { nodes: [{ id: ada }, { id: ben }, { id: gone }] } },
    })
  })

  test('of the demo has the people that SQL finds', async () => {
    const query = `query ($first: Int, $after: String) { companion(id: "iris") { users(first: $first, after: $after) { ${page('id username')} } } }`
    const people = await walk(graph, admin, { query, at: 'companion.users' })
    const stored = await graph.asOwner(
      'memory',
      `select distinct user_id as id from companion_memories where companion_id = 'iris' order by 1`,
    )
    expect(people.map(each => each.id)).toEqual(stored.map(row => row.id))
    expect(people.length).toBeGreaterThan(10)
    expect(people.every(each => typeof each.username === 'string')).toBe(true)
  })
})

describe('User.companions', () => {
  test('are those that remember the person, in order', async () => {
    const query = `{ me { companions { id } } }`
    expect(await told(graph, person(ada), query)).toEqual({
      me: { companions: [{ id: 'comp one' }, { id: 'comp two' }] },
    })
    const stored = await graph.asOwner(
      'memory',
      'select distinct companion_id as id from companion_memories where user_id = $1 order by 1',
      [demoPerson.id],
    )
    expect(await told(graph, demo, query)).toEqual({ me: { companions: stored } })
  })

  test('are for a service its own alone', async () => {
    const query = `{ user(id: "${ada}") { companions { id } } }`
    expect(await told(graph, serviceOf('comp two'), query)).toEqual({ user: { companions: [{ id: 'comp two' }] } })
  })
})

describe('Companion.analytics', () => {
  const fields = `id companion { id } timestamp totalMemories coreMemories importantMemories backgroundMemories
    sparseMemories avgCompressionRatio totalStorageBytes retrievalPerformanceMs`
  const columns = `id::text, json_build_object('id', companion_id) as companion, ${inUtc('"timestamp"')} as timestamp,
    total_memories as "totalMemories", core_memories as "coreMemories", important_memories as "importantMemories",
    background_memories as "backgroundMemories", sparse_memories as "sparseMemories",
    avg_compression_ratio as "avgCompressionRatio", total_storage_bytes::text as "totalStorageBytes",
    retrieval_performance_ms as "retrievalPerformanceMs"`

  test.each(['comp one', 'bob', 'iris', 'sage'])('of %s have every field of the rows, the newest first', async id => {
    const query = `query ($first: Int, $after: String) { companion(id: "${id}") { analytics(first: $first, after: $after) { ${page(fields)} } } }`
    const read = await walk(graph, serviceOf(id), { query, at: 'companion.analytics' })
    const stored = await graph.asOwner(
      'memory',
      `select ${columns} from memory_analytics where companion_id = $1
      order by coalesce("timestamp", '-infinity') desc, memory_analytics.id desc`,
      [id],
    )
    expect(read).toEqual(stored)
    expect(read.length).toBeGreaterThanOrEqual(3)
  })

  test('begin at a moment if asked to; those of unknown moment are then left out', async () => {
    const query =
      'query ($since: DateTime) { companion(id: "comp one") { analytics(since: $since) { totalCount nodes { id } } } }'
    const since = async (since: string | null) =>
      (await told(graph, admin, query, { since })).companion.analytics.nodes.map(
        (each: { id: string }) => Number(each.id) - id(0),
      )
    expect(await since(null)).toEqual([2, 1, 3])
    expect(await since('0001-01-01T00:00:00Z')).toEqual([2, 1])
    expect(await since('2025-01-01T00:00:00.5Z')).toEqual([2, 1])
    expect(await since('2025-01-01T00:00:00.500001Z')).toEqual([2])
    expect(await since('2026-01-01T00:00:00Z')).toEqual([])
  })
})
