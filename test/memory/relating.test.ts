import { anonymous, type Identity } from '@worlds/kit/identity.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { person, refused, serviceOf, told, uuid } from '../asking.ts'
import { admin, gameServer, onServer, type Stack, stack } from '../stack.ts'
import { allRemembered, clear, untouched } from './writing.ts'

const [ada, ben] = [uuid(56_001), uuid(56_002)]
const draft = { companionId: 'lin one', userId: ada, content: 'One.' }

const relate = `mutation ($input: RelateMemoriesInput!) { relateMemories(input: $input) {
  memory { id } relationship { type strength direction memory { id content } } } }`
const unrelate = `mutation ($input: UnrelateMemoriesInput!) { unrelateMemories(input: $input) { count memory { id } } }`

let graph: Stack
let ids: string[]
beforeAll(async () => {
  graph = await stack()
})
beforeEach(async () => {
  await clear(graph, 'lin %')
  const drafts = [draft, { ...draft, content: 'Two.' }, { ...draft, userId: ben }, { ...draft, companionId: 'lin two' }]
  ids = (await allRemembered(graph, admin, drafts)).memories.map(({ id }: { id: string }) => id)
})
afterAll(() => clear(graph, 'lin %'))

const ends = (from = 0, to = 1) => ({ id: ids[from], relatedId: ids[to] })
const related = async (input: Record<string, unknown> = {}, who: Identity = person(ada)) =>
  (await told(graph, who, relate, { input: { ...ends(), type: 'elaborates', ...input } })).relateMemories
const notRelated = (input: Record<string, unknown>, who: Identity = person(ada)) =>
  untouched(graph, () => refused(graph, who, relate, { input: { ...ends(), type: 'elaborates', ...input } }))
const notUnrelated = (input: Record<string, unknown>, who: Identity = person(ada)) =>
  untouched(graph, () => refused(graph, who, unrelate, { input: { ...ends(), ...input } }))
const links = () =>
  graph.asOwner(
    'memory',
    `select memory_id::text as id, related_memory_id::text as "relatedId", relationship_type as type, strength
     from memory_relationships where memory_id = any($1) order by id`,
    [ids],
  )

describe('who may not', () => {
  test.each<[string, Identity, string]>([
    ['nobody signed in', anonymous, 'UNAUTHENTICATED'],
    ['another person', person(ben), 'NOT_FOUND'],
    ['a service of another companion', serviceOf('lin two'), 'NOT_FOUND'],
  ])('%s relates nothing and takes nothing back, and the relationship is there', async (_, who, code) => {
    await related()
    expect((await notRelated({ strength: 1 }, who)).code).toBe(code)
    expect((await notRelated({ type: 'mine' }, who)).code).toBe(code)
    expect((await notUnrelated({}, who)).code).toBe(code)
    expect(await links()).toEqual([{ ...ends(), type: 'elaborates', strength: 0.5 }])
  })

  test('nobody relates what is theirs to what is hidden from them, from either end', async () => {
    expect(await notRelated(ends(0, 2))).toMatchObject({ code: 'NOT_FOUND', argument: 'relatedId' })
    expect(await notRelated(ends(2, 0))).toMatchObject({ code: 'NOT_FOUND', argument: 'id' })
    expect(await notUnrelated(ends(0, 2))).toMatchObject({ code: 'NOT_FOUND', argument: 'relatedId' })
    const absent = { ...ends(), relatedId: '2147483647' }
    expect(await notRelated(absent)).toMatchObject({ code: 'NOT_FOUND', argument: 'relatedId' })
  })

  test('memories of different people or companions are not related, not even by who sees both', async () => {
    const refusal = {
      code: 'BAD_USER_INPUT',
      argument: 'relatedId',
      message: expect.stringMatching(/different people/),
    }
    for (const who of [admin, gameServer]) {
      expect(await notRelated(ends(0, 2), who)).toMatchObject(refusal)
      expect(await notRelated(ends(0, 3), who)).toMatchObject(refusal)
    }
    expect(await notRelated(ends(0, 3))).toMatchObject(refusal)
    expect(await notRelated(ends(0, 2), serviceOf('lin one'))).toMatchObject(refusal)
  })

  test('the database refuses them too', async () => {
    const insert = 'insert into memory_relationships (memory_id, related_memory_id) values ($1, $2)'
    await expect(graph.asOwner('memory', insert, [ids[0], ids[2]])).rejects.toMatchObject({ constraint: 'one_owner' })
  })
})

