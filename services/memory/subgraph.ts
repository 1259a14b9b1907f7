import { readFileSync } from 'node:fs'
import type { Database } from '@worlds/kit/database.ts'
import type { Settings } from '@worlds/kit/env.ts'
import type { Log } from '@worlds/kit/log.ts'
import { standingResolvers } from '@worlds/kit/standings.ts'
import { statusResolvers } from '@worlds/kit/status.ts'
import { type ResolverMap, Subgraph } from '@worlds/kit/subgraph.ts'
import { AccessSettlement, accessResolvers } from './accesses.ts'
import { additionResolvers } from './additions.ts'
import { analyticsResolvers } from './analytics.ts'
import { codecResolvers } from './codecs.ts'
import { companionResolvers } from './companions.ts'
import { dossierResolvers } from './dossiers.ts'
import { embeddingResolvers } from './embeddings.ts'
import { erasureResolvers } from './erasures.ts'
import { exportResolvers } from './exports.ts'
import { hashingModel } from './hashing.ts'
import { memoryResolvers } from './memories.ts'
import { metricsResolvers } from './metrics.ts'
import { promotionResolvers } from './promotions.ts'
import { recollectionResolvers } from './recollections.ts'
import { relationshipResolvers } from './relationships.ts'
import { revisionResolvers } from './revisions.ts'
import { searchResolvers } from './search.ts'
import { snapshotResolvers } from './snapshots.ts'
import type { Tables } from './tables.gen.ts'
import { tierResolvers } from './tiers.ts'
import { type Tools, toolsFor } from './tools.ts'
import { userResolvers } from './users.ts'

const typeDefs = readFileSync(new URL(import.meta.resolve('@worlds/schema/memory.graphql')), 'utf8')

const nouns = (tools: Tools) => [
  memoryResolvers,
  accessResolvers,
  additionResolvers(tools),
  revisionResolvers(tools),
  erasureResolvers,
  exportResolvers(tools),
  embeddingResolvers(tools),
  companionResolvers,
  relationshipResolvers,
  searchResolvers(tools),
  recollectionResolvers(tools),
  promotionResolvers(tools),
  tierResolvers(tools),
  snapshotResolvers(tools),
  metricsResolvers,
  analyticsResolvers,
  codecResolvers,
  userResolvers,
  dossierResolvers(tools),
  standingResolvers,
  statusResolvers('memoryDatabase'),
]

/** What companions remember of people: the subgraph over `voice_ninja`. */
export function memorySubgraph(database: Database<Tables>, { settings, log }: { settings: Settings; log: Log }) {
  const tools = toolsFor(settings)
  const { model } = tools.embedder
  const embedder = model === hashingModel ? `${model}, built in and lexical: it knows spelling, not meaning` : model
  const settlement = new AccessSettlement(database, err => log.warn({ err }, 'accesses could not be entered'))
  return new Subgraph(database, typeDefs, nouns(tools) as ResolverMap[], { facts: { embedder }, owns: [settlement] })
}
