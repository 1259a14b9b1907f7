import { anonymous, type Identity } from '@worlds/kit/identity.ts'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { codes, person, serviceOf, told, uuid } from '../asking.ts'
import { syntheticVectors } from '../bench/vectors.ts'
import { admin, gameServer, type Stack, stack } from '../stack.ts'
import { type Kept, kept, near } from './kept.ts'
import { rowOf } from './trained.ts'

const [ada, ben] = [uuid(55_001), uuid(55_002)]
const companion = 'recall'
const id = (n: number) => 2_000_055_000 + n
const query = rowOf(syntheticVectors(1, 96), 0)
const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, -1)
const memory = (n: number, cosine: number, row: Partial<Kept> = {}): Kept => ({
  id: id(n),
  companion_id: companion,
  user_id: ada,
  content: `memory ${n}`,
  tier: 'CORE',
  vector: near(query, cosine, n),
  ...row,
})

let graph: Stack
const present = new AsyncDisposableStack()
beforeAll(async () => {
  graph = await stack()
  // The stack enters accesses four times a minute; here it is told when.
  await graph.asOwner('memory', 'revoke execute on function graph.settle_accesses(integer) from memory_graph')
  present.defer(async () => {
    await graph.asOwner('memory', 'grant execute on function graph.settle_accesses(integer) to memory_graph')
  })
  present.use(
    await kept(graph, [
      memory(1, 0.9, { timestamp: ago(30), importance_score: 0, emotional_valence: 0, access_count: 0 }),
      memory(2, 0.8, {
        timestamp: ago(300),
        last_accessed: ago(60),
        importance_score: 1,
        emotional_valence: -0.8,
        access_count: 3,
      }),
      memory(3, 0.5, { timestamp: ago(0), importance_score: 0.4, access_count: 31 }),
      memory(4, -0.2, { emotional_valence: 1 }),
      memory(5, 0.95, { user_id: ben }),
    ]),
  )
})
afterEach(async () => {
  await graph.asOwner('memory', 'delete from graph.memory_accesses')
})
afterAll(() => present.disposeAsync())

const recall = `mutation ($input: RecallMemoriesInput!) { recallMemories(input: $input) { nodes {
  score similarity explanation { name value weight contribution }
  memory { id accessCount lastAccessed } via { id } } } }`
const own = { companionId: companion, userId: ada, embedding: Array.from(query) }
interface Node {
  score: number
  similarity: number
  explanation: { name: string; value: number; weight: number; contribution: number }[] | null
  memory: { id: string; accessCount: number; lastAccessed: string | null }
}
type Input = Record<string, unknown>
const recalled = async (input: Input = {}, who: Identity = person(ada)): Promise<Node[]> =>
  (await told(graph, who, recall, { input: { ...own, ...input } })).recallMemories.nodes
const numbers = (nodes: Node[]) => nodes.map(node => Number(node.memory.id) - id(0))
const valuesOf = (node: Node | undefined) =>
  Object.fromEntries((node?.explanation ?? []).map(({ name, value }) => [name, Number(value.toFixed(3))]))
const ownersRows = () => {
  const text = `select access_count as accesses, last_accessed is not null as accessed, xmin::text, ctid::text
    from companion_memories where companion_id = $1 order by id`
  return graph.asOwner('memory', text, [companion])
}
const counted = async () => {
  const rows = await graph.asOwner('memory', 'select memory_id as id, accesses from graph.memory_accesses order by 1')
  return rows.map(row => [Number(row.id) - id(0), row.accesses])
}

describe('who may not', () => {
  test('without a token is told so, and nothing is counted', async () => {
    expect(await codes(graph, anonymous, recall, { input: own })).toEqual({ recallMemories: 'UNAUTHENTICATED' })
    expect(await counted()).toEqual([])
  })

  test('another person and a service of another companion recall nothing of what is there, and count nothing', async () => {
    for (const who of [person(ben), serviceOf('recall two')]) expect(await recalled({}, who)).toEqual([])
    expect(await counted()).toEqual([])
    const count = 'select count(*)::int as count from companion_memories where user_id = $1 and companion_id = $2'
    expect(await graph.asOwner('memory', count, [ada, companion])).toEqual([{ count: 4 }])
  })

  test('and who may recalls none of others’', async () => {
    for (const who of [person(ada), serviceOf(companion), gameServer, admin]) {
      expect(numbers(await recalled({}, who)).toSorted()).toEqual([1, 2, 3, 4])
    }
  })

  test('neither sees nor changes what was counted for others', async () => {
    await recalled()
    const seen = `{ memory(id: "${id(1)}") { accessCount } }`
    expect(await told(graph, person(ben), seen)).toEqual({ memory: null })
    expect(await told(graph, person(ada), seen)).toEqual({ memory: { accessCount: 1 } })
  })
})

