import { readFileSync } from 'node:fs'
import type { Identity } from '@worlds/kit/identity.ts'
import { beforeAll, describe, expect, test } from 'vitest'
import { codes, nobody, person, refused, told, uuid } from '../asking.ts'
import { admin, demo, gameServer, onServer, type Stack, stack } from '../stack.ts'
import { type Life, life, until, within } from './lives.ts'

const setStatus = `mutation ($input: SetAccountStatusInput!) { setAccountStatus(input: $input) { user { id accountStatus } } }`
const system: Identity = { role: 'system', name: 'nexus' }
const anyone: Identity = { role: 'anonymous' }

const privately = `{ me { id username accountStatus email characters { id } position { x } activeQuests { id }
  memories { totalCount } companions { id } spaces { nodes { id } } assets { nodes { id } } } }`

let graph: Stack
beforeAll(async () => {
  graph = await stack()
})

const set = async (userId: string, accountStatus: string) =>
  (await told(graph, admin, setStatus, { input: { userId, accountStatus } })).setAccountStatus.user

/** Whether all three databases let the person read what is theirs. */
async function actsIn({ id }: Life): Promise<boolean[]> {
  const { me } = await told(graph, person(id), privately)
  return [me.characters.length > 0, me.memories.totalCount > 0, me.spaces.nodes.length > 1]
}
const known = (one: Life, acts: boolean) => until(async () => (await actsIn(one)).every(each => each === acts))

/** A write of every kind, by a person whose things these are. */
const writes = ({ memory, asset, privateSpace, publicSpace, character, instance }: Life): string[] => [
  'updateProfile(input: { bio: "still here" }) { user { id } }',
  'createCharacter(input: { characterName: "Second" }) { character { id } }',
  `updateCharacter(input: { id: "${character}", characterName: "Changed" }) { character { id } }`,
  `deleteCharacter(input: { id: "${character}" }) { character { id } }`,
  'rememberMemory(input: { companionId: "life-x", userId: "USER", content: "still here" }) { merged }',
  `updateMemory(input: { id: "${memory}", content: "changed" }) { memory { id } }`,
  `updateMemory(input: { id: "${memory}", importanceScore: 0.9 }) { memory { id } }`,
  `forgetMemory(input: { id: "${memory}" }) { memory { id } }`,
  `promoteMemory(input: { id: "${memory}" }) { memory { id } }`,
  'forgetMemories(input: { companionId: "life-x", userId: "USER", dryRun: false }) { count }',
  'createAsset(input: { assetName: "Second chair", assetType: "model", fileUrl: "https://a.example/2.glb" }) { asset { id } }',
  `updateAsset(input: { id: "${asset}", assetName: "Changed" }) { asset { id } }`,
  `deleteAsset(input: { id: "${asset}" }) { asset { id } }`,
  'createSpace(input: { spaceName: "Second hall" }) { space { id } }',
  `joinInstance(input: { instanceId: "${instance}" }) { instance { id } }`,
  `startQuest(input: { questId: "life", instanceId: "${instance}" }) { questInstance { id } }`,
  `updateSpace(input: { id: "${privateSpace}", spaceName: "Changed" }) { space { id } }`,
  `deleteSpace(input: { id: "${publicSpace}" }) { space { id } }`,
]

describe('the state of an account', () => {
  test('is not set by a passer-by, a person, or a game server', async () => {
    const input = { userId: nobody, accountStatus: 'suspended' }
    for (const [who, code] of [
      [anyone, 'UNAUTHENTICATED'],
      [demo, 'FORBIDDEN'],
      [gameServer, 'FORBIDDEN'],
    ] as const) {
      expect(await codes(graph, who, setStatus, { input })).toEqual({ setAccountStatus: code })
    }
  })

  test.each([
    ['BAD_USER_INPUT', 'userId', { userId: 'x', accountStatus: 'active' }],
    ['BAD_USER_INPUT', 'accountStatus', { userId: nobody, accountStatus: 'deleted' }],
    ['BAD_USER_INPUT', 'accountStatus', { userId: nobody, accountStatus: 'ACTIVE' }],
    ['NOT_FOUND', 'userId', { userId: nobody, accountStatus: 'active' }],
  ])('is refused with %s that names %s', async (code, argument, input) => {
    expect(await refused(graph, admin, setStatus, { input })).toMatchObject({ code, argument })
  })
})

