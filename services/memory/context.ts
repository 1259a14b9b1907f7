import type { RequestContext } from '@worlds/kit/context.ts'
import type { Tables } from './tables.gen.ts'

/** What every resolver of this subgraph is given. */
export type Context = RequestContext<Tables>

/**
 * The person who asks, if a person does. The row policy lets several kinds of callers in, and no index finds rows by
 * such a choice: queries that start from a companion say again whose memories they are.
 */
export const asker = ({ identity }: Context): string | null => (identity.role === 'user' ? identity.id : null)
