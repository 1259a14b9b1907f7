import { anonymous, type Identity } from '@worlds/kit/identity.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { person, refused, rows, serviceOf, told, uuid } from '../asking.ts'
import { admin, type Stack, stack } from '../stack.ts'
import { allRemembered, clear, fields } from './writing.ts'

const [ada, ben] = [uuid(57_001), uuid(57_002)]
const companionId = 'exp one'
const day = (n: number) => `2024-01-${String(n).padStart(2, '0')}T00:00:00.000000Z`
const order = [3, 1, 5, 2, 4, 2, 7]
const drafts = order.map((n, at) => ({
  companionId,
  userId: ada,
  content: `Day ${n}, line\nbreak “${at}”`,
  timestamp: day(n),
}))

const query = `query ($companionId: ID! = "${companionId}", $userId: ID! = "${ada}", $first: Int, $after: String) {
  exportMemories(companionId: $companionId, userId: $userId, first: $first, after: $after) { lines count endCursor } }`
const present = new AsyncDisposableStack()
let graph: Stack
let ids: string[]
beforeAll(async () => {
  graph = await stack()
  await clear(graph, 'exp %')
  const { memories } = await allRemembered(graph, admin, [...drafts, { ...drafts[0], userId: ben }])
  ids = memories.map(({ id }: { id: string }) => id)
  const old = { id: 2_000_057_000, companion_id: companionId, user_id: ada, content: 'Before time', memory_tier: null }
  present.use(await rows(graph, 'memory', 'companion_memories', [old]))
  const link = `insert into memory_relationships (memory_id, related_memory_id, relationship_type, strength)
    values ($1, $2, 'then', 0.25), ($1, $3, null, null), ($2, $1, 'back', 1)`
  await graph.asOwner('memory', link, ids.slice(0, 3))
  await graph.asOwner('memory', 'insert into graph.memory_accesses (memory_id, accesses) values ($1, 7)', [ids[0]])
})
afterAll(async () => {
  await present.disposeAsync()
  await clear(graph, 'exp %')
})

const exported = async (variables: Record<string, unknown> = {}, who: Identity = person(ada)) =>
  (await told(graph, who, query, variables)).exportMemories
const parsed = (lines: string) => {
  expect(lines === '' || lines.endsWith('\n')).toBe(true)
  return lines
    .split('\n')
    .slice(0, -1)
    .map(line => JSON.parse(line))
}
const nothing = { lines: '', count: 0, endCursor: null }

describe('who may not', () => {
  test('export what somebody else is remembered for, which is there', async () => {
    expect((await refused(graph, anonymous, query)).code).toBe('UNAUTHENTICATED')
    expect(await exported({}, person(ben))).toEqual(nothing)
    expect(await exported({}, serviceOf('exp two'))).toEqual(nothing)
    expect(await graph.asOwner('memory', 'select from companion_memories where user_id = $1', [ada])).toHaveLength(8)
  })

  test('a cursor leads nobody to somebody else', async () => {
    const { endCursor } = await exported({ first: 1 })
    expect(await exported({ after: endCursor }, person(ben))).toEqual(nothing)
    expect((await exported({ userId: ben, after: endCursor }, person(ben))).count).toBe(1)
  })
})

describe('an export', () => {
  test.each<[string, Identity]>([
    ['its person', person(ada)],
    ['a service of its companion', serviceOf(companionId)],
    ['an admin', admin],
  ])('for %s holds all, the oldest first', async (_, who) => {
    const { lines, count, endCursor } = await exported({}, who)
    const memories = parsed(lines)
    expect([count, endCursor]).toEqual([8, null])
    expect(memories.map(({ timestamp }) => timestamp)).toEqual([null, ...[1, 2, 2, 3, 4, 5, 7].map(day)])
    expect(memories.map(({ id }) => id).slice(2, 4)).toEqual([ids[3], ids[5]])
    expect(await exported({ userId: ada.toUpperCase() }, who)).toEqual({ lines, count, endCursor })
  })

  test('says of a memory what the graph says, but its vector', async () => {
    const memories = parsed((await exported()).lines)
    for (const { companionId, userId, relationships, ...line } of memories) {
      const { memory } = await told(graph, person(ada), `{ memory(id: "${line.id}") { ${fields} } }`)
      expect({ ...line, companion: { id: companionId }, user: { id: userId } }).toEqual(memory)
      expect(relationships.length).toBe({ [`${ids[0]}`]: 2, [`${ids[1]}`]: 1 }[line.id as string] ?? 0)
    }
    const first = memories.find(({ id }) => id === ids[0])
    expect(first).toMatchObject({
      accessCount: 7,
      relationships: [
        { type: 'then', strength: 0.25, relatedId: ids[1] },
        { type: null, strength: null, relatedId: ids[2] },
      ],
    })
    expect(memories[0]).toMatchObject({ tier: null, keyPhrases: [], embeddingModel: null, content: 'Before time' })
  })

  test.each([1, 2, 3, 7, 8, 1_000])('in parts of %i holds each once', async first => {
    const whole = await exported()
    let lines = ''
    for (let after: string | null = null, more = true; more; ) {
      const part = await exported({ first, after })
      expect(part.count).toBe(parsed(part.lines).length)
      lines += part.lines
      after = part.endCursor
      more = after !== null
      if (more) expect(part.count).toBe(first)
    }
    expect(lines).toBe(whole.lines)
  })

  test.each<[string, Record<string, unknown>, string]>([
    ['first: 0', { first: 0 }, 'first'],
    ['first: 1001', { first: 1_001 }, 'first'],
    ['a garbled cursor', { after: 'abc' }, 'after'],
    ['an empty cursor', { after: '' }, 'after'],
    ['no companion', { companionId: '' }, 'companionId'],
    ['a long person', { userId: 'x'.repeat(51) }, 'userId'],
  ])('with %s is refused', async (_, variables, argument) => {
    expect(await refused(graph, admin, query, variables)).toMatchObject({ code: 'BAD_USER_INPUT', argument })
  })
})