describe('a score', () => {
  const usual = { similarity: 0.6, importance: 0.15, recency: 0.15, access: 0.05, valence: 0.05 }

  test('is the weighted mean of the documented parts', async () => {
    const nodes = await recalled({ explain: true })
    expect(numbers(nodes)).toEqual([2, 1, 3, 4])
    const [second, first, third, fourth] = nodes
    expect(valuesOf(first)).toEqual({ similarity: 0.9, importance: 0, recency: 0.5, access: 0, valence: 0 })
    expect(valuesOf(second)).toEqual({ similarity: 0.8, importance: 1, recency: 0.25, access: 0.4, valence: 0.8 })
    expect(valuesOf(third)).toEqual({ similarity: 0.5, importance: 0.4, recency: 1, access: 1, valence: 0 })
    expect(valuesOf(fourth)).toEqual({ similarity: 0, importance: 0.5, recency: 0, access: 0, valence: 1 })
    expect(fourth?.similarity).toBeCloseTo(-0.2, 5)
    for (const { score, explanation } of nodes) {
      expect(Object.fromEntries((explanation ?? []).map(part => [part.name, Number(part.weight.toFixed(6))]))).toEqual(
        usual,
      )
      const sum = (explanation ?? []).reduce((total, part) => total + part.value * part.weight, 0)
      expect(score).toBeCloseTo(sum, 10)
    }
  })

  test('is explained where that is asked for', async () => {
    expect((await recalled()).every(node => node.explanation === null)).toBe(true)
  })

  test.each<[string, Input, number[]]>([
    ['similarity', { similarity: 1, importance: 0, recency: 0, access: 0, valence: 0 }, [1, 2, 3, 4]],
    ['importance', { similarity: 0, importance: 9, recency: 0, access: 0, valence: 0 }, [2, 4, 3, 1]],
    ['recency', { similarity: 0, importance: 0, recency: 1, access: 0, valence: 0 }, [3, 1, 2, 4]],
    ['access', { similarity: 0, importance: 0, recency: 0, access: 0.1, valence: 0 }, [3, 2, 4, 1]],
    ['feeling', { similarity: 0, importance: 0, recency: 0, access: 0, valence: 1e-300 }, [4, 2, 3, 1]],
  ])('of %s alone orders by it', async (_, weights, expected) => {
    expect(numbers(await recalled({ weights }))).toEqual(expected)
  })

  test('takes the usual weight where none is given', async () => {
    const [node] = await recalled({ weights: { similarity: 5.6, access: null }, explain: true })
    expect(node?.explanation?.map(part => Number(part.weight.toFixed(4)))).toEqual([
      0.9333, 0.025, 0.025, 0.0083, 0.0083,
    ])
  })

  test('halves recency by the half-life that is given', async () => {
    const nodes = await recalled({ halfLifeDays: 60, explain: true })
    expect(valuesOf(nodes.find(node => node.memory.id === String(id(1)))).recency).toBeCloseTo(Math.SQRT1_2, 3)
  })

  test('counts accesses that are not entered yet', async () => {
    await recalled({ first: 1, weights: { similarity: 1, importance: 0, recency: 0, access: 0, valence: 0 } })
    const nodes = await recalled({ explain: true })
    const values = valuesOf(nodes.find(node => node.memory.id === String(id(1))))
    expect(values).toMatchObject({ access: 0.2, recency: 1 })
  })

  test('keeps to the conditions, which hold inside', async () => {
    expect(numbers(await recalled({ minSimilarity: 0.7 })).toSorted()).toEqual([1, 2])
    expect(await recalled({ tiers: ['IMPORTANT'] })).toEqual([])
    expect(numbers(await recalled({ filter: { minImportance: 0.3 } })).toSorted()).toEqual([2, 3])
  })
})

describe('an access', () => {
  test('is counted of each memory that is returned, once, and of no other', async () => {
    expect(numbers(await recalled({ first: 2 }))).toEqual([2, 1])
    expect(await counted()).toEqual([
      [1, 1],
      [2, 1],
    ])
    await recalled({ minSimilarity: 0.85 })
    expect(await counted()).toEqual([
      [1, 2],
      [2, 1],
    ])
    await recalled({ minSimilarity: 1 })
    expect(await counted()).toHaveLength(2)
  })

  test('is not counted by looking or searching', async () => {
    const looks = `query ($i: SimilarMemoriesInput!, $s: SearchMemoriesInput!) { memory(id: "${id(1)}") { accessCount similar { similarity } }
      similarMemories(input: $i) { nodes { similarity } } searchMemories(input: $s) { nodes { score } } }`
    await told(graph, person(ada), looks, { i: own, s: { ...own, text: 'memory' } })
    expect(await counted()).toEqual([])
  })

  test('is seen at once, in the payload and in whatever is read later', async () => {
    const before = Date.now()
    const [node] = await recalled({ first: 1 })
    expect(node?.memory).toMatchObject({ id: String(id(2)), accessCount: 4 })
    const later = await told(
      graph,
      person(ada),
      `{ memory(id: "${id(2)}") { accessCount lastAccessed }
      me { memories(companionId: "recall") { nodes { id accessCount lastAccessed } } } }`,
    )
    expect(later.memory).toEqual({ accessCount: 4, lastAccessed: node?.memory.lastAccessed })
    expect(Math.abs(Date.parse(later.memory.lastAccessed) - before)).toBeLessThan(60_000)
    const twice = `mutation ($input: RecallMemoriesInput!) { one: recallMemories(input: $input) { nodes { memory { accessCount } } }
      two: recallMemories(input: $input) { nodes { memory { accessCount } } } }`
    const { one, two } = await told(graph, person(ada), twice, { input: { ...own, first: 1 } })
    expect([one.nodes[0].memory.accessCount, two.nodes[0].memory.accessCount]).toEqual([5, 6])
  })

  test('does not rewrite the memory’s wide row', async () => {
    const rows = await ownersRows()
    await recalled()
    await recalled()
    expect(await ownersRows()).toEqual(rows)
    expect(await counted()).toEqual([1, 2, 3, 4].map(n => [n, 2]))
  })
})
