import { anonymous, type Identity } from '@worlds/kit/identity.ts'
import { demoPerson } from '@worlds/ops/demo.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codes, inUtc, nobody, page, refused, rows, serviceOf, told, uuid, walk, withoutIndex } from '../asking.ts'
import { admin, demo, gameServer, type Stack, stack } from '../stack.ts'

const [ada, sparse] = [uuid(30_001), uuid(30_002)]
const people = [
  {
    id: ada,
    username: 'Ada_Users',
    email: 'ada@users',
    display_name: 'Ada',
    avatar_url: 'https://users/ada.webp',
    bio: 'B',
    maturity_rating: 2,
    account_status: 'active',
    created_at: '2024-02-29T23:59:59.123456',
    last_login: '2025-01-01',
    oauth_provider: 'github',
    oauth_id: 'secret-1',
  },
  { id: sparse, username: 'sparse_users', email: 'sparse@users' },
  { id: uuid(30_003), username: 'away_users', email: 'away@users', account_status: 'suspended' },
]
const asAda: Identity = { role: 'user', id: ada }
const bobs = serviceOf('bob')

let graph: Stack
let present: AsyncDisposable
beforeAll(async () => {
  graph = await stack()
  present = await rows(graph, 'nexus', 'users', people)
})
afterAll(() => present[Symbol.asyncDispose]())

describe('who may not', () => {
  test('a caller without a token is not anybody', async () => {
    expect(await codes(graph, anonymous, '{ me { username } }')).toEqual({ me: 'UNAUTHENTICATED' })
  })

  test('the address and the sign-in of a person are hidden from everyone but them and an admin', async () => {
    const query = `{ user(id: "${ada}") { email oauthProvider } }`
    for (const who of [anonymous, demo, bobs, gameServer]) {
      expect(await told(graph, who, query)).toEqual({ user: { email: null, oauthProvider: null } })
    }
    const [row] = await graph.asOwner('nexus', 'select email, oauth_provider from users where id = $1', [ada])
    expect(row).toEqual({ email: 'ada@users', oauth_provider: 'github' })
    for (const who of [asAda, admin]) {
      expect(await told(graph, who, query)).toEqual({ user: { email: 'ada@users', oauthProvider: 'github' } })
    }
  })

  test('nor do they come out of a list, where only one of them is the caller’s', async () => {
    const query = `{ users(filter: { ids: ["${ada}", "${demoPerson.id}"] }) { nodes { id email } } }`
    const seen = async (who: Identity) => {
      const { users } = await told(graph, who, query)
      return Object.fromEntries(users.nodes.map((each: { id: string; email: string }) => [each.id, each.email]))
    }
    expect(await seen(anonymous)).toEqual({ [ada]: null, [demoPerson.id]: null })
    expect(await seen(asAda)).toEqual({ [ada]: 'ada@users', [demoPerson.id]: null })
    expect(await seen(admin)).toEqual({ [ada]: 'ada@users', [demoPerson.id]: expect.stringContaining('@') })
  })

  test.each(['oauthId', 'oauth_id', 'password'])('nobody can ask for %s', async field => {
    const refusal = await refused(graph, admin, `{ user(id: "${ada}") { ${field} } }`)
    expect(refusal.code).toBe('GRAPHQL_VALIDATION_FAILED')
  })
})

describe('me', () => {
  test('is the bearer of the token', async () => {
    expect(await told(graph, asAda, '{ me { id username } }')).toEqual({ me: { id: ada, username: 'Ada_Users' } })
  })

  test('is nobody for a service, an admin, and an account that has gone', async () => {
    for (const who of [bobs, gameServer, admin, { role: 'user', id: nobody } as const]) {
      expect(await told(graph, who, '{ me { username } }')).toEqual({ me: null })
    }
  })
})

describe('user', () => {
  const fields =
    'id username displayName avatarUrl bio maturityRating accountStatus createdAt lastLogin email oauthProvider'
  const columns = `id, username, display_name as "displayName", avatar_url as "avatarUrl", bio,
    maturity_rating as "maturityRating", account_status as "accountStatus", ${inUtc('created_at')} as "createdAt",
    ${inUtc('last_login')} as "lastLogin", email, oauth_provider as "oauthProvider"`

  test('has every field of the row, whoever asked for the id in whatever capitals', async () => {
    const query = `query ($id: ID!) { user(id: $id) { ${fields} } }`
    for (const { id } of [...people, demoPerson]) {
      const [row] = await graph.asOwner('nexus', `select ${columns} from users where id = $1`, [id])
      expect((await told(graph, admin, query, { id })).user).toEqual(row)
      expect((await told(graph, admin, query, { id: id.toUpperCase() })).user).toEqual(row)
    }
    expect((await told(graph, admin, query, { id: ada })).user.createdAt).toBe('2024-02-29T23:59:59.123456Z')
  })

  test('all demo people come out of the list as they are stored', async () => {
    const query = `query ($first: Int, $after: String) { users(first: $first, after: $after) { ${page(fields)} } }`
    const read = await walk(graph, admin, { query, at: 'users', first: 100 })
    const stored = await graph.asOwner('nexus', `select ${columns} from users`)
    expect(read).toHaveLength(stored.length)
    expect(new Set(read.map(each => JSON.stringify(each)))).toEqual(new Set(stored.map(each => JSON.stringify(each))))
  })

  test('is null for an id that nobody has', async () => {
    expect(await told(graph, anonymous, `{ user(id: "${nobody}") { id } }`)).toEqual({ user: null })
  })

  test.each(['', 'x', '42', uuid(1).slice(1), `${uuid(1)} `, `{${uuid(1)}}`, "' or '1'='1"])(
    'refuses %j, which is no id',
    async id => {
      const refusal = await refused(graph, anonymous, 'query ($id: ID!) { user(id: $id) { id } }', { id })
      expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'id' })
      expect(refusal.message).toMatch(/^"id" takes a UUID, not "/)
    },
  )
})

