import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { remote, type Source } from '@worlds/gateway/datasource.ts'
import { serverConnector } from '@worlds/kit/database.ts'
import { readSettings } from '@worlds/kit/env.ts'
import { anonymous, type Identity, Tokens, tokensFor } from '@worlds/kit/identity.ts'
import { logTo } from '@worlds/kit/log.ts'
import { type MakeSubgraph, openSubgraph, serveSubgraph } from '@worlds/kit/main.ts'
import { type SubgraphName, subgraphNames } from '@worlds/kit/names.ts'
import { readinessOf } from '@worlds/kit/readiness.ts'
import { Subgraph } from '@worlds/kit/subgraph.ts'
import { memorySubgraph } from '@worlds/memory/subgraph.ts'
import { nexusSubgraph } from '@worlds/nexus/subgraph.ts'
import { demoPerson } from '@worlds/ops/demo.ts'
import { worldSubgraph } from '@worlds/world/subgraph.ts'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { hmacToken, nowSeconds, unsignedToken } from '../kit/jwt.ts'
import { Wire } from '../kit/wire.ts'
import { asked, demo, onServer } from '../stack.ts'
import { assertionSecret, shared, statesIn, tokenSecret } from './remote.ts'

const makers: Record<SubgraphName, MakeSubgraph> = {
  memory: memorySubgraph,
  nexus: nexusSubgraph,
  world: worldSubgraph,
}
const log = logTo('silent', 'test')

/** One subgraph, served alone with the settings of its own program. */
async function served(name: SubgraphName, mode: Record<string, string>, url = inject('servers')?.[name].graph ?? '') {
  const settings = readSettings({ ...shared, ...mode, [`${name.toUpperCase()}_PORT`]: '0' }, name)
  const pool = { ...settings.pools[name], min: 0, max: 3 }
  const ours = { ...settings, pools: { ...settings.pools, [name]: pool } }
  const connector = serverConnector(name, url, pool)
  const subgraph = await openSubgraph(name, makers[name], { settings: ours, log, connector })
  const exampleQuery = '{ __typename }'
  const server = await serveSubgraph(subgraph, { settings: ours, tokens: tokensFor(settings), log, exampleQuery })
  return Object.assign(server, { subgraph })
}

type Served = Awaited<ReturnType<typeof served>>
const tokens = tokensFor(readSettings(shared))
const asDemo = { sub: demoPerson.id, role: 'user' }
const claims = (name: string) => ({ ...asDemo, iss: 'gateway', aud: `subgraph:${name}`, exp: nowSeconds() + 60 })

const questions = [
  '{ __typename }',
  '{ _service { sdl } }',
  `{ _entities(representations: [{ __typename: "User", id: "${demoPerson.id}" }]) { __typename } }`,
  '{ __schema { types { name } } }',
]

