import { EmbeddedDatabase, freshCluster } from '@worlds/kit/embedded.ts'
import { type SubgraphName, subgraphNames } from '@worlds/kit/names.ts'
import { migrate } from '@worlds/migrations/migrate.ts'
import { type DemoData, demoData, SeedRefused, seed, wake } from '@worlds/ops/demo.ts'
import { describe, expect, test } from 'vitest'

const data = demoData(new Date('2026-03-14T15:09:26.535Z'))
const memories = data.companion_memories

// On a server the whole run starts with seeding: see test/databases.ts.
describe('seeding', () => {
  test('writes every row of each database, and refuses tables that hold rows', { timeout: 120_000 }, async () => {
    const cluster = await freshCluster()
    for (const name of subgraphNames) {
      await using database = await EmbeddedDatabase.open(name, 'memory://', cluster)
      await migrate(() => database.ownerClient(), name)
      const client = await database.ownerClient()
      const count = async (table: string) =>
        Number((await client.query(`select count(*) from public.${table}`)).rows[0].count)

      await client.query(`insert into public.${lone[name].table} ${lone[name].row}`)
      const refusal = await seed(client, name, data).catch(error => error)
      expect(refusal).toBeInstanceOf(SeedRefused)
      expect(refusal.message).toContain(`table ${lone[name].table} holds 1 row,`)
      for (const table of tablesOf[name]) expect(await count(table)).toBe(table === lone[name].table ? 1 : 0)
      await client.query(`delete from public.${lone[name].table}`)

      const written = new Map<string, number>()
      await seed(client, name, data, (table, rows) => written.set(table, rows))
      for (const table of tablesOf[name]) {
        expect(await count(table)).toBe(data[table].length)
        expect(written.get(table)).toBe(data[table].length)
      }
      await expect(seed(client, name, data)).rejects.toThrow(/holds \d+ rows/)
      if (name === 'memory') await expectMemoriesAsTold(client)
      if (name === 'nexus') await expectSeatsKept(client)
    }
  })
})

interface Asking {
  query(text: string): Promise<{ rows: Record<string, unknown>[] }>
}

/** What a real row next to the demo's would be, in the last table that is written. */
const lone: Record<SubgraphName, { table: keyof DemoData; row: string }> = {
  memory: { table: 'memory_analytics', row: `(companion_id) values ('bob')` },
  nexus: { table: 'quest_instances', row: `(quest_id) values ('seven-lamps')` },
  world: { table: 'spaces', row: `(space_name) values ('A real place')` },
}

const tablesOf: Record<SubgraphName, (keyof DemoData)[]> = {
  memory: ['companion_memories', 'memory_relationships', 'memory_analytics'],
  nexus: ['users', 'instances', 'characters', 'user_positions', 'quest_instances'],
  world: ['assets', 'spaces'],
}

/** Whoever is about has a seat, also when the program starts again after two days. */
async function expectSeatsKept(client: Asking) {
  const seats = async () => {
    const { rows } = await client.query(
      `select instances.id, current_users, count(member.user_id)::int as seats
       from public.instances left join graph.memberships member
         on member.instance_id = instances.id and member.expires_at > now() + interval '23 hours'
       group by instances.id order by instances.id`,
    )
    return rows
  }
  const seated = data.instances.map(({ id, current_users }) => ({ id, current_users, seats: current_users }))
  const expected = seated.sort((one, other) => (one.id < other.id ? -1 : 1))
  expect(await seats()).toEqual(expected)
  await client.query(`update graph.memberships set expires_at = expires_at - interval '2 days'`)
  expect(await seats()).not.toEqual(expected)
  await wake(client)
  expect(await seats()).toEqual(expected)
}

/** Types that JSON cannot say by itself: arrays, vectors, times, and ids that the sequence gave. */
async function expectMemoriesAsTold(client: Asking) {
  const { rows } = await client.query(
    `select content, key_phrases, full_embedding::text as vector,
       to_char("timestamp", 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
     from public.companion_memories order by id`,
  )
  expect(rows.map(row => row.content)).toEqual(memories.map(memory => memory.content))
  expect(rows.map(row => row.key_phrases)).toEqual(memories.map(memory => memory.key_phrases))
  expect(rows.map(row => row.at)).toEqual(memories.map(memory => memory.timestamp))
  expect(rows.filter(row => row.vector !== null)).toHaveLength(memories.filter(row => row.full_embedding).length)
  const related = await client.query(
    `select m.content, r.content as related, relationship_type from public.memory_relationships
     join public.companion_memories m on m.id = memory_id join public.companion_memories r on r.id = related_memory_id
     order by memory_relationships.id`,
  )
  const byId = new Map(memories.map(memory => [memory.id, memory.content]))
  expect(related.rows).toEqual(
    data.memory_relationships.map(row => ({
      content: byId.get(row.memory_id),
      related: byId.get(row.related_memory_id),
      relationship_type: row.relationship_type,
    })),
  )
  const next = await client.query(`insert into public.companion_memories (companion_id, user_id, content)
    values ('bob', 'someone', 'The next one.') returning id`)
  expect(Number(next.rows[0]?.id)).toBeGreaterThan(memories.length)
}
