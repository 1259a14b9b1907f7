import { Refusal } from '@worlds/kit/errors.ts'
import { uuidPattern } from '@worlds/kit/identity.ts'
import {
  byKey,
  groupByKey,
  keyShapes,
  keyTable,
  numberArgument,
  orEarliest,
  textArgument,
  textsArgument,
} from '@worlds/kit/keys.ts'
import { type Keyed, type Page, type PageArgs, type PageRequest, pageOf, pageRequest } from '@worlds/kit/page.ts'
import { searchWords } from '@worlds/kit/texts.ts'
import { type InferResult, type Kysely, type SelectExpression, sql } from 'kysely'
import { asker, type Context } from './context.ts'
import type { CompressionType, MemoryFilter, MemoryTier, Resolvers } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'

/** A memory as its queries select it: no vector, which is 3 KiB that hardly anyone asks for. */
export const memoryColumns = [
  'memory.id',
  'memory.companion_id as companionId',
  'memory.user_id as userId',
  'memory.content',
  'memory.memory_tier as tier',
  'memory.timestamp',
  'memory.access_count as accessCount',
  'memory.last_accessed as lastAccessed',
  'memory.emotional_valence as emotionalValence',
  'memory.importance_score as importanceScore',
  'memory.key_phrases as keyPhrases',
  'memory.compression_type as compressionType',
  'memory.compression_ratio as compressionRatio',
  'memory.original_size_bytes as originalSizeBytes',
  'memory.compressed_size_bytes as compressedSizeBytes',
  'memory.embedding_model as modelId',
] as const satisfies readonly SelectExpression<Aliased, 'memory'>[]

type Aliased = Tables & { memory: Tables['companion_memories'] }

const formedAt = orEarliest(sql.ref('memory.timestamp'))
const newestFirst = [keyShapes.timestamp, keyShapes.int]

const selectMemories = (db: Kysely<Tables>) => db.selectFrom('companion_memories as memory').select(memoryColumns)

export type MemoryRow = InferResult<ReturnType<typeof selectMemories>>[number]

/** Whose memories a list holds; each of its keys is an id of this kind. */
type Owner = 'user_id' | 'companion_id'

interface MemoryListArgs {
  companionId: string | null
  filter: MemoryFilter
  /** The one person whose memories the caller may see; null for callers who are no person. */
  asker: string | null
}

export async function memoriesByIds(db: Kysely<Tables>, ids: readonly string[]): Promise<Map<string, MemoryRow>> {
  const rows = await selectMemories(db).where('memory.id', '=', sql<number>`any(${ids}::int4[])`).execute()
  return byKey(rows, row => String(row.id))
}

/** The newest memories of each key, one page of each. */
const memoriesOf =
  (owner: Owner) =>
  async (db: Kysely<Tables>, keys: readonly string[], { page, ...args }: MemoryListArgs & { page: PageRequest }) => {
    const after =
      page.after && sql<boolean>`(${formedAt}, memory.id) < (${page.after[0]}::timestamp, ${page.after[1]}::int4)`
    const rows = await db
      .selectFrom(keyTable(keys, 'text'))
      .innerJoinLateral(
        lateral =>
          lateral
            .selectFrom('companion_memories as memory')
            .select(memoryColumns)
            .select(sql<string[]>`array[${formedAt}::text, memory.id::text]`.as('cursorKey'))
            .whereRef(`memory.${owner}`, '=', 'keys.key')
            .where(eb => eb.and([...conditions(args), ...(after ? [after] : [])]))
            .orderBy(formedAt, 'desc')
            .orderBy('memory.id', 'desc')
            .limit(page.first + 1)
            .as('memory'),
        join => join.onTrue(),
      )
      .selectAll('memory')
      .select('keys.key as ownerKey')
      .execute()
    return groupByKey(rows, row => row.ownerKey)
  }

const memoryCountsOf =
  (owner: Owner) =>
  async (db: Kysely<Tables>, keys: readonly string[], args: MemoryListArgs): Promise<Map<string, number>> => {
    const rows = await db
      .selectFrom('companion_memories as memory')
      .select([`memory.${owner} as key`, sql<number>`count(*)::int4`.as('count')])
      .where(`memory.${owner}`, '=', sql<string>`any(${keys}::text[])`)
      .where(eb => eb.and(conditions(args)))
      .groupBy(`memory.${owner}`)
      .execute()
    return byKey(
      rows,
      row => row.key,
      row => row.count,
    )
  }

export const memoriesOfUsers = memoriesOf('user_id')
export const memoriesOfCompanions = memoriesOf('companion_id')
const memoryCountsOfUsers = memoryCountsOf('user_id')
const memoryCountsOfCompanions = memoryCountsOf('companion_id')

function conditions({ companionId, filter, asker }: MemoryListArgs) {
  const holds = filterConditions(filter)
  if (asker !== null) holds.push(sql<boolean>`memory.user_id = ${asker}`)
  if (companionId !== null) holds.push(sql<boolean>`memory.companion_id = ${companionId}`)
  return holds
}

