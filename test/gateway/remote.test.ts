import { exampleQuery } from '@worlds/gateway/gateway.ts'
import { anonymous, type Identity } from '@worlds/kit/identity.ts'
import { demoPerson } from '@worlds/ops/demo.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faultsOf, freshKey, keyed } from '../keyed.ts'
import { type Answer, admin, asked, demo, gameServer, onServer, type Stack, stack } from '../stack.ts'
import { type Remote, remoteGraph, statesIn } from './remote.ts'

const page = 'pageInfo { hasNextPage endCursor } totalCount'

const questions: [string, Identity, string, Record<string, unknown>?][] = [
  ['the example', demo, exampleQuery],
  ['people, to everyone', anonymous, `{ users(first: 7) { edges { cursor node { id username createdAt } } ${page} } }`],
  [
    'a person by name, with variables',
    demo,
    'query ($name: String!, $few: Int) { userByUsername(username: $name) { id characters { characterName modelAsset { fileUrl } } memories(first: $few) { nodes { id timestamp relationships { type strength memory { content } } } } } }',
    { name: demoPerson.username.toUpperCase(), few: 3 },
  ],
  [
    'instances and the spaces and people behind them',
    admin,
    `{ instances(filter: { hasRoom: true }, first: 5) { nodes { id loadFactor state space { spaceName owner { username primaryCharacter { characterName } } } activeQuests { questId } } ${page} } }`,
  ],
  [
    'quests of several people',
    demo,
    `{ questInstances(filter: { completed: true }, first: 5) { nodes { questId state completedAt participants { username spaces(first: 2) { nodes { spaceName } } } instance { id } } ${page} } }`,
  ],
  [
    'a library',
    anonymous,
    `{ assets(filter: { text: "oak" }, first: 4) { nodes { assetName metadata creator { username } } ${page} } }`,
  ],
  [
    'spaces',
    demo,
    `{ spaces(first: 5) { nodes { spaceName isPublic owner { displayName } instances(first: 1) { nodes { maxUsers } } } } }`,
  ],
  [
    'what companions remember',
    admin,
    '{ memoryMetrics(since: "2020-01-01T00:00:00Z") { companion { id users(first: 3) { nodes { username } totalCount } } totalMemories totalBytes medianImportance } }',
  ],
  ['a private profile', demo, '{ me { email oauthProvider } }'],
  [
    'fragments and aliases',
    demo,
    '{ one: me { ...P } two: me { ...P @include(if: true) } } fragment P on User { __typename id name: displayName }',
  ],
  [
    'what is there for nobody',
    anonymous,
    `{ user(id: "ffffffff-ffff-4fff-bfff-ffffffffffff") { username } asset(id: "ffffffff-ffff-4fff-bfff-ffffffffffff") { id } }`,
  ],
  [
    'what a passer-by may not',
    anonymous,
    '{ me { id } users(first: 1) { nodes { username characters { id } } } memory(id: "1") { content } }',
  ],
  ['what a person may not', demo, '{ worldDatabase { migrations { name } } memoryDatabase { pool { total } } }'],
  [
    'faults of the caller',
    demo,
    '{ users(first: 0) { totalCount } space(id: "x") { id } nearbyPlayers(instanceId: "y", position: { x: 0, y: 0, z: 0 }) { distance } me { memories(after: "z") { totalCount } } }',
  ],
  ['a query that is none', demo, '{ me { nothing } }'],
  [
    'a game server',
    gameServer,
    '{ instances(first: 2) { nodes { players(activeWithinSeconds: 86400, first: 3) { nodes { x y z user { username } } totalCount } } } }',
  ],
  [
    'migrations, to an admin',
    admin,
    '{ worldDatabase { migrations { name checksum } } nexusDatabase { migrations { name } } }',
  ],
]

/** An answer without what differs from one time of asking to the next: the request's id, and which subgraph was first. */
const lasting = ({ status, data, errors }: Answer) => ({
  status,
  data,
  errors: errors
    .map(({ extensions: { requestId, ...extensions }, ...error }) => ({ ...error, extensions }))
    .sort((a, b) => String(a.path).localeCompare(String(b.path))),
})

