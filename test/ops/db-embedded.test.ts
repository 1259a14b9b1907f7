import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { complaint, ran } from './program.ts'

describe('pnpm db on embedded databases', { timeout: 60_000 }, () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'graph-db-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const dataDir = () => join(folder, 'data')
  const db = (...words: string[]) => ran('@worlds/ops/db.ts', [...words, '--only', 'world'], { DATA_DIR: dataDir() })
  const inProduction = (...words: string[]) =>
    ran('@worlds/ops/db.ts', [...words, '--only', 'world'], { DATA_DIR: dataDir(), NODE_ENV: 'production' })

  test('production has none: it says so, and makes none', async () => {
    for (const verb of ['migrate', 'seed', 'status'])
      expect(complaint(await inProduction(verb))).toMatch(/^WORLD_OWNER_URL: set it to the URL of the owner/)
    expect(existsSync(dataDir())).toBe(false)
  })

  test('migrate makes what is missing, of what it was asked for', async () => {
    const { status, out, error } = await db('migrate', '--json')
    expect(status, error).toBe(0)
    const { bbworlds_world, ...others } = JSON.parse(out)
    expect(others).toEqual({})
    expect(bbworlds_world).toMatchObject({ blocked: [], unchanged: 0 })
    expect(readdirSync(dataDir())).toEqual(['bbworlds_world'])
  })

  test('twice is a no-op', async () => {
    const { status, out } = await db('migrate')
    expect([status, out]).toEqual([0, expect.stringMatching(/ 0 steps applied, \d+ were before, 0 blocked/)])
  })

  test('seed fills the empty tables, once', async () => {
    const { status, out } = await db('seed', '--json')
    expect([status, JSON.parse(out)]).toEqual([0, { bbworlds_world: 'seeded' }])
    expect(complaint(await db('seed'))).toMatch(/^Nothing was seeded: table assets holds 400 rows/)
  })

  test('status lists what is applied', async () => {
    const { status, out } = await db('status', '--json')
    const states = JSON.parse(out).bbworlds_world.map(({ state }: { state: string }) => state)
    expect([status, [...new Set(states)]]).toEqual([0, ['applied']])
  })

  test('doctor looks at what there is without a server, and finds nothing wrong', async () => {
    const { status, out } = await db('doctor', '--json')
    const examined: { id: string; state: string }[] = JSON.parse(out).bbworlds_world
    expect(examined.filter(({ state }) => state === 'error' || state === 'unknown')).toEqual([])
    expect([status, examined.some(({ id }) => id.startsWith('server.'))]).toEqual([0, false])
    expect(examined.length).toBeGreaterThan(15)
  })

  test('what another process has open is left to it', async () => {
    const lock = join(dataDir(), 'bbworlds_world.lock')
    writeFileSync(lock, String(process.pid))
    for (const verb of ['migrate', 'seed', 'status']) {
      const said = complaint(await db(verb))
      expect(said).toContain(`bbworlds_world is in use by process ${process.pid}. Stop that one first`)
    }
    rmSync(lock)
    expect((await db('status')).status).toBe(0)
  })
})
