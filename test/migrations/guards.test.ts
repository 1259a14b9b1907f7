import { type SubgraphName, subgraphNames } from '@worlds/kit/names.ts'
import { migrate } from '@worlds/migrations/migrate.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Asker, ask, failure, onServer, rowsOf, run, type Scratch, scratch } from './scratch.ts'

const admin: Asker = { role: 'admin' }

/** Each with how many of two rows they change, one of `ann` and one of nobody. */
const askersAbout = (ann: string, ben: string): [Asker, number][] => [
  [{}, 0],
  [{ role: 'anonymous', userId: ann, companions: ['*'] }, 0],
  [{ role: 'user', userId: ben, companions: ['*'] }, 0],
  [{ role: 'service', userId: ann, companions: ['bob'] }, 0],
  [{ role: 'user' }, 0],
  [{ role: 'user', userId: ann }, 1],
  [{ role: 'service', companions: ['*'] }, 2],
  [admin, 2],
]

describe('Every migrated database', () => {
  const databases = {} as Record<SubgraphName, Scratch>

  beforeAll(async () => {
    for (const name of subgraphNames) {
      const database = await scratch(name)
      databases[name] = database
      await migrate(() => database.connect(), name)
    }
  }, 120_000)

  afterAll(async () => {
    for (const database of Object.values(databases)) await database[Symbol.asyncDispose]()
  })

  test.each([
    ['nexus', ['characters', 'instances']],
    ['world', ['assets', 'spaces']],
  ] as const)("the graph's role changes nothing in %s but %j, not even as admin", async (name, written) => {
    const tables = await tablesOf(databases[name])
    expect(tables.map(table => table.name)).toEqual(expect.arrayContaining([...written]))
    for (const table of tables.filter(({ name }) => !(written as readonly string[]).includes(name))) {
      expect(await failure(ask(databases[name], admin, `delete from ${table.name}`))).toBe('42501')
      expect(await failure(ask(databases[name], admin, `insert into ${table.name} default values`))).toBe('42501')
    }
  })

  test.each(subgraphNames)("the graph's role empties no table of %s, changes no key and makes nothing", async name => {
    for (const table of await tablesOf(databases[name])) {
      expect(await failure(ask(databases[name], admin, `truncate ${table.name}`))).toBe('42501')
      const update = `update ${table.name} set ${table.column} = null`
      expect(await failure(ask(databases[name], admin, update))).toBe('42501')
    }
    const create = (schema: string) => failure(ask(databases[name], admin, `create table ${schema}.mine (id int)`))
    expect([await create('public'), await create('graph')]).toEqual(['42501', '42501'])
  })

  test('nobody of the graph makes a memory somebody else’s, counts past the counter, or trains', async () => {
    for (const change of [
      'update companion_memories set user_id = user_id',
      'update companion_memories set companion_id = companion_id',
      'update companion_memories set access_count = 0',
      'update companion_memories set embedding_bits = null',
      'update memory_relationships set related_memory_id = related_memory_id',
      'update memory_analytics set total_memories = 0',
      'delete from memory_analytics',
      'delete from graph.memory_accesses',
      'delete from graph.codecs',
      'update graph.codecs set training_size = 1',
      'delete from graph.embedding_models',
      'update graph.embedding_models set name = name',
      'update graph.aging_rules set unused_days = 1',
    ]) {
      expect([change, await failure(ask(databases.memory, admin, change))]).toEqual([change, '42501'])
    }
  })

  test("the graph's role updates these columns of nexus and world, and no other", async () => {
    const text = `select format('%s.%s', attrelid::regclass, attname) as name from pg_attribute
      join pg_class on pg_class.oid = attrelid
      where relnamespace in ('public'::regnamespace, 'graph'::regnamespace) and relkind = 'r' and attnum > 0
        and not attisdropped and has_column_privilege($1, attrelid, attnum, 'update') order by attrelid::regclass::text, attname`
    const columns = async (name: 'nexus' | 'world') =>
      (await rowsOf<{ name: string }>(databases[name], text, [`${name}_graph`])).map(row => row.name)
    expect(await columns('world')).toEqual([
      'assets.asset_name',
      'assets.asset_type',
      'assets.file_url',
      'assets.license_type',
      'assets.metadata',
      'assets.thumbnail_url',
      'graph.idempotent_writes.result',
      'spaces.description',
      'spaces.entry_point',
      'spaces.is_public',
      'spaces.max_occupancy',
      'spaces.skybox_settings',
      'spaces.space_name',
      'spaces.terrain_settings',
    ])
    expect(await columns('nexus')).toEqual([
      'characters.character_name',
      'characters.customization_data',
      'characters.is_primary',
      'characters.model_url',
      'graph.idempotent_writes.result',
      'instances.state',
      'quest_instances.completed_at',
      'quest_instances.state',
      'users.avatar_url',
      'users.bio',
      'users.display_name',
      'users.maturity_rating',
      'users.username',
    ])
  })

  test('profiles are changed by their person and an admin alone', async () => {
    const [ann, ben] = [10, 11].map(n => `00000000-0000-4000-8000-0000000000${n}`)
    const people = `insert into users (id, username, email) values ('${ann}', 'ann', 'ann@x'), ('${ben}', 'ben', 'ben@x')`
    await run(databases.nexus, people)
    const askers: [Asker, number][] = [
      [{}, 0],
      [{ role: 'anonymous', userId: ann as string }, 0],
      [{ role: 'user' }, 0],
      [{ role: 'service', userId: ann as string, companions: ['*'] }, 0],
      [{ role: 'user', userId: ann as string }, 1],
      [admin, 2],
    ]
    for (const [asker, many] of askers) {
      const changed = await ask(databases.nexus, asker, "update users set bio = 'x' returning id")
      expect([asker, changed.length]).toEqual([asker, many])
    }
    await run(databases.nexus, 'delete from users')
  })

  test('nobody of the graph says which character it is, whose, or since when', async () => {
    for (const column of ['id', 'user_id', 'created_at']) {
      const update = `update characters set ${column} = ${column}`
      expect([column, await failure(ask(databases.nexus, admin, update))]).toEqual([column, '42501'])
    }
    for (const column of ['id', 'created_at']) {
      const insert = `insert into characters (character_name, ${column}) values ('x', default)`
      expect([column, await failure(ask(databases.nexus, admin, insert))]).toEqual([column, '42501'])
    }
  })

  test('characters are changed by their person, a game server and an admin alone', async () => {
    const [ann, ben] = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b']
    await run(
      databases.nexus,
      `insert into users (id, username, email) values ('${ann}', 'ann', 'ann@x'), ('${ben}', 'ben', 'ben@x')`,
      `insert into characters (user_id, character_name) values ('${ann}', 'Ida'), (null, 'Stray')`,
    )
    const update = "update characters set character_name = 'x' returning user_id"
    const insert = `insert into characters (user_id, character_name) values ('${ann}', 'x')`
    for (const [asker, many] of askersAbout(ann, ben)) {
      const refused = many === 0 ? '42501' : undefined
      expect([asker, (await ask(databases.nexus, asker, update)).length]).toEqual([asker, many])
      const deleted = await ask(databases.nexus, asker, 'delete from characters returning id')
      expect([asker, deleted.length]).toEqual([asker, many])
      expect([asker, await failure(ask(databases.nexus, asker, insert))]).toEqual([asker, refused])
    }
    await run(databases.nexus, 'delete from characters', 'delete from users')
  })

  test('instances are made and their state is changed by a game server and an admin alone, and nobody deletes one', async () => {
    const [ann, ben] = ['00000000-0000-4000-8000-00000000000c', '00000000-0000-4000-8000-00000000000d']
    await run(databases.nexus, "insert into instances (instance_type) values ('a'), ('b')")
    for (const [asker, many] of askersAbout(ann, ben).map(([asker, many]) => [asker, many === 2 ? 2 : 0] as const)) {
      const updated = await ask(databases.nexus, asker, "update instances set state = '{}' returning id")
      expect([asker, updated.length]).toEqual([asker, many])
      const inserted = await failure(ask(databases.nexus, asker, "insert into instances (instance_type) values ('x')"))
      expect([asker, inserted]).toEqual([asker, many ? undefined : '42501'])
    }
    for (const change of [
      'delete from instances',
      'insert into instances (current_users) values (1)',
      'insert into instances (id) values (default)',
      ...['memberships', 'user_positions'].map(
        table => `delete from ${table === 'memberships' ? 'graph.' : ''}${table}`,
      ),
      `insert into graph.memberships (user_id) values ('${ann}')`,
      'update graph.memberships set expires_at = now()',
      `select graph.give_seats_back(array['${ann}'::uuid])`,
    ]) {
      expect([change, await failure(ask(databases.nexus, admin, change))]).toEqual([change, '42501'])
    }
    await run(databases.nexus, 'delete from instances')
  })

  test('quests are played by who takes part, a game server and an admin, and joined by nobody for others', async () => {
    const [ann, ben] = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b']
    const [theirs, quest] = [12, 13].map(n => `00000000-0000-4000-8000-0000000000${n}`)
    await run(
      databases.nexus,
      `insert into users (id, username, email) values ('${ann}', 'ann', 'ann@x'), ('${ben}', 'ben', 'ben@x')`,
      `insert into quest_instances (id, participants) values ('${theirs}', '{${ann}}'), ('${quest}', null)`,
    )
    for (const [asker, many] of askersAbout(ann, ben)) {
      const played = await ask(databases.nexus, asker, `update quest_instances set state = '{}' returning id`)
      expect([asker, played.length]).toEqual([asker, many])
      for (const change of [
        `graph.join_quest('${quest}', '${ann}')`,
        `graph.leave_quest('${quest}', '${ann}')`,
        `graph.start_quest('x', null, array['${ann}']::uuid[], null)`,
      ]) {
        const refused = many === 0 ? '42501' : undefined
        expect([asker, change, await failure(ask(databases.nexus, asker, `select ${change}`))]).toEqual([
          asker,
          change,
          refused,
        ])
      }
    }
    for (const column of ['id', 'quest_id', 'instance_id', 'participants', 'started_at', 'state_version']) {
      const update = `update quest_instances set ${column} = ${column}`
      expect([column, await failure(ask(databases.nexus, admin, update))]).toEqual([column, '42501'])
    }
    await run(databases.nexus, 'delete from quest_instances', 'delete from users')
  })

  test.each([
    ['assets', 'creator_id', 'asset_name'],
    ['spaces', 'owner_id', 'space_name'],
  ])('%s are changed by their person, a game server and an admin alone', async (table, owner, name) => {
    const [ann, ben] = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b']
    for (const column of ['id', owner, 'created_at']) {
      const update = `update ${table} set ${column} = ${column}`
      expect([column, await failure(ask(databases.world, admin, update))]).toEqual([column, '42501'])
    }
    for (const column of ['id', 'created_at']) {
      const insert = `insert into ${table} (${name}, ${column}) values ('x', default)`
      expect([column, await failure(ask(databases.world, admin, insert))]).toEqual([column, '42501'])
    }
    await run(databases.world, `insert into ${table} (${owner}, ${name}) values ('${ann}', 'A'), (null, 'Stray')`)
    for (const [asker, many] of askersAbout(ann, ben)) {
      const updated = await ask(databases.world, asker, `update ${table} set ${name} = 'x' returning id`)
      expect([asker, updated.length]).toEqual([asker, many])
      const deleted = await ask(databases.world, asker, `delete from ${table} returning id`)
      expect([asker, deleted.length]).toEqual([asker, many])
      const insert = `insert into ${table} (${owner}, ${name}) values ('${ann}', 'x')`
      expect([asker, await failure(ask(databases.world, asker, insert))]).toEqual([asker, many ? undefined : '42501'])
    }
    await run(databases.world, `delete from ${table}`)
  })

  test.each(subgraphNames)('every table of %s has forced row security and policies for the graph', async name => {
    const database = databases[name]
    expect(await unguarded(database)).toEqual([])
    await run(database, 'create table forgotten (id int)')
    expect(await unguarded(database)).toEqual(['forgotten'])
    await run(database, 'alter table forgotten enable row level security')
    expect(await unguarded(database)).toEqual(['forgotten'])
    await run(database, 'drop table forgotten')
  })

  test.each(subgraphNames)('no function of %s that passes row security is open to everyone', async name => {
    const open = await rowsOf(
      databases[name],
      `select oid::regprocedure::text as function from pg_proc
       where pronamespace = 'graph'::regnamespace and prosecdef
         and (has_function_privilege('public', oid, 'execute') or not coalesce('search_path=""' = any (proconfig), false))`,
    )
    expect(open).toEqual([])
  })

  test.each(subgraphNames)('who is connected to %s is told to admins only', async name => {
    const text = 'select * from graph.database_activity()'
    for (const role of ['anonymous', 'user', 'service'] as const) {
      const asker: Asker = { role, userId: '00000000-0000-4000-8000-000000000001', companions: ['*'] }
      expect(await ask(databases[name], asker, text)).toEqual([])
    }
    expect(await ask(databases[name], {}, text)).toEqual([])
    if (!onServer) return
    expect((await ask(databases[name], admin, text)).length).toBeGreaterThan(0)
  })
})

/** The tables of public, each with its first column. */
const tablesOf = (database: Scratch) =>
  rowsOf<{ name: string; column: string }>(
    database,
    `select relname as name, (select attname from pg_attribute where attrelid = c.oid and attnum = 1) as column
     from pg_class c where relnamespace = 'public'::regnamespace and relkind = 'r'`,
  )

/** The tables that lack row security, force, or a policy for the graph's role. The ledger of migrations tells of files. */
async function unguarded(database: Scratch): Promise<string[]> {
  const rows = await rowsOf<{ name: string }>(
    database,
    `select relname as name from pg_class
     where relnamespace in ('public'::regnamespace, 'graph'::regnamespace) and relkind in ('r', 'p')
       and pg_class.oid <> 'graph.migrations'::regclass and not (
       relrowsecurity and relforcerowsecurity
       and exists (select from pg_policy where polrelid = pg_class.oid and polname = 'graph_reads')
     )`,
  )
  return rows.map(row => row.name)
}
