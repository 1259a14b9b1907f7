import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { remote, type Source } from '@worlds/gateway/datasource.ts'
import { serverConnector } from '@worlds/kit/database.ts'
import { readSettings } from '@worlds/kit/env.ts'
import { Tokens, tokensFor } from '@worlds/kit/identity.ts'
import { logTo } from '@worlds/kit/log.ts'
import { type MakeSubgraph, openSubgraph, serveSubgraph } from '@worlds/kit/main.ts'
import { subgraphNames } from '@worlds/kit/names.ts'
import { readinessOf } from '@worlds/kit/readiness.ts'
import { Subgraph } from '@worlds/kit/subgraph.ts'
import { demoPerson } from '@worlds/ops/demo.ts'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { Wire } from '../kit/wire.ts'
import { asked, demo, onServer } from '../stack.ts'
import { shared, statesIn, tokenSecret } from './remote.ts'
import { type Served, served } from './served.ts'

const tokens = tokensFor(readSettings(shared))
const log = logTo('silent', 'test')

test.skipIf(!onServer)('a subgraph in production tells of its health without a token', async () => {
  for (const name of subgraphNames) {
    await using server = await served(name, { NODE_ENV: 'production' })
    expect((await fetch(`${server.url}/livez`)).status).toBe(200)
    const ready = await fetch(`${server.url}/readyz`)
    expect([ready.status, statesIn(await ready.json())]).toEqual([200, { [name]: 'ready' }])
  }
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
