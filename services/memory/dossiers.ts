import { uuidPattern } from '@worlds/kit/identity.ts'
import { keyTable } from '@worlds/kit/keys.ts'
import { dossierOf } from '@worlds/kit/ownership.ts'
import type { PageRequest } from '@worlds/kit/page.ts'
import { type Kysely, sql } from 'kysely'
import { exportPage, formedAt, partOf } from './exports.ts'
import { memoryColumns } from './memories.ts'
import type { Resolvers } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'
import type { Tools } from './tools.ts'

/**
 * The memories of a person with all companions, the oldest first. Old rows may spell the id in capitals: each spelling
 * is read along the index of its own, and what both give is merged.
 */
export async function memoriesOfPerson(db: Kysely<Tables>, userId: string, { first, after }: PageRequest) {
  const behind = after && sql<boolean>`(${formedAt}, memory.id) > (${after[0]}::timestamp, ${after[1]}::int4)`
  return db
    .selectFrom(keyTable([...new Set([userId, userId.toUpperCase()])], 'text'))
    .innerJoinLateral(
      lateral =>
        lateral
          .selectFrom('companion_memories as memory')
          .select(memoryColumns)
          .select([formedAt.as('formedAt'), sql<string[]>`array[${formedAt}::text, memory.id::text]`.as('cursorKey')])
          .whereRef('memory.user_id', '=', 'keys.key')
          .$if(behind !== null, query => query.where(behind as NonNullable<typeof behind>))
          .orderBy(formedAt)
          .orderBy('memory.id')
          .limit(first + 1)
          .as('memory'),
      join => join.onTrue(),
    )
    .selectAll('memory')
    .orderBy('memory.formedAt')
    .orderBy('memory.id')
    .limit(first + 1)
    .execute()
}

export const dossierResolvers = (tools: Tools): Resolvers => ({
  User: { export: (user, _, context) => dossierOf(context, user.id) },
  UserExport: {
    __resolveReference: ({ id }, context) => (uuidPattern.test(id) ? dossierOf(context, id.toLowerCase()) : null),
    memories: async ({ id }, paging, context) => {
      const page = exportPage('UserExport.memories', paging)
      return context.db(async db => partOf(db, tools, { page, rows: await memoriesOfPerson(db, id, page) }))
    },
  },
})
