import { anonymous, type Identity } from '@worlds/kit/identity.ts'
import { hashingModel } from '@worlds/memory/hashing.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codes, person, serviceOf, told, uuid } from '../asking.ts'
import { syntheticVectors } from '../bench/vectors.ts'
import { admin, demo, gameServer, type Stack, stack } from '../stack.ts'
import { statementsOf } from '../wire.ts'
import { type Kept, kept, near } from './kept.ts'
import { rowOf } from './trained.ts'

const [ada, ben] = [uuid(54_001), uuid(54_002)]
const companion = 'hybrid'
const id = (n: number) => 2_000_054_000 + n
const query = rowOf(syntheticVectors(1, 95), 0)
const memory = (n: number, content: string, cosine: number | null, row: Partial<Kept> = {}): Kept => ({
  id: id(n),
  companion_id: companion,
  user_id: ada,
  content,
  tier: cosine === null ? 'SPARSE' : 'CORE',
  vector: cosine === null ? undefined : near(query, cosine, n),
  ...row,
})

let graph: Stack
const present = new AsyncDisposableStack()
beforeAll(async () => {
  graph = await stack()
  const crowd = Array.from({ length: 130 }, (_, n) =>
    memory(100 + n, 'The lighthouse again.', (n + 1) / 200, { companion_id: 'crowd' }),
  )
  present.use(
    await kept(graph, [
      memory(1, 'We sailed past the old harbour wall.', 0.5, { key_phrases: ['sea'], importance_score: 0.9 }),
      memory(2, 'Dinner with the neighbours.', 0.55, { timestamp: '2025-03-01' }),
      memory(3, 'Her harbour is calm.', null, { timestamp: '2025-01-01' }),
      memory(4, 'An old song.', 0.1, { key_phrases: ['sea', 'song'], timestamp: '2025-02-01' }),
      memory(5, 'Walls have ears; harbours have boats.', -0.3, { importance_score: 0.2 }),
      memory(6, 'The harbour of another.', 0.99, { user_id: ben }),
      memory(7, 'The harbour elsewhere.', 0.99, { companion_id: 'hybrid two' }),
      ...crowd,
    ]),
  )
})
afterAll(() => present.disposeAsync())

const search = `query ($input: SearchMemoriesInput!) { searchMemories(input: $input) { nodes {
  score vectorSimilarity textRank explanation { name value weight contribution } memory { id } via { id } } } }`
const own = { companionId: companion, userId: ada, embedding: Array.from(query) }
interface Node {
  score: number
  vectorSimilarity: number | null
  textRank: number
  explanation: { name: string; value: number; weight: number; contribution: number }[] | null
  memory: { id: string }
}
type Input = Record<string, unknown>
const found = async (text: string, input: Input = {}, who: Identity = person(ada)): Promise<Node[]> =>
  (await told(graph, who, search, { input: { ...own, text, ...input } })).searchMemories.nodes
const numbers = (nodes: Node[]) => nodes.map(node => Number(node.memory.id) - id(0))
/** The memories whose words match, best first. */
const worded = async (text: string, input: Input = {}) => numbers(await found(text, { vectorWeight: 0, ...input }))

