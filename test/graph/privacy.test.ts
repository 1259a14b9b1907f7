import { anonymous, type Identity } from '@worlds/kit/identity.ts'
import type { SubgraphName } from '@worlds/kit/names.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nobody, person, rows, secondsAgo, serviceOf, told, uuid } from '../asking.ts'
import { admin, demo, gameServer, type Stack, stack } from '../stack.ts'
import { askSubgraph } from '../wire.ts'

const at = (n: number) => uuid(60_000 + n)
const [ada, ben, room] = [at(1), at(2), at(3)]
const id = 2_000_060_000
const both = [ada, ben]

const records: [SubgraphName, string, Record<string, unknown>[]][] = [
  [
    'nexus',
    'users',
    both.map((id, n) => ({ id, username: `priv_${n}`, email: `${n}@priv`, oauth_provider: `oauth ${n}` })),
  ],
  ['nexus', 'instances', [{ id: room }]],
  ['nexus', 'characters', both.map((id, n) => ({ id: at(10 + n), user_id: id, character_name: `character ${n}` }))],
  [
    'nexus',
    'user_positions',
    both.map((user_id, n) => ({ user_id, instance_id: n ? null : room, last_update: secondsAgo(1) })),
  ],
  ['nexus', 'quest_instances', both.map((id, n) => ({ id: at(20 + n), quest_id: `quest ${n}`, participants: [id] }))],
  [
    'world',
    'spaces',
    both.map((owner_id, n) => ({ id: at(30 + n), owner_id, space_name: `space ${n}`, is_public: false })),
  ],
  [
    'memory',
    'companion_memories',
    both.map((user_id, n) => ({
      id: id + n,
      companion_id: `priv ${n}`,
      user_id,
      content: `memory ${n}`,
      timestamp: secondsAgo(9),
    })),
  ],
  ['memory', 'memory_analytics', both.map((_, n) => ({ id: id + n, companion_id: `priv ${n}` }))],
]

let graph: Stack
const present = new AsyncDisposableStack()
beforeAll(async () => {
  graph = await stack()
  for (const [database, table, each] of records) present.use(await rows(graph, database, table, each))
})
afterAll(() => present.disposeAsync())

/** What of two people's private things an answer holds; each of them has one of each kind. */
const things = `users(filter: { ids: ["${ada}", "${ben}"] }) { nodes { username email oauthProvider spaces { nodes { spaceName } totalCount } } }
  one: space(id: "${at(30)}") { spaceName } other: space(id: "${at(31)}") { spaceName }`
const guarded = `users2: users(filter: { ids: ["${ada}", "${ben}"] }) { nodes { characters { characterName } position { isStale user { username } }
    activeQuests { questId } memories { nodes { content } totalCount } companions { id metrics { totalMemories } analytics { totalCount nodes { id } } } } }
  first: memory(id: "${id}") { content } second: memory(id: "${id + 1}") { content } memoryMetrics { companion { id } totalMemories }`
const marks = ['priv_', '@priv', 'oauth ', 'character ', 'quest ', 'space ', 'memory ', 'priv ']
const found = (data: unknown) => {
  const text = JSON.stringify(data)
  const of = (n: number) => marks.filter(mark => new RegExp(mark === '@priv' ? `${n}@priv` : `${mark}${n}`).test(text))
  return { ada: of(0), ben: of(1) }
}
const open = ['priv_']
const signedIn = ['priv_', 'character ', 'quest ']
const own = ['priv_', '@priv', 'oauth ', 'character ', 'quest ', 'space ', 'memory ', 'priv ']

const viewers: [string, Identity, { ada: string[]; ben: string[] }][] = [
  ['a passer-by', anonymous, { ada: open, ben: open }],
  ['a third person', demo, { ada: signedIn, ben: signedIn }],
  ['a person who is gone', person(nobody), { ada: signedIn, ben: signedIn }],
  ['a service of another companion', serviceOf('bob'), { ada: signedIn, ben: signedIn }],
  ['the one', person(ada), { ada: own, ben: signedIn }],
  ['the other', person(ben), { ada: signedIn, ben: own }],
  ['a service of the one’s companion', serviceOf('priv 0'), { ada: [...signedIn, 'memory ', 'priv '], ben: signedIn }],
  [
    'a game server',
    gameServer,
    { ada: own.filter(mark => !/@|oauth/.test(mark)), ben: own.filter(mark => !/@|oauth/.test(mark)) },
  ],
  ['an admin', admin, { ada: own, ben: own }],
]

const queryFor = (who: Identity) => `{ ${things} ${who.role === 'anonymous' ? '' : guarded} }`

