import { afterAll, beforeAll, expect } from 'vitest'
import { emptyGateway } from '../gateway/empty.ts'
import { onServer } from '../stack.ts'
import { attack } from './attacks.ts'
import { parsed, rawTo } from './raw.ts'

type Served = Awaited<ReturnType<typeof emptyGateway>>
const justOnce = { on: 'once' } as const
const app = 'https://app.example'

let development: Served
let production: Served

// Nothing here depends on a database.
beforeAll(async () => {
  if (onServer) return
  development = await emptyGateway({ CORS_ORIGINS: app })
  production = await emptyGateway({ CORS_ORIGINS: app, NODE_ENV: 'production' })
})
afterAll(async () => {
  await development?.[Symbol.asyncDispose]()
  await production?.[Symbol.asyncDispose]()
})

interface Told {
  status: number
  headers: Headers
  data: unknown
  errors: { message: string; extensions: { code: string } }[]
}

async function send(init: RequestInit, path = '/graphql', { url } = production): Promise<Told> {
  const response = await fetch(url + path, init)
  const { data, errors = [] } = JSON.parse((await response.text()) || '{}')
  return { status: response.status, headers: response.headers, data, errors }
}

const json = { 'content-type': 'application/json' }
const query = '{"query": "{ __typename }"}'
const post = (body: string | Buffer, headers: Record<string, string> = json) => send({ method: 'POST', headers, body })
const get = (search: string, headers: Record<string, string> = {}) => send({ headers }, `/graphql?${search}`)

/** Refused as a whole, as the caller's fault, in a sentence. */
function refused({ status, data, errors }: Told, expected: number, name?: string): void {
  expect([name, status, data, errors.length > 0]).toEqual([name, expected, undefined, true])
  expect(errors[0]?.extensions.code).toMatch(/^(BAD_|GRAPHQL_|OPERATION_|PERSISTED_)/)
  expect(errors[0]?.message.length).toBeGreaterThan(10)
}

attack(
  'A5',
  'several operations in one request',
  'refused with 400',
  async () => {
    for (const body of [`[${query}]`, `[${query}, ${query}]`, '[]']) refused(await post(body), 400)
  },
  justOnce,
)

attack(
  'A8.3',
  'a body of two mebibytes',
  'refused with 413, and the connection goes on',
  async () => {
    for (let n = 0; n < 3; n++) {
      refused(await post(JSON.stringify({ query: `{ __typename } # ${'x'.repeat(2 ** 21)}` })), 413)
      expect((await post(query)).data).toEqual({ __typename: 'Query' })
    }
  },
  justOnce,
)

attack(
  'A8.4',
  'a body that is announced as a gigabyte, or that does not end',
  'refused with 413 at once, or after sixteen times the limit; the connection is closed',
  async () => {
    const head = 'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n'
    using announced = await rawTo(production.url, `${head}content-length: 1000000000\r\n\r\n{`)
    expect(parsed(await announced.ended()).status).toBe(413)
    using endless = await rawTo(production.url, `${head}transfer-encoding: chunked\r\n\r\n`)
    const chunk = `100000\r\n${' '.repeat(1_048_576)}\r\n`
    let sent = 0
    while (!endless.socket.closed && sent < 100) {
      sent += 1
      if (endless.socket.writable) await new Promise(resolve => endless.socket.write(chunk, resolve))
      else await endless.ended()
    }
    expect(sent).toBeLessThan(50)
  },
  justOnce,
)

const odd = [
  '',
  '{',
  'null',
  '"x"',
  '1',
  '{}',
  '{"query": 1}',
  '{"query": ""}',
  '{"query": null}',
  '\u0000',
  '{"query"',
]
const wrong = [
  '{"query": "{ __typename }", "variables": []}',
  '{"query": "{ __typename }", "variables": "x"}',
  '{"query": "{ __typename }", "extensions": "x"}',
  '{"query": "{ __typename }", "operationName": 7}',
  '{"query": "{ __typename "}',
  '{"query": "query A { __typename } query B { __typename }"}',
  '{"query": "query A { __typename }", "operationName": "B"}',
  '{"query": "query ($id: ID!) { user(id: $id) { id } }", "variables": {}}',
  '{"query": "query ($id: ID!) { user(id: $id) { id } }", "variables": {"__proto__": {"id": "x"}}}',
  '{"query": "{ users(first: 1e999) { totalCount } }"}',
  '{"query": "{ nothing }"}',
  '{"query": "{ users }"}',
  '{"query": "mutation { x }"}',
  '{"query": "subscription { x }"}',
  '{"query": "fragment F on User { ...F } { me { ...F } }"}',
  `{"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "${'a'.repeat(64)}"}}}`,
  `{"query": "{ me { id } }", "extensions": {"persistedQuery": {"version": 1, "sha256Hash": "${'a'.repeat(64)}"}}}`,
  '{"query": "{ __typename }", "extensions": {"persistedQuery": {"version": 7, "sha256Hash": 1}}}',
  '{"query": "{ __typename }", "extensions": {"persistedQuery": 1}}',
]