describe('who may not', () => {
  test('without a token is told so', async () => {
    const input = { ...own, text: 'harbour' }
    expect(await codes(graph, anonymous, search, { input })).toEqual({ searchMemories: 'UNAUTHENTICATED' })
  })

  test('another person and a service of another companion find nothing, by meaning or by words', async () => {
    for (const who of [person(ben), demo, serviceOf('hybrid two')]) {
      for (const input of [{}, { vectorWeight: 0 }, { textWeight: 0 }]) {
        expect(await found('harbour', input, who)).toEqual([])
      }
    }
    const count = `select count(*)::int as count from companion_memories
      where user_id = $1 and companion_id = $2 and content ilike '%harbour%'`
    expect(await graph.asOwner('memory', count, [ada, companion])).toEqual([{ count: 3 }])
  })

  test('and who may finds none of others’', async () => {
    for (const who of [person(ada), serviceOf(companion), gameServer, admin]) {
      expect(numbers(await found('harbour', {}, who)).toSorted()).toEqual([1, 2, 3, 4, 5])
    }
  })

  test('is refused by the database as well, which searches words with more than the caller’s right', async () => {
    const matching = `select id from graph.memories_matching($1, $2, 'harbour', null, null, null, null, null, null, null, 9)`
    const asked = async (role: string, user: string, companions: string, [of, who] = [companion, ada]) => {
      const text = `with asking as materialized (select set_config('app.role', $3, true), set_config('app.user_id', $4, true),
        set_config('app.companions', $5, true)) select found.id from asking, lateral (${matching}) found order by id`
      return (await graph.asOwner('memory', text, [of, who, role, user, companions])).map(row => Number(row.id) - id(0))
    }
    for (const [role, user, companions] of [
      ['', '', ''],
      ['anonymous', ada, ''],
      ['user', ben, ''],
      ['user', '', ''],
      ['service', ada, '["hybrid two"]'],
      ['service', ada, '[]'],
      ['nobody', ada, '["*"]'],
    ] as const) {
      expect(await asked(role, user, companions)).toEqual([])
    }
    for (const [role, user, companions] of [
      ['user', ada, ''],
      ['service', '', '["hybrid"]'],
      ['service', '', '["*"]'],
      ['admin', '', ''],
    ] as const) {
      expect(await asked(role, user, companions)).toEqual([1, 3, 5])
    }
    expect(await asked('user', ben, '', [companion, ben])).toEqual([6])
  })
})

describe('meaning and words together', () => {
  test('a match of words outranks a memory that is a little more similar', async () => {
    expect(numbers(await found('something else', { first: 2 }))).toEqual([2, 1])
    expect(numbers(await found('harbour', { first: 2 }))).toEqual([1, 2])
  })

  test('a memory without a vector is found by its words, and is nowhere without them', async () => {
    const nodes = await found('harbour')
    const [sparse] = nodes.filter(node => node.memory.id === String(id(3)))
    expect(sparse?.vectorSimilarity).toBeNull()
    expect(sparse?.textRank).toBeGreaterThan(0)
    expect(sparse?.score).toBeLessThanOrEqual(0.3)
    expect(numbers(await found('something else'))).toEqual([2, 1, 4, 5])
  })

  test('a score is the sum of its parts, which are told when that is asked for', async () => {
    for (const node of await found('harbour', { explain: true })) {
      const [similarity, text] = node.explanation ?? []
      expect(similarity).toMatchObject({
        name: 'similarity',
        value: Math.max(0, node.vectorSimilarity ?? 0),
        weight: 0.7,
      })
      expect(text).toMatchObject({ name: 'text', weight: 0.3 })
      expect(text?.value === 0).toBe(node.textRank === 0)
      for (const part of node.explanation ?? []) expect(part.contribution).toBeCloseTo(part.value * part.weight, 10)
      expect((similarity?.contribution ?? 0) + (text?.contribution ?? 0)).toBeCloseTo(node.score, 10)
    }
    expect((await found('harbour')).every(node => node.explanation === null)).toBe(true)
  })

  test('weights count by their proportion', async () => {
    const plain = await found('harbour')
    expect(await found('harbour', { vectorWeight: 70, textWeight: 30 })).toEqual(plain)
    const even = await found('harbour', { vectorWeight: 2, textWeight: 2, explain: true })
    expect(even[0]?.explanation?.map(part => part.weight)).toEqual([0.5, 0.5])
  })

  test('words alone ask nothing of the vectors, of whatever model they are, nor of the embedder', async () => {
    const statements = await statementsOf(async () => {
      const nodes = await found('harbour', { vectorWeight: 0, embedding: undefined })
      expect(numbers(nodes).toSorted()).toEqual([1, 3, 5])
      expect(nodes.map(node => node.vectorSimilarity)).toEqual([null, null, null])
      expect(nodes[0]?.score).toBe(1)
    })
    expect(statements.filter(text => /embedding_model\b.*least|<=>|quantized/s.test(text))).toEqual([])
    const input = { vectorWeight: 0, embeddingModel: hashingModel }
    expect(numbers(await found('harbour', input)).toSorted()).toEqual([1, 3, 5])
  })

  test('meaning alone asks nothing of the words', async () => {
    const nodes = await found('harbour', { textWeight: 0 })
    expect(numbers(nodes)).toEqual([2, 1, 4, 5])
    expect(nodes.map(node => node.textRank)).toEqual([0, 0, 0, 0])
    expect(nodes[0]?.score).toBeCloseTo(0.55, 5)
  })

  test('the nearest of many that match alike get their words’ due', async () => {
    const nodes = await found('lighthouse', { companionId: 'crowd', first: 5 })
    expect(numbers(nodes)).toEqual([229, 228, 227, 226, 225])
    const few = { companionId: 'crowd', first: 5, embedding: Array.from(query, value => -value) }
    for (const node of await found('lighthouse', few)) expect(node.textRank).toBeGreaterThan(0)
    const any = await found('lighthouse somewhere', few)
    expect(any.every(node => node.textRank > 0)).toBe(true)
  })
})

