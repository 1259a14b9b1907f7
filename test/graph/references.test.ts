import { anonymous, type Identity } from '@worlds/kit/identity.ts'
import type { SubgraphName } from '@worlds/kit/names.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codes, nobody, refused, rows, secondsAgo, told, uuid } from '../asking.ts'
import { admin, demo, type Stack, stack } from '../stack.ts'
import { entities } from '../wire.ts'

const at = (n: number) => uuid(20_000 + n)
const [person, friend, space, hidden] = [at(1), 'abcdef00-0000-4000-8000-000000020002', at(3), at(4)]
const [instance, nowhere, quest, gap, lonely] = [at(5), at(6), at(7), at(8), at(9)]
const [character, bare, plain] = [at(10), at(11), at(12)]
const [model, copy, orphan, unmade] = [at(13), at(14), at(15), at(16)]
const url = 'https://models.example/references.vrm'
const memory = (n: number) => 2_000_000_100 + n
const about = (n: number, user_id: string) => ({
  id: memory(n),
  companion_id: 'references',
  user_id,
  content: `memory ${n}`,
})
const as: Identity = { role: 'user', id: person }

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
  ['nexus', 'user_positions', [{ user_id: person, instance_id: instance, last_update: secondsAgo(0) }]],
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

/** What another subgraph knows by id only is null, or has nothing beside that id. */
const absent = expect.toSatisfy(
  value => value === null || Object.entries(value).every(([field, each]) => field === 'id' || each === null),
)

let graph: Stack
const present = new AsyncDisposableStack()
beforeAll(async () => {
  graph = await stack()
  for (const [database, table, each] of records) present.use(await rows(graph, database, table, each))
})
afterAll(() => present.disposeAsync())

describe('who may not', () => {
  test('a passer-by reaches through public things what is public, and nothing else', async () => {
    const query = `{ asset(id: "${copy}") { creator { username email oauthProvider spaces { nodes { spaceName } }
      characters { id } primaryCharacter { id } position { x } activeQuests { id } memories { totalCount } companions { id } } } }`
    const { data } = await graph.ask(anonymous, query)
    const guarded = ['characters', 'primaryCharacter', 'position', 'activeQuests', 'memories', 'companions']
    expect(data.asset.creator).toEqual({
      username: 'ref_person',
      email: null,
      oauthProvider: null,
      spaces: { nodes: [{ spaceName: 'Open' }] },
      ...Object.fromEntries(guarded.map(field => [field, null])),
    })
    expect(await codes(graph, anonymous, query)).toEqual(
      Object.fromEntries(guarded.map(field => [`asset.creator.${field}`, 'UNAUTHENTICATED'])),
    )
  })

  test.each(['_service { sdl }', '_entities(representations: [{__typename: "User", id: "x"}]) { __typename }'])(
    'nobody asks the gateway for %s',
    async field => {
      expect(await refused(graph, admin, `{ ${field} }`)).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' })
    },
  )

  test('a space that the caller may not see is told nothing of, and its instance stays', async () => {
    const query = `{ instance(id: "${gap}") { instanceType space { spaceName owner { username } } } }`
    expect(await told(graph, as, query)).toEqual({ instance: { instanceType: 'social', space: absent } })
    const owner = await told(graph, { role: 'user', id: friend }, query)
    expect(owner.instance.space).toEqual({ spaceName: 'Hidden', owner: { username: 'ref_friend' } })
  })
})

