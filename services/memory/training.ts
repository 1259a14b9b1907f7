import { Worker } from 'node:worker_threads'
import { basisOf, momentsOf } from './basis.ts'
import { allocate, trainCodebooks } from './codebooks.ts'
import { type Codec, checkCodec, codeSize, coordinateCount, deserializeCodec, embeddingSize } from './codec.ts'
import { projectMany } from './coordinates.ts'
import { encodeMany, inSubspaces } from './quantizer.ts'
import { drawIndices, randomFrom, randomRotation } from './random.ts'
import {
  backgroundSimilarities,
  calibrationOf,
  type Examination,
  examination,
  overFirst,
  recallAtTen,
  recallOf,
} from './recall.ts'
import { checkDirection, dot, rowsOf } from './vectors.ts'

/** Below this many vectors, the codebooks' 12,288 entries cannot be told from noise. */
export const fewestVectors = 1000

/** The most vectors kept from training, to choose among candidates and to state the recall. */
const mostHeldOut = 2000

/** Vectors and rounds of k-means that tell good candidates from bad ones, and rounds for the chosen one. */
const trial = { vectors: 2000, rounds: 3 }
const rounds = 8

/** By how much more coordinates must find more: they cost more, and gain less in a corpus denser than the one examined. */
const margin = 0.005

export interface Progress {
  step: 'basis' | 'candidates' | 'codebooks' | 'recall'
  /** The share of the whole work that is done, 0 … 1. */
  done: number
}

export interface TrainingOptions {
  /** The most vectors to learn from, beside a third as many, up to 2,000, held out; 6,000, beyond which recall grows no more. */
  sample?: number
  /** Decides every random choice: the same vectors, sample and seed give the same codec. */
  seed?: number
  /** Between steps its abort ends `train` with its reason; a worker is ended at once. */
  signal?: AbortSignal
  onProgress?: (progress: Progress) => void
}

/** Too few vectors to learn a codec from. */
export class TooFewVectors extends Error {
  override name = 'TooFewVectors'
}

/**
 * Learns a codec: the basis of all lossy tiers, then the codebooks of BACKGROUND in several ways, of which the one with
 * the best recall@10 on held-out vectors stays. Half of the held-out queries choose and calibrate; the other half give
 * the recall that the codec states.
 * @param vectors n x 768, row-major; only directions count
 * @throws TooFewVectors under 1,000 vectors
 * @throws RangeError when the length is no multiple of 768, or a drawn row is zero or not finite
 */
export function train(vectors: Float32Array, options: TrainingOptions = {}): Codec {
  return trainOnSample(drawSample(vectors, options), options)
}

/**
 * As `train`, in a worker thread: the caller's thread stays free, and an abort ends the work at once.
 * Only the sample is copied to the worker.
 */
export async function trainInWorker(vectors: Float32Array, options: TrainingOptions = {}): Promise<Codec> {
  const { signal, onProgress, seed } = options
  signal?.throwIfAborted()
  const worker = new Worker(new URL('./training-worker.ts', import.meta.url), {
    workerData: { sample: drawSample(vectors, options), seed },
  })
  const { promise, resolve, reject } = Promise.withResolvers<Codec>()
  const abort = () => reject(signal?.reason)
  signal?.addEventListener('abort', abort, { once: true })
  worker.on('message', (message: WorkerMessage) => {
    try {
      if ('progress' in message) onProgress?.(message.progress)
      else resolve(deserializeCodec(message.codec))
    } catch (error) {
      reject(error)
    }
  })
  worker.once('error', reject)
  worker.once('exit', () => reject(new Error('The training thread ended without a codec.')))
  try {
    return await promise
  } finally {
    signal?.removeEventListener('abort', abort)
    await worker.terminate()
  }
}

/** What the training thread says. */
export type WorkerMessage = { progress: Progress } | { codec: Uint8Array }

/** Drawn vectors in random order, each of length 1, so that any prefix is a sample too. */
function drawSample(vectors: Float32Array, { sample = 6000, seed = 1 }: TrainingOptions): Float32Array {
  const count = rowsOf(vectors, embeddingSize)
  if (Math.min(count, sample) < fewestVectors) {
    throw new TooFewVectors(
      `A codec is learnt from at least ${fewestVectors} vectors; here are ${Math.min(count, sample)}. ` +
        'Until there is one, memories keep their vectors whole.',
    )
  }
  const beside = Math.min(mostHeldOut, Math.floor(sample / 3))
  const drawn = new Float32Array(Math.min(count, sample + beside) * embeddingSize)
  drawIndices(count, drawn.length / embeddingSize, randomFrom(seed)).forEach((from, to) => {
    const row = checkDirection(vectors.subarray(from * embeddingSize, (from + 1) * embeddingSize), embeddingSize)
    const length = Math.sqrt(dot(row, row))
    for (let k = 0; k < embeddingSize; k += 1) drawn[to * embeddingSize + k] = (row[k] as number) / length
  })
  return drawn
}

