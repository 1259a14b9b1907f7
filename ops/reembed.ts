import { Refusal } from '@worlds/kit/errors.ts'
import type { StoredCodec } from '@worlds/memory/codecs.ts'
import { represent } from '@worlds/memory/representations.ts'
import { rewriteVectors } from '@worlds/memory/rewrites.ts'
import type { MemoryTier } from '@worlds/memory/schema.gen.ts'
import type { Tables } from '@worlds/memory/tables.gen.ts'
import { withPresentCodecs } from '@worlds/memory/tiers.ts'
import { inTurns } from '@worlds/memory/turns.ts'
import { type Kysely, type SqlBool, sql } from 'kysely'
import { claim } from './claim.ts'
import { counted, type Job, numberOption, some, textOption, type UpkeepOptions } from './upkeep.ts'

/** Which memories, and how many at most. */
export interface Chosen {
  companion: string | null
  user: string | null
  limit: number
  dryRun: boolean
}

/** @throws UsageError */
const chosenOf = (options: UpkeepOptions): Chosen => ({
  companion: textOption(options, 'companion', 50) ?? null,
  user: textOption(options, 'user', 50) ?? null,
  limit: numberOption(options, 'limit', [1, 1_000_000_000]) ?? Number.MAX_SAFE_INTEGER,
  dryRun: options['dry-run'] ?? false,
})

/** The embedder does not go on; what was embedded before stays. */
class EmbeddingStopped extends Error {
  override name = 'EmbeddingStopped'
}

/** As many texts as one request to an endpoint holds: its deadline is for all that it is asked at once. */
const batchSize = 96

/** `pnpm db reembed`: embeds memories anew whose vectors are of another model than the embedder's, or claims vectors. */
export function reembed(options: UpkeepOptions) {
  const chosen = chosenOf(options)
  const claimed = textOption(options, 'claim', 200)
  return (job: Job) => (claimed === undefined ? embedAnew(job, chosen) : claim(job, claimed, chosen))
}

async function embedAnew(job: Job, chosen: Chosen) {
  const { db, tools, signal, say } = job
  const { model } = tools.embedder
  if (!chosen.dryRun) await tools.models.enter(db, model)
  const number = (await tools.models.numberOf(db, model)) ?? null
  const due = await countOf(db, number, chosen)
  const report = { model, dryRun: chosen.dryRun }
  if (chosen.dryRun) {
    say(`Would embed ${some(Math.min(due, chosen.limit))} anew with "${model}".`)
    return { ...report, embedded: Math.min(due, chosen.limit), remaining: due }
  }
  let embedded = 0
  for (let after = 0, left = Math.min(due, chosen.limit); left > 0; ) {
    signal.throwIfAborted()
    const texts = await textsOf(db, number, { ...chosen, after, limit: Math.min(batchSize, left) })
    if (texts.length === 0) break
    embedded += await embedBatch(job, number as number, texts).catch(error => stopped(error, embedded))
    left -= texts.length
    after = (texts.at(-1) as Text).id
    say(`  ${counted(embedded)} of ${counted(Math.min(due, chosen.limit))}`)
  }
  const remaining = await countOf(db, number, chosen)
  const rest = remaining > 0 ? ` Remaining: ${counted(remaining)}; run the command again for them.` : ''
  say(`Embedded ${some(embedded)} anew with "${model}".${rest}`)
  return { ...report, embedded, remaining }
}

function stopped(error: unknown, embedded: number): never {
  if (!(error instanceof Refusal)) throw error
  const { message: detail = '' } = (error as { cause?: Error }).cause ?? {}
  throw new EmbeddingStopped(
    `${error.message}${detail && ` (${detail})`}\nEmbedded ${some(embedded)} anew; run the command again to go on.`,
  )
}

interface Text {
  id: number
  content: string
  tier: MemoryTier | null
}

/** Without a codec nothing gets smaller; a vector that was left in `SPARSE` is none of that tier's, and goes. */
function rewritten(tier: MemoryTier | null, vector: Float32Array, codec: StoredCodec | undefined, number: number) {
  if (tier === 'SPARSE') return { modelId: null, representation: represent(tier, vector, undefined) }
  return { modelId: number, representation: represent(codec && tier ? tier : 'CORE', vector, codec) }
}

/**
 * Memories that hold a vector of another model, whatever tier other programs have set since: any of them keeps searches
 * refused. Of vectors without a stated model nobody knows.
 */
const others = (db: Kysely<Tables>, number: number | null, { companion, user }: Pick<Chosen, 'companion' | 'user'>) =>
  db
    .selectFrom('companion_memories as memory')
    .where('memory.embedding_model', 'is not', null)
    .where(sql<SqlBool>`memory.embedding_model is distinct from ${number}::int2`)
    .$if(companion !== null, query => query.where('memory.companion_id', '=', companion as string))
    .$if(user !== null, query => query.where('memory.user_id', '=', user as string))

async function countOf(db: Kysely<Tables>, number: number | null, chosen: Chosen): Promise<number> {
  const { count } = await others(db, number, chosen)
    .select(sql<number>`count(*)::int4`.as('count'))
    .executeTakeFirstOrThrow()
  return count
}

const textColumns = ['memory.id', 'memory.content', 'memory.memory_tier as tier'] as const

async function textsOf(
  db: Kysely<Tables>,
  number: number | null,
  { after, limit, ...chosen }: Chosen & { after: number },
): Promise<Text[]> {
  const rows = await others(db, number, chosen)
    .select(textColumns)
    .where('memory.id', '>', after)
    .orderBy('memory.id')
    .limit(limit)
    .execute()
  return rows as Text[]
}

/** While the embedder is asked no transaction is open; what changed meanwhile is left to the next run. */
async function embedBatch({ inTransaction, tools, signal }: Job, number: number, texts: Text[]): Promise<number> {
  const vectors = await tools.embedder.embed(
    texts.map(({ content }) => content),
    signal,
  )
  const vectorOf = new Map(texts.map(({ id }, at) => [id, vectors[at] as Float32Array]))
  return withPresentCodecs(() =>
    inTransaction(async db => {
      const codec = await tools.codecs.newest(db, number)
      const unchanged = await lockedTexts(db, number, texts)
      const rewrites = await inTurns(unchanged, ({ id, tier }) => ({
        id,
        ...rewritten(tier, vectorOf.get(id) as Float32Array, codec, number),
      }))
      if (rewrites.length > 0) await rewriteVectors(db, tools, rewrites)
      return rewrites.length
    }),
  )
}

async function lockedTexts(db: Kysely<Tables>, number: number, texts: readonly Text[]): Promise<Text[]> {
  const rows = await others(db, number, { companion: null, user: null })
    .select(textColumns)
    .where('memory.id', '=', sql<number>`any(${texts.map(({ id }) => id)}::int4[])`)
    .forNoKeyUpdate('memory')
    .skipLocked()
    .execute()
  const before = new Map(texts.map(text => [text.id, text]))
  return (rows as Text[]).filter(({ id, content }) => before.get(id)?.content === content)
}
