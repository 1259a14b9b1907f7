import { uuidPattern } from '@worlds/kit/identity.ts'
import type { Resolvers } from './schema.gen.ts'

/** A person, whom this subgraph knows by id only: as an owner or a creator. */
export interface UserRef {
  id: string
}

export const userResolvers: Resolvers = {
  // Ids of another form are nobody's; as a key among others they would fail the whole batch.
  User: { __resolveReference: ({ id }) => (uuidPattern.test(id) ? { id: id.toLowerCase() } : null) },
}
