import type { SubgraphName } from '@worlds/kit/names.ts'
import { nobody, rows, secondsAgo, uuid } from '../asking.ts'
import type { Stack } from '../stack.ts'

const at = (n: number) => uuid(20_000 + n)
export const [person, friend, space, hidden] = [at(1), 'abcdef00-0000-4000-8000-000000020002', at(3), at(4)]
export const [instance, nowhere, quest, gap, lonely] = [at(5), at(6), at(7), at(8), at(9)]
export const [character, bare, plain] = [at(10), at(11), at(12)]
export const [model, copy, orphan, unmade] = [at(13), at(14), at(15), at(16)]
export const url = 'https://models.example/references.vrm'
export const memory = (n: number) => 2_000_000_100 + n
const about = (n: number, user_id: string) => ({
  id: memory(n),
  companion_id: 'references',
  user_id,
  content: `memory ${n}`,
})

const records: [SubgraphName, string, Record<string, unknown>[]][] = [
  [
    'nexus',
    'users',
    [
      { id: person, username: 'ref_person', email: 'person@ref', oauth_provider: 'google' },
      { id: friend, username: 'ref_friend', email: 'friend@ref' },
    ],
  ],
  [
    'nexus',
    'instances',
    [
      { id: instance, world_id: space },
      { id: nowhere, world_id: nobody },
      { id: plain },
      { id: gap, world_id: hidden, instance_type: 'social' },
    ],
  ],
  [
    'nexus',
    'characters',
    [
      { id: character, user_id: person, character_name: 'Worn', model_url: url, is_primary: true },
      { id: bare, user_id: person, character_name: 'Bare' },
      { id: plain, user_id: null, character_name: 'Nobody’s', model_url: 'https://models.example/none.vrm' },
    ],
  ],
  // Ahead of time, since this is read once and asked minutes later.
  ['nexus', 'user_positions', [{ user_id: person, instance_id: instance, last_update: secondsAgo(-600) }]],
  [
    'nexus',
    'quest_instances',
    [
      { id: quest, instance_id: instance, participants: [friend, nobody, person] },
      { id: lonely, participants: null },
      { id: gap, instance_id: nowhere, participants: [null, friend] },
      { id: bare, participants: `{{${friend}},{${person}}}` },
    ],
  ],
  [
    'world',
    'spaces',
    [
      { id: space, owner_id: person, space_name: 'Open', is_public: true },
      { id: hidden, owner_id: friend, space_name: 'Hidden', is_public: false },
      { id: orphan, owner_id: nobody, space_name: 'Orphan', is_public: true },
      { id: unmade, owner_id: null, space_name: 'Unmade', is_public: true },
    ],
  ],
  [
    'world',
    'assets',
    [
      { id: model, asset_name: 'Older', file_url: url, creator_id: friend, created_at: '2020-01-01' },
      { id: copy, asset_name: 'Newer', file_url: url, creator_id: person, created_at: '2021-01-01' },
      { id: orphan, asset_name: 'Orphan', creator_id: nobody },
      { id: unmade, asset_name: 'Unmade', creator_id: null },
    ],
  ],
  [
    'memory',
    'companion_memories',
    [about(1, person), about(2, 'user-17'), about(3, nobody), about(4, friend.toUpperCase()), about(5, '')],
  ],
]

/** Two people and what is theirs, in all three databases, with every kind of reference that leads nowhere. */
export async function linked(graph: Stack): Promise<AsyncDisposableStack> {
  const present = new AsyncDisposableStack()
  for (const [database, table, each] of records) present.use(await rows(graph, database, table, each))
  return present
}
