import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { getEmbeddingsPath } from '@sap-ux/fiori-docs-embeddings'
import { symmetricEigen } from '@worlds/memory/eigen.ts'
import { drawIndices, fillNormal, randomFrom } from '@worlds/memory/random.ts'

/** Dimensions of the synthetic vectors, as of the memories'. */
const size = 768

/** Dimensions of the real vectors. */
const realSize = 384

/**
 * The 778 vectors of all-MiniLM-L6-v2 that the npm package `@sap-ux/fiori-docs-embeddings` (Apache-2.0) ships: SAP's
 * Fiori documentation in pieces of 2,000 characters. The only embeddings of a real sentence model that we found in a
 * package.
 * @returns n x 384, row-major, each row of length 1
 */
export function realVectors(): Float32Array {
  const bytes = readFileSync(join(getEmbeddingsPath(), 'embeddings.bin'))
  const vectors = new Float32Array(new Uint8Array(bytes).buffer)
  for (let at = 0; at < vectors.length; at += realSize) normalise(vectors.subarray(at, at + realSize))
  return vectors
}

/** The real vectors in 768 dimensions, the second half zero: cosines stay what they are. */
export function paddedRealVectors(): Float32Array {
  const real = realVectors()
  const padded = new Float32Array(real.length * 2)
  for (let row = 0; row < real.length / realSize; row += 1) {
    padded.set(real.subarray(row * realSize, (row + 1) * realSize), row * size)
  }
  return padded
}

/** How far the synthetic vectors lie from the origin, how they vary, and how their variance divides over the levels. */
interface Shape {
  /** Length of the mean, 0 … 1. */
  offset: number
  /** 768 standard deviations along the principal axes; their squares sum to 1 - offset². */
  deviations: Float64Array
}

/**
 * Shares of the variance that lie between topics, between the subjects of a topic, between the episodes of a subject,
 * and within an episode.
 */
const levels = { topic: 0.3, subject: 0.3, episode: 0.2, within: 0.2 }

/** How many topics there are, subjects in each, and episodes in each subject. */
const counts = { topics: 40, subjects: 12, episodes: 25 }

let measured: Shape | undefined

/** The shape of the real vectors, their spectrum stretched from 384 to 768 dimensions. */
function realShape(): Shape {
  measured ??= shapeOf(realVectors())
  return measured
}

function shapeOf(vectors: Float32Array): Shape {
  const rows = vectors.length / realSize
  const mean = new Float64Array(realSize)
  vectors.forEach((value, at) => {
    mean[at % realSize] = (mean[at % realSize] as number) + value / rows
  })
  const covariance = new Float64Array(realSize * realSize)
  for (let at = 0; at < vectors.length; at += realSize)
    addProduct(covariance, vectors.subarray(at, at + realSize), mean)
  const { values } = symmetricEigen(covariance, realSize)
  const stretched = Float64Array.from({ length: size }, (_, index) => {
    const here = Math.max(0, values[index >> 1] as number)
    const next = Math.max(0, values[(index + 1) >> 1] ?? 0)
    return (here + next) / 2
  })
  const offset = Math.hypot(...mean)
  const total = stretched.reduce((sum, value) => sum + value, 0)
  return { offset, deviations: stretched.map(value => Math.sqrt((value / total) * (1 - offset ** 2))) }
}

function addProduct(into: Float64Array, row: Float32Array, mean: Float64Array): void {
  const centred = Float64Array.from(row, (value, index) => value - (mean[index] as number))
  for (let i = 0; i < realSize; i += 1) {
    const left = centred[i] as number
    for (let j = 0; j < realSize; j += 1)
      into[i * realSize + j] = (into[i * realSize + j] as number) + left * (centred[j] as number)
  }
}

