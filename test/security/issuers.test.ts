import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { once as happening } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Tokens } from '@worlds/kit/identity.ts'
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest'
import { emptyGateway } from '../gateway/empty.ts'
import { hmacToken, rsaToken } from '../kit/jwt.ts'
import { overWebSocket } from '../live/following.ts'
import { asked } from '../stack.ts'
import { attack } from './attacks.ts'
import { ann, claims } from './forgeries.ts'

const once = { on: 'once' } as const
const refused = { extensions: { code: 'UNAUTHENTICATED' } }
const unavailable = { extensions: { code: 'IDENTITY_UNAVAILABLE' } }

interface Key {
  kid: string
  private: KeyObject
  public: KeyObject
}

const keyPair = (kid: string): Key => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return { kid, private: privateKey, public: publicKey }
}

const [first, second, stranger] = [keyPair('1'), keyPair('2'), keyPair('1')]
const tokenOf = (key: Key, header = {}) =>
  rsaToken(key.private, { header: { kid: key.kid, ...header }, claims: claims() })

/** What the issuer answers, and how often it was asked. */
type Answering = (response: ServerResponse) => void
let answering: Answering
let requests = 0
let issuer: Server
let jwksUrl: string
let tokens: Tokens

const publishing =
  (...keys: Key[]): Answering =>
  response => {
    const jwks = keys.map(key => ({ ...key.public.export({ format: 'jwk' }), kid: key.kid, use: 'sig' }))
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: jwks }))
  }
const down: Answering = response => void response.destroy()

