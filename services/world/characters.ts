import { type Kysely, sql } from 'kysely'
import { type AssetRow, assetColumns } from './assets.ts'
import type { Resolvers } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'

/** A character as the gateway describes it: by id, and by the model it looks up. */
export interface CharacterRef {
  id: string
  modelUrl?: string | null
}

/** The asset behind each file; the oldest where several have the same one. */
export async function assetsByFileUrls(
  db: Kysely<Tables>,
  fileUrls: readonly string[],
): Promise<Map<string, AssetRow>> {
  const rows = await db
    .selectFrom('assets as asset')
    .distinctOn('asset.file_url')
    .select(assetColumns)
    .where('asset.file_url', '=', sql<string>`any(${fileUrls}::text[])`)
    .orderBy('asset.file_url')
    .orderBy('asset.created_at')
    .orderBy('asset.id')
    .execute()
  return new Map(rows.map(row => [row.fileUrl as string, row]))
}

export const characterResolvers: Resolvers = {
  Character: {
    modelAsset: async ({ modelUrl }, _, context) =>
      modelUrl == null ? null : ((await context.load(assetsByFileUrls, modelUrl, null)) ?? null),
  },
}
