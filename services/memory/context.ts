import type { RequestContext } from '@worlds/kit/context.ts'
import { Refusal } from '@worlds/kit/errors.ts'
import type { Tables } from './tables.gen.ts'

/** What every resolver of this subgraph is given. */
export type Context = RequestContext<Tables>

/**
 * The person who asks, if a person does. The row policy lets several kinds of callers in, and no index finds rows by
 * such a choice: queries that start from a companion say again whose memories they are.
 */
export const asker = ({ identity }: Context): string | null => (identity.role === 'user' ? identity.id : null)

/** Whether the caller looks after a companion: a service that acts for it, or an admin. */
const keeps = ({ identity }: Context, companionId: string): boolean =>
  identity.role === 'admin' ||
  (identity.role === 'service' && identity.companions.some(own => own === companionId || own === '*'))

/**
 * @param companionId null for whatever companions the caller looks after
 * @throws Refusal UNAUTHENTICATED or FORBIDDEN unless a service of the companion or an admin asks
 */
export function requireKeeper(context: Context, field: string, companionId: string | null): void {
  context.requireIdentity(field)
  if (context.identity.role === 'user') throw new Refusal('FORBIDDEN', `${field} is for services and administrators.`)
  if (companionId === null || keeps(context, companionId)) return
  throw new Refusal('FORBIDDEN', `${field} is for services of the companion; this one does not act for it.`)
}
