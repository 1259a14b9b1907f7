import type { Identity } from '@worlds/kit/identity.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { person, refused, rows, serviceOf, told, uuid } from '../asking.ts'
import { admin, demo, gameServer, type Stack, stack } from '../stack.ts'

const [ada, ben] = [uuid(44_001), uuid(44_002)]
const id = (n: number) => 2_000_044_000 + n
const memory = (n: number, user_id: string, companion_id = 'rel one') => ({
  id: id(n),
  companion_id,
  user_id,
  content: `${n}`,
})
const link = (n: number, from: number, to: number, relationship_type: string | null, strength: number | null) => ({
  id: id(n),
  memory_id: id(from),
  related_memory_id: id(to),
  relationship_type,
  strength,
})

let graph: Stack
const present = new AsyncDisposableStack()
beforeAll(async () => {
  graph = await stack()
  present.use(
    await rows(graph, 'memory', 'companion_memories', [
      ...[1, 2, 3, 4].map(n => memory(n, ada)),
      memory(5, ben),
      memory(6, ada, 'rel two'),
    ]),
  )
  // Databases that the graph adopts may hold links between people.
  await graph.asOwner('memory', 'alter table memory_relationships disable trigger one_owner')
  present.use(
    await rows(graph, 'memory', 'memory_relationships', [
      link(1, 1, 2, 'elaborates', 0.5),
      link(2, 3, 1, 'elaborates', 0.9),
      link(3, 1, 4, null, null),
      link(4, 1, 5, 'follows', 1),
      link(5, 6, 1, 'follows', 0),
      link(6, 2, 1, 'elaborates', 0.5),
    ]),
  )
  await graph.asOwner('memory', 'alter table memory_relationships enable trigger one_owner')
})
afterAll(() => present.disposeAsync())

interface Link {
  type: string | null
  strength: number | null
  direction: string
  memory: { content: string }
}
const links = async (who: Identity, args = '', of = 1): Promise<Link[]> =>
  (
    await told(
      graph,
      who,
      `{ memory(id: "${id(of)}") { relationships${args} { type strength direction memory { content } } } }`,
    )
  ).memory.relationships
const ends = async (who: Identity, args = '', of = 1) =>
  (await links(who, args, of)).map(each => Number(each.memory.content))

describe('who may not', () => {
  test('a link is seen by who sees both of its ends; others are hidden, and are there', async () => {
    expect(await ends(person(ada))).toEqual([3, 2, 2, 6, 4])
    expect(await ends(person(ben), '', 5)).toEqual([])
    expect(await ends(serviceOf('rel one'))).toEqual([5, 3, 2, 2, 4])
    expect(await ends(serviceOf('rel two'), '', 6)).toEqual([])
    for (const who of [gameServer, admin]) expect(await ends(who)).toEqual([5, 3, 2, 2, 6, 4])
    expect(await graph.asOwner('memory', 'select from memory_relationships where id > $1', [id(0)])).toHaveLength(6)
  })

  test('nobody walks along links to memories of somebody else', async () => {
    const query = `{ memory(id: "${id(5)}") { relationships { memory { content user { id } } } } }`
    expect(await told(graph, person(ben), query)).toEqual({ memory: { relationships: [] } })
  })
})

describe('relationships', () => {
  test('are the strongest first, those of unknown strength last, from both ends', async () => {
    expect(await links(admin)).toEqual([
      { type: 'follows', strength: 1, direction: 'OUTGOING', memory: { content: '5' } },
      { type: 'elaborates', strength: 0.9, direction: 'INCOMING', memory: { content: '3' } },
      { type: 'elaborates', strength: 0.5, direction: 'OUTGOING', memory: { content: '2' } },
      { type: 'elaborates', strength: 0.5, direction: 'INCOMING', memory: { content: '2' } },
      { type: 'follows', strength: 0, direction: 'INCOMING', memory: { content: '6' } },
      { type: null, strength: null, direction: 'OUTGOING', memory: { content: '4' } },
    ])
  })

  test('may be of one type, and of a least strength', async () => {
    expect(await ends(admin, '(type: "elaborates")')).toEqual([3, 2, 2])
    expect(await ends(admin, '(type: "ELABORATES")')).toEqual([])
    expect(await ends(admin, '(minStrength: 0.5)')).toEqual([5, 3, 2, 2])
    expect(await ends(admin, '(minStrength: 0)')).toEqual([5, 3, 2, 2, 6])
    expect(await ends(admin, '(type: "follows", minStrength: 1)')).toEqual([5])
    expect(await ends(admin, '(type: null, minStrength: null)')).toHaveLength(6)
  })

  test('of the demo agree with SQL', async () => {
    const query = `{ me { memories(first: 100) { nodes { id relationships { strength type memory { id } } } } } }`
    const { nodes } = (await told(graph, demo, query)).me.memories
    const sql = `select id, strength, relationship_type as type, json_build_object('id', other::text) as memory from (
      select id, strength, relationship_type, related_memory_id as other from memory_relationships where memory_id = $1
      union all select id, strength, relationship_type, memory_id from memory_relationships where related_memory_id = $1
    ) links order by strength desc, id`
    let seen = 0
    for (const { id, relationships } of nodes) {
      const stored = await graph.asOwner('memory', sql, [id])
      expect(relationships).toEqual(stored.map(({ id, ...link }) => link))
      seen += stored.length
    }
    expect(seen).toBeGreaterThan(50)
  }, 60_000)

  test('are a hundred at most', async () => {
    const crowd = Array.from({ length: 120 }, (_, n) => memory(100 + n, ada))
    await using _memories = await rows(graph, 'memory', 'companion_memories', crowd)
    const all = crowd.map((_, n) => link(100 + n, 100 + n, 3, 'x', n / 120))
    await using _links = await rows(graph, 'memory', 'memory_relationships', all)
    expect(await ends(person(ada), '(type: "x")', 3)).toEqual(crowd.map((_, n) => 219 - n).slice(0, 100))
  })

  test.each([
    ['minStrength', '2', /"minStrength" takes 0 to 1, not 2/],
    ['minStrength', '-0.1', /"minStrength" takes 0 to 1/],
    ['type', '"a\\u0000"', /"type" holds the NUL character/],
    ['type', `"${'x'.repeat(51)}"`, /"type" takes 50 characters at most/],
  ])('refuse %s of %.12s', async (argument, value, message) => {
    const query = `{ memory(id: "${id(1)}") { relationships(${argument}: ${value}) { type } } }`
    expect(await refused(graph, admin, query)).toEqual({
      code: 'BAD_USER_INPUT',
      argument,
      message: expect.stringMatching(message),
    })
  })
})
