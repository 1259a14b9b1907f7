import { setTimeout as pause } from 'node:timers/promises'
import { refusalOf } from '@worlds/kit/errors.ts'
import { asItWas } from '@worlds/kit/repetitions.ts'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { onServer } from '../stack.ts'
import { type AnyDatabase, graphUrl, inUse, poolOn, runningIn, sleep } from './pools.ts'
import { Wire } from './wire.ts'
import { add, ann, contextOn, type Db, owner, written } from './written.ts'

/** A step that several wait at until all have come. */
function meeting(count: number): () => Promise<void> {
  let missing = count
  let open = () => undefined as unknown
  const opened = new Promise<void>(resolve => {
    open = resolve
  })
  return () => {
    if (--missing === 0) open()
    return opened
  }
}

describe.skipIf(!onServer)('a write that meets others, or is called off,', () => {
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

  /** Two writes that take the same two rows in opposite order. */
  async function crossed(times: number) {
    await owner("insert into written (what) values ('a'), ('b')")
    let attempts = 0
    const meet = Array.from({ length: times }, () => meeting(2))
    const take = (db: Db, what: string) => sql`update written set n = n + 1 where what = ${what}`.execute(db)
    const write = async (first: string, second: string) => {
      let own = 0
      return database.background(ann, async db => {
        attempts++
        const here = meet[own++]
        await take(db, first)
        if (here) await Promise.race([here(), pause(2_000)])
        await take(db, second)
      })
    }
    await Promise.all([write('a', 'b'), write('b', 'a')])
    return attempts
  }

  test('runs again after a deadlock, and nothing is done twice', async () => {
    expect(await crossed(1)).toBe(3)
    expect(await owner('select what, n from written order by what')).toEqual([
      { what: 'a', n: 2 },
      { what: 'b', n: 2 },
    ])
  })

  test.each(['40P01', '40001'])('gives up on %s after three attempts', async code => {
    let attempts = 0
    const fails = sql.raw(`do $$ begin raise exception 'again' using errcode = '${code}'; end $$`)
    const writing = database.background(ann, async db => {
      attempts++
      await add(`${attempts}`).execute(db)
      await fails.execute(db)
    })
    await expect(writing).rejects.toMatchObject({ code })
    expect([attempts, await written.kept()]).toEqual([3, []])
  })

  test('does not run again for a row that exists', async () => {
    let attempts = 0
    await database.background(ann, db => add('a').execute(db))
    const writing = database.background(ann, db => {
      attempts++
      return add('a').execute(db)
    })
    await expect(writing).rejects.toMatchObject({ code: '23505' })
    expect(attempts).toBe(1)
  })

  test('is stopped on the server and undone', async () => {
    const leaving = new AbortController()
    await using context = contextOn(database, leaving.signal)
    expect(context.signal).toBe(leaving.signal)
    const writing = context.write(async db => {
      await add('a').execute(db)
      await sleep(33).execute(db)
    }, asItWas())
    const outcome = writing.catch(error => refusalOf(error)?.extensions.code)
    await expect.poll(() => runningIn('world', '%pg_sleep(33)%')).toBe(1)
    leaving.abort()
    expect(await outcome).toBe('TIMEOUT')
    expect([await runningIn('world', '%pg_sleep(33)%'), await written.kept()]).toEqual([0, []])
  })

  test('called off between two statements is undone', async () => {
    const leaving = new AbortController()
    await using context = contextOn(database, leaving.signal)
    const writing = context.write(async db => {
      await add('a').execute(db)
      leaving.abort()
    }, asItWas())
    await expect(writing).rejects.toMatchObject({ name: 'AbortError' })
    expect(await written.kept()).toEqual([])
  })

  test('whose commit is on its way is not called off any more', async () => {
    await using wire = await Wire.before(graphUrl('world'))
    await using slow = poolOn('world', { url: wire.url })
    const leaving = new AbortController()
    const context = contextOn(slow, leaving.signal)
    const writing = context.write(async db => {
      await add('a').execute(db)
      wire.hold()
      wire.sent = ''
    }, asItWas())
    await expect.poll(() => wire.sent).toContain('commit\0')
    leaving.abort()
    wire.release()
    await writing
    expect(await written.kept()).toEqual(['a'])
  })

  test('and fails leaves nothing of it running', async () => {
    const failing = database.background(ann, db =>
      Promise.all([sleep(34).execute(db), pause(300).then(() => Promise.reject(new Error('elsewhere')))]),
    )
    await expect(failing).rejects.toThrow('elsewhere')
    expect(await runningIn('world', '%pg_sleep(34)%')).toBe(0)
  })
})
