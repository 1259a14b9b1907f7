import { byKey, numberArgument, uuidArgument } from '@worlds/kit/keys.ts'
import { gameOnly, mayChange, personArgument, someoneElses } from '@worlds/kit/ownership.ts'
import { type Again, gone } from '@worlds/kit/repetitions.ts'
import { badInput, nameArgument } from '@worlds/kit/texts.ts'
import { type Kysely, sql } from 'kysely'
import type { Context } from './context.ts'
import type { Movement } from './movement.ts'
import { type PositionRow, positionsOfUsers } from './positions.ts'
import { unmoved } from './refusals.ts'
import type { MovePlayerInput, PlayerMoveInput, PositionInput, Resolvers } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'

/** A report of where somebody is; null is as it was. */
export interface Move {
  userId: string
  /** The instance that the report is of; null for whichever the person is in. */
  instanceId: string | null
  position: PositionInput
  rotationY: number | null
  animationState: string | null
}

const longestAnimation = 50
const farthest = 1e9
const mostMoves = 1_000

/**
 * Writes reports of different people in one statement; seats of which less than half of the lease is left are renewed.
 * @returns what was written, by person; whoever is in no instance, or not in the one that is stated, is not there
 */
export async function moved(
  db: Kysely<Tables>,
  moves: readonly Move[],
  leaseSeconds: number,
): Promise<Map<string, PositionRow>> {
  const column = <Value>(of: (move: Move) => Value) => moves.map(of)
  const written = sql<Omit<PositionRow, 'x' | 'y' | 'z' | 'isStale'>>`
    select user_id as "userId", instance_id as "instanceId", rotation_y as "rotationY",
      animation_state as "animationState", last_update as "lastUpdate"
    from graph.move_players(
      ${column(move => move.userId)}::uuid[], ${column(move => move.instanceId)}::uuid[],
      ${column(move => move.position.x)}::float8[], ${column(move => move.position.y)}::float8[],
      ${column(move => move.position.z)}::float8[], ${column(move => move.rotationY)}::float8[],
      ${column(move => move.animationState)}::text[], make_interval(secs => ${leaseSeconds}::float8)
    )`
  const { rows } = await written.execute(db)
  const byPerson = byKey(rows, row => row.userId)
  const positions = moves.flatMap(({ userId, position: { x, y, z } }) => {
    const row = byPerson.get(userId)
    return row ? [{ ...row, x, y, z, isStale: false }] : []
  })
  return byKey(positions, position => position.userId)
}

/** @param at what the message names the arguments by: nothing, or the row of a list and a point */
function moveOf(at: string, userId: string, input: MovePlayerInput | PlayerMoveInput): Move {
  const { instanceId, position, rotationY = null, animationState = null } = input
  for (const axis of ['x', 'y', 'z'] as const) {
    numberArgument(`${at}position.${axis}`, position[axis], [-farthest, farthest])
  }
  return {
    userId,
    instanceId: instanceId == null ? null : uuidArgument(`${at}instanceId`, instanceId),
    position,
    rotationY,
    animationState:
      animationState === null ? null : nameArgument(`${at}animationState`, animationState, longestAnimation),
  }
}

const rowName = (nth: number) => `moves[${nth}].`

/** @throws Refusal BAD_USER_INPUT that names the first row with a fault */
function movesOf(inputs: readonly PlayerMoveInput[]): Move[] {
  if (inputs.length < 1 || inputs.length > mostMoves) {
    throw badInput('moves', `takes 1 to ${mostMoves} entries, not ${inputs.length}.`)
  }
  const rows = new Map<string, number>()
  return inputs.map((input, nth) => {
    const argument = `${rowName(nth)}userId`
    const userId = uuidArgument(argument, input.userId)
    const other = rows.get(userId)
    if (other !== undefined)
      throw badInput(argument, `names the person of moves[${other}] again. Send one row for each.`)
    rows.set(userId, nth)
    return moveOf(rowName(nth), userId, input)
  })
}

const positionsAgain: Again<Tables, PositionRow[], string[]> = {
  ids: positions => positions.map(position => position.userId),
  read: async (db, userIds) => {
    const positions = await positionsOfUsers(db, userIds)
    return userIds.map(id => {
      const position = positions.get(id)
      if (!position) throw gone()
      return position
    })
  },
}

/** All or none, in one transaction of the caller's, in turn with what else is reported of these people. */
function movedTogether(
  context: Context,
  movement: Movement,
  { moves, names }: { moves: readonly Move[]; names: (nth: number) => string },
): Promise<PositionRow[]> {
  const work = async (db: Kysely<Tables>) => {
    const positions = await moved(db, moves, movement.leaseSeconds)
    const missing = moves.findIndex(move => !positions.has(move.userId))
    if (missing >= 0) throw await unmoved(db, moves[missing] as Move, names(missing))
    return moves.map(move => positions.get(move.userId) as PositionRow)
  }
  const people = moves.map(move => move.userId)
  return context.outside(() => movement.inTurn(people, () => context.write(work, positionsAgain)))
}

async function movePlayer(context: Context, movement: Movement, input: MovePlayerInput): Promise<PositionRow> {
  const userId = personArgument('userId', context.identity, input.userId)
  const move = moveOf('', userId, input)
  if (!mayChange(context.identity, userId)) throw someoneElses('userId', 'position')
  // What is written for many at once cannot be recorded under the key of one, nor as what an administrator did.
  if (context.isRecorded || context.identity.role === 'admin') {
    const [position] = await movedTogether(context, movement, { moves: [move], names: () => '' })
    return position as PositionRow
  }
  const position = await context.outside(() => movement.report(move))
  context.forget()
  if (!position) throw await context.db(db => unmoved(db, move, ''))
  return position
}

async function movePlayers(context: Context, movement: Movement, inputs: readonly PlayerMoveInput[]) {
  gameOnly('movePlayers', context.identity)
  return movedTogether(context, movement, { moves: movesOf(inputs), names: rowName })
}

export const moveResolvers = (movement: Movement): Resolvers => ({
  Mutation: {
    movePlayer: async (_, { input }, context) => {
      context.requireIdentity('movePlayer')
      return { position: await movePlayer(context, movement, input) }
    },
    movePlayers: async (_, { input }, context) => {
      context.requireIdentity('movePlayers')
      return { positions: await movePlayers(context, movement, input.moves) }
    },
  },
})
