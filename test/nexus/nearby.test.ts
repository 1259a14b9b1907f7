import { anonymous, type Identity } from '@worlds/kit/identity.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codes, nobody, person, refused, rows, secondsAgo, serviceOf, told, uuid } from '../asking.ts'
import { ownerQueries } from '../migrations/owner/queries.ts'
import { admin, demo, gameServer, type Stack, stack } from '../stack.ts'

const at = (n: number) => uuid(33_000 + n)
const [here, there] = [at(901), at(902)]
const asker = at(1)
const inPlace = (n: number, x: number | null, row: Record<string, unknown> = {}) => ({
  user_id: at(n),
  instance_id: here,
  position_x: x,
  position_y: 2,
  position_z: 2,
  animation_state: 'idle',
  last_update: secondsAgo(n / 10),
  ...row,
})
const positions = [
  inPlace(1, 0),
  inPlace(2, 3),
  inPlace(3, -99.9),
  inPlace(4, 100),
  inPlace(5, 5000),
  inPlace(6, 3, { animation_state: null }),
  inPlace(7, null),
  inPlace(8, 1, { position_z: null }),
  inPlace(9, 1, { last_update: secondsAgo(70) }),
  inPlace(10, 1, { last_update: null }),
  inPlace(11, 1, { instance_id: there }),
  inPlace(12, 1, { instance_id: null }),
  inPlace(13, 70, { position_z: 72 }),
]
const points = [
  { x: 0, y: 2, z: 2 },
  { x: -50.25, y: 0, z: 17 },
  { x: 5000, y: 2, z: 2 },
  { x: 1e9, y: -1e9, z: 0 },
]

let graph: Stack
const present = new AsyncDisposableStack()
beforeAll(async () => {
  graph = await stack()
  const people = positions.map(({ user_id: id }, n) => ({ id, username: `near_${n}`, email: `${n}@near` }))
  present.use(await rows(graph, 'nexus', 'users', people))
  present.use(await rows(graph, 'nexus', 'instances', [{ id: here }, { id: there }]))
  present.use(await rows(graph, 'nexus', 'user_positions', positions))
})
afterAll(() => present.disposeAsync())

const query = `query ($id: ID!, $at: PositionInput!, $radius: Float = 100, $within: Int = 60, $first: Int = 50) {
  nearbyPlayers(instanceId: $id, position: $at, radius: $radius, activeWithinSeconds: $within, first: $first) {
    distance user { username displayName } position { user { id } x y z animationState } } }`
interface Near {
  distance: number
  user: { username: string; displayName: string | null }
  position: { user: { id: string }; x: number; y: number; z: number; animationState: string | null }
}
const near = async (who: Identity, variables: Record<string, unknown> = {}): Promise<Near[]> =>
  (await told(graph, who, query, { id: here, at: points[0], ...variables })).nearbyPlayers
const ids = (found: Near[]) => found.map(each => each.position.user.id)

describe('who may not', () => {
  test('a passer-by asks in vain, and so does who is not in the instance', async () => {
    expect(await codes(graph, anonymous, query, { id: here, at: points[0] })).toEqual({
      nearbyPlayers: 'UNAUTHENTICATED',
    })
    for (const who of [demo, person(at(11)), person(at(12)), person(nobody), serviceOf('bob')]) {
      expect(await near(who)).toEqual([])
    }
    expect(await graph.asOwner('nexus', 'select from user_positions where instance_id = $1', [here])).toHaveLength(11)
  })
})

describe('the owner’s query beside the field', () => {
  const asOwner = (point: (typeof points)[number]) =>
    graph.asOwner('nexus', ownerQueries.nearbyPlayers, [point.x, point.y, point.z, here])

  test.each(points)('gives a game server the same people at the same distances around %j', async point => {
    const rows = await asOwner(point)
    const found = await near(gameServer, { at: point })
    const seen = found.map(({ user, position, distance }) => ({
      username: user.username,
      display_name: user.displayName,
      position_x: position.x,
      position_y: position.y,
      position_z: position.z,
      animation_state: position.animationState,
      distance,
    }))
    const byName = (a: { distance?: unknown; username?: unknown }, b: typeof a) =>
      Number(a.distance) - Number(b.distance) || String(a.username).localeCompare(String(b.username))
    expect(seen.toSorted(byName)).toEqual(rows.toSorted(byName))
  })

  test('finds the asker too; the field leaves them out', async () => {
    const [first] = await asOwner({ x: 0, y: 2, z: 2 })
    expect(first).toMatchObject({ username: 'near_0', distance: 0 })
    const all = ids(await near(admin))
    expect(all).toContain(asker)
    expect(ids(await near(person(asker)))).toEqual(all.filter(id => id !== asker))
  })

  test('in the demo’s busiest instance they agree as well', async () => {
    const [busiest] = await graph.asOwner(
      'nexus',
      `select instance_id as id, avg(position_x) as x, avg(position_y) as y, avg(position_z) as z,
        json_object_agg(user_id, last_update) as reported
      from user_positions where instance_id <> $1 group by instance_id order by count(*) desc limit 1`,
      [here],
    )
    const { id, reported, ...point } = busiest as { id: string; reported: object; x: number; y: number; z: number }
    const set = (moment: string, ...values: unknown[]) =>
      graph.asOwner('nexus', `update user_positions set last_update = ${moment} where instance_id = $1`, [
        id,
        ...values,
      ])
    await set(`now() at time zone 'UTC'`)
    try {
      const rows = await graph.asOwner('nexus', ownerQueries.nearbyPlayers, [point.x, point.y, point.z, id])
      const found = await near(admin, { id, at: point, first: 100 })
      expect(found.map(each => each.user.username)).toEqual(rows.map(row => row.username))
      expect(found.length).toBeGreaterThan(10)
    } finally {
      await set('($2::jsonb ->> user_id::text)::timestamp', JSON.stringify(reported))
    }
  })
})

