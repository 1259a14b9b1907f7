import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Program } from '@worlds/kit/combinations.ts'
import { readSettings, SettingsError, settingNames } from '@worlds/kit/env.ts'
import { subgraphNames } from '@worlds/kit/names.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/** What is wrong with an environment, one line each. */
function faultsOf(env: Record<string, string>, program?: Program): string[] {
  try {
    readSettings(env, program)
    return []
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error
    expect(error.message.split('\n').slice(1)).toEqual(error.faults.map(fault => `  ${fault}`))
    return error.faults
  }
}

const secret = 'a-secret-of-32-characters-or-more'
const upper = subgraphNames.map(name => name.toUpperCase())
const urls = (suffix: string, query = '?sslmode=disable', host = '127.0.0.1') =>
  Object.fromEntries(upper.map(name => [`${name}_${suffix}`, `postgresql://u:p@${host}:5432/d${query}`]))

describe('settings', () => {
  test('have the defaults that the contract and databases.md state', () => {
    const settings = readSettings({})
    expect(settings).toMatchObject({
      production: false,
      host: '127.0.0.1',
      port: 4000,
      ports: { memory: 4001, nexus: 4002, world: 4003 },
      dataDir: '.data',
      subgraphs: 'in-process',
      embedded: true,
      explorable: true,
      corsOrigins: [],
    })
    const { memory, nexus, world } = settings.pools
    expect([memory.min, memory.max, memory.statementTimeoutMs]).toEqual([5, 20, 60_000])
    expect([nexus.min, nexus.max, nexus.statementTimeoutMs]).toEqual([10, 50, 30_000])
    expect([world.max, world.idleMs, world.connectTimeoutMs]).toEqual([20, 30_000, 2_000])
    for (const pool of [memory, nexus, world]) {
      expect(pool.lockTimeoutMs).toBeLessThan(pool.statementTimeoutMs)
      expect(pool.idleInTransactionTimeoutMs).toBeGreaterThan(0)
      expect(pool.preparedStatements).toBe(true)
    }
  })

  test('every fault is named at once, and no secret is quoted', () => {
    const faults = faultsOf({
      PORT: '70000',
      NEXUS_PORT: 'four',
      NODE_ENV: 'prod',
      SUBGRAPHS: 'both',
      LOG_LEVEL: 'loud',
      MEMORY_POOL_MAX: '0',
      NEXUS_STATEMENT_TIMEOUT_MS: '-1',
      AUTH_JWT_SECRET: 'short-secret',
      WORLD_OWNER_URL: 'mysql://root:hunter2@127.0.0.1/world',
      MEMORY_DATABASE_URL: 'postgresql://memory_graph:hunter2@db.example.com/voice_ninja',
    })
    const names = [
      ...['PORT', 'NEXUS_PORT', 'NODE_ENV', 'SUBGRAPHS', 'LOG_LEVEL', 'MEMORY_POOL_MAX', 'NEXUS_STATEMENT_TIMEOUT_MS'],
      ...['AUTH_JWT_SECRET', 'WORLD_OWNER_URL', 'MEMORY_DATABASE_URL', 'NEXUS_DATABASE_URL, WORLD_DATABASE_URL'],
    ]
    for (const name of names) {
      expect(
        faults.some(fault => fault.startsWith(`${name}: `)),
        name,
      ).toBe(true)
    }
    expect(faults.join()).not.toMatch(/hunter2|short-secret/)
  })

  test('trusted documents need a manifest, in the gateway alone', () => {
    expect(readSettings({}).trusted).toEqual({ mode: 'off', manifest: undefined })
    for (const mode of ['log', 'enforce']) {
      const fault = `TRUSTED_MANIFEST: TRUSTED_DOCUMENTS=${mode} needs the path of a manifest`
      expect(faultsOf({ TRUSTED_DOCUMENTS: mode })).toEqual([fault])
      expect(faultsOf({ TRUSTED_DOCUMENTS: mode }, 'operator')).toEqual([])
      expect(readSettings({ TRUSTED_DOCUMENTS: mode, TRUSTED_MANIFEST: 'm.json' }).trusted.manifest).toBe('m.json')
    }
  })

  test('a body has a largest size, within bounds', () => {
    expect(readSettings({}).intake.maxBodyBytes).toBe(1_048_576)
    for (const size of [1_024, 67_108_864])
      expect(readSettings({ MAX_BODY_BYTES: `${size}` }).intake.maxBodyBytes).toBe(size)
    for (const size of ['1023', '67108865', '1 MiB'])
      expect(faultsOf({ MAX_BODY_BYTES: size })).toEqual([expect.stringMatching(/^MAX_BODY_BYTES: /)])
  })

  test.each(['DATABASE_URL', 'URL'])('…_%s: all three or none', suffix => {
    const url = suffix === 'URL' ? 'http://127.0.0.1:1' : 'postgresql://u:p@127.0.0.1/d?sslmode=disable'
    const faults = faultsOf({ SUBGRAPHS: 'remote', [`NEXUS_${suffix}`]: url })
    expect(faults).toEqual([
      `MEMORY_${suffix}, WORLD_${suffix}: set all three MEMORY_${suffix}, NEXUS_${suffix}, WORLD_${suffix} or none of them`,
    ])
  })

  test('URLs of subgraphs are for SUBGRAPHS=remote', () => {
    const remote = Object.fromEntries(upper.map(name => [`${name}_URL`, 'http://127.0.0.1:1/graphql']))
    expect(faultsOf(remote)).toEqual(['MEMORY_URL, NEXUS_URL, WORLD_URL: need SUBGRAPHS=remote'])
    expect(readSettings({ ...remote, SUBGRAPHS: 'remote' }).remoteUrls.world).toBe('http://127.0.0.1:1/graphql')
  })

  test('a pool holds at least what it begins with, the defaults counted', () => {
    expect(faultsOf({ NEXUS_POOL_MAX: '5' })).toEqual(['NEXUS_POOL_MIN: 10 is more than NEXUS_POOL_MAX, 5'])
    expect(faultsOf({ WORLD_POOL_MIN: '21' })).toEqual(['WORLD_POOL_MIN: 21 is more than WORLD_POOL_MAX, 20'])
    expect(faultsOf({ NEXUS_POOL_MIN: '0', NEXUS_POOL_MAX: '5' })).toEqual([])
  })

  test('an empty value counts as unset', () => {
    expect(readSettings({ PORT: '', MEMORY_DATABASE_URL: '' })).toMatchObject({ port: 4000, embedded: true })
  })

  test('origins are listed by commas', () => {
    expect(readSettings({ CORS_ORIGINS: 'https://a.example, https://b.example,' }).corsOrigins).toEqual([
      'https://a.example',
      'https://b.example',
    ])
  })
})

