import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { apolloServer, type RequestScope } from '@worlds/kit/apollo.ts'
import { readSettings } from '@worlds/kit/env.ts'
import { Refusal } from '@worlds/kit/errors.ts'
import { type Log, logTo } from '@worlds/kit/log.ts'
import type { readinessOf } from '@worlds/kit/readiness.ts'
import { type Arrival, type Listening, listen, PortInUse } from '@worlds/kit/server.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

interface Scope extends RequestScope {
  signal: AbortSignal
}

const { intake } = readSettings({})
const logged: unknown[] = []
const log = Object.assign(Object.create(logTo('silent', 'test')), {
  error: (event: unknown) => logged.push(event),
}) as Log
let readiness: Awaited<ReturnType<typeof readinessOf>> = { ready: true, checks: { world: 'ready' } }
let waiting: AbortSignal | undefined
let server: Listening
let port: number

const typeDefs = 'type Query { hello: String, fails: String, waits: String }'
const resolvers = {
  Query: {
    hello: () => 'world',
    fails: () => {
      throw new Error('secret detail')
    },
    waits: (_: unknown, __: unknown, { signal }: Scope) => {
      waiting = signal
      return once(signal, 'abort').then(() => 'late')
    },
  },
}

beforeAll(async () => {
  const apollo = apolloServer<Scope>({ typeDefs, resolvers }, { explorable: false, log })
  await apollo.start()
  const endpoint = {
    apollo,
    context: async ({ headers }: IncomingMessage, { requestId, signal }: Arrival) => {
      if (headers.authorization === 'bad') throw new Refusal('UNAUTHENTICATED', 'The token is not valid.')
      if (headers.authorization === 'broken') throw new Error('secret detail')
      return { requestId, signal }
    },
    readiness: async () => readiness,
    pages: new Map([['/page', { type: 'text/html', body: '<p>page', headers: { 'x-page': '1' } }]]),
    corsOrigins: [],
    intake: { ...intake, maxBodyBytes: 2_048 },
    production: false,
    log,
  }
  server = await listen(endpoint, { host: '127.0.0.1', port: 0 })
  port = Number(new URL(server.url).port)
})
afterAll(() => server[Symbol.asyncDispose]())

const get = (path: string, init?: RequestInit) => fetch(server.url + path, init)
const post = (body: string, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
  get('/graphql', { method: 'POST', headers, body })
const query = (text: string, headers?: Record<string, string>) =>
  post(JSON.stringify({ query: text }), { 'content-type': 'application/json', ...headers })

/** Sends bytes as no well-behaved client does, and reads what comes back within half a second. */
async function raw(text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  let answer = ''
  socket.on('data', chunk => {
    answer += chunk
  })
  socket.write(text)
  await Promise.race([once(socket, 'close'), pause(200)])
  socket.destroy()
  return answer
}

describe('health', () => {
  test('/livez says that the process lives', async () => {
    const answer = await get('/livez')
    expect([answer.status, await answer.json()]).toEqual([200, { live: true }])
  })

  test('/readyz is 200 or 503, and says what is ready and what is not', async () => {
    const ready = await get('/readyz')
    expect([ready.status, await ready.json()]).toEqual([200, { ready: true, checks: { world: 'ready' } }])
    readiness = { ready: false, checks: { world: 'unavailable' } }
    const unready = await get('/readyz')
    expect([unready.status, await unready.json()]).toEqual([503, { ready: false, checks: { world: 'unavailable' } }])
    expect((await get('/livez')).status).toBe(200)
  })
})

describe('paths', () => {
  test.each(['/', '/graphql/', '/graphiql', '/.env', '/%2e%2e/etc/passwd', '/livez/x', '/page/x'])(
    '%s is not there, which is said in JSON',
    async path => {
      const answer = await get(path)
      expect(answer.status).toBe(404)
      expect(answer.headers.get('content-type')).toMatch(/^application\/json/)
      expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] })
    },
  )

  test('a page comes with its headers, and only to who gets it', async () => {
    const page = await get('/page?query=x')
    expect([page.status, page.headers.get('x-page'), await page.text()]).toEqual([200, '1', '<p>page'])
    expect((await get('/page', { method: 'POST', body: '' })).status).toBe(405)
  })
})

