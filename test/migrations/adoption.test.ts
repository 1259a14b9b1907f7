import { randomBytes } from 'node:crypto'
import { databases, type SubgraphName } from '@worlds/kit/names.ts'
import { type MigrationReport, migrate, migrationStatus, pendingSteps } from '@worlds/migrations/migrate.ts'
import type pg from 'pg'
import { describe, expect, test } from 'vitest'
import { ownerQueries } from './owner/queries.ts'
import { ask, asSuperuser, failure, onServer, ownerDdl, rowsOf, run, type Scratch, scratch } from './scratch.ts'

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const vector = (n: number) => `[${Array.from({ length: 768 }, (_, at) => (at === n ? 1 : 0.01)).join(',')}]`

/** A connection that acts as another role until it closes; embedded databases have one session for all. */
async function connectAs(database: Scratch, role: string): Promise<pg.Client> {
  const client = await database.connect()
  await client.query(`set role ${role}`)
  const end = client.end.bind(client)
  client.end = (async () => {
    await client.query('reset role')
    await end()
  }) as typeof client.end
  return client
}

async function runAs(database: Scratch, role: string, text: string, values: unknown[] = []): Promise<pg.QueryResult> {
  const client = await connectAs(database, role)
  try {
    return await client.query(text, values)
  } finally {
    await client.end()
  }
}

/** What must be equal before and after: the tables themselves, their storage, and every row of them. */
async function contents(database: Scratch): Promise<Record<string, string>> {
  const tables = await rowsOf<{ name: string; identity: string }>(
    database,
    `select relname as name, oid || ' ' || relfilenode as identity from pg_class
     where relnamespace = 'public'::regnamespace and relkind = 'r' order by relname`,
  )
  const all: Record<string, string> = {}
  for (const { name, identity } of tables) {
    const [hash] = await rowsOf<{ hash: string }>(
      database,
      `select count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as hash from ${name} t`,
    )
    all[name] = `${identity} ${hash?.hash}`
  }
  return all
}

const blockedOf = (report: MigrationReport) =>
  Object.fromEntries(report.blocked.map(({ step, count, rows }) => [step, [count, ...rows]]))

const indexesOf = async (database: Scratch) =>
  Object.fromEntries(
    (await rowsOf<{ name: string; definition: string }>(
      database,
      "select indexname as name, indexdef as definition from pg_indexes where schemaname = 'public'",
    ).then(rows => rows.map(row => [row.name, row.definition]))) as [string, string][],
  )

/** The roles of an installation that is older than the graph. They are of the whole server, so each run has its own. */
async function withRoles(database: Scratch, work: (name: (role: string) => string) => Promise<void>) {
  const suffix = randomBytes(4).toString('hex')
  const made: string[] = []
  try {
    await work(role => {
      made.push(`${role}_${suffix}`)
      return `${role}_${suffix}`
    })
  } finally {
    await database[Symbol.asyncDispose]()
    if (onServer) {
      await asSuperuser(client =>
        client.query([...new Set(made)].map(role => `drop role if exists ${role}`).join('; ')),
      )
    }
  }
}

const makeLogin = (subgraph: SubgraphName) =>
  `do $$ begin create role ${databases[subgraph].existingRole} nologin; exception when duplicate_object then end $$`

