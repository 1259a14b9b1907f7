import { setTimeout as pause } from 'node:timers/promises'
import { refusalOf } from '@worlds/kit/errors.ts'
import { anonymous, type Identity } from '@worlds/kit/identity.ts'
import { Subgraph } from '@worlds/kit/subgraph.ts'
import { type RawBuilder, sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { onServer } from '../stack.ts'
import {
  type AnyDatabase,
  asOwner,
  backend,
  graphUrl,
  inUse,
  ownerUrl,
  poolOn,
  rowsIn,
  runningIn,
  sleep,
  valueIn,
} from './pools.ts'
import { Wire } from './wire.ts'

const ann: Identity = { role: 'user', id: '0a8f6f5e-0000-4000-8000-00000000000a' }
const answer = sql<{ value: number }>`select 6 * 7 as value`
type Context = { db: (work: (db: never) => Promise<unknown>) => Promise<unknown> }
const ask = (context: Context, query: RawBuilder<unknown>) => context.db(db => query.execute(db))

const broken = sql<{ value: number }>`select 1 / (random() * 0)::int as value`

describe.skipIf(!onServer)('a session', () => {
  let database: AnyDatabase
  beforeAll(() => {
    database = poolOn('world')
  })
  afterEach(() => expect.poll(() => inUse(database)).toBe(0))
  afterAll(() => database[Symbol.asyncDispose]())

  test('begins, says who asks and asks in one flight, and does not wait for its end', async () => {
    await using wire = await Wire.before(graphUrl('world'))
    await using slow = poolOn('world', { url: wire.url })
    await using before = slow.session(anonymous)
    await valueIn(before, answer)
    await before[Symbol.asyncDispose]()
    await expect.poll(() => slow.pool.idle).toBe(1)
    wire.hold()
    wire.sent = ''
    const session = slow.session(ann)
    const asked = valueIn(session, sql<{ value: string }>`select 'one flight' as value`)
    const also = valueIn(session, sql<{ value: string }>`select 'and behind it' as value`)
    await expect.poll(() => wire.sent).toContain('and behind it')
    expect(wire.sent).toMatch(/begin isolation level repeatable read, read only.*0a8f6f5e.*one flight.*and behind it/s)
    wire.release()
    expect(await Promise.all([asked, also])).toEqual(['one flight', 'and behind it'])
    wire.hold()
    await session[Symbol.asyncDispose]()
    await expect.poll(() => wire.sent).toMatch(/commit/)
    expect(slow.pool.idle).toBe(0)
    wire.release()
    await expect.poll(() => slow.pool.idle).toBe(1)
  })

  test('that asks nothing takes no connection', async () => {
    await using idle = poolOn('world')
    {
      await using _ = idle.session(ann)
    }
    expect(idle.pool.total).toBe(0)
  })

  test('only reads', async () => {
    await using session = database.session({ role: 'admin', name: 'test' })
    await expect(rowsIn(session, sql`create temp table t (n int)`)).rejects.toMatchObject({ code: '25006' })
    await expect(rowsIn(session, sql`delete from spaces`)).rejects.toMatchObject({ code: '25006' })
    await expect(rowsIn(session, sql`select id from assets for update`)).rejects.toMatchObject({ code: /25006|42501/ })
  })

  test('sees one moment of the database', async () => {
    await using owner = await asOwner(ownerUrl('world'))
    await using session = database.session({ role: 'admin', name: 'test' })
    const count = sql<{ value: number }>`select count(*)::int as value from assets where asset_name = 'added meanwhile'`
    expect(await valueIn(session, count)).toBe(0)
    try {
      await owner.query("insert into assets (asset_name) values ('added meanwhile')")
      expect(await valueIn(session, count)).toBe(0)
      await using later = database.session({ role: 'admin', name: 'test' })
      expect(await valueIn(later, count)).toBe(1)
    } finally {
      await owner.query("delete from assets where asset_name = 'added meanwhile'")
    }
  })

  test('tells PostgreSQL who asks, and nothing to the next', async () => {
    const told = sql<{ value: string[] }>`select array[current_setting('app.role', true),
      current_setting('app.user_id', true), current_setting('app.companions', true)] as value`
    await using single = poolOn('world', { max: 1 })
    const as = async (identity: Identity) => {
      await using session = single.session(identity)
      return await valueIn(session, told)
    }
    expect(await as(ann)).toEqual(['user', ann.role === 'user' && ann.id, ''])
    expect(await as({ role: 'service', name: 'voice', companions: ['luna', '"'] })).toEqual([
      ...['service', '', '["luna","\\""]'],
    ])
    expect(await as({ role: 'admin', name: 'ops' })).toEqual(['admin', '', ''])
    expect(await as(anonymous)).toEqual(['anonymous', '', ''])
    expect(single.pool.total).toBe(1)
  })
})

describe.skipIf(!onServer)('a statement that fails', () => {
  let database: AnyDatabase
  beforeAll(() => {
    database = poolOn('world')
  })
  afterEach(() => expect.poll(() => inUse(database)).toBe(0))
  afterAll(() => database[Symbol.asyncDispose]())

  test.each([
    ['first', [broken, answer, answer]],
    ['in the middle', [answer, broken, answer]],
    ['twice', [broken, answer, broken, answer]],
    ['and all others', [broken, broken, broken]],
  ])('%s leaves its siblings alone', async (_, queries) => {
    await using session = database.session(ann)
    const settled = await Promise.allSettled(queries.map(query => valueIn(session, query)))
    const told = settled.map(each => (each.status === 'fulfilled' ? each.value : each.reason.code))
    expect(told).toEqual(queries.map(query => (query === broken ? '22012' : 42)))
    expect(await valueIn(session, answer)).toBe(42)
  })

  test('of a batch is the whole batch’s, and the next batch is asked anew', async () => {
    await using session = database.session(ann)
    await expect(valueIn(session, broken)).rejects.toMatchObject({ code: '22012' })
    const who = sql<{ value: string }>`select current_setting('app.role') as value`
    expect(await valueIn(session, who)).toBe('user')
  })

  test('to say who asks lets nothing be asked, and says why', async () => {
    await using session = database.session({ role: 'user', id: 'no\u0000body' })
    const asked = await Promise.allSettled([valueIn(session, answer), valueIn(session, answer)])
    expect(asked.map(each => each.status === 'rejected' && each.reason.code)).toEqual(['22021', '22021'])
  })

  test.each([
    ['in the database', async (context: Context) => ask(context, broken)],
    ['elsewhere', () => pause(200).then(() => Promise.reject(new Error('elsewhere')))],
  ])('%s and nulls the whole answer leaves nothing running and no connection out', async (_, fails) => {
    const reached: string[] = []
    const step = (name: string) => reached.push(name)
    const slow = async (_: unknown, __: unknown, context: never) =>
      ask(context, sql`select 1 as value from pg_sleep(20)`).then(
        () => step('slow answered'),
        () => step('slow ended'),
      )
    const later = async (_: unknown, __: unknown, context: never) => {
      await pause(300)
      await ask(context, answer).catch(error => step(error.message))
    }
    const Query = { fails: (_: unknown, __: unknown, context: never) => fails(context), slow, later }
    const subgraph = new Subgraph(database, 'type Query { fails: Int! slow: Int later: Int }', [{ Query }])
    const asked = subgraph.execute({ query: '{ fails slow later }' }, { identity: ann, requestId: 'x' })
    const { data, errors } = await asked
    expect([data, errors?.[0]?.path]).toEqual([null, ['fails']])
    await expect.poll(() => reached).toEqual(['slow ended', 'The session has ended'])
    expect(await runningIn('world', '%pg_sleep(20)%')).toBe(0)
  })
})

describe.skipIf(!onServer)('a request that is called off', () => {
  let database: AnyDatabase
  beforeAll(() => {
    database = poolOn('world', { max: 1 })
  })
  afterAll(() => database[Symbol.asyncDispose]())

  test('stops its statement on the server, and its connection serves the next', async () => {
    const leaving = new AbortController()
    await using session = database.session(ann, leaving.signal)
    const pid = await valueIn(session, backend)
    const asked = valueIn(session, sleep(31)).catch(error => refusalOf(error)?.extensions.code)
    await expect.poll(() => runningIn('world', '%pg_sleep(31)%')).toBe(1)
    leaving.abort()
    expect(await asked).toBe('TIMEOUT')
    expect(await runningIn('world', '%pg_sleep(31)%')).toBe(0)
    await session[Symbol.asyncDispose]()
    await using next = database.session(anonymous)
    expect(await valueIn(next, backend)).toBe(pid)
    expect(database.pool).toEqual({ total: 1, idle: 0, waiting: 0 })
  })

  test('asks nothing any more', async () => {
    const leaving = new AbortController()
    await using session = database.session(ann, leaving.signal)
    expect(await valueIn(session, answer)).toBe(42)
    leaving.abort()
    await expect(valueIn(session, answer)).rejects.toMatchObject({ name: 'AbortError' })
  })

  test('while it waits for a connection gives up its place', async () => {
    await using holder = database.session(anonymous)
    await valueIn(holder, answer)
    const leaving = new AbortController()
    await using session = database.session(ann, leaving.signal)
    const asked = valueIn(session, sleep(20)).catch(error => error.name)
    await expect.poll(() => database.pool.waiting).toBe(1)
    leaving.abort()
    await holder[Symbol.asyncDispose]()
    expect(await asked).toBe('AbortError')
    await expect.poll(() => database.pool).toEqual({ total: 1, idle: 1, waiting: 0 })
  })

  test('cancels nobody else’s statement', async () => {
    await using pair = poolOn('world')
    const leaving = new AbortController()
    await using first = pair.session(ann, leaving.signal)
    await using second = pair.session(ann)
    const [cancelled, kept] = [valueIn(first, sleep(32)), valueIn(second, sleep(0.5))]
    await expect.poll(() => runningIn('world', '%pg_sleep(32)%')).toBe(1)
    leaving.abort()
    await expect(cancelled).rejects.toMatchObject({ code: '57014' })
    expect(await kept).toBe('slept')
  })
})
