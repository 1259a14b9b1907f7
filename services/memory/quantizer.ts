import { type Codec, codebookSize, codeSize, coordinateCount } from './codec.ts'
import { project } from './coordinates.ts'
import { checkNumbers, dot, rowsOf, squaredDistance } from './vectors.ts'

const tableSize = codeSize * codebookSize

/**
 * The code of a BACKGROUND memory, from what IMPORTANT stores.
 * Sources: Jégou, Douze & Schmid 2011 (product quantization); Guo et al. 2020 (anisotropic loss: the error along the
 * vector weighs `codec.eta` times the error across it), minimised by passes over the subspaces, one at a time.
 * @param coordinates 384 numbers, of `project`
 * @returns 48 bytes, one codebook entry for each subspace
 * @throws RangeError on another length or a number that is not finite
 */
export function encode(codec: Codec, coordinates: ArrayLike<number>): Uint8Array {
  checkNumbers(coordinates, coordinateCount)
  return encodeMany(codec, Float32Array.from(coordinates))
}

/**
 * @param coordinates n x 384, row-major
 * @returns n x 48 bytes
 * @throws RangeError as `encode`
 */
export function encodeMany(codec: Codec, coordinates: Float32Array): Uint8Array {
  const count = rowsOf(coordinates, coordinateCount)
  const codes = new Uint8Array(count * codeSize)
  const tables: Tables = { error: new Float32Array(tableSize), along: new Float32Array(tableSize), totalAlong: 0 }
  for (let row = 0; row < count; row += 1) {
    const own = coordinates.subarray(row * coordinateCount, (row + 1) * coordinateCount)
    checkNumbers(own, coordinateCount)
    const point = inSubspaces(codec, own)
    const code = codes.subarray(row * codeSize, (row + 1) * codeSize)
    nearestEntries(codec, point, tables, code)
    const squaredLength = dot(point, point)
    if (codec.eta === 1 || squaredLength === 0) continue
    for (let pass = 0; pass < 2; pass += 1) improveAlong(tables, (codec.eta - 1) / squaredLength, code)
  }
  return codes
}

/** For each subspace and entry: its squared error, and the inner product of that error with the point. */
interface Tables {
  error: Float32Array
  along: Float32Array
  /** Sum of `along` over the entries chosen so far. */
  totalAlong: number
}

function nearestEntries(codec: Codec, point: Float32Array, tables: Tables, code: Uint8Array): void {
  const { codebooks } = codec
  const squares = squaredLengths(codec)
  const width = codec.leading / codeSize
  tables.totalAlong = 0
  for (let j = 0; j < codeSize; j += 1) {
    const own = point.subarray(j * width, (j + 1) * width)
    const square = dot(own, own)
    const first = j * codebookSize
    const end = first + codebookSize
    let best = first
    for (let at = first; at < end; at += 1) {
      let product = 0
      for (let k = 0; k < width; k += 1) product += (own[k] as number) * (codebooks[at * width + k] as number)
      tables.error[at] = (squares[at] as number) - 2 * product + square
      tables.along[at] = product - square
      if ((tables.error[at] as number) < (tables.error[best] as number)) best = at
    }
    code[j] = best - first
    tables.totalAlong += tables.along[best] as number
  }
}

/** One pass over the subspaces: each takes the entry that is best beside the others' present ones. */
function improveAlong(tables: Tables, weight: number, code: Uint8Array): void {
  const { error, along } = tables
  for (let j = 0; j < codeSize; j += 1) {
    const first = j * codebookSize
    const end = first + codebookSize
    const others = tables.totalAlong - (along[first + (code[j] as number)] as number)
    let best = first
    let least = Number.POSITIVE_INFINITY
    for (let at = first; at < end; at += 1) {
      const parallel = others + (along[at] as number)
      const loss = (error[at] as number) + weight * parallel * parallel
      if (loss < least) {
        least = loss
        best = at
      }
    }
    code[j] = best - first
    tables.totalAlong = others + (along[best] as number)
  }
}

/**
 * What a code says of the coordinates: the codebooks' entries in the leading ones, the mean in the others.
 * @param code 48 bytes
 * @returns 384 coordinates
 * @throws RangeError on another length
 */