describe('Adopting a live database', () => {
  test('nexus: its owner, no superuser, loses nothing, and faulty rows only hold back their own mends', async () => {
    const database = await scratch('nexus')
    await withRoles(database, async name => {
      const [keeper, reporter, stranger] = [name('keeper'), name('reporter'), name('stranger')]
      const [{ database: current } = { database: '' }] = await rowsOf<{ database: string }>(
        database,
        'select current_database() as database',
      )
      await run(
        database,
        makeLogin('nexus'),
        `create role ${keeper} createrole`,
        `create role ${reporter}`,
        `create role ${stranger}`,
        `grant create on database ${current} to ${keeper}`,
        `grant create on schema public to ${keeper}`,
      )
      await runAs(database, keeper, await ownerDdl('nexus'))
      await runAs(
        database,
        keeper,
        `
        grant select, insert, update, delete on users, characters, user_positions, instances, quest_instances
          to nexus_user;
        grant select on users, instances to ${reporter};
        insert into users (id, username, email, account_status, oauth_provider, oauth_id) values
          ('${uuid(1)}', 'ann', 'a@x', 'active', 'google', '7'), ('${uuid(2)}', 'ANN', 'b@x', null, 'google', '7'),
          ('${uuid(3)}', 'bob', 'c@x', 'asleep', null, '7'), ('${uuid(4)}', 'cy', 'd@x', 'active', null, '7');
        insert into characters (id, user_id, character_name, is_primary) values
          ('${uuid(21)}', '${uuid(1)}', 'One', true), ('${uuid(22)}', '${uuid(1)}', 'Two', true),
          ('${uuid(23)}', '${uuid(2)}', 'Three', true), ('${uuid(24)}', null, 'Nobody''s', true);
        insert into instances (id, max_users, current_users) values
          ('${uuid(11)}', 10, 3), ('${uuid(12)}', 0, 0), ('${uuid(13)}', 5, 6), ('${uuid(14)}', null, null);
        insert into user_positions (user_id, instance_id, position_x, position_y, position_z) values
          ('${uuid(1)}', '${uuid(11)}', 1, 2, 3), ('${uuid(2)}', '${uuid(99)}', 1, 2, 3),
          ('${uuid(3)}', '${uuid(11)}', 'NaN', 2, 3);
        insert into quest_instances (id, quest_id, instance_id, participants) values
          ('${uuid(31)}', 'twice', '${uuid(11)}', '{${uuid(1)},${uuid(2)},${uuid(1)}}'),
          ('${uuid(32)}', 'fine', '${uuid(11)}', '{${uuid(1)},${uuid(2)}}'), ('${uuid(33)}', 'none', null, null)`,
      )
      const before = await contents(database)

      const asKeeper = () => connectAs(database, keeper)
      const first = await migrate(asKeeper, 'nexus', { graphPassword: 'not used on an existing role' })
      expect(await contents(database)).toEqual(before)
      expect(blockedOf(first)).toEqual({
        '0003_users/one_spelling_of_username': [1, `ANN is user ${uuid(2)}, ann is user ${uuid(1)}`],
        '0003_users/one_account_per_login': [1, `google 7: users ${uuid(1)}, ${uuid(2)}`],
        '0003_users/status_is_known': [1, `user ${uuid(3)}: account status asleep`],
        '0004_characters/one_primary': [1, `user ${uuid(1)}: characters ${uuid(21)}, ${uuid(22)}`],
        '0005_positions/coordinates_are_finite': [1, `user ${uuid(3)}: x NaN, y 2, z 3, rotation `],
        '0005_positions/in_an_instance': [1, `user ${uuid(2)}: instance ${uuid(99)}`],
        '0006_instances/has_room_for_someone': [1, `instance ${uuid(12)}: max_users 0`],
        '0006_instances/not_overfull': [1, `instance ${uuid(13)}: current_users 6 of 5`],
        '0007_quests/each_participant_once': [1, `quest instance ${uuid(31)}: user ${uuid(1)} 2 times`],
      })

      expect(first.notes.at(-1)).toMatch(/copy … from.*nexus_user/)

      const second = await migrate(asKeeper, 'nexus')
      expect(second.notes).toEqual([])
      expect(second.applied).toEqual([])
      expect(blockedOf(second)).toEqual(blockedOf(first))
      const status = await asKeeper().then(async client => {
        const steps = await migrationStatus(client, 'nexus')
        await client.end()
        return steps
      })
      expect(status.filter(({ state }) => state === 'blocked').map(({ step }) => step)).toEqual(
        first.blocked.map(({ step }) => step),
      )
      expect(status.filter(({ state }) => state === 'pending')).toEqual([])

      // A faulty row goes on living: what it lacks is not held against its other columns.
      await runAs(database, 'nexus_user', `update user_positions set animation_state = 'dance'`)
      await ownersProgramsGoOn(database, reporter, stranger)

      await runAs(
        database,
        keeper,
        `
        update users set username = 'ann2', oauth_id = '8' where id = '${uuid(2)}';
        update users set account_status = 'suspended' where id = '${uuid(3)}';
        update characters set is_primary = false where id = '${uuid(22)}';
        update user_positions set instance_id = null where user_id = '${uuid(2)}';
        update user_positions set position_x = 0 where user_id = '${uuid(3)}';
        update instances set max_users = 6 where id in ('${uuid(12)}', '${uuid(13)}');
        update quest_instances set participants = '{${uuid(1)},${uuid(2)}}' where id = '${uuid(31)}'`,
      )
      const third = await migrate(asKeeper, 'nexus')
      expect(third.blocked).toEqual([])
      expect(third.applied).toEqual(first.blocked.map(({ step }) => step))
      await mendsHold(database)
    })
  }, 60_000)

  test('memory: a login that owns its tables keeps them, its queries and its maintenance', async () => {
    const database = await scratch('memory')
    await withRoles(database, async () => {
      await run(
        database,
        makeLogin('memory'),
        'create extension vector',
        'grant create on schema public to voice_ninja_user',
      )
      const ddl = (await ownerDdl('memory')).replace(/^CREATE EXTENSION.*$/m, '')
      await runAs(database, 'voice_ninja_user', ddl)
      await runAs(
        database,
        'voice_ninja_user',
        `
        insert into companion_memories (id, companion_id, user_id, content, full_embedding) values
          (1, 'luna', '${uuid(1)}', 'the red lantern', '${vector(1)}'), (2, 'luna', '${uuid(1)}', 'rain', '${vector(2)}'),
          (3, 'luna', 'someone', 'the other lantern', null);
        insert into companion_memories (id, companion_id, user_id, content, memory_tier, importance_score,
          quantized_embedding, last_accessed) values
          (4, 'luna', '${uuid(1)}', 'misfiled', 'CODE', 0.5, null, null),
          (5, 'luna', '${uuid(1)}', 'shouted', 'CORE', 7, null, null),
          (6, 'luna', '${uuid(1)}', 'not a number', 'CORE', 'NaN', null, null),
          (7, 'luna', '${uuid(1)}', 'cut', 'BACKGROUND', 0.5, '\\x0102', null),
          (8, 'luna', '${uuid(1)}', 'aged', 'IMPORTANT', 0.5, null, now() - interval '60 days');
        insert into memory_relationships (id, memory_id, related_memory_id, relationship_type, strength) values
          (1, 1, 2, 'about', 0.5), (2, 1, 2, 'about', 0.9), (3, 1, 1, 'about', 0.5), (4, null, 2, 'about', 0.5),
          (5, 2, 1, null, 2), (6, 2, 3, null, 1), (7, 2, 3, null, 1);
        insert into memory_analytics (companion_id) values ('luna');
        select setval('companion_memories_id_seq', 8)`,
      )
      const before = await contents(database)

      const first = await migrate(database.connect, 'memory')
      expect(await contents(database)).toEqual(before)
      expect(blockedOf(first)).toEqual({
        '0003_memories/tier_is_known': [1, 'memory 4: tier CODE'],
        '0003_memories/importance_is_a_share': [2, 'memory 5: importance 7', 'memory 6: importance NaN'],
        '0003_memories/quantized_has_48_bytes': [1, 'memory 7: 2 bytes'],
        '0004_relationships/both_ends': [1, 'relationship 4: memory , related memory 2'],
        '0004_relationships/never_to_itself': [1, 'relationship 3: memory 1'],
        '0004_relationships/strength_is_a_share': [1, 'relationship 5: strength 2'],
        '0004_relationships/only_once': [
          2,
          'memory 1 to 2, about: relationships 1, 2',
          'memory 2 to 3, no type: relationships 6, 7',
        ],
      })
      expect((await migrate(database.connect, 'memory')).applied).toEqual([])

      const asLogin = (text: string, values: unknown[] = []) => runAs(database, 'voice_ninja_user', text, values)
      const similar = await asLogin(ownerQueries.similarMemories, [vector(2), 'luna', uuid(1)])
      expect(similar.rows.map(row => row.id)).toEqual([2, 1])
      expect((await asLogin(ownerQueries.hybridSearch, [vector(1), 'lantern', 'luna'])).rows).toHaveLength(2)
      expect((await asLogin(ownerQueries.promoteMemory, [vector(3), 7])).rowCount).toBe(1)
      expect((await asLogin(ownerQueries.compressAgingMemories, [Buffer.alloc(48)])).rowCount).toBe(1)
      expect((await asLogin(ownerQueries.memoryMetrics)).rows).toMatchObject([
        { companion_id: 'luna', total_memories: '8' },
      ])
      await asLogin("insert into companion_memories (companion_id, user_id, content) values ('luna', 'x', 'new')")
      for (const name of ['vacuum', 'reindex', 'analyzeVectors', 'connections', 'longRunningQueries'] as const) {
        await asLogin(ownerQueries[name])
      }

      await asLogin(`
        update companion_memories set memory_tier = 'CORE' where id = 4;
        update companion_memories set importance_score = 1 where id in (5, 6);
        delete from memory_relationships where id in (2, 3, 4, 7);
        update memory_relationships set strength = 1 where id = 5`)
      const last = await migrate(database.connect, 'memory')
      expect(last.blocked).toEqual([])
      expect(last.applied).toHaveLength(7)
      const indexes = await indexesOf(database)
      expect(indexes.idx_memories_full_embedding_cosine).toMatch(/using btree \(companion_id, user_id\) where/i)
      expect(indexes.idx_memories_timestamp).toMatch(/using brin/i)
      expect(Object.keys(indexes)).not.toContain('idx_memories_full_embedding_l2')
      await asLogin('delete from companion_memories where id = 2')
      expect((await asLogin('select id from memory_relationships')).rows).toEqual([])
    })
  }, 60_000)

  test('world: a table that everyone may read stays open to all but the graph, whose policies decide', async () => {
    const database = await scratch('world')
    await withRoles(database, async name => {
      const passerBy = name('passer_by')
      await run(database, makeLogin('world'), `create role ${passerBy}`, await ownerDdl('world'))
      await run(
        database,
        'grant select, insert on spaces to public',
        `insert into spaces (id, space_name, is_public, max_occupancy) values ('${uuid(1)}', 'hidden', false, 0)`,
      )
      const report = await migrate(database.connect, 'world')
      expect(blockedOf(report)).toEqual({
        '0004_spaces/has_room_for_someone': [1, `space ${uuid(1)}: max_occupancy 0`],
      })
      expect((await runAs(database, passerBy, 'select id from spaces')).rows).toHaveLength(1)
      expect(await ask(database, { role: 'anonymous' }, 'select id from spaces')).toEqual([])
      const insert = "insert into spaces (space_name) values ('forged')"
      expect(await failure(ask(database, { role: 'admin' }, insert))).toBe('42501')
      expect(await pendingSteps(await database.connect(), 'world')).toEqual(['0004_spaces/has_room_for_someone'])
    })
  }, 60_000)

  test('nexus: a private column that everyone may read is reported until that is revoked', async () => {
    const database = await scratch('nexus')
    await withRoles(database, async () => {
      await run(database, makeLogin('nexus'), await ownerDdl('nexus'), 'grant select on users to public')
      const report = await migrate(database.connect, 'nexus')
      expect(report.blocked).toMatchObject([{ step: '0003_users/email_is_private', count: 3 }])
      expect(report.blocked[0]?.rows[0]).toBe('users.email: revoke select on users from public')
      await run(database, 'revoke select on users from public')
      expect((await migrate(database.connect, 'nexus')).blocked).toEqual([])
      expect(await failure(ask(database, { role: 'admin' }, 'select email from users'))).toBe('42501')
    })
  }, 60_000)

  test('a fresh database gives the existing login what its programs need', async () => {
    const database = await scratch('memory')
    await withRoles(database, async () => {
      await migrate(database.connect, 'memory')
      const text =
        "insert into companion_memories (companion_id, user_id, content) values ('luna', 'x', 'y') returning id"
      const { rows } = await runAs(database, 'voice_ninja_user', text)
      expect(rows).toHaveLength(1)
      expect((await runAs(database, 'voice_ninja_user', 'delete from companion_memories')).rowCount).toBe(1)
    })
  }, 60_000)
})

