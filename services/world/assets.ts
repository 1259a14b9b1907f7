import { uuidPattern } from '@worlds/kit/identity.ts'
import {
  byKey,
  groupByKey,
  keyTable,
  newestFirst,
  orEarliest,
  textArgument,
  textsArgument,
  uuidArgument,
} from '@worlds/kit/keys.ts'
import { type PageRequest, pageOf, pageRequest } from '@worlds/kit/page.ts'
import { type InferResult, type Kysely, type SelectExpression, sql } from 'kysely'
import type { Context } from './context.ts'
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

/** The words of a name as the index over names holds them. */
const hasWords = (text: string) =>
  sql<boolean>`to_tsvector('english', asset.asset_name) @@ websearch_to_tsquery('english', ${text})`

const anyAsset = (db: Kysely<Tables>) => db.selectFrom('assets as asset')

/**
 * Those that hold some metadata, found apart from everything else that is asked (`offset` sees to that): under a row
 * policy the planner cannot tell how few they are, and would look for them along the order of the list.
 */
const withMetadata = (db: Kysely<Tables>, metadata: unknown): ReturnType<typeof anyAsset> =>
  db.selectFrom(
    db
      .selectFrom('assets')
      .select(['id', 'asset_name', 'asset_type', 'file_url', 'thumbnail_url', 'creator_id', 'license_type'])
      .select(['metadata', 'created_at'])
      .where(sql<boolean>`metadata @> ${JSON.stringify(metadata)}::jsonb`)
      .offset(0)
      .as('asset'),
  ) as never

const matching = (db: Kysely<Tables>, { assetTypes, licenseTypes, creatorId, metadata, text }: AssetFilter) =>
  (metadata == null ? anyAsset(db) : withMetadata(db, metadata))
    .$if(!!assetTypes?.length, query => query.where('asset.asset_type', '=', sql<string>`any(${assetTypes}::text[])`))
    .$if(!!licenseTypes?.length, query =>
      query.where('asset.license_type', '=', sql<string>`any(${licenseTypes}::text[])`),
    )
    .$if(creatorId != null, query => query.where('asset.creator_id', '=', creatorId as string))
    .$if(!!text, query => query.where(hasWords(text as string)))

export async function assetsNewestFirst(db: Kysely<Tables>, filter: AssetFilter, page: PageRequest) {
  return matching(db, filter)
    .select(assetColumns)
    .select(cursorKey)
    .$if(page.after !== null, query => query.where(after(page)))
    .orderBy(createdAt, 'desc')
    .orderBy('asset.id', 'desc')
    .limit(page.first + 1)
    .execute()
}

async function assetCount(db: Kysely<Tables>, filter: AssetFilter): Promise<number> {
  const { count } = await matching(db, filter).select(sql<number>`count(*)::int4`.as('count')).executeTakeFirstOrThrow()
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

function checkedFilter(filter: AssetFilter | null | undefined): AssetFilter {
  const { assetTypes, licenseTypes, creatorId, text } = filter ?? {}
  if (assetTypes) textsArgument('filter.assetTypes', assetTypes)
  if (licenseTypes) textsArgument('filter.licenseTypes', licenseTypes)
  if (creatorId != null) uuidArgument('filter.creatorId', creatorId)
  if (text != null) textArgument('filter.text', text, 500)
  return filter ?? {}
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
