import { RequestContext } from '@worlds/kit/context.ts'
import { Database } from '@worlds/kit/database.ts'
import { EmbeddedDatabase, freshCluster } from '@worlds/kit/embedded.ts'
import { readSettings } from '@worlds/kit/env.ts'
import { asItWas } from '@worlds/kit/repetitions.ts'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type AnyDatabase, inUse } from './pools.ts'

describe('on the one connection of an embedded database', { timeout: 10_000 }, () => {
  let database: AnyDatabase
  const context = () => new RequestContext(database, { identity: { role: 'admin', name: 'test' }, requestId: 'x' })
  const count = sql<{ count: number }>`select count(*)::int as count from written`
  const add = sql`insert into written (what) values ('this')`

  beforeAll(async () => {
    const embedded = await EmbeddedDatabase.open('world', 'memory://', await freshCluster())
    const client = await embedded.ownerClient()
    await client.query('create role world_graph login; create table written (what text)')
    await client.query('grant select, insert, update on written to world_graph')
    await client.end()
    database = new Database('world', await embedded.asGraph(), readSettings({}).pools.world, () => undefined)
  }, 60_000)
  afterAll(() => database[Symbol.asyncDispose]())

  const counted = async (asked: RequestContext<unknown>) => (await asked.db(db => count.execute(db))).rows[0]?.count

  test('a write waits for no read of its own, and is read after it', async () => {
    await using asked = context()
    const before = (await counted(asked)) as number
    const written = await asked.write(async db => {
      await add.execute(db)
      return db.updateTable('written').set({ what: 'that' }).executeTakeFirst()
    }, asItWas<{ numUpdatedRows: bigint }>())
    expect(written.numUpdatedRows).toBe(BigInt(before + 1))
    expect(await counted(asked)).toBe(before + 1)
  })

  test('siblings read while another one writes', async () => {
    await using asked = context()
    const answers = await Promise.all([counted(asked), asked.write(db => add.execute(db), asItWas()), counted(asked)])
    expect(answers).toMatchObject([expect.any(Number), { numAffectedRows: 1n }, expect.any(Number)])
  })

  test('a write that fails is undone, and the connection serves the next', async () => {
    await using asked = context()
    const before = await counted(asked)
    const failing = asked.write(
      db => Promise.all([add.execute(db), sql`select 1 / (random() * 0)::int`.execute(db)]),
      asItWas(),
    )
    await expect(failing).rejects.toMatchObject({ code: '22012' })
    expect(await counted(asked)).toBe(before)
  })

  test('an outside call leaves the connection to others', async () => {
    await using asked = context()
    await using other = context()
    await counted(asked)
    await asked.outside(() => other.write(db => add.execute(db), asItWas()))
    await other[Symbol.asyncDispose]()
    await asked[Symbol.asyncDispose]()
    await expect.poll(() => inUse(database)).toBe(0)
  })
})
