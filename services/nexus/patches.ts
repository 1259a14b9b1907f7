import { uuidArgument } from '@worlds/kit/keys.ts'
import { gameOnly } from '@worlds/kit/ownership.ts'
import { rowAgain } from '@worlds/kit/repetitions.ts'
import { type Kysely, sql } from 'kysely'
import type { Context } from './context.ts'
import { type InstanceRow, instanceClosed, instancesByIds, noInstance, wholeInstance } from './instances.ts'
import type { Resolvers } from './schema.gen.ts'
import { patchArgument, refuseOvergrown, staleVersion } from './states.ts'
import type { Tables } from './tables.gen.ts'

interface StateChange {
  instanceId: string
  patch: string
  /** Null for whatever version there is. */
  expectedVersion: number | null
}

/**
 * Merged where the row is locked, so that no change in between is undone.
 * @returns undefined, and nothing is changed, where there is no open instance of that version
 */
function patchState(db: Kysely<Tables>, { instanceId, patch, expectedVersion }: StateChange) {
  return db
    .updateTable('instances as instance')
    .set({ state: sql<unknown>`graph.merge_patch(instance.state, ${patch}::jsonb)` })
    .where('instance.id', '=', instanceId)
    .where('instance.closed_at', 'is', null)
    .$if(expectedVersion !== null, query => query.where('instance.state_version', '=', expectedVersion as number))
    .returning(wholeInstance)
    .executeTakeFirst()
}

const updateInstanceState = (context: Context, change: StateChange) => {
  const changed = async (db: Kysely<Tables>): Promise<InstanceRow> => {
    const instance = await patchState(db, change)
    if (instance) {
      refuseOvergrown('patch', instance.state)
      return instance
    }
    const found = (await instancesByIds(db, [change.instanceId])).get(change.instanceId)
    if (!found) throw noInstance()
    if (found.closedAt !== null) throw instanceClosed()
    throw staleVersion(change.expectedVersion as number, found.stateVersion)
  }
  return context.write(changed, rowAgain(instancesByIds))
}

export const patchResolvers: Resolvers = {
  Mutation: {
    updateInstanceState: async (_, { input }, context) => {
      context.requireIdentity('updateInstanceState')
      gameOnly('updateInstanceState', context.identity)
      const change = {
        instanceId: uuidArgument('instanceId', input.instanceId),
        patch: patchArgument('patch', input.patch),
        expectedVersion: input.expectedVersion ?? null,
      }
      return { instance: await updateInstanceState(context, change) }
    },
  },
}
