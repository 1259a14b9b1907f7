import { mounted } from '@worlds/gateway/datasource.ts'
import { readSettings } from '@worlds/kit/env.ts'
import { openSubgraph } from '@worlds/kit/main.ts'
import { memorySubgraph } from '@worlds/memory/subgraph.ts'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { person, uuid } from '../asking.ts'
import { syntheticVectors } from '../bench/vectors.ts'
import { graphUrl } from '../kit/pools.ts'
import { onServer, type Stack, stack } from '../stack.ts'
import { askSubgraph } from '../wire.ts'
import { Endpoint, embedded, fails } from './endpoint.ts'
import { kept, near } from './kept.ts'
import { rowOf } from './trained.ts'

const ada = uuid(57_001)
const companion = 'embedder of its own'
const id = (n: number) => 2_000_057_000 + n
const query = rowOf(syntheticVectors(1, 98), 0)

let graph: Stack
const present = new AsyncDisposableStack()
beforeAll(async () => {
  graph = await stack()
  const memories = Array.from({ length: 10 }, (_, n) => ({
    id: id(n),
    companion_id: companion,
    user_id: ada,
    tier: 'CORE' as const,
    vector: near(query, 0.9 - n / 20, n),
  }))
  present.use(await kept(graph, memories))
})
afterEach(async () => {
  await graph.asOwner('memory', 'delete from graph.memory_accesses')
})
afterAll(() => present.disposeAsync())

const recall = `mutation ($input: RecallMemoriesInput!) { recallMemories(input: $input) { nodes { memory { id accessCount } } } }`
const waiting = async () =>
  (await graph.asOwner('memory', 'select coalesce(sum(accesses), 0)::int as sum from graph.memory_accesses'))[0]?.sum

describe.skipIf(!onServer)('with an embedder of its own', () => {
  const opened = (settings: Record<string, string>) =>
    openSubgraph('memory', memorySubgraph, { settings: readSettings({ ...env(), ...settings }), log: graph.log })
  const env = () => ({
    MEMORY_DATABASE_URL: graphUrl('memory'),
    NEXUS_DATABASE_URL: graphUrl('nexus'),
    WORLD_DATABASE_URL: graphUrl('world'),
    AUTH_JWT_SECRET: 'x'.repeat(64),
  })
  const open = async (endpoint: Endpoint) => {
    const subgraph = await opened({ EMBEDDINGS_URL: `${endpoint.url}/v1`, EMBEDDINGS_MODEL: 'a-model' })
    const source = mounted(subgraph, graph.log)
    return { graph: { ...graph, sources: [source] }, [Symbol.asyncDispose]: () => source[Symbol.asyncDispose]() }
  }
  const byText = { companionId: companion, userId: ada, text: 'what was it' }

  test('that is down, a recall is refused and counts nothing; one with its own embedding works', async () => {
    await using endpoint = await Endpoint.open()
    await using own = await open(endpoint)
    endpoint.answers(fails(503))
    const { data, errors } = await askSubgraph(own.graph, 'memory', person(ada), recall, { input: byText })
    expect(data?.recallMemories).toBeNull()
    expect(errors?.map(error => error.extensions?.code)).toEqual(['SUBGRAPH_UNAVAILABLE'])
    expect(await waiting()).toBe(0)
    const input = { ...byText, embedding: Array.from(query) }
    expect(await askSubgraph(own.graph, 'memory', person(ada), recall, { input })).toMatchObject({
      data: { recallMemories: { nodes: { length: 10 } } },
    })
  })

  test('no session is open while it is asked, whatever else the request reads', async () => {
    await using endpoint = await Endpoint.open()
    await using own = await open(endpoint)
    const sessionsOpen: unknown[] = []
    endpoint.answers(async (...reply) => {
      const sessions = `select count(*)::int as count from pg_stat_activity
        where datname = current_database() and usename = 'memory_graph' and state like '%transaction%'`
      const count = async () => (await graph.asOwner('memory', sessions))[0]?.count
      // What was on its way when the embedder was asked comes to its end.
      await expect
        .poll(count)
        .toBe(0)
        .then(
          () => sessionsOpen.push(0),
          () => sessionsOpen.push('some'),
        )
      embedded(() => Array.from(query))(...reply)
    })
    const text = `query ($similar: SimilarMemoriesInput!, $search: SearchMemoriesInput!) {
      companion(id: "embedder of its own") { memories { totalCount nodes { id relationships { strength } } } }
      similarMemories(input: $similar) { nodes { memory { id } } } searchMemories(input: $search) { nodes { memory { id } } }
      memoryCodecs { id } }`
    const answers = await askSubgraph(own.graph, 'memory', person(ada), text, { similar: byText, search: byText })
    expect(answers.errors ?? []).toEqual([])
    expect(answers.data?.similarMemories).toMatchObject({ nodes: { length: 10 } })
    await askSubgraph(own.graph, 'memory', person(ada), recall, { input: byText })
    expect(endpoint.requests).toHaveLength(3)
    expect(sessionsOpen).toEqual([0, 0, 0])
  })
})