attack(
  'A14.1',
  'JSON that is no request, or a request of which something is wrong',
  'refused with a 4xx and a reason; none is taken for a fault of ours',
  async () => {
    for (const body of odd) refused(await post(body), 400, body)
    for (const body of wrong) {
      const told = await post(body)
      if (told.status === 200)
        expect([body, told.errors[0]?.extensions.code]).toEqual([body, 'PERSISTED_QUERY_NOT_FOUND'])
      else refused(told, 400, body)
    }
  },
  justOnce,
)

attack(
  'A14.2',
  'a POST that a form of another site can make: no type, text, urlencoded, multipart',
  'refused with 415',
  async () => {
    const forms = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']
    for (const type of [...forms, 'application/graphql', 'text/plain; x=application/json', 'application/jsonx', ''])
      refused(await post(query, { 'content-type': type }), 415, type)
  },
  justOnce,
)

attack(
  'A14.3',
  'JSON in another charset than UTF-8, compressed, or with bytes that are no UTF-8',
  'refused with 415 or 400',
  async () => {
    for (const charset of ['utf-16', 'iso-8859-1', 'utf-7', '"utf-16"', ''])
      refused(await post(query, { 'content-type': `application/json; charset=${charset}` }), 415, charset)
    for (const charset of ['utf-8', 'UTF-8', '"utf-8"', 'utf8'])
      expect((await post(query, { 'content-type': `application/json; charset=${charset}` })).status).toBe(200)
    for (const encoding of ['gzip', 'br', 'deflate', 'identity, gzip', 'x']) {
      const told = await post(query, { ...json, 'content-encoding': encoding })
      refused(told, 415, encoding)
      expect(told.headers.get('accept-encoding')).toBe('identity')
    }
    const broken = Buffer.from('{"query": "{ __typename } # \xff\xc0\xed\xa0\x80"}', 'latin1')
    refused(await post(broken), 400)
  },
  justOnce,
)

attack(
  'A14.4',
  'a query by GET, as a picture or a link of another site can make it',
  'refused with 400; answered with a header that such a page cannot send',
  async () => {
    const asked = 'query=%7B__typename%7D'
    refused(await get(asked), 400)
    refused(await get(asked, { 'content-type': 'text/plain' }), 400)
    const own = { 'apollo-require-preflight': '1' }
    expect((await get(asked, own)).data).toEqual({ __typename: 'Query' })
    for (const search of ['', 'query=', `${asked}&variables={`, `${asked}&extensions=x`, 'query=%E0%A4%A', 'query=%00'])
      refused(await get(search, own), 400, search)
  },
  justOnce,
)

attack(
  'A15',
  'a mutation by GET',
  'refused with 405, which names POST',
  async () => {
    const search = new URLSearchParams({
      query: 'mutation { leaveInstance(input: { instanceId: "x" }) { __typename } }',
    })
    const told = await get(String(search), { 'apollo-require-preflight': '1' })
    refused(told, 405)
    expect(told.headers.get('allow')).toBe('POST')
  },
  justOnce,
)

attack(
  'A15.2',
  'other methods than a path has',
  'refused with 405 in JSON, which names those it has',
  async () => {
    const methods = {
      '/graphql': 'GET, POST, OPTIONS',
      '/livez': 'GET, HEAD, OPTIONS',
      '/readyz': 'GET, HEAD, OPTIONS',
    }
    for (const [path, allow] of Object.entries(methods)) {
      for (const method of ['PUT', 'DELETE', 'PATCH', 'PROPFIND', ...(path === '/graphql' ? [] : ['POST'])]) {
        const told = await send({ method }, path)
        refused(told, 405, `${method} ${path}`)
        expect(told.headers.get('allow')).toBe(allow)
      }
    }
    expect((await fetch(`${production.url}/graphql`, { method: 'HEAD' })).status).toBe(405)
    expect((await fetch(`${production.url}/livez`, { method: 'HEAD' })).status).toBe(200)
  },
  justOnce,
)

const preflight = (origin: string) => {
  const asked = {
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization,content-type',
  }
  return send({ method: 'OPTIONS', headers: { origin, ...asked } })
}

attack(
  'A16',
  'a page of another site asks',
  'the browser is told nothing that lets it read the answer, and credentials of its own are never taken',
  async () => {
    const strangers = [
      'https://evil.example',
      'null',
      `${app}.evil.example`,
      'http://app.example',
      `${app}:444`,
      `${app}/`,
    ]
    for (const origin of [...strangers, 'https://studio.apollographql.com']) {
      for (const { headers } of [
        await preflight(origin),
        await send({ method: 'POST', headers: { ...json, origin }, body: query }),
      ])
        expect([...headers.keys()].filter(name => name.startsWith('access-control-'))).toEqual([])
    }
    const { status, headers } = await preflight(app)
    expect([status, headers.get('access-control-allow-origin'), headers.get('vary')]).toEqual([204, app, 'origin'])
    expect(headers.get('access-control-allow-headers')).toMatch(/authorization.*content-type/)
    expect(headers.get('access-control-allow-credentials')).toBeNull()
    const answered = await send({ method: 'POST', headers: { ...json, origin: app }, body: query })
    expect(answered.headers.get('access-control-allow-origin')).toBe(app)
  },
  justOnce,
)

