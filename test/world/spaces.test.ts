import { anonymous, type Identity } from '@worlds/kit/identity.ts'
import { demoPerson } from '@worlds/ops/demo.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inUtc, nobody, page, person, refused, rows, serviceOf, told, uuid, walk } from '../asking.ts'
import { admin, demo, gameServer, type Stack, stack } from '../stack.ts'

const [ada, ben] = [uuid(51_001), uuid(51_002)]
const at = (n: number) => uuid(51_100 + n)
const space = (n: number, row: Record<string, unknown> = {}) => ({
  id: at(n),
  space_name: `Place ${n}`,
  owner_id: ada,
  ...row,
})
const spaces = [
  space(1, {
    is_public: true,
    description: 'A quiet garden for walking.',
    entry_point: [1],
    skybox_settings: { a: null },
    terrain_settings: 'flat',
    max_occupancy: 3,
    created_at: '2025-01-01T00:00:00.1',
  }),
  space(2, { is_public: false, space_name: 'Hidden garden' }),
  space(3, { is_public: null, space_name: 'Undecided garden' }),
  space(4, { is_public: false, owner_id: null, space_name: null, description: 'Gardens of nobody' }),
  space(5, { is_public: false, owner_id: ben, space_name: 'Ben’s garden' }),
]
const bob = serviceOf('bob')

let graph: Stack
const present = new AsyncDisposableStack()
beforeAll(async () => {
  graph = await stack()
  present.use(await rows(graph, 'nexus', 'users', [{ id: ada, username: 'space_ada', email: 'ada@space' }]))
  present.use(await rows(graph, 'world', 'spaces', spaces))
})
afterAll(() => present.disposeAsync())

const fields = `id owner { id } spaceName description isPublic maxOccupancy entryPoint skyboxSettings terrainSettings createdAt`
const columns = `id, case when owner_id is not null then json_build_object('id', owner_id) end as owner,
  space_name as "spaceName", description, coalesce(is_public, false) as "isPublic", max_occupancy as "maxOccupancy",
  entry_point as "entryPoint", skybox_settings as "skyboxSettings", terrain_settings as "terrainSettings",
  ${inUtc('created_at')} as "createdAt"`
const newest = `order by coalesce(created_at, '-infinity') desc, id desc`
const list = (node: string) => `query ($first: Int, $after: String, $filter: SpaceFilter) {
  spaces(first: $first, after: $after, filter: $filter) { ${page(node)} } }`
/** Which of the spaces above these are; those of the demo are passed over. */
const numbers = (nodes: { id: string }[]) =>
  spaces.flatMap(({ id }, n) => (nodes.some(node => node.id === id) ? [n + 1] : []))

describe('who may not', () => {
  const one = async (who: Identity) => {
    const query = `{ ${spaces.map(({ id }, n) => `s${n + 1}: space(id: "${id}") { id }`).join(' ')} }`
    const data = await told(graph, who, query)
    return numbers(Object.values(data).filter(value => value !== null) as { id: string }[])
  }
  const listed = async (who: Identity, filter: Record<string, unknown>) =>
    numbers(await walk(graph, who, { query: list('id'), at: 'spaces', filter }))
  const owned = async (who: Identity) => {
    const { nodes, totalCount } = (
      await told(graph, who, `{ user(id: "${ada}") { spaces { nodes { id } totalCount } } }`)
    ).user.spaces
    expect(totalCount).toBe(nodes.length)
    return numbers(nodes)
  }

  const viewers: [string, Identity, number[]][] = [
    ['a passer-by', anonymous, [1]],
    ['somebody else', demo, [1]],
    ['a companion’s service', bob, [1]],
    ['its owner', person(ada), [1, 2, 3]],
    ['another owner', person(ben), [1, 5]],
    ['a game server', gameServer, [1, 2, 3, 4, 5]],
    ['an admin', admin, [1, 2, 3, 4, 5]],
  ]
  test.each(viewers)(
    '%s sees of these spaces, however asked for, what they may and no more',
    async (_, who, visible) => {
      expect(await one(who)).toEqual(visible)
      expect(await owned(who)).toEqual(visible.filter(n => n <= 3))
      expect(await listed(who, { ownerId: ada })).toEqual(visible.filter(n => n <= 3))
      expect(await listed(who, { text: 'gardens', isPublic: false })).toEqual(visible.filter(n => n > 1))
      expect(await listed(who, { ownerId: ada, isPublic: true })).toEqual([1])
    },
  )

  test('those that are hidden are there', async () => {
    expect(
      await graph.asOwner('world', 'select from spaces where id = any($1)', [spaces.map(each => each.id)]),
    ).toHaveLength(5)
  })

  test('the number of spaces tells nobody of private ones', async () => {
    const total = async (who: Identity) => (await told(graph, who, '{ spaces { totalCount } }')).spaces.totalCount
    const [row] = await graph.asOwner(
      'world',
      `select count(*)::int as all, (count(*) filter (where is_public))::int as public,
      (count(*) filter (where is_public or owner_id = $1))::int as hers from spaces`,
      [demoPerson.id],
    )
    expect(await total(anonymous)).toBe(row?.public)
    expect(await total(bob)).toBe(row?.public)
    expect(await total(demo)).toBe(row?.hers)
    expect(await total(admin)).toBe(row?.all)
    expect(row?.hers).toBeGreaterThan(row?.public as number)
  })
})