describe('settings of production', () => {
  const production = { NODE_ENV: 'production', AUTH_JWT_SECRET: secret }

  test('hide the schema unless that is allowed', () => {
    expect(readSettings(production)).toMatchObject({ production: true, explorable: false })
    expect(readSettings({ ...production, INTROSPECTION: 'on' }).explorable).toBe(true)
    expect(readSettings({ INTROSPECTION: 'off' }).explorable).toBe(false)
  })

  test('name how tokens are verified, in one way', () => {
    expect(faultsOf({ NODE_ENV: 'production' })).toEqual([
      'AUTH_JWT_SECRET or AUTH_JWKS_URL: production needs one of them',
    ])
    expect(faultsOf({ NODE_ENV: 'production', AUTH_JWKS_URL: 'https://login.example/keys' })).toEqual([])
    expect(faultsOf({ ...production, AUTH_JWKS_URL: 'https://login.example/keys' })).toEqual([
      'AUTH_JWT_SECRET and AUTH_JWKS_URL: set one of them',
    ])
  })

  test('name the secret that gateway and subgraphs share', () => {
    const faults = faultsOf({ ...production, SUBGRAPHS: 'remote' })
    expect(faults).toEqual([expect.stringMatching(/^ASSERTION_SECRET: /)])
  })

  test.each(['127.0.0.1', 'localhost', '[::1]', 'db.example.com'])('take verified TLS alone to %s', host => {
    for (const query of ['', '?sslmode=disable', '?sslmode=require', '?sslmode=verify-ca']) {
      const faults = faultsOf({
        ...production,
        ...urls('DATABASE_URL', query, host),
        ...urls('OWNER_URL', query, host),
      })
      expect(faults).toHaveLength(6)
      expect(new Set(faults.map(fault => fault.replace(/^\w+/, '')))).toEqual(
        new Set([': production needs sslmode=verify-full, on loopback too']),
      )
    }
    expect(faultsOf({ ...production, ...urls('DATABASE_URL', '?sslmode=verify-full', host) })).toEqual([])
  })
})

