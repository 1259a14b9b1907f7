/** What changed in an instance from one frame to the next, for those who had the one before. Never altered. */
export interface Delta {
  moved: ReadonlySet<string>
  left: ReadonlySet<string>
  /** Everyone who is there, whatever was before. */
  full: boolean
}

export const everyone = (): Delta => ({ moved: new Set(), left: new Set(), full: true })

/** Both changes as one: whoever left after having moved has left, and whoever moved after having left is there. */
export function together(earlier: Delta | undefined, later: Delta): Delta {
  // The same object, so that all who wait for the same are answered by the same frame.
  if (!earlier || later.full) return later
  if (earlier.full) return earlier
  return {
    moved: earlier.moved.difference(later.left).union(later.moved),
    left: earlier.left.difference(later.moved).union(later.left),
    full: false,
  }
}

/** Gathers events until the next frame. */
export class Gathered {
  readonly #came = new Set<string>()
  readonly #left = new Set<string>()
  gap = false
  /** Whether there is anything to look at: a movement is told without names. */
  anything = false

  came(people: string[]): void {
    this.anything = true
    for (const id of people) {
      this.#left.delete(id)
      this.#came.add(id)
    }
  }

  went(people: string[]): void {
    this.anything = true
    for (const id of people) {
      this.#came.delete(id)
      this.#left.add(id)
    }
  }

  /** With those whom the database saw moving: they are there, whatever was told before. */
  delta(moved: string[]): Delta {
    const seen = new Set(moved).union(this.#came)
    return { moved: seen, left: this.#left.difference(seen), full: this.gap }
  }
}
