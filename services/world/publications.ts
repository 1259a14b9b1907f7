import { Refusal } from '@worlds/kit/errors.ts'
import { uuidArgument } from '@worlds/kit/keys.ts'
import { mayChange, ofErased, personArgument, someoneElses } from '@worlds/kit/ownership.ts'
import { type Deleted, deletionAgain, rowAgain } from '@worlds/kit/repetitions.ts'
import { badInput, nameArgument, urlArgument } from '@worlds/kit/texts.ts'
import { type Kysely, sql } from 'kysely'
import { type AssetRow, assetColumns, assetsByIds } from './assets.ts'
import type { Context } from './context.ts'
import { licenseArgument } from './licenses.ts'
import { metadataArgument } from './metadata.ts'
import type { AssetMetadataInput, CreateAssetInput, Resolvers, UpdateAssetInput } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'

const longestName = 255
const longestType = 50

const stored = (metadata: AssetMetadataInput | null) =>
  metadata && sql<unknown>`${JSON.stringify(metadataArgument('metadata', metadata))}::jsonb`

/** The columns that are given, checked; those that are left out are not there. */
function columnsOf(draft: Partial<UpdateAssetInput>) {
  const { assetName, assetType, fileUrl, thumbnailUrl, licenseType, metadata } = draft
  return {
    ...(assetName !== undefined && { asset_name: nameArgument('assetName', assetName, longestName) }),
    ...(assetType !== undefined && {
      asset_type: assetType === null ? null : nameArgument('assetType', assetType, longestType),
    }),
    ...(fileUrl !== undefined && { file_url: urlArgument('fileUrl', fileUrl) }),
    ...(thumbnailUrl !== undefined && { thumbnail_url: urlArgument('thumbnailUrl', thumbnailUrl) }),
    ...(licenseType !== undefined && { license_type: licenseArgument('licenseType', licenseType) }),
    ...(metadata !== undefined && { metadata: stored(metadata) }),
  }
}

/** Why a row was not changed: it is not there, or it is somebody else's. */
export async function notChanged(db: Kysely<Tables>, id: string): Promise<Refusal> {
  const seen = (await assetsByIds(db, [id])).has(id)
  return seen
    ? someoneElses('id', 'asset')
    : new Refusal('NOT_FOUND', 'There is no such asset as "id".', { argument: 'id' })
}

async function createAsset(context: Context, draft: CreateAssetInput) {
  const creatorId = personArgument('creatorId', context.identity, draft.creatorId)
  if (!mayChange(context.identity, creatorId)) {
    throw new Refusal('FORBIDDEN', 'You may add assets of your own only. Leave "creatorId" out.', {
      argument: 'creatorId',
    })
  }
  const columns = { ...columnsOf(draft), asset_name: draft.assetName, creator_id: creatorId }
  const asset = await context
    .write(async db => {
      const { id } = await db.insertInto('assets').values(columns).returning('id').executeTakeFirstOrThrow()
      return (await assetsByIds(db, [id])).get(id) as AssetRow
    }, rowAgain(assetsByIds))
    .catch(error => Promise.reject(ofErased(error, () => 'creatorId')))
  return { asset }
}

async function updateAsset(context: Context, { id: given, ...changes }: UpdateAssetInput) {
  const id = uuidArgument('id', given)
  const columns = columnsOf(changes)
  if (Object.keys(columns).length === 0) throw badInput('input', 'changes nothing. State a field beside "id".')
  const asset = await context.write(async db => {
    const changed = await db
      .updateTable('assets as asset')
      .set(columns)
      .where('asset.id', '=', id)
      .returning(assetColumns)
      .executeTakeFirst()
    if (changed) return changed
    throw await notChanged(db, id)
  }, rowAgain(assetsByIds))
  return { asset }
}

async function deleteAsset(context: Context, id: string) {
  const deleted = await context.write(async (db): Promise<Deleted<AssetRow>> => {
    const row = await db
      .deleteFrom('assets as asset')
      .where('asset.id', '=', id)
      .returning(assetColumns)
      .executeTakeFirst()
    if (row) return { id: id, row }
    throw await notChanged(db, id)
  }, deletionAgain<AssetRow>())
  return { id: deleted.id, asset: deleted.row }
}

export const publicationResolvers: Resolvers = {
  Mutation: {
    createAsset: (_, { input }, context) => {
      context.requireIdentity('createAsset')
      return createAsset(context, input)
    },
    updateAsset: (_, { input }, context) => {
      context.requireIdentity('updateAsset')
      return updateAsset(context, input)
    },
    deleteAsset: (_, { input }, context) => {
      context.requireIdentity('deleteAsset')
      return deleteAsset(context, uuidArgument('id', input.id))
    },
  },
}
