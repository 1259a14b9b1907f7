import { nearestMemories } from '@worlds/memory/nearest.ts'
import { exactSearch, nearest } from '@worlds/memory/recall.ts'
import { represent } from '@worlds/memory/representations.ts'
import { vectorBytes } from '@worlds/memory/wire.ts'
import { rowOf } from '../memory/trained.ts'
import type { Results } from './results.ts'
import { round } from './results.ts'
import { Store } from './stores.ts'
import { tenantsOf, textsOf } from './tenants.ts'
import { syntheticVectors } from './vectors.ts'

const total = 20_000
const questions = 25

/**
 * Recall of one tenant's ten nearest, side by side with the shape of Mem0's pgvector store: rows of vector and JSON, an
 * HNSW index over all of them, the tenant as a condition on the JSON without an index, no iterative scan.
 */
export async function peerBench(server: string, results: Results): Promise<void> {
  const vectors = syntheticVectors(total, 51)
  const tenants = tenantsOf(total, [10_000, 1_000, 100])
  const texts = textsOf(total, 52)
  await using peer = await Store.make(server, 'empty')
  await peer.client.query('create table memories (id int primary key, vector vector(768), payload jsonb)')
  await using graphStore = await Store.make(server, 'graph')
  const modelId = await graphStore.withModel()
  for (const { companionId, userId, from, size } of tenants) {
    const rows = Array.from({ length: size }, (_, at) => from + at)
    const own = (row: number) => ({ companionId, userId, content: texts[row] as string })
    await graphStore.load(
      rows.map(row => ({ ...own(row), representation: represent('CORE', rowOf(vectors, row), undefined) })),
      { modelId },
    )
    for (let first = 0; first < size; first += 500) {
      const batch = rows.slice(first, first + 500)
      const values = batch.flatMap(row => [
        row,
        vectorBytes(rowOf(vectors, row)),
        { user_id: userId, data: texts[row] },
      ])
      const lines = batch.map((_, at) => `($${3 * at + 1}, $${3 * at + 2}, $${3 * at + 3})`)
      await peer.client.query(`insert into memories values ${lines.join(', ')}`, values)
    }
  }
  await peer.client.query('create index on memories using hnsw (vector vector_cosine_ops); analyze memories')
  await graphStore.client.query('vacuum analyze companion_memories')
  await using graph = await graphStore.asGraph()
  const queries = syntheticVectors(questions, 53)
  for (const { companionId, userId, from, size } of tenants.slice(0, 3)) {
    const exact = exactSearch(vectors.subarray(from * 768, (from + size) * 768), 768)
    const found = { ours: 0, planned: 0, indexed: 0, returned: 0 }
    for (let at = 0; at < questions; at += 1) {
      const query = rowOf(queries, at)
      const sought = nearest(exact(query), 10).map(row => from + row)
      const hit = (ids: number[]) => ids.filter(id => sought.includes(id)).length
      const question = { companionId, userId, vectors: [query], modelId: null }
      const [hits = []] = await graph.ask({ role: 'admin', name: 'bench' }, db =>
        nearestMemories(db, graph.tools, question, 10),
      )
      const indexed = await peerSearch(peer, query, userId, 'off')
      found.ours += hit(hits.map(({ id }) => id - 1))
      found.planned += hit(await peerSearch(peer, query, userId, 'on'))
      found.indexed += hit(indexed)
      found.returned += indexed.length
    }
    const share = (count: number) => round(count / (10 * questions))
    results.add(
      `recall@10 of a tenant of ${size.toLocaleString('en')} in ${total.toLocaleString('en')}, beside Mem0's store`,
      null,
      `ours ${share(found.ours)}; theirs by the plan chosen here ${share(found.planned)}, by their HNSW index ` +
        `${share(found.indexed)} (${round(found.returned / questions)} of ten rows returned)`,
    )
  }
}

/** At some sizes the planner leaves their index alone and reads all rows of everybody: both ways are measured. */
async function peerSearch(peer: Store, query: Float32Array, userId: string, seqScans: 'on' | 'off'): Promise<number[]> {
  await peer.client.query(`set enable_seqscan = ${seqScans}`)
  const { rows } = await peer.client.query(
    "select id from memories where payload->>'user_id' = $2 order by vector <=> $1 limit 10",
    [vectorBytes(query), userId],
  )
  return rows.map(({ id }) => id)
}
