/** The inner product of two vectors of one length. */
export function dot(left: Float32Array, right: Float32Array): number {
  let sum = 0
  for (let k = 0; k < left.length; k += 1) sum += (left[k] as number) * (right[k] as number)
  return sum
}

/** The square of the L2 distance between two vectors of one length. */
export function squaredDistance(left: Float32Array, right: Float32Array): number {
  let sum = 0
  for (let k = 0; k < left.length; k += 1) sum += ((left[k] as number) - (right[k] as number)) ** 2
  return sum
}

/**
 * How many rows of a size an array holds.
 * @throws RangeError when it is no whole number
 */
export function rowsOf(rows: { length: number }, size: number): number {
  if (rows.length % size !== 0) throw new RangeError(`${rows.length} numbers are no whole rows of ${size}.`)
  return rows.length / size
}

/** @throws RangeError when the length differs, or a number is not finite as float32 */
export function checkNumbers<T extends ArrayLike<number>>(numbers: T, length: number): T {
  if (numbers.length !== length) {
    throw new RangeError(`A vector of ${length} numbers is needed; this one has ${numbers.length}.`)
  }
  for (let k = 0; k < length; k += 1) {
    if (!Number.isFinite(Math.fround(numbers[k] as number))) {
      throw new RangeError(`Number ${k} of the vector is not finite as float32.`)
    }
  }
  return numbers
}

/** @throws RangeError as `checkNumbers`, and when all numbers are zero: such a vector has no direction */
export function checkDirection(vector: Float32Array, length: number): Float32Array {
  checkNumbers(vector, length)
  if (dot(vector, vector) === 0) throw new RangeError('All numbers of the vector are zero: it has no direction.')
  return vector
}
