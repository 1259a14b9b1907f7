import type { SubgraphName } from '@worlds/kit/names.ts'

/** The id of a person, a space or an instance of the grown databases. */
export const grown = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

const id = (n: string) => `('00000000-0000-4000-8000-' || lpad((${n})::text, 12, '0'))::uuid`
const ago = (seconds: string) => `now() at time zone 'UTC' - (${seconds}) * interval '1 second'`

/** Enough rows that reading all of a table is never the cheapest way to some of them. */
export const rows: Record<SubgraphName, string[]> = {
  memory: [
    `insert into companion_memories (companion_id, user_id, content, memory_tier, "timestamp", importance_score, key_phrases)
     select 'companion-' || (i % 1000) % 20, ${id('i % 1000')}::text, 'the oak by the harbour, ' || i, 'CORE',
       ${ago('i * 60')}, 0.5, array['oak'] from generate_series(1, 40000) i`,
    `insert into companion_memories (companion_id, user_id, content, memory_tier, "timestamp", importance_score)
     select 'companion-' || 7 + i % 3, ${id('7')}::text, 'one of many', 'SPARSE', ${ago('i * 60')}, 0.5
     from generate_series(1, 3000) i`,
    `insert into memory_relationships (memory_id, related_memory_id, relationship_type, strength)
     select i, i + 1000, 'follows', 0.5 from generate_series(1, 39000) i`,
    `insert into memory_analytics (companion_id, "timestamp", total_memories)
     select 'companion-' || i % 20, ${ago('i * 3600')}, i from generate_series(1, 20000) i`,
    `insert into graph.standings (user_id, standing, version) select ${id('i')}, 'active', i from generate_series(1, 20000) i`,
  ],
  nexus: [
    `insert into graph.audit (recorded_at, principal, act, targets)
     select ${ago('i * 60')}, 'admin:' || i % 2000, 'act ' || i % 2000, array[${id('i % 2000')}::text] from generate_series(1, 20000) i`,
    `insert into users (id, username, email, created_at)
     select ${id('i')}, 'Person_' || i, i || '@example.com', ${ago('i * 60')} from generate_series(1, 20000) i`,
    `insert into characters (user_id, character_name, is_primary, created_at)
     select ${id('i % 20000 + 1')}, 'Character ' || i, i <= 20000, ${ago('i')} from generate_series(1, 40000) i`,
    `insert into instances (id, world_id, created_at, state, closed_at)
     select ${id('i')}, ${id('i % 2000')}, ${ago('i * 60')}, jsonb_build_object('stage', i % 2000),
       case when i > 500 and i % 20 > 0 then ${ago('i')} end
     from generate_series(1, 20000) i`,
    `insert into graph.memberships (user_id, instance_id, expires_at)
     select ${id('i')}, ${id('i % 400 + 1')}, now() + (case when i % 1000 = 0 then -1 else 3600 end) * interval '1 second'
     from generate_series(1, 20000) i`,
    `insert into user_positions (user_id, instance_id, position_x, position_y, position_z, last_update)
     select ${id('i')}, ${id('i % 400 + 1')}, i % 1000, 0, i % 700, ${ago('i % 90')} from generate_series(1, 20000) i`,
    `insert into users (id, username, email, created_at)
     select ${id('i')}, 'Guest_' || i, i || '@example.com', ${ago('i * 60')} from generate_series(30001, 38000) i`,
    `insert into user_positions (user_id, instance_id, position_x, position_y, position_z, last_update)
     select ${id('i')}, ${id('401')}, i % 1000, 0, i % 700, ${ago('i % 90')} from generate_series(30001, 38000) i`,
    `insert into quest_instances (id, instance_id, participants, state, started_at, completed_at)
     select ${id('i')}, ${id('i % 2000 + 1')}, array[${id('i')}, ${id('i % 20000 + 60000')}],
       jsonb_build_object('stage', i % 2000), ${ago('i * 60')}, case when i % 10 > 0 then ${ago('i')} end
     from generate_series(1, 50000) i`,
    `insert into graph.tombstones (user_id) select ${id('i + 100000')} from generate_series(1, 20000) i`,
  ],
  world: [
    `insert into graph.standings (user_id, standing, version) select ${id('i')}, 'active', i from generate_series(1, 20000) i`,
    `insert into assets (id, asset_name, asset_type, file_url, metadata, creator_id, created_at)
     select ${id('i')}, 'Thing ' || i % 5000, 'MODEL', 'https://assets.example/' || i || '.glb',
       jsonb_build_object('stage', i % 2000, 'triangles', i, 'bytes', i * 50, 'rigged', i % 500 = 0,
         'tags', jsonb_build_array('thing', 'tag-' || i % 2000),
         'animations', case when i % 500 = 0 then '["walk"]' else '[]' end::jsonb),
       ${id('i % 2000')}, ${ago('i * 60')} from generate_series(1, 40000) i`,
    `insert into spaces (id, owner_id, space_name, description, is_public, created_at)
     select ${id('i')}, ${id('i % 2000')}, 'Space ' || i % 5000, 'a place', i % 5 > 0, ${ago('i * 60')}
     from generate_series(1, 50000) i`,
  ],
}
