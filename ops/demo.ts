import type { SubgraphName } from '@worlds/kit/names.ts'
import { hashingModel } from '@worlds/memory/hashing.ts'
import { type DemoAsset, demoAssets } from './demo-assets.ts'
import { type DemoInstance, type DemoPosition, demoInstances, demoPositions } from './demo-instances.ts'
import { type DemoMemory, demoMemories } from './demo-memories.ts'
import { type DemoCharacter, type DemoUser, demoCharacters, demoUsers } from './demo-people.ts'
import { type DemoQuest, demoQuests } from './demo-quests.ts'
import { demoId } from './demo-random.ts'
import { type DemoAnalytics, type DemoRelationship, demoAnalytics, demoRelationships } from './demo-relationships.ts'
import { type DemoSpace, demoSpaces } from './demo-spaces.ts'

/** The rows of all three databases under their column names; equal for equal `now`, with ids that never change. */
export interface DemoData {
  users: DemoUser[]
  characters: DemoCharacter[]
  instances: DemoInstance[]
  user_positions: DemoPosition[]
  quest_instances: DemoQuest[]
  assets: DemoAsset[]
  spaces: DemoSpace[]
  companion_memories: DemoMemory[]
  memory_relationships: DemoRelationship[]
  memory_analytics: DemoAnalytics[]
}

/** Whose token the start program prints. */
export const demoPerson = { id: demoId('user', 0), username: 'maren_holt', displayName: 'Maren Holt' } as const

/** Who is where: the people, their spaces, and the instances they stand in. */
export function demoPlaces(now: Date) {
  const users = demoUsers(now, demoPerson, 200)
  const spaces = demoSpaces(now, users, 120)
  const instances = demoInstances(now, spaces, demoPerson.id)
  return { users, spaces, instances, positions: demoPositions(now, users, instances) }
}

export function demoData(now: Date): DemoData {
  const { users, spaces, instances, positions } = demoPlaces(now)
  const assets = demoAssets(now, users)
  const characters = demoCharacters(now, users, assets, 300)
  const standsIn = spaces.find(space => space.id === instances[0]?.world_id) as DemoSpace
  const told = demoMemories(now, { users, spaces, characters }, standsIn, 2_400, 330)
  const memories = told.map(each => each.memory)
  return {
    users,
    characters,
    instances,
    user_positions: positions,
    quest_instances: demoQuests(now, users, instances, positions),
    assets,
    spaces,
    companion_memories: memories,
    memory_relationships: demoRelationships(told),
    memory_analytics: demoAnalytics(now, memories),
  }
}

/** One session of the database's owner; a pool would spread the transaction over several. */
export interface SeedClient {
  query(text: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>
}

export type SeedProgress = (table: keyof DemoData, written: number, total: number) => void

/** The database is in use: demo people do not move in with real ones. */
export class SeedRefused extends Error {
  override name = 'SeedRefused'
  readonly table: string
  readonly rowCount: number

