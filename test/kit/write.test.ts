import { setTimeout as pause } from 'node:timers/promises'
import { refusalOf } from '@worlds/kit/errors.ts'
import { anonymous } from '@worlds/kit/identity.ts'
import { asItWas } from '@worlds/kit/repetitions.ts'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { onServer } from '../stack.ts'
import { type AnyDatabase, graphUrl, inUse, poolOn } from './pools.ts'
import { Wire } from './wire.ts'
import { add, ann, broken, contextOn, type Db, owner, valueBy, written } from './written.ts'

const all = sql<{ value: string[] }>`select coalesce(array_agg(what order by what), '{}') as value from written`

describe.skipIf(!onServer)('a write', () => {
  let database: AnyDatabase
  beforeAll(async () => {
    database = poolOn('world', { max: 4 })
    await written.make()
  })
  afterEach(async () => {
    await expect.poll(() => inUse(database)).toBe(0)
    await written.empty()
  })
  afterAll(async () => {
    await database[Symbol.asyncDispose]()
    await written.drop()
  })

  test('is undone when its work throws, which is thrown as it is', async () => {
    await using context = contextOn(database)
    const fault = new Error('changed my mind')
    const failing = context.write(async db => {
      await add('a').execute(db)
      throw fault
    }, asItWas())
    await expect(failing).rejects.toBe(fault)
    expect(await written.kept()).toEqual([])
  })

  test('is undone when a statement fails, also where the work goes on', async () => {
    await using context = contextOn(database)
    await expect(
      context.write(db => Promise.all([add('a').execute(db), broken.execute(db)]), asItWas()),
    ).rejects.toMatchObject({
      code: '22012',
    })
    const careless = context.write(async db => {
      await add('a').execute(db)
      await broken.execute(db).catch(() => undefined)
      await add('b')
        .execute(db)
        .catch(() => undefined)
      return 'done'
    }, asItWas())
    await expect(careless).rejects.toMatchObject({ code: '22012' })
    const late = sql`select 1 / (random() * 0)::int from pg_sleep(0.3)`
    const hasty = context.write(async db => {
      await add('a').execute(db)
      late.execute(db).catch(() => undefined)
      await pause(100)
      return 'done'
    }, asItWas())
    await expect(hasty).rejects.toMatchObject({ code: '22012' })
    expect(await written.kept()).toEqual([])
  })

  test('tells of the statement that failed first, not of those behind it', async () => {
    await using context = contextOn(database)
    const settled = await context
      .write(async db => {
        const asked = [broken, add('a'), add('b')].map(query => query.execute(db))
        return Promise.all(
          (await Promise.allSettled(asked)).map(each => each.status === 'rejected' && each.reason.code),
        )
      }, asItWas())
      .catch(error => error.code)
    expect(settled).toBe('22012')
  })

  test('fails when its commit does', async () => {
    await owner('alter table written add constraint later unique (n) deferrable initially deferred')
    try {
      await using context = contextOn(database)
      const both = context.write(db => Promise.all([add('a').execute(db), add('b').execute(db)]), asItWas())
      await expect(both).rejects.toMatchObject({ code: '23505' })
      expect(await written.kept()).toEqual([])
    } finally {
      await owner('alter table written drop constraint later')
    }
  })

  test('whose answer to the commit is lost does not pass for done', async () => {
    await using wire = await Wire.before(graphUrl('world'))
    await using far = poolOn('world', { url: wire.url })
    const outcome = far
      .background(ann, async db => {
        await add('a').execute(db)
        wire.cut()
      })
      .catch(error => refusalOf(error)?.extensions.code)
    expect(await outcome).toBe('DATABASE_UNAVAILABLE')
  })

  test('begins, says who asks and writes in one flight', async () => {
    await using wire = await Wire.before(graphUrl('world'))
    await using slow = poolOn('world', { url: wire.url })
    await slow.background(anonymous, db => sql`select 1`.execute(db))
    wire.hold()
    wire.sent = ''
    const writing = slow.background(ann, db => add('one flight').execute(db))
    await expect.poll(() => wire.sent).toContain('one flight')
    expect(wire.sent).toMatch(/begin isolation level read committed.*0a8f6f5e.*one flight/s)
    wire.release()
    expect(await writing).toMatchObject({ numAffectedRows: 1n })
  })

  test('is the caller’s, tells how many rows it changed, and is committed when it resolves', async () => {
    await using context = contextOn(database)
    const who = sql<{ value: string }>`select current_setting('app.user_id') as value`
    const told = await context.write(async db => {
      await db
        .insertInto('written')
        .values([{ what: 'a' }, { what: 'b' }])
        .execute()
      const { numUpdatedRows } = await db.updateTable('written').set({ n: 1 }).executeTakeFirst()
      return [await valueBy(db, who), numUpdatedRows]
    }, asItWas())
    expect(told).toEqual([ann.role === 'user' && ann.id, 2n])
    expect(await written.kept()).toEqual(['a', 'b'])
  })

  test('that asks nothing takes no connection', async () => {
    await using idle = poolOn('world')
    expect(await idle.background(ann, async () => 'nothing')).toBe('nothing')
    expect(idle.pool.total).toBe(0)
  })

  test('is read by what comes after it, past snapshot and loader', async () => {
    await using context = contextOn(database)
    const counts = async (db: Db, keys: readonly string[]) => {
      const rows = await valueBy(db, all)
      return new Map(keys.map(key => [key, rows.length]))
    }
    expect([await context.db(db => valueBy(db, all)), await context.load(counts, 'x', {})]).toEqual([[], 0])
    const during = await context.write(async db => {
      await add('a').execute(db)
      return database.pool.total - database.pool.idle
    }, asItWas())
    expect(during).toBe(1)
    expect([await context.db(db => valueBy(db, all)), await context.load(counts, 'x', {})]).toEqual([['a'], 1])
  })

  test('refuses to read or ask elsewhere past its transaction', async () => {
    await using context = contextOn(database)
    const inside = [
      () => context.db(db => valueBy(db, all)),
      () => context.load(async () => new Map(), 'x', {}),
      () => context.write(async () => undefined, asItWas()),
      () => context.outside(async () => undefined),
    ]
    for (const work of inside)
      await expect(context.write(work, asItWas())).rejects.toThrow('Inside a write, use the db')
  })

  test('takes no statements when it has ended', async () => {
    let held: Db | undefined
    await database.background(ann, async db => {
      held = db
      await add('a').execute(db)
    })
    await expect(add('b').execute(held as Db)).rejects.toThrow('The transaction has ended')
    expect(await written.kept()).toEqual(['a'])
  })

  test('after the answer is not begun', async () => {
    const context = contextOn(database)
    await context[Symbol.asyncDispose]()
    await expect(context.write(db => add('a').execute(db), asItWas())).rejects.toThrow('The session has ended')
    expect(await written.kept()).toEqual([])
  })
})