beforeAll(async () => {
  issuer = createServer((_, response) => {
    requests++
    answering(response)
  }).listen(0, '127.0.0.1')
  await happening(issuer, 'listening')
  jwksUrl = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/jwks.json`
})
afterAll(() => {
  issuer.closeAllConnections()
  issuer.close()
})
beforeEach(() => {
  requests = 0
  answering = publishing(first)
  tokens = new Tokens({ secret: undefined, jwksUrl, issuer: 'worlds-graph', audience: 'worlds-graph' }, {})
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const later = (seconds: number) => vi.useFakeTimers({ now: Date.now() + seconds * 1_000, toFake: ['Date'] })
const identified = async (key: Key) => expect(await tokens.identify(tokenOf(key))).toEqual({ role: 'user', id: ann })
const holdsNot = async (token: string) => expect(tokens.identify(token)).rejects.toMatchObject(refused)

attack(
  'A25.3',
  'a token signed with the public key as a secret, or by an HMAC under the name of its algorithm',
  'refused',
  async () => {
    await identified(first)
    const [pem, der] = (['pem', 'der'] as const).map(format => first.public.export({ format, type: 'spki' } as never))
    const jwk = JSON.stringify(first.public.export({ format: 'jwk' }))
    for (const secret of [pem, der, jwk] as string[])
      for (const alg of ['HS256', 'RS256'])
        await holdsNot(hmacToken(secret, { header: { kid: '1', alg }, claims: claims() }))
  },
  once,
)
attack(
  'A25.4',
  'a token that brings its key along, or says where to fetch it',
  'refused; nothing is fetched',
  async () => {
    const jwk = stranger.public.export({ format: 'jwk' })
    for (const header of [{}, { jwk }, { jwk, kid: undefined }, { jku: jwksUrl }, { x5u: jwksUrl }, { x5c: ['AA=='] }])
      await holdsNot(tokenOf(stranger, header))
    expect(requests).toBe(1)
  },
  once,
)
attack(
  'A26.10',
  'a kid that is a path, a statement, an object, a name of the language',
  'refused; the issuer is asked once in half a minute',
  async () => {
    for (const kid of [
      '../../dev/null',
      "' or 1=1 --",
      '__proto__',
      'constructor',
      '',
      7,
      null,
      { $ne: '' },
      '2'.repeat(5_000),
    ])
      await holdsNot(tokenOf(stranger, { kid }))
    expect(requests).toBe(1)
  },
  once,
)
attack(
  'A27.1',
  'fifty tokens of unknown keys',
  'refused; the issuer is asked once in half a minute',
  async () => {
    await identified(first)
    for (let n = 0; n < 50; n++) await holdsNot(tokenOf(first, { kid: `unknown ${n}` }))
    expect(requests).toBe(1)
    later(31)
    await Promise.all(Array.from({ length: 50 }, (_, n) => holdsNot(tokenOf(first, { kid: `unknown ${n}` }))))
    expect(requests).toBe(2)
  },
  once,
)
attack(
  'A27.2',
  'the issuer changes its key',
  'tokens of the new key hold after one question, tokens of the old one no more',
  async () => {
    for (let n = 0; n < 5; n++) await identified(first)
    expect(requests).toBe(1)
    answering = publishing(second)
    later(31)
    await identified(second)
    expect(requests).toBe(2)
    await holdsNot(tokenOf(first))
  },
  once,
)
attack(
  'A27.3',
  'the issuer goes down',
  'tokens of the keys that are known hold, also when these are old; others do not; it is asked once in half a minute',
  async () => {
    await identified(first)
    answering = down
    later(3_600)
    for (let n = 0; n < 5; n++) await identified(first)
    for (let n = 0; n < 5; n++) await holdsNot(tokenOf(second))
    expect(requests).toBe(2)
    answering = publishing(second)
    later(31)
    await identified(second)
  },
  once,
)
attack(
  'A27.4',
  'the issuer is down before any of its keys is known',
  'status 503 and IDENTITY_UNAVAILABLE, or a WebSocket closed with 1013: no token is called bad, no address pays, and all is well when it is back',
  async () => {
    answering = down
    const given = { AUTH_JWT_SECRET: '', AUTH_JWKS_URL: jwksUrl, MAX_COST: '100', RATE_PER_ADDRESS: '500' }
    await using served = await emptyGateway(given)
    const ask = () => asked(served.url, tokenOf(first), { query: '{ __typename }' })
    for (let n = 0; n < 10; n++) {
      const { status, data, errors } = await ask()
      expect([status, data, errors.map(({ extensions }) => extensions.code)]).toEqual([
        ...[503, undefined, ['IDENTITY_UNAVAILABLE']],
      ])
    }
    using socket = overWebSocket(served.url, tokenOf(first))
    expect((await socket.follow('{ __typename }').ended).code).toBe(1013)
    answering = publishing(first)
    later(2)
    expect(await ask()).toMatchObject({ status: 200, data: { __typename: 'Query' } })
  },
  once,
)
attack(
  'A27.5',
  'the issuer answers what is no set of keys, a redirect, without end in bytes or in time',
  'it is read for 5 s and 1 MiB at most, followed nowhere; no token is called bad',
  async () => {
    const timeout = AbortSignal.timeout.bind(AbortSignal)
    const waited = vi.spyOn(AbortSignal, 'timeout').mockImplementation(ms => timeout(ms / 50))
    let sent = 0
    const endless = (response: ServerResponse) => {
      const more = () => {
        while (!response.destroyed && response.write(' '.repeat(65_536))) sent += 65_536
      }
      response.writeHead(200).on('drain', more)
      more()
    }
    const answers: Answering[] = [
      ...['', '{', 'null', '{}', '{"keys":{}}', '{"keys":[1]}', '<html>'].map(
        text => (response: ServerResponse) => response.end(text),
      ),
      response => response.writeHead(302, { location: '/elsewhere' }).end(),
      response => response.writeHead(404).end(JSON.stringify({ keys: [] })),
      endless,
      response => void response.writeHead(200).write('{'),
      () => undefined,
    ]
    for (const [n, each] of answers.entries()) {
      answering = each
      later(2)
      await expect(tokens.identify(tokenOf(first))).rejects.toMatchObject(unavailable)
      expect(requests).toBe(n + 1)
    }
    expect(sent).toBeLessThan(8 * 2 ** 20)
    expect(waited.mock.calls).toEqual(answers.map(() => [5_000]))
  },
  once,
)
