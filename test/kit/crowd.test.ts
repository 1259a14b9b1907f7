import type { Identity } from '@worlds/kit/identity.ts'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { onServer } from '../stack.ts'
import { type AnyDatabase, asOwner, inUse, ownerUrl, poolOn, rowsIn, valueIn } from './pools.ts'

const crowd = 300

/** What one caller may see of everybody's memories. */
const seen = sql<{ userId: string; companionId: string; count: number }>`
  select user_id as "userId", companion_id as "companionId", count(*)::int as count
  from companion_memories group by user_id, companion_id`

describe.skipIf(!onServer)('many callers on few connections', () => {
  let database: AnyDatabase
  let people: { id: string; count: number }[]
  let companions: { id: string; count: number }[]
  let total: number

  beforeAll(async () => {
    await using owner = await asOwner(ownerUrl('memory'))
    const countsOf = async (column: string) => {
      const { rows } = await owner.query(
        `select ${column} as id, count(*)::int as count from companion_memories group by 1 order by 1`,
      )
      return rows
    }
    people = await countsOf('user_id')
    companions = await countsOf('companion_id')
    total = people.reduce((sum, { count }) => sum + count, 0)
    database = poolOn('memory', { max: 4, connectTimeoutMs: 20_000 })
  })
  afterAll(() => database[Symbol.asyncDispose]())

  const identities = (): Identity[] =>
    Array.from({ length: crowd }, (_, i): Identity => {
      if (i % 29 === 0) return { role: 'admin', name: 'ops' }
      if (i % 23 === 0) return { role: 'service', name: 'voice', companions: [companions[i % 2]?.id as string] }
      if (i % 19 === 0) return { role: 'anonymous' }
      return { role: 'user', id: people[i % people.length]?.id as string }
    })

  /** Asks twice with something that fails in between for some, and gives up in the middle for others. */
  async function visit(identity: Identity, i: number) {
    await using session = database.session(identity)
    const first = rowsIn(session, seen)
    const mishap = i % 5 === 0 ? rowsIn(session, sql`select 1 / 0`).catch(() => undefined) : undefined
    if (i % 7 === 0) return void first.catch(() => undefined)
    const who = sql<{ value: string }>`select current_setting('app.user_id') as value`
    const [rows, , id, again] = await Promise.all([first, mishap, valueIn(session, who), rowsIn(session, seen)])
    return { rows, id, again }
  }

  test('each sees what is theirs and nothing of whoever was there before', async () => {
    const visits = await Promise.all(
      identities().map(async (identity, i) => ({ identity, saw: await visit(identity, i) })),
    )
    expect(database.pool.total).toBeLessThanOrEqual(4)
    let checked = 0
    for (const { identity, saw } of visits) {
      if (!saw) continue
      const { rows, id, again } = saw
      const count = rows.reduce((sum, row) => sum + row.count, 0)
      const owners = new Set(rows.map(row => row.userId))
      expect(again).toEqual(rows)
      expect(id).toBe(identity.role === 'user' ? identity.id : '')
      if (identity.role === 'user') {
        expect([...owners]).toEqual([identity.id])
        expect(count).toBe(people.find(person => person.id === identity.id)?.count)
      }
      if (identity.role === 'anonymous') expect(rows).toEqual([])
      if (identity.role === 'admin') expect(count).toBe(total)
      if (identity.role === 'service')
        expect(count).toBe(companions.find(({ id }) => id === identity.companions[0])?.count)
      checked++
    }
    expect(checked).toBeGreaterThan(200)
    await expect.poll(() => inUse(database)).toBe(0)
  })

  test('a connection between two sessions is nobody’s', async () => {
    await using single = poolOn('memory', { max: 1 })
    for (const identity of identities().slice(0, 3)) {
      await using session = single.session(identity)
      await rowsIn(session, seen)
    }
    await using owner = await asOwner(ownerUrl('memory'))
    await expect
      .poll(async () => {
        const { rows } = await owner.query(
          `select distinct state from pg_stat_activity
           where application_name = 'worlds-graph memory' and datname = current_database()`,
        )
        return rows
      })
      .toEqual([{ state: 'idle' }])
  })
})
