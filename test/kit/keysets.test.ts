import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Tokens } from '@worlds/kit/identity.ts'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { hmacToken, nowSeconds, rsaToken } from './jwt.ts'

const ann = '0a8f6f5e-0000-4000-8000-00000000000a'
const claims = () => ({ sub: ann, role: 'user', iss: 'login', aud: 'graph', iat: nowSeconds(), exp: nowSeconds() + 60 })
const refused = { extensions: { code: 'UNAUTHENTICATED' } }

interface Key {
  kid: string
  private: KeyObject
  public: KeyObject
}

const keyPair = (kid: string): Key => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return { kid, private: privateKey, public: publicKey }
}

describe('tokens of an issuer that publishes its keys', () => {
  const [first, second, stranger] = [keyPair('1'), keyPair('2'), keyPair('1')]
  let published: Key[] = [first]
  let asked = 0
  let down = false
  let issuer: Server
  let tokens: Tokens

  beforeAll(async () => {
    issuer = createServer((_, response) => {
      asked++
      if (down) return void response.writeHead(500).end()
      const keys = published.map(key => ({ ...key.public.export({ format: 'jwk' }), kid: key.kid, use: 'sig' }))
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys }))
    })
    await new Promise<void>(listening => issuer.listen(0, '127.0.0.1', listening))
    const jwksUrl = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/jwks.json`
    tokens = new Tokens({ secret: undefined, jwksUrl, issuer: 'login', audience: 'graph' }, {})
  })
  afterAll(() => {
    vi.useRealTimers()
    issuer.close()
  })

  const tokenOf = (key: Key, header = {}) =>
    rsaToken(key.private, { header: { kid: key.kid, ...header }, claims: claims() })

  test('hold when one of its keys signed them, and the keys are fetched once', async () => {
    for (let i = 0; i < 5; i++) expect(await tokens.identify(tokenOf(first))).toEqual({ role: 'user', id: ann })
    expect(asked).toBe(1)
  })

  test('do not hold when another key signed them, nor when they bring their key along', async () => {
    await expect(tokens.identify(tokenOf(stranger))).rejects.toMatchObject(refused)
    const jwk = stranger.public.export({ format: 'jwk' })
    await expect(tokens.identify(tokenOf(stranger, { jwk }))).rejects.toMatchObject(refused)
  })

  test('do not hold when the public key was used as a secret', async () => {
    const pem = first.public.export({ format: 'pem', type: 'spki' })
    await expect(tokens.identify(hmacToken(pem, { header: { kid: '1' }, claims: claims() }))).rejects.toMatchObject(
      refused,
    )
  })

  test('of unknown keys do not make the graph ask the issuer again and again', async () => {
    const before = asked
    for (let i = 0; i < 20; i++)
      await expect(tokens.identify(tokenOf(first, { kid: `unknown-${i}` }))).rejects.toMatchObject(refused)
    expect(asked - before).toBeLessThanOrEqual(1)
  })

  test('hold after the issuer has changed its key', async () => {
    published = [second]
    await expect(tokens.identify(tokenOf(second))).rejects.toMatchObject(refused)
    // A set of keys that was just fetched is not asked for again for half a minute.
    vi.useFakeTimers({ now: Date.now() + 31_000, toFake: ['Date'] })
    expect(await tokens.identify(tokenOf(second))).toMatchObject({ id: ann })
    await expect(tokens.identify(tokenOf(first))).rejects.toMatchObject(refused)
  })

  test('go on holding while the issuer is down, and unknown keys are a bad token', async () => {
    down = true
    expect(await tokens.identify(tokenOf(second))).toMatchObject({ id: ann })
    vi.useFakeTimers({ now: Date.now() + 31_000, toFake: ['Date'] })
    expect(await tokens.identify(tokenOf(second))).toMatchObject({ id: ann })
    await expect(tokens.identify(tokenOf(first))).rejects.toMatchObject(refused)
  })

  test('are not made here', async () => {
    await expect(tokens.issue({ role: 'user', id: ann })).rejects.toThrow(/AUTH_JWKS_URL names another issuer/)
  })
})
