import { anonymous, type Identity } from '@worlds/kit/identity.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { nobody, person, refusalsOf, refused, rows, serviceOf, told, uuid } from '../asking.ts'
import { admin, gameServer, onServer, type Stack, stack } from '../stack.ts'

type Input = Record<string, unknown>

const [ann, ben] = [uuid(34_001), uuid(34_002)]
const fields = 'id username displayName avatarUrl bio maturityRating'
const update = `mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { user { ${fields} } } }`
const user = (id: string, username: string) => ({
  id,
  username,
  email: `${username}@x`,
  display_name: 'Shown',
  bio: 'Said.',
  account_status: 'active',
  oauth_provider: 'google',
  oauth_id: id,
})

let graph: Stack
let present: AsyncDisposable
beforeAll(async () => {
  graph = await stack()
})
beforeEach(async () => {
  present = await rows(graph, 'nexus', 'users', [user(ann, 'profile_ann'), user(ben, 'Profile-Ben')])
})
afterAll(() => present[Symbol.asyncDispose]())

const stored = () => graph.asOwner('nexus', 'select * from users where id = any($1) order by id', [[ann, ben]])
const updated = async (input: Input, who: Identity = person(ann)) =>
  (await told(graph, who, update, { input })).updateProfile.user

/** What the caller is told, after which every row is as before. */
async function notUpdated(input: Input, who: Identity = person(ann)) {
  const before = await stored()
  expect(before).toHaveLength(2)
  const refusal = await refused(graph, who, update, { input })
  expect(await stored()).toEqual(before)
  return refusal
}

describe('who may not', () => {
  test.each<[string, Identity, string]>([
    ['nobody signed in', anonymous, 'UNAUTHENTICATED'],
    ['another person', person(ben), 'FORBIDDEN'],
    ['a service of one companion', serviceOf('bob'), 'FORBIDDEN'],
    ['a game server', gameServer, 'FORBIDDEN'],
  ])('%s changes somebody’s profile', async (_, who, code) => {
    expect((await notUpdated({ userId: ann, bio: 'Mine.' }, who)).code).toBe(code)
    expect((await notUpdated({ userId: ann, username: 'profile-ben' }, who)).code).toBe(code)
  })

  test('nobody changes a profile that is not there', async () => {
    const refusal = { code: 'NOT_FOUND', argument: 'userId' }
    for (const who of [person(ann), admin]) {
      expect(await notUpdated({ userId: nobody, bio: 'x' }, who)).toMatchObject(refusal)
    }
    expect(await notUpdated({ bio: 'x' }, person(nobody))).toMatchObject(refusal)
  })

  test('an admin says whose', async () => {
    expect(await notUpdated({ bio: 'x' }, admin)).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'userId' })
  })

  test('the address, the sign-in and the standing of an account are no part of it', async () => {
    for (const field of ['email', 'oauthProvider', 'oauthId', 'accountStatus', 'id', 'createdAt', 'lastLogin']) {
      const { data, errors } = await graph.ask(person(ann), update, { input: { [field]: 'x' } })
      expect([field, data, errors[0]?.extensions.code]).toEqual([field, undefined, 'BAD_USER_INPUT'])
    }
  })
})

