/** So many texts in one. */
export const many = (count: number, text: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => text(n)).join(' ')

/** Each fragment spreads the next one twice, through two subgraphs: what it stands for doubles with each level. */
export const bomb = (levels: number) =>
  `{ me { ...F0 } } ${many(levels, n => `fragment F${n} on User { a: memories(first: 0) { nodes { user { ...F${n + 1} } } } b: spaces(first: 0) { nodes { owner { ...F${n + 1} } } } }`)} fragment F${levels} on User { id }`

/** An operation that is about as large as the limits let through, and like no other of another number. */
export const large = (n: number) =>
  `{ ${many(24, m => `a${m}: user(id: "${n}") { username b: memories(first: 1) { nodes { user { spaces(first: 1) { nodes { owner { username } instances(first: 1) { nodes { id } } } } } } } }`)} }`
