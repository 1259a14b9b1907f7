import type { RequestContext } from '@worlds/kit/context.ts'
import type { Tables } from './tables.gen.ts'

/** What every resolver of this subgraph is given. */
export type Context = RequestContext<Tables>
