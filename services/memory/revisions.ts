import { Refusal } from '@worlds/kit/errors.ts'
import { asItWas } from '@worlds/kit/repetitions.ts'
import type { Kysely } from 'kysely'
import type { StoredCodec } from './codecs.ts'
import type { Context } from './context.ts'
import { type MemoryRow, memoriesByIds, memoryId } from './memories.ts'
import { checkStated, contentArgument, phrasesFor } from './particulars.ts'
import { codecFor, modelNumber, refusalOfWrite } from './placements.ts'
import { forms, represent } from './representations.ts'
import { rewriteVectors } from './rewrites.ts'
import type { MemoryTier, Resolvers, UpdateMemoryInput } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'
import type { Tools } from './tools.ts'

/** What changes of a memory's columns. */
type Changes = Partial<Pick<Tables['companion_memories'], 'content' | 'emotional_valence' | 'key_phrases'>> & {
  importance_score?: number | null
}

/** The vector of a new text, and what is known of it. */
interface NewVector {
  vector: Float32Array
  modelId: number | null
  codec: StoredCodec | undefined
}

const absent = () => new Refusal('NOT_FOUND', 'There is no such memory that you may see.', { argument: 'id' })

const overtaken = new Refusal('CONFLICT', 'The memory changed its tier each time while it was updated. Try again.')

/** @throws Refusal BAD_USER_INPUT naming the argument */
function checkedChanges(input: UpdateMemoryInput): Changes {
  const { content, embedding, importanceScore, emotionalValence, keyPhrases } = input
  if (content != null) contentArgument('content', content)
  checkStated('', input)
  if (embedding && content == null) {
    const fault = '"embedding" is the vector of a new text: send "content" with it, or promote the memory instead.'
    throw new Refusal('BAD_USER_INPUT', fault, { argument: 'embedding' })
  }
  const phrases = keyPhrases || content != null ? { key_phrases: phrasesFor(keyPhrases, content ?? '') } : {}
  const changes = {
    ...(content == null ? {} : { content }),
    // Null takes a judgement back; what is left out stays.
    ...(importanceScore === undefined ? {} : { importance_score: importanceScore }),
    ...(emotionalValence === undefined ? {} : { emotional_valence: emotionalValence }),
    ...phrases,
  }
  if (Object.keys(changes).length > 0) return changes
  throw new Refusal('BAD_USER_INPUT', 'Nothing is to change. Send what the memory should be.', { argument: 'input' })
}

async function newVector(
  context: Context,
  tools: Tools,
  { content, embedding, embeddingModel }: UpdateMemoryInput,
): Promise<NewVector> {
  const { embedder } = tools
  const model = embedding ? (embeddingModel ?? null) : embedder.model
  const vectors = embedding
    ? [embedding]
    : await context.outside(() => embedder.embed([content as string], context.signal))
  const modelId = await modelNumber(context, tools, model)
  return { vector: vectors[0] as Float32Array, modelId, codec: await codecFor(context, tools, model) }
}

/** The tier stays, unless nothing makes the new vector that small. A stored value that is no tier becomes one. */
function tierAfter(tier: string | null, codec: StoredCodec | undefined): MemoryTier {
  const known = tier !== null && tier in forms ? (tier as MemoryTier) : 'CORE'
  return known === 'SPARSE' || codec ? known : 'CORE'
}

/** @throws `overtaken` when the memory came out of `SPARSE` meanwhile, so that its new text needs a vector after all */
async function revised(
  db: Kysely<Tables>,
  tools: Tools,
  { id, changes, vector }: { id: number; changes: Changes; vector: NewVector | null },
): Promise<null> {
  const found = await db
    .selectFrom('companion_memories')
    .select('memory_tier as tier')
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!found) throw absent()
  if (changes.content !== undefined && !vector && found.tier !== 'SPARSE') throw overtaken
  await db.updateTable('companion_memories').set(changes).where('id', '=', id).execute()
  if (vector && found.tier !== 'SPARSE') {
    const representation = represent(tierAfter(found.tier, vector.codec), vector.vector, vector.codec)
    await rewriteVectors(db, tools, [{ id, representation, modelId: vector.modelId }])
  }
  return null
}

const attempts = 3

/** Nothing else tells this answer, so that nothing else is kept. */
const revisedAgain = asItWas<null>()

async function revise(context: Context, tools: Tools, input: UpdateMemoryInput): Promise<void> {
  const id = memoryId('id', input.id)
  const changes = checkedChanges(input)
  if ((await context.told(revisedAgain)) !== undefined) return
  for (let attempt = 1; ; attempt++) {
    const row = await context.db(async db => (await memoriesByIds(db, [id])).get(id))
    if (!row) throw absent()
    const embeds = input.content != null && row.tier !== 'SPARSE'
    const vector = embeds ? await newVector(context, tools, input) : null
    try {
      await context.write(db => revised(db, tools, { id: Number(id), changes, vector }), revisedAgain)
      return
    } catch (error) {
      if (error !== overtaken || attempt === attempts) throw refusalOfWrite(error)
    }
  }
}

async function memoryNow(context: Context, id: string): Promise<MemoryRow> {
  const memory = await context.load(memoriesByIds, String(Number(id)), null)
  if (!memory) throw absent()
  return memory
}

export const revisionResolvers = (tools: Tools): Resolvers => ({
  Mutation: {
    updateMemory: async (_, { input }, context) => {
      context.requireIdentity('updateMemory')
      await revise(context, tools, input)
      return { memory: await memoryNow(context, input.id) }
    },
  },
})
