import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { LoginRefused } from '@worlds/kit/database.ts'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { onServer } from '../stack.ts'
import { asOwner, graphUrl, ownerUrl, poolOn, valueIn } from './pools.ts'

const scratch = `worlds_logins_${randomBytes(4).toString('hex')}`
const password = 'of-a-scratch-role'
const roles = {
  superuser: `${scratch}_superuser`,
  bypassing: `${scratch}_bypassing`,
  owner: `${scratch}_owner`,
  existing: `${scratch}_existing`,
}

function at(url: string, { user, database = scratch }: { user?: string; database?: string } = {}): string {
  const moved = new URL(url)
  moved.pathname = `/${database}`
  if (user) [moved.username, moved.password] = [user, password]
  return moved.href
}

describe.skipIf(!onServer)('a login', () => {
  beforeAll(async () => {
    await using server = await asOwner(ownerUrl('world'))
    await server.query(`create database ${scratch}`)
    await server.query(`create role ${roles.superuser} superuser login password '${password}'`)
    await server.query(`create role ${roles.bypassing} bypassrls login password '${password}'`)
    await server.query(`create role ${roles.owner} login password '${password}'`)
    await server.query(`create role ${roles.existing} login password '${password}'`)
    await using database = await asOwner(at(ownerUrl('world')))
    await database.query(`create table owned (n int); alter table owned owner to ${roles.owner}`)
    await database.query('create table graphs (n int); create table spaces (n int)')
    await database.query(`grant select on all tables in schema public to ${roles.existing}`)
    await database.query(`alter database ${scratch} set timezone to 'Asia/Kathmandu'`)
    await database.query(`alter role world_graph in database ${scratch} set timezone to 'America/New_York'`)
    await database.query(`alter database ${scratch} set datestyle to 'SQL, DMY'`)
  })
  afterAll(async () => {
    await using server = await asOwner(ownerUrl('world'))
    await server.query(`drop database ${scratch} with (force)`)
    for (const role of Object.values(roles)) await server.query(`drop role ${role}`)
  })

  async function refusalFor(user: string | undefined): Promise<string> {
    await using database = poolOn('world', { url: user ? at(graphUrl('world'), { user }) : at(graphUrl('world')) })
    return database.open().then(
      () => 'let in',
      error => (error instanceof LoginRefused ? error.message : `${error}`),
    )
  }
  const remedy = /Use postgresql:\/\/world_graph:…, the role that `pnpm db migrate` makes, in WORLD_DATABASE_URL\.$/

  test.each([
    ['superuser', /"\w+_superuser" is a superuser or has BYPASSRLS: row security would not hold it\./],
    ['bypassing', /"\w+_bypassing" is a superuser or has BYPASSRLS: row security would not hold it\./],
    ['owner', /"\w+_owner" owns tables or indexes of bbworlds_world/],
    ['existing', /"\w+_existing" is not the graph's own role for bbworlds_world\./],
  ] as const)('as %s is refused with the remedy', async (role, fault) => {
    const message = await refusalFor(roles[role])
    expect(message).toMatch(fault)
    expect(message).toMatch(remedy)
    expect(message).not.toContain(password)
  })

  test("as the graph's role of another database is refused", async () => {
    await using database = poolOn('world', { url: at(graphUrl('memory')) })
    await expect(database.open()).rejects.toThrow(/"memory_graph" is not the graph's own role for bbworlds_world/)
  })

  test("as the graph's own role is let in, until it owns something", async () => {
    expect(await refusalFor(undefined)).toBe('let in')
    await using owner = await asOwner(at(ownerUrl('world')))
    await owner.query('alter table graphs owner to world_graph')
    expect(await refusalFor(undefined)).toMatch(/"world_graph" owns tables or indexes of bbworlds_world/)
    await owner.query('drop table graphs')
    expect(await refusalFor(undefined)).toBe('let in')
  })

  test('reads in UTC, whatever the zone and the style of its server, database and role', async () => {
    await using database = poolOn('world', { url: at(graphUrl('world')) })
    await using session = database.session({ role: 'anonymous' })
    const zone = sql<{
      value: string
    }>`select current_setting('TimeZone') || ' ' || current_setting('DateStyle') as value`
    expect(await valueIn(session, zone)).toMatch(/^UTC ISO,/)
    const moment = sql<{ value: string }>`select timestamptz '2026-11-23 12:00:00+05:45' as value`
    expect(await valueIn(session, moment)).toBe('2026-11-23T06:15:00.000000Z')
  })

  test('compiles no statement, whatever its database says', async () => {
    await using owner = await asOwner(at(ownerUrl('world')))
    await owner.query(`alter database ${scratch} set jit to on`)
    await using database = poolOn('world', { url: at(graphUrl('world')) })
    await using session = database.session({ role: 'anonymous' })
    expect(await valueIn(session, sql<{ value: string }>`select current_setting('jit') as value`)).toBe('off')
  })

  test.each(['America/New_York', 'Asia/Kolkata', 'UTC'])('reads the same moments in a process that lives in %s', TZ => {
    const clock = fileURLToPath(new URL('clock.ts', import.meta.url))
    const printed = execFileSync(process.execPath, [clock, at(graphUrl('world'))], {
      env: { PATH: process.env.PATH, TZ },
      encoding: 'utf8',
    })
    expect(JSON.parse(printed)).toEqual({
      whole: '2026-11-23T07:42:00.000000Z',
      fine: '2026-11-23T07:42:00.123456Z',
      elsewhere: '2026-11-23T01:57:00.500000Z',
      skipped_in_new_york: '2026-03-08T02:30:00.000000Z',
      never: '9999-12-31T23:59:59.999999Z',
      ever: '0001-01-01T00:00:00.000000Z',
      ancient: '0001-01-01T00:00:00.000000Z',
      far: '9999-12-31T23:59:59.999999Z',
      unknown: null,
      zone: 'UTC',
      nan: null,
      infinite: null,
      half: 0.5,
      large: '9007199254740993',
      offset: { 'America/New_York': 300, 'Asia/Kolkata': -330, UTC: 0 }[TZ],
    })
  })
})
