import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Source } from '@worlds/gateway/datasource.ts'
import { exampleQuery, serveGateway } from '@worlds/gateway/gateway.ts'
import { readSettings } from '@worlds/kit/env.ts'
import { tokensFor } from '@worlds/kit/identity.ts'
import { logTo } from '@worlds/kit/log.ts'
import { type SubgraphName, subgraphNames } from '@worlds/kit/names.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asked } from '../stack.ts'
import { shared, tokenSecret } from './remote.ts'

const log = logTo('silent', 'test')
const down = new Set<SubgraphName>()
let closed: string[] = []

/** Subgraphs that answer by themselves: what is tested here is the gateway alone. */
const sources = (): Source[] =>
  subgraphNames.map(name => ({
    name,
    process: async () => ({ data: { users: { totalCount: 3 } } }) as never,
    check: async () => {
      if (down.has(name)) throw new Error('down')
    },
    events: async function* () {},
    [Symbol.asyncDispose]: async () => {
      closed.push(name)
    },
  }))

async function gateway(mode: Record<string, string>) {
  const settings = readSettings({ ...shared, PORT: '0', CORS_ORIGINS: 'https://app.example', ...mode })
  return serveGateway(settings, { sources: sources(), tokens: tokensFor(settings), log })
}

type Gateway = Awaited<ReturnType<typeof gateway>>

const introspection = '{ __schema { queryType { fields { name } } } }'
const count = '{ users(first: 1) { totalCount } }'
const sandbox = 'https://studio.apollographql.com'

const allowedFor = async ({ url }: Gateway, origin: string) => {
  const headers = { origin, 'access-control-request-method': 'POST' }
  const answer = await fetch(`${url}/graphql`, { method: 'OPTIONS', headers })
  return answer.headers.get('access-control-allow-origin')
}

describe('the gateway', () => {
  describe.each([
    ['in development', {}, true],
    ['in development, where that is refused', { INTROSPECTION: 'off' }, false],
    ['in production', { NODE_ENV: 'production' }, false],
    ['in production, where that is allowed', { NODE_ENV: 'production', INTROSPECTION: 'on' }, true],
  ])('%s', (_, mode, explorable) => {
    let served: Gateway
    beforeAll(async () => {
      served = await gateway(mode)
    })
    afterAll(() => served[Symbol.asyncDispose]())

    test(`${explorable ? 'tells' : 'does not tell'} its schema`, async () => {
      const { status, data, errors } = await asked(served.url, undefined, { query: introspection })
      if (explorable) expect(data.__schema.queryType.fields.length).toBeGreaterThan(10)
      else expect([status, data, errors[0]?.extensions.code]).toEqual([400, undefined, 'GRAPHQL_VALIDATION_FAILED'])
      const typo = await asked(served.url, undefined, { query: '{ userz { totalCount } }' })
      expect(/Did you mean/.test(JSON.stringify(typo.errors))).toBe(explorable)
    })

    test(`${explorable ? 'shows' : 'does not show'} the pages for developers`, async () => {
      for (const path of ['/', '/graphiql', '/graphiql/graphiql.js']) {
        const page = await fetch(served.url + path)
        expect([path, page.status]).toEqual([path, explorable ? 200 : 404])
        const text = await page.text()
        if (path === '/' && explorable) expect(text).toContain(JSON.stringify(exampleQuery).slice(1, 40))
      }
    })

    test('lets in the origins that are configured, and Sandbox where the schema is open', async () => {
      expect(await allowedFor(served, 'https://app.example')).toBe('https://app.example')
      expect(await allowedFor(served, sandbox)).toBe(explorable ? sandbox : null)
      expect(await allowedFor(served, 'https://evil.example')).toBeNull()
    })

    test('hides what subgraphs alone understand', async () => {
      for (const query of ['{ _service { sdl } }', '{ _entities(representations: []) { __typename } }'])
        expect((await asked(served.url, undefined, { query })).errors[0]?.extensions.code).toBe(
          'GRAPHQL_VALIDATION_FAILED',
        )
    })
  })

  describe('whoever asks', () => {
    let served: Gateway
    beforeAll(async () => {
      closed = []
      served = await gateway({})
    })
    afterAll(async () => {
      await served[Symbol.asyncDispose]()
      expect(closed.sort()).toEqual([...subgraphNames].sort())
    })

    test('with a token that does not hold is told so, for the whole request', async () => {
      for (const token of ['x', 'eyJhbGciOiJub25lIn0.e30.']) {
        const { status, data, errors } = await asked(served.url, token, { query: count })
        expect([status, data, errors[0]?.extensions.code]).toEqual([401, undefined, 'UNAUTHENTICATED'])
        expect(errors[0]?.extensions.requestId).toMatch(/^[0-9a-f-]{36}$/)
      }
    })

    test.each(['Bearer', 'bearer', 'BEARER '])('may write %s as they like', async scheme => {
      const tokens = tokensFor(readSettings({ ...shared, AUTH_JWT_SECRET: tokenSecret }))
      const authorization = `${scheme} ${await tokens.issue({ role: 'admin', name: 'ops' })}`
      const headers = { 'content-type': 'application/json', authorization }
      const answer = await fetch(`${served.url}/graphql`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ query: count }),
      })
      expect(await answer.json()).toMatchObject({ data: { users: { totalCount: 3 } } })
    })

    test('is told of subgraphs that are missing, and that it is ready while one is left', async () => {
      const ready = async () => {
        const answer = await fetch(`${served.url}/readyz`)
        return [answer.status, await answer.json()]
      }
      const checks = { memory: 'ready', nexus: 'ready', world: 'ready' }
      expect(await ready()).toEqual([200, { ready: true, checks }])
      down.add('nexus').add('memory')
      const two = { ...checks, nexus: 'unavailable', memory: 'unavailable' }
      expect(await ready()).toEqual([200, { ready: true, checks: two }])
      down.add('world')
      expect(await ready()).toEqual([503, { ready: false, checks: { ...two, world: 'unavailable' } }])
      down.clear()
    })

    test.each([
      ['several operations at once', [{ query: count }, { query: count }]],
      ['an operation of the kind there is none of', { query: 'subscription { x }' }],
      ['one of two operations, unnamed', { query: `query A ${count} query B ${count}` }],
      ['an operation that is not there', { query: `query A ${count}`, operationName: 'B' }],
      ['an unknown persisted query', { extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } }],
    ])('for %s gets a refusal and no fault of ours', async (_, body) => {
      const { status, data, errors } = await asked(served.url, undefined, body)
      expect([data, errors.length, status < 500]).toEqual([undefined, 1, true])
      expect(errors[0]?.extensions.code).not.toBe('INTERNAL_SERVER_ERROR')
      expect(errors[0]?.extensions).not.toHaveProperty('http')
    })
  })

  const reached = (...words: string[]) => {
    const program = fileURLToPath(new URL('connections.ts', import.meta.url))
    // No variable of this process switches anything off for it.
    const printed = execFileSync(process.execPath, [program, ...words], {
      env: { PATH: process.env.PATH },
      encoding: 'utf8',
    })
    return JSON.parse(printed)
  }

  test('reaches nobody but its subgraphs: its makers hear nothing', () => {
    expect(reached()).toMatchObject({ switchedOff: '1', answer: { data: { users: { totalCount: 3 } } }, reached: [] })
    expect(reached('reports').reached).not.toEqual([])
  })
})
