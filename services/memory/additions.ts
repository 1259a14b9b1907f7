import { Refusal } from '@worlds/kit/errors.ts'
import { ofErased } from '@worlds/kit/ownership.ts'
import { asItWas } from '@worlds/kit/repetitions.ts'
import { type Kysely, sql } from 'kysely'
import type { Context } from './context.ts'
import { checkedDraft, checkedDrafts, type Draft, type Placed, placedDrafts } from './drafts.ts'
import { duplicatesOf, type Fate, fatesOf, lockPairs, twinFinder } from './duplicates.ts'
import { type MemoryRow, memoriesByIds } from './memories.ts'
import { mostPhrases } from './particulars.ts'
import { refusalOfWrite } from './placements.ts'
import { representationArrays, statingCodecs } from './representations.ts'
import type { Resolvers } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'
import type { Tools } from './tools.ts'
import { inTurns } from './turns.ts'

/** Where a draft went: the id of its memory, and whether that was there before. */
interface Remembered {
  id: number
  merged: boolean
}

async function remembered(
  db: Kysely<Tables>,
  tools: Tools,
  drafts: readonly Placed[],
  twins: number[][],
): Promise<Remembered[]> {
  await lockPairs(db, drafts)
  const fates = fatesOf(drafts, await duplicatesOf(db, tools, drafts), twins)
  const added = [...fates.keys()].filter(at => fates[at]?.is === 'new')
  await mergeKept(db, drafts, fates)
  const ids = await insert(db, tools, withTwins(drafts, fates))
  const idOf = new Map(added.map((at, place) => [at, ids[place] as number]))
  return fates.map((fate, at) => {
    if (fate.is === 'kept') return { id: fate.id, merged: true }
    return { id: idOf.get(fate.is === 'twin' ? fate.at : at) as number, merged: fate.is === 'twin' }
  })
}

type Merging = Pick<Placed, 'importance' | 'phrases'>

/** The highest importance of some, null where none was judged, and the phrases of all, each once, as many as one may have. */
function mergedOf(all: readonly Merging[]): Merging {
  const judged = all.flatMap(({ importance }) => importance ?? [])
  return {
    importance: judged.length > 0 ? Math.max(...judged) : null,
    phrases: [...new Set(all.flatMap(({ phrases }) => phrases))].slice(0, mostPhrases),
  }
}

/** The new memories of a batch, each with what its twins add to it. */
function withTwins(drafts: readonly Placed[], fates: readonly Fate[]): Placed[] {
  const groups = Map.groupBy(drafts.keys(), at => {
    const fate = fates[at] as Fate
    return fate.is === 'twin' ? fate.at : at
  })
  return drafts.flatMap((draft, at) => {
    const alike = (groups.get(at) ?? []).map(each => drafts[each] as Placed)
    return fates[at]?.is === 'new' ? { ...draft, ...mergedOf(alike) } : []
  })
}

/**
 * Memories that are there get the higher importance, and the key phrases that they have not yet, behind their own and
 * no more than one may have: a text that is remembered again and again would be indexed under ever more.
 */
async function mergeKept(db: Kysely<Tables>, drafts: readonly Placed[], fates: readonly Fate[]): Promise<void> {
  const keptId = (at: number) => {
    const fate = fates[at] as Fate
    return fate.is === 'kept' ? fate.id : undefined
  }
  const groups = Map.groupBy(drafts.keys(), keptId)
  groups.delete(undefined)
  if (groups.size === 0) return
  const values = [...groups.values()].map(places => mergedOf(places.map(at => drafts[at] as Placed)))
  const { rows } = await sql`
    update companion_memories memory
    set importance_score = greatest(memory.importance_score, merged.importance),
      key_phrases = coalesce(memory.key_phrases, '{}') || array(
        select phrase from jsonb_array_elements_text(merged.phrases::jsonb) with ordinality as added (phrase, place)
        where not exists (select from unnest(memory.key_phrases) as own (phrase) where own.phrase = added.phrase)
        order by place limit greatest(0, ${mostPhrases}::int4 - coalesce(cardinality(memory.key_phrases), 0))
      )
    from unnest(
      ${[...groups.keys()]}::int4[], ${values.map(({ importance }) => importance)}::float8[],
      ${values.map(({ phrases }) => JSON.stringify(phrases))}::text[]
    ) as merged (id, importance, phrases)
    where memory.id = merged.id
    returning memory.id`.execute(db)
  if (rows.length < groups.size) throw new Refusal('CONFLICT', 'Another change came first. Try again.')
}