/** Every example query still runs as the owner's login, other logins see what they saw, and nobody sees more. */
async function ownersProgramsGoOn(database: Scratch, reporter: string, stranger: string): Promise<void> {
  const asLogin = (text: string, values: unknown[] = []) => runAs(database, 'nexus_user', text, values)
  const near = await asLogin(ownerQueries.nearbyPlayers, [0, 0, 0, uuid(11)])
  expect(near.rows.map(row => row.username)).toEqual(['ann'])
  const quests = await asLogin(ownerQueries.activeQuestParticipants, [uuid(11)])
  expect(quests.rows.map(row => row.quest_id).sort()).toEqual(['fine', 'twice'])
  expect(await failure(asLogin(ownerQueries.instanceLoad))).toBe('22012')
  await asLogin(ownerQueries.analyzePositions)
  // The one thing that no policy can allow; docs/databases.md says what to do.
  expect(await failure(asLogin('copy users from stdin'))).toBe('0A000')
  await asLogin(ownerQueries.connections)
  const insert = "insert into users (username, email) values ('dee', 'e@x') returning email"
  expect((await asLogin(insert)).rows).toEqual([{ email: 'e@x' }])
  await asLogin(`insert into quest_instances (participants) values ('{${uuid(1)}}')`)
  await asLogin("delete from quest_instances where quest_id is null; delete from users where username = 'dee'")
  expect((await runAs(database, reporter, 'select email from users')).rows).toHaveLength(4)
  expect(await failure(runAs(database, reporter, 'select * from characters'))).toBe('42501')
  expect(await failure(runAs(database, stranger, 'select * from users'))).toBe('42501')
}

