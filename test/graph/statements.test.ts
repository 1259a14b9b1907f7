import { exampleQuery } from '@worlds/gateway/gateway.ts'
import type { SubgraphName } from '@worlds/kit/names.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rows, secondsAgo, told, uuid } from '../asking.ts'
import { admin, type Stack, stack } from '../stack.ts'
import { entities, statementsOf } from '../wire.ts'

const many = 500
const id = (n: number) => uuid(10_000 + n)
const memoryId = (n: number) => 2_000_000_000 + n
const each = (row: (n: number) => Record<string, unknown>) => Array.from({ length: many }, (_, n) => row(n))

const records: [SubgraphName, string, Record<string, unknown>[]][] = [
  ['nexus', 'users', each(n => ({ id: id(n), username: `batch_${n}`, email: `${n}@batch` }))],
  ['nexus', 'instances', each(n => ({ id: id(n), world_id: id(n), max_users: 9, current_users: 1 }))],
  [
    'nexus',
    'characters',
    each(n => ({ id: id(n), user_id: id(n), character_name: 'x', is_primary: true, model_url: `m${n}` })),
  ],
  ['nexus', 'user_positions', each(n => ({ user_id: id(n), instance_id: id(n), last_update: secondsAgo(0) }))],
  ['nexus', 'quest_instances', each(n => ({ id: id(n), quest_id: 'x', instance_id: id(n), participants: [id(n)] }))],
  ['world', 'spaces', each(n => ({ id: id(n), owner_id: id(n), space_name: 'x', is_public: true }))],
  ['world', 'assets', each(n => ({ id: id(n), asset_name: 'x', creator_id: id(n), file_url: `m${n}` }))],
  [
    'memory',
    'companion_memories',
    each(n => ({
      id: memoryId(n),
      companion_id: `batch ${n}`,
      user_id: id(n),
      content: 'x',
      timestamp: secondsAgo(9),
    })),
  ],
  // What each is related to, older than itself.
  [
    'memory',
    'companion_memories',
    each(n => ({ id: memoryId(many + n), companion_id: `batch ${n}`, user_id: id(n), content: 'x' })),
  ],
  [
    'memory',
    'memory_relationships',
    each(n => ({ id: memoryId(n), memory_id: memoryId(n), related_memory_id: memoryId(many + n) })),
  ],
  ['memory', 'memory_analytics', each(n => ({ id: memoryId(n), companion_id: `batch ${n}` }))],
]

let graph: Stack
const present = new AsyncDisposableStack()
beforeAll(async () => {
  graph = await stack()
  for (const [database, table, each] of records) present.use(await rows(graph, database, table, each))
})
afterAll(() => present.disposeAsync())

/** What is asked of entities of one type, and how many statements that takes: one for each level that reads a table. */
const costs: [SubgraphName, string, string, number][] = [
  ['nexus', 'User', 'username displayName', 1],
  ['nexus', 'User', 'email oauthProvider', 2],
  ['nexus', 'User', 'characters { characterName }', 2],
  ['nexus', 'User', 'characters { id } primaryCharacter { characterName user { username } }', 2],
  ['nexus', 'User', 'position { x isStale user { username } }', 2],
  ['nexus', 'User', 'position { instance { currentUsers activeUsers } }', 4],
  ['nexus', 'User', 'activeQuests { questId participants { username } }', 2],
  ['nexus', 'User', 'activeQuests { instance { activeQuests { id } } }', 4],
  ['nexus', 'Character', 'characterName', 1],
  ['nexus', 'Character', 'user { username }', 2],
  ['nexus', 'Character', 'user { characters { id } position { instance { id } } }', 5],
  ['nexus', 'Instance', 'currentUsers loadFactor space { id }', 1],
  ['nexus', 'Instance', 'activeUsers averagePositionAgeSeconds', 2],
  ['nexus', 'Instance', 'players { nodes { x } }', 2],
  ['nexus', 'Instance', 'players { totalCount edges { node { user { username } } } }', 4],
  ['nexus', 'Instance', 'activeQuests { questId participants { username } }', 3],
  ['nexus', 'QuestInstance', 'questId instance { id }', 2],
  ['nexus', 'QuestInstance', 'participants { username }', 2],
  ['nexus', 'QuestInstance', 'participants { characters { id } }', 3],
  ['nexus', 'Space', 'instances { nodes { id } }', 1],
  ['nexus', 'Space', 'instances { totalCount nodes { activeUsers } }', 3],
  ['world', 'Asset', 'assetName creator { id }', 1],
  ['world', 'Space', 'spaceName owner { id }', 1],
  ['world', 'User', 'spaces { nodes { id } }', 1],
  ['world', 'User', 'spaces { totalCount nodes { owner { id } } } assets { totalCount nodes { creator { id } } }', 4],
  ['world', 'Character', 'modelAsset { assetName }', 1],
  ['memory', 'Memory', 'content companion { id } user { id } compression { ratio }', 1],
  ['memory', 'Memory', 'accessCount lastAccessed', 2],
  ['memory', 'Memory', 'embeddingModel', 1],
  ['memory', 'Memory', 'relationships { strength }', 2],
  ['memory', 'Memory', 'relationships { memory { content relationships { memory { id } } } }', 4],
  ['memory', 'User', 'memories { totalCount nodes { content companion { id } } }', 2],
  ['memory', 'User', 'companions { id }', 1],
  ['memory', 'User', 'companions { metrics { totalMemories } memories { nodes { id } } }', 3],
  ['memory', 'Companion', 'id metrics { totalMemories }', 1],
  ['memory', 'Companion', 'memories { totalCount nodes { id } }', 2],
  ['memory', 'Companion', 'analytics { totalCount nodes { id } } users { totalCount nodes { id } }', 4],
]

