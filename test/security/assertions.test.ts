import { once as happening } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readSettings } from '@worlds/kit/env.ts'
import { anonymous, type Identity, tokensFor } from '@worlds/kit/identity.ts'
import { type SubgraphName, subgraphNames } from '@worlds/kit/names.ts'
import { demoPerson } from '@worlds/ops/demo.ts'
import { afterAll, beforeAll, expect } from 'vitest'
import { emptyGateway } from '../gateway/empty.ts'
import { assertionSecret, gatewayBefore, shared, tokenSecret } from '../gateway/remote.ts'
import { type Served, served } from '../gateway/served.ts'
import { hmacToken, nowSeconds, unsignedToken } from '../kit/jwt.ts'
import { admin, asked, demo, onServer } from '../stack.ts'
import { attack } from './attacks.ts'

const tokens = tokensFor(readSettings(shared))
/** Each subgraph in production, once as it is and once where the schema may be explored. */
const servers: { name: SubgraphName; server: Served }[] = []
beforeAll(async () => {
  if (!onServer) return
  for (const name of subgraphNames)
    for (const more of [{}, { INTROSPECTION: 'on' }])
      servers.push({ name, server: await served(name, { NODE_ENV: 'production', ...more }) })
})
afterAll(async () => {
  for (const { server } of servers) await server[Symbol.asyncDispose]()
})

const claims = (name: string) => ({
  ...{ sub: demoPerson.id, role: 'user', iss: 'gateway', aud: `subgraph:${name}`, exp: nowSeconds() + 60 },
})
const signed = (name: string, changed: object, secret = assertionSecret) =>
  hmacToken(secret, { claims: { ...claims(name), ...changed } })

/** What a caller may bring to a subgraph in place of the gateway's word for it. */
const brought: ((name: SubgraphName) => string | undefined | Promise<string>)[] = [
  () => undefined,
  () => tokens.issue(demo),
  () => tokens.issue(admin),
  () => tokens.issue({ role: 'system', name: 'gateway' }),
  name => tokens.assert(demo, name === 'memory' ? 'world' : 'memory'),
  name => signed(name, { exp: nowSeconds() - 6 }),
  name => signed(name, { exp: undefined }),
  name => signed(name, { iss: 'worlds-graph' }),
  name => signed(name, { aud: 'worlds-graph' }),
  name => signed(name, {}, 'x'.repeat(40)),
  name => signed(name, {}, tokenSecret),
  name => signed(name, { role: 'system', sub: '' }),
  name => unsignedToken({ claims: claims(name) }),
]

const refused = async (query: string, headers: Record<string, string> = {}) => {
  for (const { name, server } of servers) {
    for (const token of brought) {
      const { status, data, errors } = await asked(server.url, await token(name), { query }, headers)
      expect([status, data, errors.map(({ extensions }) => extensions.code)]).toEqual([
        401,
        undefined,
        ['UNAUTHENTICATED'],
      ])
    }
  }
}

const entity = `{ _entities(representations: [{ __typename: "User", id: "${demoPerson.id}" }]) { ... on User { memories(first: 1) { totalCount } } } }`

attack(
  'A21',
  'the contract of a subgraph is asked for over HTTP, by _service or by introspection: without a token, with a token of a caller, with an assertion that was stolen from another subgraph, is old, or was signed by others',
  'refused with status 401, also where the schema may be explored',
  async () => {
    await refused('{ _service { sdl } }')
    await refused('{ __schema { types { name } } }')
  },
  { on: 'server' },
)
attack(
  'A22.1',
  'entities are asked for, or anything else, of a subgraph over HTTP with the same',
  'refused with status 401; asked by the gateway, the subgraph answers as the caller whom it names may see it',
  async () => {
    await refused(entity)
    await refused('{ __typename }')
    const memory = servers.find(({ name }) => name === 'memory')?.server as Served
    const ask = async (who: Identity) => asked(memory.url, await tokens.assert(who, 'memory'), { query: entity })
    expect((await ask(demo)).data._entities[0].memories.totalCount).toBeGreaterThan(300)
    const stranger = await ask({ role: 'user', id: '0a8f6f5e-0000-4000-8000-00000000000a' })
    expect(stranger.data._entities[0].memories.totalCount).toBe(0)
    expect((await ask(anonymous)).errors[0]?.extensions.code).toBe('UNAUTHENTICATED')
  },
  { on: 'server' },
)
attack(
  'A22.2',
  'the events of a subgraph are followed with the same, or with an assertion for a caller',
  'refused with status 401: they are for the graph itself',
  async () => {
    for (const { name, server } of servers) {
      for (const token of [...brought, () => tokens.assert(demo, name), () => tokens.assert(admin, name)]) {
        const answer = await fetch(`${server.url}/events`, {
          headers: { authorization: `Bearer ${await token(name)}` },
        })
        expect([answer.status, answer.headers.get('content-type')]).toEqual([401, 'application/json; charset=utf-8'])
        await answer.body?.cancel()
      }
    }
  },
  { on: 'server' },
)

