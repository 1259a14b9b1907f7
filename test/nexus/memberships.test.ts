import { anonymous, type Identity } from '@worlds/kit/identity.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { nobody, person, refusalsOf, rows, serviceOf, told, uuid } from '../asking.ts'
import { admin, gameServer, type Stack, stack } from '../stack.ts'
import { crowd, join, joining, leave, leaving, outcomeOf, runOut, sweep, wrongSeats } from './seats.ts'

const { ids: people, rows: accounts } = crowd(36_001, 4)
const [ann, ben, cia, dan] = people as [string, string, string, string]
const [plaza, hall, den, shut, endless] = [1, 2, 3, 4, 5].map(n => uuid(36_100 + n)) as [
  string,
  string,
  string,
  string,
  string,
]
const instances = [
  { id: plaza, instance_type: 'public', max_users: 2, current_users: 0 },
  { id: hall, instance_type: 'event', max_users: 3, current_users: 0 },
  { id: den, instance_type: 'private', max_users: 3, current_users: 0 },
  { id: shut, instance_type: 'public', max_users: 3, current_users: 0, closed_at: '2026-01-01' },
  { id: endless, instance_type: null, max_users: null, current_users: null },
]

let graph: Stack
let present: AsyncDisposable
beforeAll(async () => {
  graph = await stack()
  present = await rows(graph, 'nexus', 'users', [
    ...accounts,
    { ...crowd(36_050, 1).rows[0], account_status: 'banned' },
  ])
})
afterAll(() => present[Symbol.asyncDispose]())

let places: AsyncDisposable
beforeEach(async () => {
  await graph.asOwner('nexus', 'delete from user_positions where user_id = any($1)', [people])
  places = await rows(graph, 'nexus', 'instances', instances)
  return async () => {
    const ids = instances.map(({ id }) => id)
    expect(await wrongSeats(graph, ids)).toEqual([])
    await places[Symbol.asyncDispose]()
  }
})

const enter = async (userId: string, instanceId: string, input = {}, who: Identity = person(userId)) =>
  outcomeOf(await join(graph, who, { userId, instanceId, ...input }))
const exit = async (userId: string, instanceId: string, who: Identity = person(userId)) =>
  outcomeOf(await leave(graph, who, { userId, instanceId }))
const seats = async () => {
  const text = 'select user_id, instance_id from graph.memberships where user_id = any($1)'
  return Object.fromEntries((await graph.asOwner('nexus', text, [people])).map(row => [row.user_id, row.instance_id]))
}
const standing = async (userId: string) =>
  (await graph.asOwner('nexus', 'select * from user_positions where user_id = $1', [userId]))[0]
const counted = async (id: string) =>
  (await graph.asOwner('nexus', 'select current_users from instances where id = $1', [id]))[0]?.current_users

describe('who may not', () => {
  test.each<[string, Identity, string]>([
    ['nobody signed in', anonymous, 'UNAUTHENTICATED'],
    ['another person', person(ben), 'FORBIDDEN'],
    ['a service of one companion', serviceOf('bob'), 'FORBIDDEN'],
  ])('%s seats somebody, or takes their seat', async (_, who, code) => {
    expect(await enter(ann, plaza, {}, who)).toBe(code)
    expect(await enter(ann, plaza)).toBe('done')
    expect(await enter(ann, hall, { move: true }, who)).toBe(code)
    expect(await exit(ann, plaza, who)).toBe(code)
    expect(await seats()).toEqual({ [ann]: plaza })
  })

  test('a person enters a private instance only when the game server has let them in', async () => {
    expect(await enter(ann, den)).toBe('FORBIDDEN')
    expect(await enter(ann, den, { move: true })).toBe('FORBIDDEN')
    expect(await enter(ann, den, {}, gameServer)).toBe('done')
    expect(await enter(ann, den)).toBe(`CONFLICT ${den}`)
    expect(await enter(ann, den, { move: true })).toBe('done')
    await runOut(graph, [ann])
    expect(await enter(ann, den)).toBe('FORBIDDEN')
    await sweep(graph)
    expect(await enter(ann, den)).toBe('FORBIDDEN')
  })

  test('a service of one companion, an admin and a game server mean nobody when they name nobody', async () => {
    for (const ask of [join, leave]) {
      expect(outcomeOf(await ask(graph, serviceOf('bob'), { instanceId: plaza }))).toBe('FORBIDDEN')
      for (const who of [admin, gameServer]) {
        const refusals = refusalsOf(await ask(graph, who, { instanceId: plaza }))
        expect(refusals).toMatchObject([{ code: 'BAD_USER_INPUT', argument: 'userId' }])
      }
    }
  })

  test('nobody seats who is banned', async () => {
    for (const who of [admin, gameServer]) expect(await enter(uuid(36_050), plaza, {}, who)).toBe('FORBIDDEN')
  })

  test('others see who is where in no way', async () => {
    await enter(ann, plaza)
    const query = `{ user(id: "${ann}") { position { instance { id } } } instance(id: "${plaza}") { players { nodes { user { id } } } } }`
    const hidden = { user: { position: null }, instance: { players: { nodes: [] } } }
    expect(await told(graph, person(ben), query)).toEqual(hidden)
    expect(await told(graph, serviceOf('bob'), query)).toEqual(hidden)
    const seen = { user: { position: { instance: { id: plaza } } } }
    expect(await told(graph, person(ann), query)).toMatchObject(seen)
    expect(await seats()).toEqual({ [ann]: plaza })
  })
})

