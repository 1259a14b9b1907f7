import { numberArgument, textArgument, textsArgument, uuidArgument } from '@worlds/kit/keys.ts'
import { badInput, searchWords } from '@worlds/kit/texts.ts'
import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely'
import { bytesArgument } from './metadata.ts'
import type { AssetFilter } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'

/** Of what an index finds the few: under a row policy the planner cannot tell how few they are. */
function rareConditions({ metadata, tagsAny, tagsAll }: AssetFilter): RawBuilder<SqlBool>[] {
  return [
    ...(metadata == null ? [] : [sql<SqlBool>`metadata @> ${JSON.stringify(metadata)}::jsonb`]),
    ...(tagsAny?.length ? [sql<SqlBool>`metadata -> 'tags' ?| ${tagsAny}::text[] and ${tagsAreListed}`] : []),
    ...(tagsAll?.length ? [sql<SqlBool>`metadata -> 'tags' ?& ${tagsAll}::text[] and ${tagsAreListed}`] : []),
  ]
}

/** The operators above also take a text for itself and an object for its keys. */
const tagsAreListed = sql<SqlBool>`jsonb_typeof(metadata -> 'tags') = 'array'`

const anyAsset = (db: Kysely<Tables>) => db.selectFrom('assets as asset')

/** Found apart from everything else that is asked, because they would be looked for along the order of the list. */
const found = (db: Kysely<Tables>, conditions: RawBuilder<SqlBool>[]): ReturnType<typeof anyAsset> =>
  db.selectFrom(
    db
      .selectFrom('assets')
      .select(['id', 'asset_name', 'asset_type', 'file_url', 'thumbnail_url', 'creator_id', 'license_type'])
      .select(['metadata', 'created_at'])
      .where(sql.join<SqlBool>(conditions, sql` and `))
      // The planner leaves a query with an offset as it is.
      .offset(0)
      .as('asset'),
  ) as never

/** A count as its index holds it: null where the JSON has none. */
const count = (name: 'triangles' | 'bytes') => {
  const part = sql`asset.metadata -> ${sql.lit(name)}`
  return sql<string | null>`(case when jsonb_typeof(${part}) = 'number' then
    case when (${part})::numeric between 0 and 9007199254740991
      and (${part})::numeric % 1 = 0 then (${part})::bigint end
    end)`
}

/** Both ends are always stated: without values PostgreSQL expects far fewer rows between two than above one. */
const within = (name: 'triangles' | 'bytes', least: number | null, greatest: number | null) =>
  sql<SqlBool>`${count(name)} between ${least ?? 0}::int8 and ${greatest ?? Number.MAX_SAFE_INTEGER}::int8`

/** True or false stands in the statement: planned for both at once, it would walk along the list for the rarer one. */
const animated = sql`(case when jsonb_typeof(asset.metadata -> 'animations') = 'array'
  then asset.metadata -> 'animations' <> '[]'::jsonb end)`
const rigged = sql`(case asset.metadata -> 'rigged' when 'true'::jsonb then true when 'false'::jsonb then false end)`

/** The words stand in a function of the database, beside their index. */
const hasWords = (text: string) => sql<SqlBool>`asset.id in (select graph.assets_about(${searchWords(text)}))`

function otherConditions(filter: AssetFilter): RawBuilder<SqlBool>[] {
  const { assetTypes, licenseTypes, creatorId, text, minTriangles = null, maxTriangles = null } = filter
  return [
    ...(assetTypes?.length ? [sql<SqlBool>`asset.asset_type = any(${assetTypes}::text[])`] : []),
    ...(licenseTypes?.length ? [sql<SqlBool>`asset.license_type = any(${licenseTypes}::text[])`] : []),
    ...(creatorId == null ? [] : [sql<SqlBool>`asset.creator_id = ${creatorId}::uuid`]),
    ...((minTriangles ?? maxTriangles) === null ? [] : [within('triangles', minTriangles, maxTriangles)]),
    ...(filter.maxBytes == null ? [] : [within('bytes', 0, Number(filter.maxBytes))]),
    ...(filter.animated == null ? [] : [sql<SqlBool>`${animated} = ${sql.lit(filter.animated)}`]),
    ...(filter.rigged == null ? [] : [sql<SqlBool>`${rigged} = ${sql.lit(filter.rigged)}`]),
    ...(text ? [hasWords(text)] : []),
  ]
}

/** The assets that meet all conditions of a filter. */
export function assetsMeeting(db: Kysely<Tables>, filter: AssetFilter) {
  const rare = rareConditions(filter)
  const other = otherConditions(filter)
  return (rare.length > 0 ? found(db, rare) : anyAsset(db)).$if(other.length > 0, query =>
    query.where(sql.join<SqlBool>(other, sql` and `)),
  )
}

const most = 2 ** 31 - 1

/** @throws Refusal BAD_USER_INPUT naming the condition at fault */
export function checkedFilter(filter: AssetFilter | null | undefined): AssetFilter {
  const given = filter ?? {}
  const { assetTypes, licenseTypes, creatorId, text, tagsAny, tagsAll, minTriangles, maxTriangles, maxBytes } = given
  if (assetTypes) textsArgument('filter.assetTypes', assetTypes)
  if (licenseTypes) textsArgument('filter.licenseTypes', licenseTypes)
  if (creatorId != null) uuidArgument('filter.creatorId', creatorId)
  if (text != null) textArgument('filter.text', text, 500)
  if (tagsAny) textsArgument('filter.tagsAny', tagsAny, 50)
  if (tagsAll) textsArgument('filter.tagsAll', tagsAll, 50)
  if (minTriangles != null) numberArgument('filter.minTriangles', minTriangles, [0, most])
  if (maxTriangles != null) numberArgument('filter.maxTriangles', maxTriangles, [0, most])
  if (minTriangles != null && maxTriangles != null && minTriangles > maxTriangles) {
    throw badInput('filter.minTriangles', `takes ${maxTriangles} at most, as "filter.maxTriangles" has it.`)
  }
  if (maxBytes != null) bytesArgument('filter.maxBytes', maxBytes)
  return given
}
