/**
 * A stream of numbers that a seed decides, for work that must come out the same twice. Not for secrets.
 * Source: Steele, Lea & Flood 2014, SplitMix, in its 32-bit form (Tommy Ettinger's mulberry32).
 * @param seed any number; its lower 32 bits count
 * @returns a function giving numbers in [0, 1) with 32 random bits
 */
export function randomFrom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/**
 * Fills an array with independent normal deviates of mean 0 and variance 1.
 * Source: Box & Muller 1958.
 */
export function fillNormal<T extends Float32Array | Float64Array>(into: T, random: () => number): T {
  for (let i = 0; i < into.length; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - random()))
    const angle = 2 * Math.PI * random()
    into[i] = radius * Math.cos(angle)
    if (i + 1 < into.length) into[i + 1] = radius * Math.sin(angle)
  }
  return into
}

/**
 * Distinct indices in random order.
 * Source: Fisher & Yates, as in Knuth, TAOCP 2, 3.4.2, algorithm P, stopped early.
 * @returns `count` of the numbers 0 … size - 1, all of them when count >= size
 */
export function drawIndices(size: number, count: number, random: () => number): Uint32Array {
  const all = Uint32Array.from({ length: size }, (_, index) => index)
  const drawn = Math.min(size, count)
  for (let i = 0; i < drawn; i += 1) {
    const other = i + Math.floor(random() * (size - i))
    const kept = all[other] as number
    all[other] = all[i] as number
    all[i] = kept
  }
  return all.slice(0, drawn)
}

/**
 * A uniformly random rotation or reflection.
 * Source: Gram-Schmidt on normal deviates (Stewart 1980: it is Haar-distributed), each row orthogonalised twice.
 * @returns size x size, row-major, rows orthonormal
 */
export function randomRotation(size: number, random: () => number): Float32Array {
  const rows = fillNormal(new Float64Array(size * size), random)
  for (let i = 0; i < size; i += 1) {
    const row = rows.subarray(i * size, (i + 1) * size)
    for (let pass = 0; pass < 2; pass += 1) {
      for (let j = 0; j < i; j += 1) removeDirection(row, rows.subarray(j * size, (j + 1) * size))
    }
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0))
    for (let k = 0; k < size; k += 1) row[k] = (row[k] as number) / length
  }
  return Float32Array.from(rows)
}

function removeDirection(row: Float64Array, direction: Float64Array): void {
  let along = 0
  for (let k = 0; k < row.length; k += 1) along += (row[k] as number) * (direction[k] as number)
  for (let k = 0; k < row.length; k += 1) row[k] = (row[k] as number) - along * (direction[k] as number)
}
