import { uuidPattern } from '@worlds/kit/identity.ts'
import { byKey, groupByKey, keyTable, newestFirst, orEarliest, textArgument, uuidArgument } from '@worlds/kit/keys.ts'
import { type PageRequest, pageOf, pageRequest } from '@worlds/kit/page.ts'
import { searchWords } from '@worlds/kit/texts.ts'
import { type InferResult, type Kysely, type SelectExpression, sql } from 'kysely'
import type { Context } from './context.ts'
import { arrivalOf, groundOf, skyOf } from './scenery.ts'
import type { Resolvers, SpaceFilter } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'

export const spaceColumns = [
  'space.id',
  'space.owner_id as ownerId',
  'space.space_name as spaceName',
  'space.description',
  'space.is_public as isPublic',
  'space.max_occupancy as maxOccupancy',
  'space.entry_point as entryPoint',
  'space.skybox_settings as skyboxSettings',
  'space.terrain_settings as terrainSettings',
  'space.created_at as createdAt',
] as const satisfies readonly SelectExpression<Tables & { space: Tables['spaces'] }, 'space'>[]

const selectSpaces = (db: Kysely<Tables>) => db.selectFrom('spaces as space').select(spaceColumns)

export type SpaceRow = InferResult<ReturnType<typeof selectSpaces>>[number]

const createdAt = orEarliest(sql.ref('space.created_at'))
const cursorKey = sql<string[]>`array[${createdAt}::text, space.id::text]`.as('cursorKey')

export async function spacesByIds(db: Kysely<Tables>, ids: readonly string[]): Promise<Map<string, SpaceRow>> {
  const rows = await selectSpaces(db).where('space.id', '=', sql<string>`any(${ids}::uuid[])`).execute()
  return byKey(rows, row => row.id)
}

const after = ({ after }: PageRequest) =>
  sql<boolean>`(${createdAt}, space.id) < (${after?.[0]}::timestamp, ${after?.[1]}::uuid)`

/** Asked of a function of the database: under a row policy a text search would not use its index. */
const hasWords = (text: string) => sql<boolean>`space.id in (select graph.spaces_about(${searchWords(text)}))`

const matching = (db: Kysely<Tables>, { ownerId, isPublic, text }: SpaceFilter) =>
  db
    .selectFrom('spaces as space')
    .$if(ownerId != null, query => query.where('space.owner_id', '=', ownerId as string))
    .$if(isPublic != null, query =>
      query.where(isPublic ? sql<boolean>`space.is_public` : sql<boolean>`space.is_public is not true`),
    )
    .$if(!!text, query => query.where(hasWords(text as string)))

export async function spacesNewestFirst(db: Kysely<Tables>, filter: SpaceFilter, page: PageRequest) {
  return matching(db, filter)
    .select(spaceColumns)
    .select(cursorKey)
    .$if(page.after !== null, query => query.where(after(page)))
    .orderBy(createdAt, 'desc')
    .orderBy('space.id', 'desc')
    .limit(page.first + 1)
    .execute()
}

async function spaceCount(db: Kysely<Tables>, filter: SpaceFilter): Promise<number> {
  const { count } = await matching(db, filter).select(sql<number>`count(*)::int4`.as('count')).executeTakeFirstOrThrow()
  return count
}

export async function spacesOfUsers(db: Kysely<Tables>, userIds: readonly string[], page: PageRequest) {
  const rows = await db
    .selectFrom(keyTable(userIds, 'uuid'))
    .innerJoinLateral(
      lateral =>
        lateral
          .selectFrom('spaces as space')
          .select(spaceColumns)
          .select(cursorKey)
          .whereRef('space.owner_id', '=', 'keys.key')
          .$if(page.after !== null, query => query.where(after(page)))
          .orderBy(createdAt, 'desc')
          .orderBy('space.id', 'desc')
          .limit(page.first + 1)
          .as('space'),
      join => join.onTrue(),
    )
    .selectAll('space')
    .execute()
  return groupByKey(rows, row => row.ownerId as string)
}

async function spaceCountsOfUsers(db: Kysely<Tables>, userIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('spaces')
    .select(['owner_id as key', sql<number>`count(*)::int4`.as('count')])
    .where('owner_id', '=', sql<string>`any(${userIds}::uuid[])`)
    .groupBy('owner_id')
    .execute()
  return new Map(rows.map(row => [row.key as string, row.count]))
}

function checkedFilter(filter: SpaceFilter | null | undefined): SpaceFilter {
  const { ownerId, text } = filter ?? {}
  if (ownerId != null) uuidArgument('filter.ownerId', ownerId)
  if (text != null) textArgument('filter.text', text, 500)
  return filter ?? {}
}

async function spaceById(context: Context, id: string): Promise<SpaceRow | null> {
  return uuidPattern.test(id) ? ((await context.load(spacesByIds, id.toLowerCase(), null)) ?? null) : null
}

export const spaceResolvers: Resolvers = {
  Query: {
    space: (_, { id }, context) => spaceById(context, uuidArgument('id', id)),
    spaces: async (_, { filter, ...paging }, context) => {
      const page = pageRequest('spaces', newestFirst, paging)
      const checked = checkedFilter(filter)
      const rows = await context.db(db => spacesNewestFirst(db, checked, page))
      return pageOf(page, rows, () => context.db(db => spaceCount(db, checked)))
    },
  },
  Space: {
    __resolveReference: ({ id }, context) => spaceById(context, id),
    owner: space => (space.ownerId === null ? null : { id: space.ownerId }),
    isPublic: space => space.isPublic ?? false,
    arrival: space => arrivalOf(space.entryPoint),
    sky: space => skyOf(space.skyboxSettings),
    ground: space => groundOf(space.terrainSettings),
  },
  User: {
    spaces: async (user, args, context) => {
      const page = pageRequest('User.spaces', newestFirst, args)
      const rows = (await context.load(spacesOfUsers, user.id, page)) ?? []
      return pageOf(page, rows, async () => (await context.load(spaceCountsOfUsers, user.id, null)) ?? 0)
    },
  },
}
