import type { Identity } from '@worlds/kit/identity.ts'
import type { StoredCodec } from '@worlds/memory/codecs.ts'
import { person, rows, secondsAgo, serviceOf, uuid } from '../asking.ts'
import { kept } from '../memory/kept.ts'
import { admin, gameServer, type Stack } from '../stack.ts'

export const companion = 'told again'
export const ann = uuid(91_001)
const leaver = uuid(91_002)
export const [ida, eva] = [uuid(91_010), uuid(91_011)]
export const [asset, space] = [uuid(91_020), uuid(91_021)]
const region = 'told again'
export const [home, away, own, theirs] = [uuid(91_030), uuid(91_031), uuid(91_040), uuid(91_041)]
export const [near, far, old] = [2_000_091_001, 2_000_091_002, 2_000_091_003]

/** A mutation that is done, and what it is told again as. */
export interface Example {
  who?: Identity
  input: Record<string, unknown>
  /** Of the payload. */
  select: string
  /** How many rows and counted accesses there are more afterwards. */
  more?: number
  /** What an answer that is told again holds in place of what is shown once. */
  again?: Record<string, unknown>
}

const draft = { companionId: companion, userId: ann, content: 'The tide was late.' }
const ends = { id: String(near), relatedId: String(far) }
const pair = { companionId: companion, userId: ann }

/** One for each mutation of the graph; what has none fails a test. */
export const examples: Record<string, Example> = {
  rememberMemory: { input: draft, select: 'merged memory { id content timestamp }', more: 1 },
  rememberMemories: {
    input: { memories: [draft, { ...draft, onDuplicate: 'MERGE' }, { ...draft, content: 'Then it rained.' }] },
    select: 'mergedCount memories { id content }',
    more: 2,
  },
  recallMemories: {
    input: { ...pair, text: 'harbour', first: 2, explain: true },
    select: 'nodes { memory { id accessCount } score similarity explanation { name value weight contribution } }',
    more: 2,
  },
  updateMemory: {
    input: { id: String(near), content: 'The harbour froze.' },
    select: 'memory { id content keyPhrases }',
  },
  forgetMemory: { input: { id: String(near) }, select: 'id memory { id content }', more: -2, again: { memory: null } },
  forgetMemories: {
    input: { ...pair, ids: [near, far].map(String), dryRun: false },
    select: 'count dryRun memories { id content }',
    more: -3,
    again: { memories: [] },
  },
  relateMemories: {
    input: { ...ends, type: 'follows', strength: 0.7 },
    select: 'memory { id } relationship { type strength direction memory { id } }',
    more: 1,
  },
  unrelateMemories: { input: { ...ends, type: 'elaborates' }, select: 'count memory { id }', more: -1 },
  promoteMemory: { input: { id: String(old) }, select: 'memory { id tier compression { type } }' },
  compressAgingMemories: {
    who: admin,
    input: { companionId: companion },
    select: 'count dryRun moves { from to count bytesBefore bytesAfter }',
  },
  recordMemoryAnalytics: {
    who: serviceOf(companion),
    input: { companionId: companion },
    select: 'memoryAnalytics { id timestamp totalMemories retrievalPerformanceMs bytesOnDisk }',
    more: 1,
  },
  updateProfile: { input: { displayName: 'Ann again' }, select: 'user { id displayName }' },
  createCharacter: { input: { characterName: 'Once' }, select: 'character { id characterName createdAt }', more: 1 },
  updateCharacter: { input: { id: ida, characterName: 'Ida II' }, select: 'character { id characterName }' },
  setPrimaryCharacter: { input: { id: eva }, select: 'character { id isPrimary }' },
  deleteCharacter: {
    input: { id: eva },
    select: 'id character { id characterName }',
    more: -1,
    again: { character: null },
  },
  createInstance: {
    who: admin,
    input: { instanceType: 'social', serverRegion: region, state: { day: 1 } },
    select: 'instance { id instanceType createdAt }',
    more: 1,
  },
  updateInstanceState: {
    who: admin,
    input: { instanceId: home, patch: { day: 2 }, expectedVersion: 0 },
    select: 'instance { id state stateVersion }',
  },
  closeInstance: { who: admin, input: { instanceId: away }, select: 'instance { id }' },
  joinInstance: { input: { instanceId: away, move: true }, select: 'expiresAt instance { id currentUsers }' },
  leaveInstance: { input: { instanceId: home }, select: 'instance { id currentUsers }', more: -1 },
  movePlayer: { input: { position: { x: 1, y: 2, z: 3 } }, select: 'position { x y z lastUpdate }' },
  movePlayers: {
    who: gameServer,
    input: { moves: [{ userId: ann, position: { x: 4, y: 5, z: 6 } }] },
    select: 'positions { x y z lastUpdate }',
  },
  startQuest: {
    input: { questId: 'once', instanceId: home, state: { step: 1 } },
    select: 'questInstance { id startedAt participants { id } }',
    more: 1,
  },
  joinQuest: { input: { questInstanceId: theirs }, select: 'questInstance { id participants { id } }' },
  leaveQuest: { input: { questInstanceId: own }, select: 'questInstance { id participants { id } }' },
  updateQuestState: {
    input: { questInstanceId: own, patch: { step: 2 }, expectedVersion: 0 },
    select: 'questInstance { id state stateVersion }',
  },
  completeQuest: { input: { questInstanceId: own }, select: 'questInstance { id completedAt }' },
  createAsset: {
    input: { assetName: 'Once', assetType: 'prop', fileUrl: 'https://x.example/once.glb' },
    select: 'asset { id assetName createdAt }',
    more: 1,
  },
  updateAsset: { input: { id: asset, assetName: 'Once more' }, select: 'asset { id assetName }' },
  inspectAsset: {
    input: { id: asset, gltf: Buffer.from('{"asset": {"version": "2.0"}, "nodes": []}').toString('base64') },
    select: 'asset { id metadata } faults externalFiles',
  },
  deleteAsset: { input: { id: asset }, select: 'id asset { id assetName }', more: -1, again: { asset: null } },
  createSpace: { input: { spaceName: 'Once' }, select: 'space { id spaceName createdAt }', more: 1 },
  updateSpace: { input: { id: space, spaceName: 'Once more' }, select: 'space { id spaceName }' },
  deleteSpace: { input: { id: space }, select: 'id space { id spaceName }', more: -1, again: { space: null } },
  signInWithOAuth: {
    who: gameServer,
    input: { oauthProvider: 'told', oauthId: 'again' },
    select: 'created user { id username lastLogin }',
  },
  setAccountStatus: {
    who: admin,
    input: { userId: leaver, accountStatus: 'suspended' },
    select: 'user { id accountStatus }',
  },
  eraseUser: {
    who: admin,
    input: { userId: leaver },
    select: 'userId erasedAt user { id username }',
    more: -1,
    again: { user: null },
  },
}

