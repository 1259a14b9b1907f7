import { Refusal } from '@worlds/kit/errors.ts'
import { numberArgument, uuidArgument } from '@worlds/kit/keys.ts'
import { noPerson, personArgument, someoneElses } from '@worlds/kit/ownership.ts'
import { asItWas } from '@worlds/kit/repetitions.ts'
import { type Kysely, sql } from 'kysely'
import type { Context } from './context.ts'
import { existingInstance, instanceClosed, noInstance } from './instances.ts'
import type { PositionInput, Resolvers } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'

interface Seat {
  userId: string
  instanceId: string
}

interface Join extends Seat {
  /** Whether the person leaves the instance they are in; in the same one, the lease is renewed. */
  move: boolean
  leaseSeconds: number
  position: PositionInput | null
}

type Refused = 'elsewhere' | 'forbidden' | 'suspended' | 'private' | 'no_instance' | 'no_person' | 'closed' | 'full'

interface Seating {
  outcome: 'joined' | 'left' | Refused
  /** The instance joined, left or refused; where the person is elsewhere, the one they are in. */
  instanceId: string | null
  expiresAt: string | null
}

/** Takes a seat, in one statement: who may, whether there is one, and in which order rows are locked is decided there. */
export async function join(db: Kysely<Tables>, { userId, instanceId, move, leaseSeconds, position }: Join) {
  const { x = null, y = null, z = null } = position ?? {}
  const { rows } = await sql<Seating>`
    select outcome, instance_id as "instanceId", expires_at as "expiresAt"
    from graph.join_instance(
      ${userId}::uuid, ${instanceId}::uuid, ${move}::boolean, make_interval(secs => ${leaseSeconds}::float8),
      ${x}::float8, ${y}::float8, ${z}::float8
    )`.execute(db)
  return rows[0] as Seating
}

/** Gives a seat back. */
export async function leave(db: Kysely<Tables>, { userId, instanceId }: Seat): Promise<Seating> {
  const { rows } = await sql<Seating>`
    select outcome, instance_id as "instanceId", null as "expiresAt"
    from graph.leave_instance(${userId}::uuid, ${instanceId}::uuid)`.execute(db)
  return rows[0] as Seating
}

const refusals: Record<Refused, (seating: Seating, seat: Seat) => Refusal> = {
  forbidden: () => someoneElses('userId', 'seat'),
  suspended: () => new Refusal('FORBIDDEN', 'The account is suspended.', { argument: 'userId' }),
  private: () => {
    const fault = 'The instance is private. The game server lets people in: ask there.'
    return new Refusal('FORBIDDEN', fault, { argument: 'instanceId' })
  },
  no_instance: noInstance,
  no_person: noPerson,
  closed: instanceClosed,
  full: () => {
    const fault = 'Every seat of the instance is taken. Join another, which "hasRoom", or try again later.'
    return new Refusal('INSTANCE_FULL', fault, { argument: 'instanceId' })
  },
  elsewhere: ({ instanceId }, seat) => {
    const extensions = { argument: 'instanceId', instanceId }
    if (instanceId === null) return new Refusal('CONFLICT', 'The person is in no instance.', extensions)
    const fault =
      instanceId === seat.instanceId
        ? 'The person is in this instance already. Send "move": true to renew the lease.'
        : `The person is in another instance, ${instanceId}.`
    return new Refusal('CONFLICT', fault, extensions)
  },
}

/** Joins or leaves, committed before the instance is read. */
async function seated(context: Context, seat: Seat, work: (db: Kysely<Tables>) => Promise<Seating>) {
  const done = async (db: Kysely<Tables>): Promise<Seating> => {
    const seating = await work(db)
    if (seating.outcome === 'joined' || seating.outcome === 'left') return seating
    throw refusals[seating.outcome](seating, seat)
  }
  const seating = await context.write(done, asItWas<Seating>())
  return { instance: await existingInstance(context, seat.instanceId), expiresAt: seating.expiresAt as string }
}

/** @throws Refusal BAD_USER_INPUT naming the coordinate that lies beyond any world */
function arrival(position: PositionInput | null | undefined): PositionInput | null {
  if (position == null) return null
  for (const axis of ['x', 'y', 'z'] as const) numberArgument(`position.${axis}`, position[axis], [-1e9, 1e9])
  return position
}

export const membershipResolvers = (leaseSeconds: number): Resolvers => ({
  Mutation: {
    joinInstance: (_, { input }, context) => {
      context.requireIdentity('joinInstance')
      const seat = {
        userId: personArgument('userId', context.identity, input.userId),
        instanceId: uuidArgument('instanceId', input.instanceId),
      }
      const asked = { ...seat, move: input.move === true, leaseSeconds, position: arrival(input.position) }
      return seated(context, seat, db => join(db, asked))
    },
    leaveInstance: (_, { input }, context) => {
      context.requireIdentity('leaveInstance')
      const seat = {
        userId: personArgument('userId', context.identity, input.userId),
        instanceId: uuidArgument('instanceId', input.instanceId),
      }
      return seated(context, seat, db => leave(db, seat))
    },
  },
})
