import { groupByKey, keyTable, textArgument } from '@worlds/kit/keys.ts'
import { type Kysely, sql } from 'kysely'
import type { Context } from './context.ts'
import type { Resolvers } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'

/** A companion has no table of its own: it exists by its memories. */
export interface CompanionRow {
  id: string
}

/** Those of the companions of which the caller may see at least one memory. */
export async function companionsSeen(db: Kysely<Tables>, ids: readonly string[]): Promise<Map<string, CompanionRow>> {
  const rows = await db
    .selectFrom(keyTable(ids, 'text'))
    .select('keys.key as id')
    .where(({ exists, selectFrom }) =>
      exists(selectFrom('companion_memories').select(sql`1`.as('one')).whereRef('companion_id', '=', 'keys.key')),
    )
    .execute()
  return new Map(rows.map(row => [row.id, row]))
}

export async function companionsOfUsers(db: Kysely<Tables>, userIds: readonly string[]) {
  const rows = await db
    .selectFrom(keyTable(userIds, 'text'))
    .innerJoinLateral(
      lateral =>
        lateral
          .selectFrom('companion_memories')
          .select('companion_id as id')
          .distinct()
          .whereRef('user_id', '=', 'keys.key')
          .orderBy('companion_id')
          .limit(100)
          .as('companion'),
      join => join.onTrue(),
    )
    .select(['keys.key as userId', 'companion.id'])
    .execute()
  return groupByKey(rows, row => row.userId)
}

async function companionFor(context: Context, id: string): Promise<CompanionRow | null> {
  const { identity } = context
  const acts = identity.role === 'service' && identity.companions.some(own => own === id || own === '*')
  return acts || identity.role === 'admin' ? { id } : ((await context.load(companionsSeen, id, null)) ?? null)
}

export const companionResolvers: Resolvers = {
  Query: {
    companion: (_, { id }, context) => {
      context.requireIdentity('companion')
      return companionFor(context, textArgument('id', id, 50))
    },
  },
  Companion: { __resolveReference: ({ id }, context) => companionFor(context, id) },
  User: {
    companions: async (user, _, context) => {
      context.requireIdentity('User.companions')
      return (await context.load(companionsOfUsers, user.id, null)) ?? []
    },
  },
}