export const askerOf = ({ who }: Example): Identity => who ?? person(ann)

export function mutationOf(name: string, { select }: Example): string {
  const input = `${name.replace(/^./, first => first.toUpperCase())}Input`
  return `mutation ($input: ${input}!) { ${name}(input: $input) { ${select} } }`
}

/** What the examples change, one relationship of two memories among it, as it is before them; gone at the end of the block. */
export async function arranged(graph: Stack, codec: StoredCodec): Promise<AsyncDisposable> {
  await using all = new AsyncDisposableStack()
  const clear = async () => {
    await graph.asOwner('nexus', 'delete from quest_instances where instance_id = any($1)', [[home, away]])
    await graph.asOwner('nexus', 'delete from users where id = any($1)', [[ann, leaver]])
    await graph.asOwner('nexus', 'delete from graph.tombstones where user_id = $1', [leaver])
    await graph.asOwner('nexus', 'delete from instances where server_region = $1', [region])
    await graph.asOwner('world', 'delete from assets where creator_id = $1', [ann])
    await graph.asOwner('world', 'delete from spaces where owner_id = $1', [ann])
    await graph.asOwner('memory', 'delete from companion_memories where companion_id = $1', [companion])
    await graph.asOwner('memory', 'delete from memory_analytics where companion_id = $1', [companion])
  }
  await clear()
  all.defer(clear)
  await rows(graph, 'nexus', 'users', [
    { id: ann, username: 'told_again', email: `${ann}@x`, oauth_provider: 'told', oauth_id: 'again' },
    { id: leaver, username: 'told_leaver', email: `${leaver}@x` },
  ])
  const character = { user_id: ann, created_at: secondsAgo(9) }
  await rows(graph, 'nexus', 'characters', [
    { ...character, id: ida, character_name: 'Ida', is_primary: true },
    { ...character, id: eva, character_name: 'Eva', is_primary: false },
  ])
  const instance = { server_region: region, max_users: 9, state: {}, state_version: 0, created_at: secondsAgo(9) }
  await rows(graph, 'nexus', 'instances', [
    { ...instance, id: home, current_users: 1 },
    { ...instance, id: away, current_users: 0 },
  ])
  await graph.asOwner('nexus', 'insert into user_positions (user_id, instance_id) values ($1, $2)', [ann, home])
  await graph.asOwner(
    'nexus',
    `insert into graph.memberships (user_id, instance_id, expires_at) values ($1, $2, now() + interval '1 hour')`,
    [ann, home],
  )
  const quest = { quest_id: region, instance_id: home, state: {}, state_version: 0, started_at: secondsAgo(9) }
  await rows(graph, 'nexus', 'quest_instances', [
    { ...quest, id: own, participants: [ann] },
    { ...quest, id: theirs, participants: [] },
  ])
  await rows(graph, 'world', 'assets', [{ id: asset, creator_id: ann, asset_name: 'Lamp' }])
  await rows(graph, 'world', 'spaces', [{ id: space, owner_id: ann, space_name: 'Yard', is_public: false }])
  const vector = new Float32Array(768).map((_, at) => Math.sin(at + 1) / 20)
  const model = codec.modelId
  const memory = { companion_id: companion, user_id: ann, access_count: 0, timestamp: secondsAgo(86_400) }
  await kept(graph, [
    { ...memory, id: near, content: 'The harbour at night.', tier: 'CORE', vector, model },
    { ...memory, id: far, content: 'A boat came in.', tier: 'CORE', vector, model },
    {
      ...{ ...memory, id: old, content: 'Nobody was there.', tier: 'IMPORTANT', vector, model, codec },
      ...{ timestamp: secondsAgo(400 * 86_400), importance_score: 0.3 },
    },
  ])
  await graph.asOwner(
    'memory',
    `insert into memory_relationships (memory_id, related_memory_id, relationship_type, strength) values ($1, $2, 'elaborates', 0.5)`,
    [near, far],
  )
  const held = all.move()
  return { [Symbol.asyncDispose]: () => held.disposeAsync() }
}

