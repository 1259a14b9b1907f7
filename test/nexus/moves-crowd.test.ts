import { randomUUID } from 'node:crypto'
import type { Database } from '@worlds/kit/database.ts'
import type { Identity } from '@worlds/kit/identity.ts'
import { type Move, moved } from '@worlds/nexus/moves.ts'
import type { Tables } from '@worlds/nexus/tables.gen.ts'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { person, refusalsOf, rows, uuid } from '../asking.ts'
import { poolOn } from '../kit/pools.ts'
import { type Answer, gameServer, onServer, type Stack, stack } from '../stack.ts'

const at = (n: number) => uuid(36_000 + n)
const instances = [at(901), at(902)] as const
const people = Array.from({ length: 300 }, (_, n) => at(1_000 + n))
const writer: Identity = { role: 'admin', name: 'test' }

let graph: Stack
const present = new AsyncDisposableStack()
beforeAll(async () => {
  graph = await stack()
  const accounts = people.map((id, n) => ({ id, username: `crowd_${n}`, email: `${n}@crowd` }))
  present.use(await rows(graph, 'nexus', 'users', accounts))
  const places = instances.map(id => ({ id, instance_type: 'public', max_users: 1_000, current_users: 0 }))
  present.use(await rows(graph, 'nexus', 'instances', places))
  const standing = people.map(user_id => ({ user_id, instance_id: instances[0], position_x: 0, position_z: 0 }))
  present.use(await rows(graph, 'nexus', 'user_positions', standing))
})
afterAll(() => present.disposeAsync())

const deadlocks = async () => {
  // Each connection tells its statistics within a second or when it ends.
  await new Promise(resolve => setTimeout(resolve, 1_200))
  const text = 'select deadlocks::int from pg_stat_database where datname = current_database()'
  return (await graph.asOwner('nexus', text))[0]?.deadlocks
}

/** A random order, or a part of it. */
const shuffled = (ids: readonly string[], count = ids.length) =>
  ids
    .map(id => [Math.random(), id] as const)
    .toSorted(([a], [b]) => a - b)
    .slice(0, count)
    .map(([, id]) => id)

const move = (userId: string): Move => ({
  userId,
  instanceId: null,
  position: { x: Math.random() * 1_000, y: 0, z: Math.random() * 1_000 },
  rotationY: 1,
  animationState: 'run',
})

describe.skipIf(!onServer)('many writers at once', () => {
  let database: Database<Tables>
  beforeAll(() => {
    database = poolOn('nexus', { max: 12 })
  })
  afterAll(() => database[Symbol.asyncDispose]())

  test('of the same people, while these join, leave and run out, never wait in a circle', async () => {
    const before = await deadlocks()
    const call = (query: ReturnType<typeof sql>) => database.background(writer, db => query.execute(db))
    const repeated = async (times: number, work: () => Promise<unknown>) => {
      for (let n = 0; n < times; n++) await work()
    }
    const anyone = () => people[Math.floor(Math.random() * people.length)] as string
    const moving = () => database.background(writer, db => moved(db, shuffled(people, 200).map(move), 1))
    const joining = () => {
      const lease = `${Math.floor(Math.random() * 300)} milliseconds`
      const target = instances[Math.random() < 0.5 ? 0 : 1]
      return call(sql`select * from graph.join_instance(${anyone()}, ${target}, true, ${lease}::interval, 1, 2, 3)`)
    }
    await Promise.all([
      ...Array.from({ length: 4 }, () => repeated(15, moving)),
      ...Array.from({ length: 3 }, () => repeated(60, joining)),
      ...Array.from({ length: 2 }, () =>
        repeated(60, () => call(sql`select * from graph.leave_instance(${anyone()}, null)`)),
      ),
      repeated(40, () => call(sql`select graph.sweep_memberships(50)`)),
    ])
    expect(await deadlocks()).toBe(before)
    const astray = `select from user_positions where user_id = any($1) and (
      cell_x is distinct from floor(position_x / 100) or cell_z is distinct from floor(position_z / 100))`
    expect(await graph.asOwner('nexus', astray, [people])).toEqual([])
    await graph.asOwner('nexus', 'delete from graph.memberships where user_id = any($1)', [people])
    const seats = 'select current_users from instances where id = any($1)'
    expect(await graph.asOwner('nexus', seats, [instances])).toEqual([{ current_users: 0 }, { current_users: 0 }])
  }, 120_000)
})

const one = `mutation ($input: MovePlayerInput!) { movePlayer(input: $input) { position { x lastUpdate } } }`
const many = `mutation ($input: MovePlayersInput!) { movePlayers(input: $input) { positions { x lastUpdate } } }`

async function under(key: string, who: Identity, query: string, input: unknown): Promise<Answer> {
  const headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${await graph.tokens.issue(who)}`,
    'idempotency-key': key,
  }
  const body = JSON.stringify({ query, variables: { input } })
  const response = await fetch(`${graph.url}/graphql`, { method: 'POST', headers, body })
  const { data, errors = [] } = (await response.json()) as Answer
  return { status: response.status, data, errors }
}

describe('under an Idempotency-Key', () => {
  const [ann, ben] = people as [string, string]
  beforeAll(() =>
    graph.asOwner('nexus', 'update user_positions set instance_id = $1 where user_id = any($2)', [
      instances[0],
      [ann, ben],
    ]),
  )
  const input = { position: { x: 61, y: 0, z: 0 } }

  test('a report is written once, and told again as the person stands then', async () => {
    const key = randomUUID()
    const first = await under(key, person(ann), one, input)
    expect(first).toMatchObject({ errors: [], data: { movePlayer: { position: { x: 61 } } } })
    expect(await under(key, person(ann), one, input)).toEqual(first)
    await graph.ask(person(ann), one, { input: { position: { x: 62, y: 0, z: 0 } } })
    expect((await under(key, person(ann), one, input)).data.movePlayer.position.x).toBe(62)
    const other = await under(key, person(ann), one, { position: { x: 63, y: 0, z: 0 } })
    expect(refusalsOf(other)).toMatchObject([{ code: 'CONFLICT', argument: 'Idempotency-Key' }])
  })

  test('a batch is written once by twenty that come together, and none of it when one is refused', async () => {
    const key = randomUUID()
    const moves = [ann, ben].map((userId, n) => ({ userId, position: { x: 71 + n, y: 0, z: 0 } }))
    const answers = await Promise.all(
      Array.from({ length: onServer ? 20 : 2 }, () => under(key, gameServer, many, { moves })),
    )
    for (const answer of answers) expect(answer).toEqual(answers[0])
    expect(answers[0]?.data.movePlayers.positions.map(({ x }: { x: number }) => x)).toEqual([71, 72])
    const refused = [...moves, { userId: at(7), position: { x: 1, y: 0, z: 0 } }]
    const bad = randomUUID()
    for (let n = 0; n < 2; n++) {
      const answer = await under(bad, gameServer, many, { moves: refused })
      expect(refusalsOf(answer)).toMatchObject([{ code: 'NOT_FOUND', argument: 'moves[2].userId' }])
    }
    // What was refused was not done, so the same key may do it when it can be done.
    expect((await under(bad, gameServer, many, { moves: refused.slice(0, 2) })).errors).toEqual([])
  })
})
