import { Refusal } from '@worlds/kit/errors.ts'
import type { Identity } from '@worlds/kit/identity.ts'
import { numberArgument } from '@worlds/kit/keys.ts'
import { noPerson, personArgument, someoneElses } from '@worlds/kit/ownership.ts'
import { rowAgain } from '@worlds/kit/repetitions.ts'
import { badInput, nameArgument, paragraphsArgument, urlArgument } from '@worlds/kit/texts.ts'
import type { Kysely } from 'kysely'
import type { Context } from './context.ts'
import type { Resolvers, UpdateProfileInput } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'
import { type UserRow, userByUsername, userColumns, usersByIds } from './users.ts'

const longestName = 100
const longestBio = 2_000
const strictest = 18
/** Of ASCII, so that no name looks like another one, and one folding of capitals holds in every database. */
const handle = /^[a-z0-9_-]{3,50}$/i
const textOrNull = (value: string | null, check: (value: string) => string) => (value === null ? null : check(value))

/** @throws Refusal BAD_USER_INPUT unless it is a name that looks like no other */
export function usernameArgument(argument: string, value: string | null): string {
  if (value !== null && handle.test(value)) return value
  throw badInput(argument, 'takes 3 to 50 characters of A to Z, a to z, 0 to 9, "_" and "-".')
}

/** The columns that are given, checked; those that are left out are not there. */
function columnsOf({ username, displayName, avatarUrl, bio, maturityRating }: UpdateProfileInput) {
  return {
    ...(username !== undefined && { username: usernameArgument('username', username) }),
    ...(displayName !== undefined && {
      display_name: textOrNull(displayName, name => nameArgument('displayName', name, longestName)),
    }),
    ...(avatarUrl !== undefined && { avatar_url: urlArgument('avatarUrl', avatarUrl) }),
    ...(bio !== undefined && { bio: textOrNull(bio, text => paragraphsArgument('bio', text, longestBio)) }),
    ...(maturityRating !== undefined && {
      maturity_rating:
        maturityRating === null ? null : numberArgument('maturityRating', maturityRating, [0, strictest]),
    }),
  }
}

export const taken = () =>
  new Refusal('CONFLICT', 'The "username" is taken, upper and lower case being the same. Choose another one.', {
    argument: 'username',
  })

/** @throws Refusal NOT_FOUND, FORBIDDEN or CONFLICT */
async function changed(
  db: Kysely<Tables>,
  { identity, userId, columns }: { identity: Identity; userId: string; columns: ReturnType<typeof columnsOf> },
): Promise<UserRow> {
  if (!(await usersByIds(db, [userId])).has(userId)) throw noPerson()
  if (identity.role === 'user' && identity.id !== userId) throw someoneElses('userId', 'profile')
  // An old database that still holds two spellings of a name has no index that would say so.
  const bearer = columns.username && (await userByUsername(db, columns.username))
  if (bearer && bearer.id !== userId) throw taken()
  const user = await db
    .updateTable('users')
    .set(columns)
    .where('id', '=', userId)
    .returning(userColumns)
    .executeTakeFirst()
  if (user) return user
  throw noPerson()
}

async function updateProfile(context: Context, input: UpdateProfileInput) {
  const { identity } = context
  if (identity.role === 'service') {
    throw new Refusal('FORBIDDEN', 'updateProfile is for the person and for administrators.')
  }
  const userId = personArgument('userId', identity, input.userId)
  const columns = columnsOf(input)
  if (Object.keys(columns).length === 0) throw badInput('input', 'changes nothing. State a field beside "userId".')
  const user = await context
    .write(db => changed(db, { identity, userId, columns }), rowAgain(usersByIds))
    .catch(error => {
      // Another may have taken the name between the look and the change.
      throw /username/.test(String((error as { constraint?: unknown }).constraint)) ? taken() : error
    })
  return { user }
}

export const profileResolvers: Resolvers = {
  Mutation: {
    updateProfile: (_, { input }, context) => {
      context.requireIdentity('updateProfile')
      return updateProfile(context, input)
    },
  },
}
