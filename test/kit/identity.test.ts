import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSettings } from '@worlds/kit/env.ts'
import { anonymous, developmentSecrets, type Identity, Tokens, tokensFor } from '@worlds/kit/identity.ts'
import { describe, expect, test } from 'vitest'
import { type Forged, hmacToken, nowSeconds } from './jwt.ts'

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

const refused = { extensions: { code: 'UNAUTHENTICATED' } }
const identify = (forged: Forged, secret: string | Buffer = tokenSecret) => tokens.identify(hmacToken(secret, forged))

describe("a caller's token", () => {
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

test('tokens of an issuer that publishes its keys are not made here', async () => {
  const published = new Tokens({ ...auth, secret: undefined, jwksUrl: 'https://login.example/jwks.json' }, {})
  await expect(published.issue({ role: 'user', id: ann })).rejects.toThrow(/AUTH_JWKS_URL names another issuer/)
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
