import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { person, rows, told, uuid } from '../asking.ts'
import { syntheticVectors } from '../bench/vectors.ts'
import { admin, type Stack, stack } from '../stack.ts'
import { type Kept, kept, near } from './kept.ts'
import { rowOf } from './trained.ts'

const [ada, ben] = [uuid(53_001), uuid(53_002)]
const companion = 'expansion'
const id = (n: number) => 2_000_053_000 + n
const query = rowOf(syntheticVectors(1, 91), 0)
const cosines = [0.9, 0.8, 0.7, 0.2, 0.1]
const memory = (n: number, row: Partial<Kept> = {}): Kept => ({
  id: id(n),
  companion_id: companion,
  user_id: ada,
  content: `memory ${n}`,
  tier: 'CORE',
  ...row,
})
const link = (n: number, from: number, to: number, strength: number | null) => ({
  id: id(n),
  memory_id: id(from),
  related_memory_id: id(to),
  relationship_type: 'elaborates',
  strength,
})

let graph: Stack
const present = new AsyncDisposableStack()
beforeAll(async () => {
  graph = await stack()
  const found = cosines.map((cosine, n) => memory(n, { vector: near(query, cosine, n) }))
  const twins = [1, 2, 3].map(n =>
    memory(20 + n, { companion_id: 'twins', vector: near(near(query, 0.9, 50), 0.999 - n / 1e4, n) }),
  )
  const led = [10, 11, 12, 13, 14, 15].map(n => memory(n, { tier: 'SPARSE' }))
  present.use(
    await kept(graph, [
      ...found,
      ...twins,
      memory(24, { companion_id: 'twins', vector: near(query, 0.85, 60) }),
      ...led,
      memory(16, { user_id: ben, tier: 'SPARSE' }),
      memory(17, { companion_id: 'expansion two', tier: 'SPARSE' }),
    ]),
  )
  present.use(
    await rows(graph, 'memory', 'memory_relationships', [
      link(1, 0, 10, 1),
      link(2, 11, 0, 0.8),
      link(3, 1, 10, 0.9),
      link(4, 0, 1, 1),
      link(5, 10, 12, 0.5),
      link(6, 12, 13, 1),
      link(7, 2, 14, 0.4),
      link(8, 2, 15, null),
      link(9, 1, 13, 0),
    ]),
  )
})
afterAll(() => present.disposeAsync())

const similar = `query ($input: SimilarMemoriesInput!) { similarMemories(input: $input) {
  nodes { similarity memory { id } via { id } } } }`
const own = { companionId: companion, userId: ada, embedding: Array.from(query) }
interface Node {
  similarity: number
  memory: { id: string }
  via: { id: string } | null
}
const similarTo = async (input: Record<string, unknown>, who = person(ada)): Promise<Node[]> =>
  (await told(graph, who, similar, { input: { ...own, ...input } })).similarMemories.nodes
const number = (memory: { id: string } | null) => memory && Number(memory.id) - id(0)
/** What was led to: the memory, what led there, and its similarity. */
const led = async (expand: Record<string, unknown>, input: Record<string, unknown> = {}) =>
  (await similarTo({ first: 3, expand, ...input }))
    .filter(node => node.via)
    .map(({ memory, via, similarity }) => [number(memory), number(via), Number(similarity.toFixed(3))])