describe.skipIf(!onServer).each([
  ['', {}],
  [', even where the schema may be explored', { INTROSPECTION: 'on' }],
])('a subgraph in production%s', (_, more) => {
  const servers = {} as Record<SubgraphName, Served>
  beforeAll(async () => {
    for (const name of subgraphNames) servers[name] = await served(name, { NODE_ENV: 'production', ...more })
  })
  afterAll(async () => {
    for (const server of Object.values(servers)) await server[Symbol.asyncDispose]()
  })

  const refusals: [string, (name: SubgraphName) => string | undefined | Promise<string>][] = [
    ['no token', () => undefined],
    ['a caller’s own token', () => tokens.issue(demo)],
    ['an admin’s own token', () => tokens.issue({ role: 'admin', name: 'ops' })],
    ['an assertion for another subgraph', name => tokens.assert(demo, name === 'memory' ? 'world' : 'memory')],
    [
      'an expired assertion',
      name => hmacToken(assertionSecret, { claims: { ...claims(name), exp: nowSeconds() - 6 } }),
    ],
    [
      'an assertion without an end',
      name => hmacToken(assertionSecret, { claims: { ...claims(name), exp: undefined } }),
    ],
    ['an assertion of another gateway', name => hmacToken('x'.repeat(40), { claims: claims(name) })],
    ['an assertion signed with the secret of tokens', name => hmacToken(tokenSecret, { claims: claims(name) })],
    ['an unsigned assertion', name => unsignedToken({ claims: claims(name) })],
  ]

  test.each(refusals)('refuses %s, whatever is asked', async (_, token) => {
    for (const name of subgraphNames) {
      for (const query of questions) {
        const { status, data, errors } = await asked(servers[name].url, await token(name), { query })
        expect([status, data, errors.map(({ extensions }) => extensions.code)], query).toEqual([
          ...[401, undefined, ['UNAUTHENTICATED']],
        ])
      }
    }
  })

  test('is not opened by headers that name somebody', async () => {
    const headers = { 'content-type': 'application/json', 'x-user-id': demoPerson.id, 'x-role': 'admin' }
    const body = JSON.stringify({ query: '{ __typename }' })
    const answer = await fetch(`${servers.nexus.url}/graphql`, { method: 'POST', headers, body })
    expect(answer.status).toBe(401)
  })

  test('answers the gateway for the caller it names', async () => {
    const me = `{ _entities(representations: [{ __typename: "User", id: "${demoPerson.id}" }]) { ... on User { memories(first: 1) { totalCount } } } }`
    const ask = async (identity: Identity) =>
      asked(servers.memory.url, await tokens.assert(identity, 'memory'), { query: me })
    expect((await ask(demo)).data._entities[0].memories.totalCount).toBeGreaterThan(300)
    const stranger = await ask({ role: 'user', id: '0a8f6f5e-0000-4000-8000-00000000000a' })
    expect(stranger.data._entities[0].memories.totalCount).toBe(0)
    expect((await ask(anonymous)).errors[0]?.extensions.code).toBe('UNAUTHENTICATED')
  })

  test('tells of its health without a token', async () => {
    for (const name of subgraphNames) {
      expect((await fetch(`${servers[name].url}/livez`)).status).toBe(200)
      const ready = await fetch(`${servers[name].url}/readyz`)
      expect([ready.status, statesIn(await ready.json())]).toEqual([200, { [name]: 'ready' }])
    }
  })
})

describe.skipIf(!onServer)('a subgraph in development', () => {
  let world: Served
  beforeAll(async () => {
    world = await served('world', { CORS_ORIGINS: 'https://app.example' })
  })
  afterAll(() => world[Symbol.asyncDispose]())

  const mine = `{ spaces(filter: { ownerId: "${demoPerson.id}", isPublic: false }) { totalCount } }`

  test('can be explored alone: by nobody, by a caller, and by the gateway', async () => {
    expect(
      (await asked(world.url, undefined, { query: '{ _service { sdl } __schema { types { name } } }' })).status,
    ).toBe(200)
    expect((await asked(world.url, undefined, { query: mine })).data.spaces.totalCount).toBe(0)
    const asCaller = await asked(world.url, await tokens.issue(demo), { query: mine })
    expect(asCaller.data.spaces.totalCount).toBeGreaterThan(0)
    expect(await asked(world.url, await tokens.assert(demo, 'world'), { query: mine })).toEqual(asCaller)
  })

  test('refuses tokens that do not hold', async () => {
    const foreign = new Tokens(
      { secret: undefined, jwksUrl: undefined, issuer: 'x', audience: 'y' },
      { token: tokenSecret },
    )
    for (const token of ['x', await foreign.issue(demo), await tokens.assert(demo, 'memory')])
      expect((await asked(world.url, token, { query: '{ __typename }' })).status).toBe(401)
  })

  test('shows its pages', async () => {
    for (const path of ['/', '/graphiql']) {
      const page = await fetch(world.url + path)
      expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    }
  })

  test('gives its connections back, whatever comes of a request', async () => {
    const queries = [mine, '{ nothing }', '{ space(id: "x") { id } }', '{', '{ worldDatabase { pool { total } } }']
    const token = await tokens.issue(demo)
    await Promise.all(queries.concat(queries).map(query => asked(world.url, token, { query })))
    await expect.poll(() => world.subgraph.database.pool.total - world.subgraph.database.pool.idle).toBe(0)
  })
})

