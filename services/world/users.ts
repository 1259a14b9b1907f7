/** A person, whom this subgraph knows by id only: as an owner or a creator. */
export interface UserRef {
  id: string
}
