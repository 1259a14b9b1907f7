import { readFileSync } from 'node:fs'
import type { Database } from '@worlds/kit/database.ts'
import { statusResolvers } from '@worlds/kit/status.ts'
import { type ResolverMap, Subgraph } from '@worlds/kit/subgraph.ts'
import { characterResolvers } from './characters.ts'
import { draftResolvers } from './drafts.ts'
import { instanceResolvers } from './instances.ts'
import { partyResolvers } from './parties.ts'
import { positionResolvers } from './positions.ts'
import { primaryResolvers } from './primaries.ts'
import { profileResolvers } from './profiles.ts'
import { progressResolvers } from './progress.ts'
import { questResolvers } from './quests.ts'
import { spaceResolvers } from './spaces.ts'
import type { Tables } from './tables.gen.ts'
import { userResolvers } from './users.ts'

const typeDefs = readFileSync(new URL(import.meta.resolve('@worlds/schema/nexus.graphql')), 'utf8')

const nouns = [
  userResolvers,
  profileResolvers,
  characterResolvers,
  draftResolvers,
  primaryResolvers,
  positionResolvers,
  instanceResolvers,
  questResolvers,
  partyResolvers,
  progressResolvers,
  spaceResolvers,
  statusResolvers('nexusDatabase'),
]

/** People, their characters, and where they play: the subgraph over `bbworlds_nexus`. */
export const nexusSubgraph = (database: Database<Tables>) => new Subgraph(database, typeDefs, nouns as ResolverMap[])
