import { allocate } from '@worlds/memory/codebooks.ts'
import { serializeCodec } from '@worlds/memory/codec.ts'
import { symmetricEigen } from '@worlds/memory/eigen.ts'
import { drawIndices, fillNormal, randomFrom, randomRotation } from '@worlds/memory/random.ts'
import { examination, recallOf } from '@worlds/memory/recall.ts'
import { type Progress, TooFewVectors, train, trainInWorker } from '@worlds/memory/training.ts'
import { dot } from '@worlds/memory/vectors.ts'
import { describe, expect, it } from 'vitest'
import { paddedRealVectors, syntheticVectors } from '../bench/vectors.ts'
import { rowOf, trainedCodec } from './trained.ts'

describe('training', { timeout: 120_000 }, () => {
  const few = syntheticVectors(1000, 7)

  describe('refuses', () => {
    it('fewer than 1,000 vectors, and says what that means', async () => {
      const message = /at least 1000 vectors; here are 999.*keep their vectors whole/
      expect(() => train(few.subarray(768))).toThrow(TooFewVectors)
      expect(() => train(few.subarray(768))).toThrow(message)
      expect(() => train(few, { sample: 999 })).toThrow(message)
      await expect(trainInWorker(few.subarray(768))).rejects.toThrow(message)
    })

    it('vectors that are cut, zero or not finite', () => {
      expect(() => train(few.subarray(1))).toThrow('no whole rows of 768')
      expect(() => train(few.slice().fill(0, 768, 1536))).toThrow('no direction')
      expect(() => train(few.with(5000, Number.NaN))).toThrow('not finite')
    })
  })

  describe('finds by a codec what float32 finds', () => {
    it('in a tenant of 2,000 synthetic memories', async () => {
      const codec = await trainedCodec()
      const recall = recallOf(codec, examination(codec, syntheticVectors(60, 3), syntheticVectors(2000, 2)))
      expect(recall.important).toBeGreaterThanOrEqual(0.97)
      expect(recall.background).toBeGreaterThanOrEqual(0.85)
      expect(recall.backgroundInHundred).toBeGreaterThanOrEqual(0.99)
      expect(recall.merged).toBeGreaterThanOrEqual(0.86)
      expect(recall).toMatchObject({ queries: 60, corpus: 2000 })
    })

    // Real vectors are too few to train on alone: half of the documents, each with three copies turned a little, train;
    // the other half, which training never sees, is searched. IMPORTANT holds all of their 384 dimensions.
    it('in real vectors of a sentence model', async () => {
      const real = paddedRealVectors()
      const order = drawIndices(real.length / 768, real.length / 768, randomFrom(1))
      const take = (from: number, to: number) =>
        Float32Array.from([...order.slice(from, to)].flatMap(at => [...rowOf(real, at)]))
      const codec = await trainInWorker(turnedCopies(take(439, 778)))
      const recall = recallOf(codec, examination(codec, take(0, 100), take(100, 439)))
      expect(recall.important).toBeGreaterThanOrEqual(0.999)
      expect(recall.background).toBeGreaterThanOrEqual(0.85)
      expect(recall.backgroundInHundred).toBeGreaterThanOrEqual(0.99)
      expect(recall.merged).toBeGreaterThanOrEqual(0.86)
    })

    it('and the codec states it, measured on vectors that training did not see', async () => {
      const { recall, trainingSize } = await trainedCodec()
      expect(trainingSize).toBe(1500)
      expect(recall).toMatchObject({ queries: 62, corpus: 376 })
      expect(recall.important).toBeGreaterThanOrEqual(0.97)
      expect(recall.background).toBeGreaterThanOrEqual(0.85)
      expect(recall.merged).toBeGreaterThanOrEqual(0.86)
    })
  })

  it('gives the same codec for the same seed, in a worker too, and tells of its progress', async () => {
    const told: Progress[] = []
    const here = train(few, { seed: 3, onProgress: progress => told.push(progress) })
    const toldByWorker: Progress[] = []
    const there = await trainInWorker(few, { seed: 3, onProgress: progress => toldByWorker.push(progress) })
    expect(serializeCodec(there).equals(serializeCodec(here))).toBe(true)
    expect(toldByWorker).toEqual(told)
    expect(told.at(-1)).toEqual({ step: 'recall', done: 1 })
    expect(told.map(({ done }) => done)).toEqual(told.map(({ done }) => done).sort((a, b) => a - b))
    expect(few.length).toBe(768_000)
    expect(here.trainingSize).toBe(750)
  })

  it('ends when it is aborted: a worker at once, a call between two steps', async () => {
    const reason = new Error('the operator changed their mind')
    await expect(trainInWorker(few, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    const controller = new AbortController()
    const steps: string[] = []
    const onProgress = ({ step }: Progress) => {
      steps.push(step)
      controller.abort(reason)
    }
    await expect(trainInWorker(few, { signal: controller.signal, onProgress })).rejects.toBe(reason)
    expect(() => train(few, { signal: controller.signal })).toThrow(reason)
    expect(steps).toEqual(['basis'])
  })

  it('passes on what a listener to its progress throws', async () => {
    const onProgress = () => {
      throw new Error('the listener failed')
    }
    await expect(trainInWorker(few, { onProgress })).rejects.toThrow('the listener failed')
  })

  it('copes with vectors of few dimensions and many duplicates', async () => {
    const narrow = new Float32Array(1500 * 768)
    for (let row = 0; row < 1500; row += 1) narrow.set(few.subarray((row % 90) * 768, (row % 90) * 768 + 60), row * 768)
    const codec = await trainInWorker(narrow, { sample: 1000 })
    expect(codec.trainingSize).toBe(1000)
    expect(codec.codebooks.every(Number.isFinite)).toBe(true)
    expect(codec.recall.backgroundInHundred).toBeGreaterThan(0.9)
  })
})

describe('eigenvalue allocation', () => {
  // Variances of unit vectors: all far below 1, so that plain logarithms are negative.
  const variances = Float64Array.from({ length: 144 }, (_, i) => 0.02 * (i + 1) ** -0.9)

  /** The largest less the smallest sum of logarithms of a subspace. */
  const imbalance = (allocation: ArrayLike<number>) => {
    const sums = Array.from({ length: 48 }, (_, j) =>
      [0, 1, 2].reduce((sum, k) => sum + Math.log(variances[allocation[j * 3 + k] as number] as number), 0),
    )
    return Math.max(...sums) - Math.min(...sums)
  }

  it('gives each subspace as many coordinates and about the same product of variances', () => {
    const allocation = allocate(variances, 48)
    expect([...allocation].sort((a, b) => a - b)).toEqual([...variances.keys()])
    expect(imbalance(allocation)).toBeLessThan(3)
  })

  it('is told by that measure from one that fills the first subspace first', () => {
    const naive = Array.from({ length: 48 }, () => ({ coordinates: [] as number[], product: 0 }))
    for (let i = 0; i < 144; i += 1) {
      const open = naive.filter(({ coordinates }) => coordinates.length < 3)
      const poorest = open.reduce((best, subspace) => (subspace.product < best.product ? subspace : best))
      poorest.coordinates.push(i)
      poorest.product += Math.log(variances[i] as number)
    }
    expect(naive[0]?.coordinates).toEqual([0, 1, 2])
    expect(imbalance(naive.flatMap(({ coordinates }) => coordinates))).toBeGreaterThan(6)
  })

  it('spreads coordinates without variance evenly', () => {
    const allocation = allocate(
      Float64Array.from({ length: 96 }, (_, i) => (i < 48 ? 0.01 : 0)),
      48,
    )
    for (let j = 0; j < 48; j += 1) expect(allocation[2 * j]).toBeLessThan(48)
    expect(new Set(allocation).size).toBe(96)
    expect(new Set(allocate(new Float64Array(96), 48)).size).toBe(96)
  })
})

describe('the eigenproblem', () => {
  it.each([1, 2, 3, 10, 60])('is solved for a random matrix of %i rows', n => {
    const deviates = fillNormal(new Float64Array(n * n), randomFrom(n))
    const matrix = deviates.map((value, at) => value + (deviates[(at % n) * n + Math.floor(at / n)] as number))
    const { values, vectors } = symmetricEigen(matrix, n)
    expect([...values]).toEqual([...values].sort((a, b) => b - a))
    const entry = (array: Float64Array, i: number, j: number) => array[i * n + j] as number
    const range = [...Array(n).keys()]
    for (const i of range) {
      for (const j of range) {
        const image = range.reduce((sum, k) => sum + entry(matrix, j, k) * entry(vectors, i, k), 0)
        expect(image).toBeCloseTo((values[i] as number) * entry(vectors, i, j), 10)
        const product = range.reduce((sum, k) => sum + entry(vectors, i, k) * entry(vectors, j, k), 0)
        expect(product).toBeCloseTo(i === j ? 1 : 0, 10)
      }
    }
  })

  it('is solved for equal eigenvalues and for zeros', () => {
    expect([...symmetricEigen(Float64Array.of(2, 0, 0, 0, 2, 0, 0, 0, 1), 3).values]).toEqual([2, 2, 1])
    expect([...symmetricEigen(new Float64Array(16), 4).values]).toEqual([0, 0, 0, 0])
  })

  it('refuses another size, and numbers that are not finite', () => {
    expect(() => symmetricEigen(new Float64Array(8), 3)).toThrow('3 x 3')
    expect(() => symmetricEigen(Float64Array.of(Number.NaN), 1)).toThrow('not finite')
  })
})

it('turns by rotations whose rows are orthonormal', () => {
  const rotation = randomRotation(20, randomFrom(1))
  const row = (i: number) => rotation.subarray(i * 20, (i + 1) * 20)
  for (let i = 0; i < 20; i += 1) {
    for (let j = 0; j < 20; j += 1) expect(dot(row(i), row(j))).toBeCloseTo(i === j ? 1 : 0, 6)
  }
})

/** Each 384-dimensional row padded to 768, and three copies a quarter of its length away. */
function turnedCopies(rows: Float32Array): Float32Array {
  const random = randomFrom(9)
  const copies = [0, 0.25, 0.25, 0.25].map(distance => {
    const noise = fillNormal(new Float32Array(rows.length), random)
    return rows.map((value, at) => (at % 768 < 384 ? value + (distance * (noise[at] as number)) / Math.sqrt(384) : 0))
  })
  return Float32Array.from(copies.flatMap(copy => [...copy]))
}
