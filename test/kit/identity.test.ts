import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSettings } from '@worlds/kit/env.ts'
import { anonymous, developmentSecrets, type Identity, Tokens, tokensFor } from '@worlds/kit/identity.ts'
import { describe, expect, test } from 'vitest'
import { type Forged, hmacToken, nowSeconds, unsignedToken } from './jwt.ts'

const [tokenSecret, assertionSecret] = [
  'token-secret-of-32-characters-or-more',
  'assertion-secret-of-32-characters-and',
]
const auth = { secret: tokenSecret, jwksUrl: undefined, issuer: 'worlds-graph', audience: 'worlds-graph' }
const tokens = new Tokens(auth, { token: tokenSecret, assertion: assertionSecret })

const ann = '0a8f6f5e-0000-4000-8000-00000000000a'
const claims = () => ({
  ...{ sub: ann, role: 'user', iss: 'worlds-graph', aud: 'worlds-graph' },
  ...{ iat: nowSeconds(), exp: nowSeconds() + 60 },
})
const without = (name: keyof ReturnType<typeof claims>) => {
  const { [name]: _, ...rest } = claims()
  return rest
}

/** Another payload under the signature of a good token. */
function swapped(payload: object): string {
  const [header, , signature] = hmacToken(tokenSecret, { claims: claims() }).split('.')
  return [header, Buffer.from(JSON.stringify(payload)).toString('base64url'), signature].join('.')
}

const refused = { extensions: { code: 'UNAUTHENTICATED' } }
const identify = (forged: Forged, secret: string | Buffer = tokenSecret) => tokens.identify(hmacToken(secret, forged))

describe("a caller's token", () => {
  test.each<[string, () => string | Promise<string>]>([
    ['nothing', () => ''],
    ['no token', () => 'Bearer'],
    ['three parts of nothing', () => '..'],
    ['alg none', () => unsignedToken({ claims: claims() })],
    ['alg none over a good signature', () => hmacToken(tokenSecret, { header: { alg: 'none' }, claims: claims() })],
    ['HS384', () => hmacToken(tokenSecret, { header: { alg: 'HS384' }, claims: claims() }, 'sha384')],
    ['HS512', () => hmacToken(tokenSecret, { header: { alg: 'HS512' }, claims: claims() }, 'sha512')],
    [
      'RS256 by name, signed with the secret',
      () => hmacToken(tokenSecret, { header: { alg: 'RS256' }, claims: claims() }),
    ],
    ['another secret', () => hmacToken(assertionSecret, { claims: claims() })],
    ['an unknown critical header', () => hmacToken(tokenSecret, { header: { crit: ['x'], x: 1 }, claims: claims() })],
    ['a changed claim', () => swapped({ ...claims(), sub: '0a8f6f5e-0000-4000-8000-00000000000b' })],
    ['another issuer', () => hmacToken(tokenSecret, { claims: { ...claims(), iss: 'gateway' } })],
    ['another audience', () => hmacToken(tokenSecret, { claims: { ...claims(), aud: 'subgraph:memory' } })],
    ['expired', () => hmacToken(tokenSecret, { claims: { ...claims(), exp: nowSeconds() - 10 } })],
    ['not yet valid', () => hmacToken(tokenSecret, { claims: { ...claims(), nbf: nowSeconds() + 60 } })],
    ['without sub', () => hmacToken(tokenSecret, { claims: without('sub') })],
    ['without exp', () => hmacToken(tokenSecret, { claims: without('exp') })],
    ['without iss', () => hmacToken(tokenSecret, { claims: without('iss') })],
    ['without aud', () => hmacToken(tokenSecret, { claims: without('aud') })],
    ['without role', () => hmacToken(tokenSecret, { claims: without('role') })],
    ['the system itself', () => hmacToken(tokenSecret, { claims: { ...claims(), role: 'system', sub: 'nexus' } })],
    ['the system itself, issued', () => tokens.issue({ role: 'system', name: 'nexus' })],
    ['an unknown role', () => hmacToken(tokenSecret, { claims: { ...claims(), role: 'root' } })],
    ['a user that is no UUID', () => hmacToken(tokenSecret, { claims: { ...claims(), sub: 'ann' } })],
    ['a user with more than a UUID', () => hmacToken(tokenSecret, { claims: { ...claims(), sub: `${ann}\n'` } })],
    ['a service without companions', () => hmacToken(tokenSecret, { claims: { ...claims(), role: 'service' } })],
    [
      'a service of no companion',
      () => hmacToken(tokenSecret, { claims: { ...claims(), role: 'service', companions: [] } }),
    ],
    [
      'companions as a text',
      () => hmacToken(tokenSecret, { claims: { ...claims(), role: 'service', companions: '*' } }),
    ],
    [
      'a companion that is no text',
      () => hmacToken(tokenSecret, { claims: { ...claims(), role: 'service', companions: ['a', 1] } }),
    ],
    ['a nameless admin', () => hmacToken(tokenSecret, { claims: { ...claims(), role: 'admin', sub: '' } })],
    ['longer than 8 KiB', () => hmacToken(tokenSecret, { claims: { ...claims(), more: 'x'.repeat(8192) } })],
    ['of a megabyte', () => 'x'.repeat(2 ** 20)],
  ])('%s is refused', async (_, token) => {
    await expect(tokens.identify(await token())).rejects.toMatchObject(refused)
  })

  test('every refusal says the same', async () => {
    const messages = new Set<string>()
    for (const token of ['', unsignedToken({ claims: claims() }), hmacToken('other', { claims: claims() })])
      await tokens.identify(token).catch(error => messages.add(error.message))
    expect([...messages]).toEqual(['The token is not valid. Sign in again and send a fresh one.'])
  })

  test('a good one proves who asks', async () => {
    expect(await identify({ claims: claims() })).toEqual({ role: 'user', id: ann })
    expect(await identify({ claims: { ...claims(), sub: ann.toUpperCase() } })).toEqual({ role: 'user', id: ann })
    expect(await identify({ claims: { ...claims(), role: 'admin', sub: 'ops', companions: ['*'] } })).toEqual({
      role: 'admin',
      name: 'ops',
    })
    expect(await identify({ claims: { ...claims(), aud: ['other', 'worlds-graph'] } })).toMatchObject({ id: ann })
  })

  test('a clock that is some seconds off does no harm', async () => {
    expect(await identify({ claims: { ...claims(), exp: nowSeconds() - 3 } })).toMatchObject({ role: 'user' })
  })

  const issued: Identity[] = [
    { role: 'user', id: ann },
    { role: 'service', name: 'voice', companions: ['luna', 'a "quoted" one'] },
    { role: 'service', name: 'game', companions: ['*'] },
    { role: 'admin', name: 'ops' },
  ]
  test.each(issued)('what is issued for $role is what is identified', async identity => {
    expect(await tokens.identify(await tokens.issue(identity))).toEqual(identity)
  })
})

