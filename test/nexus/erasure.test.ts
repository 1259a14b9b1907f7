import { randomUUID } from 'node:crypto'
import type { SubgraphName } from '@worlds/kit/names.ts'
import { beforeAll, describe, expect, test } from 'vitest'
import { codes, nobody, person, refused, told, uuid } from '../asking.ts'
import { admin, asked, demo, gameServer, onServer, type Stack, stack } from '../stack.ts'
import { type Life, life, until, within } from './lives.ts'

const erase = `mutation ($input: EraseUserInput!) { eraseUser(input: $input) {
  userId erasedAt user { id username characters { id } memories { totalCount } }
} }`

let graph: Stack
beforeAll(async () => {
  graph = await stack()
})

/** Columns that name a person, and which rows of theirs are somebody's. */
const naming: Record<string, string> = {
  'memory.companion_memories.user_id': 'lower(user_id) = $1',
  'memory.graph.idempotent_writes.principal': "principal = 'user:' || $1",
  'nexus.characters.user_id': 'user_id = $1::uuid',
  'nexus.graph.idempotent_writes.principal': "principal = 'user:' || $1",
  'nexus.graph.memberships.user_id': 'user_id = $1::uuid',
  'nexus.quest_instances.participants': 'participants @> array[$1::uuid]',
  'nexus.user_positions.user_id': 'user_id = $1::uuid',
  'nexus.users.id': 'id = $1::uuid',
  'world.assets.creator_id': 'creator_id = $1::uuid',
  'world.graph.idempotent_writes.principal': "principal = 'user:' || $1",
  'world.spaces.owner_id': 'owner_id = $1::uuid',
}

/** Columns that name a person and keep their rows: what is needed to refuse the one who is gone, and to answer for it. */
const kept = [
  'memory.graph.audit.principal',
  'memory.graph.standings.user_id',
  'nexus.graph.audit.principal',
  'nexus.graph.outbox.user_id',
  'nexus.graph.tombstones.user_id',
  'world.graph.audit.principal',
  'world.graph.standings.user_id',
]

const tableOf = (column: string) => column.replace(/^\w+\.(.*)\.\w+$/, '$1')
const databaseOf = (column: string) => column.split('.')[0] as SubgraphName

/** How many rows there are of a person, by column. */
async function traces({ id }: Pick<Life, 'id'>): Promise<Record<string, number>> {
  const counted = Object.entries(naming).map(async ([column, holds]) => {
    const text = `select count(*)::int as n from ${tableOf(column)} where ${holds}`
    return [column, (await graph.asOwner(databaseOf(column), text, [id]))[0]?.n as number]
  })
  return Object.fromEntries(await Promise.all(counted))
}
const sumOf = (counts: Record<string, number>) => Object.values(counts).reduce((sum, count) => sum + count, 0)

