import type { RequestContext } from './context.ts'
import { Refusal } from './errors.ts'
import type { Identity } from './identity.ts'
import { uuidArgument } from './keys.ts'
import { badInput } from './texts.ts'

/** Whether the caller may change what belongs to a person; the policies of the database say the same. */
export function mayChange(identity: Identity, userId: string | null): boolean {
  if (identity.role === 'user') return identity.id === userId
  return identity.role === 'admin' || (identity.role === 'service' && identity.companions.includes('*'))
}

/** @throws Refusal FORBIDDEN unless a game server or an admin asks */
export function gameOnly(field: string, identity: Identity): void {
  if (mayChange(identity, null)) return
  throw new Refusal('FORBIDDEN', `${field} is for game servers and administrators.`)
}

/**
 * Whose it is to be: oneself unless stated.
 * @throws Refusal BAD_USER_INPUT when it is no UUID, or left out by an admin or a game server, who are no persons;
 * FORBIDDEN when it is left out by a service that could not state any
 */
export function personArgument(argument: string, identity: Identity, userId: string | null | undefined): string {
  if (userId != null) return uuidArgument(argument, userId)
  if (identity.role === 'user') return identity.id
  if (!mayChange(identity, null)) throw new Refusal('FORBIDDEN', 'A service of some companions changes no person.')
  throw badInput(argument, 'is left out. Only a person may leave it out and be meant; state whose it is.')
}

export const noPerson = () => new Refusal('NOT_FOUND', 'There is no such person as "userId".', { argument: 'userId' })

export const someoneElses = (argument: string, noun: string) =>
  new Refusal('FORBIDDEN', `The ${noun} is somebody else's. You may change your own.`, { argument })

/**
 * Whose data are exported.
 * @throws Refusal UNAUTHENTICATED or FORBIDDEN unless the person or an admin asks, and for a person who is suspended:
 * they see nothing private, and an export without it would look whole. What an admin exports is recorded
 */
export async function dossierOf(asking: Asking, id: string): Promise<{ id: string }> {
  asking.requireIdentity('User.export')
  const { identity } = asking
  if (identity.role !== 'admin' && !(identity.role === 'user' && identity.id === id)) {
    throw new Refusal('FORBIDDEN', 'User.export is for the person and for administrators.')
  }
  const barred = await asking.barred()
  if (barred) throw barred
  if (identity.role === 'admin') await asking.record('export', [id])
  return { id }
}

type Asking = Pick<RequestContext<unknown>, 'identity' | 'requireIdentity' | 'barred' | 'record'>

/** What a database tells of a row for somebody who was erased; the detail has their id. */
const erased = 'WG410'

/**
 * A failed write, told with the argument that names somebody who was erased, if that is why; otherwise as it is.
 * @param argumentOf the argument that names this person
 */
export function ofErased(error: unknown, argumentOf: (userId: string) => string): unknown {
  const { code, detail = '' } = error as { code?: unknown; detail?: string }
  if (code !== erased) return error
  const argument = argumentOf(detail)
  return new Refusal('NOT_FOUND', `There is no such person as "${argument}": the account was erased.`, { argument })
}