/** Each row that the examples change, without its vectors. Accesses are counted on their way into the memories' rows. */
const states = {
  nexus: `select to_jsonb(u) as row from users u where id in ('${ann}', '${leaver}')
    union all select to_jsonb(c) from characters c where user_id = '${ann}'
    union all select to_jsonb(i) from instances i where server_region = '${region}'
    union all select to_jsonb(q) from quest_instances q where instance_id in ('${home}', '${away}')
    union all select to_jsonb(m) from graph.memberships m where user_id = '${ann}'
    union all select to_jsonb(p) from user_positions p where user_id = '${ann}'`,
  world: `select to_jsonb(a) as row from assets a where creator_id = '${ann}'
    union all select to_jsonb(s) from spaces s where owner_id = '${ann}'`,
  memory: `with mine as (select * from companion_memories where companion_id = '${companion}')
    select jsonb_build_array(id, content, memory_tier, key_phrases, importance_score) as row from mine
    union all select to_jsonb(link) from memory_relationships link where memory_id in (select id from mine)
    union all select to_jsonb(a) from memory_analytics a where companion_id = '${companion}'
    union all select jsonb_build_array('access', id, n) from (
      select id, coalesce(access_count, 0) + coalesce(accesses, 0) as total
      from mine left join graph.memory_accesses on memory_id = id
    ) counted, generate_series(1, total) n`,
} as const

export async function stateNow(graph: Stack): Promise<string[]> {
  const all: string[] = []
  for (const name of ['nexus', 'world', 'memory'] as const) {
    const found = await graph.asOwner(name, `select row::text from (${states[name]}) state order by row::text`)
    all.push(...found.map(({ row }) => String(row)))
  }
  return all
}