/** Headers by which others tell who asks, and our own between gateway and subgraph. */
const claimed = {
  ...{ 'x-user-id': demoPerson.id, 'x-role': 'admin', 'x-user-role': 'admin', 'x-forwarded-user': 'root' },
  ...{
    'x-remote-user': 'root',
    'remote-user': 'root',
    'x-auth-request-user': 'root',
    'x-identity': '{"role":"admin"}',
  },
  ...{ 'x-hasura-role': 'admin', 'x-forwarded-client-cert': 'admin', 'x-authorization': 'admin', cookie: 'user=admin' },
  'idempotency-fingerprint': '0'.repeat(64),
}

attack(
  'A23.1',
  'headers that name somebody are sent to a subgraph',
  'refused with status 401, as without them',
  () => refused('{ __typename }', claimed),
  { on: 'server' },
)
attack(
  'A23.2',
  'headers that name somebody are sent to the gateway, which asks subgraphs in processes of their own',
  'not one of them is passed on; the assertion names whom the token does, for 60 s at most, and one subgraph',
  async () => {
    const seen: IncomingHttpHeaders[] = []
    const subgraph = createServer((request, response) => {
      seen.push(request.headers)
      response.end('{"data":{"users":{"totalCount":1}}}')
    }).listen(0, '127.0.0.1')
    await happening(subgraph, 'listening')
    const at = { url: `http://127.0.0.1:${(subgraph.address() as AddressInfo).port}` }
    await using opened = new AsyncDisposableStack()
    opened.defer(() => void subgraph.close())
    const { url, tokens: own } = await gatewayBefore(opened, { memory: at, nexus: at, world: at })
    for (const who of [anonymous, demo]) {
      const token = who.role === 'anonymous' ? undefined : await own.issue(who)
      expect((await asked(url, token, { query: '{ users { totalCount } }' }, claimed)).errors).toEqual([])
      const headers = seen.findLast(({ authorization }) => authorization) as IncomingHttpHeaders
      expect(Object.keys(headers).toSorted()).toEqual([
        'authorization',
        'connection',
        'content-length',
        'content-type',
        'host',
        'x-request-id',
      ])
      const assertion = headers.authorization?.slice('Bearer '.length) ?? ''
      expect(await own.acceptAssertion(assertion, 'nexus')).toEqual(who)
      for (const other of ['memory', 'world'] as const)
        await expect(own.acceptAssertion(assertion, other)).rejects.toMatchObject({
          extensions: { code: 'UNAUTHENTICATED' },
        })
      await expect(own.identify(assertion)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } })
      const { iat, exp } = JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString())
      expect(exp - iat).toBeLessThanOrEqual(60)
    }
  },
  { on: 'once' },
)
attack(
  'A23.3',
  'the same, with the subgraphs in the process of the gateway',
  'they are asked for whom the token names, or for nobody',
  async () => {
    const callers: unknown[] = []
    const process = async ({ context }: { context: { identity?: Identity } }) => {
      callers.push(context.identity)
      return { data: { users: { totalCount: 1 } } } as never
    }
    await using gateway = await emptyGateway({}, { process: process as never })
    for (const token of [undefined, await tokens.issue(demo)])
      await asked(gateway.url, token, { query: '{ users { totalCount } }' }, claimed)
    expect(callers).toEqual([anonymous, demo])
  },
  { on: 'once' },
)
