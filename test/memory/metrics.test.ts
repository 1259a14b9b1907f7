import type { Identity } from '@worlds/kit/identity.ts'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { person, refused, rows, secondsAgo, serviceOf, told, uuid } from '../asking.ts'
import { ownerQueries } from '../migrations/owner/queries.ts'
import { admin, demo, gameServer, onServer, type Stack, stack } from '../stack.ts'

const [ada, ben] = [uuid(43_001), uuid(43_002)]
const day = 86_400
const memory = (n: number, row: Record<string, unknown>) => ({
  id: 2_000_043_000 + n,
  companion_id: 'metric one',
  user_id: ada,
  content: 'x',
  timestamp: secondsAgo(day),
  ...row,
})
const memories = [
  memory(1, { memory_tier: 'CORE', importance_score: 0.1, compressed_size_bytes: 3072, compression_ratio: 1 }),
  memory(2, {
    memory_tier: 'IMPORTANT',
    importance_score: 0.2,
    compressed_size_bytes: 2_000_000_000,
    compression_ratio: 2,
  }),
  memory(3, {
    memory_tier: 'BACKGROUND',
    importance_score: 0.9,
    compressed_size_bytes: 2_000_000_000,
    compression_ratio: 64,
  }),
  memory(4, { memory_tier: 'SPARSE', user_id: ben }),
  memory(5, { memory_tier: null, importance_score: 0.4 }),
  memory(6, { memory_tier: 'CORE', timestamp: secondsAgo(6.9 * day), user_id: 'old' }),
  memory(7, { memory_tier: 'CORE', timestamp: secondsAgo(7.1 * day) }),
  memory(8, { memory_tier: 'CORE', timestamp: null }),
  memory(9, { companion_id: 'metric two', user_id: ben }),
]

let graph: Stack
let present: AsyncDisposable
beforeAll(async () => {
  graph = await stack()
  present = await rows(graph, 'memory', 'companion_memories', memories)
})
afterAll(() => present[Symbol.asyncDispose]())

const figures = `companion { id } totalMemories coreCount importantCount backgroundCount sparseCount
  averageCompressionRatio totalBytes medianImportance`
interface Figures {
  companion: { id: string }
  totalMemories: number
}
const metrics = async (who: Identity, args = ''): Promise<Figures[]> =>
  (await told(graph, who, `{ memoryMetrics${args} { ${figures} } }`)).memoryMetrics
const totals = (all: Figures[]) => Object.fromEntries(all.map(each => [each.companion.id, each.totalMemories]))

/** The rows of the owner's query as the field names their columns. */
const asField = (rows: Record<string, unknown>[]) =>
  rows
    .map(row => ({
      companion: { id: row.companion_id },
      totalMemories: Number(row.total_memories),
      coreCount: Number(row.core_count),
      importantCount: Number(row.important_count),
      backgroundCount: Number(row.background_count),
      sparseCount: Number(row.sparse_count),
      averageCompressionRatio: row.avg_compression,
      totalBytes: row.total_bytes,
      medianImportance: row.median_importance,
    }))
    .toSorted((a, b) => String(a.companion.id).localeCompare(String(b.companion.id)))

describe('who may not', () => {
  test('everyone counts the memories they may see, and no others', async () => {
    expect(totals(await metrics(person(uuid(43_999))))).toEqual({})
    expect(totals(await metrics(person(ada)))).toEqual({ 'metric one': 4 })
    expect(totals(await metrics(person(ben)))).toEqual({ 'metric one': 1, 'metric two': 1 })
    expect(totals(await metrics(serviceOf('metric two')))).toEqual({ 'metric two': 1 })
    expect(totals(await metrics(serviceOf('metric one')))).toEqual({ 'metric one': 6 })
    expect(totals(await metrics(gameServer))).toMatchObject({ 'metric one': 6, 'metric two': 1 })
    expect(Object.keys(totals(await metrics(demo)))).not.toContain('metric one')
  })
})

describe('memoryMetrics', () => {
  test('are for an admin the rows of the owner’s query, figure by figure', async () => {
    const owners = asField(await graph.asOwner('memory', ownerQueries.memoryMetrics))
    expect(owners.map(row => row.companion.id)).toEqual(['bob', 'iris', 'metric one', 'metric two', 'sage'])
    expect(await metrics(admin)).toEqual(owners)
    expect(owners[2]).toMatchObject({ totalMemories: 6, coreCount: 2, totalBytes: '4000003072' })
    expect(owners[3]).toMatchObject({ averageCompressionRatio: null, totalBytes: null, medianImportance: null })
  })

  test('begin where asked to, and may be of one companion', async () => {
    expect(totals(await metrics(person(ada), `(since: "${secondsAgo(8 * day)}")`))).toEqual({ 'metric one': 5 })
    expect(totals(await metrics(person(ada), `(since: "${secondsAgo(2 * 3600)}")`))).toEqual({})
    expect(totals(await metrics(admin, '(companionId: "metric two")'))).toEqual({ 'metric two': 1 })
    expect(totals(await metrics(admin, '(companionId: "metric two", since: null)'))).toEqual({ 'metric two': 1 })
    expect(await metrics(admin, '(companionId: "nobody")')).toEqual([])
    expect(await metrics(person(ada), '(companionId: "metric two")')).toEqual([])
  })

  test('are the same asked of the companion itself, where no memory at all is a row of noughts', async () => {
    const query = `query ($id: ID!, $since: DateTime) { companion(id: $id) { metrics(since: $since) { ${figures} } } }`
    const of = async (id: string, since?: string) => (await told(graph, admin, query, { id, since })).companion.metrics
    const all = await metrics(admin)
    for (const each of all) expect(await of(each.companion.id)).toEqual(each)
    expect(await of('metric one', secondsAgo(8 * day))).toMatchObject({ totalMemories: 7 })
    expect(await of('nobody')).toEqual({
      companion: { id: 'nobody' },
      totalMemories: 0,
      coreCount: 0,
      importantCount: 0,
      backgroundCount: 0,
      sparseCount: 0,
      averageCompressionRatio: null,
      totalBytes: null,
      medianImportance: null,
    })
  })

  test.each([
    ['since', 'last week', undefined],
    ['companionId', 'x'.repeat(51), 'companionId'],
    ['companionId', '\u0000', 'companionId'],
  ])('refuse %s of %.20j', async (name, value, argument) => {
    const query =
      'query ($since: DateTime, $companionId: ID) { memoryMetrics(since: $since, companionId: $companionId) { totalMemories } }'
    expect(await refused(graph, admin, query, { [name]: value })).toMatchObject({ code: 'BAD_USER_INPUT', argument })
  })
})

describe.skipIf(!onServer)('another time zone', () => {
  test('moves the owner’s seven days by its offset, and not the graph’s', async () => {
    const counted: Record<string, number>[] = []
    for (const zone of ['UTC', 'Pacific/Kiritimati', 'Pacific/Honolulu']) {
      const connectionString = inject('servers')?.memory.owner
      const session = new pg.Client({ connectionString, options: `-c TimeZone=${zone}` })
      await session.connect()
      const { rows } = await session.query(ownerQueries.memoryMetrics)
      await session.end()
      counted.push(totals(asField(rows) as Figures[]))
    }
    expect(counted.map(each => each['metric one'])).toEqual([6, 5, 7])
    expect(totals(await metrics(admin))['metric one']).toBe(6)
  })
})