describe('of two people’s private things', () => {
  test.each(viewers)('%s sees what they may and nothing more', async (_, who, expected) => {
    expect(found(await told(graph, who, queryFor(who)))).toEqual(expected)
  })

  test('all are there', async () => {
    for (const [database, table, each] of records) {
      const key = table === 'user_positions' ? 'user_id' : 'id'
      const sql = `select from ${table} where ${key}::text = any($1::text[])`
      expect(await graph.asOwner(database, sql, [each.map(row => row[key])])).toHaveLength(each.length)
    }
  })

  test('the numbers agree: of what is hidden nothing is counted', async () => {
    const query = `{ users(filter: { ids: ["${ada}", "${ben}"] }) { nodes { id spaces { totalCount } memories { totalCount } position { isStale } companions { analytics { totalCount } } } } }`
    const numbers = async (who: Identity) => {
      const { users } = await told(graph, who, query)
      const of = (id: string) => users.nodes.find((node: { id: string }) => node.id === id)
      return [of(ada), of(ben)].map(({ spaces, memories, position, companions }) => [
        spaces.totalCount,
        memories.totalCount,
        position === null ? 0 : 1,
        companions.map((each: { analytics: { totalCount: number } }) => each.analytics.totalCount),
      ])
    }
    expect(await numbers(demo)).toEqual([
      [0, 0, 0, []],
      [0, 0, 0, []],
    ])
    expect(await numbers(person(ada))).toEqual([
      [1, 1, 1, [0]],
      [0, 0, 0, []],
    ])
    expect(await numbers(serviceOf('priv 1'))).toEqual([
      [0, 0, 0, []],
      [0, 1, 0, [1]],
    ])
    expect(await numbers(gameServer)).toEqual([
      [1, 1, 1, [1]],
      [1, 1, 1, [1]],
    ])
    expect(await numbers(admin)).toEqual([
      [1, 1, 1, [1]],
      [1, 1, 1, [1]],
    ])
  })
})

describe('many callers at once', () => {
  test('share connections and see nothing of each other', async () => {
    const answers = await Promise.all(
      Array.from({ length: 90 }, async (_, n) => {
        const [name, who, expected] = viewers[n % viewers.length] as (typeof viewers)[number]
        return { name, expected, seen: found(await told(graph, who, queryFor(who))) }
      }),
    )
    for (const { name, expected, seen } of answers) expect([name, seen]).toEqual([name, expected])
  })

  test('whose statement fails leave no identity behind', async () => {
    for (let n = 0; n < 10; n++) {
      // A companion that no gateway lets through; PostgreSQL itself refuses the text.
      const { errors } = await askSubgraph(
        graph,
        'memory',
        admin,
        '{ _entities(representations: [{ __typename: "User", id: "\\u0000" }]) { ... on User { companions { id } } } }',
      )
      expect(errors).toHaveLength(1)
      expect(found(await told(graph, anonymous, queryFor(anonymous)))).toEqual({ ada: open, ben: open })
      const asked = await askSubgraph(
        graph,
        'memory',
        anonymous,
        `{ _entities(representations: [{ __typename: "Memory", id: "${id}" }]) { ... on Memory { content } } }`,
      )
      expect(asked.data?._entities).toEqual([null])
    }
  })
})

describe('behind the gateway', () => {
  const rowsOf = (type: string, id: string, selection: string) =>
    [
      `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${type} { ${selection} } } }`,
      { of: [{ __typename: type, id }] },
    ] as const

  test('the databases keep the rows from who asks a subgraph past every resolver', async () => {
    const hidden: [SubgraphName, string, string, string, Identity, unknown][] = [
      ['memory', 'Memory', String(id), 'content', person(ben), { content: 'memory 0' }],
      ['memory', 'Memory', String(id), 'content', anonymous, { content: 'memory 0' }],
      ['nexus', 'Character', at(10), 'characterName', anonymous, { characterName: 'character 0' }],
      ['nexus', 'QuestInstance', at(20), 'questId', anonymous, { questId: 'quest 0' }],
      ['world', 'Space', at(30), 'spaceName', person(ben), { spaceName: 'space 0' }],
      ['world', 'Space', at(30), 'spaceName', anonymous, { spaceName: 'space 0' }],
    ]
    for (const [database, type, id, selection, who, row] of hidden) {
      const asked = async (who: Identity) =>
        (await askSubgraph(graph, database, who, ...rowsOf(type, id, selection))).data?._entities
      expect(await asked(who)).toEqual([null])
      expect(await asked(admin)).toEqual([row])
    }
  })
})
