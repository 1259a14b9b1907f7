import { migrate } from '@worlds/migrations/migrate.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeLogin, uuid } from './adopted.ts'
import { ownerQueries } from './owner/queries.ts'
import {
  type Asker,
  ask,
  failure,
  hold,
  onServer,
  ownerDdl,
  rowsOf,
  run,
  runAs,
  type Scratch,
  scratch,
} from './scratch.ts'

/** What a program of the owner's writes for each step that somebody takes. */
const upsert = `insert into user_positions
  (user_id, instance_id, position_x, position_y, position_z, rotation_y, animation_state, last_update)
  values ($1, $2, $3, $4, $5, $6, $7, now() at time zone 'UTC')
  on conflict (user_id) do update set instance_id = excluded.instance_id, position_x = excluded.position_x,
    position_y = excluded.position_y, position_z = excluded.position_z, rotation_y = excluded.rotation_y,
    animation_state = excluded.animation_state, last_update = excluded.last_update`

const here = uuid(900_001)
const people = (count: number) =>
  `insert into users (id, username, email)
   select ('00000000-0000-4000-8000-' || lpad(i::text, 12, '0'))::uuid, 'p' || i, i || '@p' from generate_series(1, ${count}) i`
const standing = (count: number) =>
  `insert into user_positions (user_id, instance_id, position_x, position_y, position_z)
   select ('00000000-0000-4000-8000-' || lpad(i::text, 12, '0'))::uuid, '${here}', i - 1250.5, 0, -i * 1000000000.0
   from generate_series(1, ${count}) i`

describe('Positions of an adopted database', () => {
  let database: Scratch
  beforeAll(async () => {
    database = await scratch('nexus')
    await run(database, makeLogin('nexus'), await ownerDdl('nexus'))
    await run(database, `insert into instances (id) values ('${here}')`, people(2_600), standing(2_500))
    await migrate(() => database.connect(), 'nexus')
  }, 60_000)
  afterAll(() => database[Symbol.asyncDispose]())

  const cellsOf = async (n: number) =>
    (await rowsOf(database, 'select cell_x, cell_z from user_positions where user_id = $1', [uuid(n)]))[0]

  test('have their cells, those of before too', async () => {
    const wrong = await rowsOf<{ count: number }>(
      database,
      `select count(*)::int as count from user_positions where cell_x is null or cell_x <> floor(position_x / 100)
        or cell_z is distinct from case when position_z < -2e11 then -2147483648 else floor(position_z / 100) end`,
    )
    expect(wrong).toEqual([{ count: 0 }])
    expect(await cellsOf(1)).toEqual({ cell_x: -13, cell_z: -10_000_000 })
    expect(await cellsOf(2_500)).toEqual({ cell_x: 12, cell_z: -2_147_483_648 })
  })

  test.each([
    [2_501, 0, -0.5, { cell_x: 0, cell_z: -1 }],
    [2_501, 99.999, -100, { cell_x: 0, cell_z: -1 }],
    [2_501, 100, null, { cell_x: 1, cell_z: null }],
    [2_501, null, 250, { cell_x: null, cell_z: 2 }],
    [2_501, 1e300, -1e300, { cell_x: 2_147_483_647, cell_z: -2_147_483_648 }],
    [2_501, -2e11, 2e11, { cell_x: -2_000_000_000, cell_z: 2_000_000_000 }],
    [2_502, -7, 7, { cell_x: -1, cell_z: 0 }],
  ])('follow what the owner’s program writes: person %d at %d, %d', async (n, x, z, cells) => {
    await runAs(database, 'nexus_user', upsert, [uuid(n), here, x, 0, z, 0, 'walk'])
    expect(await cellsOf(n)).toEqual(cells)
    await runAs(database, 'nexus_user', 'update user_positions set cell_x = 5, cell_z = null where user_id = $1', [
      uuid(n),
    ])
    expect(await cellsOf(n)).toEqual(cells)
  })

  test('are found by the owner’s own query, where its program wrote them', async () => {
    for (const n of [2_503, 2_504]) {
      await runAs(database, 'nexus_user', upsert, [uuid(n), here, 70_000 + n, 1, 70_000, 0, 'run'])
    }
    const near = await runAs(database, 'nexus_user', ownerQueries.nearbyPlayers, [72_503, 1, 70_000, here])
    expect(near.rows).toMatchObject([
      { username: 'p2503', position_x: 72_503, animation_state: 'run', distance: 0 },
      { username: 'p2504', distance: 1 },
    ])
  })
})