  constructor(table: string, rowCount: number) {
    super(
      `Nothing was seeded: table ${table} holds ${rowCount} ${rowCount === 1 ? 'row' : 'rows'}, and demo data is ` +
        'written into empty tables only. Seed a fresh database, or go on with the data that is there.',
    )
    this.table = table
    this.rowCount = rowCount
  }
}

/** The tables of each database in the order of their references, with the columns the demo fills and their types. */
const tables: Record<SubgraphName, Partial<Record<keyof DemoData, string>>> = {
  memory: {
    companion_memories: `id int, companion_id text, user_id text, content text, memory_tier text, full_embedding vector,
      "timestamp" timestamp, access_count int, last_accessed timestamp, emotional_valence float8,
      importance_score float8, key_phrases text[], compression_type text, compression_ratio float8,
      original_size_bytes int, compressed_size_bytes int, embedding_model smallint`,
    memory_relationships: 'memory_id int, related_memory_id int, relationship_type text, strength float8',
    memory_analytics: `companion_id text, "timestamp" timestamp, total_memories int, core_memories int,
      important_memories int, background_memories int, sparse_memories int, avg_compression_ratio float8,
      total_storage_bytes bigint, retrieval_performance_ms float8`,
  },
  nexus: {
    users: `id uuid, username text, email text, display_name text, avatar_url text, bio text, maturity_rating int,
      account_status text, created_at timestamp, last_login timestamp, oauth_provider text, oauth_id text`,
    instances: `id uuid, world_id uuid, instance_type text, max_users int, current_users int, server_region text,
      created_at timestamp, state jsonb`,
    characters: `id uuid, user_id uuid, character_name text, model_url text, customization_data jsonb,
      is_primary boolean, created_at timestamp`,
    user_positions: `user_id uuid, instance_id uuid, position_x float8, position_y float8, position_z float8,
      rotation_y float8, animation_state text, last_update timestamp`,
    quest_instances: `id uuid, quest_id text, instance_id uuid, participants uuid[], state jsonb, started_at timestamp,
      completed_at timestamp`,
  },
  world: {
    assets: `id uuid, asset_name text, asset_type text, file_url text, thumbnail_url text, metadata jsonb,
      creator_id uuid, license_type text, created_at timestamp`,
    spaces: `id uuid, owner_id uuid, space_name text, description text, is_public boolean, max_occupancy int,
      entry_point jsonb, skybox_settings jsonb, terrain_settings jsonb, created_at timestamp`,
  },
}

/**
 * Writes the demo rows of one database, all or none.
 * @param client a session of the database's owner, outside a transaction
 * @throws SeedRefused before anything is written when one of the tables holds rows
 */
export async function seed(
  client: SeedClient,
  subgraph: SubgraphName,
  data: DemoData,
  onProgress: SeedProgress = () => undefined,
): Promise<void> {
  const columns = Object.entries(tables[subgraph]) as [keyof DemoData, string][]
  await client.query('begin')
  try {
    // Two seeders at once would both find the tables empty.
    await client.query(`select pg_advisory_xact_lock(hashtext('worlds graph: demo data'))`)
    for (const [table] of columns) await refuseRows(client, table)
    const rows = subgraph === 'memory' ? await withSequenceIds(client, await withModel(client, data)) : data
    for (const [table, definition] of columns) await insert(client, table, definition, rows[table], onProgress)
    if (subgraph === 'nexus') await seat(client)
    // Nothing else samples the rows of an embedded database.
    for (const [table] of columns) await client.query(`analyze public.${table}`)
    await client.query('commit')
  } catch (error) {
    // A lost connection has rolled back by itself, and its error says more than that of the rollback.
    await client.query('rollback').catch(() => undefined)
    throw error
  }
}

/** Whether one database's tables hold no row at all. */
export async function isEmpty(client: SeedClient, subgraph: SubgraphName): Promise<boolean> {
  const filled = Object.keys(tables[subgraph]).map(table => `exists (select from public.${table})`)
  const { rows } = await client.query(`select not (${filled.join(' or ')}) as empty`)
  return rows[0]?.empty === true
}

/** Moves the demo people's positions to this moment, so that they are about when the program starts again. */
export async function wake(client: SeedClient): Promise<void> {
  await client.query(
    `update public.user_positions set last_update = last_update + (localtimestamp - newest)
     from (select max(last_update) as newest from public.user_positions) as positions
     where exists (select from public.users where id = $1)`,
    [demoPerson.id],
  )
  await seat(client)
}

/**
 * Gives the demo people who are about their seats, which `current_users` counts already, for a day: nobody renews them
 * where the demo stands still.
 */
async function seat(client: SeedClient): Promise<void> {
  const ids = demoPlaces(new Date()).users.map(user => user.id)
  await client.query(
    `insert into graph.memberships as held (user_id, instance_id, expires_at)
     select user_id, instance_id, now() + interval '1 day'
     from public.user_positions, (select max(last_update) as newest from public.user_positions) as positions
     where instance_id is not null and last_update > newest - interval '1 minute' and user_id = any ($1)
     on conflict (user_id) do update set expires_at = excluded.expires_at where held.instance_id = excluded.instance_id`,
    [ids],
  )
}

async function refuseRows(client: SeedClient, table: string): Promise<void> {
  const { rows } = await client.query(`select count(*)::int as count from public.${table}`)
  const count = Number(rows[0]?.count)
  if (count > 0) throw new SeedRefused(table, count)
}

async function insert(
  client: SeedClient,
  table: keyof DemoData,
  definition: string,
  rows: readonly object[],
  onProgress: SeedProgress,
): Promise<void> {
  const names = definition.split(/,\s*/).map(column => column.split(' ')[0])
  for (let from = 0; from < rows.length; from += 500) {
    const batch = rows.slice(from, from + 500)
    await client.query(
      `insert into public.${table} (${names})
       select ${names} from jsonb_to_recordset($1::jsonb) as row (${definition})`,
      [JSON.stringify(batch)],
    )
    onProgress(table, from + batch.length, rows.length)
  }
}

/** The demo's vectors are those of the built-in embedder, and say so. */
async function withModel(client: SeedClient, data: DemoData): Promise<DemoData> {
  await client.query(`select set_config('app.states_codec', 'on', true)`)
  await client.query('insert into graph.embedding_models (name) values ($1) on conflict do nothing', [hashingModel])
  const { rows } = await client.query('select id from graph.embedding_models where name = $1', [hashingModel])
  const withNumber = (memory: DemoMemory) => ({
    ...memory,
    embedding_model: memory.full_embedding === null ? null : rows[0]?.id,
  })
  return { ...data, companion_memories: data.companion_memories.map(withNumber) }
}

/** Memories take their ids from the table's own sequence, so that the next memory of a real person finds a free one. */
async function withSequenceIds(client: SeedClient, data: DemoData): Promise<DemoData> {
  const { rows } = await client.query(
    `select nextval(pg_get_serial_sequence('public.companion_memories', 'id'))::int as id
     from generate_series(1, $1::int)`,
    [data.companion_memories.length],
  )
  const ids = rows.map(row => Number(row.id)).sort((a, b) => a - b)
  const idOf = (place: number) => ids[place - 1] as number
  return {
    ...data,
    companion_memories: data.companion_memories.map(memory => ({ ...memory, id: idOf(memory.id) })),
    memory_relationships: data.memory_relationships.map(relationship => ({
      ...relationship,
      memory_id: idOf(relationship.memory_id),
      related_memory_id: idOf(relationship.related_memory_id),
    })),
  }
}
