import { readFileSync } from 'node:fs'
import type { Database } from '@worlds/kit/database.ts'
import { statusResolvers } from '@worlds/kit/status.ts'
import { type ResolverMap, Subgraph } from '@worlds/kit/subgraph.ts'
import { analyticsResolvers } from './analytics.ts'
import { companionResolvers } from './companions.ts'
import { memoryResolvers } from './memories.ts'
import { metricsResolvers } from './metrics.ts'
import { relationshipResolvers } from './relationships.ts'
import type { Tables } from './tables.gen.ts'
import { userResolvers } from './users.ts'

const typeDefs = readFileSync(new URL(import.meta.resolve('@worlds/schema/memory.graphql')), 'utf8')

const nouns = [
  memoryResolvers,
  companionResolvers,
  relationshipResolvers,
  metricsResolvers,
  analyticsResolvers,
  userResolvers,
  statusResolvers('memoryDatabase'),
]

/** What companions remember of people: the subgraph over `voice_ninja`. */
export const memorySubgraph = (database: Database<Tables>) => new Subgraph(database, typeDefs, nouns as ResolverMap[])
