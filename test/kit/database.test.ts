import { setTimeout as pause } from 'node:timers/promises'
import { refusalOf } from '@worlds/kit/errors.ts'
import { subgraphNames } from '@worlds/kit/names.ts'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { onServer } from '../stack.ts'
import {
  type AnyDatabase,
  asOwner,
  backend,
  graphUrl,
  inUse,
  ownerUrl,
  poolOn,
  runningIn,
  sleep,
  valueIn,
} from './pools.ts'
import { Wire } from './wire.ts'

const anyone = { role: 'anonymous' } as const
const codeOf = (error: unknown) => refusalOf(error)?.extensions.code ?? String(error)

/** What a query of its own session comes to: its value, or the code of its refusal. */
async function outcome(database: AnyDatabase, query: ReturnType<typeof sql<{ value: unknown }>> = backend) {
  await using session = database.session(anyone)
  return await valueIn(session, query).catch(codeOf)
}

const lockOf = (name: string) => sql<{ value: number }>`select 1 as value from ${sql.ref(name)} limit 1`

describe.skipIf(!onServer)('a pool', () => {
  let database: ReturnType<typeof poolOn>
  beforeEach(() => {
    database = poolOn('world')
  })
  afterEach(async () => {
    await expect.poll(() => inUse(database)).toBe(0)
    await database[Symbol.asyncDispose]()
  })

  const kill = async (pid: unknown) => {
    await using owner = await asOwner(ownerUrl('world'))
    await owner.query('select pg_terminate_backend($1)', [pid])
  }

  test('outlives an idle connection that is killed', async () => {
    const pid = await outcome(database)
    await kill(pid)
    await expect.poll(() => database.pool.total).toBe(0)
    expect(database.lost.length).toBeGreaterThan(0)
    expect(await outcome(database)).not.toBe(pid)
  })

  test('outlives a connection that is killed in the middle of a statement, which is told', async () => {
    await using session = database.session(anyone)
    const pid = await valueIn(session, backend)
    const cut = valueIn(session, sleep(20)).catch(codeOf)
    await expect.poll(() => runningIn('world', '%pg_sleep(%')).toBe(1)
    await kill(pid)
    expect(await cut).toBe('DATABASE_UNAVAILABLE')
    expect(await valueIn(session, backend)).not.toBe(pid)
  })

  test('outlives the server, and works when it is back', async () => {
    await using wire = await Wire.before(graphUrl('world'))
    await using far = poolOn('world', { url: wire.url })
    expect(await outcome(far)).toEqual(expect.any(Number))
    const cut = outcome(far, sleep(5))
    await expect.poll(() => runningIn('world', '%pg_sleep(5)%')).toBe(1)
    wire.cut()
    expect(await cut).toBe('DATABASE_UNAVAILABLE')
    expect(await outcome(far)).toBe('DATABASE_UNAVAILABLE')
    await expect(far.ping()).rejects.toThrow()
    wire.mend()
    expect(await outcome(far)).toEqual(expect.any(Number))
    await far.ping()
  })

  test('does not wait for a server that says nothing', async () => {
    await using wire = await Wire.before(graphUrl('world'))
    await using far = poolOn('world', { url: wire.url, connectTimeoutMs: 300, statementTimeoutMs: 100 })
    wire.hold()
    const began = Date.now()
    expect(await outcome(far)).toMatch(/TIMEOUT|DATABASE_UNAVAILABLE/)
    expect(Date.now() - began).toBeLessThan(2_000)
    wire.release()
    await expect.poll(() => outcome(far)).toEqual(expect.any(Number))
    await expect.poll(() => inUse(far)).toBe(0)
    wire.hold()
    // The driver gives up a second after the server should have.
    expect(await outcome(far)).toBe('TIMEOUT')
    wire.release()
    await expect.poll(() => outcome(far)).toEqual(expect.any(Number))
  })

  test('does not keep those waiting who ask whether it is ready', async () => {
    await using wire = await Wire.before(graphUrl('world'))
    await using far = poolOn('world', { url: wire.url })
    await far.ping()
    wire.hold()
    const began = Date.now()
    await expect(far.ping()).rejects.toThrow()
    expect(Date.now() - began).toBeLessThan(3_000)
    wire.release()
    await far.ping()
  })

  test('that is used up refuses soon, and serves again', async () => {
    await using small = poolOn('world', { max: 1, connectTimeoutMs: 200 })
    const held = outcome(small, sleep(1))
    await expect.poll(() => inUse(small)).toBe(1)
    const began = Date.now()
    expect(await Promise.all([outcome(small), outcome(small)])).toEqual(['TIMEOUT', 'TIMEOUT'])
    expect(Date.now() - began).toBeLessThan(900)
    expect(await held).toBe('slept')
    expect(await outcome(small)).toEqual(expect.any(Number))
  })

  test('ends statements that take too long', async () => {
    await using hasty = poolOn('world', { statementTimeoutMs: 150 })
    const began = Date.now()
    expect(await outcome(hasty, sleep(21))).toBe('TIMEOUT')
    expect(Date.now() - began).toBeLessThan(900)
    expect(await outcome(hasty)).toEqual(expect.any(Number))
    expect(await runningIn('world', '%pg_sleep(21)%')).toBe(0)
  })

  test('does not wait long for a lock', async () => {
    await using hasty = poolOn('world', { lockTimeoutMs: 150 })
    await using owner = await asOwner(ownerUrl('world'))
    await owner.query('begin; lock table spaces in access exclusive mode')
    expect(await outcome(hasty, lockOf('spaces'))).toBe('TIMEOUT')
    await owner.query('rollback')
  })

  test('loses a transaction in which nothing happens, not the process', async () => {
    await using hasty = poolOn('world', { idleInTransactionTimeoutMs: 100 })
    await using session = hasty.session(anyone)
    await valueIn(session, backend)
    await pause(400)
    expect(await valueIn(session, backend).catch(codeOf)).toMatch(/TIMEOUT|DATABASE_UNAVAILABLE/)
    expect(await valueIn(session, backend)).toEqual(expect.any(Number))
  })

  test('opens its least number of connections, and closes those beyond it', async () => {
    await using kept = poolOn('world', { min: 2, max: 4, idleMs: 100 })
    await kept.open()
    expect(kept.pool).toEqual({ total: 2, idle: 2, waiting: 0 })
    await Promise.all([1, 2, 3, 4].map(() => outcome(kept, sleep(0.1))))
    expect(kept.pool.total).toBe(4)
    await expect.poll(() => kept.pool.total).toBe(2)
  })

  test('that cannot open all of them gives up and closes, whichever did open', async () => {
    await using wire = await Wire.before(graphUrl('world'))
    const far = poolOn('world', { url: wire.url, min: 2, max: 2, connectTimeoutMs: 300 })
    wire.refuseAfter(1)
    await expect(far.open()).rejects.toThrow()
    const closed = far[Symbol.asyncDispose]().then(() => 'closed')
    expect(await Promise.race([closed, pause(2_000, 'still open')])).toBe('closed')
  })

  test('leaves no connection behind when it closes', async () => {
    const brief = poolOn('world', { min: 2 })
    await brief.open()
    const pid = await outcome(brief)
    await brief[Symbol.asyncDispose]()
    await using owner = await asOwner(ownerUrl('world'))
    await expect
      .poll(async () => (await owner.query('select from pg_stat_activity where pid = $1', [pid])).rowCount)
      .toBe(0)
  })
})

test.skipIf(!onServer).each(subgraphNames)('%s is named to those who look at the server', async name => {
  await using database = poolOn(name)
  await using session = database.session(anyone)
  const pid = await valueIn(session, backend)
  await using owner = await asOwner(ownerUrl(name))
  const { rows } = await owner.query(
    'select application_name as name, usename as login from pg_stat_activity where pid = $1',
    [pid],
  )
  expect(rows).toEqual([{ name: `worlds-graph ${name}`, login: `${name}_graph` }])
})