describe('what is gone', () => {
  test('a space: its instance has none, and so has an instance of no space', async () => {
    const query = `{ gone: instance(id: "${nowhere}") { id space { id spaceName owner { id } } }
      never: instance(id: "${plain}") { id space { spaceName } } }`
    expect(await told(graph, as, query)).toEqual({
      gone: { id: nowhere, space: absent },
      never: { id: plain, space: null },
    })
  })

  test('an owner or a creator: the space and the asset have none', async () => {
    const query = `{ gone: space(id: "${orphan}") { spaceName owner { username } }
      never: space(id: "${unmade}") { spaceName owner { username } }
      of: asset(id: "${orphan}") { assetName creator { username displayName } }
      nobodys: asset(id: "${unmade}") { assetName creator { username } } }`
    expect(await told(graph, anonymous, query)).toEqual({
      gone: { spaceName: 'Orphan', owner: null },
      never: { spaceName: 'Unmade', owner: null },
      of: { assetName: 'Orphan', creator: null },
      nobodys: { assetName: 'Unmade', creator: null },
    })
  })

  test('among others: a list keeps its length and everyone else', async () => {
    const query = `{ spaces(first: 100) { nodes { id owner { username } } } assets(first: 100, filter: { text: "Orphan" }) {
      totalCount nodes { creator { username } } } }`
    const { spaces, assets } = await told(graph, anonymous, query)
    const owners = new Map(spaces.nodes.map((each: { id: string; owner: unknown }) => [each.id, each.owner]))
    expect(assets).toEqual({ totalCount: 1, nodes: [{ creator: null }] })
    expect(owners.size).toBeGreaterThan(80)
    expect([...owners.values()].filter(owner => owner === null)).toHaveLength(2)
  })

  test('the person of a memory, whether erased or never a person of the graph', async () => {
    const query = '{ companion(id: "references") { memories { nodes { content user { username } } } } }'
    const { companion } = await told(graph, admin, query)
    const people = companion.memories.nodes.map((each: { content: string; user: unknown }) => [each.content, each.user])
    expect(Object.fromEntries(people)).toEqual({
      'memory 1': { username: 'ref_person' },
      'memory 2': null,
      'memory 3': null,
      'memory 4': { username: 'ref_friend' },
      'memory 5': null,
    })
  })

  test('the people of a companion: nobody the graph never knew, and no error for who was erased', async () => {
    const query =
      '{ companion(id: "references") { users { totalCount nodes { username } edges { node { username } } } } }'
    const { users } = (await told(graph, admin, query)).companion
    expect(users.totalCount).toBe(2)
    expect(users.nodes.toSorted()).toEqual(users.edges.map((edge: { node: unknown }) => edge.node).toSorted())
    expect(users.nodes.filter((node: unknown) => node !== null)).toEqual([{ username: 'ref_person' }])
  })

  test('participants: who is there stays, in the order they joined', async () => {
    const query = `query ($id: ID!) { questInstance(id: $id) { id instance { id } participants { username } } }`
    const ask = async (id: string) => (await told(graph, as, query, { id })).questInstance
    const [one, other] = [{ username: 'ref_friend' }, { username: 'ref_person' }]
    expect(await ask(quest)).toEqual({ id: quest, instance: { id: instance }, participants: [one, other] })
    expect(await ask(lonely)).toEqual({ id: lonely, instance: null, participants: [] })
    expect(await ask(gap)).toMatchObject({ participants: [one] })
    expect(await ask(bare)).toMatchObject({ participants: [one, other] })
  })

  test('a model: a character without one, or with one that no asset describes', async () => {
    const query = `{ user(id: "${person}") { characters { characterName modelUrl modelAsset { assetName } } }
      other: character(id: "${plain}") { characterName user { id } modelUrl modelAsset { assetName } } }`
    expect(await told(graph, as, query)).toEqual({
      user: {
        characters: [
          { characterName: 'Worn', modelUrl: url, modelAsset: { assetName: 'Older' } },
          { characterName: 'Bare', modelUrl: null, modelAsset: null },
        ],
      },
      other: { characterName: 'Nobody’s', user: null, modelUrl: 'https://models.example/none.vrm', modelAsset: null },
    })
  })

  test('a position, and the account of a valid token', async () => {
    const query = `{ me { username } user(id: "${friend}") { username position { x } } }`
    const erased: Identity = { role: 'user', id: nobody }
    expect(await told(graph, erased, query)).toEqual({ me: null, user: { username: 'ref_friend', position: null } })
  })
})