describe('what is refused', () => {
  test.each<[Record<string, unknown>, string]>([
    [{ instanceId: 'x' }, 'instanceId'],
    [{ userId: 'x' }, 'userId'],
    [{ position: { x: 1e10, y: 0, z: 0 } }, 'position.x'],
    [{ position: { x: 0, y: -1e10, z: 0 } }, 'position.y'],
    [{ position: { x: 0, y: 0, z: 1e300 } }, 'position.z'],
  ])('joining with %j', async (fault, argument) => {
    const refusals = refusalsOf(await join(graph, person(ann), { instanceId: plaza, ...fault }))
    const message = expect.stringContaining(`"${argument}"`)
    expect(refusals).toMatchObject([{ code: 'BAD_USER_INPUT', argument, message }])
    expect([await seats(), await standing(ann)]).toEqual([{}, undefined])
  })

  test('what is not there', async () => {
    for (const [ask, text] of [
      [join, joining],
      [leave, leaving],
    ] as const) {
      for (const who of [person(ann), gameServer, admin]) {
        const [place] = refusalsOf(await ask(graph, who, { userId: ann, instanceId: nobody }))
        expect([text, place]).toMatchObject([text, { code: 'NOT_FOUND', argument: 'instanceId' }])
      }
      for (const who of [gameServer, admin, person(nobody)]) {
        const [account] = refusalsOf(await ask(graph, who, { userId: nobody, instanceId: plaza }))
        expect([text, account]).toMatchObject([text, { code: 'NOT_FOUND', argument: 'userId' }])
      }
    }
  })

  test('a closed instance, to all', async () => {
    for (const who of [person(ann), gameServer, admin]) expect(await enter(ann, shut, {}, who)).toBe('INSTANCE_CLOSED')
    await enter(ann, plaza)
    expect(await enter(ann, shut, { move: true })).toBe('INSTANCE_CLOSED')
    expect(await seats()).toEqual({ [ann]: plaza })
  })

  test('a full instance, to all; whoever wanted to move stays where they were', async () => {
    await enter(ann, plaza)
    await enter(ben, plaza)
    await enter(cia, hall)
    for (const who of [person(dan), gameServer, admin]) expect(await enter(dan, plaza, {}, who)).toBe('INSTANCE_FULL')
    expect(await enter(cia, plaza, { move: true })).toBe('INSTANCE_FULL')
    expect(await seats()).toEqual({ [ann]: plaza, [ben]: plaza, [cia]: hall })
    expect(await standing(cia)).toMatchObject({ instance_id: hall })
    expect(await standing(dan)).toBeUndefined()
    await exit(ann, plaza)
    expect(await enter(cia, plaza, { move: true })).toBe('done')
    expect([await counted(plaza), await counted(hall)]).toEqual([2, 0])
  })

  test('a second seat: the refusal names the first', async () => {
    await enter(ann, plaza)
    expect(await enter(ann, plaza)).toBe(`CONFLICT ${plaza}`)
    expect(await enter(ann, hall)).toBe(`CONFLICT ${plaza}`)
    expect(await enter(ann, hall, { move: false })).toBe(`CONFLICT ${plaza}`)
    expect(await seats()).toEqual({ [ann]: plaza })
  })

  test('leaving what one is not in: the refusal names where one is', async () => {
    expect(await exit(ann, plaza)).toBe('CONFLICT null')
    await enter(ann, plaza)
    expect(await exit(ann, hall)).toBe(`CONFLICT ${plaza}`)
    expect(await seats()).toEqual({ [ann]: plaza })
    expect(await exit(ann, plaza)).toBe('done')
    expect(await exit(ann, plaza)).toBe('CONFLICT null')
  })
})

