import { anonymous, type Identity } from '@worlds/kit/identity.ts'
import type { StoredCodec } from '@worlds/memory/codecs.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { person, refused, secondsAgo, serviceOf, told, uuid } from '../asking.ts'
import { syntheticVectors } from '../bench/vectors.ts'
import { admin, gameServer, type Stack, stack } from '../stack.ts'
import { type Kept, kept, keptCodec, modelNumber } from './kept.ts'
import { rowOf } from './trained.ts'

const ada = uuid(46_001)
const daysAgo = (days: number) => secondsAgo(days * 86_400)
const vectors = syntheticVectors(8, 46)

let graph: Stack
let model: number
let codec: StoredCodec & AsyncDisposable
beforeAll(async () => {
  graph = await stack()
  model = await modelNumber(graph)
  codec = await keptCodec(graph, model)
})
afterAll(() => codec[Symbol.asyncDispose]())

const compress = `mutation ($input: CompressAgingMemoriesInput!) {
  compressAgingMemories(input: $input) { count dryRun moves { from to count bytesBefore bytesAfter } }
}`
const run = async (who: Identity, input: Record<string, unknown> = {}) =>
  (await told(graph, who, compress, { input })).compressAgingMemories
const tiersOf = async (companion: string) => {
  const text = 'select id, memory_tier from companion_memories where companion_id = $1 order by id'
  const rows = await graph.asOwner('memory', text, [companion])
  return Object.fromEntries(rows.map(row => [Number(row.id) - 2_000_046_000, row.memory_tier]))
}
const fingerprint = async () => {
  const [row] = await graph.asOwner(
    'memory',
    'select md5(string_agg(m::text, $1 order by id)) as md5 from companion_memories m',
    [','],
  )
  return row?.md5
}

/** A memory that nobody needs, by default `IMPORTANT` and due by the owner's rule. */
const due = (n: number, row: Partial<Kept> = {}): Kept => ({
  id: 2_000_046_000 + n,
  companion_id: 'aging one',
  user_id: ada,
  tier: 'IMPORTANT',
  vector: rowOf(vectors, n % 8),
  model,
  codec,
  timestamp: daysAgo(31),
  importance_score: 0.5,
  access_count: 0,
  ...row,
})

describe('who may not', () => {
  const input = { companionId: 'aging one' }
  test.each<[string, Identity, string]>([
    ['without a token', anonymous, 'UNAUTHENTICATED'],
    ['a person, also of their own memories', person(ada), 'FORBIDDEN'],
    ['a service of another companion', serviceOf('aging two'), 'FORBIDDEN'],
  ])('%s', async (_, who, code) => {
    await using _memories = await kept(graph, [due(1)])
    const before = await fingerprint()
    expect(await refused(graph, who, compress, { input })).toMatchObject({ code })
    expect(await fingerprint()).toBe(before)
    expect(await run(admin, { ...input, dryRun: true })).toMatchObject({ count: 1 })
  })

  test('a service that names no companion moves those of its own, and no others', async () => {
    await using _memories = await kept(graph, [due(1), due(2, { companion_id: 'aging two' })])
    expect(await run(serviceOf('aging two'))).toMatchObject({ count: 1 })
    expect([await tiersOf('aging one'), await tiersOf('aging two')]).toEqual([{ 1: 'IMPORTANT' }, { 2: 'BACKGROUND' }])
    expect(await run(serviceOf('aging three'))).toEqual({ count: 0, dryRun: false, moves: [] })
  })

  test('a game server and an admin move those of any', async () => {
    await using _memories = await kept(graph, [due(1), due(2, { companion_id: 'aging two' })])
    expect(await run(gameServer, { companionId: 'aging one' })).toMatchObject({ count: 1 })
    expect(await run(admin, { companionId: 'aging two' })).toMatchObject({ count: 1 })
  })

  test.each([
    ['olderThanDays', 0],
    ['olderThanDays', 36_501],
    ['maxAccesses', 0],
    ['maxAccesses', 1_000_001],
    ['limit', 0],
    ['limit', 10_001],
    ['companionId', ''],
    ['companionId', 'c'.repeat(51)],
    ['companionId', 'a\u0000b'],
  ])('%s of %j is refused', async (argument, value) => {
    await using _memories = await kept(graph, [due(1)])
    const refusal = await refused(graph, serviceOf('aging one'), compress, { input: { [argument]: value } })
    expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', argument })
    expect(await tiersOf('aging one')).toEqual({ 1: 'IMPORTANT' })
  })
})

