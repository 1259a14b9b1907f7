import { byKey, groupByKey, keyShapes, keyTable, numberArgument } from '@worlds/kit/keys.ts'
import { type PageRequest, pageOf, pageRequest } from '@worlds/kit/page.ts'
import { type InferResult, type Kysely, type SelectExpression, sql } from 'kysely'
import { instanceById } from './instances.ts'
import type { Resolvers } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'
import { referredUser } from './users.ts'

const positionColumns = [
  'position.user_id as userId',
  'position.instance_id as instanceId',
  'position.position_x as x',
  'position.position_y as y',
  'position.position_z as z',
  'position.rotation_y as rotationY',
  'position.animation_state as animationState',
  'position.last_update as lastUpdate',
] as const satisfies readonly SelectExpression<Tables & { position: Tables['user_positions'] }, 'position'>[]

/** A position that was not reported for a minute tells where somebody was, not where they are. */
const isStale = sql<boolean>`(position.last_update > localtimestamp - interval '60 seconds') is not true`.as('isStale')

export const selectPositions = (db: Kysely<Tables>) =>
  db.selectFrom('user_positions as position').select(positionColumns).select(isStale)

export type PositionRow = InferResult<ReturnType<typeof selectPositions>>[number]

export const activeRange: [number, number] = [1, 86_400]

export async function positionsOfUsers(
  db: Kysely<Tables>,
  userIds: readonly string[],
): Promise<Map<string, PositionRow>> {
  const rows = await selectPositions(db).where('position.user_id', '=', sql<string>`any(${userIds}::uuid[])`).execute()
  return byKey(rows, row => row.userId)
}

export const activeWithin = (seconds: number) =>
  sql<boolean>`position.last_update > localtimestamp - make_interval(secs => ${seconds}::float8)`

interface PlayersArgs {
  activeWithinSeconds: number
}

export async function playersOfInstances(
  db: Kysely<Tables>,
  instanceIds: readonly string[],
  { activeWithinSeconds, page }: PlayersArgs & { page: PageRequest },
) {
  const rows = await db
    .selectFrom(keyTable(instanceIds, 'uuid'))
    .innerJoinLateral(
      lateral =>
        lateral
          .selectFrom('user_positions as position')
          .select(positionColumns)
          .select([isStale, sql<string[]>`array[position.user_id::text]`.as('cursorKey')])
          .whereRef('position.instance_id', '=', 'keys.key')
          .where(activeWithin(activeWithinSeconds))
          .$if(page.after !== null, query => query.where('position.user_id', '>', page.after?.[0] as string))
          .orderBy('position.user_id')
          .limit(page.first + 1)
          .as('position'),
      join => join.onTrue(),
    )
    .selectAll('position')
    .execute()
  return groupByKey(rows, row => row.instanceId as string)
}

async function playerCountsOfInstances(db: Kysely<Tables>, instanceIds: readonly string[], args: PlayersArgs) {
  const rows = await db
    .selectFrom('user_positions as position')
    .select(['position.instance_id as key', sql<number>`count(*)::int4`.as('count')])
    .where('position.instance_id', '=', sql<string>`any(${instanceIds}::uuid[])`)
    .where(activeWithin(args.activeWithinSeconds))
    .groupBy('position.instance_id')
    .execute()
  return new Map(rows.map(row => [row.key as string, row.count]))
}

export const positionResolvers: Resolvers = {
  User: {
    position: async (user, _, context) => {
      context.requireIdentity('User.position')
      return (await context.load(positionsOfUsers, user.id, null)) ?? null
    },
  },
  UserPosition: {
    user: (position, _, context, info) => referredUser(context, position.userId, info),
    instance: (position, _, context) => instanceById(context, position.instanceId),
  },
  Instance: {
    players: async (instance, { activeWithinSeconds, ...paging }, context) => {
      context.requireIdentity('Instance.players')
      const args = {
        activeWithinSeconds: numberArgument('activeWithinSeconds', activeWithinSeconds ?? 60, activeRange),
      }
      const page = pageRequest('Instance.players', [keyShapes.uuid], paging)
      const rows = (await context.load(playersOfInstances, instance.id, { ...args, page })) ?? []
      return pageOf(page, rows, async () => (await context.load(playerCountsOfInstances, instance.id, args)) ?? 0)
    },
  },
}
