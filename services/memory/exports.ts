import { groupByKey, keyShapes, numberArgument, orEarliest } from '@worlds/kit/keys.ts'
import { type PageRequest, pageOf, pageRequest } from '@worlds/kit/page.ts'
import { type Kysely, sql } from 'kysely'
import { pendingAccesses } from './accesses.ts'
import { type MemoryRow, memoryColumns } from './memories.ts'
import { filledText, personArgument } from './questions.ts'
import { forms } from './representations.ts'
import type { Resolvers } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'
import type { Tools } from './tools.ts'

export const formedAt = orEarliest(sql.ref('memory.timestamp'))
const oldestFirst = [keyShapes.timestamp, keyShapes.int]

interface Pair {
  companionId: string
  userId: string
}

/** The oldest first, along the index that lists the newest first; memories of unknown age come before all. */
export function memoriesOfPair(db: Kysely<Tables>, { companionId, userId }: Pair, { first, after }: PageRequest) {
  const behind = after && sql<boolean>`(${formedAt}, memory.id) > (${after[0]}::timestamp, ${after[1]}::int4)`
  return db
    .selectFrom('companion_memories as memory')
    .select(memoryColumns)
    .select(sql<string[]>`array[${formedAt}::text, memory.id::text]`.as('cursorKey'))
    .where('memory.companion_id', '=', companionId)
    .where('memory.user_id', '=', userId)
    .$if(behind !== null, query => query.where(behind as NonNullable<typeof behind>))
    .orderBy(formedAt)
    .orderBy('memory.id')
    .limit(first + 1)
    .execute()
}

interface Link {
  type: string | null
  strength: number | null
  relatedId: string
}

/** The relationships that start from each memory, all of them. */
async function linksFrom(db: Kysely<Tables>, ids: readonly string[]): Promise<Map<string, Link[]>> {
  const rows = await db
    .selectFrom('memory_relationships')
    .select([
      sql<string>`memory_id::text`.as('memoryId'),
      'relationship_type as type',
      'strength',
      sql<string>`related_memory_id::text`.as('relatedId'),
    ])
    .where('memory_id', '=', sql<number>`any(${ids}::int4[])`)
    .orderBy('id')
    .execute()
  const links = groupByKey(rows, row => row.memoryId)
  return new Map([...links].map(([id, own]) => [id, own.map(({ memoryId: _, ...link }) => link)]))
}

const formOf = (tier: string | null) => Object.entries(forms).find(([name]) => name === tier)
const typeOf = (type: string | null) => Object.values(forms).find(form => form.type === type)?.type ?? null
const inText = (bytes: number | null) => (bytes === null ? null : String(bytes))

/** A memory under the names of the graph, without its vector. */
const lineOf = (memory: MemoryRow, beside: { embeddingModel: string | null; relationships: Link[] }) => ({
  id: String(memory.id),
  companionId: memory.companionId,
  userId: memory.userId,
  content: memory.content,
  tier: formOf(memory.tier)?.[0] ?? null,
  timestamp: memory.timestamp,
  accessCount: memory.accessCount ?? 0,
  lastAccessed: memory.lastAccessed,
  emotionalValence: memory.emotionalValence,
  importanceScore: memory.importanceScore,
  keyPhrases: memory.keyPhrases ?? [],
  compression: {
    type: typeOf(memory.compressionType),
    ratio: memory.compressionRatio,
    originalSizeBytes: inText(memory.originalSizeBytes),
    compressedSizeBytes: inText(memory.compressedSizeBytes),
  },
  ...beside,
})

async function linesOf(db: Kysely<Tables>, { models }: Tools, memories: readonly MemoryRow[]): Promise<string[]> {
  const ids = memories.map(({ id }) => String(id))
  const [links, pending] = await Promise.all([linksFrom(db, ids), pendingAccesses(db, ids)])
  const lines: string[] = []
  for (const memory of memories) {
    const id = String(memory.id)
    const { accesses = 0, lastAccessed = null } = pending.get(id) ?? {}
    const counted = {
      ...memory,
      accessCount: (memory.accessCount ?? 0) + accesses,
      lastAccessed: lastAccessed && (memory.lastAccessed ?? '') < lastAccessed ? lastAccessed : memory.lastAccessed,
    }
    const embeddingModel = memory.modelId === null ? null : await models.nameOf(db, memory.modelId)
    lines.push(`${JSON.stringify(lineOf(counted, { embeddingModel, relationships: links.get(id) ?? [] }))}\n`)
  }
  return lines
}

const noTotal = async () => 0

/** @throws Refusal BAD_USER_INPUT */
export const exportPage = (list: string, { first, after }: { first?: number | null; after?: string | null }) => ({
  ...pageRequest(list, oldestFirst, { after: after ?? null }),
  first: numberArgument('first', first ?? 500, [1, 1_000]),
})

/** A page of memories as it leaves: a row more than asked for says that there is another. */
export async function partOf(
  db: Kysely<Tables>,
  tools: Tools,
  { page, rows }: { page: PageRequest; rows: (MemoryRow & { cursorKey: string[] })[] },
) {
  const { nodes, pageInfo } = pageOf(page, rows, noTotal)
  const lines = await linesOf(db, tools, nodes)
  return { lines: lines.join(''), count: nodes.length, endCursor: pageInfo.hasNextPage ? pageInfo.endCursor : null }
}

export const exportResolvers = (tools: Tools): Resolvers => ({
  Query: {
    exportMemories: async (_, { companionId, userId, ...paging }, context) => {
      context.requireIdentity('exportMemories')
      const pair = {
        companionId: filledText('companionId', companionId, 50),
        userId: personArgument('userId', userId),
      }
      const page = exportPage('exportMemories', paging)
      return context.db(async db => partOf(db, tools, { page, rows: await memoriesOfPair(db, pair, page) }))
    },
  },
})
