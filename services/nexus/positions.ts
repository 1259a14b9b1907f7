import { Refusal } from '@worlds/kit/errors.ts'
import { byKey, groupByKey, keyShapes, keyTable, numberArgument, uuidArgument } from '@worlds/kit/keys.ts'
import { type PageRequest, pageOf, pageRequest } from '@worlds/kit/page.ts'
import { type InferResult, type Kysely, type SelectExpression, sql } from 'kysely'
import { instanceById } from './instances.ts'
import type { PositionInput, QueryNearbyPlayersArgs, Resolvers } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'
import { existingUser } from './users.ts'

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

const selectPositions = (db: Kysely<Tables>) =>
  db.selectFrom('user_positions as position').select(positionColumns).select(isStale)

export type PositionRow = InferResult<ReturnType<typeof selectPositions>>[number]

export interface NearbyRow {
  position: PositionRow
  distance: number
}

const activeRange: [number, number] = [1, 86_400]
const mostRadius = 100_000

export async function positionsOfUsers(
  db: Kysely<Tables>,
  userIds: readonly string[],
): Promise<Map<string, PositionRow>> {
  const rows = await selectPositions(db).where('position.user_id', '=', sql<string>`any(${userIds}::uuid[])`).execute()
  return byKey(rows, row => row.userId)
}

const activeWithin = (seconds: number) =>
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

interface NearbyArgs {
  instanceId: string
  at: PositionInput
  radius: number
  activeWithinSeconds: number
  first: number
}

/**
 * The nearest players, measured once for each in a box around the point, without the one who asks.
 * @returns distances in the world's units of length, ascending, each below `radius`
 */
export async function playersNear(db: Kysely<Tables>, args: NearbyArgs): Promise<NearbyRow[]> {
  const { instanceId, at, radius, activeWithinSeconds, first } = args
  const measured = selectPositions(db)
    .select(
      sql<number>`sqrt((position_x - ${at.x}::float8) ^ 2 + (position_y - ${at.y}::float8) ^ 2 + (position_z - ${at.z}::float8) ^ 2)`.as(
        'distance',
      ),
    )
    .where('position.instance_id', '=', instanceId)
    .where(activeWithin(activeWithinSeconds))
    .where(sql<boolean>`position.user_id is distinct from (select graph.viewer_id())`)
    .where(sql<boolean>`position_x between ${at.x - radius}::float8 and ${at.x + radius}::float8`)
    .where(sql<boolean>`position_y between ${at.y - radius}::float8 and ${at.y + radius}::float8`)
    .where(sql<boolean>`position_z between ${at.z - radius}::float8 and ${at.z + radius}::float8`)
  const rows = await db
    .selectFrom(measured.as('measured'))
    .selectAll()
    .where('distance', '<', radius)
    .orderBy('distance')
    .orderBy('userId')
    .limit(first)
    .execute()
  return rows.map(({ distance, ...position }) => ({ position, distance }))
}

function nearbyArgs({ instanceId, position, radius, activeWithinSeconds, first }: QueryNearbyPlayersArgs): NearbyArgs {
  for (const axis of ['x', 'y', 'z'] as const) numberArgument(`position.${axis}`, position[axis], [-1e9, 1e9])
  const reach = radius ?? 100
  if (!(reach > 0 && reach <= mostRadius)) {
    const fault = `"radius" takes more than 0 and at most ${mostRadius}, not ${reach}.`
    throw new Refusal('BAD_USER_INPUT', fault, { argument: 'radius' })
  }
  return {
    instanceId: uuidArgument('instanceId', instanceId),
    at: position,
    radius: reach,
    activeWithinSeconds: numberArgument('activeWithinSeconds', activeWithinSeconds ?? 60, activeRange),
    first: numberArgument('first', first ?? 50, [1, 100]),
  }
}

export const positionResolvers: Resolvers = {
  Query: {
    nearbyPlayers: (_, args, context) => {
      context.requireIdentity('nearbyPlayers')
      const checked = nearbyArgs(args)
      return context.db(db => playersNear(db, checked))
    },
  },
  User: {
    position: async (user, _, context) => {
      context.requireIdentity('User.position')
      return (await context.load(positionsOfUsers, user.id, null)) ?? null
    },
  },
  UserPosition: {
    user: (position, _, context) => existingUser(context, position.userId),
    instance: (position, _, context) => instanceById(context, position.instanceId),
  },
  NearbyPlayer: { user: ({ position }, _, context) => existingUser(context, position.userId) },
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
