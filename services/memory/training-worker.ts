import { parentPort, workerData } from 'node:worker_threads'
import { serializeCodec } from './codec.ts'
import { trainOnSample, type WorkerMessage } from './training.ts'

/** The thread that `trainInWorker` starts: trains on the sample it is given, tells of its progress, and ends. */
const { sample, seed } = workerData as { sample: Float32Array; seed?: number }
const say = (message: WorkerMessage) => parentPort?.postMessage(message)
const onProgress = (progress: Extract<WorkerMessage, { progress: unknown }>['progress']) => say({ progress })
say({ codec: serializeCodec(trainOnSample(sample, seed === undefined ? { onProgress } : { seed, onProgress })) })
