import { demoPerson } from '@worlds/ops/demo.ts'
import { beforeAll, describe, expect, test } from 'vitest'
import { refusalsOf, told } from '../asking.ts'
import { hmacToken, nowSeconds, unsignedToken } from '../kit/jwt.ts'
import { type Answer, asked, demo, type Stack, stack } from '../stack.ts'

let graph: Stack
beforeAll(async () => {
  graph = await stack()
})

const json = { 'content-type': 'application/json' }

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
