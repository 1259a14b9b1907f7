import { anonymous, type Identity } from '@worlds/kit/identity.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codes, inUtc, nobody, person, refused, rows, secondsAgo, serviceOf, told, uuid } from '../asking.ts'
import { admin, demo, gameServer, type Stack, stack } from '../stack.ts'

const at = (n: number) => uuid(32_000 + n)
const [here, there] = [at(901), at(902)]
const [ada, ben, cid, dot, far, out] = [at(1), at(2), at(3), at(4), at(5), at(6)]

const position = (user_id: string, instance_id: string | null, row: Record<string, unknown> = {}) => ({
  user_id,
  instance_id,
  position_x: 0,
  position_y: 0,
  position_z: 0,
  last_update: secondsAgo(5),
  ...row,
})

let graph: Stack
const present = new AsyncDisposableStack()
beforeAll(async () => {
  graph = await stack()
  const people = [ada, ben, cid, dot, far, out].map((id, n) => ({ id, username: `pos_${n}`, email: `${n}@pos` }))
  present.use(await rows(graph, 'nexus', 'users', people))
  present.use(await rows(graph, 'nexus', 'instances', [{ id: here }, { id: there }]))
  present.use(
    await rows(graph, 'nexus', 'user_positions', [
      position(ada, here, {
        position_x: 1.5,
        position_y: -2,
        position_z: 1e-3,
        rotation_y: 3,
        animation_state: 'walk',
      }),
      position(ben, here),
      position(cid, here, { last_update: secondsAgo(90), position_x: null }),
      position(dot, here, { last_update: null }),
      position(far, there),
      position(out, null),
    ]),
  )
})
afterAll(() => present.disposeAsync())

const seenBy = async (who: Identity, ids = [ada, ben, cid, dot, far, out]) => {
  const query = 'query ($ids: [ID!]) { users(filter: { ids: $ids }, first: 100) { nodes { id position { x } } } }'
  const { users } = await told(graph, who, query, { ids })
  return users.nodes
    .filter((each: { position: unknown }) => each.position)
    .map((each: { id: string }) => each.id)
    .toSorted()
}
const playersSeenBy = async (who: Identity, id = here, activeWithinSeconds = 86_400) => {
  const query = `query ($id: ID!, $within: Int) { instance(id: $id) {
    players(activeWithinSeconds: $within, first: 100) { nodes { user { id } } totalCount } } }`
  const { players } = (await told(graph, who, query, { id, within: activeWithinSeconds })).instance
  expect(players.totalCount).toBe(players.nodes.length)
  return players.nodes.map((node: { user: { id: string } }) => node.user.id)
}

describe('who may not', () => {
  test('a passer-by is told nowhere where anybody is', async () => {
    const query = `{ user(id: "${ada}") { position { x } } instance(id: "${here}") { players { totalCount } }
      nearbyPlayers(instanceId: "${here}", position: { x: 0, y: 0, z: 0 }) { distance } }`
    expect(await codes(graph, anonymous, query)).toEqual({
      'user.position': 'UNAUTHENTICATED',
      'instance.players': 'UNAUTHENTICATED',
      nearbyPlayers: 'UNAUTHENTICATED',
    })
  })

  test('people see themselves and who is in their instance; others are hidden, and are there', async () => {
    expect(await seenBy(person(ada))).toEqual([ada, ben, cid, dot])
    expect(await seenBy(person(far))).toEqual([far])
    expect(await seenBy(person(out))).toEqual([out])
    expect(await seenBy(demo)).toEqual([])
    const stored = await graph.asOwner('nexus', 'select 1 from user_positions where user_id = any($1)', [
      [ada, far, out],
    ])
    expect(stored).toHaveLength(3)
  })

  test('a companion’s service sees nobody, a game server and an admin everyone', async () => {
    expect(await seenBy(serviceOf('bob'))).toEqual([])
    expect(await seenBy(gameServer)).toEqual([ada, ben, cid, dot, far, out])
    expect(await seenBy(admin)).toEqual([ada, ben, cid, dot, far, out])
  })

  test('the players of an instance are for who is in it, and their number too', async () => {
    expect(await playersSeenBy(person(far))).toEqual([])
    expect(await playersSeenBy(person(nobody))).toEqual([])
    expect(await playersSeenBy(serviceOf('bob'))).toEqual([])
    expect(await playersSeenBy(person(ada))).toEqual([ada, ben, cid])
    expect(await playersSeenBy(gameServer)).toEqual([ada, ben, cid])
    expect(await playersSeenBy(admin, there)).toEqual([far])
  })

  test('who leaves an instance loses sight of it at once', async () => {
    expect(await seenBy(person(ben))).toEqual([ada, ben, cid, dot])
    await graph.asOwner('nexus', 'update user_positions set instance_id = $1 where user_id = $2', [there, ben])
    try {
      expect(await seenBy(person(ben))).toEqual([ben, far])
    } finally {
      await graph.asOwner('nexus', 'update user_positions set instance_id = $1 where user_id = $2', [here, ben])
    }
  })
})

