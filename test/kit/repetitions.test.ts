import { RequestContext } from '@worlds/kit/context.ts'
import { refusalOf } from '@worlds/kit/errors.ts'
import { type Identity, principalOf } from '@worlds/kit/identity.ts'
import { asItWas, inRootField } from '@worlds/kit/repetitions.ts'
import { recordRemoval, Upkeep } from '@worlds/kit/upkeep.ts'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { onServer } from '../stack.ts'
import { type AnyDatabase, graphUrl, inUse, poolOn } from './pools.ts'
import { Wire } from './wire.ts'
import { add, ann, type Db, owner, written } from './written.ts'

const key = 'a key of the kit'
const own = `key = '${key}'`
const fingerprint = 'ab'.repeat(32)
const ben: Identity = { role: 'user', id: '0a8f6f5e-0000-4000-8000-00000000000b' }

describe.skipIf(!onServer)('a write under a key', () => {
  let database: AnyDatabase
  beforeAll(async () => {
    database = poolOn('world', { max: 4 })
    await written.make()
  })
  afterEach(async () => {
    await expect.poll(() => inUse(database)).toBe(0)
    await written.empty()
    await owner(`delete from graph.idempotent_writes where ${own}`)
  })
  afterAll(async () => {
    await database[Symbol.asyncDispose]()
    await written.drop()
  })

  const contextOf = (identity: Identity, on = database) =>
    new RequestContext(on, { identity, requestId: 'x', idempotency: { key, fingerprint } })
  /** Writes as the field of that name. */
  async function wrote(what: string, { on = database, field = 'field' } = {}) {
    await using context = contextOf(ann, on)
    const work = async (db: Db) => {
      await add(what).execute(db)
      return what
    }
    return await inRootField(field, () => context.write(work, asItWas<string>()))
  }

  test('is nobody else’s to see, to claim or to change', async () => {
    await wrote('a')
    const see = sql`select from graph.idempotent_writes where key = ${key}`
    const change = sql`update graph.idempotent_writes set result = '"stolen"' where key = ${key}`
    const claim = sql`insert into graph.idempotent_writes (principal, key, field, fingerprint)
      values (${principalOf(ann)}, 'another', 'field', '')`
    for (const identity of [ben, { role: 'admin', name: principalOf(ann) }, { role: 'anonymous' }] as Identity[]) {
      const counts = await database.background(identity, async db => [
        (await see.execute(db)).rows.length,
        (await change.execute(db)).numAffectedRows,
      ])
      expect([identity, counts]).toEqual([identity, [0, 0n]])
      await expect(database.background(identity, db => claim.execute(db))).rejects.toMatchObject({ code: '42501' })
    }
    expect(await owner(`select principal, field, result from graph.idempotent_writes where ${own}`)).toEqual([
      { principal: principalOf(ann), field: 'field', result: 'a' },
    ])
    await expect(database.background(ann, db => sql`delete from graph.idempotent_writes`.execute(db))).rejects.toThrow()
  })

  test('whose answer to the commit is lost is told by the next try', async () => {
    await using wire = await Wire.before(graphUrl('world'))
    await using far = poolOn('world', { url: wire.url })
    await owner(`create function slowly() returns trigger language plpgsql as 'begin perform pg_sleep(2); return null; end';
      create constraint trigger slowly after insert on written initially deferred for each row execute function slowly()`)
    try {
      const lost = wrote('a', { on: far }).catch(error => refusalOf(error)?.extensions.code)
      await expect.poll(() => wire.sent, { timeout: 10_000 }).toContain('commit\0')
      wire.hold()
      await expect.poll(written.kept, { timeout: 10_000 }).toEqual(['a'])
      wire.cut()
      expect(await lost).toBe('DATABASE_UNAVAILABLE')
      expect(await wrote('a')).toBe('a')
      expect(await written.kept()).toEqual(['a'])
    } finally {
      wire.cut()
      await owner('drop trigger slowly on written; drop function slowly()')
    }
  })

  test('of one field is not that of another, however long their names', async () => {
    const [long, longer] = ['x'.repeat(3_000), 'x'.repeat(3_001)]
    for (const field of ['one', 'two', long, longer]) await wrote(`by ${field.length} ${field[0]}`, { field })
    for (const field of ['one', 'two', long, longer]) await wrote('again', { field })
    expect(await written.kept()).toHaveLength(4)
  })

  test('is asked for beforehand by what costs much', async () => {
    await using context = contextOf(ann)
    const told = () => inRootField('field', () => context.told(asItWas<string>()))
    expect(await told()).toBeUndefined()
    await wrote('a')
    await using later = contextOf(ann)
    expect(await inRootField('field', () => later.told(asItWas<string>()))).toBe('a')
    expect(await later.told(asItWas<string>())).toBeUndefined()
  })

  test('is kept for a day', async () => {
    await using upkeep = new Upkeep(database, recordRemoval, error => {
      throw error
    })
    await wrote('a')
    await owner(`update graph.idempotent_writes set written_at = now() - interval '23 hours 59 minutes' where ${own}`)
    await upkeep.run()
    await wrote('b')
    expect(await written.kept()).toEqual(['a'])
    await owner(`update graph.idempotent_writes set written_at = now() - interval '24 hours 1 minute' where ${own}`)
    await owner(`insert into graph.idempotent_writes (principal, key, field, fingerprint, written_at)
      select 'user:x', n::text, 'f', '', now() - interval '2 days' from generate_series(1, 2500) n`)
    const remove = (identity: Identity) =>
      database.background(identity, db => sql`select graph.remove_old_writes(10)`.execute(db))
    for (const identity of [ann, { role: 'service', name: 'x', companions: ['*'] }] as Identity[]) {
      expect((await remove(identity)).rows).toEqual([{ remove_old_writes: 0 }])
    }
    await upkeep.run()
    expect(await owner(`select from graph.idempotent_writes where ${own} or principal = 'user:x'`)).toEqual([])
    await wrote('b')
    expect(await written.kept()).toEqual(['a', 'b'])
  })
})