describe('expansion', () => {
  test('follows relationships either way, with half the similarity times the strength', async () => {
    expect(await led({})).toEqual([
      [10, 0, 0.45],
      [11, 0, 0.36],
    ])
  })

  test('shows what it led to where its similarity belongs, and the found ones as found', async () => {
    const nodes = await similarTo({ first: 5, expand: {} })
    expect(nodes.map(({ memory }) => number(memory))).toEqual([0, 1, 2, 10, 11, 3, 4])
    expect(nodes.filter(node => !node.via).map(({ similarity }) => Number(similarity.toFixed(3)))).toEqual(cosines)
  })

  test('leads along two relationships where that is asked for, each from the one before it', async () => {
    expect(await led({ depth: 2 })).toEqual([
      [10, 0, 0.45],
      [11, 0, 0.36],
      [12, 10, 0.113],
    ])
    expect(await led({ depth: 2, minStrength: 0.6 })).toEqual([
      [10, 0, 0.45],
      [11, 0, 0.36],
    ])
  })

  test('takes a memory by the best way to it', async () => {
    expect(await led({}, { tiers: ['CORE'] })).toEqual(await led({}))
    const nodes = await similarTo({ first: 2, expand: { minStrength: 0.85 } })
    expect(nodes.filter(node => node.via).map(({ memory, via }) => [number(memory), number(via)])).toEqual([[10, 0]])
  })

  test('follows only relationships of the strength that is asked for', async () => {
    expect(await led({ minStrength: 0.4 })).toContainEqual([14, 2, 0.14])
    expect((await led({ minStrength: 0.81 })).map(([to]) => to)).toEqual([10])
    // Of one without a strength nobody knows that it is strong enough; one of none is no way to a similarity.
    expect(await led({ minStrength: 0 })).toEqual([
      [10, 0, 0.45],
      [11, 0, 0.36],
      [14, 2, 0.14],
      [13, 1, 0],
    ])
  })

  test('adds no more than it should, and each once', async () => {
    expect((await led({ first: 1, depth: 2, minStrength: 0 })).map(([to]) => to)).toEqual([10])
    const nodes = await similarTo({ first: 5, expand: { depth: 2, minStrength: 0, first: 100 } })
    const ids = nodes.map(({ memory }) => number(memory))
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toContain(12)
    expect(await led({}, { minSimilarity: 0.99 })).toEqual([])
  })

  test('names the way also of what is less unlike than what led there', async () => {
    const opposite = Array.from(query, value => -value)
    const nodes = await similarTo({ embedding: opposite, first: 5, expand: { depth: 2, first: 2, minStrength: 0.4 } })
    const expanded = nodes.filter(node => node.via)
    expect(expanded).toHaveLength(2)
    expect(expanded.every(({ similarity }) => similarity < 0)).toBe(true)
    const similarities = nodes.map(({ similarity }) => similarity)
    expect(similarities).toEqual(similarities.toSorted((a, b) => b - a))
  })

  test('never leads to another person or companion, even by an old relationship that nobody mended yet', async () => {
    await graph.asOwner('memory', 'alter table memory_relationships disable trigger one_owner')
    try {
      const old = [link(20, 0, 16, 1), link(21, 17, 0, 1), link(22, 16, 15, 1)]
      await using _ = await rows(graph, 'memory', 'memory_relationships', old)
      for (const who of [person(ada), admin]) {
        const nodes = await similarTo({ first: 3, expand: { depth: 2 } }, who)
        expect(nodes.map(({ memory }) => number(memory))).not.toContain(16)
        expect(nodes.map(({ memory }) => number(memory))).not.toContain(17)
        // Nor through one: it would be named as what led there.
        expect(nodes.map(({ via }) => number(via))).not.toContain(16)
      }
    } finally {
      await graph.asOwner('memory', 'alter table memory_relationships enable trigger one_owner')
    }
  })

  test('shows in a search and in a recall the score of the way and no parts of its own', async () => {
    const query = `query ($input: SearchMemoriesInput!) { searchMemories(input: $input) {
      nodes { score vectorSimilarity textRank explanation { name } memory { id } via { id } } } }`
    const search = await told(graph, person(ada), query, {
      input: { ...own, text: 'nothing', first: 1, expand: {}, explain: true },
    })
    const [first, second] = search.searchMemories.nodes
    expect(first).toMatchObject({ via: null, explanation: [{ name: 'similarity' }, { name: 'text' }] })
    expect(second).toMatchObject({ via: { id: String(id(0)) }, explanation: null, vectorSimilarity: null, textRank: 0 })
    expect(second.score).toBeCloseTo(first.score * 0.5, 6)
    const mutation = `mutation ($input: RecallMemoriesInput!) { recallMemories(input: $input) {
      nodes { score similarity explanation { name } memory { id accessCount } via { id } } } }`
    const recall = await told(graph, person(ada), mutation, { input: { ...own, first: 1, expand: {}, explain: true } })
    const [found, led] = recall.recallMemories.nodes
    expect(led).toMatchObject({ via: { id: String(id(0)) }, explanation: null, memory: { accessCount: 1 } })
    expect(led.score).toBeCloseTo(found.score * 0.5, 6)
    expect(led.similarity).toBeCloseTo(found.similarity * 0.5, 6)
  })
})

describe('difference', () => {
  const ask = async (mmr: unknown, first = 2) => {
    const input = { ...own, companionId: 'twins', first, mmr }
    const { similarMemories } = await told(graph, person(ada), similar, { input })
    return similarMemories.nodes.map(({ memory }: Node) => number(memory))
  }

  test('is not looked for unless that is asked for, nor with a lambda of 1', async () => {
    const [best, next] = await ask(null)
    expect([21, 22, 23]).toEqual(expect.arrayContaining([best, next]))
    expect(await ask({ lambda: 1 }, 4)).toEqual(await ask(null, 4))
  })

  test('brings what is unlike before more of the same', async () => {
    const [best] = await ask(null)
    for (const mmr of [{ lambda: 0 }, { lambda: 0.3 }, {}, { lambda: null }]) expect(await ask(mmr)).toEqual([best, 24])
  })

  test('repeats and loses none', async () => {
    for (const lambda of [0, 0.5, 0.9]) expect((await ask({ lambda }, 100)).toSorted()).toEqual([21, 22, 23, 24])
  })

  test('comes before expansion, whose memories follow', async () => {
    const nodes = await similarTo({ first: 2, mmr: { lambda: 0 }, expand: { minStrength: 0.8 } })
    expect(nodes.slice(0, 2).every(node => node.via === null)).toBe(true)
    expect(nodes.slice(2).every(node => node.via !== null)).toBe(true)
    expect(nodes.length).toBeGreaterThan(2)
  })
})