/** What the blocked mends were for. */
async function mendsHold(database: Scratch): Promise<void> {
  const refused = (text: string) => failure(runAs(database, 'nexus_user', text))
  expect(await refused("insert into users (username, email) values ('BOB', 'f@x')")).toBe('23505')
  expect(await refused(`update users set oauth_provider = 'github' where id = '${uuid(4)}'`)).toBeUndefined()
  expect(await refused(`update users set oauth_provider = 'google' where id = '${uuid(3)}'`)).toBe('23505')
  expect(await refused(`update characters set is_primary = true where id = '${uuid(22)}'`)).toBe('23505')
  expect(await refused(`update user_positions set instance_id = '${uuid(99)}'`)).toBe('23503')
  expect(await refused("update user_positions set position_z = 'Infinity'")).toBe('23514')
  expect(await refused('update instances set current_users = 7 where max_users = 6')).toBe('23514')
  expect(await refused(`update quest_instances set participants = participants || '${uuid(1)}'::uuid`)).toBe('23514')
  expect((await runAs(database, 'nexus_user', ownerQueries.instanceLoad)).rows).toHaveLength(4)
  const indexes = Object.keys(await indexesOf(database))
  for (const gone of ['idx_users_username', 'idx_users_email', 'idx_users_oauth', 'idx_user_positions_last_update']) {
    expect(indexes).not.toContain(gone)
  }
  expect(
    await refused(`delete from instances where id = '${uuid(12)}'; delete from users where id = '${uuid(3)}'`),
  ).toBeUndefined()
  expect(await rowsOf(database, 'select from user_positions')).toHaveLength(2)
}
