import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { demoPerson } from '@worlds/ops/demo.ts'
import { beforeAll, describe, expect, test } from 'vitest'
import { refusalsOf, told } from '../asking.ts'
import { hmacToken, nowSeconds, unsignedToken } from '../kit/jwt.ts'
import { type Answer, asked, demo, type Stack, stack } from '../stack.ts'

let graph: Stack
beforeAll(async () => {
  graph = await stack()
})

const send = async (init: RequestInit, path = '/graphql') => {
  const response = await fetch(`${graph.url}${path}`, init)
  const text = await response.text()
  const { data, errors = [] } = JSON.parse(text) as Partial<Answer>
  return { status: response.status, data, refusals: refusalsOf({ errors }) }
}
const json = { 'content-type': 'application/json' }
const post = (body: string, headers: Record<string, string> = json) => send({ method: 'POST', headers, body })

describe('a token that does not hold', () => {
  const claims = () => ({
    sub: demoPerson.id,
    role: 'user',
    iss: 'worlds-graph',
    aud: 'worlds-graph',
    exp: nowSeconds() + 60,
  })
  const secret = () => graph.settings.auth.secret as string
  const bad: [string, () => string][] = [
    ['of another key', () => hmacToken('x'.repeat(32), { claims: claims() })],
    ['that is expired', () => hmacToken(secret(), { claims: { ...claims(), exp: nowSeconds() - 60 } })],
    ['without an end', () => hmacToken(secret(), { claims: { ...claims(), exp: undefined } })],
    ['that is not valid yet', () => hmacToken(secret(), { claims: { ...claims(), nbf: nowSeconds() + 600 } })],
    ['of another issuer', () => hmacToken(secret(), { claims: { ...claims(), iss: 'somebody' } })],
    ['for another audience', () => hmacToken(secret(), { claims: { ...claims(), aud: 'somebody' } })],
    ['without a signature', () => unsignedToken({ claims: claims() })],
    ['that says it needs none', () => `${unsignedToken({ claims: { ...claims(), role: 'admin' } })}AAAA`],
    ['of another algorithm', () => hmacToken(secret(), { header: { alg: 'HS512' }, claims: claims() }, 'sha512')],
    ['changed on its way', () => hmacToken(secret(), { claims: claims() }).replace(/^(.*\.)./, '$1x')],
    ['of no role', () => hmacToken(secret(), { claims: { ...claims(), role: 'root' } })],
    ['of a person who is none', () => hmacToken(secret(), { claims: { ...claims(), sub: 'maren_holt' } })],
    ['of a service without companions', () => hmacToken(secret(), { claims: { ...claims(), role: 'service' } })],
    [
      'the gateway gives its subgraphs',
      () => hmacToken(secret(), { claims: { ...claims(), iss: 'gateway', aud: 'subgraph:nexus' } }),
    ],
    ['of rubbish', () => 'a.b.c'],
    ['too long to be one', () => 'x'.repeat(9_000)],
  ]
  test.each(bad)('%s turns the whole request away, public fields included', async (_, token) => {
    const { status, data, errors } = await asked(graph.url, token(), {
      query: '{ users(first: 1) { totalCount } me { id } }',
    })
    expect([status, data]).toEqual([401, undefined])
    expect(refusalsOf({ errors })).toEqual([
      {
        code: 'UNAUTHENTICATED',
        argument: undefined,
        message: 'The token is not valid. Sign in again and send a fresh one.',
      },
    ])
  })

  test('is told from one that does', async () => {
    const { data } = await asked(graph.url, hmacToken(secret(), { claims: claims() }), { query: '{ me { id } }' })
    expect(data).toEqual({ me: { id: demoPerson.id } })
  })
})

