import { anonymous, type Identity } from '@worlds/kit/identity.ts'
import type { SubgraphName } from '@worlds/kit/names.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codes, page, refused, rows, secondsAgo, told, uuid, walk } from '../asking.ts'
import { admin, type Stack, stack } from '../stack.ts'

const [person, space, instance] = [uuid(7001), uuid(7002), uuid(7003)]
const made = (n: number) => uuid(7100 + n)
const owner: Identity = { role: 'user', id: person }

/** The moments of rows that are easily lost between pages: none, equal ones, and ones a microsecond apart. */
const moment = secondsAgo(90 * 86_400)
const moments = [
  ...Array<null>(9).fill(null),
  ...Array<string>(9).fill(moment),
  ...[1, 2, 3, 4].map(microsecond => moment.replace('Z', `00${microsecond}Z`)),
  '-infinity',
  'infinity',
]
const each = (row: (at: string | null, n: number) => Record<string, unknown>) => moments.map(row)

const oddRows: [SubgraphName, string, Record<string, unknown>[]][] = [
  ['nexus', 'users', each((at, n) => ({ id: made(n), username: `page_${n}`, email: `${n}@page`, created_at: at }))],
  ['nexus', 'users', [{ id: person, username: 'page_owner', email: 'owner@page', created_at: moment }]],
  ['nexus', 'instances', each((at, n) => ({ id: made(n), world_id: space, created_at: at }))],
  ['nexus', 'instances', [{ id: instance, created_at: moment }]],
  ['nexus', 'quest_instances', each((at, n) => ({ id: made(n), instance_id: instance, started_at: at }))],
  [
    'nexus',
    'user_positions',
    each((_, n) => ({ user_id: made(n), instance_id: instance, last_update: secondsAgo(n) })),
  ],
  ['world', 'spaces', each((at, n) => ({ id: made(n), owner_id: person, is_public: false, created_at: at }))],
  ['world', 'spaces', [{ id: space, is_public: true, created_at: moment }]],
  ['world', 'assets', each((at, n) => ({ id: made(n), asset_name: 'x', creator_id: person, created_at: at }))],
  ['memory', 'companion_memories', each((timestamp, n) => memory(n, timestamp))],
  ['memory', 'memory_analytics', each((timestamp, n) => ({ id: 2e9 + n, companion_id: 'paging', timestamp }))],
]

function memory(n: number, timestamp: string | null) {
  return { id: 2e9 + n, companion_id: 'paging', user_id: n % 2 === 0 ? person : made(n), content: 'x', timestamp }
}

let graph: Stack
const present = new AsyncDisposableStack()
beforeAll(async () => {
  graph = await stack()
  for (const [database, table, records] of oddRows) present.use(await rows(graph, database, table, records))
})
afterAll(() => present.disposeAsync())

/** Each list of the graph, and the same rows in the same order by SQL. */
const newest = (table: string, where: string, at = 'created_at') =>
  `select id from ${table} where ${where} order by coalesce(${at}, '-infinity') desc, id desc`
const lists: [list: string, within: string, database: SubgraphName, sql: string, node?: string][] = [
  ['users', '', 'nexus', newest('users', 'true')],
  ['instances', '', 'nexus', newest('instances', 'true')],
  ['questInstances', '', 'nexus', newest('quest_instances', 'true', 'started_at')],
  ['activeQuests', '', 'nexus', newest('quest_instances', 'completed_at is null', 'started_at')],
  ['assets', '', 'world', newest('assets', 'true')],
  ['spaces', '', 'world', newest('spaces', 'true')],
  ['memories', `user(id: "${person}")`, 'memory', newest('companion_memories', `user_id = '${person}'`, '"timestamp"')],
  [
    'memories',
    'companion(id: "paging")',
    'memory',
    newest('companion_memories', "companion_id = 'paging'", '"timestamp"'),
  ],
  ['memories', 'companion(id: "bob")', 'memory', newest('companion_memories', "companion_id = 'bob'", '"timestamp"')],
  [
    'analytics',
    'companion(id: "paging")',
    'memory',
    newest('memory_analytics', "companion_id = 'paging'", '"timestamp"'),
  ],
  [
    'users',
    'companion(id: "paging")',
    'memory',
    "select distinct user_id as id from companion_memories where companion_id = 'paging' order by user_id",
  ],
  ['spaces', `user(id: "${person}")`, 'world', newest('spaces', `owner_id = '${person}'`)],
  ['assets', `user(id: "${person}")`, 'world', newest('assets', `creator_id = '${person}'`)],
  ['instances', `space(id: "${space}")`, 'nexus', newest('instances', `world_id = '${space}'`)],
  [
    'players',
    `instance(id: "${instance}")`,
    'nexus',
    `select user_id as id from user_positions where instance_id = '${instance}' order by user_id`,
    'user { id }',
  ],
]

const named = lists.map(([list, within, ...rest]) => ({
  name: within ? `${list} of ${within}` : list,
  list,
  within,
  rest,
}))

