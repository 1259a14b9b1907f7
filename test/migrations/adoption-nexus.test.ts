import { migrate, migrationStatus } from '@worlds/migrations/migrate.ts'
import { describe, expect, test } from 'vitest'
import { blockedOf, contents, indexesOf, makeLogin, uuid, withRoles } from './adopted.ts'
import { ownerQueries } from './owner/queries.ts'
import { ask, connectAs, failure, ownerDdl, rowsOf, run, runAs, type Scratch, scratch } from './scratch.ts'

describe('Adopting a live nexus database', () => {
  test('its owner, no superuser, loses nothing, and faulty rows only hold back their own mends', async () => {
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

  test('a private column that everyone may read is reported until that is revoked', async () => {
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
