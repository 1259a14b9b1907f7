import { anonymous } from '@worlds/kit/identity.ts'
import { openSubgraph } from '@worlds/kit/main.ts'
import { databases } from '@worlds/kit/names.ts'
import { nexusSubgraph } from '@worlds/nexus/subgraph.ts'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { refused, rows, secondsAgo, told, uuid, withoutConstraint } from '../asking.ts'
import { ownerQueries } from '../migrations/owner/queries.ts'
import { admin, demo, gameServer, onServer, type Stack, stack } from '../stack.ts'

const at = (n: number) => uuid(35_000 + n)
const instance = (n: number, row: Record<string, unknown>) => ({ id: at(n), created_at: secondsAgo(60), ...row })
const instances = [
  instance(1, { max_users: 10, current_users: 5 }),
  instance(2, { max_users: 10, current_users: 10 }),
  instance(3, { max_users: null, current_users: 7 }),
  instance(4, { max_users: 10, current_users: null }),
  instance(5, { max_users: 8, current_users: 0, created_at: secondsAgo(3500) }),
  instance(6, { max_users: 8, current_users: 8, created_at: secondsAgo(3700) }),
  instance(7, { max_users: 8, current_users: 8, created_at: null }),
  instance(10, { max_users: 8, current_users: 8, closed_at: secondsAgo(5) }),
]
const reported: [person: number, instance: number, age: number | null][] = [
  [1, 1, 1],
  [2, 1, 11],
  [3, 2, 4],
  [4, 2, 300],
  [5, 4, 500],
  [6, 2, null],
  [7, 3, -30],
]
const positions = reported.map(([person, instance, age]) => ({
  user_id: at(person),
  instance_id: at(instance),
  last_update: age === null ? null : secondsAgo(age),
}))

let graph: Stack
const present = new AsyncDisposableStack()
beforeAll(async () => {
  graph = await stack()
  const people = positions.map(({ user_id: id }, n) => ({ id, username: `load_${n}`, email: `${n}@load` }))
  present.use(await rows(graph, 'nexus', 'users', people))
  present.use(await rows(graph, 'nexus', 'instances', instances))
  present.use(await rows(graph, 'nexus', 'user_positions', positions))
})
afterAll(() => present.disposeAsync())

interface Load {
  instance: { id: string; currentUsers: number; maxUsers: number | null; loadFactor: number | null }
  loadFactor: number | null
  activeUsers: number
  averagePositionAgeSeconds: number | null
}
const query = `query ($within: Int) { instanceLoad(createdWithinSeconds: $within) {
  loadFactor activeUsers averagePositionAgeSeconds instance { id currentUsers maxUsers loadFactor } } }`
const loads = async (within?: number): Promise<Load[]> => (await told(graph, anonymous, query, { within })).instanceLoad
const mine = (found: Load[]) => found.filter(({ instance }) => instance.id.startsWith(at(0).slice(0, -3)))

describe('the owner’s query beside the field', () => {
  interface OwnersRow {
    id: string
    load_factor: number | null
    active_users: string
    avg_position_age_seconds: number | null
  }
  const asOwner = async () => (await graph.asOwner('nexus', ownerQueries.instanceLoad)) as unknown as OwnersRow[]

  test('has the same open instances with the same load, the fullest first; the field puts those without a limit last', async () => {
    const all = await asOwner()
    const owners = all.filter(row => row.id !== at(10))
    expect(all).toHaveLength(owners.length + 1)
    const found = await loads()
    const known = (rows: { load: number | null }[]) => rows.map(row => row.load).filter(load => load !== null)
    expect(new Set(found.map(each => each.instance.id))).toEqual(new Set(owners.map(row => row.id)))
    const byId = new Map(owners.map(row => [row.id, row.load_factor]))
    for (const each of found) expect(each.loadFactor).toBe(byId.get(each.instance.id))
    expect(known(found.map(each => ({ load: each.loadFactor })))).toEqual(
      known(owners.map(row => ({ load: row.load_factor }))),
    )
    const firstUnlimited = found.findIndex(each => each.loadFactor === null)
    expect(found.slice(firstUnlimited).every(each => each.loadFactor === null)).toBe(true)
  })

  test('agrees on the active where every position is fresh, and counts those who left where the field does not', async () => {
    const owners = new Map((await asOwner()).map(row => [row.id, row]))
    const found = new Map((await loads()).map(each => [each.instance.id, each]))
    const both = (n: number) => [Number(owners.get(at(n))?.active_users), found.get(at(n))?.activeUsers]
    expect(both(1)).toEqual([2, 2])
    expect(found.get(at(1))?.averagePositionAgeSeconds).toBeCloseTo(
      Number(owners.get(at(1))?.avg_position_age_seconds),
      0,
    )
    expect(both(2)).toEqual([3, 1])
    expect(Number(owners.get(at(2))?.avg_position_age_seconds)).toBeGreaterThan(100)
    expect(found.get(at(2))?.averagePositionAgeSeconds).toBeLessThan(60)
    expect(both(4)).toEqual([1, 0])
    expect(found.get(at(4))?.averagePositionAgeSeconds).toBeNull()
  })

  test('divides by zero where an instance has no seat; the field has no load there', async () => {
    await using _seat = await withoutConstraint(graph, 'nexus', 'instances', 'has_room_for_someone')
    await using _full = await withoutConstraint(graph, 'nexus', 'instances', 'not_overfull')
    await using _ = await rows(graph, 'nexus', 'instances', [
      instance(8, { max_users: 0, current_users: 0 }),
      instance(9, { max_users: 4, current_users: 6 }),
    ])
    await expect(asOwner()).rejects.toThrow('division by zero')
    const found = mine(await loads())
    expect(found.at(0)).toMatchObject({ instance: { id: at(9) }, loadFactor: 1.5 })
    expect(found.find(each => each.instance.id === at(8))).toMatchObject({ loadFactor: null, activeUsers: 0 })
    const { instances } = await told(
      graph,
      anonymous,
      '{ instances(filter: { hasRoom: true }, first: 100) { nodes { id } } }',
    )
    const ids = instances.nodes.map((each: { id: string }) => each.id)
    expect([ids.includes(at(8)), ids.includes(at(9)), ids.includes(at(1)), ids.includes(at(3))]).toEqual([
      false,
      false,
      true,
      true,
    ])
  })
})

