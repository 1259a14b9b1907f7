import { setTimeout as pause } from 'node:timers/promises'
import type { Database } from '@worlds/kit/database.ts'
import { AccessSettlement } from '@worlds/memory/accesses.ts'
import type { Tables } from '@worlds/memory/tables.gen.ts'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { person, told, uuid } from '../asking.ts'
import { syntheticVectors } from '../bench/vectors.ts'
import { asOwner, ownerUrl, poolOn, runningIn } from '../kit/pools.ts'
import { onServer, type Stack, stack } from '../stack.ts'
import { kept, near } from './kept.ts'
import { rowOf } from './trained.ts'

const ada = uuid(56_001)
const companion = 'accesses'
const id = (n: number) => 2_000_056_000 + n
const query = rowOf(syntheticVectors(1, 97), 0)
const memories = Array.from({ length: 10 }, (_, n) => ({
  id: id(n),
  companion_id: companion,
  user_id: ada,
  tier: 'CORE' as const,
  vector: near(query, 0.9 - n / 20, n),
  access_count: n,
  last_accessed: n === 9 ? '2099-01-01' : '2020-01-01',
}))

let graph: Stack
const present = new AsyncDisposableStack()
const settling = (how: 'grant' | 'revoke') =>
  graph.asOwner(
    'memory',
    `${how} execute on function graph.settle_accesses(integer) ${how === 'grant' ? 'to' : 'from'} memory_graph`,
  )
beforeAll(async () => {
  graph = await stack()
  // The stack enters accesses four times a minute; here it is told when.
  await settling('revoke')
  present.defer(async () => {
    await settling('grant')
  })
  present.use(await kept(graph, memories))
})
afterEach(async () => {
  await settling('revoke')
  await graph.asOwner('memory', 'delete from graph.memory_accesses')
  await graph.asOwner('memory', 'update companion_memories set access_count = id - $1 where companion_id = $2', [
    id(0),
    companion,
  ])
})
afterAll(() => present.disposeAsync())

const recall = `mutation ($input: RecallMemoriesInput!) { recallMemories(input: $input) {
  nodes { memory { id accessCount lastAccessed } } } }`
const own = { companionId: companion, userId: ada, embedding: Array.from(query) }
const recalled = async (input: Record<string, unknown> = {}) =>
  (await told(graph, person(ada), recall, { input: { ...own, ...input } })).recallMemories.nodes
const ownersCounts = async () => {
  const text = 'select access_count as count from companion_memories where companion_id = $1 order by id'
  return (await graph.asOwner('memory', text, [companion])).map(row => row.count)
}
const waiting = async () =>
  (await graph.asOwner('memory', 'select coalesce(sum(accesses), 0)::int as sum from graph.memory_accesses'))[0]?.sum
const settle = (most = 1000) => graph.asOwner('memory', 'select graph.settle_accesses($1) as settled', [most])

