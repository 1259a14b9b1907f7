import { anonymous, type Identity } from '@worlds/kit/identity.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { nobody, person, refused, rows, secondsAgo, serviceOf, told, uuid } from '../asking.ts'
import { admin, demo, gameServer, type Stack, stack } from '../stack.ts'

const at = (n: number) => uuid(34_000 + n)
const [here, there] = [at(901), at(902)]
const [ada, ben, out, unseen, barred] = [at(1), at(2), at(3), at(4), at(5)]
const crowd = Array.from({ length: 1_000 }, (_, n) => at(1_000 + n))

const standing = (user_id: string, instance_id: string | null) => ({
  user_id,
  instance_id,
  position_x: 1,
  position_y: 2,
  position_z: 3,
  rotation_y: 0.5,
  animation_state: 'idle',
  last_update: secondsAgo(70),
})

let graph: Stack
const present = new AsyncDisposableStack()
beforeAll(async () => {
  graph = await stack()
  const people = [ada, ben, out, unseen, barred, ...crowd]
  const accounts = people.map((id, n) => ({ id, username: `moves_${n}`, email: `${n}@moves` }))
  present.use(await rows(graph, 'nexus', 'users', accounts))
  present.use(await rows(graph, 'nexus', 'instances', [{ id: here }, { id: there }]))
  present.use(
    await rows(graph, 'nexus', 'user_positions', [
      ...[ada, ben, barred].map(id => standing(id, here)),
      standing(out, null),
      ...crowd.map(id => standing(id, there)),
    ]),
  )
})
beforeEach(async () => {
  const text = `update user_positions set position_x = 1, position_y = 2, position_z = 3, rotation_y = 0.5, animation_state = 'idle',
    last_update = (now() at time zone 'UTC') - interval '70 seconds' where (user_id = any($1) or instance_id = $2) and position_x <> 1`
  await graph.asOwner('nexus', text, [[ada, ben, out, barred], there])
})
afterAll(() => present.disposeAsync())

const one = `mutation ($input: MovePlayerInput!) { movePlayer(input: $input) {
  position { user { id username } instance { id } x y z rotationY animationState lastUpdate isStale } } }`
const many = `mutation ($input: MovePlayersInput!) { movePlayers(input: $input) {
  positions { user { id } instance { id } x animationState isStale } } }`
const to = (x: number) => ({ x, y: 20, z: -30.5 })
const moves = (...ids: string[]) => ids.map((userId, n) => ({ userId, position: to(100 + n) }))

const whereIs = async (...ids: string[]) => {
  const text = `select position_x as x, cell_x, cell_z, rotation_y as turn, animation_state as doing
    from user_positions where user_id = any($1) order by user_id`
  return graph.asOwner('nexus', text, [ids])
}
const unmoved = { x: 1, cell_x: 0, cell_z: 0, turn: 0.5, doing: 'idle' }

describe('who may not', () => {
  test('a passer-by moves nobody', async () => {
    const input = { userId: ada, position: to(5) }
    expect(await refused(graph, anonymous, one, { input })).toMatchObject({ code: 'UNAUTHENTICATED' })
    const batch = { input: { moves: moves(ada) } }
    expect(await refused(graph, anonymous, many, batch)).toMatchObject({ code: 'UNAUTHENTICATED' })
    expect(await whereIs(ada)).toEqual([unmoved])
  })

  test.each<[string, Identity]>([
    ['a person', person(ben)],
    ['the demo person', demo],
    ['a service of one companion', serviceOf('bob')],
  ])('%s moves nobody else, wherever they stand', async (_, who) => {
    for (const userId of [ada, nobody]) {
      const refusal = await refused(graph, who, one, { input: { userId, position: to(5) } })
      expect(refusal).toMatchObject({ code: 'FORBIDDEN' })
    }
    expect(await refused(graph, who, many, { input: { moves: moves(ada) } })).toMatchObject({ code: 'FORBIDDEN' })
    expect(await refused(graph, who, many, { input: { moves: [] } })).toMatchObject({ code: 'FORBIDDEN' })
    expect(await whereIs(ada)).toEqual([unmoved])
  })

  test('a person does not move themselves by the batch', async () => {
    const refusal = await refused(graph, person(ada), many, { input: { moves: moves(ada) } })
    expect(refusal).toEqual({
      code: 'FORBIDDEN',
      message: 'movePlayers is for game servers and administrators.',
    })
    expect(await whereIs(ada)).toEqual([unmoved])
  })

  test('an admin and a game server say whom they mean', async () => {
    for (const who of [admin, gameServer]) {
      const refusal = await refused(graph, who, one, { input: { position: to(5) } })
      expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'userId' })
    }
  })

  test('whose account another program suspends moves nowhere any more, whoever reports it', async () => {
    const status = (value: string | null) =>
      graph.asOwner('nexus', 'update users set account_status = $1 where id = $2', [value, barred])
    for (const value of ['suspended', 'banned', 'deleted']) {
      await status(value)
      try {
        for (const who of [person(barred), gameServer]) {
          const refusal = await refused(graph, who, one, { input: { userId: barred, position: to(5) } })
          expect(refusal).toMatchObject({ code: 'FORBIDDEN' })
          expect(refusal.message).toMatch(/^The account is suspended\./)
        }
        const refusal = await refused(graph, admin, many, { input: { moves: moves(ada, barred) } })
        expect(refusal).toMatchObject({ code: 'FORBIDDEN', argument: 'moves[1].userId' })
      } finally {
        await status(null)
      }
    }
    expect(await whereIs(ada, barred)).toEqual([unmoved, unmoved])
    expect((await told(graph, person(barred), one, { input: { position: to(5) } })).movePlayer.position.x).toBe(5)
  })
})

