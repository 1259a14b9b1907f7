import type { Codec } from '@worlds/memory/codec.ts'
import { trainInWorker } from '@worlds/memory/training.ts'
import { syntheticVectors } from '../bench/vectors.ts'

let codec: Promise<Codec> | undefined

/** A codec of 2,000 synthetic vectors, of which 500 are held out; trained once for all files of a run. */
export function trainedCodec(): Promise<Codec> {
  codec ??= trainInWorker(syntheticVectors(2000, 1))
  return codec
}

/** Row `at` of vectors of 768 numbers. */
export const rowOf = (vectors: Float32Array, at: number) => vectors.subarray(at * 768, (at + 1) * 768)
