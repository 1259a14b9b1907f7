import { anonymous, type Identity } from '@worlds/kit/identity.ts'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { nobody, person, refused, rows, serviceOf, told, uuid } from '../asking.ts'
import { admin, gameServer, onServer, type Stack, stack } from '../stack.ts'
import { closing, crowd, deadlocks, join, outcomeOf, runOut, wrongSeats } from './seats.ts'

type Input = Record<string, unknown>

const { ids: people, rows: accounts } = crowd(36_201, 30)
const [ann, ben] = people as [string, string]
const [plaza, shut] = [uuid(36_301), uuid(36_302)]
const fields =
  'id space { id } instanceType maxUsers currentUsers serverRegion state stateVersion createdAt closedAt loadFactor'
const creating = `mutation ($input: CreateInstanceInput!) { createInstance(input: $input) { instance { ${fields} } } }`
const patching = `mutation ($input: UpdateInstanceStateInput!) { updateInstanceState(input: $input) { instance { ${fields} } } }`

let graph: Stack
let present: AsyncDisposable
let places: AsyncDisposable | undefined
beforeAll(async () => {
  graph = await stack()
  present = await rows(graph, 'nexus', 'users', accounts)
})
afterAll(() => present[Symbol.asyncDispose]())

const open = async (state: unknown = { score: 1, teams: { red: 1, blue: 2 } }) => {
  places = await rows(graph, 'nexus', 'instances', [
    { id: plaza, instance_type: 'event', max_users: 40, current_users: 0, state },
    { id: shut, instance_type: 'event', max_users: 3, current_users: 0, closed_at: '2026-01-01', state: {} },
  ])
}
afterEach(async () => {
  expect(await wrongSeats(graph, [plaza, shut])).toEqual([])
  await places?.[Symbol.asyncDispose]()
  await graph.asOwner('nexus', `delete from instances where instance_type like 'made %'`)
})

const create = async (input: Input, who: Identity = gameServer) =>
  (await told(graph, who, creating, { input: { instanceType: 'made here', ...input } })).createInstance.instance
const patch = async (input: Input, who: Identity = gameServer) =>
  (await told(graph, who, patching, { input: { instanceId: plaza, ...input } })).updateInstanceState.instance
const stored = () => graph.asOwner('nexus', 'select * from instances order by id')
const notDone = async (query: string, input: Input, who: Identity = gameServer) => {
  const before = await stored()
  const refusal = await refused(graph, who, query, { input })
  expect(await stored()).toEqual(before)
  return refusal
}
const merged = async (target: unknown, change: unknown) => {
  const values = [JSON.stringify(target), JSON.stringify(change)]
  return (await graph.asOwner('nexus', 'select graph.merge_patch($1, $2) as merged', values))[0]?.merged
}

describe('who may not', () => {
  test.each<[string, Identity, string]>([
    ['nobody signed in', anonymous, 'UNAUTHENTICATED'],
    ['a person', person(ann), 'FORBIDDEN'],
    ['a service of one companion', serviceOf('bob'), 'FORBIDDEN'],
  ])('%s opens, changes or closes an instance', async (_, who, code) => {
    await open()
    expect((await notDone(creating, { instanceType: 'made by none' }, who)).code).toBe(code)
    expect((await notDone(patching, { instanceId: plaza, patch: { score: 9 } }, who)).code).toBe(code)
    expect((await notDone(closing, { instanceId: plaza }, who)).code).toBe(code)
    expect((await notDone(closing, { instanceId: nobody }, who)).code).toBe(code)
  })
})

