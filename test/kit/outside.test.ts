import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { onServer } from '../stack.ts'
import { type AnyDatabase, inUse, poolOn, runningIn, sleep } from './pools.ts'
import { contextOn, valueBy } from './written.ts'

describe.skipIf(!onServer)('an outside call', () => {
  let database: AnyDatabase
  beforeAll(() => {
    database = poolOn('world', { max: 2 })
  })
  afterEach(() => expect.poll(() => inUse(database)).toBe(0))
  afterAll(() => database[Symbol.asyncDispose]())

  const began = sql<{ value: string }>`select clock_timestamp()::text || pg_current_snapshot()::text as value`

  test('keeps no connection, though a sibling asked before and asks meanwhile', async () => {
    await using context = contextOn(database)
    await context.db(db => valueBy(db, began))
    expect(inUse(database)).toBe(1)
    await context.outside(async () => {
      await expect.poll(() => database.pool).toMatchObject({ total: 1, idle: 1 })
      await context.db(db => valueBy(db, began))
      await expect.poll(() => database.pool).toMatchObject({ total: 1, idle: 1 })
    })
    await context.db(db => valueBy(db, began))
    expect(inUse(database)).toBe(1)
  })

  test('lets the statements under way finish', async () => {
    await using context = contextOn(database)
    const slow = context.db(db => valueBy(db, sleep(0.5)))
    await context.outside(async () => {
      expect(await slow).toBe('slept')
      await expect.poll(() => inUse(database)).toBe(0)
    })
  })

  test('does not keep the statements under way from being called off', async () => {
    const leaving = new AbortController()
    await using context = contextOn(database, leaving.signal)
    const slow = context.db(db => valueBy(db, sleep(35))).catch(error => error.code)
    await expect.poll(() => runningIn('world', '%pg_sleep(35)%')).toBe(1)
    await context.outside(async () => {
      leaving.abort()
      expect(await slow).toBe('57014')
    })
  })

  test('that fails says so, and the session goes on', async () => {
    await using context = contextOn(database)
    await expect(context.outside(() => Promise.reject(new Error('no embedder')))).rejects.toThrow('no embedder')
    expect(await context.db(db => valueBy(db, sql<{ value: number }>`select 1 as value`))).toBe(1)
    expect(inUse(database)).toBe(1)
  })
})