describe('what is refused', () => {
  test.each<[Input, string]>([
    [{ username: null }, 'username'],
    [{ username: '' }, 'username'],
    [{ username: 'ab' }, 'username'],
    [{ username: 'x'.repeat(51) }, 'username'],
    [{ username: 'ann holt' }, 'username'],
    [{ username: 'аnn' }, 'username'],
    [{ username: 'ann\n' }, 'username'],
    [{ displayName: '' }, 'displayName'],
    [{ displayName: 'x'.repeat(101) }, 'displayName'],
    [{ displayName: 'a\u0007' }, 'displayName'],
    [{ displayName: 'a\u0000' }, 'displayName'],
    [{ displayName: '\udc00' }, 'displayName'],
    [{ bio: ' ' }, 'bio'],
    [{ bio: 'x'.repeat(2_001) }, 'bio'],
    [{ bio: 'a\u001b[2J' }, 'bio'],
    [{ bio: 'a\u0000' }, 'bio'],
    [{ avatarUrl: 'http://x.example/a.png' }, 'avatarUrl'],
    [{ avatarUrl: 'data:image/png;base64,AAAA' }, 'avatarUrl'],
    [{ avatarUrl: '' }, 'avatarUrl'],
    [{ maturityRating: -1 }, 'maturityRating'],
    [{ maturityRating: 19 }, 'maturityRating'],
    [{ userId: 'x', bio: 'x' }, 'userId'],
    [{}, 'input'],
    [{ userId: ann }, 'input'],
  ])('%.60j', async (fault, argument) => {
    const message = expect.stringContaining(argument === 'input' ? 'changes nothing' : `"${argument}"`)
    expect(await notUpdated(fault)).toMatchObject({ code: 'BAD_USER_INPUT', message })
    expect((await notUpdated({ ...fault, displayName: 'Good', ...fault }, anonymous)).code).toBe('UNAUTHENTICATED')
  })

  test('a username that another has, however it is written, and nothing is said of whom', async () => {
    for (const username of ['Profile-Ben', 'profile-ben', 'PROFILE-BEN']) {
      expect(await notUpdated({ username, bio: 'Kept out.' })).toEqual({
        code: 'CONFLICT',
        argument: 'username',
        message: 'The "username" is taken, upper and lower case being the same. Choose another one.',
      })
    }
  })
})

describe('a profile', () => {
  test.each([person(ann), admin])('is changed in what is given by %j, and the rest stays', async who => {
    const [before] = await stored()
    const changes = {
      username: 'Profile_ANN-2',
      displayName: 'Ann Ünal 🦊',
      avatarUrl: 'https://x.example/a.png',
      bio: 'One.\n\tTwo.',
      maturityRating: 18,
    }
    expect(await updated({ userId: ann, ...changes }, who)).toEqual({ id: ann, ...changes })
    expect(await stored()).toEqual([
      {
        ...before,
        username: changes.username,
        display_name: changes.displayName,
        avatar_url: changes.avatarUrl,
        bio: changes.bio,
        maturity_rating: 18,
      },
      expect.objectContaining(user(ben, 'Profile-Ben')),
    ])
    expect(await updated({ userId: ann, maturityRating: 0 }, who)).toEqual({ id: ann, ...changes, maturityRating: 0 })
  })

  test('is emptied with null, where it may be empty', async () => {
    const none = { displayName: null, avatarUrl: null, bio: null, maturityRating: null }
    expect(await updated(none)).toEqual({ id: ann, username: 'profile_ann', ...none })
  })

  test('keeps its name, or its name in other capitals', async () => {
    for (const username of ['profile_ann', 'PROFILE_ann']) {
      expect(await updated({ username })).toMatchObject({ username })
    }
  })

  test('brings what is private to its person, and what other subgraphs know', async () => {
    const query = update.replace(fields, 'email oauthProvider characters { id } memories(first: 1) { totalCount }')
    expect((await told(graph, person(ann), query, { input: { bio: 'New.' } })).updateProfile.user).toEqual({
      email: 'profile_ann@x',
      oauthProvider: 'google',
      characters: [],
      memories: { totalCount: 0 },
    })
  })

  test.skipIf(!onServer)('of twenty who want one name at once one has it', async () => {
    const crowd = Array.from({ length: 20 }, (_, n) => user(uuid(34_100 + n), `wanting_${n}`))
    await using _ = await rows(graph, 'nexus', 'users', crowd)
    const answers = await Promise.all(
      crowd.map(({ id }, n) => graph.ask(person(id), update, { input: { username: n % 2 ? 'Wanted' : 'wANTED' } })),
    )
    const refusals = answers.flatMap(refusalsOf)
    expect(refusals.map(({ code, argument }) => [code, argument])).toEqual(Array(19).fill(['CONFLICT', 'username']))
    expect(await graph.asOwner('nexus', "select id from users where lower(username) = 'wanted'")).toHaveLength(1)
  })
})
