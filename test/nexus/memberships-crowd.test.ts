import { Upkeep } from '@worlds/kit/upkeep.ts'
import { membershipSweep } from '@worlds/nexus/sweeps.ts'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { person, rows, uuid } from '../asking.ts'
import { poolOn } from '../kit/pools.ts'
import { gameServer, onServer, type Stack, stack } from '../stack.ts'
import { crowd, deadlocks, join, leave, outcomeOf, runOut, tally, wrongSeats } from './seats.ts'

const { ids: people, rows: accounts } = crowd(38_001, 1_000)
const places = Array.from({ length: 20 }, (_, n) => uuid(39_101 + n))
const [arena, left, right] = places as [string, string, string]
const half = (n: number) => (n % 2 === 0 ? left : right)

describe.skipIf(!onServer)('at the same time', { timeout: 120_000 }, () => {
  let graph: Stack
  let before: number
  const present = new AsyncDisposableStack()
  beforeAll(async () => {
    graph = await stack()
    present.use(await rows(graph, 'nexus', 'users', accounts))
  })
  afterAll(() => present.disposeAsync())
  beforeEach(async () => {
    await graph.asOwner('nexus', 'delete from user_positions where user_id = any($1)', [people])
    await graph.asOwner('nexus', 'delete from instances where id = any($1)', [places])
    const text = 'insert into instances (id, max_users) select id, 100 from unnest($1::uuid[]) id'
    await graph.asOwner('nexus', text, [places])
    before = await deadlocks(graph)
  })
  afterEach(async () => {
    expect(await wrongSeats(graph, places)).toEqual([])
    expect(await deadlocks(graph)).toBe(before)
    await graph.asOwner('nexus', 'delete from instances where id = any($1)', [places])
  })

  const count = async (id: string) =>
    (await graph.asOwner('nexus', 'select current_users from instances where id = $1', [id]))[0]?.current_users

  test('a thousand join an instance of a hundred seats: a hundred sit, all others are told it is full', async () => {
    const outcomes: string[] = []
    const waiting = [...people]
    // Each takes the next person, and asks again for whom no connection could be had in time, as the refusal says.
    const client = async () => {
      for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
        const outcome = outcomeOf(await join(graph, person(id), { instanceId: arena }))
        if (outcome === 'TIMEOUT') waiting.push(id)
        else outcomes.push(outcome)
      }
    }
    await Promise.all(Array.from({ length: 40 }, client))
    expect(tally(outcomes)).toEqual({ done: 100, INSTANCE_FULL: 900 })
    expect(await count(arena)).toBe(100)
  })

  test('fifty people swap two instances, again and again', async () => {
    const fifty = people.slice(0, 50)
    await Promise.all(fifty.map((id, n) => join(graph, person(id), { instanceId: half(n) })))
    for (let round = 1; round <= 6; round++) {
      const moves = fifty.map((id, n) => join(graph, person(id), { instanceId: half(n + round), move: true }))
      expect(tally((await Promise.all(moves)).map(outcomeOf))).toEqual({ done: 50 })
      expect([await count(left), await count(right)]).toEqual([25, 25])
    }
  })

  test('fifty people swap two instances in which nearly every seat is taken: nobody is lost, nobody sits twice', async () => {
    const fifty = people.slice(0, 50)
    await graph.asOwner('nexus', 'update instances set max_users = 26 where id = any($1)', [[left, right]])
    await Promise.all(fifty.map((id, n) => join(graph, person(id), { instanceId: half(n) })))
    for (let round = 1; round <= 6; round++) {
      const moves = fifty.map((id, n) => join(graph, person(id), { instanceId: half(n + round), move: true }))
      const outcomes = new Set((await Promise.all(moves)).map(outcomeOf))
      expect([...outcomes].filter(outcome => !['done', 'INSTANCE_FULL'].includes(outcome))).toEqual([])
      expect(Number(await count(left)) + Number(await count(right))).toBe(50)
    }
  })

  test('one person joins twenty instances and has one seat', async () => {
    const [ann] = people as [string]
    const answers = await Promise.all(places.map(instanceId => join(graph, person(ann), { instanceId })))
    const outcomes = answers.map(outcomeOf)
    const seat = places[outcomes.indexOf('done')]
    expect(tally(outcomes)).toEqual({ done: 1, [`CONFLICT ${seat}`]: 19 })
    const moves = await Promise.all(places.map(instanceId => join(graph, person(ann), { instanceId, move: true })))
    expect(tally(moves.map(outcomeOf))).toEqual({ done: 20 })
    const counts = await Promise.all(places.map(count))
    expect(counts.reduce((sum: number, each) => sum + Number(each), 0)).toBe(1)
  })

  test('people are deleted while they move', async () => {
    const fifty = crowd(40_001, 50)
    await using _ = await rows(graph, 'nexus', 'users', fifty.rows)
    await Promise.all(fifty.ids.map((id, n) => join(graph, person(id), { instanceId: half(n) })))
    const moves = fifty.ids.map((id, n) => join(graph, gameServer, { userId: id, instanceId: half(n + 1), move: true }))
    const deletions = fifty.ids.map(id => graph.asOwner('nexus', 'delete from users where id = $1', [id]))
    await Promise.all(deletions)
    const outcomes = new Set((await Promise.all(moves)).map(outcomeOf))
    expect([...outcomes].filter(outcome => !['done', 'NOT_FOUND'].includes(outcome))).toEqual([])
    expect([await count(left), await count(right)]).toEqual([0, 0])
  })

  test('several processes sweep, each as often as it is told to, while people join and leave', async () => {
    await using database = poolOn('nexus', { max: 4 })
    const faults: unknown[] = []
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    try {
      await using first = new Upkeep(database, membershipSweep(5), error => faults.push(error))
      await using second = new Upkeep(database, membershipSweep(5), error => faults.push(error))
      const hundred = people.slice(0, 100)
      await Promise.all(hundred.map((id, n) => join(graph, person(id), { instanceId: places[n % 20] as string })))
      await runOut(graph, hundred)
      const joined = hundred.slice(0, 50).map(id => join(graph, person(id), { instanceId: arena }))
      const departed = hundred
        .slice(50, 60)
        .map((id, n) => leave(graph, person(id), { instanceId: places[(n + 50) % 20] as string }))
      await Promise.all([first.run(), second.run(), first.run(), ...joined, ...departed])
      await first.run()
      expect(tally((await Promise.all(joined)).map(outcomeOf))).toEqual({ done: 50 })
      expect(await count(arena)).toBe(50)
      await runOut(graph, hundred)
      vi.advanceTimersByTime(4_999)
      expect(await count(arena)).toBe(50)
      vi.advanceTimersByTime(1)
      await expect.poll(() => count(arena)).toBe(0)
      expect(faults).toEqual([])
    } finally {
      vi.useRealTimers()
    }
  })
})
