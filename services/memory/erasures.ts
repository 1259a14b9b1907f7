import { Refusal } from '@worlds/kit/errors.ts'
import { orEarliest } from '@worlds/kit/keys.ts'
import { type Again, type Deleted, deletionAgain } from '@worlds/kit/repetitions.ts'
import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely'
import { checkedFilter, filterConditions, type MemoryRow, memoryColumns, memoryId } from './memories.ts'
import { filledText, personArgument } from './questions.ts'
import type { ForgetMemoriesInput, MemoryFilter, Resolvers } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'

const formedAt = orEarliest(sql.ref('memory.timestamp')).as('formedAt')

interface Counted {
  count: number
  memories: MemoryRow[]
}

const mostShown = 100

/**
 * Forgets memories, and says how many and which they were: the newest hundred, with the accesses that were counted and
 * not yet entered, which go with them as relationships do. All parts of a statement see what was there before it.
 */
async function erase(db: Kysely<Tables>, holding: RawBuilder<SqlBool>): Promise<Counted> {
  const rows = await db
    .with('gone', query =>
      query
        .deleteFrom('companion_memories as memory')
        .where(holding)
        .returning([...memoryColumns, formedAt]),
    )
    .selectFrom('gone')
    .leftJoin('graph.memory_accesses as pending', 'pending.memory_id', 'gone.id')
    .selectAll('gone')
    .select(['pending.accesses as pendingAccesses', 'pending.last_accessed as pendingAccess'])
    .select(sql<number>`count(*) over ()::int4`.as('count'))
    .orderBy('gone.formedAt', 'desc')
    .orderBy('gone.id', 'desc')
    .limit(mostShown)
    .execute()
  const memories = rows.map(({ pendingAccesses, pendingAccess, ...row }) => ({
    ...row,
    accessCount: (row.accessCount ?? 0) + (pendingAccesses ?? 0),
    lastAccessed: pendingAccess && (row.lastAccessed ?? '') < pendingAccess ? pendingAccess : row.lastAccessed,
  }))
  return { count: rows[0]?.count ?? 0, memories }
}

/** How many memories would be forgotten, and the newest of them. */
async function erasable(db: Kysely<Tables>, holding: RawBuilder<SqlBool>): Promise<Counted> {
  const [counted, memories] = await Promise.all([
    db
      .selectFrom('companion_memories as memory')
      .select(sql<number>`count(*)::int4`.as('count'))
      .where(holding)
      .executeTakeFirstOrThrow(),
    db
      .selectFrom('companion_memories as memory')
      .select(memoryColumns)
      .where(holding)
      .orderBy(orEarliest(sql.ref('memory.timestamp')), 'desc')
      .orderBy('memory.id', 'desc')
      .limit(mostShown)
      .execute(),
  ])
  return { count: counted.count, memories }
}

/** The memories of one person with one companion that meet all conditions. */
interface Choice {
  companionId: string
  userId: string
  filter: MemoryFilter
  /** Null for any; an empty list is none. */
  ids: string[] | null
}

const chosen = ({ companionId, userId, filter, ids }: Choice) => {
  const own = sql<SqlBool>`memory.companion_id = ${companionId} and memory.user_id = ${userId}`
  const named = ids ? [sql<SqlBool>`memory.id = any(${ids}::int4[])`] : []
  return sql<SqlBool>`${sql.join([own, ...named, ...filterConditions(filter)], sql` and `)}`
}

const mostIds = 1_000

/** @throws Refusal BAD_USER_INPUT naming the argument */
function checkedChoice({ companionId, userId, filter, ids }: ForgetMemoriesInput): Choice {
  if (ids && ids.length > mostIds) {
    const fault = `"ids" takes ${mostIds.toLocaleString('en')} memories at most, not ${ids.length}.`
    throw new Refusal('BAD_USER_INPUT', fault, { argument: 'ids' })
  }
  return {
    companionId: filledText('companionId', companionId, 50),
    userId: personArgument('userId', userId),
    filter: checkedFilter(filter),
    ids: ids?.map((id, place) => memoryId(`ids[${place}]`, id)) ?? null,
  }
}

async function forgotten(db: Kysely<Tables>, id: string): Promise<Deleted<MemoryRow>> {
  const [row] = (await erase(db, sql`memory.id = ${id}::int4`)).memories
  if (row) return { id, row }
  throw new Refusal('NOT_FOUND', 'There is no such memory that you may see.', { argument: 'id' })
}

/** Of what is forgotten no record may tell but how much it was. */
const countAgain: Again<Tables, Counted, number> = {
  ids: ({ count }) => count,
  read: async (_, count) => ({ count, memories: [] }),
}

export const erasureResolvers: Resolvers = {
  Mutation: {
    forgetMemory: async (_, { input }, context) => {
      context.requireIdentity('forgetMemory')
      const id = memoryId('id', input.id)
      const { row } = await context.write(db => forgotten(db, id), deletionAgain<MemoryRow>())
      return { id, memory: row }
    },
    forgetMemories: async (_, { input }, context) => {
      context.requireIdentity('forgetMemories')
      const holding = chosen(checkedChoice(input))
      // Forgetting is for who says false; null is no consent.
      const dryRun = input.dryRun !== false
      const counted = dryRun
        ? await context.db(db => erasable(db, holding))
        : await context.write(db => erase(db, holding), countAgain)
      return { ...counted, dryRun }
    },
  },
}