describe.skipIf(!onServer)('a person who is suspended', () => {
  test('reads nothing private anywhere, sees what everyone sees, and has all of it again when active', async () => {
    await using one = await life(graph, 4200)
    const before = await told(graph, person(one.id), privately)
    expect(before.me).toMatchObject({ email: 'life4200@x.example', memories: { totalCount: 2 }, position: { x: 1 } })
    expect(await set(one.id.toUpperCase(), 'suspended')).toEqual({ id: one.id, accountStatus: 'suspended' })
    await known(one, false)
    const { me } = await told(graph, person(one.id), privately)
    expect(me).toEqual({
      ...{ id: one.id, username: 'life_4200', accountStatus: 'suspended', email: null },
      ...{ characters: [], position: null, activeQuests: [], memories: { totalCount: 0 }, companions: [] },
      ...{ spaces: { nodes: [{ id: one.publicSpace }] }, assets: { nodes: [{ id: one.asset }] } },
    })
    const publicly = `{ users(first: 3) { nodes { username } } instances(first: 3) { nodes { id } } assets(first: 3) { nodes { id } }
      spaces(first: 3) { nodes { id } } space(id: "${one.privateSpace}") { id } character(id: "${one.character}") { id } }`
    const { data, errors } = await graph.ask(anyone, publicly)
    expect(errors.map(({ path }) => path)).toEqual([['character']])
    expect(await told(graph, person(one.id), publicly)).toEqual(data)
    await set(one.id, 'active')
    await known(one, true)
    const after = await told(graph, person(one.id), privately)
    expect(after.me).toEqual({ ...before.me, position: after.me.position })
  })

  test('writes nothing anywhere, whatever it would have been', async () => {
    await using one = await life(graph, 4210)
    await set(one.id, 'banned')
    await known(one, false)
    const rowsNow = async () => {
      const count = `select (select count(*) from companion_memories) as n, (select count(*) from memory_relationships) as m`
      const things = `select (select json_agg(a order by id) from assets a) as a, (select json_agg(s order by id) from spaces s) as s`
      const people = `select (select json_agg(c order by id) from characters c) as c, bio from users where id = '${one.id}'`
      return [
        await graph.asOwner('memory', count),
        await graph.asOwner('world', things),
        await graph.asOwner('nexus', people),
      ]
    }
    const before = await rowsNow()
    for (const write of writes(one)) {
      const { code, message } = await refused(graph, person(one.id), `mutation { ${write.replace('USER', one.id)} }`)
      expect([write, code, message]).toEqual([write, 'FORBIDDEN', expect.stringContaining('The account is suspended.')])
    }
    expect(await rowsNow()).toEqual(before)
  })

  test('leaves the instance, and the seat is free', async () => {
    await using one = await life(graph, 4220)
    await set(one.id, 'suspended')
    const [row] = await graph.asOwner(
      'nexus',
      `select current_users, (select count(*)::int from graph.memberships where user_id = '${one.id}') as seats,
        (select instance_id from user_positions where user_id = '${one.id}') as place from instances where id = $1`,
      [one.instance],
    )
    expect(row).toEqual({ current_users: 0, seats: 0, place: null })
  })

  test('is refused as well when another program has set the state', async () => {
    await using one = await life(graph, 4230)
    await using other = await life(graph, 4235)
    for (const status of ['suspended', 'active']) {
      await graph.asOwner('nexus', 'update users set account_status = $2 where id = $1', [one.id, status])
      // Whatever is changed next takes along what others have changed.
      await set(other.id, status)
      await known(one, status === 'active')
    }
  })

  test('has in the end the state that was set last, after many changes at once', async () => {
    await using one = await life(graph, 4240)
    for (const last of ['suspended', 'active']) {
      await Promise.all(Array.from({ length: 6 }, (_, i) => set(one.id, i % 2 ? 'active' : 'suspended')))
      await set(one.id, last)
      await until(async () => {
        const text = 'select count(*)::int as n from graph.outbox where user_id = $1'
        return (await graph.asOwner('nexus', text, [one.id]))[0]?.n === 0
      })
      expect(new Set(await actsIn(one))).toEqual(new Set([last === 'active']))
    }
  })
})

