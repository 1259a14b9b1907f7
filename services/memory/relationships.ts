import { groupByKey, keyTable, numberArgument, textArgument } from '@worlds/kit/keys.ts'
import { type Kysely, sql } from 'kysely'
import { memoriesByIds } from './memories.ts'
import type { RelationshipDirection, Resolvers } from './schema.gen.ts'
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

export const relationshipResolvers: Resolvers = {
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