describe('position', () => {
  test('has every field of the row', async () => {
    const fields = 'user { id } instance { id } x y z rotationY animationState lastUpdate isStale'
    const stored = await graph.asOwner(
      'nexus',
      `select json_build_object('id', user_id) as user,
        case when instance_id is not null then json_build_object('id', instance_id) end as instance,
        position_x as x, position_y as y, position_z as z, rotation_y as "rotationY",
        animation_state as "animationState", ${inUtc('last_update')} as "lastUpdate",
        (last_update > now() at time zone 'UTC' - interval '1 minute') is not true as "isStale"
      from user_positions`,
    )
    expect(stored.length).toBeGreaterThan(100)
    const query = `query ($ids: [ID!]) { users(filter: { ids: $ids }, first: 100) { nodes { position { ${fields} } } } }`
    const ids = stored.map(row => (row.user as { id: string }).id)
    const read = await Promise.all(
      [0, 100, 200].map(
        async from => (await told(graph, admin, query, { ids: ids.slice(from, from + 100) })).users.nodes,
      ),
    )
    const byUser = new Map(read.flat().map(({ position }) => [position.user.id, position]))
    // Those that turn stale while the test runs are left to the test below.
    const settled = (row: Record<string, unknown>) => ({ ...row, isStale: undefined })
    for (const row of stored) expect(settled(byUser.get((row.user as { id: string }).id))).toEqual(settled(row))
  })

  test('is stale after a minute, and when nobody knows its age', async () => {
    const query = 'query ($ids: [ID!]) { users(filter: { ids: $ids }) { nodes { id position { isStale } } } }'
    const { users } = await told(graph, admin, query, { ids: [ada, cid, dot] })
    const stale = users.nodes.map((each: { id: string; position: { isStale: boolean } }) => [
      each.id,
      each.position.isStale,
    ])
    expect(Object.fromEntries(stale)).toEqual({ [ada]: false, [cid]: true, [dot]: true })
  })
})

describe('players', () => {
  test('are those of the last minute unless told otherwise', async () => {
    const query = `{ instance(id: "${here}") { players { nodes { user { id } } } none: players(activeWithinSeconds: null) { totalCount } } }`
    const { instance } = await told(graph, person(ada), query)
    expect(instance.players.nodes.map((node: { user: { id: string } }) => node.user.id)).toEqual([ada, ben])
    expect(instance.none.totalCount).toBe(2)
    expect(await playersSeenBy(person(ada), here, 120)).toEqual([ada, ben, cid])
  })

  test.each([0, -1, 86_401])('of the last %d seconds are refused', async within => {
    const query = `{ instance(id: "${here}") { players(activeWithinSeconds: ${within}) { totalCount } } }`
    expect(await refused(graph, person(ada), query)).toEqual({
      code: 'BAD_USER_INPUT',
      argument: 'activeWithinSeconds',
      message: `"activeWithinSeconds" takes 1 to 86400, not ${within}.`,
    })
  })
})
