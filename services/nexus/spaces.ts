/** A space, which this subgraph knows by id only: as the world of its instances. */
export interface SpaceRef {
  id: string
}
