import { uuidPattern } from '@worlds/kit/identity.ts'
import type { Resolvers } from './schema.gen.ts'

/** A space, which this subgraph knows by id only: as the world of its instances. */
export interface SpaceRef {
  id: string
}

export const spaceResolvers: Resolvers = {
  // Ids of another form are no space's; as a key among others they would fail the whole batch.
  Space: { __resolveReference: ({ id }) => (uuidPattern.test(id) ? { id: id.toLowerCase() } : null) },
}
