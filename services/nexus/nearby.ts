import { Refusal } from '@worlds/kit/errors.ts'
import { numberArgument, uuidArgument } from '@worlds/kit/keys.ts'
import { type Kysely, sql } from 'kysely'
import { activeRange, activeWithin, type PositionRow, selectPositions } from './positions.ts'
import type { PositionInput, QueryNearbyPlayersArgs, Resolvers } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'
import { existingUser } from './users.ts'

export interface NearbyRow {
  position: PositionRow
  distance: number
}

interface NearbyArgs {
  instanceId: string
  at: PositionInput
  radius: number
  activeWithinSeconds: number
  first: number
}

const mostRadius = 100_000
/** The edge of the squares of the ground that the database finds positions by. */
const cellEdge = 100
/** So many columns of cells are looked up one by one; more of them are walked through. */
const mostColumns = 32

const cellOf = (coordinate: number) => Math.floor(coordinate / cellEdge)

/** The cells of the ground that hold everything closer to the point than so much. */
function inCells({ at, radius }: NearbyArgs) {
  const [west, east] = [cellOf(at.x - radius), cellOf(at.x + radius)]
  const columns = Array.from({ length: Math.min(east - west + 1, mostColumns + 1) }, (_, nth) => west + nth)
  const across =
    columns.length > mostColumns
      ? sql`position.cell_x between ${west}::int4 and ${east}::int4`
      : sql`position.cell_x = any(${columns}::int4[])`
  return sql<boolean>`(${across} and position.cell_z between ${cellOf(at.z - radius)}::int4 and ${cellOf(at.z + radius)}::int4)`
}

/** Those closer than the radius, measured once for each in a box around the point, without the one who asks. */
async function playersWithin(db: Kysely<Tables>, args: NearbyArgs): Promise<NearbyRow[]> {
  const { instanceId, at, radius, activeWithinSeconds, first } = args
  const measured = selectPositions(db)
    .select(
      sql<number>`sqrt((position_x - ${at.x}::float8) ^ 2 + (position_y - ${at.y}::float8) ^ 2 + (position_z - ${at.z}::float8) ^ 2)`.as(
        'distance',
      ),
    )
    .where('position.instance_id', '=', instanceId)
    .where(inCells(args))
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

/**
 * The nearest players. A large circle is looked through from its middle: where a small one around the same point holds
 * as many as are asked for, the nearest are among them.
 * @returns distances in the world's units of length, ascending, each below `radius`
 */
export async function playersNear(db: Kysely<Tables>, args: NearbyArgs): Promise<NearbyRow[]> {
  for (let radius = cellEdge; radius * 4 <= args.radius; radius *= 10) {
    const nearest = await playersWithin(db, { ...args, radius })
    if (nearest.length === args.first) return nearest
  }
  return playersWithin(db, args)
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

export const nearbyResolvers: Resolvers = {
  Query: {
    nearbyPlayers: (_, args, context) => {
      context.requireIdentity('nearbyPlayers')
      const checked = nearbyArgs(args)
      return context.db(db => playersNear(db, checked))
    },
  },
  NearbyPlayer: { user: ({ position }, _, context) => existingUser(context, position.userId) },
}
