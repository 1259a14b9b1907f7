import { Refusal } from '@worlds/kit/errors.ts'
import { uuidArgument } from '@worlds/kit/keys.ts'
import { type Kysely, sql } from 'kysely'
import { instanceById } from './instances.ts'
import { type PositionRow, selectPositions } from './positions.ts'
import type { Resolvers } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'

/** Where people in an instance are, as far as the caller may see them: the named ones, or all who are there. */
export interface FrameRow {
  instanceId: string
  moved: PositionRow[]
  left: string[]
  at: string
  full: boolean
}

const most = 5_000

export async function positionsIn(
  db: Kysely<Tables>,
  instanceId: string,
  people: readonly string[] | undefined,
): Promise<PositionRow[]> {
  const named = people
    ? sql<string>`any(${people}::uuid[])`
    : sql<string>`any(array(select graph.players_of(${instanceId})))`
  return selectPositions(db)
    .where('position.instance_id', '=', instanceId)
    .where('position.user_id', '=', named)
    .orderBy('position.user_id')
    .execute()
}

export interface RoomRow {
  present: string[]
  moves: Record<string, string>
}

async function roomOf(db: Kysely<Tables>, instanceId: string, viewers: readonly string[], seconds: number) {
  const { rows } = await sql<RoomRow>`
    select present, moves
    from graph.room_of(${instanceId}, ${viewers}::uuid[], make_interval(secs => ${seconds}::float8))`.execute(db)
  return rows[0] ?? null
}

function idsArgument(argument: string, ids: readonly string[]): string[] {
  if (ids.length > most)
    throw new Refusal('BAD_USER_INPUT', `"${argument}" takes ${most} ids at most, not ${ids.length}.`, { argument })
  return ids.map((id, i) => uuidArgument(`${argument}[${i}]`, id))
}

export const frameResolvers: Resolvers = {
  Query: {
    playersFrame: async (_, args, context): Promise<FrameRow> => {
      context.requireIdentity('playersFrame')
      const instanceId = uuidArgument('instanceId', args.instanceId)
      const people = args.moved ? idsArgument('moved', args.moved) : undefined
      const left = idsArgument('left', args.left ?? [])
      const moved = people?.length === 0 ? [] : await context.db(db => positionsIn(db, instanceId, people))
      return { instanceId, moved, left, at: new Date().toISOString(), full: !people }
    },
    instanceRoom: async (_, { instanceId, viewers, withinSeconds }, context) => {
      context.requireSystem('instanceRoom')
      return context.db(db => roomOf(db, instanceId, viewers, withinSeconds))
    },
  },
  PlayersMoved: { instance: ({ instanceId }, _, context) => instanceById(context, instanceId) },
}