describe('Moving many', () => {
  let database: Scratch
  beforeAll(async () => {
    database = await scratch('nexus')
    await migrate(() => database.connect(), 'nexus')
    await run(database, `insert into instances (id) values ('${here}')`, people(2_000))
    await run(
      database,
      `insert into user_positions (user_id, instance_id, position_x, position_y, position_z)
       select id, '${here}', 50, 0, 50 from users order by id`,
    )
  }, 60_000)
  afterAll(() => database[Symbol.asyncDispose]())

  const text = `select * from graph.move_players($1::uuid[], null, $2::float8[], $2::float8[], $2::float8[], null, null,
    interval '90 seconds')`
  const [ann, ben] = [uuid(1), uuid(2)]

  test.each<[Asker, string[], number | '42501']>([
    [{}, [ann], '42501'],
    [{ role: 'anonymous', userId: ann, companions: ['*'] }, [ann], '42501'],
    [{ role: 'user' }, [ann], '42501'],
    [{ role: 'user', userId: ben, companions: ['*'] }, [ann], '42501'],
    [{ role: 'user', userId: ann }, [ann, ben], '42501'],
    [{ role: 'service', userId: ann, companions: ['bob'] }, [ann], '42501'],
    [{ role: 'user', userId: ann }, [ann], 1],
    [{ role: 'service', companions: ['*'] }, [ann, ben], 2],
    [{ role: 'admin' }, [ann, ben], 2],
  ])('%j moves %j: %s', async (asker, ids, expected) => {
    const written = ask(database, asker, text, [ids, ids.map(() => 1)])
    if (expected === '42501') expect(await failure(written)).toBe('42501')
    else expect(await written).toHaveLength(expected)
  })

  const hotShare = async () => {
    const [row] = await rowsOf<{ updates: number; hot: number }>(
      database,
      `select n_tup_upd::float8 as updates, n_tup_hot_upd::float8 as hot
       from pg_stat_user_tables where relname = 'user_positions'`,
    )
    return row as { updates: number; hot: number }
  }

  test.skipIf(!onServer)('touches no index while people stay in their cells, whoever writes', async () => {
    await using connection = await hold(database)
    const { client } = connection
    await client.query("set track_functions = 'pl'")
    const before = await hotShare()
    const ids = Array.from({ length: 2_000 }, (_, n) => uuid(n + 1))
    await client.query("select set_config('app.role', 'admin', false)")
    for (let step = 0; step < 3; step++) {
      // One of fifty steps leads into the next cell.
      await client.query(text, [ids, ids.map((_, n) => (n % 50 === step ? 101 : 51) + step)])
      await client.query('vacuum user_positions')
    }
    const calls = `select calls::int from pg_stat_user_functions where funcname = 'derive_cells'`
    await client.query('select pg_stat_force_next_flush()')
    expect((await client.query(calls)).rows).toEqual([])
    for (let n = 0; n < 1_000; n++) {
      await client.query(upsert, [ids[n], here, n % 50 === 7 ? 199 : 60, 0, 60, 0, 'walk'])
    }
    await client.query('select pg_stat_force_next_flush()')
    expect((await client.query(calls)).rows[0].calls).toBeGreaterThan(0)
    const after = await hotShare()
    expect(after.updates - before.updates).toBe(7_000)
    expect((after.hot - before.hot) / 7_000).toBeGreaterThan(0.95)
  })

  test.skipIf(!onServer)(
    'through five hundred instances is told in as many notifications as hold their ids',
    async () => {
      await run(
        database,
        'insert into instances (id) select id from users order by id limit 500',
        'update user_positions set instance_id = user_id where user_id in (select id from instances)',
      )
      await using connection = await hold(database)
      const { client } = connection
      const told: { topic: string; instanceIds: string[] }[] = []
      client.on('notification', ({ payload = '' }) => told.push(JSON.parse(payload)))
      await client.query("listen graph; select set_config('app.role', 'admin', false)")
      const ids = Array.from({ length: 1_000 }, (_, n) => uuid(n + 1))
      expect((await client.query(text, [ids, ids.map(() => 2)])).rows).toHaveLength(1_000)
      await client.query('select 1')
      const moved = told.filter(({ topic }) => topic === 'moved').map(({ instanceIds }) => instanceIds)
      expect(moved.map(each => each.length)).toEqual([190, 190, 121])
      expect(moved.flat().toSorted()).toEqual([...ids.slice(0, 500), here].toSorted())
    },
  )
})