describe('what is refused', () => {
  const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) })
  test.each<[Input, string]>([
    [{ worldId: 'x' }, 'worldId'],
    [{ instanceType: '' }, 'instanceType'],
    [{ instanceType: 'x'.repeat(51) }, 'instanceType'],
    [{ instanceType: 'a\nb' }, 'instanceType'],
    [{ maxUsers: 0 }, 'maxUsers'],
    [{ maxUsers: 10_001 }, 'maxUsers'],
    [{ serverRegion: '' }, 'serverRegion'],
    [{ serverRegion: 'x'.repeat(51) }, 'serverRegion'],
    [{ state: [1] }, 'state'],
    [{ state: 'open' }, 'state'],
  ])('opening with %.60j', async (fault, argument) => {
    const refusal = await notDone(creating, { instanceType: 'made here', ...fault })
    expect(refusal).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument,
      message: expect.stringContaining(`"${argument}"`),
    })
  })

  test.each<[string, unknown]>([
    ['a list', [1]],
    ['a text', 'x'],
    ['null', null],
    ['a state of more than 64 KiB, of which half was there', { b: 'x'.repeat(40_000) }],
    ['more than 64 KiB at once', { b: 'x'.repeat(66_000) }],
    ['more than 32 levels at once', deep(33)],
    ['a key that programs trip over', JSON.parse('{"a": {"__proto__": {"admin": true}}}')],
  ])('a patch that is or makes %s', async (_, change) => {
    await open({ a: deep(29), text: 'x'.repeat(30_000) })
    const refusal = await notDone(patching, { instanceId: plaza, patch: change })
    expect(refusal.code).toBe('BAD_USER_INPUT')
    expect(refusal.message).toMatch(/"patch"|JSON/)
  })

  test('a patch that leaves a state of another program deeper than any argument may be', async () => {
    await open({ theirs: deep(40) })
    const refusal = await notDone(patching, { instanceId: plaza, patch: { ours: 1 } })
    expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'patch' })
    expect((await patch({ patch: { theirs: null, ours: deep(31) } })).state).toEqual({ ours: deep(31) })
  })

  test('the same keys written into the query, and as the state of a new instance', async () => {
    await open()
    const literal = `mutation { updateInstanceState(input: { instanceId: "${plaza}", patch: { __proto__: { a: 1 } } }) { instance { id } } }`
    expect((await refused(graph, gameServer, literal)).code).toBe('BAD_USER_INPUT')
    for (const state of [JSON.parse('{"__proto__": 1}'), { constructor: 1 }, deep(33), { a: 'x'.repeat(66_000) }]) {
      expect((await notDone(creating, { instanceType: 'made here', state })).code).toBe('BAD_USER_INPUT')
    }
  })

  test('what is not there, and what is closed', async () => {
    await open()
    for (const who of [gameServer, admin]) {
      for (const [query, rest] of [
        [patching, { patch: {} }],
        [closing, {}],
      ] as const) {
        const argument = 'instanceId'
        expect(await notDone(query, { instanceId: nobody, ...rest }, who)).toMatchObject({
          code: 'NOT_FOUND',
          argument,
        })
        expect(await notDone(query, { instanceId: shut, ...rest }, who)).toMatchObject({
          code: 'INSTANCE_CLOSED',
          argument,
        })
        expect(await notDone(query, { instanceId: 'x', ...rest }, who)).toMatchObject({
          code: 'BAD_USER_INPUT',
          argument,
        })
      }
    }
  })

  test('a patch for a state that is another by now: the refusal names its version', async () => {
    await open()
    await patch({ patch: { score: 2 } })
    const before = await stored()
    const input = { instanceId: plaza, patch: { score: 3 }, expectedVersion: 0 }
    const { errors } = await graph.ask(gameServer, patching, { input })
    expect(errors).toMatchObject([{ extensions: { code: 'CONFLICT', argument: 'expectedVersion', stateVersion: 1 } }])
    expect(await stored()).toEqual(before)
  })
})

describe('an instance', () => {
  test.each([gameServer, admin])('is opened by %j with all that was said', async who => {
    const said = { maxUsers: 7, serverRegion: 'eu-central', state: { phase: 'doors-open', ünï: [1, null] } }
    const made = await create({ ...said, worldId: uuid(5).toUpperCase() }, who)
    expect(made).toEqual({
      ...said,
      id: expect.any(String),
      space: { id: uuid(5) },
      instanceType: 'made here',
      currentUsers: 0,
      stateVersion: 0,
      createdAt: expect.any(String),
      closedAt: null,
      loadFactor: 0,
    })
    expect(Math.abs(Date.now() - Date.parse(made.createdAt))).toBeLessThan(60_000)
    const bare = await create({}, who)
    expect(bare).toMatchObject({ space: null, maxUsers: 100, serverRegion: null, state: null })
  })

  test('closes for good: whoever is in it leaves, also whom another program has placed there', async () => {
    await open()
    await join(graph, person(ann), { instanceId: plaza })
    await graph.asOwner('nexus', 'insert into user_positions (user_id, instance_id) values ($1, $2)', [ben, plaza])
    const { closeInstance } = await told(graph, gameServer, closing, { input: { instanceId: plaza } })
    expect(closeInstance.instance).toMatchObject({ id: plaza, currentUsers: 0 })
    expect(Math.abs(Date.now() - Date.parse(closeInstance.instance.closedAt))).toBeLessThan(60_000)
    const text = 'select instance_id from user_positions where user_id = any($1)'
    expect(await graph.asOwner('nexus', text, [[ann, ben]])).toEqual([{ instance_id: null }, { instance_id: null }])
    expect(outcomeOf(await join(graph, gameServer, { userId: ann, instanceId: plaza }))).toBe('INSTANCE_CLOSED')
  })

  test('closes also when a lease in it has run out and was not swept', async () => {
    await open()
    await join(graph, person(ann), { instanceId: plaza })
    await runOut(graph, [ann])
    expect(
      (await told(graph, admin, closing, { input: { instanceId: plaza } })).closeInstance.instance.currentUsers,
    ).toBe(0)
  })
})

