import type { Identity } from '@worlds/kit/identity.ts'
import { indexLargeTenants } from '@worlds/memory/indexes.ts'
import { nearestMemories } from '@worlds/memory/nearest.ts'
import { exactSearch, nearest } from '@worlds/memory/recall.ts'
import { represent } from '@worlds/memory/representations.ts'
import { rowOf } from '../memory/trained.ts'
import { type Results, round } from './results.ts'
import { Store } from './stores.ts'
import { textsOf } from './tenants.ts'
import { syntheticVectors } from './vectors.ts'

const count = 50_000
const questions = 25
const tenant = { companionId: 'companion-1', userId: '00000000-0000-4000-8000-000000000001' }

/** One tenant of 50,000 full vectors, searched by their signs and then by an index of its own. */
export async function indexBench(server: string, results: Results): Promise<void> {
  const vectors = syntheticVectors(count, 71)
  const texts = textsOf(count, 72)
  await using store = await Store.make(server, 'graph')
  const modelId = await store.withModel()
  for (let from = 0; from < count; from += 5_000) {
    const rows = Array.from({ length: 5_000 }, (_, at) => ({
      ...tenant,
      content: texts[from + at] as string,
      representation: represent('CORE', rowOf(vectors, from + at), undefined),
    }))
    await store.load(rows, { modelId })
  }
  await store.client.query('vacuum analyze companion_memories')
  await using graph = await store.asGraph()
  const drawn = syntheticVectors(questions, 73)
  const queries = Array.from({ length: questions }, (_, at) => rowOf(drawn, at))
  const exact = exactSearch(vectors, 768)
  const truth = new Map(queries.map(query => [query, nearest(exact(query), 10)]))
  const asked: Identity = { role: 'user', id: tenant.userId }
  const search = async (query: Float32Array) => {
    const question = { ...tenant, vectors: [query], modelId: null }
    const [hits = []] = await graph.ask(asked, db => nearestMemories(db, graph.tools, question, 10))
    return hits.filter(({ id }) => truth.get(query)?.includes(id - 1)).length / 10
  }
  const measured = async () => {
    const { cpu } = await (await graph.meter()).median(queries, search)
    let recall = 0
    for (const query of queries) recall += await search(query)
    return `${round(cpu)} ms CPU, recall ${round(recall / questions)}`
  }
  const signs = await measured()
  await using db = store.asOwner()
  const { signal } = new AbortController()
  await indexLargeTenants(db, { over: count / 2, dryRun: false, signal, onMaking: () => undefined })
  await store.client.query('analyze companion_memories')
  results.add(
    `similar, tenant of ${count.toLocaleString('en')} alone`,
    null,
    `by signs ${signs}; by an index of its own ${await measured()}`,
  )
}
