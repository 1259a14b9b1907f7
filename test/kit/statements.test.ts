import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { onServer } from '../stack.ts'
import { type AnyDatabase, poolOn, rowsIn, valueIn } from './pools.ts'

const admin = { role: 'admin', name: 'test' } as const
const prepared = sql<{ name: string; statement: string }>`select name, statement from pg_prepared_statements`
/** Each number makes another text. */
const numbered = (n: number) => sql<{ value: number }>`select ${sql.lit(n)}::int as value`

describe.skipIf(!onServer)('prepared statements', () => {
  let database: AnyDatabase
  beforeEach(() => {
    database = poolOn('world', { max: 1 })
  })
  afterEach(() => database[Symbol.asyncDispose]())

  async function ask<Value>(work: (session: ReturnType<AnyDatabase['session']>) => Promise<Value>): Promise<Value> {
    await using session = database.session(admin)
    return await work(session)
  }
  const kept = async () => (await ask(session => rowsIn(session, prepared))).map(({ statement }) => statement)

  test('are made once for each text of a connection, whatever their parameters', async () => {
    const plus = (n: number) => sql<{ value: number }>`select ${n}::int + 1 as value`
    for (let n = 0; n < 5; n++) expect(await ask(session => valueIn(session, plus(n)))).toBe(n + 1)
    expect((await kept()).filter(text => text.includes('+ 1'))).toHaveLength(1)
    expect((await kept()).filter(text => text.includes('set_config'))).toHaveLength(1)
  })

  test('are the 256 that were used last, and no more', async () => {
    const favourite = numbered(-1)
    for (let n = 0; n < 400; n += 50) {
      await ask(async session => {
        await Promise.all(Array.from({ length: 50 }, (_, i) => valueIn(session, numbered(n + i))))
        await valueIn(session, favourite)
      })
    }
    const texts = await kept()
    // The identity has a name of its own.
    expect(texts.length).toBeLessThanOrEqual(257)
    expect(texts.length).toBeGreaterThan(250)
    expect(texts.filter(text => text.includes('-1::int'))).toHaveLength(1)
    expect(texts.some(text => / 399::int/.test(text))).toBe(true)
    expect(texts.some(text => / 0::int/.test(text))).toBe(false)
    expect(await ask(session => valueIn(session, numbered(0)))).toBe(0)
  })

  test('that failed make room without failing others', async () => {
    await ask(async session => {
      for (let n = 0; n < 20; n++) await rowsIn(session, sql.raw(`select nothing_${n}`)).catch(() => undefined)
    })
    const began = sql<{ value: string }>`select now()::text as value`
    await ask(async session => {
      const before = await valueIn(session, began)
      const answers = await Promise.all(Array.from({ length: 300 }, (_, n) => valueIn(session, numbered(n))))
      expect(answers).toEqual(Array.from({ length: 300 }, (_, n) => n))
      expect(await valueIn(session, began)).toBe(before)
    })
    expect(database.pool.total).toBe(1)
  })

  test('of siblings behind one that fails are prepared again', async () => {
    const same = Array.from({ length: 5 }, () => numbered(7))
    const settled = await ask(session =>
      Promise.allSettled([rowsIn(session, sql`select 1 / 0`), ...same.map(query => valueIn(session, query))]),
    )
    expect(settled.map(({ status }) => status)).toEqual(['rejected', ...same.map(() => 'fulfilled')])
  })

  test('can be switched off', async () => {
    await using plain = poolOn('world', { max: 1, preparedStatements: false })
    await using session = plain.session(admin)
    const twice = await Promise.all([valueIn(session, numbered(1)), valueIn(session, numbered(1))])
    expect(twice).toEqual([1, 1])
    expect(await rowsIn(session, prepared)).toEqual([])
    const who = sql<{ value: string }>`select current_setting('app.role') as value`
    expect(await valueIn(session, who)).toBe('admin')
  })
})
