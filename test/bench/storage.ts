import type { Codec } from '@worlds/memory/codec.ts'
import { represent } from '@worlds/memory/representations.ts'
import type { MemoryTier } from '@worlds/memory/schema.gen.ts'
import { rowOf } from '../memory/trained.ts'
import type { Results } from './results.ts'
import { round } from './results.ts'
import { Store } from './stores.ts'
import { textsOf } from './tenants.ts'
import { syntheticVectors } from './vectors.ts'

const count = 5_000

/** Bytes of a memory on disk, its indexes included, by tier: in the graph's database and under the owner's schema. */
export async function storageBench(server: string, codec: Codec, results: Results): Promise<void> {
  const vectors = syntheticVectors(count, 41)
  const texts = textsOf(count, 42)
  for (const tier of ['CORE', 'IMPORTANT', 'BACKGROUND', 'SPARSE'] satisfies MemoryTier[]) {
    const rowsWith = (codecId: number) =>
      Array.from({ length: count }, (_, at) => ({
        companionId: 'companion-1',
        userId: `00000000-0000-4000-8000-${String(at % 50).padStart(12, '0')}`,
        content: texts[at] as string,
        representation: represent(tier, rowOf(vectors, at), { id: codecId, modelId: 0, codec }),
      }))
    await using graph = await Store.make(server, 'graph')
    const { modelId, codecId } = await graph.withCodec(codec)
    await graph.load(rowsWith(codecId), { modelId })
    await using owner = await Store.make(server, 'owner')
    await owner.load(rowsWith(codecId), null)
    await owner.indexAsOwner()
    const [ours, theirs] = [await graph.bytes(), await owner.bytes()]
    const each = ({ table, indexes }: typeof ours) =>
      `${round((table + indexes) / count)} bytes (${round(table / count)} rows, ${round(indexes / count)} indexes)`
    results.add(`a ${tier} memory on disk`, null, `ours ${each(ours)}; owner's ${each(theirs)}`)
  }
}
