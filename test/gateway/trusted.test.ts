import { once } from 'node:events'
import { mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { manifestIn } from '@worlds/gateway/manifests.ts'
import { logTo } from '@worlds/kit/log.ts'
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { overWebSocket } from '../live/following.ts'
import { type Answer, asked, onServer } from '../stack.ts'
import { emptyGateway } from './empty.ts'

const users =
  'query Users($first: Int) { users(first: $first) { nodes { id } ...Count } } fragment Count on UserConnection { totalCount }'
const changed = 'subscription Changed($id: ID!) { instanceChanged(instanceId: $id) { id } }'
const operation = (id: string, body: string) => ({ id, name: 'x', type: 'query', body })
const written = (...operations: object[]) =>
  JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations })
const byId = (sha256Hash: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } })

const folder = mkdtempSync(join(tmpdir(), 'trusted-'))
const path = join(folder, 'manifest.json')
/** Events begin, and none comes. */
async function* events(signal: AbortSignal) {
  yield { topic: 'gap' }
  await once(signal, 'abort')
}

const codes = ({ errors }: Pick<Answer, 'errors'>) => errors.map(({ extensions }) => extensions.code)

/** What the gateway says to its log. */
let said: { level: string; about: Record<string, unknown>; message: string }[] = []
const log = Object.assign(
  logTo('silent', 'test'),
  Object.fromEntries(
    ['info', 'warn', 'error'].map(level => [
      level,
      (about: Record<string, unknown>, message: string) => said.push({ level, about, message }),
    ]),
  ),
)
const heard = (words: string) => said.filter(({ message }) => message.includes(words))

// Nothing here depends on a database: once is enough.
describe.skipIf(onServer)('trusted documents', () => {
  let served: Awaited<ReturnType<typeof emptyGateway>>
  const ask = (body: object) => asked(served.url, undefined, body)
  const open = async (mode: string) => {
    served = await emptyGateway({ TRUSTED_DOCUMENTS: mode, TRUSTED_MANIFEST: path }, { events }, log)
  }
  beforeEach(() => {
    said = []
    writeFileSync(path, written(operation('users', users), operation('changed', changed)))
  })
  afterEach(() => served?.[Symbol.asyncDispose]())
  afterAll(() => rmSync(folder, { recursive: true }))

  test('are asked for by id or by text, over every road, with variables', async () => {
    await open('enforce')
    const reordered = `# a comment\n${users
      .split(/(?=fragment)/)
      .reverse()
      .join('\n  ')}`
    const variables = { first: 3 }
    for (const body of [byId('users'), { query: '', ...byId('users') }, { query: users }, { query: reordered }])
      expect(await ask({ ...body, variables })).toMatchObject({ status: 200, data: { users: null } })
    expect(codes(await ask({ ...byId('users'), variables: { first: 'many' } }))).toEqual(['BAD_USER_INPUT'])

    const inAddress = { variables: '{"first": 3}', extensions: JSON.stringify(byId('users').extensions) }
    const headers = { 'apollo-require-preflight': '1' }
    const got = await fetch(`${served.url}/graphql?${new URLSearchParams(inAddress)}`, { headers })
    expect(await got.json()).toMatchObject({ data: { users: null }, extensions: { cost: { requested: 4 } } })

    const sse = { 'content-type': 'application/json', accept: 'text/event-stream' }
    const body = JSON.stringify({ ...byId('users'), variables })
    const streamed = await fetch(`${served.url}/graphql`, { method: 'POST', headers: sse, body })
    expect(await streamed.text()).toContain('data: {"data":{"users":null}')
  })

  test('are followed over WebSocket: the queries that the gateway answers their events with need no place in the list', async () => {
    await open('enforce')
    using client = overWebSocket(served.url, undefined)
    const id = '00000000-0000-4000-8000-000000000001'
    const { errors } = await client.follow('', { id }, byId('changed').extensions).ended
    // An empty database has no instance: this was asked and answered.
    expect(errors?.map(({ message }) => message)).toEqual([`There is no instance ${id}.`])
  })

  test('that are only logged are told of once, by hash and name', async () => {
    await open('log')
    const other = { query: 'query Secret { userByUsername(username: "hunter2") { id } }' }
    for (const body of [other, other, { ...other, operationName: 'Secret' }, byId('users'), { query: users }])
      expect((await ask(body)).status).toBe(200)
    await ask({ query: '{ me { id } }', operationName: '' })
    const about = heard('not in the list').map(({ about }) => about)
    expect(about).toEqual([
      { hash: expect.stringMatching(/^[0-9a-f]{64}$/), operationName: undefined },
      { hash: expect.stringMatching(/^[0-9a-f]{64}$/), operationName: undefined },
    ])
    expect(JSON.stringify(said)).not.toContain('hunter2')
  })

  test('are planned at start; what the graph does not know is told', async () => {
    writeFileSync(path, written(operation('users', users), operation('old', '{ gone }'), operation('changed', changed)))
    await open('enforce')
    await vi.waitFor(() => expect(heard('cannot be planned')).toHaveLength(1), 20_000)
    expect(heard('cannot be planned')[0]?.about).toMatchObject({ id: 'old', why: expect.stringContaining('"gone"') })
  })

  test('are read anew when the file, or what a link in its place leads to, is another one', async () => {
    await open('enforce')
    const me = '{ me { id } }'
    expect(codes(await ask({ query: me }))).toEqual(['PERSISTED_QUERY_NOT_IN_LIST'])
    writeFileSync(path, written(operation('me', me)).slice(0, 50))
    await vi.waitFor(() => expect(heard('the one before stays')).toHaveLength(1), 10_000)
    expect(heard('the one before stays')[0]).toMatchObject({
      level: 'error',
      about: { why: expect.stringMatching(/^it is not JSON/) },
    })
    expect((await ask(byId('users'))).status).toBe(200)

    const other = join(folder, 'other.json')
    writeFileSync(other, written(operation('me', me)))
    symlinkSync(other, join(folder, 'link'))
    renameSync(join(folder, 'link'), path)
    await vi.waitFor(() => expect(heard('a new manifest is in use')).toHaveLength(1), 10_000)
    expect(await ask(byId('me'))).toMatchObject({ status: 200, data: { me: null } })
    expect(codes(await ask(byId('users')))).toEqual(['PERSISTED_QUERY_NOT_IN_LIST'])
  })

  test('with a manifest that cannot be used, nothing is served', async () => {
    writeFileSync(path, 'x')
    await expect(open('log')).rejects.toThrow(/^TRUSTED_MANIFEST: .+manifest\.json cannot be used: it is not JSON/)
    rmSync(path)
    await expect(open('log')).rejects.toThrow(/^TRUSTED_MANIFEST: .+manifest\.json cannot be used: ENOENT/)
  })

  test.each([
    ['[]', /^it is not of the form/],
    ['null', /^it is not of the form/],
    [written().replace('"version":1', '"version":2'), /^it is not of the form/],
    [written(), /^it lists no operation/],
    [written(operation('', users)), /^the "id" of operation 1 of it/],
    [written(operation('a', users), { id: 'b' }), /^operation 2 of it, b, has no "body"$/],
    [written(operation('a', '{ me ')), /^the body of operation 1 of it, a, cannot be read: Syntax Error/],
    [written(operation('a', '{ me { id } } query B { me { id } }')), /^the body of .+ must have one operation$/],
    [written(operation('a', users), operation('a', changed)), /^two operations of it have the id a$/],
  ])('a manifest of the form %s is refused', (text, fault) => {
    expect(() => manifestIn(text)).toThrow(fault)
  })
})
