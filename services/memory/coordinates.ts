import { type Codec, coordinateCount, embeddingSize } from './codec.ts'
import { checkDirection, checkNumbers, dot, rowsOf } from './vectors.ts'

/**
 * An embedding in coordinates of the codec's basis: what IMPORTANT stores, and what BACKGROUND codes are made of.
 * The direction is what is kept: the vector counts as if its length were 1.
 * @param vector 768 finite numbers, not all zero
 * @returns 384 coordinates, of length <= 1: the cosine of two is close to that of the embeddings
 * @throws RangeError on another length, a number that is not finite, or a zero vector
 */
export function project(codec: Codec, vector: ArrayLike<number>): Float32Array {
  const into = new Float32Array(coordinateCount)
  projectInto(codec.basis, checkDirection(Float32Array.from(vector), embeddingSize), into)
  return into
}

/**
 * @param vectors n x 768, row-major, each row as for `project`
 * @returns n x 384, row-major
 * @throws RangeError as `project`
 */
export function projectMany(codec: Pick<Codec, 'basis'>, vectors: Float32Array): Float32Array {
  const count = rowsOf(vectors, embeddingSize)
  const into = new Float32Array(count * coordinateCount)
  for (let row = 0; row < count; row += 1) {
    const vector = checkDirection(vectors.subarray(row * embeddingSize, (row + 1) * embeddingSize), embeddingSize)
    projectInto(codec.basis, vector, into.subarray(row * coordinateCount, (row + 1) * coordinateCount))
  }
  return into
}

/** Four rows of the basis a pass: each number of the vector is read once for four products. */
function projectInto(basis: Float32Array, vector: Float32Array, into: Float32Array): void {
  const size = vector.length
  const length = Math.sqrt(dot(vector, vector))
  for (let i = 0; i < into.length; i += 4) {
    const first = i * size
    let [a, b, c, d] = [0, 0, 0, 0]
    for (let k = 0, at = first; k < size; k += 1, at += 1) {
      const value = vector[k] as number
      a += value * (basis[at] as number)
      b += value * (basis[at + size] as number)
      c += value * (basis[at + 2 * size] as number)
      d += value * (basis[at + 3 * size] as number)
    }
    into[i] = a / length
    into[i + 1] = b / length
    into[i + 2] = c / length
    into[i + 3] = d / length
  }
}

/**
 * The embedding nearest to coordinates: the transposed basis times them.
 * @param coordinates 384 numbers
 * @returns 768 numbers, of the same length as the coordinates
 */
export function reconstruct768(codec: Codec, coordinates: ArrayLike<number>): Float32Array {
  checkNumbers(coordinates, coordinateCount)
  const vector = new Float64Array(embeddingSize)
  for (let i = 0; i < coordinateCount; i += 1) {
    const weight = coordinates[i] as number
    const at = i * embeddingSize
    for (let k = 0; k < vector.length; k += 1) {
      vector[k] = (vector[k] as number) + weight * (codec.basis[at + k] as number)
    }
  }
  return Float32Array.from(vector)
}
