import type { SubgraphName } from '@worlds/kit/names.ts'
import { secondsAgo } from '../asking.ts'
import {
  anAdmin,
  aService,
  aServiceOf,
  at,
  type Caller,
  either,
  everyone,
  luna,
  none,
  orion,
  ownOf,
  type Person,
  people,
  type Right,
  remembered,
  self,
  signedIn,
  theGame,
} from './callers.ts'

export type Verb = 'select' | 'insert' | 'update' | 'delete'

type Columns = Record<string, unknown>

/** A row of a table, and who may do what with it. */
export interface Target {
  database: SubgraphName
  table: string
  /** Whose or which it is, as a failing cell names it. */
  row: string
  /** The columns by which it is found. */
  key: Columns
  /** What it holds beside them; absent of what is there in any case. */
  holds?: Columns
  /** What the graph would insert to make one like it; the whole row where nobody may. */
  like?: Columns
  /** A column of it that changes. */
  changes: string
  /** Who may, or the SQLSTATE by which even those are refused who may see all that is named. */
  may: Record<Verb, (who: Caller) => boolean | string>
  /** What the rows of before the graph break, so that it is switched off while they are made. */
  trigger?: string
}

const readOnly = (select: Right) => ({ select, insert: none, update: none, delete: none })
const writtenBy = (select: Right, write: Right) => ({ select, insert: write, update: write, delete: write })

/** Each person's memories: the first two with the companion that is named here, none of gus. */
export const pairs: Record<Exclude<Person, 'gus'>, string> = { ann: luna, ben: orion, sue: luna }
const owners = Object.keys(pairs) as (keyof typeof pairs)[]
const number: Record<keyof typeof pairs, number> = { ann: 1, ben: 2, sue: 3 }

export const auditId = 2_000_077_000

/** The number of somebody's first or second memory, and of what else is counted. */
export const memoryOf = (whose: keyof typeof pairs, nth: 1 | 2) => 2_000_077_000 + number[whose] * 10 + nth
const vector = (n: number) => `[${Array.from({ length: 768 }, (_, i) => Math.sin(i * n + n).toFixed(4)).join()}]`

const memoriesOf = (whose: keyof typeof pairs): Target[] => {
  const pair = { companion_id: pairs[whose], user_id: people[whose] }
  const may = writtenBy(remembered(whose, pairs[whose]), remembered(whose, pairs[whose]))
  const [first, second] = [memoryOf(whose, 1), memoryOf(whose, 2)]
  const memory = (id: number, content: string): Target => ({
    ...{ database: 'memory', table: 'companion_memories', row: `a memory of ${whose}'s` },
    key: { id },
    holds: {
      ...{ ...pair, content, memory_tier: 'CORE', full_embedding: vector(id % 100), key_phrases: ['mxphrase'] },
      ...{ timestamp: secondsAgo(60), importance_score: 0.5, access_count: 0 },
    },
    like: { ...pair, content },
    changes: 'content',
    may,
  })
  return [
    memory(first, `mx tealword memory of ${whose}`),
    memory(second, `mx another memory of ${whose}`),
    {
      ...{ database: 'memory', table: 'memory_relationships', row: `a relationship of ${whose}'s memories` },
      key: { id: first },
      holds: { memory_id: first, related_memory_id: second, relationship_type: 'mx', strength: 0.5 },
      like: { memory_id: first, related_memory_id: second, relationship_type: 'mx again' },
      changes: 'strength',
      may,
    },
    {
      ...{ database: 'memory', table: 'graph.memory_accesses', row: `accesses of ${whose}'s memory` },
      // It is made whenever it is probed.
      key: { memory_id: first },
      like: { memory_id: second },
      changes: 'accesses',
      may: { ...may, delete: none },
    },
  ]
}

