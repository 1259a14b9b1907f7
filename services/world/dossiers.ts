import { uuidPattern } from '@worlds/kit/identity.ts'
import { dossierOf } from '@worlds/kit/ownership.ts'
import type { Kysely } from 'kysely'
import { assetColumns } from './assets.ts'
import type { Resolvers } from './schema.gen.ts'
import { spaceColumns } from './spaces.ts'
import type { Tables } from './tables.gen.ts'

const assetsOf = (db: Kysely<Tables>, id: string) =>
  db
    .selectFrom('assets as asset')
    .select(assetColumns)
    .where('asset.creator_id', '=', id)
    .orderBy('asset.created_at')
    .orderBy('asset.id')
    .execute()

const spacesOf = (db: Kysely<Tables>, id: string) =>
  db
    .selectFrom('spaces as space')
    .select(spaceColumns)
    .where('space.owner_id', '=', id)
    .orderBy('space.created_at')
    .orderBy('space.id')
    .execute()

export const dossierResolvers: Resolvers = {
  User: { export: (user, _, context) => dossierOf(context, user.id) },
  UserExport: {
    __resolveReference: ({ id }, context) => (uuidPattern.test(id) ? dossierOf(context, id.toLowerCase()) : null),
    assets: ({ id }, _, context) => context.db(db => assetsOf(db, id)),
    spaces: ({ id }, _, context) => context.db(db => spacesOf(db, id)),
  },
}
