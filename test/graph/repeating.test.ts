import { readFileSync } from 'node:fs'
import type { StoredCodec } from '@worlds/memory/codecs.ts'
import { buildSchema, type GraphQLObjectType } from 'graphql'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { faultsOf, freshKey, keyed, recordsOf } from '../keyed.ts'
import { keptCodec, modelNumber } from '../memory/kept.ts'
import { onServer, type Stack, stack } from '../stack.ts'
import { arranged, askerOf, type Example, examples, mutationOf, stateNow } from './repeatable.ts'

const api = buildSchema(readFileSync(new URL(import.meta.resolve('@worlds/schema/api.graphql')), 'utf8'))
const mutations = (api.getMutationType() as GraphQLObjectType).getFields()

let graph: Stack
let codec: StoredCodec & AsyncDisposable
let present: AsyncDisposable
beforeAll(async () => {
  graph = await stack()
  codec = await keptCodec(graph, await modelNumber(graph))
}, 300_000)
afterAll(() => codec[Symbol.asyncDispose]())

describe('every mutation of the graph', () => {
  beforeEach(async () => {
    present = await arranged(graph, codec)
  })
  afterEach(() => present[Symbol.asyncDispose]())

  const requestOf = (name: string, example: Example, key = freshKey()) => ({
    ...{ who: askerOf(example), key, query: mutationOf(name, example), variables: { input: example.input } },
  })

  test.each(Object.entries(examples))('is done once for a key: %s', async (name, example) => {
    const request = requestOf(name, example)
    const before = await stateNow(graph)
    const first = await keyed(graph, request)
    expect(first.errors).toEqual([])
    const after = await stateNow(graph)
    expect(after.length - before.length).toBe(example.more ?? 0)
    expect(after).not.toEqual(before)
    const second = await keyed(graph, request)
    expect([second.errors, second.data]).toEqual([[], { [name]: { ...first.data[name], ...example.again } }])
    const other = await keyed(graph, { ...request, query: `${request.query} # another` })
    expect(faultsOf(other)).toEqual({ [name]: ['CONFLICT', 'Idempotency-Key'] })
    expect(await stateNow(graph)).toEqual(after)
    expect(await textKept(request.key)).toContain(name)
    expect(await textKept(request.key)).not.toMatch(/tide|harbour|boat|Once|Ida|Eva|Lamp|Yard|Ann again/)
  })

  /** What sees to it is the same for all; these are of each database, of many rows and of functions in the database. */
  const crowded = Object.entries(examples).filter(([name]) =>
    ['createCharacter', 'joinInstance', 'createAsset', 'rememberMemories', 'forgetMemory'].includes(name),
  )

  test.skipIf(!onServer).each(crowded)('and under 20 posts at once: %s', async (name, example) => {
    const request = requestOf(name, example)
    const [before, deadlocks] = [await stateNow(graph), await deadlocksNow()]
    const answers = await Promise.all(Array.from({ length: 20 }, () => keyed(graph, request)))
    expect(answers.flatMap(({ errors }) => errors)).toEqual([])
    const after = await stateNow(graph)
    expect(after.length - before.length).toBe(example.more ?? 0)
    const told = answers.map(({ data }) => ({ ...data[name], ...example.again }))
    expect(told).toEqual(told.map(() => told[0]))
    expect(await keptOf(request.key)).toHaveLength(1)
    expect(await deadlocksNow()).toEqual(deadlocks)
  })
})

const keptOf = async (key: string) =>
  (await Promise.all((['memory', 'nexus', 'world'] as const).map(name => recordsOf(graph, name, key)))).flat()
/** Ids and numbers of what was done; nothing that people wrote. */
const textKept = async (key: string) => JSON.stringify(await keptOf(key))

/** PostgreSQL counts them a moment later, and a count that is late shows in the next test. */
const deadlocksNow = async () => {
  const text = 'select deadlocks::int from pg_stat_database where datname = current_database()'
  const all = await Promise.all((['memory', 'nexus', 'world'] as const).map(name => graph.asOwner(name, text)))
  return all.map(([row]) => row?.deadlocks)
}

describe('the table of examples', () => {
  test('names every mutation', () => {
    expect(Object.keys(examples).toSorted()).toEqual(Object.keys(mutations).toSorted())
  })
})