describe('what the subgraphs tell each other', () => {
  const apply = 'mutation ($input: ApplyStandingInput!) { applyStanding(input: $input) { done } }'
  const erase = 'mutation ($input: ErasePersonInput!) { erasePerson(input: $input) { done } }'
  const userId = uuid(4250)
  const version = '1'

  test.each(['memory', 'world'] as const)('is told to %s by nobody else', async name => {
    for (const [who, code] of [
      [anyone, 'UNAUTHENTICATED'],
      [demo, 'FORBIDDEN'],
      [gameServer, 'FORBIDDEN'],
      [admin, 'FORBIDDEN'],
    ] as const) {
      const standing = { input: { userId, version, standing: 'suspended' } }
      expect((await within(graph, name, who, apply, standing)).errors?.[0]?.extensions.code).toBe(code)
      expect((await within(graph, name, who, erase, { input: { userId, version } })).errors?.[0]?.extensions.code).toBe(
        code,
      )
    }
    expect(await graph.asOwner(name, 'select * from graph.standings where user_id = $1', [userId])).toEqual([])
  })

  test('is no part of the graph that callers see', async () => {
    for (const query of [
      `mutation { applyStanding(input: { userId: "${userId}", standing: "active", version: "1" }) { done } }`,
      `mutation { erasePerson(input: { userId: "${userId}", version: "1" }) { done } }`,
    ]) {
      expect((await refused(graph, admin, query)).code).toBe('GRAPHQL_VALIDATION_FAILED')
    }
    expect(readFileSync('schema/api.graphql', 'utf8')).not.toMatch(/applyStanding|erasePerson|StandingPayload/)
  })

  test.each(['memory', 'world'] as const)('holds in %s in the order of its making, however it arrives', async name => {
    const standing = async () => {
      const text = 'select standing, version from graph.standings where user_id = $1'
      const [row] = await graph.asOwner(name, text, [userId])
      return [row?.standing, Number(row?.version)]
    }
    const tell = async (state: string, at: number) => {
      const input = { userId, standing: state, version: String(at) }
      expect(await within(graph, name, system, apply, { input })).toMatchObject({
        data: { applyStanding: { done: true } },
      })
    }
    try {
      await tell('suspended', 20)
      await tell('active', 10)
      expect(await standing()).toEqual(['suspended', 20])
      await tell('suspended', 20)
      await tell('active', 30)
      expect(await standing()).toEqual(['active', 30])
      const gone = { input: { userId, version: '25' } }
      expect(await within(graph, name, system, erase, gone)).toMatchObject({ data: { erasePerson: { done: true } } })
      await tell('active', 40)
      expect(await standing()).toEqual(['erased', 30])
    } finally {
      await graph.asOwner(name, 'delete from graph.standings where user_id = $1', [userId])
    }
  })

  test.each(['memory', 'world'] as const)('is refused by %s where it makes no sense', async name => {
    for (const input of [
      { userId: 'x', standing: 'active', version },
      { userId, standing: 'erased', version },
    ]) {
      const { errors } = await within(graph, name, system, apply, { input })
      expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
    }
  })
})
