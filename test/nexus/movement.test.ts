import type { Database } from '@worlds/kit/database.ts'
import type { Identity } from '@worlds/kit/identity.ts'
import { Movement } from '@worlds/nexus/movement.ts'
import { type Move, moved } from '@worlds/nexus/moves.ts'
import type { Tables } from '@worlds/nexus/tables.gen.ts'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { rows, uuid } from '../asking.ts'
import { asOwner, ownerUrl, poolOn, runningIn } from '../kit/pools.ts'
import { onServer, type Stack, stack } from '../stack.ts'

const at = (n: number) => uuid(35_000 + n)
const [here, there] = [at(901), at(902)]
const [ada, ben, cid] = [at(1), at(2), at(3)]
const leaseSeconds = 60
const writer: Identity = { role: 'admin', name: 'test' }

const move = (userId: string, x: number, more: Partial<Move> = {}): Move => ({
  userId,
  instanceId: null,
  position: { x, y: 0, z: 0 },
  rotationY: null,
  animationState: null,
  ...more,
})

describe.skipIf(!onServer)('movement', () => {
  let graph: Stack
  let database: Database<Tables>
  const present = new AsyncDisposableStack()
  const place = (userId: string, instanceId: string | null) =>
    graph.asOwner('nexus', 'update user_positions set instance_id = $1 where user_id = $2', [instanceId, userId])
  const whereIs = async (userId: string) =>
    (await graph.asOwner('nexus', 'select position_x as x from user_positions where user_id = $1', [userId]))[0]?.x

  beforeAll(async () => {
    graph = await stack()
    const people = [ada, ben, cid].map((id, n) => ({ id, username: `movement_${n}`, email: `${n}@movement` }))
    present.use(await rows(graph, 'nexus', 'users', people))
    present.use(await rows(graph, 'nexus', 'instances', [{ id: here }, { id: there }]))
    const standing = people.map(({ id }) => ({ user_id: id, instance_id: here, position_x: 0 }))
    present.use(await rows(graph, 'nexus', 'user_positions', standing))
    database = present.use(poolOn('nexus', { max: 4 }))
  })
  afterEach(async () => {
    for (const id of [ada, ben, cid]) await place(id, here)
  })
  afterAll(() => present.disposeAsync())

  const failing = (error: unknown) => expect.fail(String(error))
  const gathering = () => new Movement(database, { flushMs: 10_000, leaseSeconds }, failing)

  /** What is notified meanwhile of the instances of this test. */
  async function heard(work: () => Promise<unknown>): Promise<unknown[]> {
    await using owner = await asOwner(ownerUrl('nexus'))
    const messages: { topic: string; instanceIds: string[] }[] = []
    owner.on('notification', ({ payload = '' }) => messages.push(JSON.parse(payload)))
    await owner.query('listen graph')
    await work()
    await owner.query('select 1')
    return messages.filter(({ topic, instanceIds }) => topic === 'moved' && instanceIds.includes(here))
  }

  test('writes the latest report of each person in one transaction, and tells of it once', async () => {
    const movement = gathering()
    const reports = [
      movement.report(move(ada, 1, { rotationY: 1, animationState: 'walking' })),
      movement.report(move(ben, 5)),
      movement.report(move(ada, 2, { rotationY: 2 })),
      movement.report(move(ada, 3)),
    ]
    expect(await whereIs(ada)).not.toBe(3)
    const messages = await heard(() => movement[Symbol.asyncDispose]())
    expect(messages).toEqual([{ topic: 'moved', instanceIds: [here] }])
    const last = { userId: ada, instanceId: here, x: 3, rotationY: 2, animationState: 'walking', isStale: false }
    expect(await Promise.all(reports)).toMatchObject([last, { userId: ben, x: 5 }, last, last])
    const moments = `select count(distinct last_update)::int as moments, max(position_x) as x from user_positions where user_id = any($1)`
    expect(await graph.asOwner('nexus', moments, [[ada, ben]])).toEqual([{ moments: 1, x: 5 }])
  })

  test('leaves out whoever is in no instance, and writes the others', async () => {
    await place(ben, null)
    const movement = gathering()
    const reports = [movement.report(move(ada, 11)), movement.report(move(ben, 12)), movement.report(move(at(7), 13))]
    await movement[Symbol.asyncDispose]()
    expect(await Promise.all(reports)).toMatchObject([{ x: 11 }, undefined, undefined])
    expect(await whereIs(ben)).not.toBe(12)
  })

  test('of reports that state two instances the one that is right counts', async () => {
    const movement = gathering()
    const reports = [
      movement.report(move(ada, 21, { instanceId: here })),
      movement.report(move(ada, 22, { instanceId: there })),
      movement.report(move(ben, 23, { instanceId: there })),
      movement.report(move(ben, 24)),
      movement.report(move(ben, 25)),
    ]
    await movement[Symbol.asyncDispose]()
    expect(await Promise.all(reports)).toMatchObject([{ x: 21 }, undefined, undefined, { x: 25 }, { x: 25 }])
    expect([await whereIs(ada), await whereIs(ben)]).toEqual([21, 25])
  })

  test('a write of its own comes after what was reported before, and before what is reported meanwhile', async () => {
    await using movement = new Movement(database, { flushMs: 0, leaseSeconds }, failing)
    const seen: unknown[] = []
    const before = movement.report(move(ada, 31))
    const own = movement.inTurn([ada, ben], async () => {
      seen.push(await whereIs(ada))
      const meanwhile = movement.report(move(ada, 33))
      const others = await movement.report(move(cid, 34))
      await database.background(writer, db => moved(db, [move(ada, 32), move(ben, 32)], leaseSeconds))
      seen.push(others?.x, await whereIs(ada))
      return { meanwhile }
    })
    const next = movement.inTurn([ben], async () => seen.push(await whereIs(ben)))
    expect(await (await own).meanwhile).toMatchObject({ x: 33 })
    await next
    expect(await before).toMatchObject({ x: 31 })
    expect(seen).toEqual([31, 34, 32, 32])
    expect(await whereIs(ada)).toBe(33)
  })

  test('what is reported while a row is held is written together when it is free', async () => {
    await using movement = new Movement(database, { flushMs: 0, leaseSeconds }, failing)
    await using other = await asOwner(ownerUrl('nexus'))
    await other.query('begin')
    await other.query(`select from user_positions where user_id = '${ada}' for update`)
    const first = movement.report(move(ada, 41))
    await expect.poll(() => runningIn('nexus', '%graph.move_players%')).toBe(1)
    const later = Array.from({ length: 50 }, (_, n) => movement.report(move(ada, 42 + n)))
    const messages = await heard(async () => {
      await other.query('commit')
      expect(await first).toMatchObject({ x: 41 })
      for (const report of later) expect(await report).toMatchObject({ x: 91 })
    })
    expect(messages).toHaveLength(2)
  })

  test('who leaves while a report waits is not brought back by it', async () => {
    await using movement = new Movement(database, { flushMs: 0, leaseSeconds }, failing)
    await using other = await asOwner(ownerUrl('nexus'))
    await other.query('begin')
    await other.query(`update user_positions set instance_id = null where user_id = '${ada}'`)
    const reports = [movement.report(move(ada, 51)), movement.report(move(ben, 52))]
    await expect.poll(() => runningIn('nexus', '%graph.move_players%')).toBe(1)
    await other.query('commit')
    expect(await Promise.all(reports)).toMatchObject([undefined, { x: 52 }])
    expect(await whereIs(ada)).not.toBe(51)
  })

  test('a flush that fails is told once, fails whom it was for, and loses nothing that comes later', async () => {
    const faults: unknown[] = []
    await using movement = new Movement(database, { flushMs: 0, leaseSeconds }, error => faults.push(error))
    const execute = (how: 'grant' | 'revoke') =>
      graph.asOwner(
        'nexus',
        `${how} execute on function graph.move_players ${how === 'grant' ? 'to' : 'from'} nexus_graph`,
      )
    await execute('revoke')
    try {
      const failed = await Promise.allSettled([movement.report(move(ada, 61)), movement.report(move(ben, 62))])
      expect(failed).toMatchObject([{ reason: { code: '42501' } }, { reason: { code: '42501' } }])
      expect(faults).toMatchObject([{ code: '42501' }])
    } finally {
      await execute('grant')
    }
    expect(await movement.report(move(ada, 63))).toMatchObject({ x: 63 })
    expect(faults).toHaveLength(1)
  })
})