describe('instanceLoad', () => {
  test('is the same for everyone: only counts leave the positions', async () => {
    const seen = async (who: typeof demo) =>
      mine((await told(graph, who, query)).instanceLoad).map(each => ({
        ...each,
        averagePositionAgeSeconds: undefined,
      }))
    const passerBy = await seen(anonymous)
    expect(passerBy.length).toBeGreaterThan(3)
    for (const who of [demo, gameServer, admin]) expect(await seen(who)).toEqual(passerBy)
  })

  test('says of each instance what the instance says itself', async () => {
    // Those of the demo may turn stale between the two questions.
    for (const load of mine(await loads(31_536_000))) {
      const { instance } = await told(
        graph,
        anonymous,
        `{ instance(id: "${load.instance.id}") { loadFactor activeUsers averagePositionAgeSeconds } }`,
      )
      expect(instance).toEqual({
        loadFactor: load.loadFactor,
        activeUsers: load.activeUsers,
        averagePositionAgeSeconds: load.averagePositionAgeSeconds && expect.closeTo(load.averagePositionAgeSeconds, -1),
      })
      expect(load.instance.loadFactor).toBe(load.loadFactor)
    }
  })

  test('is of the last hour unless told otherwise', async () => {
    const ids = async (within?: number) => mine(await loads(within)).map(each => Number(each.instance.id.slice(-3)))
    expect(await ids()).toEqual([2, 1, 5, 3, 4])
    expect(await ids(3000)).toEqual([2, 1, 3, 4])
    expect(await ids(7200)).toEqual([2, 6, 1, 5, 3, 4])
    expect(await ids(1)).toEqual([])
  })

  test('takes a position from a clock that is ahead as new, not as a negative age', async () => {
    const [load] = mine(await loads()).filter(each => each.instance.id === at(3))
    expect(load).toMatchObject({ activeUsers: 1, averagePositionAgeSeconds: 0 })
  })

  test.each([0, -1, 31_536_001])('of the last %d seconds is refused', async within => {
    expect(await refused(graph, anonymous, query, { within })).toEqual({
      code: 'BAD_USER_INPUT',
      argument: 'createdWithinSeconds',
      message: `"createdWithinSeconds" takes 1 to 31536000, not ${within}.`,
    })
  })
})

describe.skipIf(!onServer)('another time zone', () => {
  const zone = 'Pacific/Kiritimati'
  const ids = (found: { id: string }[]) => found.map(each => each.id).filter(id => id.startsWith(at(0).slice(0, -3)))

  test('of a session turns the owner’s answers: no instance is of the last hour there', async () => {
    const connectionString = inject('servers')?.nexus.owner
    const sessions = ['UTC', zone].map(each => new pg.Client({ connectionString, options: `-c TimeZone=${each}` }))
    const found: string[][] = []
    for (const session of sessions) {
      await session.connect()
      found.push(ids((await session.query(ownerQueries.instanceLoad)).rows))
      await session.end()
    }
    expect(found).toEqual([expect.arrayContaining([at(1), at(2), at(5)]), []])
  })

  test('of the database and of the graph’s role does not turn the graph’s', async () => {
    const name = new URL(inject('servers')?.nexus.owner as string).pathname.slice(1)
    const everywhere = [`alter role ${databases.nexus.graphRole} in database ${name}`, `alter database ${name}`]
    for (const each of everywhere) await graph.asOwner('nexus', `${each} set timezone = '${zone}'`)
    try {
      await using elsewhere = await openSubgraph('nexus', nexusSubgraph, { settings: graph.settings, log: graph.log })
      const { data } = await elsewhere.execute({ query }, { identity: anonymous, requestId: 'zone' })
      const found = (data as { instanceLoad: Load[] }).instanceLoad
      expect(ids(found.map(each => each.instance))).toEqual([at(2), at(1), at(5), at(3), at(4)])
      expect(mine(found).map(each => each.activeUsers)).toEqual([1, 2, 0, 1, 0])
    } finally {
      for (const each of everywhere) await graph.asOwner('nexus', `${each} reset timezone`)
    }
  })
})