/** Adds memories in one statement, their numbers rising in their order. */
async function insert(db: Kysely<Tables>, tools: Tools, drafts: readonly Placed[]): Promise<number[]> {
  if (drafts.length === 0) return []
  const of = <Value>(value: (draft: Placed) => Value) => drafts.map(value)
  const kept = of(({ representation }) => representation)
  const arrays = await representationArrays(db, tools, kept)
  await statingCodecs(db)
  const { rows } = await sql<{ id: number }>`
    insert into companion_memories (
      companion_id, user_id, content, "timestamp", importance_score, emotional_valence, key_phrases, embedding_model,
      memory_tier, full_embedding, compressed_embedding, quantized_embedding, codec_id, compression_type,
      compression_ratio, original_size_bytes, compressed_size_bytes
    )
    select companion, person, content, coalesce(formed, now() at time zone 'UTC'), importance, valence,
      array(select phrase from jsonb_array_elements_text(phrases::jsonb) with ordinality as p (phrase, at) order by at),
      model_id, tier, whole, coordinates, code, codec_id, type, ratio, original, bytes
    from unnest(
      ${of(({ companionId }) => companionId)}::text[], ${of(({ userId }) => userId)}::text[],
      ${of(({ content }) => content)}::text[], ${of(({ timestamp }) => timestamp)}::timestamp[],
      ${of(({ importance }) => importance)}::float8[], ${of(({ valence }) => valence)}::float8[],
      ${of(({ phrases }) => JSON.stringify(phrases))}::text[],
      ${of(({ modelId, representation }) => (representation.tier === 'SPARSE' ? null : modelId))}::int2[],
      ${arrays.tier}, ${arrays.full}, ${arrays.coordinates}, ${arrays.code}, ${arrays.codecId}, ${arrays.type},
      ${arrays.ratio}, ${arrays.original}, ${arrays.bytes}
    ) with ordinality as draft (
      companion, person, content, formed, importance, valence, phrases, model_id, tier, whole, coordinates, code,
      codec_id, type, ratio, original, bytes, place
    )
    order by place returning id`.execute(db)
  return rows.map(({ id }) => id)
}

const rememberedAgain = asItWas<Remembered[]>()

/** @param at the path of each draft in the input */
async function write(
  context: Context,
  tools: Tools,
  { drafts, at }: { drafts: readonly Draft[]; at: (place: number) => string },
): Promise<Remembered[]> {
  const placed = await placedDrafts(context, tools, drafts)
  const twins = await inTurns([...placed.keys()], twinFinder(placed))
  return context
    .write(db => remembered(db, tools, placed, twins), rememberedAgain)
    .catch(error => {
      const placeOf = (userId: string) => drafts.findIndex(draft => draft.userId === userId)
      throw refusalOfWrite(ofErased(error, userId => `${at(placeOf(userId))}userId`))
    })
}

async function remember(
  context: Context,
  tools: Tools,
  batch: { drafts: readonly Draft[]; at: (place: number) => string },
) {
  const written = (await context.told(rememberedAgain)) ?? (await write(context, tools, batch))
  return Promise.all(written.map(async ({ id, merged }) => ({ memory: await memoryNow(context, id), merged })))
}

async function memoryNow(context: Context, id: number): Promise<MemoryRow> {
  const memory = await context.load(memoriesByIds, String(id), null)
  if (!memory) throw new Refusal('NOT_FOUND', `Memory ${id} was remembered, and has been forgotten since.`)
  return memory
}

export const additionResolvers = (tools: Tools): Resolvers => ({
  Mutation: {
    rememberMemory: async (_, { input }, context) => {
      context.requireIdentity('rememberMemory')
      const [only] = await remember(context, tools, {
        drafts: [checkedDraft(context.identity, input, '')],
        at: () => '',
      })
      return only as NonNullable<typeof only>
    },
    rememberMemories: async (_, { input }, context) => {
      context.requireIdentity('rememberMemories')
      const all = await remember(context, tools, {
        drafts: await checkedDrafts(context, input.memories),
        at: place => `memories[${place}].`,
      })
      return { memories: all.map(({ memory }) => memory), mergedCount: all.filter(({ merged }) => merged).length }
    },
  },
})