describe.skipIf(!onServer)('four processes', () => {
  let remote: Remote
  let together: Stack
  beforeAll(async () => {
    together = await stack()
    remote = await remoteGraph()
  })
  afterAll(() => remote[Symbol.asyncDispose]())

  test.each(questions)('answer as one does: %s', async (_, who, query, variables) => {
    const token = who.role === 'anonymous' ? undefined : await remote.tokens.issue(who)
    const apart = await asked(remote.url, token, { query, variables })
    const expected = await together.ask(who, query, variables)
    expect(lasting(apart)).toEqual(lasting(expected))
    if (expected.errors.length === 0) expect(JSON.stringify(apart.data)).not.toMatch(/^{"\w+":null}$/)
  })

  test('are all named by /readyz', async () => {
    const answer = await fetch(`${remote.url}/readyz`)
    expect([answer.status, statesIn(await answer.json())]).toEqual([
      200,
      { memory: 'ready', nexus: 'ready', world: 'ready' },
    ])
  })

  test('carry one request id through', async () => {
    const id = '0a8f6f5e-0000-4000-8000-0000000000aa'
    const headers = { 'content-type': 'application/json', 'x-request-id': id }
    const body = JSON.stringify({ query: '{ user(id: "x") { id } }' })
    const answer = await fetch(`${remote.url}/graphql`, { method: 'POST', headers, body })
    expect(answer.headers.get('x-request-id')).toBe(id)
    expect(await answer.json()).toMatchObject({ errors: [{ extensions: { requestId: id, service: 'nexus' } }] })
  })

  test('do once what is asked for with a key, and take no word of what was asked from a caller', async () => {
    const asset = (name: string) =>
      `createAsset(input: { assetName: "${name}", assetType: "prop", fileUrl: "https://x.example/l.glb" }) { asset { id } }`
    const query = `mutation { createCharacter(input: { characterName: "Apart" }) { character { id } } a: ${asset('A')} b: ${asset('B')} }`
    const request = { who: demo, key: freshKey(), query }
    try {
      const answers = await Promise.all(Array.from({ length: 20 }, () => keyed(remote, request)))
      expect(answers.map(({ data, errors }) => [data, errors])).toEqual(answers.map(() => [answers[0]?.data, []]))
      expect((await keyed(together, request)).data).toEqual(answers[0]?.data)
      const other = await keyed(remote, { ...request, query: `${query} ` })
      expect(Object.values(faultsOf(other))).toEqual(Array(3).fill(['CONFLICT', 'Idempotency-Key']))
      const headers = { 'idempotency-key': freshKey(), 'idempotency-fingerprint': '0'.repeat(64) }
      const token = await remote.tokens.issue(demo)
      const direct = (name: string) =>
        asked(remote.subgraphs.world.url, token, { query: `mutation { ${asset(name)} }` }, headers)
      expect([(await direct('A')).errors, Object.values(faultsOf(await direct('B')))]).toEqual([
        [],
        [['CONFLICT', 'Idempotency-Key']],
      ])
    } finally {
      await together.asOwner('nexus', "delete from characters where character_name = 'Apart'")
      await together.asOwner('world', "delete from assets where file_url = 'https://x.example/l.glb'")
    }
  })

  // The last: from here on a subgraph is gone.
  test('that are three leave the rest of the data, and say which is missing', async () => {
    await remote.subgraphs.world.program[Symbol.asyncDispose]()
    const token = await remote.tokens.issue(demo)
    const query =
      '{ me { username memories(first: 1) { totalCount } spaces(first: 1) { totalCount } } assets(first: 1) { totalCount } }'
    const { data, errors } = await asked(remote.url, token, { query })
    expect(data).toMatchObject({ me: { username: demoPerson.username, spaces: null }, assets: null })
    expect(data.me.memories.totalCount).toBeGreaterThan(300)
    expect(new Set(errors.map(({ extensions }) => extensions.code))).toEqual(new Set(['SUBGRAPH_UNAVAILABLE']))
    for (const { message, extensions } of errors) {
      expect([message, extensions.service]).toEqual([
        'The world subgraph cannot be reached right now. Try again in a moment.',
        'world',
      ])
    }
    const ready = await fetch(`${remote.url}/readyz`)
    expect([ready.status, statesIn(await ready.json())]).toEqual([
      200,
      { memory: 'ready', nexus: 'ready', world: 'unavailable' },
    ])
  })

  test('that are gone leave a gateway that lives and is not ready', async () => {
    for (const { program } of Object.values(remote.subgraphs)) await program[Symbol.asyncDispose]()
    expect((await fetch(`${remote.url}/livez`)).status).toBe(200)
    expect((await fetch(`${remote.url}/readyz`)).status).toBe(503)
    const { data, errors } = await asked(remote.url, undefined, { query: '{ users(first: 1) { totalCount } }' })
    expect([data, errors[0]?.extensions.code]).toEqual([{ users: null }, 'SUBGRAPH_UNAVAILABLE'])
  })
})