describe.skipIf(!onServer)('the gateway', () => {
  const asking = {
    request: { query: '{ __typename }' },
    context: { identity: demo, requestId: 'x', signal: new AbortController().signal },
  }
  const answerOf = async (source: Source) => {
    const { data, errors } = await source.process(asking as never)
    return [data, errors?.map(({ extensions }) => extensions?.code)]
  }

  test('that a subgraph does not know tells its caller nothing of tokens', async () => {
    await using world = await served('world', { NODE_ENV: 'production' })
    await using known = remote('world', world.url, tokens, log)
    expect(await answerOf(known)).toEqual([{ __typename: 'Query' }, undefined])
    const others = tokensFor(readSettings({ ...shared, ASSERTION_SECRET: 'x'.repeat(40) }))
    await using unknown = remote('world', world.url, others, log)
    expect(await answerOf(unknown)).toEqual([undefined, ['SUBGRAPH_UNAVAILABLE']])
  })

  test('tells the facts of a subgraph in a process of its own, which is made with the settings', async () => {
    const settings = readSettings({ ...shared, WORLD_PORT: '0' }, 'world')
    const pool = { ...settings.pools.world, min: 0 }
    const connector = serverConnector('world', inject('servers')?.world.graph ?? '', pool)
    const make: MakeSubgraph = (database, around) =>
      new Subgraph(database, 'type Query { hello: Int }', [], {
        facts: { limit: `${around.settings.intake.maxBodyBytes}` },
      })
    const subgraph = await openSubgraph('world', make, { settings, log, connector })
    await using server = await serveSubgraph(subgraph, { settings, tokens, log, exampleQuery: '{ hello }' })
    const checks = { world: { state: 'ready', limit: '1048576' } }
    expect(await (await fetch(`${server.url}/readyz`)).json()).toEqual({ ready: true, checks })
    await using source = remote('world', server.url, tokens, log)
    expect(await readinessOf([source])).toEqual({ ready: true, checks })
  })

  test.each(['', 'ready', 'null', '{}', '{"checks":null}', '{"checks":{"world":{"state":"?","n":1,"a":[]}}}'])(
    'finds a subgraph ready whatever %j says of it',
    async body => {
      const strange = createServer((_, response) => response.end(body)).listen(0, '127.0.0.1')
      await once(strange, 'listening')
      await using source = remote('world', `http://127.0.0.1:${(strange.address() as AddressInfo).port}`, tokens, log)
      expect(await readinessOf([source])).toEqual({ ready: true, checks: { world: 'ready' } })
      strange.closeAllConnections()
      strange.close()
    },
  )

  test('does not wait long to see that a subgraph is not ready', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const hung = remote('world', `http://127.0.0.1:${(silent.address() as AddressInfo).port}`, tokens, log)
    const began = Date.now()
    await expect(hung.check()).rejects.toThrow()
    expect(Date.now() - began).toBeLessThan(3_000)
    silent.closeAllConnections()
    silent.close()
  })
})

describe.skipIf(!onServer)('a subgraph whose database is down', () => {
  test('says so in /readyz and in its answers, lives, and is ready again when it is back', async () => {
    await using wire = await Wire.before(inject('servers')?.world.graph ?? '')
    await using world = await served('world', {}, wire.url)
    const ready = async () => {
      const answer = await fetch(`${world.url}/readyz`)
      return [answer.status, await answer.json()]
    }
    const spaces = async () => {
      const { status, data, errors } = await asked(world.url, undefined, {
        query: '{ spaces(first: 1) { totalCount } }',
      })
      return [status, data?.spaces?.totalCount ?? null, errors[0]?.extensions.code]
    }
    const count = (await spaces())[1]
    expect(count).toBeGreaterThan(0)
    wire.cut()
    expect(await ready()).toEqual([503, { ready: false, checks: { world: 'unavailable' } }])
    expect(await spaces()).toEqual([200, null, 'DATABASE_UNAVAILABLE'])
    expect((await fetch(`${world.url}/livez`)).status).toBe(200)
    wire.mend()
    expect(await ready()).toEqual([200, { ready: true, checks: { world: 'ready' } }])
    expect(await spaces()).toEqual([200, count, undefined])
  })
})