export function decode(codec: Codec, code: Uint8Array): Float32Array {
  if (code.length !== codeSize) throw new RangeError(`A code has ${codeSize} bytes, this one ${code.length}.`)
  const { leading, rotation } = codec
  const width = leading / codeSize
  const mixed = new Float64Array(leading)
  codec.allocation.forEach((coordinate, at) => {
    const j = Math.floor(at / width)
    const entry = j * codebookSize + (code[j] as number)
    mixed[coordinate] = codec.codebooks[entry * width + (at % width)] as number
  })
  const coordinates = codec.mean.slice()
  for (let i = 0; i < leading; i += 1) {
    const value = rotation.length === 0 ? (mixed[i] as number) : dotColumn(rotation, mixed, i)
    coordinates[i] = (coordinates[i] as number) + value
  }
  return coordinates
}

const dotColumn = (matrix: Float32Array, vector: Float64Array, column: number) =>
  vector.reduce((sum, value, row) => sum + value * (matrix[row * vector.length + column] as number), 0)

/**
 * What each entry adds to the similarity of a query: the sum over a code's 48 entries is the calibrated cosine.
 * The estimate is 1 - d² / 2, where d is the L2 distance between the query, which is not quantized, and the code, both
 * centred: d² = |q|² + sum of (|c|² - 2<q, c>). The table holds the sum's terms, and |q|² divided evenly over them.
 * Source: Jégou, Douze & Schmid 2011, asymmetric distance.
 * @param query 768 finite numbers, not all zero
 * @returns 48 x 256, row-major
 * @throws RangeError as `project`
 */
export function lookupTable(codec: Codec, query: ArrayLike<number>): Float32Array {
  return tableOfCoordinates(codec, project(codec, query))
}

/** As `lookupTable`, of a query that is projected already: 384 coordinates. */
export function tableOfCoordinates(codec: Codec, coordinates: Float32Array): Float32Array {
  const { codebooks, leading } = codec
  const { a, b } = codec.calibration.background
  const point = inSubspaces(codec, coordinates)
  const squares = squaredLengths(codec)
  const width = leading / codeSize
  const constant = (a * (1 - squaredDistance(coordinates, codec.mean) / 2) + b) / codeSize
  const table = new Float32Array(tableSize)
  for (let at = 0; at < tableSize; at += 1) {
    const first = (at >> 8) * width
    let product = 0
    for (let k = 0; k < width; k += 1) product += (point[first + k] as number) * (codebooks[at * width + k] as number)
    table[at] = constant - a * ((squares[at] as number) / 2 - product)
  }
  return table
}

/**
 * The calibrated cosine of every code to the query of a table.
 * @param table of `lookupTable`
 * @param codes n x 48 bytes, one after another
 * @returns n similarities; an estimate may pass 1 by a little
 * @throws RangeError when the table or the codes have another length
 */
export function scan(table: Float32Array, codes: Uint8Array): Float32Array {
  if (table.length !== tableSize) throw new RangeError(`A table has ${tableSize} numbers, this one ${table.length}.`)
  const count = rowsOf(codes, codeSize)
  const similarities = new Float32Array(count)
  const entries = codebookSize
  for (let row = 0, at = 0; row < count; row += 1) {
    let sum = 0
    for (let first = 0; first < table.length; first += entries, at += 1) {
      sum += table[first + (codes[at] as number)] as number
    }
    similarities[row] = sum
  }
  return similarities
}

const squaresOfCodebooks = new WeakMap<Float32Array, Float32Array>()

/** 48 x 256: the squared length of each entry, worked out once for a codec. */
function squaredLengths({ codebooks, leading }: Codec): Float32Array {
  const known = squaresOfCodebooks.get(codebooks)
  if (known) return known
  const width = leading / codeSize
  const squares = Float32Array.from({ length: tableSize }, (_, at) => {
    const entry = codebooks.subarray(at * width, (at + 1) * width)
    return dot(entry, entry)
  })
  squaresOfCodebooks.set(codebooks, squares)
  return squares
}

/** The centred leading coordinates in the order of the subspaces. */
export function inSubspaces(codec: Codec, coordinates: Float32Array): Float32Array {
  const { mean, leading, rotation, allocation } = codec
  const centred = new Float32Array(leading)
  for (let i = 0; i < leading; i += 1) centred[i] = (coordinates[i] as number) - (mean[i] as number)
  const point = new Float32Array(leading)
  for (let at = 0; at < leading; at += 1) {
    const from = allocation[at] as number
    point[at] =
      rotation.length === 0
        ? (centred[from] as number)
        : dot(rotation.subarray(from * leading, (from + 1) * leading), centred)
  }
  return point
}
