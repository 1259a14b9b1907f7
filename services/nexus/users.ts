import { uuidPattern } from '@worlds/kit/identity.ts'
import { byKey, newestFirst, orEarliest, textArgument, textsArgument, uuidArgument } from '@worlds/kit/keys.ts'
import { type PageRequest, pageOf, pageRequest } from '@worlds/kit/page.ts'
import { type GraphQLResolveInfo, Kind } from 'graphql'
import { type InferResult, type Kysely, type SelectExpression, sql } from 'kysely'
import type { Context } from './context.ts'
import type { Resolvers, UserFilter } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'

/** The public profile; the private columns are not granted to this subgraph's login. */
export const userColumns = [
  'id',
  'username',
  'display_name as displayName',
  'avatar_url as avatarUrl',
  'bio',
  'maturity_rating as maturityRating',
  'account_status as accountStatus',
  'created_at as createdAt',
  'last_login as lastLogin',
] as const satisfies readonly SelectExpression<Tables, 'users'>[]

const selectUsers = (db: Kysely<Tables>) => db.selectFrom('users').select(userColumns)

export type UserRow = InferResult<ReturnType<typeof selectUsers>>[number]

const createdAt = orEarliest(sql.ref('users.created_at'))

export async function usersByIds(db: Kysely<Tables>, ids: readonly string[]): Promise<Map<string, UserRow>> {
  const rows = await selectUsers(db).where('id', '=', sql<string>`any(${ids}::uuid[])`).execute()
  return byKey(rows, row => row.id)
}

/** Names are one whatever their capitals; where an old database still holds two spellings, the exact one comes first. */
export async function userByUsername(db: Kysely<Tables>, username: string): Promise<UserRow | undefined> {
  return selectUsers(db)
    .where(sql`lower(username)`, '=', sql`lower(${username})`)
    .orderBy(sql`username = ${username}`, 'desc')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
}

/** What only the person and admins read, through a function of the database that checks who asks. */
async function privateProfilesByIds(db: Kysely<Tables>, ids: readonly string[]) {
  const rows = await db
    .selectFrom(
      sql<{ id: string; email: string; oauthProvider: string | null }>`graph.private_profiles(${ids}::uuid[])`.as(
        'profile',
      ),
    )
    .selectAll()
    .execute()
  return byKey(rows, row => row.id)
}

const matching = (db: Kysely<Tables>, { ids, usernamePrefix, accountStatus }: UserFilter) =>
  db
    .selectFrom('users')
    .$if(ids != null, query => query.where('id', '=', sql<string>`any(${ids}::uuid[])`))
    .$if(usernamePrefix != null, query =>
      query.where(sql<boolean>`starts_with(lower(username), lower(${usernamePrefix}))`),
    )
    .$if(accountStatus != null, query => query.where('account_status', '=', accountStatus as string))

export async function usersNewestFirst(db: Kysely<Tables>, filter: UserFilter, { first, after }: PageRequest) {
  return matching(db, filter)
    .select(userColumns)
    .select(sql<string[]>`array[${createdAt}::text, id::text]`.as('cursorKey'))
    .$if(after !== null, query =>
      query.where(sql<boolean>`(${createdAt}, id) < (${after?.[0]}::timestamp, ${after?.[1]}::uuid)`),
    )
    .orderBy(createdAt, 'desc')
    .orderBy('id', 'desc')
    .limit(first + 1)
    .execute()
}

async function userCount(db: Kysely<Tables>, filter: UserFilter): Promise<number> {
  const { count } = await matching(db, filter).select(sql<number>`count(*)::int4`.as('count')).executeTakeFirstOrThrow()
  return count
}

function checkedFilter(filter: UserFilter | null | undefined): UserFilter {
  const { ids, usernamePrefix, accountStatus } = filter ?? {}
  if (ids) textsArgument('filter.ids', ids).map((id, i) => uuidArgument(`filter.ids[${i}]`, id))
  if (usernamePrefix != null) textArgument('filter.usernamePrefix', usernamePrefix, 50)
  if (accountStatus != null) textArgument('filter.accountStatus', accountStatus, 20)
  return filter ?? {}
}

export async function userById(context: Context, id: string | null): Promise<UserRow | null> {
  if (id === null || !uuidPattern.test(id)) return null
  return (await context.load(usersByIds, id.toLowerCase(), null)) ?? null
}

/** A person whom a foreign key vouches for. */
export async function existingUser(context: Context, id: string): Promise<UserRow> {
  const user = await userById(context, id)
  if (!user) throw new Error(`User ${id} is referred to by a foreign key and yet absent`)
  return user
}

/** Whether nothing is asked of an object but its id, which whoever refers to it knows. */
const idAlone = ({ fieldNodes }: GraphQLResolveInfo) =>
  fieldNodes.every(({ selectionSet }) =>
    selectionSet?.selections.every(
      selected => selected.kind === Kind.FIELD && ['id', '__typename'].includes(selected.name.value),
    ),
  )

/** A person whom a foreign key vouches for: looked up only where more than the id is asked. */
export const referredUser = (context: Context, id: string, info: GraphQLResolveInfo) =>
  idAlone(info) ? ({ id } as UserRow) : existingUser(context, id)

export const userResolvers: Resolvers = {
  Query: {
    me: (_, __, context) => {
      context.requireIdentity('me')
      return context.identity.role === 'user' ? userById(context, context.identity.id) : null
    },
    user: (_, { id }, context) => userById(context, uuidArgument('id', id)),
    userByUsername: async (_, { username }, context) => {
      const name = textArgument('username', username, 255)
      return (await context.db(db => userByUsername(db, name))) ?? null
    },
    users: async (_, { filter, ...paging }, context) => {
      const page = pageRequest('users', newestFirst, paging)
      const checked = checkedFilter(filter)
      const rows = await context.db(db => usersNewestFirst(db, checked, page))
      return pageOf(page, rows, () => context.db(db => userCount(db, checked)))
    },
  },
  User: {
    __resolveReference: ({ id }, context) => userById(context, id),
    email: async (user, _, context) => (await context.load(privateProfilesByIds, user.id, null))?.email ?? null,
    oauthProvider: async (user, _, context) =>
      (await context.load(privateProfilesByIds, user.id, null))?.oauthProvider ?? null,
  },
}
