import { uuidPattern } from '@worlds/kit/identity.ts'
import { byKey, groupByKey, keyTable, newestFirst, orEarliest, uuidArgument } from '@worlds/kit/keys.ts'
import { type PageRequest, pageOf, pageRequest } from '@worlds/kit/page.ts'
import { type InferResult, type Kysely, type SelectExpression, sql } from 'kysely'
import type { Context } from './context.ts'
import { factsOf } from './facts.ts'
import { assetsMeeting, checkedFilter } from './filters.ts'
import type { AssetFilter, Resolvers } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'

export const assetColumns = [
  'asset.id',
  'asset.asset_name as assetName',
  'asset.asset_type as assetType',
  'asset.file_url as fileUrl',
  'asset.thumbnail_url as thumbnailUrl',
  'asset.metadata',
  'asset.creator_id as creatorId',
  'asset.license_type as licenseType',
  'asset.created_at as createdAt',
] as const satisfies readonly SelectExpression<Tables & { asset: Tables['assets'] }, 'asset'>[]

const selectAssets = (db: Kysely<Tables>) => db.selectFrom('assets as asset').select(assetColumns)

export type AssetRow = InferResult<ReturnType<typeof selectAssets>>[number]

const createdAt = orEarliest(sql.ref('asset.created_at'))
const cursorKey = sql<string[]>`array[${createdAt}::text, asset.id::text]`.as('cursorKey')

export async function assetsByIds(db: Kysely<Tables>, ids: readonly string[]): Promise<Map<string, AssetRow>> {
  const rows = await selectAssets(db).where('asset.id', '=', sql<string>`any(${ids}::uuid[])`).execute()
  return byKey(rows, row => row.id)
}

const after = ({ after }: PageRequest) =>
  sql<boolean>`(${createdAt}, asset.id) < (${after?.[0]}::timestamp, ${after?.[1]}::uuid)`

export async function assetsNewestFirst(db: Kysely<Tables>, filter: AssetFilter, page: PageRequest) {
  return assetsMeeting(db, filter)
    .select(assetColumns)
    .select(cursorKey)
    .$if(page.after !== null, query => query.where(after(page)))
    .orderBy(createdAt, 'desc')
    .orderBy('asset.id', 'desc')
    .limit(page.first + 1)
    .execute()
}

async function assetCount(db: Kysely<Tables>, filter: AssetFilter): Promise<number> {
  const { count } = await assetsMeeting(db, filter)
    .select(sql<number>`count(*)::int4`.as('count'))
    .executeTakeFirstOrThrow()
  return count
}

export async function assetsOfUsers(db: Kysely<Tables>, userIds: readonly string[], page: PageRequest) {
  const rows = await db
    .selectFrom(keyTable(userIds, 'uuid'))
    .innerJoinLateral(
      lateral =>
        lateral
          .selectFrom('assets as asset')
          .select(assetColumns)
          .select(cursorKey)
          .whereRef('asset.creator_id', '=', 'keys.key')
          .$if(page.after !== null, query => query.where(after(page)))
          .orderBy(createdAt, 'desc')
          .orderBy('asset.id', 'desc')
          .limit(page.first + 1)
          .as('asset'),
      join => join.onTrue(),
    )
    .selectAll('asset')
    .execute()
  return groupByKey(rows, row => row.creatorId as string)
}

async function assetCountsOfUsers(db: Kysely<Tables>, userIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('assets')
    .select(['creator_id as key', sql<number>`count(*)::int4`.as('count')])
    .where('creator_id', '=', sql<string>`any(${userIds}::uuid[])`)
    .groupBy('creator_id')
    .execute()
  return new Map(rows.map(row => [row.key as string, row.count]))
}

async function assetById(context: Context, id: string): Promise<AssetRow | null> {
  return uuidPattern.test(id) ? ((await context.load(assetsByIds, id.toLowerCase(), null)) ?? null) : null
}

export const assetResolvers: Resolvers = {
  Query: {
    asset: (_, { id }, context) => assetById(context, uuidArgument('id', id)),
    assets: async (_, { filter, ...paging }, context) => {
      const page = pageRequest('assets', newestFirst, paging)
      const checked = checkedFilter(filter)
      const rows = await context.db(db => assetsNewestFirst(db, checked, page))
      return pageOf(page, rows, () => context.db(db => assetCount(db, checked)))
    },
  },
  Asset: {
    __resolveReference: ({ id }, context) => assetById(context, id),
    facts: asset => factsOf(asset.metadata),
    creator: asset => (asset.creatorId === null ? null : { id: asset.creatorId }),
  },
  User: {
    assets: async (user, args, context) => {
      const page = pageRequest('User.assets', newestFirst, args)
      const rows = (await context.load(assetsOfUsers, user.id, page)) ?? []
      return pageOf(page, rows, async () => (await context.load(assetCountsOfUsers, user.id, null)) ?? 0)
    },
  },
}