const ofCompanion = (companion: string, id: number): Target => ({
  ...{ database: 'memory', table: 'memory_analytics', row: `a record of ${companion}` },
  key: { id },
  holds: { companion_id: companion, timestamp: secondsAgo(60), total_memories: id },
  like: { companion_id: companion },
  changes: 'total_memories',
  may: { ...readOnly(either(aServiceOf(companion), theGame)), insert: either(aServiceOf(companion), theGame) },
})

/** A record of something done, in each database. */
const writesOf = (database: SubgraphName, whose: 'ann' | 'sue'): Target => {
  const principal = `user:${people[whose]}`
  // Whoever is barred or gone may still be told again what was done before: a person who erased the account, that it is.
  const own: Right = ({ identity }) => identity.role === 'user' && identity.id === people[whose]
  return {
    ...{ database, table: 'graph.idempotent_writes', row: `a record of what ${whose} wrote` },
    key: { principal, key: 'mx', field: 'mx' },
    holds: { fingerprint: '\\x00', result: null, written_at: new Date().toISOString() },
    like: { principal, key: 'mx again', field: 'mx', fingerprint: '\\x00' },
    changes: 'result',
    may: { select: own, insert: own, update: own, delete: none },
  }
}

/** A record that is there in any case, as `arranged.ts` sees to: nobody can remove it. */
const auditOf = (database: SubgraphName): Target => ({
  ...{ database, table: 'graph.audit', row: 'what was once done' },
  key: { id: auditId },
  like: { principal: 'mx', act: 'mx' },
  changes: 'act',
  may: readOnly(anAdmin),
})

const standingsIn = (database: 'memory' | 'world'): Target[] =>
  (['sue', 'gus'] as const).map(whose => ({
    ...{ database, table: 'graph.standings', row: `the standing of ${whose}` },
    key: { user_id: people[whose] },
    holds: { standing: whose === 'sue' ? 'suspended' : 'erased', version: 1, changed_at: secondsAgo(60) },
    changes: 'standing',
    may: readOnly(anAdmin),
  }))

/** What was applied to a database: no row of anybody's, read by a start without an identity. */
const ledgerOf = (database: SubgraphName): Target => ({
  ...{ database, table: 'graph.migrations', row: 'a step' },
  key: { file: '0001_baseline', step: 'tables' },
  like: { file: 'mx', step: 'mx', checksum: 'mx' },
  changes: 'checksum',
  may: readOnly(everyone),
})

/** Ann and sue share nothing but their companion. */
const ofLuna = either(aServiceOf(luna), theGame)

const [modelId, codecId] = [32_077, 2_000_077]

const memory: Target[] = [
  ...owners.flatMap(memoriesOf),
  {
    ...{ database: 'memory', table: 'memory_relationships', row: "an old relationship of ann's memory and sue's" },
    key: { id: 2_000_077_099 },
    holds: {
      memory_id: memoryOf('ann', 1),
      related_memory_id: memoryOf('sue', 1),
      relationship_type: 'old',
      strength: 1,
    },
    like: { memory_id: memoryOf('ann', 2), related_memory_id: memoryOf('sue', 2), relationship_type: 'old' },
    changes: 'strength',
    may: { ...writtenBy(ofLuna, ofLuna), insert: who => ofLuna(who) && '23514' },
    trigger: 'one_owner',
  },
  ofCompanion(luna, 2_000_077_101),
  ofCompanion(orion, 2_000_077_102),
  {
    ...{ database: 'memory', table: 'graph.embedding_models', row: 'a model' },
    key: { id: modelId },
    holds: { name: 'mx model' },
    like: { name: 'mx other model' },
    changes: 'name',
    may: { ...readOnly(signedIn), insert: either(aService, anAdmin) },
  },
  {
    ...{ database: 'memory', table: 'graph.codecs', row: 'a codec' },
    key: { id: codecId },
    holds: {
      ...{ model_id: modelId, created_at: '2020-01-01', training_size: 1, recall_important: 1, recall_background: 1 },
      ...{ recall_background_in_hundred: 1, recall_merged: 1, bytes: '\\x00' },
    },
    like: { model_id: modelId },
    changes: 'training_size',
    may: readOnly(signedIn),
  },
  {
    ...{ database: 'memory', table: 'graph.aging_rules', row: 'a rule' },
    key: { from_tier: 'CORE' },
    like: { from_tier: 'CORE', to_tier: 'IMPORTANT', unused_days: 1, fewer_accesses: 1, less_important: 1 },
    changes: 'unused_days',
    may: readOnly(signedIn),
  },
  ...standingsIn('memory'),
  auditOf('memory'),
  writesOf('memory', 'ann'),
  writesOf('memory', 'sue'),
  ledgerOf('memory'),
]

