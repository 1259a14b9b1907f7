import { readFileSync } from 'node:fs'
import type { Database } from '@worlds/kit/database.ts'
import { standingResolvers } from '@worlds/kit/standings.ts'
import { statusResolvers } from '@worlds/kit/status.ts'
import { type ResolverMap, Subgraph } from '@worlds/kit/subgraph.ts'
import { assetResolvers } from './assets.ts'
import { buildingResolvers } from './buildings.ts'
import { characterResolvers } from './characters.ts'
import { dossierResolvers } from './dossiers.ts'
import { inspectionResolvers } from './inspections.ts'
import { publicationResolvers } from './publications.ts'
import { spaceResolvers } from './spaces.ts'
import type { Tables } from './tables.gen.ts'
import { userResolvers } from './users.ts'

const typeDefs = readFileSync(new URL(import.meta.resolve('@worlds/schema/world.graphql')), 'utf8')

const nouns = [
  assetResolvers,
  publicationResolvers,
  inspectionResolvers,
  spaceResolvers,
  buildingResolvers,
  characterResolvers,
  userResolvers,
  dossierResolvers,
  standingResolvers,
  statusResolvers('worldDatabase'),
]

/** Assets and the spaces people build of them: the subgraph over `bbworlds_world`. */
export const worldSubgraph = (database: Database<Tables>) => new Subgraph(database, typeDefs, nouns as ResolverMap[])
