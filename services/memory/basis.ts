import { type Codec, coordinateCount, embeddingSize } from './codec.ts'
import { symmetricEigen } from './eigen.ts'

/** Rows that are added to the second moment in one pass over it. */
const rowsAtOnce = 8

/**
 * The directions in which vectors extend most: eigenvectors of the second moment, largest eigenvalue first. The mean is
 * not subtracted: coordinates then keep inner products and so cosines, which those of a centred PCA do not.
 * @param vectors n x 768, row-major
 * @returns 384 x 768, rows orthonormal
 */
export function basisOf(vectors: Float32Array): Float32Array {
  const { vectors: directions } = symmetricEigen(secondMoment(vectors), embeddingSize)
  return Float32Array.from(directions.subarray(0, coordinateCount * embeddingSize))
}

function secondMoment(vectors: Float32Array): Float64Array {
  const moment = new Float64Array(embeddingSize * embeddingSize)
  const count = vectors.length / embeddingSize
  // The last pass reads rows past the end as zeros.
  const block = new Float32Array(rowsAtOnce * embeddingSize)
  for (let row = 0; row < count; row += rowsAtOnce) {
    block.fill(0)
    block.set(vectors.subarray(row * embeddingSize, (row + rowsAtOnce) * embeddingSize))
    addProducts(moment, block)
  }
  for (let i = 0; i < embeddingSize; i += 1) {
    for (let j = i; j < embeddingSize; j += 1) {
      const value = (moment[i * embeddingSize + j] as number) / count
      moment[i * embeddingSize + j] = value
      moment[j * embeddingSize + i] = value
    }
  }
  return moment
}

/** Adds the outer products of eight rows to the upper triangle. */
function addProducts(moment: Float64Array, block: Float32Array): void {
  const [r0, r1, r2, r3, r4, r5, r6, r7] = Array.from({ length: rowsAtOnce }, (_, row) =>
    Float64Array.from(block.subarray(row * embeddingSize, (row + 1) * embeddingSize)),
  ) as [Row, Row, Row, Row, Row, Row, Row, Row]
  const size = r0.length
  for (let i = 0; i < size; i += 1) {
    const [a0, a1, a2, a3] = [r0[i] as number, r1[i] as number, r2[i] as number, r3[i] as number]
    const [a4, a5, a6, a7] = [r4[i] as number, r5[i] as number, r6[i] as number, r7[i] as number]
    const at = i * size
    for (let j = i; j < size; j += 1) {
      moment[at + j] =
        (moment[at + j] as number) +
        a0 * (r0[j] as number) +
        a1 * (r1[j] as number) +
        a2 * (r2[j] as number) +
        a3 * (r3[j] as number) +
        a4 * (r4[j] as number) +
        a5 * (r5[j] as number) +
        a6 * (r6[j] as number) +
        a7 * (r7[j] as number)
    }
  }
}

type Row = Float64Array

/** The mean and the variance of each column of coordinates (n x 384). */
export function momentsOf(coordinates: Float32Array): { mean: Codec['mean']; variances: Float64Array } {
  const count = coordinates.length / coordinateCount
  const sums = new Float64Array(coordinateCount)
  const squares = new Float64Array(coordinateCount)
  for (let at = 0; at < coordinates.length; at += 1) {
    const value = coordinates[at] as number
    const column = at % coordinateCount
    sums[column] = (sums[column] as number) + value
    squares[column] = (squares[column] as number) + value * value
  }
  const variances = squares.map((square, i) => Math.max(0, square / count - ((sums[i] as number) / count) ** 2))
  return { mean: Float32Array.from(sums, sum => sum / count), variances }
}