/** Where ann and sue are, and where ben is. */
export const [plaza, attic] = [at(11), at(12)]
export const placeOf: Record<keyof typeof pairs, string> = { ann: plaza, ben: attic, sue: plaza }
export const characterOf = (whose: keyof typeof pairs) => at(20 + number[whose])
export const questOf = (whose: keyof typeof pairs) => at(30 + number[whose])
const [assetNumber, spaceNumber] = [40, 50]
export const assetOf = (whose: keyof typeof pairs) => at(assetNumber + number[whose])
export const spaceOf = (whose: keyof typeof pairs) => at(spaceNumber + number[whose])
export const openSpace = at(59)

const nexusOf = (whose: keyof typeof pairs): Target[] => {
  const near = whose === 'ben' ? self('ben') : self('ann')
  const user_id = people[whose]
  return [
    {
      ...{ database: 'nexus', table: 'users', row: `${whose}'s account` },
      key: { id: user_id },
      holds: {
        ...{ username: `mx_${whose}`, email: `${whose}@mx`, oauth_provider: `mx oauth of ${whose}`, oauth_id: whose },
        ...{ account_status: whose === 'sue' ? 'suspended' : 'active', created_at: secondsAgo(60) },
      },
      changes: 'bio',
      may: { ...readOnly(everyone), update: either(self(whose), anAdmin) },
    },
    {
      ...{ database: 'nexus', table: 'characters', row: `${whose}'s character` },
      key: { id: characterOf(whose) },
      holds: { user_id, character_name: `mx character of ${whose}`, is_primary: true, created_at: secondsAgo(60) },
      like: { user_id, character_name: 'mx', is_primary: false },
      changes: 'character_name',
      may: writtenBy(signedIn, ownOf(whose)),
    },
    {
      ...{ database: 'nexus', table: 'user_positions', row: `${whose}'s position` },
      key: { user_id },
      holds: {
        ...{ instance_id: placeOf[whose], position_x: 1, position_y: 0, position_z: 1, last_update: secondsAgo(1) },
        animation_state: `mx dance of ${whose}`,
      },
      changes: 'position_x',
      may: readOnly(either(near, theGame)),
    },
    {
      ...{ database: 'nexus', table: 'graph.memberships', row: `${whose}'s seat` },
      key: { user_id },
      holds: { instance_id: placeOf[whose], joined_at: secondsAgo(60), expires_at: secondsAgo(-600) },
      changes: 'expires_at',
      may: readOnly(ownOf(whose)),
    },
    {
      ...{ database: 'nexus', table: 'quest_instances', row: `${whose}'s quest` },
      key: { id: questOf(whose) },
      holds: {
        ...{ quest_id: `mx quest of ${whose}`, instance_id: placeOf[whose], participants: [user_id] },
        ...{ state: { mx: whose }, started_at: secondsAgo(60), state_version: 0 },
      },
      changes: 'state',
      may: { ...readOnly(signedIn), update: ownOf(whose) },
    },
  ]
}