describe('words', () => {
  test.each<[string, number[]]>([
    ['harbour', [1, 3, 5]],
    ['Harbours', [1, 3, 5]],
    ['harbour wall', [1, 5]],
    ['harbour wall old', [1]],
    ['calm song', [3, 4]],
    ['harbour nowhere', [1, 3, 5]],
    ['"harbour wall"', [1]],
    ['"ears harbour"', [5]],
    ['a well-sailed harbour', [1, 3, 5]],
    ['"well sailed" harbour', []],
    ['"calm harbour"', []],
    ['harbour -wall', [3]],
    ['song or dinner', [2, 4]],
    ['the and of', []],
    ['-harbour', [2, 4]],
    ['nowhere', []],
    [`harbour'); delete from companion_memories; --`, [1, 3, 5]],
    ['!!! & | <-> :*', []],
    ['\\', []],
    ['"', []],
    ['x'.repeat(3000), []],
    [`${'x'.repeat(3000)} harbour`, [1, 3, 5]],
    ['"'.repeat(5000), []],
    ['a or '.repeat(1500), []],
    [`${'b or '.repeat(40)}harbour`, [1, 3, 5]],
    [`${'b or '.repeat(1500)}harbour`, []],
    ['-'.repeat(9000), []],
    ['harbour '.repeat(1200), [1, 3, 5]],
  ])('match as they should: text %#', async (text, expected) => {
    expect((await worded(text)).toSorted()).toEqual(expected)
  })

  test('that a memory has all of come before any of them', async () => {
    const [first] = await worded('old harbour wall')
    expect(first).toBe(1)
  })

  test.each<[Record<string, unknown>, number[]]>([
    [{ tiers: ['SPARSE'] }, [3]],
    [{ keyPhrasesAny: ['sea'] }, [1]],
    [{ keyPhrasesAll: ['sea', 'song'] }, []],
    [{ since: '2025-01-01T00:00:00Z' }, [3]],
    [{ until: '2025-01-02T00:00:00Z' }, [3]],
    [{ minImportance: 0.5 }, [1]],
    [{ text: 'calm or ears' }, [3, 5]],
    [{ text: 'the' }, []],
    [{ text: '-'.repeat(500) }, []],
    [{ text: `calm ${'- '.repeat(200)}` }, [3]],
    [{ text: '', tiers: [], keyPhrasesAny: [] }, [1, 3, 5]],
  ])('meet the conditions %j too', async (filter, expected) => {
    expect((await worded('harbour', { filter })).toSorted()).toEqual(expected)
    const together = numbers(await found('harbour', { filter }))
    expect(together).toEqual(expect.arrayContaining(expected))
  })

  test('have any of them where none of those that meet the conditions has all', async () => {
    expect(await worded('old harbour', { filter: { text: 'calm' } })).toEqual([3])
  })

  test('first tells how many', async () => {
    expect(await worded('harbour', { first: 1 })).toHaveLength(1)
    expect(await found('harbour', { first: 2 })).toHaveLength(2)
  })
})