describe('settings of development', () => {
  test.each(['127.0.0.1', 'localhost', '[::1]'])('may do without TLS to %s when they say so', host => {
    expect(faultsOf(urls('DATABASE_URL', '?sslmode=disable', host))).toEqual([])
    expect(faultsOf(urls('DATABASE_URL', '', host))).toHaveLength(3)
  })

  test.each(['db.example.com', '127.0.0.1.example.com', '10.0.0.1'])('need verified TLS to %s', host => {
    expect(faultsOf(urls('DATABASE_URL', '?sslmode=disable', host))).toHaveLength(3)
    expect(faultsOf(urls('DATABASE_URL', '?sslmode=require', host))).toHaveLength(3)
    expect(faultsOf(urls('DATABASE_URL', '?sslmode=verify-full', host))).toEqual([])
  })
})

describe('settings of one program hold what it uses and no more', () => {
  const verified = 'postgresql://u:p@db.example.com/d?sslmode=verify-full'

  test.each(subgraphNames)('%s alone', name => {
    const own = { [`${name.toUpperCase()}_DATABASE_URL`]: verified }
    const production = { NODE_ENV: 'production', SUBGRAPHS: 'remote', ...own }
    expect(faultsOf({ ...production, ASSERTION_SECRET: secret }, name)).toEqual([])
    expect(faultsOf(production, name)).toEqual([expect.stringMatching(/^ASSERTION_SECRET: /)])
    expect(readSettings(own, name).pools[name].url).toBe(verified)
  })

  test('a subgraph whose siblings are on servers is not embedded by mistake', () => {
    expect(faultsOf({ MEMORY_DATABASE_URL: verified }, 'world')).toEqual([
      'WORLD_DATABASE_URL: must be set as MEMORY_DATABASE_URL is',
    ])
  })

  test('the operator verifies no tokens', () => {
    expect(faultsOf({ NODE_ENV: 'production', NEXUS_OWNER_URL: verified }, 'operator')).toEqual([])
  })
})

describe('settings from files', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'graph-settings-'))
    writeFileSync(join(folder, 'secret'), `${secret}\n`)
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test('NAME_FILE stands for NAME, without the line end', () => {
    expect(readSettings({ AUTH_JWT_SECRET_FILE: join(folder, 'secret') }).auth.secret).toBe(secret)
  })

  test('both, and a file that is not there, are faults beside all others', () => {
    const faults = faultsOf({
      AUTH_JWT_SECRET: secret,
      AUTH_JWT_SECRET_FILE: join(folder, 'secret'),
      ASSERTION_SECRET_FILE: join(folder, 'missing'),
      PORT: '-1',
    })
    expect(faults).toHaveLength(3)
    expect(faults.join()).toMatch(/AUTH_JWT_SECRET and AUTH_JWT_SECRET_FILE: set one of them/)
    expect(faults.join()).toMatch(/ASSERTION_SECRET_FILE: .*missing/)
    expect(faults.join()).not.toContain(secret)
  })
})

describe('.env.example', () => {
  const lines = readFileSync('.env.example', 'utf8').split('\n')
  const settings = lines.flatMap((line, at) => {
    const [, commented, name, value] = /^(# )?([A-Z][A-Z_]*)=(.*)$/.exec(line) ?? []
    return name === undefined ? [] : [{ name, value, commented: commented !== undefined, why: lines[at - 1] ?? '' }]
  })

  test('lists every setting once, and nothing else', () => {
    expect(settings.map(({ name }) => name).sort()).toEqual(Object.keys(settingNames).sort())
  })

  test('states the default of each, or leaves it commented out', () => {
    for (const { name, value, commented } of settings) {
      const fallback = settingNames[name as keyof typeof settingNames].parse(undefined)
      expect([name, commented], name).toEqual([name, fallback === undefined])
      if (fallback !== undefined) expect(value, name).toBe(String(fallback))
    }
  })

  test('explains each in the line above it', () => {
    for (const { name, why } of settings) expect(why, name).toMatch(/^# \S.{10,}[.)]$/)
  })

  test('can be used as it stands', () => {
    const env = Object.fromEntries(
      settings.filter(({ commented }) => !commented).map(({ name, value = '' }) => [name, value]),
    )
    expect(readSettings(env)).toEqual(readSettings({}))
  })
})