describe('movePlayer', () => {
  test('tells where the person is now, and so does everybody else who looks', async () => {
    const input = { position: { x: -250.5, y: 3, z: 1e9 }, rotationY: -1.25, animationState: 'walking' }
    const { movePlayer } = await told(graph, person(ada), one, { input })
    expect(movePlayer.position).toEqual({
      user: { id: ada, username: 'moves_0' },
      instance: { id: here },
      ...input.position,
      rotationY: -1.25,
      animationState: 'walking',
      lastUpdate: expect.any(String),
      isStale: false,
    })
    expect(Math.abs(Date.now() - Date.parse(movePlayer.position.lastUpdate))).toBeLessThan(30_000)
    expect(await whereIs(ada)).toEqual([{ x: -250.5, cell_x: -3, cell_z: 10_000_000, turn: -1.25, doing: 'walking' }])
    const query = `query ($id: ID!) { user(id: $id) {
      position { user { id username } instance { id } x y z rotationY animationState lastUpdate isStale } } }`
    expect((await told(graph, person(ben), query, { id: ada })).user.position).toEqual(movePlayer.position)
  })

  test('leaves turn and animation as they were unless it states them', async () => {
    await told(graph, gameServer, one, {
      input: { userId: ada, position: to(7), rotationY: null, animationState: null },
    })
    expect(await whereIs(ada)).toMatchObject([{ x: 7, turn: 0.5, doing: 'idle' }])
    await told(graph, admin, one, { input: { userId: ada.toUpperCase(), position: to(8), rotationY: 0 } })
    expect(await whereIs(ada)).toMatchObject([{ x: 8, turn: 0, doing: 'idle' }])
  })

  test('two of one request see each its own, and what is read between them', async () => {
    const query = `mutation ($a: MovePlayerInput!, $b: MovePlayerInput!) {
      a: movePlayer(input: $a) { position { x user { position { x } } } }
      b: movePlayer(input: $b) { position { x user { position { x } } } } }`
    const both = await told(graph, person(ada), query, { a: { position: to(11) }, b: { position: to(12) } })
    expect(both).toEqual({
      a: { position: { x: 11, user: { position: { x: 11 } } } },
      b: { position: { x: 12, user: { position: { x: 12 } } } },
    })
  })

  test('is refused in no instance, in another than stated, after leaving, and for nobody', async () => {
    const move = (who: Identity, input: Record<string, unknown>) =>
      graph.ask(who, one, { input: { position: to(9), ...input } }).then(({ errors }) => errors[0]?.extensions)
    const conflict = { code: 'CONFLICT', argument: 'userId' }
    expect(await move(person(out), {})).toMatchObject(conflict)
    expect(await move(person(out), { instanceId: here })).toMatchObject(conflict)
    expect(await move(person(unseen), {})).toMatchObject(conflict)
    expect(await move(gameServer, { userId: nobody })).toMatchObject({ code: 'NOT_FOUND', argument: 'userId' })
    for (const instanceId of [there, nobody]) {
      expect(await move(person(ada), { instanceId })).toMatchObject({
        code: 'CONFLICT',
        argument: 'instanceId',
        instanceId: here,
      })
    }
    expect(await move(person(ada), { instanceId: here.toUpperCase() })).toBeUndefined()
    await graph.asOwner('nexus', 'update user_positions set instance_id = null where user_id = $1', [ada])
    try {
      expect(await move(person(ada), { position: to(10) })).toMatchObject(conflict)
      expect(await move(person(ada), { position: to(10), instanceId: here })).toMatchObject(conflict)
      expect(await whereIs(ada, out)).toMatchObject([{ x: 9 }, { x: 1 }])
    } finally {
      await graph.asOwner('nexus', 'update user_positions set instance_id = $1 where user_id = $2', [here, ada])
    }
    expect(await graph.asOwner('nexus', 'select from user_positions where user_id = $1', [unseen])).toEqual([])
  })

  test('keeps the seat of whoever moves, when half of its lease has passed', async () => {
    const leases = `select user_id as id, expires_at > now() + interval '100 seconds' as renewed from graph.memberships
      where user_id = any($1) order by user_id`
    await graph.asOwner(
      'nexus',
      `insert into graph.memberships (user_id, instance_id, expires_at) values
         ($1, $3, now() + interval '20 seconds'), ($2, $3, now() + interval '70 seconds')`,
      [ada, ben, here],
    )
    try {
      await told(graph, gameServer, many, { input: { moves: moves(ada, ben) } })
      expect(await graph.asOwner('nexus', leases, [[ada, ben]])).toEqual([
        { id: ada, renewed: true },
        { id: ben, renewed: false },
      ])
      const late = `update graph.memberships set expires_at = now() + interval '1 second' where user_id = $1`
      await graph.asOwner('nexus', late, [ada])
      await refused(graph, person(ada), one, { input: { position: to(9), instanceId: there } })
      expect(await graph.asOwner('nexus', leases, [[ada]])).toEqual([{ id: ada, renewed: false }])
      await told(graph, person(ada), one, { input: { position: to(9) } })
      expect(await graph.asOwner('nexus', leases, [[ada]])).toEqual([{ id: ada, renewed: true }])
    } finally {
      await graph.asOwner('nexus', 'delete from graph.memberships where user_id = any($1)', [[ada, ben]])
    }
  })
})