const instance = (id: string, name: string, world_id: string): Target => ({
  ...{ database: 'nexus', table: 'instances', row: name },
  key: { id },
  holds: {
    ...{ world_id, instance_type: `mx ${name}`, max_users: 9, current_users: 1, server_region: 'mx' },
    ...{ created_at: secondsAgo(60), state: { mx: name }, state_version: 0 },
  },
  like: { instance_type: 'mx' },
  changes: 'state',
  may: { select: everyone, insert: theGame, update: theGame, delete: none },
})

/** What belongs to nobody is for game servers and admins to change. */
const stray = (
  n: number,
  [database, table, name]: [SubgraphName, string, string],
  { select, ...more }: { select: Right } & Columns,
): Target => ({
  ...{ database, table, row: `one of nobody's` },
  key: { id: at(90 + n) },
  holds: { ...more, [name]: 'mx stray', created_at: secondsAgo(60) },
  like: { [name]: 'mx' },
  changes: name,
  may: writtenBy(select, theGame),
})

const nexus: Target[] = [
  instance(plaza, 'plaza', openSpace),
  instance(attic, 'attic', spaceOf('ann')),
  ...owners.flatMap(nexusOf),
  {
    ...{ database: 'nexus', table: 'graph.tombstones', row: 'what is left of gus' },
    key: { user_id: people.gus },
    holds: { erased_at: secondsAgo(60) },
    changes: 'erased_at',
    may: readOnly(anAdmin),
  },
  {
    ...{ database: 'nexus', table: 'graph.outbox', row: 'a message about sue' },
    key: { id: 2_000_077_000 },
    holds: {
      ...{ recipient: 'memory', topic: 'standing', user_id: people.sue, payload: {}, written_at: secondsAgo(60) },
      ...{ due_at: secondsAgo(-86_400), attempts: 0 },
    },
    like: { recipient: 'memory', topic: 'standing', user_id: people.sue },
    changes: 'attempts',
    may: readOnly(anAdmin),
  },
  auditOf('nexus'),
  stray(3, ['nexus', 'characters', 'character_name'], { select: signedIn }),
  writesOf('nexus', 'ann'),
  writesOf('nexus', 'sue'),
  ledgerOf('nexus'),
]

const space = (id: string, whose: keyof typeof pairs, is_public: boolean): Target => ({
  ...{ database: 'world', table: 'spaces', row: `${is_public ? 'an open' : 'a private'} space of ${whose}'s` },
  key: { id },
  holds: {
    ...{ owner_id: people[whose], space_name: `mx tealword ${is_public ? 'open' : ''}space of ${whose}`, is_public },
    ...{ description: 'mx', created_at: secondsAgo(60) },
  },
  like: { owner_id: people[whose], space_name: 'mx', is_public },
  changes: 'description',
  may: writtenBy(is_public ? everyone : ownOf(whose), ownOf(whose)),
})

const world: Target[] = [
  stray(1, ['world', 'assets', 'asset_name'], { select: everyone }),
  // A space that does not say that it is public is not.
  stray(2, ['world', 'spaces', 'space_name'], { select: theGame, is_public: null }),
  ...owners.map(
    (whose): Target => ({
      ...{ database: 'world', table: 'assets', row: `${whose}'s asset` },
      key: { id: assetOf(whose) },
      holds: {
        ...{ creator_id: people[whose], asset_name: `mx tealword asset of ${whose}`, asset_type: 'mx' },
        ...{ metadata: { extra: { mx: whose } }, created_at: secondsAgo(60) },
      },
      like: { creator_id: people[whose], asset_name: 'mx' },
      changes: 'asset_type',
      may: writtenBy(everyone, ownOf(whose)),
    }),
  ),
  ...owners.map(whose => space(spaceOf(whose), whose, false)),
  space(openSpace, 'ann', true),
  ...standingsIn('world'),
  auditOf('world'),
  writesOf('world', 'ann'),
  writesOf('world', 'sue'),
  ledgerOf('world'),
]

export const targets: readonly Target[] = [...memory, ...nexus, ...world]