describe('a state', () => {
  test('is merged: values replace, nulls remove, objects go deeper; each change counts', async () => {
    await open()
    const first = await patch({ patch: { score: 2, teams: { red: null, green: 3 }, list: [1, null] } })
    expect(first).toMatchObject({ state: { score: 2, teams: { blue: 2, green: 3 }, list: [1, null] }, stateVersion: 1 })
    expect(await patch({ patch: { score: null }, expectedVersion: 1 }, admin)).toMatchObject({ stateVersion: 2 })
    // What leaves the state as it is changes nothing that a client could have missed.
    expect(await patch({ patch: {} })).toMatchObject({ stateVersion: 2 })
    expect((await patch({ patch: { gone: null } })).state).toEqual({ teams: { blue: 2, green: 3 }, list: [1, null] })
  })

  test.each([[null], [[1, 2]], ['text']])('of %j becomes an object', async state => {
    await open(state)
    expect(await patch({ patch: { a: { b: null } } })).toMatchObject({ state: { a: {} }, stateVersion: 1 })
  })

  test('changed by another program counts as well, and the number of its users does not', async () => {
    await open()
    await graph.asOwner('nexus', `update instances set state = '{"theirs": 1}' where id = $1`, [plaza])
    await graph.asOwner('nexus', 'update instances set current_users = current_users where id = $1', [plaza])
    expect(await patch({ patch: { ours: 2 }, expectedVersion: 1 })).toMatchObject({
      state: { theirs: 1, ours: 2 },
      stateVersion: 2,
    })
  })

  test('may be as large as any JSON argument', async () => {
    await open({ text: 'x'.repeat(30_000) })
    const state = { text: 'x'.repeat(30_000), more: 'y'.repeat(65_536 - 30_000 - '{"text":"","more":""}'.length) }
    expect((await patch({ patch: { more: state.more } })).state).toEqual(state)
    expect((await notDone(patching, { instanceId: plaza, patch: { more: `${state.more}y` } })).argument).toBe('patch')
  })

  test.skipIf(!onServer)('patched by forty at once loses no patch, and of those of one version one wins', async () => {
    await open({})
    const before = await deadlocks(graph)
    const ask = (input: Input) => graph.ask(gameServer, patching, { input: { instanceId: plaza, ...input } })
    await Promise.all(Array.from({ length: 40 }, (_, n) => ask({ patch: { [`key ${n}`]: n } })))
    const { state, stateVersion } = await patch({ patch: {} })
    expect([Object.keys(state).length, stateVersion]).toEqual([40, 40])
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) => ask({ patch: { winner: n }, expectedVersion: 40 })),
    )
    const outcomes = answers.map(outcomeOf).sort()
    expect(outcomes).toEqual([...Array(39).fill('CONFLICT'), 'done'])
    expect(await deadlocks(graph)).toBe(before)
  })
})

describe('a merge patch does what appendix A of RFC 7386 says', () => {
  test.each<[target: unknown, patch: unknown, result: unknown]>([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, null, null],
    [{ a: 'foo' }, 'bar', 'bar'],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('%j + %j', async (target, change, result) => {
    expect(await merged(target, change)).toEqual(result)
  })
})

test.skipIf(!onServer)('an instance that closes while thirty join has nobody in it afterwards', async () => {
  const before = await deadlocks(graph)
  for (let round = 0; round < 3; round++) {
    await open()
    const joins = people.map(id => join(graph, person(id), { instanceId: plaza }))
    const [closed, ...answers] = await Promise.all([
      graph.ask(gameServer, closing, { input: { instanceId: plaza } }),
      ...joins,
    ])
    expect(closed.errors).toEqual([])
    expect(answers.map(outcomeOf).filter(outcome => !['done', 'INSTANCE_CLOSED'].includes(outcome))).toEqual([])
    const text = 'select current_users, closed_at is not null as closed from instances where id = $1'
    expect(await graph.asOwner('nexus', text, [plaza])).toEqual([{ current_users: 0, closed: true }])
    expect(await wrongSeats(graph, [plaza])).toEqual([])
    await places?.[Symbol.asyncDispose]()
  }
  expect(await deadlocks(graph)).toBe(before)
})