/** @param sample of `drawSample`: the first quarter, 2,000 at most, is held out */
export function trainOnSample(sample: Float32Array, { seed = 1, signal, onProgress }: TrainingOptions): Codec {
  const say: Say = (step, done) => {
    signal?.throwIfAborted()
    onProgress?.({ step, done })
    signal?.throwIfAborted()
  }
  say('basis', 0)
  const random = randomFrom(seed + 1)
  const count = sample.length / embeddingSize
  const heldOut = Math.min(mostHeldOut, Math.floor(count / 4))
  const learnt = sample.subarray(heldOut * embeddingSize)
  const basis = basisOf(learnt)
  say('basis', 0.2)
  const { choosing, calibrating, stating } = examinations(basis, sample, heldOut)
  const coordinates = projectMany({ basis }, learnt)
  const chosen = bestOfCandidates(plainCodec(basis, coordinates), coordinates, choosing, random, say)
  say('codebooks', 0.75)
  const codec = withCodebooks(chosen, coordinates, rounds, random)
  say('recall', 0.9)
  const calibrated = { ...codec, calibration: calibrationOf(codec, calibrating) }
  const trained = checkCodec({ ...calibrated, recall: recallOf(calibrated, stating) })
  say('recall', 1)
  return trained
}

type Say = (step: Progress['step'], done: number) => void

/**
 * A quarter of what is held out asks: half of it to choose and calibrate, half to state what is found in the rest. The
 * more a corpus holds, the nearer are the neighbours to tell apart; so calibrating searches what training has seen too,
 * and choosing what the trial has not.
 */
function examinations(basis: Float32Array, sample: Float32Array, heldOut: number) {
  const eighth = Math.floor(heldOut / 8) * embeddingSize
  const searched = sample.length / embeddingSize - 2 * Math.floor(heldOut / 8)
  const learnt = sample.length / embeddingSize - heldOut
  const calibrating = examination({ basis }, sample.subarray(0, eighth), sample.subarray(2 * eighth))
  const corpus = sample.subarray(2 * eighth, heldOut * embeddingSize)
  return {
    calibrating,
    choosing: overFirst(calibrating, searched - Math.min(learnt, trial.vectors)),
    stating: examination({ basis }, sample.subarray(eighth, 2 * eighth), corpus),
  }
}

/** How BACKGROUND may see the coordinates: how many, and divided by variance or mixed by a random rotation. */
interface Candidate {
  leading: number
  rotated: boolean
}

/** Fewest coordinates first. Which is best depends on the spectrum of the model. */
const candidates: readonly Candidate[] = [
  { leading: 96, rotated: false },
  { leading: 144, rotated: false },
  { leading: 192, rotated: false },
  { leading: coordinateCount, rotated: false },
  { leading: coordinateCount, rotated: true },
]

/** The candidate and eta that find most, where eta 1 is for data without a main direction; its codebooks are still those of the trial, of the last of the coordinates. */
function bestOfCandidates(
  plain: Codec,
  coordinates: Float32Array,
  choosing: Examination,
  random: () => number,
  say: Say,
): Codec {
  const tried = coordinates.subarray(Math.max(0, coordinates.length - trial.vectors * coordinateCount))
  let best = { codec: plain, found: -1 }
  candidates.forEach((candidate, at) => {
    say('candidates', 0.3 + (0.45 * at) / candidates.length)
    const transformed = withTransform({ ...plain, eta: 4 }, candidate, coordinates, random)
    const codec = withCodebooks(transformed, tried, trial.rounds, random)
    const found = backgroundRecall(codec, choosing)
    if (found > best.found + margin) best = { codec, found }
  })
  const isotropic = { ...best.codec, eta: 1 }
  return backgroundRecall(isotropic, choosing) > best.found ? isotropic : best.codec
}

function plainCodec(basis: Float32Array, coordinates: Float32Array): Codec {
  const line = { a: 1, b: 0 }
  return {
    dimensions: embeddingSize,
    basis,
    mean: momentsOf(coordinates).mean,
    leading: 0,
    allocation: new Uint16Array(),
    rotation: new Float32Array(),
    codebooks: new Float32Array(),
    eta: 1,
    calibration: { core: line, important: line, background: line },
    trainingSize: coordinates.length / coordinateCount,
    recall: { important: 0, background: 0, backgroundInHundred: 0, merged: 0, queries: 0, corpus: 0 },
  }
}

function withTransform(codec: Codec, candidate: Candidate, coordinates: Float32Array, random: () => number): Codec {
  const { leading, rotated } = candidate
  if (rotated) {
    const allocation = Uint16Array.from({ length: leading }, (_, at) => at)
    return { ...codec, leading, allocation, rotation: randomRotation(leading, random) }
  }
  const { variances } = momentsOf(coordinates)
  return { ...codec, leading, allocation: allocate(variances.subarray(0, leading), codeSize) }
}

function withCodebooks(codec: Codec, coordinates: Float32Array, turns: number, random: () => number): Codec {
  const { leading } = codec
  const points = new Float32Array((coordinates.length / coordinateCount) * leading)
  for (let row = 0; row < points.length / leading; row += 1) {
    points.set(
      inSubspaces(codec, coordinates.subarray(row * coordinateCount, (row + 1) * coordinateCount)),
      row * leading,
    )
  }
  return { ...codec, codebooks: trainCodebooks(points, leading / codeSize, turns, random) }
}

function backgroundRecall(codec: Codec, held: Examination): number {
  return recallAtTen(held.cosines, backgroundSimilarities(codec, held, encodeMany(codec, held.corpus)))
}