describe('erasing a person', () => {
  test('is not for a passer-by, a game server, or somebody else', async () => {
    await using one = await life(graph, 4300)
    const input = { userId: one.id }
    for (const [who, code] of [
      [{ role: 'anonymous' }, 'UNAUTHENTICATED'],
      [gameServer, 'FORBIDDEN'],
      [demo, 'FORBIDDEN'],
    ] as const) {
      expect(await codes(graph, who, erase, { input })).toEqual({ eraseUser: code })
    }
    expect((await traces(one))['nexus.users.id']).toBe(1)
  })

  test.each([
    ['BAD_USER_INPUT', { userId: 'x' }],
    ['BAD_USER_INPUT', {}],
    ['NOT_FOUND', { userId: nobody }],
  ])('is refused with %s of %j', async (code, input) => {
    expect(await refused(graph, admin, erase, { input })).toMatchObject({ code, argument: 'userId' })
  })

  test('reaches every table that names one', async () => {
    const named = `select format('%s%s.%s', case nspname when 'graph' then 'graph.' else '' end, relname, attname) as name
      from pg_attribute join pg_class on pg_class.oid = attrelid join pg_namespace on pg_namespace.oid = relnamespace
      where nspname in ('public', 'graph') and relkind in ('r', 'p') and attnum > 0 and not attisdropped
        and (attname ~ '(user|person|people|creator|owner|participant|principal|member|player|author)'
          or relname = 'users' and attname = 'id')
        and atttypid::regtype::text in ('uuid', 'uuid[]', 'text', 'character varying')
        and not (relname = 'users' and attname = 'username')`
    const found: string[] = []
    for (const name of ['memory', 'nexus', 'world'] as const) {
      found.push(...(await graph.asOwner(name, named)).map(row => `${name}.${row.name}`))
    }
    expect(found.sort()).toEqual([...Object.keys(naming), ...kept].sort())
  })

  test.skipIf(!onServer)('leaves nothing of them in any database, and a second time there is nobody', async () => {
    await using one = await life(graph, 4310)
    const before = await traces(one)
    for (const [column, count] of Object.entries(before)) expect([column, count > 0]).toEqual([column, true])
    const links = () =>
      graph.asOwner(
        'memory',
        `select (select count(*) from graph.memory_accesses where memory_id = $1) as counters,
          (select count(*) from memory_relationships where memory_id = $1) as links`,
        [one.memory],
      )
    expect(await links()).toEqual([{ counters: '1', links: '1' }])
    const { eraseUser } = await told(graph, admin, erase, { input: { userId: one.id.toUpperCase() } })
    expect(eraseUser).toEqual({
      userId: one.id,
      erasedAt: expect.stringMatching(/^\d{4}-/),
      user: { id: one.id, username: 'life_4310', characters: [], memories: expect.anything() },
    })
    const now = await traces(one)
    for (const [column, count] of Object.entries(now)) {
      if (column.startsWith('nexus.')) expect([column, count]).toEqual([column, 0])
    }
    await until(async () => sumOf(await traces(one)) === 0)
    expect(await links()).toEqual([{ counters: '0', links: '0' }])
    const [quest] = await graph.asOwner('nexus', `select participants from quest_instances where id = $1`, [uuid(4313)])
    expect(quest?.participants).toEqual([uuid(1)])
    const [instance] = await graph.asOwner('nexus', 'select current_users from instances where id = $1', [one.instance])
    expect(instance?.current_users).toBe(0)
    expect((await told(graph, admin, `{ user(id: "${one.id}") { id } }`)).user).toBeNull()
    expect((await refused(graph, admin, erase, { input: { userId: one.id } })).code).toBe('NOT_FOUND')
  })

  test.skipIf(!onServer)('is for oneself, whose token does nothing afterwards', async () => {
    await using one = await life(graph, 4320)
    const key = { 'idempotency-key': `"${randomUUID()}"` }
    const post = async () => {
      const headers = { 'content-type': 'application/json', ...key }
      const authorization = `Bearer ${await graph.tokens.issue(person(one.id))}`
      const body = JSON.stringify({ query: erase, variables: { input: {} } })
      return (
        await fetch(`${graph.url}/graphql`, { method: 'POST', headers: { ...headers, authorization }, body })
      ).json()
    }
    const first = (await post()) as { data: { eraseUser: { userId: string; erasedAt: string; user: object } } }
    expect(first.data.eraseUser).toMatchObject({ userId: one.id, user: { username: 'life_4320' } })
    // The same request again is told that it was done.
    expect(await post()).toMatchObject({ data: { eraseUser: { ...first.data.eraseUser, user: null } } })
    expect((await told(graph, person(one.id), '{ me { id } }')).me).toBeNull()
    const gone = expect.stringContaining('The account is gone.')
    expect(await refused(graph, person(one.id), erase, { input: {} })).toMatchObject({
      code: 'FORBIDDEN',
      message: gone,
    })
    await until(async () => sumOf(await traces(one)) === 1)
    for (const write of [
      'updateProfile(input: { bio: "x" }) { user { id } }',
      'createCharacter(input: { characterName: "x" }) { character { id } }',
      `rememberMemory(input: { companionId: "life-x", userId: "${one.id}", content: "x" }) { merged }`,
      'createAsset(input: { assetName: "x", assetType: "model", fileUrl: "https://a.example/2.glb" }) { asset { id } }',
      'createSpace(input: { spaceName: "x" }) { space { id } }',
    ]) {
      const refusal = await refused(graph, person(one.id), `mutation { ${write} }`)
      expect([write, refusal.code, refusal.message]).toEqual([write, 'FORBIDDEN', gone])
    }
  })

  test.skipIf(!onServer)(
    'is for good: nothing is made for them any more, by a game server and an admin either',
    async () => {
      await using one = await life(graph, 4330)
      await told(graph, admin, erase, { input: { userId: one.id } })
      await until(async () => sumOf(await traces(one)) === 0)
      for (const who of [gameServer, admin]) {
        for (const [argument, write] of [
          ['userId', `rememberMemory(input: { companionId: "life-x", userId: "${one.id}", content: "x" }) { merged }`],
          [
            'userId',
            `rememberMemory(input: { companionId: "life-x", userId: "${one.id.toUpperCase()}", content: "x" }) { merged }`,
          ],
          [
            'memories[1].userId',
            `rememberMemories(input: { memories: [{ companionId: "life-x", userId: "${nobody}", content: "x" },
            { companionId: "life-x", userId: "${one.id}", content: "x" }] }) { mergedCount }`,
          ],
          ['userId', `createCharacter(input: { userId: "${one.id}", characterName: "x" }) { character { id } }`],
          [
            'creatorId',
            `createAsset(input: { creatorId: "${one.id}", assetName: "x", assetType: "model", fileUrl: "https://a.example/2.glb" }) { asset { id } }`,
          ],
          ['ownerId', `createSpace(input: { ownerId: "${one.id}", spaceName: "x" }) { space { id } }`],
        ] as const) {
          const { code, argument: named } = await refused(graph, who, `mutation { ${write} }`)
          expect([write, code, named]).toEqual([write, 'NOT_FOUND', argument])
        }
      }
      expect(sumOf(await traces(one))).toBe(0)
      const [row] = await graph.asOwner(
        'memory',
        `select count(*)::int as n from companion_memories where companion_id = 'life-x'`,
      )
      expect(row?.n).toBe(0)
    },
  )

  test.skipIf(!onServer)('leaves no memory of a service that remembers at the same time', async () => {
    await using one = await life(graph, 4340)
    const system = { role: 'system', name: 'nexus' } as const
    const remember = `mutation ($input: RememberMemoriesInput!) { rememberMemories(input: $input) { mergedCount } }`
    const many = (n: number) =>
      Array.from({ length: 20 }, (_, i) => ({ companionId: 'life-x', userId: one.id, content: `moment ${n} of ${i}` }))
    const remembering = Array.from({ length: 10 }, (_, n) =>
      graph.ask(gameServer, remember, { input: { memories: many(n) } }),
    )
    const erasing = within(
      graph,
      'memory',
      system,
      'mutation ($input: ErasePersonInput!) { erasePerson(input: $input) { done } }',
      {
        input: { userId: one.id, version: '1' },
      },
    )
    const codesSeen = (await Promise.all(remembering)).flatMap(({ errors }) =>
      errors.map(({ extensions }) => extensions.code),
    )
    expect(await erasing).toMatchObject({ data: { erasePerson: { done: true } } })
    for (const code of codesSeen) expect(code).toBe('NOT_FOUND')
    expect((await traces(one))['memory.companion_memories.user_id']).toBe(0)
  })

  test.skipIf(!onServer)('lets the same login make another account, with another id', async () => {
    await using one = await life(graph, 4350)
    await told(graph, admin, erase, { input: { userId: one.id } })
    const signIn = `mutation { signInWithOAuth(input: { oauthProvider: "lives", oauthId: "4350", email: "life4350@x.example" }) {
      created user { id } } }`
    const { created, user } = (await told(graph, gameServer, signIn)).signInWithOAuth
    try {
      expect([created, user.id === one.id]).toEqual([true, false])
      const token = await graph.tokens.issue(person(user.id))
      expect((await asked(graph.url, token, { query: '{ me { email } }' })).data.me.email).toBe('life4350@x.example')
    } finally {
      await graph.asOwner('nexus', 'delete from users where id = $1', [user.id])
    }
  })
})
