import { type SubgraphName, subgraphNames } from '@worlds/kit/names.ts'
import { migrate } from '@worlds/migrations/migrate.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Asker, ask, failure, rowsOf, run, type Scratch, scratch } from './scratch.ts'

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const [ann, bob, eve] = [uuid(1), uuid(2), uuid(3)]
const [plaza, attic] = [uuid(11), uuid(12)]

const anonymous: Asker = { role: 'anonymous' }
const asAnn: Asker = { role: 'user', userId: ann }
const asBob: Asker = { role: 'user', userId: bob }
const asEve: Asker = { role: 'user', userId: eve }
const luna: Asker = { role: 'service', companions: ['luna'] }
const gameServer: Asker = { role: 'service', companions: ['*'] }
const admin: Asker = { role: 'admin' }

const seeds: Record<SubgraphName, string> = {
  memory: `
    insert into companion_memories (id, companion_id, user_id, content) values
      (1, 'luna', '${ann}', 'ann to luna'), (2, 'luna', '${bob}', 'bob to luna'),
      (3, 'orion', '${ann}', 'ann to orion'), (4, 'orion', 'old-row', 'somebody to orion'), (5, 'luna', '${ann}', 'again');
    -- Links between different people and companions may be there from before the trigger that refuses them.
    alter table memory_relationships disable trigger one_owner;
    insert into memory_relationships (id, memory_id, related_memory_id) values (1, 1, 5), (2, 1, 2), (3, 1, 3);
    alter table memory_relationships enable trigger one_owner;
    insert into memory_analytics (id, companion_id) values (1, 'luna'), (2, 'orion');`,
  nexus: `
    insert into users (id, username, email, oauth_provider, oauth_id) values
      ('${ann}', 'ann', 'ann@example.com', 'google', '1'), ('${bob}', 'bob', 'bob@example.com', null, null),
      ('${eve}', 'eve', 'eve@example.com', null, null);
    insert into characters (id, user_id, character_name) values ('${uuid(21)}', '${ann}', 'Arrow');
    insert into instances (id, instance_type) values ('${plaza}', 'plaza'), ('${attic}', 'attic');
    insert into user_positions (user_id, instance_id, position_x, last_update) values
      ('${ann}', '${plaza}', 1, now() at time zone 'UTC' - interval '10 seconds'),
      ('${bob}', '${plaza}', 2, now() at time zone 'UTC' - interval '8 hours'),
      ('${eve}', '${attic}', 3, now() at time zone 'UTC' - interval '20 seconds');
    insert into quest_instances (id, quest_id, instance_id, participants, state, completed_at) values
      ('${uuid(31)}', 'dragon', '${plaza}', '{${ann},${bob}}', '{"stage": 2}', null),
      ('${uuid(32)}', 'harvest', '${plaza}', '{${ann}}', '{"stage": 1}', now());`,
  world: `
    insert into assets (id, asset_name) values ('${uuid(41)}', 'Oak');
    insert into spaces (id, owner_id, space_name, is_public) values
      ('${uuid(51)}', '${ann}', 'Open garden', true), ('${uuid(52)}', '${ann}', 'Secret garden', false),
      ('${uuid(53)}', '${bob}', 'Garden of nobody knows', null);`,
}

