import { type Codec, embeddingSize, serializeCodec } from '@worlds/memory/codec.ts'
import { type StoredCodec, storeCodec } from '@worlds/memory/codecs.ts'
import { forms } from '@worlds/memory/representations.ts'
import { fewestVectors, trainInWorker } from '@worlds/memory/training.ts'
import { vectorOfBase64 } from '@worlds/memory/wire.ts'
import { type SqlBool, sql } from 'kysely'
import { reencode, withoutUnnamed } from './reencoding.ts'
import { counted, type Job, numberOption, some, textOption, type UpkeepOptions } from './upkeep.ts'

/** There is nothing to train on, or another training is under way. */
class TrainingRefused extends Error {
  override name = 'TrainingRefused'
}

interface Training {
  /** The most vectors to learn from. */
  sample: number
  seed: number
  /** The model whose vectors are learnt from; null for the embedder's. */
  model: string | null
}

/** @throws UsageError */
const trainingOf = (options: UpkeepOptions): Training => ({
  sample: numberOption(options, 'sample', [1000, 100_000]) ?? 6000,
  seed: numberOption(options, 'seed', [0, 4_294_967_295]) ?? 1,
  model: textOption(options, 'model', 200) ?? null,
})

/** `pnpm db train`: learns a codec from the vectors there are, and encodes anew what still has numbers to encode. */
export function train(options: UpkeepOptions) {
  const training = trainingOf(options)
  return async (job: Job) => {
    await refuseSecond(job)
    const model = training.model ?? job.tools.embedder.model
    const vectors = await sampleOf(job, { ...training, model })
    job.say(`Training for "${model}" on up to ${counted(training.sample)} vectors.`)
    const { sample, seed } = training
    const codec = await trainInWorker(vectors, {
      sample,
      seed,
      signal: job.signal,
      onProgress: ({ step, done }) => job.say(`  ${String(Math.round(done * 100)).padStart(3)} % ${step}`),
    })
    const stored = await kept(job, model, codec)
    const reencoded = await reencode(job, stored)
    const deleted = await withoutUnnamed(job, stored)
    return report(job, { model, stored, reencoded, deleted })
  }
}

/** The lock is the session's, so it goes with whoever held it. */
async function refuseSecond({ db }: Job): Promise<void> {
  const { rows } = await sql<{ held: boolean }>`
    select pg_try_advisory_lock(hashtextextended('worlds-graph train', 0)) as held`.execute(db)
  if (rows[0]?.held) return
  throw new TrainingRefused('Another training is under way on this database. Wait until it has ended.')
}

/** Beside the vectors to learn from, as many are read as are held out. */
const withHeldOut = (sample: number) => sample + Math.min(2000, Math.floor(sample / 3))

/** Vectors of tier `CORE` drawn at random, which the seed decides; what nobody stated the model of counts as the embedder's. */
async function sampleOf(job: Job, { sample, seed, model }: Training & { model: string }): Promise<Float32Array> {
  const { db, tools, signal } = job
  const number = (await tools.models.numberOf(db, model)) ?? null
  const unstated = model === tools.embedder.model
  const drawn = await db
    .selectFrom('companion_memories as memory')
    .select('memory.id')
    .where('memory.memory_tier', '=', 'CORE')
    .where(sql<SqlBool>`vector_norm(memory.full_embedding) > 0`)
    .where(sql<SqlBool>`(memory.embedding_model = ${number}::int2 or ${unstated} and memory.embedding_model is null)`)
    .orderBy(sql`hashint8extended(memory.id, ${seed})`)
    .orderBy('memory.id')
    .limit(withHeldOut(sample))
    .execute()
  if (drawn.length < fewestVectors) throw new TrainingRefused(await tooFew(job, model, drawn.length))
  const ids = drawn.map(({ id }) => id)
  const vectors = new Float32Array(ids.length * embeddingSize)
  let filled = 0
  for (let at = 0; at < ids.length; at += 1000) {
    signal.throwIfAborted()
    for (const vector of await vectorsOf(job, ids.slice(at, at + 1000))) vectors.set(vector, embeddingSize * filled++)
  }
  return vectors.subarray(0, filled * embeddingSize)
}

async function vectorsOf({ db }: Job, ids: number[]): Promise<Float32Array[]> {
  const rows = await db
    .selectFrom('companion_memories as memory')
    .select(sql<string>`encode(vector_send(memory.full_embedding), 'base64')`.as('vector'))
    .where('memory.id', '=', sql<number>`any(${ids}::int4[])`)
    .where('memory.full_embedding', 'is not', null)
    .orderBy('memory.id')
    .execute()
  return rows.map(({ vector }) => vectorOfBase64(vector))
}

async function tooFew({ db, tools }: Job, model: string, count: number): Promise<string> {
  const others = await db
    .selectFrom('companion_memories as memory')
    .leftJoin('graph.embedding_models as model', 'model.id', 'memory.embedding_model')
    .select(['model.name', sql<number>`count(*)::int4`.as('count')])
    .where('memory.memory_tier', '=', 'CORE')
    .where('memory.full_embedding', 'is not', null)
    .where(sql<SqlBool>`coalesce(model.name, ${tools.embedder.model}) <> ${model}`)
    .groupBy('model.name')
    .orderBy('count', 'desc')
    .execute()
  const listed = others.map(other => `${counted(other.count)} of ${other.name ? `"${other.name}"` : 'no stated model'}`)
  return [
    `A codec is learnt from at least ${counted(fewestVectors)} vectors of tier CORE; of "${model}" there are ${counted(count)}.`,
    'Until there is one, memories keep their vectors whole: train when more are remembered.',
    ...(listed.length > 0
      ? [
          `There are also ${listed.join(', ')}: train for another model with --model, embed the memories anew with ` +
            '"pnpm db reembed", or state a model that nobody stated with "pnpm db reembed --claim MODEL".',
        ]
      : []),
  ].join('\n')
}

async function kept({ db, tools, signal }: Job, model: string, codec: Codec): Promise<StoredCodec> {
  await tools.models.enter(db, model)
  const number = (await tools.models.numberOf(db, model)) as number
  signal.throwIfAborted()
  return storeCodec(db, number, codec)
}

interface Trained {
  model: string
  stored: StoredCodec
  reencoded: number
  deleted: number[]
}

function report({ say }: Job, { model, stored: { id, codec }, reencoded, deleted }: Trained) {
  const { important, background, backgroundInHundred, merged } = codec.recall
  const codecBytes = serializeCodec(codec).length
  const share = (recall: number) => `${(recall * 100).toFixed(1)} %`
  say(
    `Codec ${id} of "${model}", learnt from ${counted(codec.trainingSize)} vectors, takes ${counted(codecBytes)} bytes.`,
  )
  say('Of the ten nearest among vectors that training did not see, it finds:')
  say(`  IMPORTANT   ${counted(forms.IMPORTANT.bytes).padStart(5)} bytes  ${share(important)}`)
  say(
    `  BACKGROUND  ${counted(forms.BACKGROUND.bytes).padStart(5)} bytes  ${share(background)}, among the first hundred ${share(backgroundInHundred)}`,
  )
  say(`  all tiers in one list    ${share(merged)}`)
  if (reencoded > 0) say(`Encoded ${some(reencoded, 'IMPORTANT memory', 'IMPORTANT memories')} anew.`)
  if (deleted.length > 0) say(`Deleted what no memory named any more: codec ${deleted.join(', ')}.`)
  const recall = { important, background, backgroundInHundred, merged }
  return { codec: id, model, trainingSize: codec.trainingSize, recall, codecBytes, reencoded, deletedCodecs: deleted }
}