describe.each(named)('$name', ({ list, within, rest: [database, sql, node = 'id'] }) => {
  const around = (inner: string) => (within ? `within: ${within} { ${inner} }` : inner)
  const asked = (args: string) => `{ ${around(`list: ${list}(${args}) { nodes { ${node} } }`)} }`
  const path = within ? 'within.list' : 'list'

  test.each([0, -1, 101, 1000])('does not give a page of %d', async first => {
    const refusal = await refused(graph, admin, asked(`first: ${first}`))
    expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'first' })
    expect(refusal.message).toMatch(new RegExp(`^"first" of ([A-Z]\\w+\\.)?${list} takes 1 to 100, not ${first}\\.$`))
  })

  test('does not go on from the cursor of another list, nor from a garbled one', async () => {
    const other = list === 'assets' && !within ? 'spaces' : 'assets'
    const { [other]: read } = await told(graph, admin, `{ ${other}(first: 1) { pageInfo { endCursor } } }`)
    const { endCursor } = read.pageInfo
    for (const cursor of [
      endCursor,
      endCursor.slice(3),
      '',
      'x',
      '💣',
      "' or 1=1 --",
      'W10',
      'bnVsbA',
      'A'.repeat(600),
    ]) {
      const refusal = await refused(graph, admin, asked(`after: ${JSON.stringify(cursor)}`))
      expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'after' })
      expect(refusal.message).toMatch(/^"after" of .* (Pass an endCursor or edge cursor of .*, or leave "after" out)/)
    }
  })

  test('is visited whole by sevens: every row once, in order', async () => {
    const query = `query ($first: Int, $after: String) { ${around(`list: ${list}(first: $first, after: $after) { ${page(node)} }`)} }`
    const nodes = await walk(graph, admin, { query, at: path })
    const expected = await graph.asOwner(database, sql)
    expect(nodes.map(each => each.id ?? each.user.id)).toEqual(expected.map(row => String(row.id)))
    expect(expected.length).toBeGreaterThanOrEqual(moments.length / 2)
  })

  test('gives twenty when nobody says how many', async () => {
    const { nodes, pageInfo } = await connectionOf(`${list} { nodes { ${node} } pageInfo { hasNextPage } }`)
    const { length } = await graph.asOwner(database, sql)
    expect(nodes).toHaveLength(Math.min(length, 20))
    expect(pageInfo.hasNextPage).toBe(length > 20)
    const explicit = await connectionOf(
      `${list}(first: null, after: null) { nodes { ${node} } pageInfo { hasNextPage } }`,
    )
    expect(explicit).toEqual({ nodes, pageInfo })
  })

  async function connectionOf(selection: string) {
    const data = await told(graph, admin, `{ ${around(`list: ${selection}`)} }`)
    return within ? data.within.list : data.list
  }
})

describe('a page', () => {
  test('of a list for signed-in callers is refused without a token, and tells no number', async () => {
    const query = `{ questInstances { totalCount } activeQuests { totalCount } user(id: "${person}") { memories { totalCount } }
      instance(id: "${instance}") { players { totalCount } } }`
    expect(await codes(graph, anonymous, query)).toEqual({
      questInstances: 'UNAUTHENTICATED',
      activeQuests: 'UNAUTHENTICATED',
      'user.memories': 'UNAUTHENTICATED',
      'instance.players': 'UNAUTHENTICATED',
    })
  })

  test('counts what its reader may see, neither more nor less', async () => {
    const query = `{ user(id: "${person}") { spaces { totalCount nodes { id } } memories { totalCount } } }`
    const seen = async (who: Identity) => (await told(graph, who, query)).user
    const stranger: Identity = { role: 'user', id: made(0) }
    expect(await seen(stranger)).toEqual({ spaces: { totalCount: 0, nodes: [] }, memories: { totalCount: 0 } })
    expect(await seen(owner)).toMatchObject({ spaces: { totalCount: moments.length }, memories: { totalCount: 12 } })
  })

  test('past the end is empty and has no cursors', async () => {
    const first = await told(
      graph,
      admin,
      `{ user(id: "${person}") { spaces(first: 100) { pageInfo { endCursor } } } }`,
    )
    const query = `{ user(id: "${person}") { spaces(after: "${first.user.spaces.pageInfo.endCursor}") { ${page('id')} } } }`
    const { user } = await told(graph, admin, query)
    expect(user.spaces).toEqual({
      edges: [],
      nodes: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null },
      totalCount: moments.length,
    })
  })

  test('begins after a row that has gone meanwhile', async () => {
    const rest = `query ($after: String) { user(id: "${person}") { assets(first: 100, after: $after) { nodes { id } pageInfo { endCursor } } } }`
    const all = (await told(graph, admin, rest)).user.assets.nodes
    const gone = { id: uuid(7999), asset_name: 'x', creator_id: person, created_at: secondsAgo(0) }
    let after: string
    {
      await using _ = await rows(graph, 'world', 'assets', [gone])
      const one = await told(
        graph,
        admin,
        `{ user(id: "${person}") { assets(first: 2) { nodes { id } pageInfo { endCursor } } } }`,
      )
      expect(one.user.assets.nodes[1].id).toBe(gone.id)
      after = one.user.assets.pageInfo.endCursor
    }
    expect((await told(graph, admin, rest, { after })).user.assets.nodes).toEqual(all.slice(1))
  })
})
