import { readSettings } from '@worlds/kit/env.ts'
import { openSubgraph } from '@worlds/kit/main.ts'
import { decoded, vectorsOfMemories } from '@worlds/memory/representations.ts'
import { memorySubgraph } from '@worlds/memory/subgraph.ts'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { person, uuid } from '../asking.ts'
import { onServer, type Stack, stack } from '../stack.ts'
import { Endpoint, embedded, fails, placeOf, type Reply, vectorOf } from './endpoint.ts'
import { kept, ownerDb } from './kept.ts'

const id = 2_000_050_001
const ada = uuid(50_001)

// The embedder of the settings is asked while other programs go on writing.
describe.skipIf(!onServer)('promoting by content with an embedder', () => {
  let graph: Stack
  let endpoint: Endpoint
  let subgraph: Awaited<ReturnType<typeof openSubgraph>>
  beforeAll(async () => {
    graph = await stack()
    endpoint = await Endpoint.open()
    const url = inject('servers')?.memory.graph as string
    const own = {
      MEMORY_DATABASE_URL: url,
      EMBEDDINGS_URL: `${endpoint.url}/v1`,
      EMBEDDINGS_MODEL: 'promoting embedder',
    }
    const settings = readSettings(
      { ...own, MEMORY_POOL_MIN: '0', MEMORY_POOL_MAX: '2', AUTH_JWT_SECRET: 'x'.repeat(32) },
      'memory',
    )
    subgraph = await openSubgraph('memory', memorySubgraph, { settings, log: graph.log })
  })
  afterAll(async () => {
    await subgraph[Symbol.asyncDispose]()
    await endpoint[Symbol.asyncDispose]()
  })

  const memory = () =>
    kept(graph, [{ id, companion_id: 'promoting slowly', user_id: ada, content: 'a', tier: 'SPARSE' }])
  const promote = async () => {
    const query = `mutation { promoteMemory(input: { id: "${id}" }) { memory { tier content embeddingModel } } }`
    const { data, errors } = await subgraph.execute({ query }, { identity: person(ada), requestId: 'test' })
    return {
      memory: (data?.promoteMemory as { memory: unknown } | null)?.memory,
      code: errors?.[0]?.extensions.code,
      message: errors?.[0]?.message,
    }
  }
  const row = async () =>
    (
      await graph.asOwner('memory', `select companion_memories::text as row from companion_memories where id = ${id}`)
    )[0]
  const lengthen = () =>
    graph.asOwner('memory', `update companion_memories set content = content || 'b' where id = ${id}`)
  /** Answers after the content has changed. */
  const meanwhile: Reply = async (asked, response) => {
    await lengthen()
    return embedded()(asked, response)
  }

  test('embeds the new text when it changed meanwhile, and writes what fits', async () => {
    await using _memory = await memory()
    endpoint.answers(meanwhile, meanwhile, embedded())
    const { memory: answer } = await promote()
    expect(answer).toEqual({ tier: 'CORE', content: 'abb', embeddingModel: 'promoting embedder' })
    expect(endpoint.requests.map(({ asked }) => asked.input)).toEqual([['a'], ['ab'], ['abb']])
    const stored = (await vectorsOfMemories(ownerDb(graph), [String(id)])).get(String(id))
    expect(placeOf(decoded(stored as never, []) as Float32Array)).toBe(vectorOf('abb').indexOf(3))
  })

  test('gives up with CONFLICT when it changes each time', async () => {
    await using _memory = await memory()
    endpoint.answers(meanwhile)
    expect(await promote()).toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('Promote the memory again'),
    })
    expect(endpoint.requests).toHaveLength(3)
    expect((await row())?.row).toContain(',SPARSE,')
  })

  test('holds no session while the embedder is asked', async () => {
    await using _memory = await memory()
    let sessions: unknown
    endpoint.answers(async (asked, response) => {
      const text = `select state, query from pg_stat_activity where application_name = 'worlds-graph memory' and xact_start is not null`
      sessions = await graph.asOwner('memory', text)
      return embedded()(asked, response)
    })
    expect((await promote()).memory).toMatchObject({ tier: 'CORE' })
    expect(sessions).toEqual([])
  })

  test.each<[string, Reply, string]>([
    ['is down', fails(503), 'SUBGRAPH_UNAVAILABLE'],
    ['gives 1,536 numbers', embedded(text => vectorOf(text, 1536)), 'INTERNAL_SERVER_ERROR'],
  ])('changes nothing when the embedder %s', async (_, reply, code) => {
    await using _memory = await memory()
    const before = await row()
    endpoint.answers(reply)
    expect(await promote()).toMatchObject({ code })
    expect(await row()).toEqual(before)
  })

  test('of a memory that is forgotten meanwhile: NOT_FOUND', async () => {
    await using _memory = await memory()
    endpoint.answers(async (asked, response) => {
      await graph.asOwner('memory', `delete from companion_memories where id = ${id}`)
      return embedded()(asked, response)
    })
    expect(await promote()).toMatchObject({ code: 'NOT_FOUND' })
  })
})