describe('a seat', () => {
  test.each([person(ann), admin, gameServer])('is taken, moved, renewed and given back by %j', async who => {
    const { joinInstance } = (await join(graph, who, { userId: ann, instanceId: plaza.toUpperCase() })).data
    expect(joinInstance.instance).toEqual({ id: plaza, currentUsers: 1 })
    const remaining = Date.parse(joinInstance.expiresAt) - Date.now()
    expect(remaining).toBeGreaterThan(60_000)
    expect(remaining).toBeLessThanOrEqual(120_000)
    expect(await enter(ann, hall, { move: true }, who)).toBe('done')
    expect([await counted(plaza), await counted(hall)]).toEqual([0, 1])
    const renewed = (await join(graph, who, { userId: ann, instanceId: hall, move: true })).data.joinInstance
    expect(Date.parse(renewed.expiresAt)).toBeGreaterThan(Date.parse(joinInstance.expiresAt))
    const left = (await leave(graph, who, { userId: ann, instanceId: hall })).data.leaveInstance
    expect(left).toEqual({ instance: { id: hall, currentUsers: 0 } })
    expect([await seats(), await standing(ann)]).toMatchObject([{}, { instance_id: null }])
  })

  test('is one’s own without naming oneself', async () => {
    expect(outcomeOf(await join(graph, person(ann), { instanceId: plaza }))).toBe('done')
    expect(outcomeOf(await leave(graph, person(ann), { instanceId: plaza }))).toBe('done')
  })

  test('is never missing where an instance has no limit', async () => {
    for (const id of people) expect(await enter(id, endless)).toBe('done')
    expect(await counted(endless)).toBe(4)
    for (const id of people) expect(await exit(id, endless)).toBe('done')
  })

  test('stands where it is asked to, or where its person last was, or nowhere yet', async () => {
    await enter(ann, plaza)
    expect(await standing(ann)).toMatchObject({ instance_id: plaza, position_x: null, position_z: null })
    await enter(ann, hall, { move: true, position: { x: 1.5, y: -2, z: 0 } })
    expect(await standing(ann)).toMatchObject({ instance_id: hall, position_x: 1.5, position_y: -2, position_z: 0 })
    await exit(ann, hall)
    expect(await standing(ann)).toMatchObject({ instance_id: null, position_x: 1.5, position_y: -2, position_z: 0 })
    await enter(ann, plaza)
    expect(await standing(ann)).toMatchObject({ instance_id: plaza, position_x: 1.5, position_y: -2, position_z: 0 })
    const query = `{ instance(id: "${plaza}") { activeUsers players { nodes { user { id } x } } } }`
    const seen = { activeUsers: 1, players: { nodes: [{ user: { id: ann }, x: 1.5 }] } }
    expect(await told(graph, person(ann), query)).toEqual({ instance: seen })
  })

  test('is given back with its person, one or several of them at once', async () => {
    for (const id of [ann, ben]) await enter(id, plaza)
    for (const id of [cia, dan]) await enter(id, hall)
    await graph.asOwner('nexus', 'delete from users where id = any($1)', [[ann, ben, cia]])
    expect([await counted(plaza), await counted(hall)]).toEqual([0, 1])
    expect(await seats()).toEqual({ [dan]: hall })
    await graph.asOwner('nexus', 'delete from users where id = $1', [dan])
    await present[Symbol.asyncDispose]()
    present = await rows(graph, 'nexus', 'users', accounts)
  })

  test('goes with its instance, when that is deleted', async () => {
    await enter(ann, plaza)
    await graph.asOwner('nexus', 'delete from instances where id = $1', [plaza])
    expect([await seats(), await standing(ann)]).toMatchObject([{}, { instance_id: null }])
    expect(await enter(ann, hall)).toBe('done')
  })
})

