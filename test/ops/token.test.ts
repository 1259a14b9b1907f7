import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSettings } from '@worlds/kit/env.ts'
import { tokensFor } from '@worlds/kit/identity.ts'
import { demoPerson } from '@worlds/ops/demo.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { complaint, ran } from './program.ts'

const file = '@worlds/ops/token.ts'
const secret = 'a-secret-of-32-characters-or-more'
const settings = { AUTH_JWT_SECRET: secret, DATA_DIR: 'memory://' }
const ann = '0a8f6f5e-0000-4000-8000-00000000000a'

const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())

describe.concurrent('pnpm run token', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'graph-token-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test.each([
    [['--user', ann], { role: 'user', id: ann }],
    [['--user', ann.toUpperCase()], { role: 'user', id: ann }],
    [['--user', 'demo'], { role: 'user', id: demoPerson.id }],
    [
      ['--service', 'voice', '--companion', 'luna', '--companion', 'orion'],
      { role: 'service', name: 'voice', companions: ['luna', 'orion'] },
    ],
    [['--service', 'game', '--companion', '*'], { role: 'service', name: 'game', companions: ['*'] }],
    [['--admin'], { role: 'admin', name: 'admin' }],
    [['--admin', 'ops'], { role: 'admin', name: 'ops' }],
  ])('%j prints a token that the graph accepts, and nothing else', async (words, identity) => {
    const { status, out, error } = await ran(file, words, settings)
    expect([status, error]).toEqual([0, ''])
    expect(out).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/)
    expect(await tokensFor(readSettings(settings)).identify(out.trim())).toEqual(identity)
    const { iat, exp } = claimsOf(out)
    expect(exp - iat).toBe(12 * 3600)
  })

  test('--hours says how long it holds', async () => {
    const { iat, exp } = claimsOf((await ran(file, ['--admin', '--hours', '0.5'], settings)).out)
    expect(exp - iat).toBe(1800)
  })

  test('in development the secret is the one that start keeps in DATA_DIR', async () => {
    const own = { DATA_DIR: join(folder, 'data') }
    const { out } = await ran(file, ['--admin'], own)
    expect(await tokensFor(readSettings(own)).identify(out.trim())).toEqual({ role: 'admin', name: 'admin' })
    expect(readFileSync(join(own.DATA_DIR, 'secrets.json'), 'utf8')).toContain('"token"')
  })

  test('--help says what there is', async () => {
    const { status, out } = await ran(file, ['--help'], {})
    expect(status).toBe(0)
    for (const word of ['--user', '--service', '--companion', '--admin', '--hours']) expect(out).toContain(word)
  })

  test.each([
    [[], /Say who the token is for/],
    [['--user', ann, '--admin'], /Say who the token is for/],
    [['--user', 'ann'], /^--user takes a UUID, not "ann"/],
    [['--service', 'voice'], /^--service needs --companion ID, or --companion '\*' for all/],
    [['--admin', '--hours', '0'], /^--hours takes a number up to 8760, not "0"/],
    [['--admin', '--hours', 'Infinity'], /^--hours takes a number/],
    [['--admin', '--hours', 'soon'], /^--hours takes a number/],
    [['--root'], /Unknown option '--root'[\s\S]*--admin/],
    [['--user'], /'--user <value>' argument missing/],
  ])('%j is refused', async (words, message) => {
    const ended = await ran(file, words, settings)
    expect(complaint(ended)).toMatch(message)
    expect(ended.out).toBe('')
  })

  test.each([
    [
      { AUTH_JWKS_URL: 'https://login.example/keys', DATA_DIR: 'memory://' },
      /only with AUTH_JWT_SECRET; AUTH_JWKS_URL names another issuer/,
    ],
    [{ NODE_ENV: 'production' }, /AUTH_JWT_SECRET or AUTH_JWKS_URL: production needs one of them/],
    [{ AUTH_JWT_SECRET: 'short' }, /AUTH_JWT_SECRET: must have 32 characters or more/],
  ])('with %j nothing is signed', async (unfit, message) => {
    const ended = await ran(file, ['--admin'], unfit as Record<string, string>)
    expect(complaint(ended)).toMatch(message)
    expect(ended.out).toBe('')
  })
})
