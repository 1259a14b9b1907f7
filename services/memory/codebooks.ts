import { codebookSize, codeSize } from './codec.ts'

/**
 * Divides coordinates over the subspaces so that each subspace has as many and about the same product of variances.
 * Greedy: in falling order of variance, each goes to the subspace with room whose product is smallest. The logarithms
 * are taken against the smallest variance, so that all are positive: with variances below 1, as those of unit vectors
 * are, a sum of plain logarithms falls with every coordinate, and the first subspace would be filled first.
 * Source: Ge, He, Ke & Sun 2013, Optimized Product Quantization, 3.2.2, eigenvalue allocation.
 * @param variances one for each coordinate, >= 0; as many as a multiple of the subspaces
 * @returns coordinate numbers: subspace j has those at [j * width, (j + 1) * width), largest variance first
 */
export function allocate(variances: ArrayLike<number>, subspaces: number): Uint16Array {
  const width = variances.length / subspaces
  const largest = Math.max(...Array.from(variances))
  // Coordinates without variance, as of data of a lower dimension, have no logarithm.
  const logs = Array.from(variances, variance => Math.log(Math.max(variance, largest * 1e-9, Number.MIN_VALUE)))
  const smallest = Math.min(...logs)
  const order = [...logs.keys()].sort((a, b) => (logs[b] as number) - (logs[a] as number))
  const taken = Array.from({ length: subspaces }, () => ({ coordinates: [] as number[], product: 0 }))
  for (const coordinate of order) {
    const open = taken.filter(subspace => subspace.coordinates.length < width)
    const poorest = open.reduce((best, subspace) => (subspace.product < best.product ? subspace : best))
    poorest.coordinates.push(coordinate)
    poorest.product += (logs[coordinate] as number) - smallest
  }
  return Uint16Array.from(taken.flatMap(subspace => subspace.coordinates))
}

/**
 * One codebook for each subspace.
 * @param points n x (48 * width), row-major, the coordinates in the order of the subspaces
 * @returns 48 x 256 x width
 */
export function trainCodebooks(
  points: Float32Array,
  width: number,
  rounds: number,
  random: () => number,
): Float32Array {
  const codebooks = new Float32Array(codeSize * codebookSize * width)
  const count = points.length / (codeSize * width)
  for (let j = 0; j < codeSize; j += 1) {
    const own = new Float32Array(count * width)
    for (let row = 0; row < count; row += 1) {
      const from = (row * codeSize + j) * width
      own.set(points.subarray(from, from + width), row * width)
    }
    codebooks.set(clusterCentres(own, width, rounds, random), j * codebookSize * width)
  }
  return codebooks
}

/**
 * The centres of 256 clusters.
 * Sources: Lloyd 1982 (k-means), Arthur & Vassilvitskii 2007 (k-means++: each first centre is drawn with a probability
 * proportional to its squared distance from those before it).
 * @param points n x width, row-major
 * @returns 256 x width; a cluster that loses all its points starts again from a random one
 */
export function clusterCentres(points: Float32Array, width: number, rounds: number, random: () => number) {
  const centres = firstCentres(points, width, random)
  const nearest = new Uint8Array(points.length / width)
  for (let round = 0; round < rounds; round += 1) {
    assign(points, width, centres, nearest)
    moveCentres(points, width, centres, nearest, random)
  }
  return centres
}

function firstCentres(points: Float32Array, width: number, random: () => number): Float32Array {
  const count = points.length / width
  const centres = new Float32Array(codebookSize * width)
  const distances = new Float32Array(count).fill(Number.POSITIVE_INFINITY)
  let chosen = Math.floor(random() * count)
  for (let c = 0; c < codebookSize; c += 1) {
    const centre = points.slice(chosen * width, (chosen + 1) * width)
    centres.set(centre, c * width)
    let total = 0
    for (let row = 0, at = 0; row < count; row += 1) {
      let distance = 0
      for (let k = 0; k < width; k += 1, at += 1) {
        const apart = (points[at] as number) - (centre[k] as number)
        distance += apart * apart
      }
      if (distance < (distances[row] as number)) distances[row] = distance
      total += distances[row] as number
    }
    chosen = drawByWeight(distances, total, random)
  }
  return centres
}

function drawByWeight(weights: Float32Array, total: number, random: () => number): number {
  let left = random() * total
  for (let row = 0; row < weights.length; row += 1) {
    left -= weights[row] as number
    if (left < 0) return row
  }
  // All points are centres already.
  return Math.floor(random() * weights.length)
}

/** Least |c|² / 2 - <x, c>, kept for all 256 at once: the inner loop runs along memory. */
function assign(points: Float32Array, width: number, centres: Float32Array, nearest: Uint8Array): void {
  const byDimension = new Float64Array(width * codebookSize)
  const halves = new Float64Array(codebookSize)
  centres.forEach((value, at) => {
    const c = Math.floor(at / width)
    byDimension[(at % width) * codebookSize + c] = value
    halves[c] = (halves[c] as number) + (value * value) / 2
  })
  const scores = new Float64Array(codebookSize)
  for (let row = 0; row < nearest.length; row += 1) {
    scores.set(halves)
    for (let k = 0; k < width; k += 1) {
      const value = points[row * width + k] as number
      const first = k * codebookSize
      for (let c = 0; c < scores.length; c += 1)
        scores[c] = (scores[c] as number) - value * (byDimension[first + c] as number)
    }
    let best = 0
    for (let c = 1; c < scores.length; c += 1) if ((scores[c] as number) < (scores[best] as number)) best = c
    nearest[row] = best
  }
}

function moveCentres(
  points: Float32Array,
  width: number,
  centres: Float32Array,
  nearest: Uint8Array,
  random: () => number,
) {
  const sums = new Float64Array(centres.length)
  const members = new Uint32Array(codebookSize)
  nearest.forEach((c, row) => {
    members[c] = (members[c] as number) + 1
    for (let k = 0; k < width; k += 1) {
      sums[c * width + k] = (sums[c * width + k] as number) + (points[row * width + k] as number)
    }
  })
  members.forEach((size, c) => {
    if (size > 0) {
      for (let k = 0; k < width; k += 1) centres[c * width + k] = (sums[c * width + k] as number) / size
    } else {
      const row = Math.floor(random() * nearest.length)
      centres.set(points.subarray(row * width, (row + 1) * width), c * width)
    }
  })
}