describe('every direction', () => {
  test('one query goes around through all subgraphs and comes back', async () => {
    const query = `{ asset(id: "${copy}") { creator { memories { nodes { companion { id users { nodes { spaces { nodes {
      spaceName instances { nodes { players { nodes { user { primaryCharacter { modelAsset { creator { username assets {
        nodes { assetName } } } } } activeQuests { instance { space { owner { username } } } } } } } } } } } } } } } } } } }`
    const data = await told(graph, admin, query)
    const [seen] = data.asset.creator.memories.nodes
    expect(seen.companion.id).toBe('references')
    const at = seen.companion.users.nodes.find(
      (user: { spaces: { nodes: unknown[] } } | null) => user?.spaces.nodes.length,
    )
    const [{ spaceName, instances }] = at.spaces.nodes
    const [{ user }] = instances.nodes[0].players.nodes
    expect(spaceName).toBe('Open')
    expect(user.primaryCharacter.modelAsset.creator).toEqual({
      username: 'ref_friend',
      assets: { nodes: [{ assetName: 'Older' }] },
    })
    expect(user.activeQuests).toContainEqual({ instance: { space: { owner: { username: 'ref_person' } } } })
  })

  const known: [SubgraphName, string, Record<string, unknown>, string, unknown][] = [
    ['nexus', 'User', { id: person }, 'username', { username: 'ref_person' }],
    ['nexus', 'User', { id: person.toUpperCase() }, 'username', { username: 'ref_person' }],
    ['nexus', 'Character', { id: character }, 'characterName', { characterName: 'Worn' }],
    ['nexus', 'Instance', { id: gap }, 'instanceType', { instanceType: 'social' }],
    ['nexus', 'QuestInstance', { id: quest }, 'instance { id }', { instance: { id: instance } }],
    ['nexus', 'Space', { id: space }, 'instances { nodes { id } }', { instances: { nodes: [{ id: instance }] } }],
    ['world', 'Space', { id: space }, 'spaceName', { spaceName: 'Open' }],
    ['world', 'Asset', { id: model }, 'assetName', { assetName: 'Older' }],
    ['world', 'User', { id: person }, 'spaces { nodes { spaceName } }', { spaces: { nodes: [{ spaceName: 'Open' }] } }],
    [
      'world',
      'Character',
      { id: bare, modelUrl: url },
      'modelAsset { assetName }',
      { modelAsset: { assetName: 'Older' } },
    ],
    ['world', 'Character', { id: bare, modelUrl: null }, 'modelAsset { assetName }', { modelAsset: null }],
    ['memory', 'Memory', { id: String(memory(1)) }, 'content', { content: 'memory 1' }],
    ['memory', 'User', { id: person }, 'companions { id }', { companions: [{ id: 'references' }] }],
    ['memory', 'Companion', { id: 'references' }, 'users { totalCount }', { users: { totalCount: 1 } }],
  ]
  test.each(known)('%s answers for %s %j', async (database, type, key, selection, expected) => {
    const of = [{ __typename: type, ...key }]
    expect(await entities(graph, database, { as, selection, of })).toEqual([expected])
  })

  const gone: [SubgraphName, string][] = [
    ['nexus', 'User'],
    ['nexus', 'Character'],
    ['nexus', 'Instance'],
    ['nexus', 'QuestInstance'],
    ['world', 'Space'],
    ['world', 'Asset'],
    ['memory', 'Memory'],
    ['memory', 'Companion'],
  ]
  test.each(gone)('%s has null for a %s that is gone, or whose id is none', async (database, type) => {
    const ids = [nobody, '', 'x', '0', '2147483647', '99999999999', '-1', '1.5', 'é'.repeat(300)]
    const of = ids.map(id => ({ __typename: type, id }))
    expect(await entities(graph, database, { as: demo, selection: 'id', of })).toEqual(ids.map(() => null))
  })
})