attack(
  'A42.8',
  'an answer is stored, framed, sniffed or read by another site, or tells what it was made with',
  'each carries headers that forbid it and none that tells; in production browsers come over TLS alone',
  async () => {
    const kinds: [RequestInit, string][] = [
      [{ method: 'POST', headers: json, body: query }, '/graphql'],
      [{ method: 'POST', headers: json, body: '{' }, '/graphql'],
      [{ method: 'OPTIONS' }, '/graphql'],
      [{}, '/livez'],
      [{}, '/nothing'],
      [{ method: 'PUT' }, '/livez'],
    ]
    for (const [init, path] of kinds) {
      const { headers } = await send(init, path)
      expect(Object.fromEntries(headers)).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'strict-transport-security': 'max-age=31536000',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      })
      for (const name of ['server', 'x-powered-by', 'set-cookie', 'etag']) expect(headers.get(name)).toBeNull()
    }
    expect((await send({}, '/livez', development)).headers.get('strict-transport-security')).toBeNull()
  },
  justOnce,
)

attack(
  'A43',
  'the pages for developers, in production and in a frame',
  'not there in production; in development no other site frames them, and no script runs but their own',
  async () => {
    for (const path of ['/', '/graphiql', '/graphiql/graphiql.js']) {
      expect((await fetch(production.url + path)).status).toBe(404)
      const { status, headers } = await fetch(development.url + path)
      expect([status, headers.get('x-frame-options'), headers.get('cache-control')]).toEqual([200, 'DENY', 'no-store'])
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy).toMatch(/default-src 'none'.*frame-ancestors 'none'/)
      expect(/script-src ([^;]*)/.exec(policy)?.[1]).not.toMatch(/unsafe|\*|data:|(^|\s)https?:(\s|$)/)
    }
  },
  justOnce,
)

attack(
  'A1.2',
  'the schema is asked for in production',
  'refused at validation',
  async () => {
    for (const text of ['{ __schema { types { name } } }', '{ __type(name: "User") { name } }', '{ _service { sdl } }'])
      refused(await post(JSON.stringify({ query: text })), 400)
  },
  justOnce,
)

attack(
  'A2',
  'misspelt names of fields, arguments, types, values and members, in production',
  'refused without a suggestion of what is right',
  async () => {
    const misspelt: [string, string][] = [
      ['{ userz { totalCount } }', 'users'],
      ['{ users(fist: 1) { totalCount } }', 'first'],
      ['{ me { ... on Usr { id } } }', 'User'],
      ['{ assets(filter: { licenceTypes: [] }) { totalCount } }', 'licenseTypes'],
      ['{ me { memories(filter: { tiers: [CORR] }) { totalCount } } }', 'CORE'],
      ['mutation { forgetMemori(input: {}) { __typename } }', 'forgetMemory'],
      ['query ($x: MemoryFilte) { me { memories(filter: $x) { totalCount } } }', 'MemoryFilter'],
    ]
    for (const [text, right] of misspelt) {
      const { status, errors } = await post(JSON.stringify({ query: text }))
      expect([text, status, errors.length > 0]).toEqual([text, 400, true])
      expect(JSON.stringify(errors)).not.toMatch(/did you mean/i)
      expect(JSON.stringify(errors)).not.toMatch(new RegExp(`\\b${right}\\b`))
    }
  },
  justOnce,
)

attack(
  'A13.3',
  'variables of half a million lists or objects inside each other',
  'refused with 400; the stack holds',
  async () => {
    const deep = [`${'['.repeat(500_000)}${']'.repeat(500_000)}`, `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`]
    const texts = [
      'query ($x: JSON) { instances(filter: { state: $x }) { totalCount } }',
      'query ($x: [ID!]) { me { memories(first: 1) { totalCount } } users(filter: { ids: $x }) { totalCount } }',
      'query ($x: Vector) { similarMemories(input: { companionId: "a", userId: "b", embedding: $x }) { nodes { similarity } } }',
    ]
    for (const text of texts) {
      for (const value of deep) {
        const body = `{"query": ${JSON.stringify(text)}, "variables": {"x": ${value}}}`
        for (const headers of [json, { ...json, 'idempotency-key': 'x' }]) {
          const told = await post(body, headers)
          expect([text, told.status, told.data]).toEqual([text, 400, undefined])
        }
      }
    }
  },
  justOnce,
)
