import { Refusal } from '@worlds/kit/errors.ts'
import { vectorArgument } from '@worlds/kit/keys.ts'
import { asItWas } from '@worlds/kit/repetitions.ts'
import type { Kysely } from 'kysely'
import { embeddingSize } from './codec.ts'
import type { Context } from './context.ts'
import { type MemoryRow, memoriesByIds, memoryId } from './memories.ts'
import { modelNumber } from './placements.ts'
import { filledText } from './questions.ts'
import { represent } from './representations.ts'
import { rewriteVectors } from './rewrites.ts'
import type { PromoteMemoryInput, Resolvers } from './schema.gen.ts'
import type { Tables } from './tables.gen.ts'
import type { Tools } from './tools.ts'

/** What a memory becomes `CORE` with. */
interface Promotion {
  vector: Float32Array
  model: string | null
  /** The text that was embedded; null for a vector that the caller brings. */
  content: string | null
}

const attempts = 3

const overtaken = new Refusal(
  'CONFLICT',
  'The content changed each time while it was embedded. Promote the memory again later.',
)

const promotedAgain = asItWas<null>()

const absent = () => new Refusal('NOT_FOUND', 'There is no such memory that you may see.', { argument: 'id' })

async function contentOf(context: Context, id: string): Promise<string> {
  const row = await context.db(async db => (await memoriesByIds(db, [id])).get(id))
  if (!row) throw absent()
  return row.content
}

/** @throws `overtaken` when the text is no longer the one that was embedded */
async function promoted(
  db: Kysely<Tables>,
  tools: Tools,
  { id, vector, modelId, content }: Omit<Promotion, 'model'> & { id: string; modelId: number | null },
): Promise<null> {
  const found = await db
    .selectFrom('companion_memories')
    .select(['id', 'content'])
    .where('id', '=', Number(id))
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!found) throw absent()
  if (content !== null && content !== found.content) throw overtaken
  await rewriteVectors(db, tools, [{ id: found.id, representation: represent('CORE', vector, undefined), modelId }])
  return null
}

async function write(context: Context, tools: Tools, id: string, { model, ...promotion }: Promotion): Promise<void> {
  const modelId = await modelNumber(context, tools, model)
  await context.write(db => promoted(db, tools, { id, modelId, ...promotion }), promotedAgain)
}

/** The embedder takes its time, and the text may change meanwhile: then the new one is embedded. */
async function promoteByContent(context: Context, tools: Tools, id: string): Promise<void> {
  const { embedder } = tools
  for (let attempt = 1; ; attempt++) {
    const content = await contentOf(context, id)
    const [vector] = await context.outside(() => embedder.embed([content], context.signal))
    const promotion = { vector: vector as Float32Array, model: embedder.model, content }
    try {
      return await write(context, tools, id, promotion)
    } catch (error) {
      if (error !== overtaken || attempt === attempts) throw error
    }
  }
}

/** @throws Refusal BAD_USER_INPUT naming the argument */
function checked({ id, embedding, embeddingModel }: PromoteMemoryInput) {
  if (embeddingModel != null) filledText('embeddingModel', embeddingModel, 200)
  if (embedding) vectorArgument('embedding', embedding, embeddingSize)
  else if (embeddingModel != null) {
    const fault = '"embeddingModel" says which model made "embedding", and there is none. Send both or neither.'
    throw new Refusal('BAD_USER_INPUT', fault, { argument: 'embeddingModel' })
  }
  return { id: memoryId('id', id), vector: embedding ?? null, model: embeddingModel ?? null }
}

async function promote(context: Context, tools: Tools, input: PromoteMemoryInput): Promise<{ memory: MemoryRow }> {
  const { id, vector, model } = checked(input)
  const earlier = await context.told(promotedAgain)
  if (earlier === undefined) await promoteAnew(context, tools, id, { vector, model })
  const memory = await context.load(memoriesByIds, id, null)
  if (!memory) throw absent()
  return { memory }
}

async function promoteAnew(
  context: Context,
  tools: Tools,
  id: string,
  { vector, model }: Omit<ReturnType<typeof checked>, 'id'>,
): Promise<void> {
  // Before a model is entered or a text embedded for a memory that is not to be seen.
  await contentOf(context, id)
  if (vector) await write(context, tools, id, { vector, model, content: null })
  else await promoteByContent(context, tools, id)
}

export const promotionResolvers = (tools: Tools): Resolvers => ({
  Mutation: {
    promoteMemory: (_, { input }, context) => {
      context.requireIdentity('promoteMemory')
      return promote(context, tools, input)
    },
  },
})