describe('a request that cannot be read', () => {
  const query = JSON.stringify({ query: '{ users(first: 1) { totalCount } }' })

  test.each(['', '{', 'null', '[]', '"x"', '{}', '{"query": 1}', '{"query": ""}', '\u0000', `[${query}]`])(
    'of the body %j is the caller’s fault, and says so',
    async body => {
      const { status, data, refusals } = await post(body)
      expect([status, data, refusals.length]).toEqual([400, undefined, 1])
      expect(refusals[0]?.code).toMatch(/^(BAD_USER_INPUT|BAD_REQUEST)$/)
    },
  )

  test.each([
    '{"query": "{ users { totalCount } }", "variables": []}',
    '{"query": "{ users { totalCount } }", "variables": "x"}',
    '{"query": "{ users { totalCount } }", "operationName": 7}',
    '{"query": "{ users { totalCount }"}',
    '{"query": "query A { users { totalCount } }", "operationName": "B"}',
    '{"query": "query ($id: ID!) { user(id: $id) { id } }", "variables": {}}',
    '{"query": "{ nothing }"}',
    '{"query": "{ users }"}',
    '{"query": "{ users(nothing: 1) { totalCount } }"}',
    '{"query": "mutation { x }"}',
    '{"query": "subscription { x }"}',
    '{"query": "fragment F on User { ...F } { me { ...F } }"}',
  ])('%s is refused as the caller’s fault', async body => {
    const { status, data, refusals } = await post(body)
    expect([status, data, refusals.length]).toEqual([400, undefined, 1])
    expect(refusals[0]?.code).toMatch(/^(BAD_|GRAPHQL_|OPERATION_)/)
    expect(refusals[0]?.message.length).toBeGreaterThan(10)
  })

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/graphql',
    '',
  ])('of the type %j is refused', async type => {
    const { status, refusals } = await post(query, { 'content-type': type })
    expect([status, refusals[0]?.code]).toEqual([415, 'BAD_USER_INPUT'])
    expect(refusals[0]?.message).toContain('content-type: application/json')
  })

  test('of more than a mebibyte is refused with a reason, and the connection goes on', async () => {
    const large = JSON.stringify({ query: `{ users { totalCount } } # ${'x'.repeat(2 ** 21)}` })
    for (let n = 0; n < 3; n++) {
      const { status, refusals } = await post(large)
      expect([status, refusals[0]?.code]).toEqual([413, 'BAD_USER_INPUT'])
      expect(refusals[0]?.message).toContain('1048576 bytes')
      expect((await post(query)).data).toEqual({ users: { totalCount: expect.any(Number) } })
    }
  })

  test.each(['PUT', 'DELETE', 'PATCH'])('by %s is refused', async method => {
    expect((await send({ method, headers: json, body: query })).status).toBe(405)
  })

  test.each(['/', '/graphq', '/graphql/x', '/admin', '/.env', '/%00', '/graphql%2f..'])(
    'at %s is not there',
    async path => {
      const { status, refusals } = await send({ method: 'POST', headers: json, body: query }, path)
      expect([status, refusals[0]?.code]).toEqual([404, 'NOT_FOUND'])
      expect(refusals[0]?.message).toContain('/graphql')
    },
  )

  test('or that is broken off harms nobody else', async () => {
    const head = 'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n'
    for (const text of [
      'GET // HTTP/1.1\r\nhost: x\r\n\r\n',
      `${head}content-length: 99\r\n\r\n{"qu`,
      `${head}\r\n`,
      '\r\n\r\nX',
    ]) {
      const { hostname, port } = new URL(graph.url)
      const socket = connect(Number(port), hostname)
      socket.on('error', () => undefined)
      socket.write(text)
      await pause(50)
      socket.destroy()
    }
    await pause(50)
    expect((await post(query)).status).toBe(200)
  })
})

describe('a query by GET', () => {
  const path = `/graphql?${new URLSearchParams({ query: 'query ($n: Int) { users(first: $n) { nodes { id } } }', variables: '{"n": 2}' })}`

  test('is refused to a browser that was tricked into it', async () => {
    const { status, data, refusals } = await send({}, path)
    expect([status, data]).toEqual([400, undefined])
    expect(refusals[0]?.message).toContain('CSRF')
  })

  test('is answered with the preflight header', async () => {
    const { status, data } = await send({ headers: { 'apollo-require-preflight': 'true' } }, path)
    expect([status, data.users.nodes.length]).toEqual([200, 2])
  })

  test('with variables that are no JSON is refused', async () => {
    const { status } = await send(
      { headers: { 'apollo-require-preflight': 'true' } },
      path.replace(/variables=.*/, 'variables={'),
    )
    expect(status).toBe(400)
  })
})

describe('an answer', () => {
  test('carries the id of its request, and each error the same', async () => {
    const id = '0a8f6f5e-0000-4000-8000-00000000000a'
    const body = JSON.stringify({ query: '{ me { id } user(id: "x") { id } }' })
    const response = await fetch(`${graph.url}/graphql`, {
      method: 'POST',
      headers: { ...json, 'x-request-id': id },
      body,
    })
    expect(response.headers.get('x-request-id')).toBe(id)
    const { data, errors } = (await response.json()) as Answer
    expect(data).toEqual({ me: null, user: null })
    expect(errors.map(error => error.extensions)).toEqual([
      { code: 'UNAUTHENTICATED', requestId: id },
      { code: 'BAD_USER_INPUT', argument: 'id', service: 'nexus', requestId: id },
    ])
  })

  test('keeps what was right beside what was wrong', async () => {
    const query =
      '{ me { username memories(first: 0) { totalCount } spaces(first: 1) { totalCount } } asset(id: "x") { id } users(first: 1) { totalCount } }'
    const { data, errors } = await graph.ask(demo, query)
    expect(
      refusalsOf({ errors })
        .map(each => each.argument)
        .toSorted(),
    ).toEqual(['first', 'id'])
    const { me } = await told(graph, demo, '{ me { username spaces { totalCount } } }')
    expect(data).toEqual({ me: { ...me, memories: null }, asset: null, users: { totalCount: expect.any(Number) } })
  })
})
