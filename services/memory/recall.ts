import { type Codec, codeSize, coordinateCount, embeddingSize, type Line, type Recall } from './codec.ts'
import { projectMany } from './coordinates.ts'
import { encodeMany, scan, tableOfCoordinates } from './quantizer.ts'
import { dot } from './vectors.ts'

/** Vectors that training did not see: queries, a corpus, and what an exact search of it answers. */
export interface Examination {
  /** One query each: 384 coordinates. */
  queries: Float32Array[]
  /** n x 384 coordinates. */
  corpus: Float32Array
  /** For each query, the n exact cosines by float32 embeddings. */
  cosines: Float32Array[]
}

/**
 * @param queries q x 768, row-major
 * @param corpus n x 768, row-major; neither may hold a zero row
 */
export function examination(codec: Pick<Codec, 'basis'>, queries: Float32Array, corpus: Float32Array): Examination {
  return {
    queries: rows(projectMany(codec, queries), coordinateCount),
    corpus: projectMany(codec, corpus),
    cosines: rows(queries, embeddingSize).map(exactSearch(corpus, embeddingSize)),
  }
}

/** The same examination over a corpus that ends after `count` rows. */
export function overFirst({ queries, corpus, cosines }: Examination, count: number): Examination {
  return {
    queries,
    corpus: corpus.subarray(0, count * coordinateCount),
    cosines: cosines.map(row => row.subarray(0, count)),
  }
}

/**
 * @param corpus n x size, row-major, no zero row
 * @returns a function giving a query's cosine to every row
 */
export function exactSearch(corpus: Float32Array, size: number): (query: Float32Array) => Float32Array {
  const vectors = rows(corpus, size)
  const lengths = vectors.map(vector => Math.sqrt(dot(vector, vector)))
  return query => {
    const length = Math.sqrt(dot(query, query))
    return Float32Array.from(vectors, (vector, at) => dot(query, vector) / (length * (lengths[at] as number)))
  }
}

/** The positions of the largest similarities, largest first and earlier before later; `count` of them, or all. */
export function nearest(similarities: Float32Array, count: number): number[] {
  const found: number[] = []
  let bar = Number.NEGATIVE_INFINITY
  for (let at = 0; at < similarities.length; at += 1) {
    const similarity = similarities[at] as number
    // A sorted list of the best so far: few of a corpus get past its last.
    if (!(similarity > bar)) continue
    let place = found.length
    while (place > 0 && (similarities[found[place - 1] as number] as number) < similarity) place -= 1
    found.splice(place, 0, at)
    if (found.length > count) found.pop()
    if (found.length === count) bar = similarities[found[count - 1] as number] as number
  }
  return found
}

/** The share (0 … 1) of the ten truly nearest among the first `depth` found, over all queries. */
export function recallAtTen(truth: readonly Float32Array[], estimates: readonly Float32Array[], depth = 10): number {
  let found = 0
  let sought = 0
  truth.forEach((cosines, query) => {
    const seen = new Set(nearest(estimates[query] as Float32Array, depth))
    const true10 = nearest(cosines, 10)
    found += true10.filter(at => seen.has(at)).length
    sought += true10.length
  })
  return found / sought
}

/** For each query, the similarity of every row as BACKGROUND gives it. */
export function backgroundSimilarities(codec: Codec, { queries }: Examination, codes: Uint8Array): Float32Array[] {
  return queries.map(query => scan(tableOfCoordinates(codec, query), codes))
}

/** For each query, the similarity of every row as IMPORTANT gives it. */
export function importantSimilarities(codec: Codec, { queries, corpus }: Examination): Float32Array[] {
  const { a, b } = codec.calibration.important
  const search = exactSearch(corpus, coordinateCount)
  return queries.map(query => search(query).map(cosine => a * cosine + b))
}

/**
 * The lines that turn estimates into cosines, so that tiers can share one list: least squares over each query's five
 * best by estimate, because the order is decided there: more distant ones would bend the lines to where none looks.
 * @param codec its own lines are not regarded
 */
export function calibrationOf(codec: Codec, held: Examination): Codec['calibration'] {
  const core = { a: 1, b: 0 }
  const plain = { ...codec, calibration: { core, important: core, background: core } }
  const codes = encodeMany(plain, held.corpus)
  return {
    core,
    important: lineThrough(importantSimilarities(plain, held), held.cosines),
    background: lineThrough(backgroundSimilarities(plain, held, codes), held.cosines),
  }
}

function lineThrough(estimates: readonly Float32Array[], truth: readonly Float32Array[]): Line {
  let [count, x, y, xx, xy] = [0, 0, 0, 0, 0]
  estimates.forEach((estimate, query) => {
    for (const at of nearest(estimate, 5)) {
      const guess = estimate[at] as number
      const cosine = truth[query]?.[at] as number
      count += 1
      x += guess
      y += cosine
      xx += guess * guess
      xy += guess * cosine
    }
  })
  const spread = count * xx - x * x
  const a = spread > 0 ? (count * xy - x * y) / spread : 1
  return { a, b: (y - a * x) / count }
}

/** What a calibrated codec finds of what an exact search finds. */
export function recallOf(codec: Codec, held: Examination): Recall {
  const codes = encodeMany(codec, held.corpus)
  const important = importantSimilarities(codec, held)
  const background = backgroundSimilarities(codec, held, codes)
  const merged = held.cosines.map((cosines, query) =>
    cosines.map((cosine, at) => {
      if (at % 10 === 0) return cosine
      return (at % 10 < 3 ? important : background)[query]?.[at] as number
    }),
  )
  return {
    important: recallAtTen(held.cosines, important),
    background: recallAtTen(held.cosines, background),
    backgroundInHundred: recallAtTen(held.cosines, background, 100),
    merged: recallAtTen(held.cosines, merged),
    queries: held.queries.length,
    corpus: codes.length / codeSize,
  }
}

const rows = (vectors: Float32Array, size: number) =>
  Array.from({ length: vectors.length / size }, (_, row) => vectors.subarray(row * size, (row + 1) * size))