/** What a filter asks of `companion_memories as memory`. */
export function filterConditions(filter: MemoryFilter) {
  const { tiers, keyPhrasesAny, keyPhrasesAll, since, until, minImportance, text } = filter
  const holds = []
  if (tiers?.length) holds.push(sql<boolean>`memory.memory_tier = any(${tiers}::text[])`)
  if (keyPhrasesAny?.length) holds.push(sql<boolean>`memory.key_phrases && ${keyPhrasesAny}::text[]`)
  if (keyPhrasesAll?.length) holds.push(sql<boolean>`memory.key_phrases @> ${keyPhrasesAll}::text[]`)
  if (since) holds.push(sql<boolean>`${formedAt} >= ${since}::timestamp`)
  // Of a memory without a time nobody can say that it was formed before.
  if (until) holds.push(sql<boolean>`memory.timestamp is not null and ${formedAt} < ${until}::timestamp`)
  if (minImportance != null) holds.push(sql<boolean>`memory.importance_score >= ${minImportance}`)
  if (text) holds.push(sql<boolean>`memory.content_words @@ websearch_to_tsquery('english', ${searchWords(text)})`)
  return holds
}

/** @throws Refusal BAD_USER_INPUT naming the part of the filter that cannot be met */
export function checkedFilter(filter: MemoryFilter | null | undefined): MemoryFilter {
  const { keyPhrasesAny, keyPhrasesAll, minImportance, text } = filter ?? {}
  if (keyPhrasesAny) textsArgument('filter.keyPhrasesAny', keyPhrasesAny)
  if (keyPhrasesAll) textsArgument('filter.keyPhrasesAll', keyPhrasesAll)
  if (minImportance != null) numberArgument('filter.minImportance', minImportance, [0, 1])
  if (text != null) textArgument('filter.text', text, 500)
  return filter ?? {}
}

async function pageOfMemories(
  context: Context,
  list: 'User.memories' | 'Companion.memories',
  key: string,
  { companionId = null, filter, ...paging }: PageArgs & { companionId?: string | null; filter?: MemoryFilter | null },
): Promise<Page<MemoryRow & Keyed>> {
  context.requireIdentity(list)
  const [rowsOf, countsOf] =
    list === 'User.memories'
      ? ([memoriesOfUsers, memoryCountsOfUsers] as const)
      : ([memoriesOfCompanions, memoryCountsOfCompanions] as const)
  const page = pageRequest(list, newestFirst, paging)
  if (companionId !== null) textArgument('companionId', companionId, 50)
  const args = { companionId, filter: checkedFilter(filter), asker: asker(context) }
  const rows = (await context.load(rowsOf, key, { ...args, page })) ?? []
  return pageOf(page, rows, async () => (await context.load(countsOf, key, args)) ?? 0)
}

const tiers = new Set<string | null>(['CORE', 'IMPORTANT', 'BACKGROUND', 'SPARSE'])
const compressionTypes = new Set<string | null>(['NONE', 'PCA', 'PRODUCT_QUANTIZATION', 'SPARSE'])
const inText = (bytes: number | null) => (bytes === null ? null : String(bytes))

const isMemoryId = (id: string) => keyShapes.int.test(id) && Number(id) < 2 ** 31

/** @throws Refusal BAD_USER_INPUT when `id` is no memory's id in form */
export function memoryId(argument: string, id: string): string {
  if (isMemoryId(id)) return String(Number(id))
  const fault = `"${argument}" takes a memory's id such as "1204", not ${JSON.stringify(id.slice(0, 60))}.`
  throw new Refusal('BAD_USER_INPUT', fault, { argument })
}

export const memoryResolvers: Resolvers = {
  Query: {
    memory: async (_, { id }, context) => {
      context.requireIdentity('memory')
      return (await context.load(memoriesByIds, memoryId('id', id), null)) ?? null
    },
  },
  Memory: {
    __resolveReference: async ({ id }, context) =>
      isMemoryId(id) ? ((await context.load(memoriesByIds, String(Number(id)), null)) ?? null) : null,
    companion: memory => ({ id: memory.companionId }),
    user: memory => (uuidPattern.test(memory.userId) ? { id: memory.userId.toLowerCase() } : null),
    tier: memory => (tiers.has(memory.tier) ? (memory.tier as MemoryTier) : null),
    keyPhrases: memory => memory.keyPhrases ?? [],
    compression: memory => ({
      type: compressionTypes.has(memory.compressionType) ? (memory.compressionType as CompressionType) : null,
      ratio: memory.compressionRatio,
      originalSizeBytes: inText(memory.originalSizeBytes),
      compressedSizeBytes: inText(memory.compressedSizeBytes),
    }),
  },
  User: { memories: (user, args, context) => pageOfMemories(context, 'User.memories', user.id, args) },
  Companion: {
    memories: (companion, args, context) => pageOfMemories(context, 'Companion.memories', companion.id, args),
  },
}
