import type { Codec } from '@worlds/memory/codec.ts'
import { project } from '@worlds/memory/coordinates.ts'
import { encode } from '@worlds/memory/quantizer.ts'
import { examination, recallOf } from '@worlds/memory/recall.ts'
import { train } from '@worlds/memory/training.ts'
import { rowOf } from '../memory/trained.ts'
import type { Results } from './results.ts'
import { round } from './results.ts'
import { syntheticVectors } from './vectors.ts'

/** What training takes on one processor, and what encoding one vector takes; the codec serves the other benchmarks. */
export function trainingBench(results: Results): Codec {
  const vectors = syntheticVectors(8000, 21)
  const before = process.cpuUsage()
  const codec = train(vectors, { sample: 6000 })
  const { user, system } = process.cpuUsage(before)
  results.atMost(`train on ${codec.trainingSize.toLocaleString('en')} vectors`, (user + system) / 1e6, 20, 's CPU')
  const begun = process.cpuUsage()
  for (let at = 0; at < 2000; at += 1) encode(codec, project(codec, rowOf(vectors, at)))
  const spent = process.cpuUsage(begun)
  results.atMost('encode one vector, 768 numbers to 48 bytes', (spent.user + spent.system) / 1000 / 2000, 0.5, 'ms CPU')
  return codec
}

/** Recall@10 of each tier against exact float32, for queries that training did not see, by the size of the tenant. */
export function recallBench(codec: Codec, results: Results): void {
  const queries = syntheticVectors(300, 31)
  for (const size of [1_000, 10_000, 50_000]) {
    const recall = recallOf(codec, examination(codec, queries, syntheticVectors(size, 32)))
    const label = `recall@10, tenant of ${size.toLocaleString('en')}`
    results.atLeast(`${label}: IMPORTANT`, recall.important, 0.97)
    results.atLeast(`${label}: BACKGROUND`, recall.background, size > 10_000 ? 0.84 : 0.85)
    results.atLeast(`${label}: BACKGROUND, ten among the first hundred`, recall.backgroundInHundred, 0.99)
    results.atLeast(`${label}: all tiers in one list`, recall.merged, 0.86)
  }
  const { recall } = codec
  results.add(
    'recall that the codec itself states, from vectors held out of its training',
    null,
    `IMPORTANT ${round(recall.important)}, BACKGROUND ${round(recall.background)}, merged ${round(recall.merged)} ` +
      `(${recall.queries} queries over ${recall.corpus})`,
  )
}
