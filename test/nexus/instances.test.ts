import { anonymous } from '@worlds/kit/identity.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codes, inUtc, nobody, page, refused, rows, told, uuid, walk } from '../asking.ts'
import { admin, demo, gameServer, type Stack, stack } from '../stack.ts'

const at = (n: number) => uuid(34_000 + n)
const fields =
  'id space { id } instanceType maxUsers currentUsers serverRegion createdAt state stateVersion closedAt loadFactor activeQuests { id }'
const columns = `id, case when world_id is not null then json_build_object('id', world_id) end as space,
  instance_type as "instanceType", max_users as "maxUsers", coalesce(current_users, 0) as "currentUsers",
  server_region as "serverRegion", ${inUtc('created_at')} as "createdAt", state,
  state_version as "stateVersion", ${inUtc('closed_at')} as "closedAt",
  current_users::float8 / nullif(max_users, 0) as "loadFactor",
  array(select json_build_object('id', quest.id) from quest_instances quest
    where instance_id = instances.id and completed_at is null
    order by coalesce(started_at, '-infinity') desc, quest.id desc) as "activeQuests"`

let graph: Stack
let present: AsyncDisposable
beforeAll(async () => {
  graph = await stack()
  present = await rows(graph, 'nexus', 'instances', [
    { id: at(1), max_users: 3, current_users: 3, state: { a: { b: [1, 2, { c: null }] }, 'ключ "x"': '😀' } },
    { id: at(2), max_users: 3, current_users: 2, state: [1, 'two'] },
    { id: at(3), max_users: null, current_users: 500, state: 'text' },
    { id: at(4), max_users: 3, current_users: null, state: {} },
    { id: at(5), max_users: null, current_users: null },
    { id: at(6), max_users: 3, current_users: 0, closed_at: '2026-01-02T03:04:05.678901' },
  ])
})
afterAll(() => present[Symbol.asyncDispose]())

describe('who may not', () => {
  test('a passer-by sees every instance and its numbers, but neither players nor quests', async () => {
    const query =
      '{ instances(first: 3) { nodes { currentUsers activeUsers players { totalCount } activeQuests { id } } } }'
    const refusals = await codes(graph, anonymous, query)
    expect(Object.keys(refusals)).toHaveLength(6)
    expect(new Set(Object.values(refusals))).toEqual(new Set(['UNAUTHENTICATED']))
    const { data } = await graph.ask(anonymous, query)
    for (const node of data.instances.nodes) {
      expect(node).toEqual({
        currentUsers: expect.any(Number),
        activeUsers: expect.any(Number),
        players: null,
        activeQuests: null,
      })
    }
  })
})

describe('instance', () => {
  test('has every field of the row', async () => {
    const stored = await graph.asOwner('nexus', `select ${columns} from instances`)
    const list = `query ($first: Int, $after: String) { instances(first: $first, after: $after) { ${page(fields)} } }`
    const read = await walk(graph, demo, { query: list, at: 'instances', first: 100 })
    const byId = new Map(read.map(each => [each.id, each]))
    expect(byId.size).toBe(stored.length)
    for (const row of stored) expect(byId.get(row.id)).toEqual(row)
    const query = `query ($id: ID!) { instance(id: $id) { ${fields} } }`
    for (const row of stored) expect(await told(graph, demo, query, { id: row.id })).toEqual({ instance: row })
  })

  test('is null for an id that none has, and refuses what is no id', async () => {
    expect(await told(graph, anonymous, `{ instance(id: "${nobody}") { id } }`)).toEqual({ instance: null })
    expect(await refused(graph, anonymous, '{ instance(id: "12") { id } }')).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'id',
    })
  })
})

