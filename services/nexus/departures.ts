import { recordAct } from '@worlds/kit/audit.ts'
import { Refusal } from '@worlds/kit/errors.ts'
import type { Identity } from '@worlds/kit/identity.ts'
import { noPerson, personArgument, someoneElses } from '@worlds/kit/ownership.ts'
import type { Again } from '@worlds/kit/repetitions.ts'
import { type Kysely, sql } from 'kysely'
import type { Context } from './context.ts'
import type { Courier } from './courier.ts'
import type { EraseUserInput, Resolvers } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'
import { type UserRow, usersByIds } from './users.ts'

/** Somebody who was erased; as they last were, where that is told for the first time. */
interface Departure {
  userId: string
  user: UserRow | null
  erasedAt: string
}

/** @throws Refusal NOT_FOUND or FORBIDDEN */
async function departed(db: Kysely<Tables>, identity: Identity, userId: string): Promise<Departure> {
  const user = (await usersByIds(db, [userId])).get(userId)
  if (!user) throw noPerson()
  if (identity.role === 'user' && identity.id !== userId) throw someoneElses('userId', 'account')
  const { rows } = await sql<{ erasedAt: string | null }>`
    select graph.erase_user(${userId}::uuid) as "erasedAt"`.execute(db)
  const erasedAt = rows[0]?.erasedAt
  if (!erasedAt) throw noPerson()
  if (identity.role === 'user') await recordAct(db, { name: 'eraseUser', targets: [userId] })
  return { userId, user, erasedAt }
}

/** Nothing is kept of who was erased but that, and when. */
const departedAgain: Again<Tables, Departure, Omit<Departure, 'user'>> = {
  ids: ({ userId, erasedAt }) => ({ userId, erasedAt }),
  read: async (_, kept) => ({ ...kept, user: null }),
}

async function eraseUser(context: Context, courier: Courier | undefined, input: EraseUserInput): Promise<Departure> {
  const { identity } = context
  if (identity.role === 'service') {
    throw new Refusal('FORBIDDEN', 'eraseUser is for the person and for administrators.')
  }
  const userId = personArgument('userId', identity, input.userId)
  // Who has erased themselves writes nothing any more, and is yet told again that it was done.
  const told = await context.told(departedAgain)
  if (told) return told
  const departure = await context.write(db => departed(db, identity, userId), departedAgain)
  void courier?.deliver()
  return departure
}

/** @param courier tells the other subgraphs whom they are to erase; absent where there are none */
export const departureResolvers = (courier: Courier | undefined): Resolvers => ({
  Mutation: {
    eraseUser: (_, { input }, context) => {
      context.requireIdentity('eraseUser')
      return eraseUser(context, courier, input)
    },
  },
})
