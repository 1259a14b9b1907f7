import type { Codec } from '@worlds/memory/codec.ts'
import { represent } from '@worlds/memory/representations.ts'
import type { MemoryTier } from '@worlds/memory/schema.gen.ts'
import { rowOf } from '../memory/trained.ts'
import { indexBench } from './indexing.ts'
import { peerBench } from './peers.ts'
import { recallBench, trainingBench } from './recalls.ts'
import { rememberBench } from './remembering.ts'
import type { Results } from './results.ts'
import { backgroundBench, type Corpus, hybridBench, similarBench } from './searches.ts'
import { storageBench } from './storage.ts'
import { type Row, Store } from './stores.ts'
import { type Tenant, tenantsOf, textsOf } from './tenants.ts'
import { syntheticVectors } from './vectors.ts'

/** The memory system's aims, each measured beside what it is held against, in one run on one server. */
export async function memoryBench(server: string, large: boolean, results: Results): Promise<void> {
  console.log('Training and recall')
  const codec = trainingBench(results)
  recallBench(codec, results)
  console.log('Bytes on disk')
  await storageBench(server, codec, results)
  console.log('Remembering')
  await rememberBench(server, results)
  console.log("Beside Mem0's store")
  await peerBench(server, results)
  console.log('An index of one tenant')
  await indexBench(server, results)
  await searchBench(server, codec, large ? 500_000 : 100_000, results)
}

async function searchBench(server: string, codec: Codec, total: number, results: Results): Promise<void> {
  console.log(`Searches, among ${total.toLocaleString('en')} memories`)
  const sizes = [10_000, 2_000, 15_000, 1_000, 100, ...(total > 100_000 ? [50_000] : [])]
  const tenants = tenantsOf(total, sizes)
  const [first, second] = tenants as [Tenant, Tenant]
  await using corpus = await corpusOf(server, codec, { total, tenants, background: second })
  for (const tenant of tenants.slice(0, sizes.length)) {
    if (tenant !== second)
      await similarBench(corpus, tenant, results, tenant === first ? { ratio: 10, recall: 0.99 } : null)
  }
  await hybridBench(corpus, first, results, 40)
  await backgroundBench(corpus, second, codec, results)
}

/** The same memories in both schemas; of one tenant the graph keeps codes alone. */
async function corpusOf(
  server: string,
  codec: Codec,
  { total, tenants, background }: { total: number; tenants: Tenant[]; background: Tenant },
): Promise<Corpus> {
  await using opened = new AsyncDisposableStack()
  const owner = opened.use(await Store.make(server, 'owner'))
  const graphStore = opened.use(await Store.make(server, 'graph'))
  const { modelId, codecId } = await graphStore.withCodec(codec)
  const vectors = syntheticVectors(total, 11)
  const texts = textsOf(total, 3)
  const rowsOf = ({ companionId, userId, from, size }: Tenant, tier: MemoryTier): Row[] =>
    Array.from({ length: size }, (_, at) => ({
      companionId,
      userId,
      content: texts[from + at] as string,
      representation: represent(tier, rowOf(vectors, from + at), { id: codecId, modelId, codec }),
    }))
  for (const tenant of tenants) {
    await owner.load(rowsOf(tenant, 'CORE'), null)
    await graphStore.load(rowsOf(tenant, tenant === background ? 'BACKGROUND' : 'CORE'), { modelId })
  }
  await owner.indexAsOwner()
  for (const store of [owner, graphStore]) await store.client.query('vacuum analyze companion_memories')
  const graph = opened.use(await graphStore.asGraph())
  const held = opened.move()
  const queries = syntheticVectors(60, 12)
  return { vectors, tenants, queries, owner, graph, [Symbol.asyncDispose]: () => held.disposeAsync() }
}
