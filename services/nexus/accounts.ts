import { randomInt } from 'node:crypto'
import { Refusal } from '@worlds/kit/errors.ts'
import { textArgument, uuidArgument } from '@worlds/kit/keys.ts'
import { noPerson } from '@worlds/kit/ownership.ts'
import { type Again, gone, rowAgain } from '@worlds/kit/repetitions.ts'
import { badInput, nameArgument, urlArgument } from '@worlds/kit/texts.ts'
import { type Kysely, sql } from 'kysely'
import type { Context } from './context.ts'
import type { Courier } from './courier.ts'
import { taken, usernameArgument } from './profiles.ts'
import type { Resolvers, SetAccountStatusInput, SignInWithOAuthInput } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'
import { type UserRow, usersByIds } from './users.ts'

const provider = /^[a-z0-9._-]{1,50}$/
const [longestLogin, longestAddress, longestName] = [255, 255, 100]
const statuses = ['active', 'suspended', 'banned']

function emailArgument(argument: string, value: string): string {
  if (/^[^\s@]+@[^\s@]+$/.test(nameArgument(argument, value, longestAddress))) return value
  throw badInput(argument, 'takes an address such as "ann@example.com".')
}

/** A login, and what an account is made of if it has none. */
function checkedLogin({ oauthProvider, oauthId, email, username, displayName, avatarUrl }: SignInWithOAuthInput) {
  if (!provider.test(oauthProvider)) {
    throw badInput('oauthProvider', 'takes 1 to 50 characters of a to z, 0 to 9, ".", "_" and "-".')
  }
  return {
    provider: oauthProvider,
    login: nameArgument('oauthId', oauthId, longestLogin),
    email: email == null ? null : emailArgument('email', email),
    username: username == null ? null : usernameArgument('username', username),
    displayName: displayName == null ? null : nameArgument('displayName', displayName, longestName),
    avatarUrl: urlArgument('avatarUrl', avatarUrl ?? null),
  }
}

type Login = ReturnType<typeof checkedLogin>

const digits = (count: number) => Array.from({ length: count }, () => randomInt(10)).join('')

/** Names to try, one after another: the one that was stated alone, or what a text makes and then that with digits. */
export function handlesOf({ username, displayName, email }: Pick<Login, 'username' | 'displayName' | 'email'>) {
  if (username !== null) return [username]
  const handleOf = (text: string) =>
    text
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .replace(/[^a-z0-9_-]+/gi, '_')
      .replace(/^_+|_+$/g, '')
      .slice(0, 40)
  const named = [displayName ?? '', email?.split('@')[0] ?? ''].map(handleOf).find(handle => handle.length >= 3)
  const base = named ?? 'user'
  return [...(named ? [base] : []), ...[2, 2, 4, 4, 6, 9].map(count => base + digits(count))]
}

const suspended = () => new Refusal('FORBIDDEN', 'The account of this login is suspended. Nobody signs in with it.')

interface SignedIn {
  user: UserRow
  created: boolean
}

/** @throws Refusal FORBIDDEN when the account is suspended, BAD_USER_INPUT when one would be made without an address */
async function signedIn(db: Kysely<Tables>, login: Login): Promise<SignedIn> {
  const { rows } = await sql<{ id: string; created: boolean; barred: boolean }>`
    select id, created, barred from graph.sign_in(
      ${login.provider}, ${login.login}, ${login.email}, ${handlesOf(login)}::text[], ${login.displayName},
      ${login.avatarUrl}
    )`.execute(db)
  const [found] = rows
  if (!found) throw badInput('email', 'is left out. An account is made by this sign-in, and needs an address.')
  if (found.barred) throw suspended()
  return { user: (await usersByIds(db, [found.id])).get(found.id) as UserRow, created: found.created }
}

const signedInAgain: Again<Tables, SignedIn, { id: string; created: boolean }> = {
  ids: ({ user, created }) => ({ id: user.id, created }),
  read: async (db, { id, created }) => ({
    user: (await usersByIds(db, [id])).get(id) ?? (await Promise.reject(gone())),
    created,
  }),
}

const addressTaken = () =>
  new Refusal('CONFLICT', 'The "email" is the address of another account. Sign in to that one as before.', {
    argument: 'email',
  })

/** Which argument another account has already. */
function refusalOfAccount(error: unknown): unknown {
  const constraint = String((error as { constraint?: unknown }).constraint)
  if (/username/.test(constraint)) return taken()
  return /email/.test(constraint) ? addressTaken() : error
}

async function signIn(context: Context, input: SignInWithOAuthInput): Promise<SignedIn> {
  const { identity } = context
  if (identity.role !== 'admin' && !(identity.role === 'service' && identity.companions.includes('*'))) {
    throw new Refusal('FORBIDDEN', 'signInWithOAuth is for game servers and administrators, who verify logins.')
  }
  const login = checkedLogin(input)
  return context.write(db => signedIn(db, login), signedInAgain).catch(error => Promise.reject(refusalOfAccount(error)))
}

/** @throws Refusal NOT_FOUND */
async function changed(db: Kysely<Tables>, userId: string, status: string): Promise<UserRow> {
  const { rows } = await sql<{ known: boolean }>`
    select graph.set_account_status(${userId}::uuid, ${status}) as known`.execute(db)
  if (!rows[0]?.known) throw noPerson()
  return (await usersByIds(db, [userId])).get(userId) as UserRow
}

async function setAccountStatus(context: Context, courier: Courier | undefined, input: SetAccountStatusInput) {
  const userId = uuidArgument('userId', input.userId)
  const status = textArgument('accountStatus', input.accountStatus, 20)
  if (!statuses.includes(status)) throw badInput('accountStatus', `takes ${statuses.join(', ')}.`)
  const user = await context.write(db => changed(db, userId, status), rowAgain(usersByIds))
  void courier?.deliver()
  return { user }
}

/** @param courier tells the other subgraphs whom they are to refuse; absent where there are none */
export const accountResolvers = (courier: Courier | undefined): Resolvers => ({
  Mutation: {
    signInWithOAuth: (_, { input }, context) => {
      context.requireIdentity('signInWithOAuth')
      return signIn(context, input)
    },
    setAccountStatus: (_, { input }, context) => {
      context.requireAdmin('setAccountStatus')
      return setAccountStatus(context, courier, input)
    },
  },
})
