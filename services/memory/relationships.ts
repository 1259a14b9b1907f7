import { Refusal } from '@worlds/kit/errors.ts'
import { groupByKey, keyTable, numberArgument, textArgument } from '@worlds/kit/keys.ts'
import { type Again, gone, rowAgain } from '@worlds/kit/repetitions.ts'
import { type Kysely, sql } from 'kysely'
import type { Context } from './context.ts'
import { type MemoryRow, memoriesByIds, memoryColumns, memoryId } from './memories.ts'
import { filledText } from './questions.ts'
import type { RelateMemoriesInput, RelationshipDirection, Resolvers, UnrelateMemoriesInput } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'

export interface RelationshipRow {
  type: string | null
  strength: number | null
  direction: RelationshipDirection
  otherId: number
}

interface RelationshipArgs {
  type: string | null
  minStrength: number | null
}

const mostRelationships = 100

/** The strongest relationships of each memory, from whichever end. */
export async function relationshipsOfMemories(
  db: Kysely<Tables>,
  memoryIds: readonly string[],
  { type, minStrength }: RelationshipArgs,
): Promise<Map<string, RelationshipRow[]>> {
  const from = (near: 'memory_id' | 'related_memory_id', far: 'memory_id' | 'related_memory_id', direction: string) =>
    sql`select id, relationship_type, strength, ${sql.ref(far)} as other_id, ${direction}::text as direction
      from memory_relationships where ${sql.ref(near)} = keys.key
      and (${type}::text is null or relationship_type = ${type}) and (${minStrength}::float8 is null or strength >= ${minStrength})`
  const links = sql<{
    type: string | null
    strength: number | null
    direction: RelationshipDirection
    otherId: number
  }>`(
    select relationship_type as type, strength, direction, other_id as "otherId" from (
      ${from('memory_id', 'related_memory_id', 'OUTGOING')}
      union all ${from('related_memory_id', 'memory_id', 'INCOMING')}
    ) both_ways order by strength desc nulls last, id limit ${sql.lit(mostRelationships)}
  )`.as<'link'>(sql`link`)
  const rows = await db
    .selectFrom(keyTable(memoryIds, 'int4'))
    .innerJoinLateral(links, join => join.onTrue())
    .selectAll('link')
    .select(sql<string>`keys.key::text`.as('memoryId'))
    .execute()
  return groupByKey(rows, row => row.memoryId)
}

/** Both ends of a relationship, in the order in which it leads. */
interface Ends {
  id: string
  relatedId: string
}

/** @throws Refusal BAD_USER_INPUT naming the argument */
function checkedEnds({ id, relatedId }: Ends): Ends {
  const ends = { id: memoryId('id', id), relatedId: memoryId('relatedId', relatedId) }
  if (ends.id !== ends.relatedId) return ends
  const fault = '"relatedId" is the memory itself. Name another one.'
  throw new Refusal('BAD_USER_INPUT', fault, { argument: 'relatedId' })
}

/** @throws Refusal NOT_FOUND unless the caller sees both, which then stay until the transaction ends */
async function heldEnds(db: Kysely<Tables>, { id, relatedId }: Ends): Promise<[MemoryRow, MemoryRow]> {
  const rows = await db
    .selectFrom('companion_memories as memory')
    .select(memoryColumns)
    .where('memory.id', '=', sql<number>`any(${[id, relatedId]}::int4[])`)
    .orderBy('memory.id')
    .forKeyShare()
    .execute()
  const [near, far] = [id, relatedId].map(end => rows.find(row => String(row.id) === end))
  if (near && far) return [near, far]
  const argument = near ? 'relatedId' : 'id'
  throw new Refusal('NOT_FOUND', `There is no such memory as "${argument}" that you may see.`, { argument })
}

const twoOwners = () =>
  new Refusal('BAD_USER_INPUT', 'The memories are of different people or companions. Only those of one relate.', {
    argument: 'relatedId',
  })

/** Relates two memories, or changes how strongly they are related. */
async function relate(db: Kysely<Tables>, ends: Ends, link: { type: string; strength: number }): Promise<MemoryRow> {
  const [near, far] = await heldEnds(db, ends)
  if (near.companionId !== far.companionId || near.userId !== far.userId) throw twoOwners()
  await db
    .insertInto('memory_relationships')
    .values({ memory_id: near.id, related_memory_id: far.id, relationship_type: link.type, strength: link.strength })
    .onConflict(conflict =>
      conflict
        .columns(['memory_id', 'related_memory_id', 'relationship_type'])
        .doUpdateSet({ strength: eb => eb.ref('excluded.strength') }),
    )
    .execute()
  return near
}

async function relateMemories(context: Context, input: RelateMemoriesInput) {
  const ends = checkedEnds(input)
  const type = filledText('type', input.type, 50)
  const strength = numberArgument('strength', input.strength ?? 0.5, [0, 1])
  const memory = await context
    .write(db => relate(db, ends, { type, strength }), rowAgain(memoriesByIds))
    .catch(error => {
      // The database looks again, for whoever writes.
      throw (error as { constraint?: unknown }).constraint === 'one_owner' ? twoOwners() : error
    })
  const relationship: RelationshipRow = { type, strength, direction: 'OUTGOING', otherId: Number(ends.relatedId) }
  return { memory, relationship }
}

interface Unrelated {
  memory: MemoryRow
  count: number
}

interface KeptUnrelated {
  id: string
  count: number
}

const unrelatedAgain: Again<Tables, Unrelated, KeptUnrelated> = {
  ids: ({ memory, count }) => ({ id: String(memory.id), count }),
  read: async (db, { id, count }) => {
    const memory = (await memoriesByIds(db, [id])).get(id)
    if (memory) return { memory, count }
    throw gone()
  },
}

/** Takes one relationship back, or all that lead from the one to the other. */
async function unrelateMemories(context: Context, input: UnrelateMemoriesInput) {
  const ends = checkedEnds(input)
  const type = input.type == null ? null : textArgument('type', input.type, 50)
  return context.write(async db => {
    const [memory] = await heldEnds(db, ends)
    const { numDeletedRows } = await db
      .deleteFrom('memory_relationships')
      .where('memory_id', '=', memory.id)
      .where('related_memory_id', '=', Number(ends.relatedId))
      .$if(type !== null, query => query.where('relationship_type', '=', type))
      .executeTakeFirstOrThrow()
    if (numDeletedRows > 0n) return { memory, count: Number(numDeletedRows) }
    throw new Refusal('NOT_FOUND', 'There is no such relationship from the one memory to the other.')
  }, unrelatedAgain)
}

export const relationshipResolvers: Resolvers = {
  Mutation: {
    relateMemories: (_, { input }, context) => {
      context.requireIdentity('relateMemories')
      return relateMemories(context, input)
    },
    unrelateMemories: (_, { input }, context) => {
      context.requireIdentity('unrelateMemories')
      return unrelateMemories(context, input)
    },
  },
  Memory: {
    relationships: async (memory, { type = null, minStrength = null }, context) => {
      if (type !== null) textArgument('type', type, 50)
      if (minStrength !== null) numberArgument('minStrength', minStrength, [0, 1])
      return (await context.load(relationshipsOfMemories, String(memory.id), { type, minStrength })) ?? []
    },
  },
  MemoryRelationship: {
    memory: async (relationship, _, context) => {
      const memory = await context.load(memoriesByIds, String(relationship.otherId), null)
      if (!memory) throw new Error(`Memory ${relationship.otherId} is related and yet hidden`)
      return memory
    },
  },
}