describe('instances', () => {
  const room = '(closed_at is null and (max_users is null or coalesce(current_users, 0) < max_users))'
  const filters: [filter: Record<string, unknown> | null, where: string][] = [
    [null, 'true'],
    [{}, 'true'],
    [{ worldId: nobody }, 'false'],
    [{ serverRegion: 'eu-west' }, "server_region = 'eu-west'"],
    [{ serverRegion: 'EU-WEST' }, 'false'],
    [{ serverRegion: '' }, 'false'],
    [{ instanceType: 'social' }, "instance_type = 'social'"],
    [{ hasRoom: true }, room],
    [{ hasRoom: false }, `not ${room}`],
    [{ isOpen: true }, 'closed_at is null'],
    [{ isOpen: false }, `id = '${at(6)}'`],
    [{ isOpen: true, hasRoom: false }, `closed_at is null and not ${room}`],
    [{ isOpen: false, hasRoom: true }, 'false'],
    [{ isOpen: false, hasRoom: false }, `id = '${at(6)}'`],
    [{ isOpen: true, state: { phase: 'open' } }, `state ->> 'phase' = 'open'`],
    [{ state: {} }, "state @> '{}'"],
    [{ state: { phase: 'open' } }, `state ->> 'phase' = 'open'`],
    [{ state: { locked: false, phase: 'open' } }, `state @> '{"locked": false, "phase": "open"}'`],
    [{ state: { a: { b: [2] } } }, `id = '${at(1)}'`],
    [{ state: { a: { b: [{ c: null }] } } }, `id = '${at(1)}'`],
    [{ state: { 'ключ "x"': '😀' } }, `id = '${at(1)}'`],
    [{ state: ['two'] }, `id = '${at(2)}'`],
    [{ state: 'text' }, `id = '${at(3)}'`],
    [{ state: { phase: 'opE' } }, 'false'],
    [{ state: null, hasRoom: null, worldId: null }, 'true'],
    [
      { serverRegion: 'us-east', hasRoom: true, state: { phase: 'open' } },
      `server_region = 'us-east' and ${room} and state ->> 'phase' = 'open'`,
    ],
  ]
  const query = `query ($first: Int, $after: String, $filter: InstanceFilter) {
    instances(first: $first, after: $after, filter: $filter) { ${page('id')} } }`

  test.each(filters)('with %j are those where %s', async (filter, where) => {
    const ids = (await walk(graph, anonymous, { query, at: 'instances', filter })).map(each => each.id)
    const sql = `select id from instances where ${where} order by coalesce(created_at, '-infinity') desc, id desc`
    expect(ids).toEqual((await graph.asOwner('nexus', sql)).map(row => row.id))
  })

  test('of a world are those that its space has', async () => {
    const { spaces } = await told(graph, admin, '{ spaces(first: 100) { nodes { id instances { nodes { id } } } } }')
    const lively = spaces.nodes.filter((space: { instances: { nodes: unknown[] } }) => space.instances.nodes.length > 0)
    expect(lively.length).toBeGreaterThan(15)
    for (const { id, instances } of lively.slice(0, 5)) {
      const filter = { worldId: id.toUpperCase() }
      expect(await walk(graph, anonymous, { query, at: 'instances', filter })).toEqual(instances.nodes)
    }
  })

  test('take a state written into the query, variables in it included', async () => {
    const literal = `query ($c: JSON) { instances(filter: { state: { a: { b: [1, { c: $c }] } } }) { nodes { id } } }`
    expect(await told(graph, gameServer, literal, { c: null })).toEqual({ instances: { nodes: [{ id: at(1) }] } })
  })

  const bad: [Record<string, unknown>, string][] = [
    [{ worldId: 'x' }, 'filter.worldId'],
    [{ serverRegion: 'x'.repeat(51) }, 'filter.serverRegion'],
    [{ instanceType: 'a\u0000' }, 'filter.instanceType'],
    [{ instanceType: '\ud800' }, 'filter.instanceType'],
  ]
  test.each(bad)('refuse %j', async (filter, argument) => {
    const refusal = await refused(
      graph,
      anonymous,
      'query ($filter: InstanceFilter) { instances(filter: $filter) { totalCount } }',
      { filter },
    )
    expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', argument })
  })
})
