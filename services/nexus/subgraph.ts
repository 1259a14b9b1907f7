import { readFileSync } from 'node:fs'
import type { Database } from '@worlds/kit/database.ts'
import type { Settings } from '@worlds/kit/env.ts'
import type { Around } from '@worlds/kit/main.ts'
import { statusResolvers } from '@worlds/kit/status.ts'
import { type ResolverMap, Subgraph } from '@worlds/kit/subgraph.ts'
import { Upkeep } from '@worlds/kit/upkeep.ts'
import { accountResolvers } from './accounts.ts'
import { characterResolvers } from './characters.ts'
import { Courier } from './courier.ts'
import { departureResolvers } from './departures.ts'
import { dossierResolvers } from './dossiers.ts'
import { draftResolvers } from './drafts.ts'
import { frameResolvers } from './frames.ts'
import { instanceResolvers } from './instances.ts'
import { membershipResolvers } from './memberships.ts'
import { Movement } from './movement.ts'
import { moveResolvers } from './moves.ts'
import { nearbyResolvers } from './nearby.ts'
import { openingResolvers } from './openings.ts'
import { partyResolvers } from './parties.ts'
import { patchResolvers } from './patches.ts'
import { positionResolvers } from './positions.ts'
import { primaryResolvers } from './primaries.ts'
import { profileResolvers } from './profiles.ts'
import { progressResolvers } from './progress.ts'
import { questResolvers } from './quests.ts'
import { spaceResolvers } from './spaces.ts'
import { membershipSweep } from './sweeps.ts'
import type { Tables } from './tables.gen.ts'
import { userResolvers } from './users.ts'

const typeDefs = readFileSync(new URL(import.meta.resolve('@worlds/schema/nexus.graphql')), 'utf8')

const nouns = (
  { memberships }: Settings,
  { movement, courier }: { movement: Movement; courier: Courier | undefined },
) => [
  userResolvers,
  profileResolvers,
  accountResolvers(courier),
  departureResolvers(courier),
  dossierResolvers,
  characterResolvers,
  draftResolvers,
  primaryResolvers,
  positionResolvers,
  moveResolvers(movement),
  nearbyResolvers,
  frameResolvers,
  instanceResolvers,
  openingResolvers,
  patchResolvers,
  membershipResolvers(memberships.leaseSeconds),
  questResolvers,
  partyResolvers,
  progressResolvers,
  spaceResolvers,
  statusResolvers('nexusDatabase'),
]

/** Tells the other subgraphs whom they are to refuse or to erase; a subgraph that stands alone leaves that to others. */
function courierOf(database: Database<Tables>, { settings, log, peers }: Around): Courier | undefined {
  if (!peers) return undefined
  const onFault = (err: unknown) => log.warn({ err }, 'another subgraph could not be told')
  return new Courier(database, peers, { everyMs: settings.outboxIntervalMs, onFault })
}

/** People, their characters, and where they play: the subgraph over `bbworlds_nexus`. */
export function nexusSubgraph(database: Database<Tables>, around: Around) {
  const { settings, log } = around
  const courier = courierOf(database, around)
  const sweep = new Upkeep(database, membershipSweep(settings.memberships.sweepSeconds), err =>
    log.warn({ err }, 'seats could not be given back'),
  )
  const movement = new Movement(
    database,
    { flushMs: settings.positionFlushMs, leaseSeconds: settings.memberships.leaseSeconds },
    err => log.warn({ err }, 'movements could not be written'),
  )
  const owns = [sweep, movement, ...(courier ? [courier] : [])]
  return new Subgraph(database, typeDefs, nouns(settings, { movement, courier }) as ResolverMap[], { owns })
}
