import { Refusal } from '@worlds/kit/errors.ts'
import type { Kysely } from 'kysely'
import { type MemoryRow, memoriesByIds } from './memories.ts'
import { type Hit, nearestMemories } from './nearest.ts'
import { countArgument } from './questions.ts'
import { decodedVectors } from './representations.ts'
import type { Resolvers } from './schema.gen.ts'
import { similarFindings } from './search.ts'
import type { Tables } from './tables.gen.ts'
import type { Tools } from './tools.ts'

interface Vectored {
  row: MemoryRow
  vector: Float32Array
}

/** The vectors of memories, decoded to 768 numbers; those without one are absent. */
async function vectored(db: Kysely<Tables>, tools: Tools, ids: readonly string[]): Promise<Vectored[]> {
  const [rows, vectors] = await Promise.all([memoriesByIds(db, ids), decodedVectors(db, tools, ids)])
  return [...rows].flatMap(([id, row]) => {
    const vector = vectors.get(id)
    return vector ? [{ row, vector }] : []
  })
}

/**
 * For each memory those most like it, itself left out: one search for all memories of one person with one companion. Of
 * those that cannot be compared, why: others of the same list can.
 */
const similarTo =
  (tools: Tools) =>
  async (db: Kysely<Tables>, ids: readonly string[], count: number): Promise<Map<string, Hit[] | Refusal>> => {
    // One of zeros, which another program may have left, is like nothing.
    const all = (await vectored(db, tools, ids)).filter(({ vector }) => vector.some(number => number !== 0))
    const tenants = Map.groupBy(all, ({ row }) => `${row.companionId}\u0000${row.userId}`)
    const hits = new Map<string, Hit[] | Refusal>()
    const searches = [...tenants.values()].map(async own => {
      const { companionId, userId } = (own[0] as Vectored).row
      const question = { companionId, userId, vectors: own.map(({ vector }) => vector), modelId: null }
      const found = await nearestMemories(db, tools, question, count + 1).catch((error: unknown) => {
        if (error instanceof Refusal) return error
        throw error
      })
      own.forEach(({ row }, at) => {
        const others = found instanceof Refusal ? found : (found[at] ?? []).filter(({ id }) => id !== row.id)
        hits.set(String(row.id), others instanceof Refusal ? others : others.slice(0, count))
      })
    })
    await Promise.all(searches)
    return hits
  }

export const embeddingResolvers = (tools: Tools): Resolvers => {
  const embeddingsOf = (db: Kysely<Tables>, ids: readonly string[]) => decodedVectors(db, tools, ids)
  const similarToMemories = similarTo(tools)
  const modelNames = async (db: Kysely<Tables>, numbers: readonly string[]) => {
    const names = new Map<string, string>()
    for (const number of numbers) names.set(number, await tools.models.nameOf(db, Number(number)))
    return names
  }
  return {
    Memory: {
      embedding: async (memory, _, context) => {
        if (context.identity.role === 'user') {
          throw new Refusal('FORBIDDEN', 'Memory.embedding is for services and administrators.')
        }
        return (await context.load(embeddingsOf, String(memory.id), null)) ?? null
      },
      embeddingModel: async (memory, _, context) => {
        const { modelId } = memory
        return modelId === null ? null : ((await context.load(modelNames, String(modelId), null)) ?? null)
      },
      similar: async (memory, { first }, context) => {
        const choice = { first: countArgument(first, 10), lambda: null, reach: null }
        const hits = (await context.load(similarToMemories, String(memory.id), choice.first)) ?? []
        if (hits instanceof Refusal) throw hits
        return similarFindings(context, tools, hits, choice)
      },
    },
  }
}
