import { setTimeout as pause } from 'node:timers/promises'
import type { Identity } from '@worlds/kit/identity.ts'
import type { SubgraphName } from '@worlds/kit/names.ts'
import { uuid } from '../asking.ts'
import type { Stack } from '../stack.ts'

/** A person with something in every table of the three databases that holds anything of people. */
export interface Life {
  id: string
  instance: string
  memory: number
  publicSpace: string
  privateSpace: string
  asset: string
  character: string
}

const inserts = (id: string, n: number): [SubgraphName, string][] => {
  const [instance, running, completed] = [uuid(n + 1), uuid(n + 2), uuid(n + 3)]
  return [
    [
      'nexus',
      `insert into users (id, username, email, display_name, oauth_provider, oauth_id, last_login)
       values ('${id}', 'life_${n}', 'life${n}@x.example', 'Life ${n}', 'lives', '${n}', '2026-01-01')`,
    ],
    [
      'nexus',
      `insert into characters (id, user_id, character_name, is_primary) values ('${uuid(n + 4)}', '${id}', 'Hero', true)`,
    ],
    ['nexus', `insert into instances (id, instance_type, current_users) values ('${instance}', 'life-${n}', 1)`],
    ['nexus', `insert into user_positions (user_id, instance_id, position_x) values ('${id}', '${instance}', 1)`],
    [
      'nexus',
      `insert into graph.memberships (user_id, instance_id, expires_at) values ('${id}', '${instance}', now() + interval '1 hour')`,
    ],
    [
      'nexus',
      `insert into quest_instances (id, quest_id, instance_id, participants, completed_at) values
       ('${running}', 'life', '${instance}', array['${id}', '${uuid(1)}']::uuid[], null),
       ('${completed}', 'life', '${instance}', array['${uuid(1)}', '${id}']::uuid[], '2026-01-01')`,
    ],
    [
      'memory',
      `insert into companion_memories (companion_id, user_id, content, memory_tier) values
       ('life-${n}', '${id}', 'first of ${n}', 'SPARSE'), ('life-${n}', '${id}', 'second of ${n}', 'SPARSE'),
       ('life-other-${n}', upper('${id}'), 'third of ${n}', 'SPARSE')`,
    ],
    [
      'memory',
      `insert into memory_relationships (memory_id, related_memory_id, relationship_type, strength)
       select min(id), max(id), 'follows', 0.5 from companion_memories where companion_id = 'life-${n}'`,
    ],
    [
      'memory',
      `insert into graph.memory_accesses (memory_id)
       select min(id) from companion_memories where companion_id = 'life-${n}'`,
    ],
    ['world', `insert into assets (id, asset_name, creator_id) values ('${uuid(n + 5)}', 'Life''s chair', '${id}')`],
    [
      'world',
      `insert into spaces (id, owner_id, space_name, is_public) values
       ('${uuid(n + 6)}', '${id}', 'Life''s hall', true), ('${uuid(n + 7)}', '${id}', 'Life''s cellar', false)`,
    ],
    ...(['memory', 'nexus', 'world'] as const).map((name): [SubgraphName, string] => [
      name,
      `insert into graph.idempotent_writes (principal, key, field, fingerprint, result)
       values ('user:${id}', 'life', 'x', '', '{}')`,
    ]),
  ]
}

const deletions = (id: string, n: number): [SubgraphName, string][] => [
  ['nexus', `delete from users where id = '${id}'`],
  ['nexus', `delete from quest_instances where quest_id = 'life' and instance_id = '${uuid(n + 1)}'`],
  ['nexus', `delete from instances where id = '${uuid(n + 1)}'`],
  ['nexus', `delete from graph.tombstones where user_id = '${id}'`],
  ['nexus', `delete from graph.outbox where user_id = '${id}'`],
  ['memory', `delete from companion_memories where lower(user_id) = '${id}'`],
  ['world', `delete from assets where creator_id = '${id}'`],
  ['world', `delete from spaces where owner_id = '${id}'`],
  ...(['memory', 'world'] as const).map((name): [SubgraphName, string] => [
    name,
    `delete from graph.standings where user_id = '${id}'`,
  ]),
  ...(['memory', 'nexus', 'world'] as const).map((name): [SubgraphName, string] => [
    name,
    `delete from graph.idempotent_writes where principal = 'user:${id}'`,
  ]),
]

/** Somebody who lives until the end of the block, with a number of their own that no other test uses. */
export async function life(graph: Stack, n: number): Promise<Life & AsyncDisposable> {
  // With letters, so that capitals make another text.
  const id = `abcdefab-0000-4000-8000-${String(n).padStart(12, '0')}`
  const gone = async () => {
    for (const [name, text] of deletions(id, n)) await graph.asOwner(name, text)
  }
  await gone()
  for (const [name, text] of inserts(id, n)) await graph.asOwner(name, text)
  const [memory] = await graph.asOwner('memory', `select min(id) as id from companion_memories where user_id = '${id}'`)
  return {
    id,
    instance: uuid(n + 1),
    memory: memory?.id as number,
    character: uuid(n + 4),
    asset: uuid(n + 5),
    publicSpace: uuid(n + 6),
    privateSpace: uuid(n + 7),
    [Symbol.asyncDispose]: gone,
  }
}

/** Waits for what is sure to come; the test's own time limit says when it has not. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(50)
}

/** One operation for one subgraph, asked as the gateway does, of what its own schema has and the graph's has not. */
export async function within(graph: Stack, name: SubgraphName, identity: Identity, query: string, variables: object) {
  const source = graph.sources.find(each => each.name === name)
  const context = { identity, requestId: 'x', signal: new AbortController().signal }
  const answer = await source?.process({ request: { query, variables }, context } as never)
  return answer as { data?: Record<string, unknown>; errors?: { message: string; extensions: { code: string } }[] }
}
