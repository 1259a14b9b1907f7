import { groupByKey, keyTable, textArgument } from '@worlds/kit/keys.ts'
import { type Kysely, sql } from 'kysely'
import { asker, type Context } from './context.ts'
import type { Resolvers } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'

/** A companion has no table of its own: it exists by its memories. */
export interface CompanionRow {
  id: string
}

/** Those of the companions of which the caller may see at least one memory. */
export async function companionsSeen(
  db: Kysely<Tables>,
  ids: readonly string[],
  asker: string | null,
): Promise<Map<string, CompanionRow>> {
  const rows = await db
    .selectFrom(keyTable(ids, 'text'))
    .select('keys.key as id')
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('companion_memories')
          .select(sql`1`.as('one'))
          .whereRef('companion_id', '=', 'keys.key')
          .$if(asker !== null, query => query.where('user_id', '=', asker as string)),
      ),
    )
    .execute()
  return new Map(rows.map(row => [row.id, row]))
}

const mostCompanions = 100

/** The companions of each person, found by jumping from one to the next along (user_id, companion_id). */
export async function companionsOfUsers(db: Kysely<Tables>, userIds: readonly string[], asker: string | null) {
  const own = asker === null ? sql`` : sql`and user_id = ${asker}`
  const rows = await db
    .selectFrom(keyTable(userIds, 'text'))
    .innerJoinLateral(
      sql<CompanionRow>`(
        with recursive companion as (
          (select companion_id from companion_memories where user_id = keys.key ${own} order by companion_id limit 1)
          union all
          select (select next.companion_id from companion_memories next
            where user_id = keys.key ${own} and next.companion_id > companion.companion_id
            order by next.companion_id limit 1)
          from companion where companion.companion_id is not null
        )
        select companion_id as id from companion where companion_id is not null limit ${sql.lit(mostCompanions)}
      )`.as<'companion'>(sql`companion`),
      join => join.onTrue(),
    )
    .select(['keys.key as userId', 'companion.id'])
    .execute()
  return groupByKey(rows, row => row.userId)
}

async function companionFor(context: Context, id: string): Promise<CompanionRow | null> {
  const { identity } = context
  const acts = identity.role === 'service' && identity.companions.some(own => own === id || own === '*')
  return acts || identity.role === 'admin' ? { id } : ((await context.load(companionsSeen, id, asker(context))) ?? null)
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
      return (await context.load(companionsOfUsers, user.id, asker(context))) ?? []
    },
  },
}