describe('a request', () => {
  const code = async (answer: Response) => {
    const { errors } = (await answer.json()) as { errors: { extensions: { code: string } }[] }
    return [answer.status, errors[0]?.extensions.code]
  }

  test('has an id: its own if that is a UUID', async () => {
    const id = '0a8f6f5e-0000-4000-8000-00000000000a'
    expect((await query('{ hello }', { 'x-request-id': id })).headers.get('x-request-id')).toBe(id)
    const other = (await query('{ hello }', { 'x-request-id': 'x{"level":60}' })).headers.get('x-request-id')
    expect(other).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('that cannot be read is refused with its fault', async () => {
    expect(await code(await post('{'))).toEqual([400, 'BAD_USER_INPUT'])
    expect(await code(await post(`"${'x'.repeat(2_045)}"`))).toEqual([400, 'BAD_REQUEST'])
    const large = await post(`"${'x'.repeat(2_047)}"`)
    expect([large.status, await large.text()]).toEqual([413, expect.stringContaining('larger than 2048 bytes')])
  })

  test('with a token that does not hold is refused as a whole', async () => {
    expect(await code(await query('{ hello }', { authorization: 'bad' }))).toEqual([401, 'UNAUTHENTICATED'])
  })

  test('that fails in an unforeseen way tells nothing, and is logged', async () => {
    logged.length = 0
    const field = await query('{ hello fails }')
    expect(await field.clone().json()).toMatchObject({ data: { hello: 'world', fails: null } })
    expect(await code(field)).toEqual([200, 'INTERNAL_SERVER_ERROR'])
    const whole = await query('{ hello }', { authorization: 'broken' })
    expect(await whole.clone().text()).not.toContain('secret detail')
    expect(await code(whole)).toEqual([500, 'INTERNAL_SERVER_ERROR'])
    expect(logged).toHaveLength(2)
    expect(logged).toEqual(
      [1, 2].map(() => expect.objectContaining({ err: expect.objectContaining({ message: 'secret detail' }) })),
    )
  })

  test('whose sender hangs up is called off', async () => {
    const leaving = new AbortController()
    waiting = undefined
    const asked = get('/graphql', {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
      ...{ body: JSON.stringify({ query: '{ waits }' }), signal: leaving.signal },
    }).catch(error => error.name)
    await expect.poll(() => waiting?.aborted).toBe(false)
    leaving.abort()
    expect(await asked).toBe('AbortError')
    await expect.poll(() => waiting?.aborted).toBe(true)
  })

  test('that ends in the middle harms nobody', async () => {
    logged.length = 0
    const head = 'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n'
    await raw(`${head}content-length: 100\r\n\r\n{"query"`)
    await raw(`${head}transfer-encoding: chunked\r\n\r\nzz\r\n`)
    expect((await get('/livez')).status).toBe(200)
    expect(logged).toEqual([])
  })
})

describe('a port', () => {
  test('that is in use is named, with the remedy', async () => {
    const again = listen({ corsOrigins: [], pages: new Map(), intake } as never, { host: '127.0.0.1', port })
    await expect(again).rejects.toThrow(PortInUse)
    await expect(again).rejects.toThrow(`Port ${port} on 127.0.0.1 is in use. Stop the program that listens there`)
  })

  test('is free again once the server has closed', async () => {
    const endpoint = { corsOrigins: [], pages: new Map(), intake } as never
    const first = await listen(endpoint, { host: '127.0.0.1', port: 0 })
    expect((await fetch(`${first.url}/livez`)).status).toBe(200)
    await first[Symbol.asyncDispose]()
    const second = await listen(endpoint, { host: '127.0.0.1', port: Number(new URL(first.url).port) })
    await second[Symbol.asyncDispose]()
  })
})