describe('space', () => {
  test('has every field of the row', async () => {
    const stored = await graph.asOwner('world', `select ${columns} from spaces ${newest}`)
    expect(await walk(graph, admin, { query: list(fields), at: 'spaces', first: 100 })).toEqual(stored)
    for (const { id } of spaces) {
      const query = `{ space(id: "${id.toUpperCase()}") { ${fields} } }`
      expect(await told(graph, admin, query)).toEqual({ space: stored.find(row => row.id === id) })
    }
  })

  test('is null for an id that none has, and refuses what is no id', async () => {
    expect(await told(graph, admin, `{ space(id: "${nobody}") { id } }`)).toEqual({ space: null })
    const refusal = await refused(graph, anonymous, '{ space(id: "harbour") { id } }')
    expect(refusal).toEqual({ code: 'BAD_USER_INPUT', argument: 'id', message: '"id" takes a UUID, not "harbour".' })
  })

  test('has the instances that SQL finds', async () => {
    const query = '{ spaces(first: 100) { nodes { id instances(first: 100) { totalCount nodes { id } } } } }'
    const { nodes } = (await told(graph, admin, query)).spaces
    const stored = await graph.asOwner('nexus', `select id, world_id from instances ${newest}`)
    for (const { id, instances } of nodes) {
      const expected = stored.filter(row => row.world_id === id).map(row => ({ id: row.id }))
      expect(instances).toEqual({ totalCount: expected.length, nodes: expected })
    }
  })
})

describe('spaces', () => {
  const words = (query: string) =>
    `to_tsvector('english', coalesce(space_name, '') || ' ' || coalesce(description, '')) @@ to_tsquery('english', '${query}')`
  const filters: [Record<string, unknown> | null, string][] = [
    [null, 'true'],
    [{}, 'true'],
    [{ ownerId: demoPerson.id.toUpperCase() }, `owner_id = '${demoPerson.id}'`],
    [{ ownerId: nobody }, 'false'],
    [{ isPublic: true }, 'is_public'],
    [{ isPublic: false }, 'is_public is not true'],
    [{ text: 'garden' }, words('garden')],
    [{ text: 'quiet walks' }, words('quiet & walk')],
    [{ text: 'garden -hidden' }, words('garden & !hidden')],
    [{ text: '"hidden garden" or harbour' }, words('hidden <-> garden | harbour')],
    [{ text: '' }, 'true'],
    [{ text: 'of' }, 'false'],
    [
      { ownerId: ada, isPublic: false, text: 'garden' },
      `owner_id = '${ada}' and is_public is not true and ${words('garden')}`,
    ],
    [{ ownerId: null, isPublic: null, text: null }, 'true'],
  ]
  test.each(filters)('with %j are those where %s', async (filter, where) => {
    const read = await walk(graph, admin, { query: list('id'), at: 'spaces', filter, first: 50 })
    expect(read).toEqual(await graph.asOwner('world', `select id from spaces where ${where} ${newest}`))
  })

  const bad: [Record<string, unknown>, string][] = [
    [{ ownerId: '' }, 'filter.ownerId'],
    [{ text: 'x'.repeat(501) }, 'filter.text'],
    [{ text: 'a\u0000' }, 'filter.text'],
    [{ text: '\udc00' }, 'filter.text'],
  ]
  test.each(bad)('refuse %.40j', async (filter, argument) => {
    const query = 'query ($filter: SpaceFilter) { spaces(filter: $filter) { totalCount } }'
    expect(await refused(graph, admin, query, { filter })).toMatchObject({ code: 'BAD_USER_INPUT', argument })
  })
})