describe('nearbyPlayers', () => {
  test('are the nearest first, those of equal distance by id, and only closer than the radius', async () => {
    expect(ids(await near(gameServer))).toEqual([at(1), at(2), at(6), at(13), at(3)])
    expect(ids(await near(gameServer, { radius: 98 }))).toEqual([at(1), at(2), at(6)])
    expect(ids(await near(gameServer, { radius: 3 }))).toEqual([at(1)])
    expect(ids(await near(gameServer, { radius: 3.0001 }))).toEqual([at(1), at(2), at(6)])
    expect(ids(await near(gameServer, { radius: 100.001 }))).toEqual([at(1), at(2), at(6), at(13), at(3), at(4)])
    expect(ids(await near(gameServer, { radius: 100_000 }))).toHaveLength(7)
    expect(ids(await near(gameServer, { radius: 5e-324 }))).toEqual([at(1)])
  })

  test('are as many as asked for, and have reported as lately as asked for', async () => {
    expect(ids(await near(gameServer, { first: 2 }))).toEqual([at(1), at(2)])
    expect(ids(await near(gameServer, { within: 120 }))).toEqual([at(1), at(9), at(2), at(6), at(13), at(3)])
    expect(ids(await near(gameServer, { radius: null, within: null, first: null }))).toEqual(
      ids(await near(gameServer)),
    )
  })

  test('are none in an instance that is not', async () => {
    expect(await near(gameServer, { id: nobody })).toEqual([])
  })

  const bad: [string, Record<string, unknown>][] = [
    ['radius', { radius: -1 }],
    ['radius', { radius: 0 }],
    ['radius', { radius: 100_001 }],
    ['radius', { radius: 1e300 }],
    ['instanceId', { id: 'x' }],
    ['instanceId', { id: '' }],
    ['activeWithinSeconds', { within: 0 }],
    ['activeWithinSeconds', { within: 86_401 }],
    ['first', { first: 0 }],
    ['first', { first: -1 }],
    ['first', { first: 101 }],
    ['first', { first: 1000 }],
    ['position.x', { at: { x: 1.1e9, y: 0, z: 0 } }],
    ['position.y', { at: { x: 0, y: -1e300, z: 0 } }],
    ['position.z', { at: { x: 0, y: 0, z: 1e10 } }],
  ]
  test.each(bad)('refuse %s of %j', async (argument, variables) => {
    const refusal = await refused(graph, gameServer, query, { id: here, at: points[0], ...variables })
    expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', argument })
    expect(refusal.message).toMatch(new RegExp(`^"${argument}" takes .+, not `))
  })

  test.each(['NaN', 'Infinity', '-Infinity', '1e999', '-1e999', `1${'0'.repeat(400)}`, '"1"', 'null', '0x10'])(
    'refuse the literal %.20s as a coordinate and as a radius',
    async literal => {
      const ask = (x: string, radius: string) =>
        refused(
          graph,
          gameServer,
          `{ nearbyPlayers(instanceId: "${here}", position: { x: ${x}, y: 0, z: 0 }, radius: ${radius}) { distance } }`,
        )
      const expected = { code: expect.stringMatching(/^GRAPHQL_(VALIDATION|PARSE)_FAILED$/) }
      expect(await ask(literal, '1')).toMatchObject(expected)
      if (literal !== 'null') expect(await ask('1', literal)).toMatchObject(expected)
    },
  )

  test.each(['NaN', 'Infinity', '1', true, null, [], {}])('refuse %j in a variable', async x => {
    const refusal = await refused(graph, gameServer, query, { id: here, at: { x, y: 0, z: 0 } })
    expect(refusal.code).toBe('BAD_USER_INPUT')
    expect(refusal.message).toMatch(/^Variable "\$at" got invalid value .* at "at\.x"; /)
  })
})