describe('the owner’s rule', () => {
  const moved = async (memories: Kept[], input: Record<string, unknown> = {}) => {
    await using _memories = await kept(graph, memories)
    await run(serviceOf('aging one'), input)
    return await tiersOf('aging one')
  }

  test('what was not accessed for 30 days, or formed when it never was, moves', async () => {
    const found = await moved([
      due(1),
      due(2, { timestamp: daysAgo(29) }),
      due(3, { timestamp: daysAgo(90), last_accessed: daysAgo(31) }),
      due(4, { timestamp: daysAgo(90), last_accessed: daysAgo(29) }),
      due(5, { timestamp: daysAgo(30.01) }),
      due(6, { last_accessed: daysAgo(31), timestamp: undefined as never }),
      due(7, { timestamp: undefined as never }),
    ])
    const [yes, no] = ['BACKGROUND', 'IMPORTANT']
    expect(found).toEqual({ 1: yes, 2: no, 3: yes, 4: no, 5: yes, 6: yes, 7: no })
  })

  test('fewer than 5 accesses, and what was never counted is none', async () => {
    const found = await moved([
      due(1, { access_count: 4 }),
      due(2, { access_count: 5 }),
      due(3, { access_count: undefined as never }),
      due(4, { access_count: 2_147_483_647 }),
    ])
    expect(found).toEqual({ 1: 'BACKGROUND', 2: 'IMPORTANT', 3: 'BACKGROUND', 4: 'IMPORTANT' })
  })

  test('accesses that are counted but not yet entered keep a memory', async () => {
    const memories = [due(1), due(2, { access_count: 3 }), due(3, { access_count: 3 })]
    await using _memories = await kept(graph, memories)
    const pending = `insert into graph.memory_accesses (memory_id, accesses, last_accessed) values
      (2000046001, 1, now() at time zone 'UTC'), (2000046002, 2, '2020-01-01'), (2000046003, 1, '2020-01-01')`
    await graph.asOwner('memory', pending)
    await run(serviceOf('aging one'))
    expect(await tiersOf('aging one')).toEqual({ 1: 'IMPORTANT', 2: 'IMPORTANT', 3: 'BACKGROUND' })
  })

  test('importance 1 is pinned, and none counts as a half', async () => {
    const pinned = (n: number, row: Partial<Kept>) => due(n, { importance_score: 1, timestamp: daysAgo(4000), ...row })
    const memories = [
      pinned(1, {}),
      pinned(2, { tier: 'CORE' }),
      pinned(3, { tier: 'BACKGROUND' }),
      due(4, { importance_score: 0.999 }),
      due(5, { importance_score: undefined as never }),
    ]
    const found = await moved(memories, { olderThanDays: 1, maxAccesses: 1_000_000 })
    expect(found).toEqual({ 1: 'IMPORTANT', 2: 'CORE', 3: 'BACKGROUND', 4: 'BACKGROUND', 5: 'BACKGROUND' })
  })

  test('takes other figures for IMPORTANT, and for no other tier', async () => {
    const young = { timestamp: daysAgo(3), access_count: 7 }
    const memories = [due(1, young), due(2, { ...young, tier: 'CORE' }), due(3, { ...young, tier: 'BACKGROUND' })]
    const found = await moved(memories, { olderThanDays: 2, maxAccesses: 8 })
    expect(found).toEqual({ 1: 'BACKGROUND', 2: 'CORE', 3: 'BACKGROUND' })
    expect(await moved([due(1, young)], { olderThanDays: 2, maxAccesses: 7 })).toEqual({ 1: 'IMPORTANT' })
    expect(await moved([due(1, young)], { olderThanDays: 3650 })).toEqual({ 1: 'IMPORTANT' })
  })
})

describe('the rules of the settings', () => {
  const old = (n: number, tier: 'CORE' | 'BACKGROUND', row: Partial<Kept> = {}) =>
    due(n, { tier, timestamp: daysAgo(tier === 'CORE' ? 91 : 366), importance_score: 0.29, access_count: 1, ...row })
  const memories = () => [
    old(1, 'CORE', { importance_score: 0.89, access_count: 9 }),
    old(2, 'CORE', { importance_score: 0.9 }),
    old(3, 'CORE', { access_count: 10 }),
    old(4, 'CORE', { timestamp: daysAgo(89) }),
    old(5, 'BACKGROUND'),
    old(6, 'BACKGROUND', { importance_score: 0.3 }),
    old(7, 'BACKGROUND', { access_count: 2 }),
    old(8, 'BACKGROUND', { timestamp: daysAgo(364) }),
  ]

  test('move CORE and BACKGROUND', async () => {
    await using _memories = await kept(graph, memories())
    const { count, moves } = await run(serviceOf('aging one'))
    expect(count).toBe(2)
    expect(moves).toEqual([
      { from: 'BACKGROUND', to: 'SPARSE', count: 1, bytesBefore: '48', bytesAfter: '0' },
      { from: 'CORE', to: 'IMPORTANT', count: 1, bytesBefore: '3072', bytesAfter: '1536' },
    ])
    const { 1: first, 5: fifth, ...others } = await tiersOf('aging one')
    expect([first, fifth]).toEqual(['IMPORTANT', 'SPARSE'])
    expect(Object.values(others)).toEqual(['CORE', 'CORE', 'CORE', 'BACKGROUND', 'BACKGROUND', 'BACKGROUND'])
  })

  test('are changed in their table, and a move without a rule never happens', async () => {
    await using _memories = await kept(graph, memories())
    const [rules] = await graph.asOwner('memory', 'select jsonb_agg(r) as all from graph.aging_rules r')
    await graph.asOwner('memory', `update graph.aging_rules set unused_days = 88 where from_tier = 'CORE'`)
    await graph.asOwner('memory', `delete from graph.aging_rules where from_tier = 'BACKGROUND'`)
    try {
      const { moves } = await run(serviceOf('aging one'), { dryRun: true })
      expect(moves).toMatchObject([{ from: 'CORE', count: 2 }])
    } finally {
      await graph.asOwner('memory', 'delete from graph.aging_rules')
      const back = 'insert into graph.aging_rules select * from jsonb_populate_recordset(null::graph.aging_rules, $1)'
      await graph.asOwner('memory', back, [JSON.stringify(rules?.all)])
    }
  })
})