describe('Row security', () => {
  const databases = {} as Record<SubgraphName, Scratch>

  beforeAll(async () => {
    for (const name of subgraphNames) {
      const database = await scratch(name)
      databases[name] = database
      await migrate(() => database.connect(), name)
      await run(database, seeds[name])
    }
  }, 120_000)

  afterAll(async () => {
    for (const database of Object.values(databases)) await database[Symbol.asyncDispose]()
  })

  /** The keys of the rows that each asker sees. */
  async function seen(name: SubgraphName, table: string, key: string, askers: Record<string, Asker>) {
    const sees: Record<string, string> = {}
    for (const [asker, identity] of Object.entries(askers)) {
      const rows = await ask<{ key: string }>(
        databases[name],
        identity,
        `select ${key} as key from ${table} order by ${key}`,
      )
      sees[asker] = rows.map(row => row.key).join(' ')
    }
    return sees
  }

  describe('memory', () => {
    test('a memory is hidden from strangers, and shown to its person, its companion and admins', async () => {
      const sees = await seen('memory', 'companion_memories', 'id', {
        unset: {},
        anonymous,
        asEve,
        asAnn,
        asBob,
        luna,
        gameServer,
        admin,
      })
      expect(sees).toEqual({
        unset: '',
        anonymous: '',
        asEve: '',
        asAnn: '1 3 5',
        asBob: '2',
        luna: '1 2 5',
        gameServer: '1 2 3 4 5',
        admin: '1 2 3 4 5',
      })
      expect(await rowsOf(databases.memory, 'select from companion_memories')).toHaveLength(5)
    })

    test('a user id without a role, and companions without the role of a service, show nothing', async () => {
      const sees = await seen('memory', 'companion_memories', 'id', {
        onlyId: { userId: ann },
        anonymousWithId: { role: 'anonymous', userId: ann },
        userWithCompanions: { role: 'user', companions: ['*'] },
        serviceOfNone: { role: 'service', companions: [] },
      })
      expect(sees).toEqual({ onlyId: '', anonymousWithId: '', userWithCompanions: '', serviceOfNone: '' })
    })

    test('a relationship is shown to who sees both of its memories', async () => {
      const askers = { anonymous, asBob, asAnn, luna, admin }
      const sees = await seen('memory', 'memory_relationships', 'id', askers)
      expect(sees).toEqual({ anonymous: '', asBob: '', asAnn: '1 3', luna: '1 2', admin: '1 2 3' })
    })

    test('analytics are shown to the companion and admins, not to people', async () => {
      const askers = { anonymous, asAnn, luna, gameServer, admin }
      const sees = await seen('memory', 'memory_analytics', 'id', askers)
      expect(sees).toEqual({ anonymous: '', asAnn: '', luna: '1', gameServer: '1 2', admin: '1 2' })
    })
  })

  describe('nexus', () => {
    test('no query of the graph reads an email or an OAuth login, whoever asks', async () => {
      for (const column of ['email', 'oauth_provider', 'oauth_id', '*']) {
        expect(await failure(ask(databases.nexus, admin, `select ${column} from users`))).toBe('42501')
      }
    })

    test('private profiles come back to the person and to admins only', async () => {
      const emails = async (asker: Asker) => {
        const text = 'select id, email, "oauthProvider" from graph.private_profiles($1) order by id'
        return (await ask<{ email: string }>(databases.nexus, asker, text, [[ann, bob]])).map(row => row.email)
      }
      expect(await emails({})).toEqual([])
      expect(await emails(anonymous)).toEqual([])
      expect(await emails({ userId: ann })).toEqual([])
      expect(await emails(gameServer)).toEqual([])
      expect(await emails(asEve)).toEqual([])
      expect(await emails(asAnn)).toEqual(['ann@example.com'])
      expect(await emails(admin)).toEqual(['ann@example.com', 'bob@example.com'])
    })

    test('everyone sees people and instances', async () => {
      for (const asker of [{}, anonymous, asAnn, luna, admin]) {
        expect(await ask(databases.nexus, asker, 'select id from users')).toHaveLength(3)
        expect(await ask(databases.nexus, asker, 'select * from instances')).toHaveLength(2)
      }
    })

    test('characters and quests are hidden from who is not signed in', async () => {
      for (const table of ['characters', 'quest_instances']) {
        const counts = []
        for (const asker of [{}, anonymous, asEve, luna, admin]) {
          counts.push((await ask(databases.nexus, asker, `select id from ${table}`)).length > 0)
        }
        expect(counts, table).toEqual([false, false, true, true, true])
      }
    })

    test('a position is shown to who stands in the same instance, game servers and admins', async () => {
      const names = 'select username from users natural join (select user_id as id from user_positions) p order by 1'
      const sees = async (asker: Asker) =>
        (await ask<{ username: string }>(databases.nexus, asker, names)).map(row => row.username).join(' ')
      expect(await sees({})).toBe('')
      expect(await sees(anonymous)).toBe('')
      expect(await sees({ userId: ann })).toBe('')
      expect(await sees({ role: 'user', userId: uuid(9) })).toBe('')
      expect(await sees(luna)).toBe('')
      expect(await sees(asEve)).toBe('eve')
      expect(await sees(asAnn)).toBe('ann bob')
      expect(await sees(gameServer)).toBe('ann bob eve')
      expect(await sees(admin)).toBe('ann bob eve')
    })

    test('how many are active is right whoever asks, and counts no stale position', async () => {
      const text = "select * from graph.instance_activity($1, interval '60 seconds') order by instance_id"
      for (const asker of [anonymous, asEve, admin]) {
        const rows = await ask(databases.nexus, asker, text, [[plaza, attic, uuid(99)]])
        // Where nobody is active there is no row.
        expect(rows.map(row => [row.instance_id, row.active_users])).toEqual([
          [plaza, 1],
          [attic, 1],
        ])
        expect(rows[0]?.average_position_age_seconds).toBeGreaterThanOrEqual(9)
        expect(rows[0]?.average_position_age_seconds).toBeLessThan(60)
      }
    })

    test('quests are searched by participant and state for who is signed in', async () => {
      const ofPeople = 'select * from graph.quests_of($1, $2) order by quest_id, user_id'
      const inState = 'select graph.quests_in_state($1) as id'
      expect(await ask(databases.nexus, anonymous, ofPeople, [[ann], false])).toEqual([])
      expect(await ask(databases.nexus, anonymous, inState, ['{"stage": 2}'])).toEqual([])
      expect(await ask(databases.nexus, asEve, ofPeople, [[ann, bob], true])).toEqual([
        { user_id: ann, quest_id: uuid(31) },
        { user_id: bob, quest_id: uuid(31) },
      ])
      expect(await ask(databases.nexus, asEve, ofPeople, [[ann], false])).toHaveLength(2)
      expect(await ask(databases.nexus, asEve, inState, ['{"stage": 2}'])).toEqual([{ id: uuid(31) }])
    })
  })

  describe('world', () => {
    test('a space that is not public, or does not say, is shown to its owner, game servers and admins', async () => {
      const askers = { unset: {}, anonymous, asEve, asAnn, asBob, luna, gameServer, admin }
      const sees = await seen('world', 'spaces', 'right(id::text, 2)', askers)
      expect(sees).toEqual({
        unset: '51',
        anonymous: '51',
        asEve: '51',
        asAnn: '51 52',
        asBob: '51 53',
        luna: '51',
        gameServer: '51 52 53',
        admin: '51 52 53',
      })
      const about = "select right(graph.spaces_about('garden')::text, 2) as key order by 1"
      for (const [asker, identity] of Object.entries(askers)) {
        const keys = (await ask<{ key: string }>(databases.world, identity, about)).map(row => row.key).join(' ')
        expect(keys, asker).toBe(sees[asker as keyof typeof askers])
      }
    })

    test('everyone sees the assets', async () => {
      for (const asker of [{}, anonymous, asAnn, admin]) {
        expect(await ask(databases.world, asker, 'select * from assets')).toHaveLength(1)
      }
    })
  })
})