describe('a lease', () => {
  test('that has run out is swept: seat, count and place are free, and others stay', async () => {
    for (const id of [ann, ben]) await enter(id, plaza)
    await enter(cia, hall)
    await runOut(graph, [ann, cia])
    expect(await sweep(graph)).toBe(2)
    expect(await sweep(graph)).toBe(0)
    expect(await seats()).toEqual({ [ben]: plaza })
    expect([await counted(plaza), await counted(hall)]).toEqual([1, 0])
    expect(await standing(ann)).toMatchObject({ instance_id: null })
  })

  test('is swept by so many at once as are asked for', async () => {
    for (const id of people) await enter(id, endless)
    await runOut(graph, people)
    expect([await sweep(graph, 3), await sweep(graph, 3), await sweep(graph, 3)]).toEqual([3, 1, 0])
  })

  test('that has run out and is not swept yet counts as left', async () => {
    for (const id of [ann, ben]) await enter(id, plaza)
    await runOut(graph, [ann, ben])
    expect(await enter(ann, hall)).toBe('done')
    expect(await enter(ben, plaza)).toBe('done')
    expect([await counted(plaza), await counted(hall)]).toEqual([1, 1])
    expect(await sweep(graph)).toBe(0)
    expect(await seats()).toEqual({ [ann]: hall, [ben]: plaza })
  })

  test('that has run out may still be given back', async () => {
    await enter(ann, plaza)
    await runOut(graph, [ann])
    expect(await exit(ann, plaza)).toBe('done')
    expect(await sweep(graph)).toBe(0)
  })

  test('does not take anybody out of where another program has put them meanwhile', async () => {
    await enter(ann, plaza)
    await runOut(graph, [ann])
    await graph.asOwner('nexus', 'update user_positions set instance_id = $1 where user_id = $2', [hall, ann])
    expect(await sweep(graph)).toBe(1)
    expect([await standing(ann), await counted(plaza), await counted(hall)]).toMatchObject([
      { instance_id: hall },
      0,
      0,
    ])
    expect(await exit(ann, hall)).toBe('done')
  })
})

describe('other programs', () => {
  const stand = (userId: string, instanceId: string) =>
    graph.asOwner('nexus', 'insert into user_positions (user_id, instance_id) values ($1, $2)', [userId, instanceId])

  test('place people without seats: they join anywhere, and leave without taking a seat away', async () => {
    await stand(ann, plaza)
    expect(await exit(ann, hall)).toBe(`CONFLICT ${plaza}`)
    expect(await exit(ann, plaza)).toBe('done')
    expect([await counted(plaza), await standing(ann)]).toMatchObject([0, { instance_id: null }])
    await stand(ben, plaza)
    expect(await enter(ben, plaza)).toBe('done')
    await stand(cia, plaza)
    expect(await enter(cia, hall)).toBe('done')
    expect([await counted(plaza), await counted(hall)]).toEqual([1, 1])
    expect(await seats()).toEqual({ [ben]: plaza, [cia]: hall })
  })

  test('count seats of their own, which are honoured and stay', async () => {
    const count = (more: number) =>
      graph.asOwner('nexus', 'update instances set current_users = current_users + $1 where id = $2', [more, plaza])
    await count(1)
    expect(await enter(ann, plaza)).toBe('done')
    expect(await enter(ben, plaza)).toBe('INSTANCE_FULL')
    expect(await counted(plaza)).toBe(2)
    await exit(ann, plaza)
    expect(await counted(plaza)).toBe(1)
    await count(-1)
    await enter(ann, plaza)
    // A program that sets the count to nothing makes nobody stay for ever.
    await count(-1)
    expect(await exit(ann, plaza)).toBe('done')
    expect(await counted(plaza)).toBe(0)
  })
})
