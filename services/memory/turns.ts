import { setImmediate as nextTurn } from 'node:timers/promises'

const turnMs = 20

/** Works on each item in its order; a batch of encodings takes a while, and other requests get their turns meanwhile. */
export async function inTurns<Item, Value>(items: readonly Item[], work: (item: Item) => Value): Promise<Value[]> {
  const values: Value[] = []
  let since = performance.now()
  for (const item of items) {
    values.push(work(item))
    if (performance.now() - since < turnMs) continue
    await nextTurn()
    since = performance.now()
  }
  return values
}
