import { Refusal } from '@worlds/kit/errors.ts'
import { uuidArgument } from '@worlds/kit/keys.ts'
import { mayChange } from '@worlds/kit/ownership.ts'
import { rowAgain } from '@worlds/kit/repetitions.ts'
import { badInput } from '@worlds/kit/texts.ts'
import { type Kysely, sql } from 'kysely'
import { type AssetRow, assetColumns, assetsByIds } from './assets.ts'
import type { Context } from './context.ts'
import { type GltfFacts, inspectedParts, inspectGltf } from './gltf.ts'
import { notChanged } from './publications.ts'
import type { InspectAssetInput, Resolvers } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'

/**
 * Keeps what a file says about itself in place of what another said, beside all else that is known.
 * @returns undefined when the caller may not change such an asset, or its metadata is JSON that has no parts
 */
export function withFacts(db: Kysely<Tables>, id: string, facts: GltfFacts): Promise<AssetRow | undefined> {
  const known = sql`case when jsonb_typeof(asset.metadata) = 'object' then asset.metadata else '{}' end`
  return db
    .updateTable('assets as asset')
    .set({ metadata: sql`(${known}) - ${inspectedParts}::text[] || ${JSON.stringify(facts)}::jsonb` })
    .where('asset.id', '=', id)
    .where(sql<boolean>`coalesce(jsonb_typeof(asset.metadata) in ('object', 'null'), true)`)
    .returning(assetColumns)
    .executeTakeFirst()
}

/** The metadata is a list or a single value of another program's, which would be lost. */
export const withoutParts = () =>
  new Refusal('CONFLICT', 'The asset\'s "metadata" is no JSON object. Replace it with updateAsset first.')

/** @throws Refusal NOT_FOUND or FORBIDDEN when the caller may not change it: nothing is read for nothing */
async function refuseStranger(context: Context, id: string): Promise<void> {
  const asset = await context.load(assetsByIds, id, null)
  if (!asset || !mayChange(context.identity, asset.creatorId)) throw await context.db(db => notChanged(db, id))
}

function bytesOf(argument: string, base64: string): Uint8Array {
  const bytes = Buffer.from(base64, 'base64')
  // Decoding passes over what is not base64; written again, only what is comes out as it was.
  if (bytes.length > 0 && bytes.toString('base64') === base64) return bytes
  throw badInput(argument, 'takes the base64 text of a file: A-Z, a-z, 0-9, + and /, padded with =.')
}

async function inspectAsset(context: Context, { id: given, gltf }: InspectAssetInput) {
  const id = uuidArgument('id', given)
  const bytes = bytesOf('gltf', gltf)
  await refuseStranger(context, id)
  const { facts, ...rest } = await context.outside(() => inspectGltf('gltf', bytes, { signal: context.signal }))
  const asset = await context.write(async db => {
    const changed = await withFacts(db, id, facts)
    if (changed) return changed
    const row = (await assetsByIds(db, [id])).get(id)
    throw row && mayChange(context.identity, row.creatorId) ? withoutParts() : await notChanged(db, id)
  }, rowAgain(assetsByIds))
  return { asset, ...rest }
}

export const inspectionResolvers: Resolvers = {
  Mutation: {
    inspectAsset: (_, { input }, context) => {
      context.requireIdentity('inspectAsset')
      return inspectAsset(context, input)
    },
  },
}
