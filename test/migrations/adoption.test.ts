import { migrate, pendingSteps } from '@worlds/migrations/migrate.ts'
import { describe, expect, test } from 'vitest'
import { blockedOf, contents, indexesOf, makeLogin, uuid, withRoles } from './adopted.ts'
import { ownerQueries } from './owner/queries.ts'
import { ask, failure, ownerDdl, run, runAs, scratch } from './scratch.ts'

const vector = (n: number) => `[${Array.from({ length: 768 }, (_, at) => (at === n ? 1 : 0.01)).join(',')}]`

describe('Adopting a live database', () => {
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
        '0009_writes/one_owner': [
          2,
          `relationship 6: memory 2 of luna and ${uuid(1)}, memory 3 of luna and someone`,
          `relationship 7: memory 2 of luna and ${uuid(1)}, memory 3 of luna and someone`,
        ],
        '0014_relationships_judged/one_owner_afterwards': [
          2,
          `relationship 6: memory 2 of luna and ${uuid(1)}, memory 3 of luna and someone`,
          `relationship 7: memory 2 of luna and ${uuid(1)}, memory 3 of luna and someone`,
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
        delete from memory_relationships where id in (2, 3, 4, 6, 7);
        update memory_relationships set strength = 1 where id = 5`)
      const last = await migrate(database.connect, 'memory')
      expect(last.blocked).toEqual([])
      expect(last.applied).toHaveLength(9)
      const indexes = await indexesOf(database)
      expect(indexes.idx_memories_full_embedding_cosine).toMatch(/using btree \(companion_id, user_id\) include/i)
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
      expect(await failure(ask(database, { role: 'anonymous' }, insert))).toBe('42501')
      expect(await pendingSteps(await database.connect(), 'world')).toEqual(['0004_spaces/has_room_for_someone'])
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