describe('counted accesses enter the owner’s columns', () => {
  test('as many as there were, the time of the last one with them', async () => {
    await recalled()
    await recalled({ first: 3 })
    expect(await ownersCounts()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(await settle()).toEqual([{ settled: 10 }])
    const counts = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(n => n + (n < 3 ? 2 : 1))
    expect(await ownersCounts()).toEqual(counts)
    expect(await waiting()).toBe(0)
    const late = `select count(*)::int as count from companion_memories
      where companion_id = $1 and last_accessed > (now() at time zone 'UTC') - interval '1 minute'`
    expect(await graph.asOwner('memory', late, [companion])).toEqual([{ count: 10 }])
    const future = 'select last_accessed::text as time from companion_memories where id = $1'
    expect(await graph.asOwner('memory', future, [id(9)])).toEqual([{ time: '2099-01-01 00:00:00' }])
    expect(await settle()).toEqual([{ settled: 0 }])
  })

  test('which changes nothing of what the graph says', async () => {
    const [before] = await recalled({ first: 1 })
    await settle()
    const after = await told(graph, person(ada), `{ memory(id: "${id(0)}") { id accessCount lastAccessed } }`)
    expect(after.memory).toEqual(before.memory)
  })

  test('beside what other programs counted there meanwhile', async () => {
    await recalled()
    await graph.asOwner('memory', 'update companion_memories set access_count = access_count + 100 where id = $1', [
      id(4),
    ])
    await graph.asOwner('memory', 'update companion_memories set access_count = null where id = $1', [id(5)])
    const shown = `{ a: memory(id: "${id(4)}") { accessCount } b: memory(id: "${id(5)}") { accessCount } }`
    expect(await told(graph, person(ada), shown)).toEqual({ a: { accessCount: 105 }, b: { accessCount: 1 } })
    await settle()
    expect(await ownersCounts()).toEqual([1, 2, 3, 4, 105, 1, 7, 8, 9, 10])
    expect(await told(graph, person(ada), shown)).toEqual({ a: { accessCount: 105 }, b: { accessCount: 1 } })
  })

  test('some at a time, the oldest ids first', async () => {
    await recalled()
    expect(await settle(4)).toEqual([{ settled: 4 }])
    expect(await ownersCounts()).toEqual([1, 2, 3, 4, 4, 5, 6, 7, 8, 9])
    expect(await settle(100)).toEqual([{ settled: 6 }])
  })

  test('and a memory that is gone takes its count with it', async () => {
    await using _ = await kept(graph, [{ ...memories[0], id: id(50), companion_id: companion, user_id: ada }])
    await recalled({ first: 11 })
    expect(await waiting()).toBe(11)
    await graph.asOwner('memory', 'delete from companion_memories where id = $1', [id(50)])
    expect(await waiting()).toBe(10)
    expect(await settle()).toEqual([{ settled: 10 }])
  })
})

describe.skipIf(!onServer)('settlement', () => {
  let database: Database<Tables>
  beforeAll(() => {
    database = poolOn('memory', { max: 2 })
  })
  afterAll(() => database[Symbol.asyncDispose]())

  test('happens four times a minute, and once more at the end', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    try {
      await settling('grant')
      const settlement = new AccessSettlement(database, error => expect.fail(String(error)))
      await recalled({ first: 1 })
      vi.advanceTimersByTime(14_999)
      expect(await ownersCounts()).toContain(0)
      vi.advanceTimersByTime(1)
      await expect.poll(ownersCounts).toEqual([1, 1, 2, 3, 4, 5, 6, 7, 8, 9])
      await recalled({ first: 1 })
      await settlement[Symbol.asyncDispose]()
      expect(await ownersCounts()).toEqual([2, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    } finally {
      vi.useRealTimers()
    }
  })

  test('that fails is told, loses nothing, and is tried again', async () => {
    const faults: unknown[] = []
    await using settlement = new AccessSettlement(database, error => faults.push(error))
    await recalled({ first: 1 })
    await settlement.settle()
    expect(faults).toMatchObject([{ code: '42501' }])
    expect(await waiting()).toBe(1)
    await settling('grant')
    await Promise.all([settlement.settle(), settlement.settle()])
    expect(faults).toHaveLength(1)
    expect(await ownersCounts()).toContain(1)
    expect(await waiting()).toBe(0)
  })
})

describe.skipIf(!onServer)('at the same time', () => {
  const deadlocks = async () => {
    const text = 'select deadlocks::int from pg_stat_database where datname = current_database()'
    return (await graph.asOwner('memory', text))[0]?.deadlocks
  }

  test('recalls of the same memories, settlements and other programs lose no access and never lock each other out', async () => {
    const before = await deadlocks()
    const recalls = Promise.all(Array.from({ length: 60 }, (_, n) => recalled({ first: 4 + (n % 7) })))
    let done = false
    const upkeep = (async () => {
      while (!done) await settle(1 + Math.floor(Math.random() * 10))
    })()
    const other = (async () => {
      for (let n = 0; n < 20; n++)
        await graph.asOwner('memory', 'update companion_memories set access_count = access_count + 1 where id = $1', [
          id(n % 10),
        ])
    })()
    await Promise.all([recalls, other])
    done = true
    await upkeep
    await settle()
    const expected = memories.map(
      (_, n) => n + 2 + Array.from({ length: 60 }, (_, at) => 4 + (at % 7)).filter(first => n < first).length,
    )
    expect((await ownersCounts()).toSorted()).toHaveLength(10)
    expect((await ownersCounts()).reduce((sum: number, count) => sum + Number(count), 0)).toBe(
      expected.reduce((sum, count) => sum + count, 0),
    )
    // Each connection tells its statistics within a second or when it ends.
    await new Promise(resolve => setTimeout(resolve, 1_200))
    expect(await deadlocks()).toBe(before)
  }, 60_000)

  test('what another program has in hand is left for the next time, and no recall waits for that', async () => {
    await recalled({ first: 3 })
    await using other = await asOwner(ownerUrl('memory'))
    await other.query('begin')
    await other.query(`update companion_memories set access_count = access_count + 100 where id = ${id(0)}`)
    const settled = settle()
    try {
      expect(await Promise.race([settled, pause(2_000)])).toEqual([{ settled: 2 }])
      await recalled({ first: 1 })
    } finally {
      await other.query('commit')
      await settled
    }
    expect(await settle()).toEqual([{ settled: 1 }])
    expect(await ownersCounts()).toEqual([102, 2, 3, 3, 4, 5, 6, 7, 8, 9])
  })

  test('a memory that is being forgotten is waited for, and then not among those recalled', async () => {
    await using _ = await kept(graph, [{ ...memories[0], id: id(60), companion_id: companion, user_id: ada }])
    await using owner = await asOwner(ownerUrl('memory'))
    await owner.query('begin')
    await owner.query(`delete from companion_memories where id = ${id(60)}`)
    const recalling = recalled({ first: 11 })
    await expect.poll(() => runningIn('memory', '%memory_accesses%for key share%')).toBeGreaterThan(0)
    await owner.query('commit')
    const ids = (await recalling).map((node: { memory: { id: string } }) => Number(node.memory.id) - id(0))
    expect(ids.toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(await waiting()).toBe(10)
  })
})