/**
 * Vectors like a sentence model's, without a model: an offset mean, clusters within clusters (topic, subject, episode),
 * and the anisotropy of a real model. Mean and spectrum are those of the 778 real MiniLM vectors (`realVectors`), the
 * spectrum stretched by 2 over 768 dimensions; the axes are turned by a fixed rotation, so that no coordinate is
 * special. Sizes of topics, subjects and episodes follow Zipf's law.
 *
 * Measured at 778 vectors, real and synthetic: cosine of the nearest neighbour .824 and .823, of the tenth .729 and
 * .699, of the thirtieth .676 and .645; local intrinsic dimension (20 neighbours, maximum likelihood) 15.6 and 14.8;
 * length of the mean .69 and .70. The synthetic tenth neighbour is a little farther: recall errs to the low side.
 * @param count how many
 * @param seed decides the vectors; the clusters are the same for every seed
 * @returns count x 768, row-major, each row of length 1
 */
export function syntheticVectors(count: number, seed: number): Float32Array {
  const shape = realShape()
  const random = randomFrom(seed)
  const vectors = fillNormal(new Float32Array(count * size), random)
  const episode = new Float32Array(size)
  const [toTopic, toSubject, toEpisode, within] = Object.values(levels).map(Math.sqrt) as [
    number,
    number,
    number,
    number,
  ]
  for (let at = 0; at < vectors.length; at += size) {
    const { topic, subject } = drawEpisode(random, episode)
    const row = vectors.subarray(at, at + size)
    for (let k = 0; k < size; k += 1) {
      const centre =
        toTopic * (topic[k] as number) + toSubject * (subject[k] as number) + toEpisode * (episode[k] as number)
      row[k] = (centre + within * (row[k] as number)) * (shape.deviations[k] as number)
    }
    row[size - 1] = shape.offset
    turn(row)
    normalise(row)
  }
  return vectors
}

let drawn: { topics: Float32Array[]; subjects: Float32Array[] } | undefined

/** The centres of all topics and subjects, each a normal deviate per principal axis. */
function centres() {
  const random = randomFrom(20_110_117)
  const some = (count: number) => Array.from({ length: count }, () => fillNormal(new Float32Array(size), random))
  drawn ??= { topics: some(counts.topics), subjects: some(counts.topics * counts.subjects) }
  return drawn
}

/** Draws an episode and writes its centre, which its number alone decides. */
function drawEpisode(random: () => number, episode: Float32Array) {
  const { topics, subjects } = centres()
  const topic = zipf(counts.topics, random)
  const subject = topic * counts.subjects + zipf(counts.subjects, random)
  fillNormal(episode, randomFrom(1 + subject * counts.episodes + zipf(counts.episodes, random)))
  return { topic: topics[topic] as Float32Array, subject: subjects[subject] as Float32Array }
}

/** A rank below `count`, of which rank r is drawn about proportionally to 1 / (r + 1). */
const zipf = (count: number, random: () => number) => Math.floor((count + 1) ** random()) - 1

const shuffles = [1, 2, 3].map(seed => ({
  order: drawIndices(size, size, randomFrom(seed)),
  signs: Float32Array.from({ length: size }, (_, index) => (randomFrom(seed * size + index)() < 0.5 ? -1 : 1)),
}))

/** Applies a fixed rotation: three rounds of shuffled signs and a Walsh-Hadamard transform over blocks of 256. */
function turn(row: Float32Array): void {
  const mixed = new Float32Array(size)
  for (const { order, signs } of shuffles) {
    for (let k = 0; k < size; k += 1) mixed[k] = ((row[order[k] as number] as number) * (signs[k] as number)) / 16
    for (let block = 0; block < size; block += 256) hadamard(mixed.subarray(block, block + 256))
    row.set(mixed)
  }
}

function hadamard(values: Float32Array): void {
  for (let half = 1; half < values.length; half *= 2) {
    for (let block = 0; block < values.length; block += 2 * half) {
      for (let i = block; i < block + half; i += 1) {
        const a = values[i] as number
        const b = values[i + half] as number
        values[i] = a + b
        values[i + half] = a - b
      }
    }
  }
}

function normalise(row: Float32Array): void {
  const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0))
  for (let k = 0; k < row.length; k += 1) row[k] = (row[k] as number) / length
}