describe('movePlayers', () => {
  test('tells where all are, in the order of the input', async () => {
    const ids = crowd.toReversed()
    const { movePlayers } = await told(graph, gameServer, many, { input: { moves: moves(...ids) } })
    expect(movePlayers.positions).toEqual(
      ids.map((id, n) => ({
        user: { id },
        instance: { id: there },
        x: 100 + n,
        animationState: 'idle',
        isStale: false,
      })),
    )
    const stored = await whereIs(...crowd)
    expect(stored.map(row => row.x)).toEqual(crowd.map((_, n) => 1_099 - n))
    expect(stored.map(row => row.cell_x)).toEqual(crowd.map((_, n) => Math.floor((1_099 - n) / 100)))
  })

  test('keeps what figures do, letter by letter', async () => {
    const odd = ['null', 'a "b"', 'c:\\d\\', '{e,f}', "g'h", ' i, j ']
    const rows = moves(...crowd.slice(0, odd.length)).map((row, n) => ({ ...row, animationState: odd[n] }))
    const { movePlayers } = await told(graph, gameServer, many, { input: { moves: rows } })
    const states = movePlayers.positions.map(({ animationState }: { animationState: string }) => animationState)
    expect(states).toEqual(odd)
  })

  const bad: [string, string, (row: Record<string, unknown>) => unknown][] = [
    ['BAD_USER_INPUT', 'moves[617].userId', row => ({ ...row, userId: 'x' })],
    ['BAD_USER_INPUT', 'moves[617].userId', row => ({ ...row, userId: crowd[12]?.toUpperCase() })],
    ['NOT_FOUND', 'moves[617].userId', row => ({ ...row, userId: nobody })],
    ['CONFLICT', 'moves[617].userId', row => ({ ...row, userId: out })],
    ['CONFLICT', 'moves[617].userId', row => ({ ...row, userId: unseen })],
    ['CONFLICT', 'moves[617].instanceId', row => ({ ...row, instanceId: here })],
    ['BAD_USER_INPUT', 'moves[617].instanceId', row => ({ ...row, instanceId: '' })],
    ['BAD_USER_INPUT', 'moves[617].position.x', row => ({ ...row, position: { x: 1e9 + 1, y: 0, z: 0 } })],
    ['BAD_USER_INPUT', 'moves[617].position.y', row => ({ ...row, position: { x: 0, y: -1e300, z: 0 } })],
    ['BAD_USER_INPUT', 'moves[617].position.z', row => ({ ...row, position: { x: 0, y: 0, z: 1.1e9 } })],
    ['BAD_USER_INPUT', 'moves[617].animationState', row => ({ ...row, animationState: '' })],
    ['BAD_USER_INPUT', 'moves[617].animationState', row => ({ ...row, animationState: 'a\nb' })],
    ['BAD_USER_INPUT', 'moves[617].animationState', row => ({ ...row, animationState: 'a\u0000b' })],
    ['BAD_USER_INPUT', 'moves[617].animationState', row => ({ ...row, animationState: 'x'.repeat(51) })],
  ]
  test.each(bad)(
    'one bad row of a thousand is named, and nobody moves: %s of %s (%#)',
    async (code, argument, spoil) => {
      const sent: unknown[] = moves(...crowd)
      sent[617] = spoil(sent[617] as Record<string, unknown>)
      const refusal = await refused(graph, gameServer, many, { input: { moves: sent } })
      expect(refusal).toMatchObject({ code, argument })
      expect(refusal.message).toContain(`"${argument}"`)
      expect(await whereIs(...crowd)).toEqual(crowd.map(() => unmoved))
    },
  )

  test.each([0, 1_001])('takes 1 to 1,000 rows, not %d', async count => {
    const sent = Array.from({ length: count }, (_, n) => ({ userId: at(10_000 + n), position: to(0) }))
    const refusal = await refused(graph, admin, many, { input: { moves: sent } })
    expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'moves' })
    expect(refusal.message).toBe(`"moves" takes 1 to 1000 entries, not ${count}.`)
  })

  test.each(['NaN', 'Infinity', '-Infinity', '1e999', '-1e999', '"1"', 'null', '0x10', 'true'])(
    'refuses the literal %s as a coordinate and as a turn',
    async literal => {
      for (const row of [
        `position: { x: ${literal}, y: 0, z: 0 }`,
        `position: { x: 0, y: 0, z: 0 }, rotationY: ${literal}`,
      ]) {
        if (literal === 'null' && row.includes('rotationY')) continue
        const query = `mutation { movePlayers(input: { moves: [{ userId: "${ada}", ${row} }] }) { positions { x } } }`
        const refusal = await refused(graph, gameServer, query)
        expect(refusal.code).toMatch(/^GRAPHQL_(VALIDATION|PARSE)_FAILED$/)
      }
    },
  )

  test.each(['NaN', 'Infinity', '1', true, null, [], {}])('refuses %j in a variable', async x => {
    for (const [query, input] of [
      [one, { userId: ada, position: { x, y: 0, z: 0 } }],
      [many, { moves: [{ userId: ada, position: { x: 0, y: x, z: 0 } }] }],
    ] as const) {
      expect(await refused(graph, gameServer, query, { input })).toMatchObject({ code: 'BAD_USER_INPUT' })
    }
    expect(await whereIs(ada)).toEqual([unmoved])
  })

  test('a number in JSON that no float holds is refused', async () => {
    const body = `{"query": ${JSON.stringify(many)}, "variables": {"input": {"moves": [
      {"userId": "${ada}", "position": {"x": 1e999, "y": 0, "z": 0}}]}}}`
    const token = await graph.tokens.issue(gameServer)
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
    const answer = await fetch(`${graph.url}/graphql`, { method: 'POST', headers, body })
    expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] })
    expect(await whereIs(ada)).toEqual([unmoved])
  })

  test('keeps no seat of a person whose account another program suspends', async () => {
    const seat = `insert into graph.memberships (user_id, instance_id, expires_at)
      values ($1, $2, now() + interval '20 seconds')`
    const status = 'update users set account_status = $2 where id = $1'
    const kept = `select expires_at > now() + interval '100 seconds' as renewed from graph.memberships where user_id = $1`
    await graph.asOwner('nexus', seat, [barred, here])
    try {
      await graph.asOwner('nexus', status, [barred, 'suspended'])
      for (const who of [person(barred), gameServer]) {
        const refusal = await refused(graph, who, one, { input: { userId: barred, position: to(5) } })
        expect(refusal).toMatchObject({ code: 'FORBIDDEN' })
        expect(await graph.asOwner('nexus', kept, [barred])).toEqual([{ renewed: false }])
      }
      await graph.asOwner('nexus', status, [barred, null])
      await told(graph, gameServer, one, { input: { userId: barred, position: to(5) } })
      expect(await graph.asOwner('nexus', kept, [barred])).toEqual([{ renewed: true }])
    } finally {
      await graph.asOwner('nexus', status, [barred, null])
      await graph.asOwner('nexus', 'delete from graph.memberships where user_id = $1', [barred])
    }
  })
})