describe('bad input', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['a malformed id', { id: 'x' }, 'id'],
    ['a malformed related id', { relatedId: '-5' }, 'relatedId'],
    ['no type', { type: ' ' }, 'type'],
    ['a long type', { type: 'x'.repeat(51) }, 'type'],
    ['NUL', { type: 'a\u0000' }, 'type'],
    ['a lone surrogate', { type: 'a\udc00' }, 'type'],
    ['strength 1.5', { strength: 1.5 }, 'strength'],
    ['strength -1', { strength: -1 }, 'strength'],
  ])('%s is refused, and nothing is written', async (_, input, argument) => {
    expect(await notRelated(input)).toMatchObject({ code: 'BAD_USER_INPUT', argument })
  })

  test('a memory is not related to itself', async () => {
    for (const relatedId of [ids[0], `0${ids[0]}`]) {
      expect(await notRelated({ relatedId })).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'relatedId' })
    }
  })
})

describe('relateMemories', () => {
  test.each<[string, Identity]>([
    ['their person', person(ada)],
    ['a service of their companion', serviceOf('lin one')],
    ['an admin', admin],
  ])('by %s relates two, and again changes how strongly', async (_, who) => {
    const relationship = {
      type: 'elaborates',
      strength: 0.5,
      direction: 'OUTGOING',
      memory: { id: ids[1], content: 'Two.' },
    }
    expect(await related({}, who)).toEqual({ memory: { id: ids[0] }, relationship })
    expect((await related({ strength: 0.9 }, who)).relationship.strength).toBe(0.9)
    expect((await related({ strength: 0 }, who)).relationship.strength).toBe(0)
    expect(await links()).toEqual([{ ...ends(), type: 'elaborates', strength: 0 }])
  })

  test('lets several types and both directions stand beside each other', async () => {
    await related()
    await related({ type: 'follows' })
    await related({ ...ends(1, 0), strength: 1 })
    const query = `{ memory(id: "${ids[0]}") { relationships { type direction strength } } }`
    expect((await told(graph, person(ada), query)).memory.relationships).toEqual([
      { type: 'elaborates', direction: 'INCOMING', strength: 1 },
      { type: 'elaborates', direction: 'OUTGOING', strength: 0.5 },
      { type: 'follows', direction: 'OUTGOING', strength: 0.5 },
    ])
  })

  test.runIf(onServer)('at once, and while an end is forgotten, ends in order', async () => {
    const input = { ...ends(), type: 'elaborates' }
    const asks = [0.1, 0.2, 0.3, 0.4].map(strength => graph.ask(person(ada), relate, { input: { ...input, strength } }))
    expect((await Promise.all(asks)).flatMap(({ errors }) => errors)).toEqual([])
    expect(await links()).toHaveLength(1)
    const answers = await Promise.all([
      ...[1, 2, 3].map(() => graph.ask(person(ada), relate, { input })),
      graph.ask(person(ada), `mutation { forgetMemory(input: { id: "${ids[1]}" }) { memory { id } } }`),
      ...[1, 2, 3].map(() => graph.ask(person(ada), relate, { input: { ...ends(1, 0), type: 'x' } })),
    ])
    const codes = answers.flatMap(({ errors }) => errors.map(({ extensions }) => extensions.code))
    expect(codes.every(code => code === 'NOT_FOUND')).toBe(true)
    expect(await links()).toEqual([])
  })
})

describe('unrelateMemories', () => {
  const unrelated = async (input: Record<string, unknown> = {}) =>
    (await told(graph, person(ada), unrelate, { input: { ...ends(), ...input } })).unrelateMemories

  test('takes one type back, or all from the one to the other', async () => {
    for (const type of ['a', 'b', 'c']) await related({ type })
    await related({ ...ends(1, 0), type: 'a' })
    expect(await unrelated({ type: 'b' })).toEqual({ count: 1, memory: { id: ids[0] } })
    expect(await unrelated({ type: null })).toEqual({ count: 2, memory: { id: ids[0] } })
    expect(await links()).toEqual([{ ...ends(1, 0), type: 'a', strength: 0.5 }])
  })

  test('of what there is not finds none', async () => {
    await related()
    expect((await notUnrelated({ type: 'other' })).code).toBe('NOT_FOUND')
    expect((await notUnrelated(ends(1, 0))).code).toBe('NOT_FOUND')
    expect(await notUnrelated({ relatedId: 'x' })).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'relatedId' })
    expect(await notUnrelated({ type: 'x'.repeat(51) })).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'type' })
    expect((await notUnrelated({ relatedId: ids[0] })).code).toBe('BAD_USER_INPUT')
  })
})
