import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Database } from '@worlds/kit/database.ts'
import { EmbeddedDatabase, EmbeddedRefused, freshCluster } from '@worlds/kit/embedded.ts'
import { readSettings } from '@worlds/kit/env.ts'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AnyDatabase, inUse, rowsIn, valueIn } from './pools.ts'

const noCluster = new Blob([])

describe('an embedded database', () => {
  let folder: string
  let other: ChildProcess
  const made = () => mkdtempSync(join(folder, 'data-'))

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'graph-embedded-'))
    other = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
    await once(other, 'spawn')
  })
  afterAll(() => {
    other.kill()
    rmSync(folder, { recursive: true, force: true })
  })

  test('that is not there is named, with the remedy, and not made', async () => {
    const dataDir = made()
    const opened = EmbeddedDatabase.open('world', dataDir)
    await expect(opened).rejects.toThrow(EmbeddedRefused)
    await expect(opened).rejects.toThrow(
      `No database in ${join(dataDir, 'bbworlds_world')}. Run \`npx pnpm start\` once to make it.`,
    )
    expect(readdirSync(dataDir)).toEqual([])
    expect(EmbeddedDatabase.exists('world', dataDir)).toBe(false)
  })

  test('of another version is left alone', async () => {
    const dataDir = made()
    mkdirSync(join(dataDir, 'bbworlds_world'))
    writeFileSync(join(dataDir, 'bbworlds_world/PG_VERSION'), '16\n')
    await expect(EmbeddedDatabase.open('world', dataDir, noCluster)).rejects.toThrow(
      /bbworlds_world was made by PostgreSQL 16; this program embeds 18\. .* set DATA_DIR to another directory/,
    )
    expect(readdirSync(join(dataDir, 'bbworlds_world'))).toEqual(['PG_VERSION'])
    expect(existsSync(join(dataDir, 'bbworlds_world.lock'))).toBe(false)
  })

  test('that another process has open is left to it', async () => {
    const dataDir = made()
    const lock = join(dataDir, 'bbworlds_world.lock')
    writeFileSync(lock, String(other.pid))
    await expect(EmbeddedDatabase.open('world', dataDir, noCluster)).rejects.toThrow(
      `bbworlds_world is in use by process ${other.pid}. Stop that one first, or set DATA_DIR to another directory.`,
    )
    expect(readFileSync(lock, 'utf8')).toBe(String(other.pid))
    expect(existsSync(join(dataDir, 'bbworlds_world'))).toBe(false)
  })

  test('that cannot be made leaves nothing that looks like one', async () => {
    const dataDir = made()
    await expect(EmbeddedDatabase.open('world', dataDir, new Blob(['no tar']))).rejects.toThrow()
    expect(EmbeddedDatabase.exists('world', dataDir)).toBe(false)
    expect(existsSync(join(dataDir, 'bbworlds_world.lock'))).toBe(false)
  })

  test('in memory starts from a cluster', async () => {
    await expect(EmbeddedDatabase.open('world', 'memory://')).rejects.toThrow(EmbeddedRefused)
    expect(EmbeddedDatabase.exists('world', 'memory://')).toBe(false)
  })

  describe('that is there', { timeout: 60_000 }, () => {
    let dataDir: string
    beforeAll(async () => {
      dataDir = made()
      await using first = await EmbeddedDatabase.open('world', dataDir, await freshCluster())
      const client = await first.ownerClient()
      await client.query(
        "create role world_graph login; create table kept (what text); insert into kept values ('this')",
      )
      await client.query('grant select on kept to world_graph; grant insert on kept to world_graph')
    }, 60_000)

    const lock = () => join(dataDir, 'bbworlds_world.lock')
    const gone = async () => {
      const brief = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
      await once(brief, 'exit')
      return brief.pid
    }
    const content = async () => {
      await using database = await EmbeddedDatabase.open('world', dataDir)
      const { rows } = await (await database.ownerClient()).query('select what from kept')
      return rows
    }

    test('keeps its rows from one opening to the next, and is free in between', async () => {
      expect(existsSync(lock())).toBe(false)
      expect(await content()).toEqual([{ what: 'this' }])
      expect(existsSync(lock())).toBe(false)
    })

    test('is opened once at a time by one process too', async () => {
      await using _ = await EmbeddedDatabase.open('world', dataDir)
      expect(readFileSync(lock(), 'utf8')).toBe(String(process.pid))
      await expect(EmbeddedDatabase.open('world', dataDir)).rejects.toThrow(`in use by process ${process.pid}`)
    })

    test.each([
      ['a process that is gone', async () => String(await gone())],
      ['an earlier process of the same number', async () => String(process.pid)],
      ['a process that did not get to say who it is', async () => ''],
    ])('is taken over from %s', async (_, holder) => {
      writeFileSync(lock(), await holder())
      expect(await content()).toEqual([{ what: 'this' }])
      expect(existsSync(lock())).toBe(false)
    })

    test('serves sessions as a server does, one connection for all', async () => {
      const embedded = await EmbeddedDatabase.open('world', dataDir)
      const settings = readSettings({}).pools.world
      await using database: AnyDatabase = new Database('world', await embedded.asGraph(), settings, () => undefined)
      const login = sql<{ value: string }>`select current_user || ' ' || current_setting('app.role') as value`
      const broken = sql`select 1 / (random() * 0)::int as value`
      {
        await using session = database.session({ role: 'admin', name: 'test' })
        const asked = [valueIn(session, login), rowsIn(session, broken), rowsIn(session, sql`select what from kept`)]
        const settled = await Promise.allSettled(asked)
        expect(settled).toMatchObject([
          { value: 'world_graph admin' },
          { reason: { code: '22012' } },
          { value: [{ what: 'this' }] },
        ])
        await expect(rowsIn(session, sql`insert into kept values ('x')`)).rejects.toMatchObject({ code: '25006' })
      }
      await expect.poll(() => inUse(database)).toBe(0)
      const visits = Array.from({ length: 40 }, async (_, i) => {
        await using session = database.session({ role: 'service', name: 'x', companions: [`${i}`] })
        const companions = sql<{ value: string }>`select current_setting('app.companions') as value`
        return await valueIn(session, companions)
      })
      expect(await Promise.all(visits)).toEqual(Array.from({ length: 40 }, (_, i) => `["${i}"]`))
      const moment = sql<{ value: string }>`select timestamp '2026-11-23 07:42:00.5' as value`
      await using session = database.session({ role: 'anonymous' })
      expect(await valueIn(session, moment)).toBe('2026-11-23T07:42:00.500000Z')
    })
  })
})
