import { numberArgument, uuidArgument } from '@worlds/kit/keys.ts'
import { gameOnly } from '@worlds/kit/ownership.ts'
import { asItWas } from '@worlds/kit/repetitions.ts'
import { extraArgument, nameArgument } from '@worlds/kit/texts.ts'
import { type Kysely, sql } from 'kysely'
import type { Context } from './context.ts'
import { existingInstance, type InstanceRow, instanceClosed, noInstance } from './instances.ts'
import type { CreateInstanceInput, Resolvers } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'

/** @throws Refusal BAD_USER_INPUT naming the argument */
const checkedInstance = ({ worldId, instanceType, maxUsers, serverRegion, state }: CreateInstanceInput) => ({
  world_id: worldId == null ? null : uuidArgument('worldId', worldId),
  instance_type: nameArgument('instanceType', instanceType, 50),
  max_users: numberArgument('maxUsers', maxUsers ?? 100, [1, 10_000]),
  server_region: serverRegion == null ? null : nameArgument('serverRegion', serverRegion, 50),
  state: state == null ? null : JSON.stringify(extraArgument('state', state)),
})

async function createInstance(context: Context, values: ReturnType<typeof checkedInstance>) {
  const made = (db: Kysely<Tables>) =>
    db.insertInto('instances').values(values).returning('id').executeTakeFirstOrThrow()
  const { id } = await context.write(made, asItWas<{ id: string }>())
  return { instance: await existingInstance(context, id) }
}

type Closing = 'closed' | 'closed_already' | 'forbidden' | 'no_instance'

async function close(db: Kysely<Tables>, instanceId: string): Promise<Closing> {
  const { rows } = await sql<{ outcome: Closing }>`
    select graph.close_instance(${instanceId}::uuid) as outcome`.execute(db)
  return rows[0]?.outcome ?? 'forbidden'
}

async function closeInstance(context: Context, instanceId: string): Promise<{ instance: InstanceRow }> {
  const closed = async (db: Kysely<Tables>) => {
    const outcome = await close(db, instanceId)
    if (outcome === 'no_instance') throw noInstance()
    if (outcome === 'closed_already') throw instanceClosed()
    return outcome
  }
  await context.write(closed, asItWas<Closing>())
  return { instance: await existingInstance(context, instanceId) }
}

export const openingResolvers: Resolvers = {
  Mutation: {
    createInstance: (_, { input }, context) => {
      context.requireIdentity('createInstance')
      gameOnly('createInstance', context.identity)
      return createInstance(context, checkedInstance(input))
    },
    closeInstance: (_, { input }, context) => {
      context.requireIdentity('closeInstance')
      gameOnly('closeInstance', context.identity)
      return closeInstance(context, uuidArgument('instanceId', input.instanceId))
    },
  },
}
