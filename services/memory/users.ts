import { groupByKey, keyShapes, keyTable } from '@worlds/kit/keys.ts'
import { type PageRequest, pageOf, pageRequest } from '@worlds/kit/page.ts'
import { type Kysely, sql } from 'kysely'
import { asker } from './context.ts'
import type { Resolvers } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'

/** A person, whom this subgraph knows by id only. */
export interface UserRef {
  id: string
}

interface PeopleArgs {
  asker: string | null
  after: string
  limit: number | null
}

/**
 * The distinct people of each companion, in the order of their ids, found by jumping from one to the next along
 * (companion_id, user_id): the cost follows the number of people, not of their memories. Old rows name people by other
 * things than a UUID; those are nobody the graph knows.
 */
const peopleOf = (db: Kysely<Tables>, companionIds: readonly string[], { asker, after, limit }: PeopleArgs) => {
  const own = asker === null ? sql`` : sql`and user_id = ${asker}`
  return db.selectFrom(keyTable(companionIds, 'text')).innerJoinLateral(
    sql<{ id: string }>`(
      with recursive person as (
        (select user_id from companion_memories where companion_id = keys.key ${own} and user_id > ${after}
          order by user_id limit 1)
        union all
        select (select next.user_id from companion_memories next
          where companion_id = keys.key ${own} and next.user_id > person.user_id order by next.user_id limit 1)
        from person where person.user_id is not null
      )
      select user_id as id from person
      where user_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' limit ${limit}::int4
    )`.as<'person'>(sql`person`),
    join => join.onTrue(),
  )
}

export async function usersOfCompanions(
  db: Kysely<Tables>,
  companionIds: readonly string[],
  { page, asker }: { page: PageRequest; asker: string | null },
) {
  const rows = await peopleOf(db, companionIds, { asker, after: page.after?.[0] ?? '', limit: page.first + 1 })
    .select(['keys.key as companionId', 'person.id', sql<string[]>`array[person.id]`.as('cursorKey')])
    .execute()
  return groupByKey(rows, row => row.companionId)
}

export async function userCountsOfCompanions(
  db: Kysely<Tables>,
  companionIds: readonly string[],
  asker: string | null,
) {
  const rows = await peopleOf(db, companionIds, { asker, after: '', limit: null })
    .select(['keys.key as companionId', sql<number>`count(*)::int4`.as('count')])
    .groupBy('keys.key')
    .execute()
  return new Map(rows.map(row => [row.companionId, row.count]))
}

export const userResolvers: Resolvers = {
  Companion: {
    users: async (companion, args, context) => {
      context.requireIdentity('Companion.users')
      const page = pageRequest('Companion.users', [keyShapes.uuid], args)
      const own = asker(context)
      const rows = (await context.load(usersOfCompanions, companion.id, { page, asker: own })) ?? []
      return pageOf(page, rows, async () => (await context.load(userCountsOfCompanions, companion.id, own)) ?? 0)
    },
  },
}
