import { handlesOf } from '@worlds/nexus/accounts.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codes, person, refused, rows, serviceOf, told, uuid } from '../asking.ts'
import { admin, demo, gameServer, onServer, type Stack, stack } from '../stack.ts'

const signIn = `mutation ($input: SignInWithOAuthInput!) { signInWithOAuth(input: $input) {
  created user { id username displayName avatarUrl accountStatus createdAt lastLogin }
} }`
const login = { oauthProvider: 'signin-test', oauthId: 'one', email: 'first@signin.example' }

describe('signing in', () => {
  let graph: Stack
  const accounts = () =>
    graph.asOwner('nexus', "select * from users where oauth_provider = 'signin-test' order by created_at, oauth_id")
  const clear = () => graph.asOwner('nexus', "delete from users where oauth_provider = 'signin-test'")
  beforeAll(async () => {
    graph = await stack()
    await clear()
  })
  afterAll(clear)

  const ask = async (input: object, who = gameServer) => (await told(graph, who, signIn, { input })).signInWithOAuth
  const refusal = (input: object, who = gameServer) => refused(graph, who, signIn, { input })

  test('is not for a passer-by, a person, or a service of some companions', async () => {
    for (const [who, code] of [
      [{ role: 'anonymous' }, 'UNAUTHENTICATED'],
      [demo, 'FORBIDDEN'],
      [serviceOf('luna'), 'FORBIDDEN'],
    ] as const) {
      expect(await codes(graph, who, signIn, { input: login })).toEqual({ signInWithOAuth: code })
    }
    expect(await accounts()).toEqual([])
  })

  test.each([
    ['oauthProvider', { ...login, oauthProvider: 'No Provider' }],
    ['oauthProvider', { ...login, oauthProvider: '' }],
    ['oauthId', { ...login, oauthId: '' }],
    ['oauthId', { ...login, oauthId: 'x'.repeat(256) }],
    ['oauthId', { ...login, oauthId: 'a\nb' }],
    ['email', { ...login, email: null }],
    ['email', { ...login, email: 'nowhere' }],
    ['email', { ...login, email: `${'x'.repeat(250)}@x.example` }],
    ['username', { ...login, username: 'no' }],
    ['username', { ...login, username: 'nö_name' }],
    ['displayName', { ...login, displayName: '' }],
    ['displayName', { ...login, displayName: 'x'.repeat(101) }],
    ['avatarUrl', { ...login, avatarUrl: 'http://plain.example/a.png' }],
  ])('names %s when it is wrong, and makes nothing', async (argument, input) => {
    expect(await refusal(input)).toMatchObject({ code: 'BAD_USER_INPUT', argument })
    expect(await accounts()).toEqual([])
  })

  test('makes an account for a new login, and finds it afterwards', async () => {
    const input = { ...login, username: 'Signin_One', displayName: 'One', avatarUrl: 'https://a.example/1.png' }
    const made = await ask(input)
    expect(made).toMatchObject({
      created: true,
      user: {
        username: 'Signin_One',
        displayName: 'One',
        avatarUrl: 'https://a.example/1.png',
        accountStatus: 'active',
      },
    })
    expect(made.user.lastLogin).not.toBeNull()
    await graph.asOwner('nexus', `update users set last_login = '2020-01-01' where id = $1`, [made.user.id])
    const found = await ask(
      { ...login, username: 'Another', email: 'other@signin.example', displayName: 'Other' },
      admin,
    )
    expect(found).toEqual({
      created: false,
      user: { ...made.user, lastLogin: expect.stringMatching(/^20[3-9]|^202[6-9]/) },
    })
    expect(await ask({ oauthProvider: 'signin-test', oauthId: 'one' })).toMatchObject({ created: false })
    expect(await accounts()).toMatchObject([{ email: login.email, oauth_id: 'one', username: 'Signin_One' }])
  })

  test('refuses a name or an address that another account has, and tells nothing else of it', async () => {
    const other = { oauthProvider: 'signin-test', oauthId: 'two' }
    const name = await refusal({ ...other, email: 'two@signin.example', username: 'signin_ONE' })
    expect(name).toMatchObject({ code: 'CONFLICT', argument: 'username' })
    expect(await refusal({ ...other, email: login.email })).toMatchObject({ code: 'CONFLICT', argument: 'email' })
    expect(await accounts()).toHaveLength(1)
  })

  test('makes a name of what there is, with digits when that is taken', async () => {
    const derived = async (oauthId: string, more: object) =>
      (await ask({ oauthProvider: 'signin-test', oauthId, email: `${oauthId}@signin.example`, ...more })).user.username
    expect(await derived('derived-1', { displayName: 'Zoë Müller!' })).toBe('Zoe_Muller')
    expect(await derived('derived-2', { displayName: 'zoë  müller' })).toMatch(/^zoe_muller\d+$/)
    expect(await derived('derived.3', {})).toBe('derived_3')
    expect(await derived('4', { displayName: '木' })).toMatch(/^user\d+$/)
  })

  test('has more names to try, each of them a handle', () => {
    for (const displayName of ['Ann', 'x'.repeat(100), '-- --', '木木木', 'a', '']) {
      const handles = handlesOf({ username: null, displayName, email: 'b@x.example' })
      expect(handles.length).toBeGreaterThan(5)
      for (const handle of handles) expect(handle).toMatch(/^[a-z0-9_-]{3,50}$/i)
    }
    expect(handlesOf({ username: 'Ann', displayName: 'Ben', email: null })).toEqual(['Ann'])
  })

  test('is refused while the account is suspended, and notes no sign-in', async () => {
    const id = uuid(4100)
    const row = { id, username: 'signin_barred', email: 'barred@signin.example', account_status: 'banned' }
    await using _ = await rows(graph, 'nexus', 'users', [{ ...row, oauth_provider: 'signin-test', oauth_id: 'barred' }])
    const barred = { oauthProvider: 'signin-test', oauthId: 'barred' }
    expect((await refusal(barred)).code).toBe('FORBIDDEN')
    expect(await graph.asOwner('nexus', 'select last_login from users where id = $1', [id])).toEqual([
      { last_login: null },
    ])
  })

  test('is done once for an Idempotency-Key', async () => {
    const input = { oauthProvider: 'signin-test', oauthId: 'keyed', email: 'keyed@signin.example' }
    const body = JSON.stringify({ query: signIn, variables: { input } })
    const headers = {
      'content-type': 'application/json',
      'idempotency-key': `"signin-${Math.random()}"`,
      authorization: `Bearer ${await graph.tokens.issue(gameServer)}`,
    }
    const post = async () => (await fetch(`${graph.url}/graphql`, { method: 'POST', headers, body })).json()
    const first = (await post()) as { data: { signInWithOAuth: { created: boolean } } }
    expect(first.data.signInWithOAuth.created).toBe(true)
    expect(await post()).toEqual(first)
  })

  test.skipIf(!onServer)('makes one account of fifty first sign-ins at once', async () => {
    const deadlocks = async () =>
      (await graph.asOwner('nexus', 'select deadlocks from pg_stat_database where datname = current_database()'))[0]
    const before = await deadlocks()
    const input = {
      oauthProvider: 'signin-test',
      oauthId: 'crowd',
      email: 'crowd@signin.example',
      displayName: 'Crowd',
    }
    const all = await Promise.all(Array.from({ length: 50 }, () => ask(input)))
    expect(new Set(all.map(({ user }) => user.id)).size).toBe(1)
    expect(all.filter(({ created }) => created)).toHaveLength(1)
    const others = Array.from({ length: 30 }, (_, i) => ({ ...input, oauthId: `c${i}`, email: `c${i}@signin.example` }))
    const names = (await Promise.all(others.map(other => ask(other)))).map(({ user }) => user.username.toLowerCase())
    expect(new Set(names).size).toBe(30)
    expect(await deadlocks()).toEqual(before)
  })

  test('of one login with two accounts, as an old database may hold, means the older one', async () => {
    const [index] = await graph.asOwner('nexus', `select pg_get_indexdef('idx_users_oauth_login'::regclass) as text`)
    await graph.asOwner('nexus', 'drop index idx_users_oauth_login')
    try {
      const twin = { oauth_provider: 'signin-test', oauth_id: 'twin', account_status: 'active' }
      await using _ = await rows(graph, 'nexus', 'users', [
        { ...twin, id: uuid(4101), username: 'twin_2', email: 't2@signin.example', created_at: '2021-01-01' },
        { ...twin, id: uuid(4102), username: 'twin_1', email: 't1@signin.example', created_at: '2020-01-01' },
      ])
      const { user, created } = await ask({ oauthProvider: 'signin-test', oauthId: 'twin' })
      expect([user.id, created]).toEqual([uuid(4102), false])
    } finally {
      await graph.asOwner('nexus', String(index?.text))
    }
  })

  test('leaves the private columns to the person and to admins', async () => {
    const [{ id }] = (await accounts()) as [{ id: string }]
    const query = '{ user(id: "ID") { email oauthProvider } }'.replace('ID', id)
    expect((await told(graph, gameServer, query)).user).toEqual({ email: null, oauthProvider: null })
    expect((await told(graph, person(id), query)).user).toMatchObject({ email: login.email })
  })
})