describe('userByUsername', () => {
  const query = 'query ($name: String!) { userByUsername(username: $name) { id } }'
  const idOf = async (name: string) => (await told(graph, anonymous, query, { name })).userByUsername?.id

  test('finds the whole name in whatever capitals, and nothing less', async () => {
    expect(await idOf('Ada_Users')).toBe(ada)
    expect(await idOf('ADA_users')).toBe(ada)
    for (const name of ['Ada_User', 'Ada%', 'Ada_Users ', '', "x' or 1=1 --"]) expect(await idOf(name)).toBeUndefined()
  })

  test('prefers the exact spelling where an old database still holds several', async () => {
    await using _index = await withoutIndex(graph, 'nexus', 'idx_users_username_lower')
    const twin = { id: uuid(30_000), username: 'ada_users', email: 'twin@users' }
    await using _twin = await rows(graph, 'nexus', 'users', [twin])
    expect(await idOf('Ada_Users')).toBe(ada)
    expect(await idOf('ada_users')).toBe(twin.id)
  })

  test.each([
    ['NUL', 'a\u0000b'],
    ['half a surrogate pair', '\ud83d'],
    ['256 characters', 'x'.repeat(256)],
  ])('refuses %s', async (_, name) => {
    expect(await refused(graph, anonymous, query, { name })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'username',
      message: expect.stringMatching(/^"username" /),
    })
  })
})

describe('users', () => {
  const filters: [filter: string, where: string][] = [
    ['', 'true'],
    ['filter: null', 'true'],
    ['filter: {}', 'true'],
    ['filter: { ids: [] }', 'false'],
    [`filter: { ids: ["${ada}", "${nobody}", "${ada.toUpperCase()}"] }`, `id = '${ada}'`],
    ['filter: { usernamePrefix: "ada" }', `lower(username) like 'ada%'`],
    ['filter: { usernamePrefix: "ADA_U" }', `lower(username) like 'ada\\_u%'`],
    ['filter: { usernamePrefix: "%" }', 'false'],
    ['filter: { usernamePrefix: "" }', 'true'],
    ['filter: { accountStatus: "active" }', `account_status = 'active'`],
    ['filter: { accountStatus: "suspended" }', `account_status = 'suspended'`],
    ['filter: { accountStatus: "SUSPENDED" }', 'false'],
    [
      'filter: { usernamePrefix: "a", accountStatus: "suspended" }',
      `lower(username) like 'a%' and account_status = 'suspended'`,
    ],
    [`filter: { ids: ["${ada}", "${sparse}"], usernamePrefix: "s" }`, `id = '${sparse}'`],
  ]
  test.each(filters)('(%s) are those where %s', async (filter, where) => {
    const query = `query ($first: Int, $after: String) { users(${filter} first: $first, after: $after) { ${page('id')} } }`
    const ids = (await walk(graph, anonymous, { query, at: 'users', first: 100 })).map(user => user.id)
    const sql = `select id from users where ${where} order by coalesce(created_at, '-infinity') desc, id desc`
    expect(ids).toEqual((await graph.asOwner('nexus', sql)).map(row => row.id))
  })

  const bad: [Record<string, unknown>, string][] = [
    [{ ids: ['x'] }, 'filter.ids[0]'],
    [{ ids: [ada, ''] }, 'filter.ids[1]'],
    [{ ids: Array(101).fill(ada) }, 'filter.ids'],
    [{ usernamePrefix: 'x'.repeat(51) }, 'filter.usernamePrefix'],
    [{ usernamePrefix: '\u0000' }, 'filter.usernamePrefix'],
    [{ accountStatus: '\udc00' }, 'filter.accountStatus'],
    [{ accountStatus: 'x'.repeat(21) }, 'filter.accountStatus'],
  ]
  test.each(bad)('refuses the filter %.60j', async (filter, argument) => {
    const query = 'query ($filter: UserFilter) { users(filter: $filter) { totalCount } }'
    expect(await refused(graph, anonymous, query, { filter })).toMatchObject({ code: 'BAD_USER_INPUT', argument })
  })
})