describe("the gateway's assertion", () => {
  const asAnn: Identity = { role: 'user', id: ann }

  test('is for one subgraph', async () => {
    const assertion = await tokens.assert(asAnn, 'memory')
    expect(await tokens.acceptAssertion(assertion, 'memory')).toEqual(asAnn)
    await expect(tokens.acceptAssertion(assertion, 'nexus')).rejects.toMatchObject(refused)
    await expect(tokens.acceptAssertion(assertion, 'world')).rejects.toMatchObject(refused)
  })

  test('is no token for the gateway, nor is a token an assertion', async () => {
    await expect(tokens.identify(await tokens.assert(asAnn, 'memory'))).rejects.toMatchObject(refused)
    await expect(tokens.acceptAssertion(await tokens.issue(asAnn), 'memory')).rejects.toMatchObject(refused)
  })

  test('is not made of a token by one who knows the secret of tokens', async () => {
    const forged = { ...claims(), iss: 'gateway', aud: 'subgraph:memory' }
    expect(await tokens.acceptAssertion(hmacToken(assertionSecret, { claims: forged }), 'memory')).toEqual(asAnn)
    await expect(tokens.acceptAssertion(hmacToken(tokenSecret, { claims: forged }), 'memory')).rejects.toMatchObject(
      refused,
    )
  })

  test('holds for a minute', async () => {
    const [, payload = ''] = (await tokens.assert(asAnn, 'memory')).split('.')
    const { iat, exp } = JSON.parse(Buffer.from(payload, 'base64url').toString())
    expect(exp - iat).toBe(60)
    const late = { ...claims(), iss: 'gateway', aud: 'subgraph:memory', exp: nowSeconds() - 6 }
    await expect(tokens.acceptAssertion(hmacToken(assertionSecret, { claims: late }), 'memory')).rejects.toMatchObject(
      refused,
    )
  })

  test('alone may say that the system itself asks, and as whom', async () => {
    const nexus: Identity = { role: 'system', name: 'nexus' }
    expect(await tokens.acceptAssertion(await tokens.assert(nexus, 'world'), 'world')).toEqual(nexus)
    const nameless = { ...claims(), iss: 'gateway', aud: 'subgraph:world', role: 'system', sub: '' }
    const forged = hmacToken(assertionSecret, { claims: nameless })
    await expect(tokens.acceptAssertion(forged, 'world')).rejects.toMatchObject(refused)
  })

  test('tells of callers without a token too', async () => {
    expect(await tokens.acceptAssertion(await tokens.assert(anonymous, 'world'), 'world')).toEqual(anonymous)
  })

  test('is neither made nor accepted without its secret', async () => {
    const bare = new Tokens(auth, { token: tokenSecret })
    await expect(bare.assert(asAnn, 'memory')).rejects.toThrow('ASSERTION_SECRET is not set')
    await expect(bare.acceptAssertion(await tokens.assert(asAnn, 'memory'), 'memory')).rejects.toMatchObject(refused)
  })
})

describe('secrets of a development machine', () => {
  test('are made once, shared by its processes and read by nobody else', () => {
    const folder = mkdtempSync(join(tmpdir(), 'graph-secrets-'))
    try {
      const first = developmentSecrets(join(folder, 'data'))
      expect(first.token).not.toBe(first.assertion)
      expect(first.token.length).toBeGreaterThan(40)
      expect(developmentSecrets(join(folder, 'data'))).toEqual(first)
      expect(statSync(join(folder, 'data/secrets.json')).mode & 0o777).toBe(0o600)
      expect(JSON.parse(readFileSync(join(folder, 'data/secrets.json'), 'utf8'))).toEqual(first)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('are used where the settings give none, and never in production', async () => {
    const memory = { DATA_DIR: 'memory://' }
    const made = tokensFor(readSettings(memory))
    await made.identify(await made.issue({ role: 'user', id: ann }))
    await made.assert(anonymous, 'memory')
    const production = tokensFor(readSettings({ ...memory, NODE_ENV: 'production', AUTH_JWT_SECRET: tokenSecret }))
    await expect(production.assert(anonymous, 'memory')).rejects.toThrow('ASSERTION_SECRET')
    await production.identify(await tokens.issue({ role: 'user', id: ann }))
  })
})