const keyOf = (type: string, n: number) =>
  type === 'Memory' ? String(memoryId(n)) : type === 'Companion' ? `batch ${n}` : id(n)
const references = (type: string, count: number) =>
  Array.from({ length: count }, (_, n) => ({ __typename: type, id: keyOf(type, n), modelUrl: `m${n}` }))

describe('references to entities', () => {
  test.each(costs)('%s: %s { %s } takes %d for 1, 50 and 500', async (database, type, selection, cost) => {
    for (const count of [1, 50, many]) {
      let found: unknown[] = []
      const statements = await statementsOf(async () => {
        found = await entities(graph, database, { as: admin, selection, of: references(type, count) })
      })
      expect(found.filter(entity => entity !== null)).toHaveLength(count)
      expect(statements).toHaveLength(cost)
    }
  })

  test('that nobody can be found for take one statement as well', async () => {
    const of = Array.from({ length: many }, (_, n) => ({ __typename: 'User', id: uuid(900_000 + n) }))
    let found: unknown[] = []
    const statements = await statementsOf(async () => {
      found = await entities(graph, 'nexus', { as: admin, selection: 'username characters { id }', of })
    })
    expect(found).toEqual(Array(many).fill(null))
    expect(statements).toHaveLength(1)
  })

  test('that are no ids at all take none', async () => {
    const of = ['', 'x', "' or 1=1", uuid(1).slice(1)].map(id => ({ __typename: 'User', id }))
    const statements = await statementsOf(async () => {
      expect(await entities(graph, 'nexus', { as: admin, selection: 'username', of })).toEqual([null, null, null, null])
    })
    expect(statements).toEqual([])
  })
})

describe('a query through the gateway', () => {
  const inside = exampleQuery.replace(/^query Me \{\s*me \{/, '').replace(/\}\s*\}\s*$/, '')
  const query = `query ($ids: [ID!]) { users(first: 100, filter: { ids: $ids }) { nodes { ${inside} } } }`

  test('costs as much for a hundred people as for one', async () => {
    const cost = async (count: number) => {
      const ids = Array.from({ length: count }, (_, n) => id(n))
      return statementsOf(async () => {
        const { users } = await told(graph, admin, query, { ids })
        expect(users.nodes).toHaveLength(count)
        const { memories, characters, position, activeQuests } = users.nodes[0]
        expect(memories.totalCount).toBe(2)
        expect(characters[0].modelAsset.assetName).toBe('x')
        expect(position.instance.space.owner.username).toMatch(/^batch_\d+$/)
        expect(activeQuests[0].participants).toHaveLength(1)
      })
    }
    const one = await cost(1)
    expect((await cost(50)).toSorted()).toEqual(one.toSorted())
    expect((await cost(100)).toSorted()).toEqual(one.toSorted())
    // People, their characters, positions, quests, instances, owners; assets, spaces twice; memories and their number.
    expect(one.length).toBeLessThanOrEqual(14)
  })

  test('costs as much for each page of a list', async () => {
    const list = `query ($after: String) { users(first: 50, after: $after) { pageInfo { endCursor }
      nodes { username primaryCharacter { characterName modelAsset { assetName } } spaces(first: 1) { nodes { id } } } } }`
    let after: string | null = null
    const costs: number[] = []
    for (let n = 0; n < 5; n++) {
      const statements = await statementsOf(async () => {
        after = (await told(graph, admin, list, { after })).users.pageInfo.endCursor
      })
      costs.push(statements.length)
    }
    expect(costs).toEqual(Array(5).fill(4))
  })
})
