import { Refusal } from '@worlds/kit/errors.ts'
import type { Identity } from '@worlds/kit/identity.ts'
import { numberArgument, uuidArgument } from '@worlds/kit/keys.ts'
import type { Context } from './context.ts'
import type { Suspect } from './duplicates.ts'
import { checkStated, contentArgument, phrasesFor } from './particulars.ts'
import { codecFor, modelNumber, type Placeable, refuseWithoutCodec, tierFor } from './placements.ts'
import { filledText } from './questions.ts'
import { type Representation, represent } from './representations.ts'
import type { RememberMemoryInput } from './schema.gen.ts'
import type { Tools } from './tools.ts'
import { inTurns } from './turns.ts'

/** A memory to add, checked. */
export interface Draft extends Placeable, Omit<Suspect, 'modelId'> {
  /** Of the vector: null when nobody stated it. */
  model: string | null
  timestamp: string | null
  phrases: string[]
}

/** A draft in the form in which it is kept. */
export interface Placed extends Draft, Suspect {
  representation: Representation
}

/**
 * @param at what stands before a field's name in this input's path
 * @throws Refusal BAD_USER_INPUT or FORBIDDEN, naming the field
 */
export function checkedDraft(identity: Identity, input: RememberMemoryInput, at: string): Draft {
  const { duplicateSimilarity, importanceScore, emotionalValence, embedding = null, embeddingModel = null } = input
  const content = contentArgument(`${at}content`, input.content)
  checkStated(at, input)
  const draft = {
    name: at === '' ? 'content' : at.slice(0, -1),
    companionId: filledText(`${at}companionId`, input.companionId, 50),
    userId: uuidArgument(`${at}userId`, input.userId),
    content,
    vector: embedding,
    model: embeddingModel,
    tier: input.tier ?? null,
    timestamp: input.timestamp ?? null,
    // The default holds for what is left out; null says that nobody judged.
    importance: importanceScore ?? null,
    valence: emotionalValence ?? null,
    phrases: phrasesFor(input.keyPhrases, content),
    onDuplicate: input.onDuplicate ?? 'KEEP',
    similarity: similarityArgument(`${at}duplicateSimilarity`, duplicateSimilarity ?? 1),
  }
  refuseForeign(identity, draft, at)
  return draft
}

function similarityArgument(argument: string, value: number): number {
  if (value !== 0) return numberArgument(argument, value, [0, 1])
  const fault = `"${argument}" takes numbers above 0, to 1. With 0 every memory would be a duplicate.`
  throw new Refusal('BAD_USER_INPUT', fault, { argument })
}

/** The row policy decides; asked before it, nothing is embedded that may not be kept. */
function refuseForeign(identity: Identity, { companionId, userId }: Draft, at: string): void {
  if (identity.role === 'user' && identity.id !== userId) {
    const argument = `${at}userId`
    throw new Refusal('FORBIDDEN', `"${argument}" is another person. You may only state yourself.`, { argument })
  }
  if (identity.role !== 'service' || identity.companions.some(own => own === companionId || own === '*')) return
  const argument = `${at}companionId`
  throw new Refusal('FORBIDDEN', `"${argument}" is a companion that this service does not act for.`, { argument })
}

const mostDrafts = 1_000

/** @throws Refusal as `checkedDraft` */
export async function checkedDrafts({ identity }: Context, inputs: readonly RememberMemoryInput[]): Promise<Draft[]> {
  if (inputs.length >= 1 && inputs.length <= mostDrafts) {
    // The phrases of long texts take a while.
    return inTurns([...inputs.entries()], ([at, input]) => checkedDraft(identity, input, `memories[${at}].`))
  }
  const fault = `"memories" takes 1 to ${mostDrafts.toLocaleString('en')} memories, not ${inputs.length}.`
  throw new Refusal('BAD_USER_INPUT', fault, { argument: 'memories' })
}

/** The drafts with their vectors, in the forms of their tiers. Texts without a vector are embedded, all in one call. */
export async function placedDrafts(context: Context, tools: Tools, drafts: readonly Draft[]): Promise<Placed[]> {
  const { embedder } = tools
  const modelOf = ({ vector, model }: Draft) => (vector ? model : embedder.model)
  const models = [...new Set(drafts.filter(({ vector, tier }) => vector || tier !== 'SPARSE').map(modelOf))]
  const codecs = new Map(
    await Promise.all(models.map(async model => [model, await codecFor(context, tools, model)] as const)),
  )
  for (const draft of drafts) {
    const model = modelOf(draft)
    const argument = draft.name === 'content' ? 'tier' : `${draft.name}.tier`
    refuseWithoutCodec(argument, draft.tier, model ?? embedder.model, codecs.get(model))
  }
  const texts = drafts.flatMap(({ vector, tier, content }) => (vector || tier === 'SPARSE' ? [] : [content]))
  const embedded = texts.length > 0 ? await context.outside(() => embedder.embed(texts, context.signal)) : []
  const numbers = new Map<string | null, number | null>()
  for (const model of models) numbers.set(model, await modelNumber(context, tools, model))
  return inTurns(drafts, draft => {
    const model = modelOf(draft)
    const vector = draft.vector ?? (draft.tier === 'SPARSE' ? null : (embedded.shift() as Float32Array))
    return placed(draft, { vector, modelId: numbers.get(model) ?? null, codec: codecs.get(model) })
  })
}

interface Placing {
  vector: Float32Array | null
  modelId: number | null
  codec: Parameters<typeof tierFor>[1]
}

function placed(draft: Draft, { vector, modelId, codec }: Placing): Placed {
  const tier = tierFor(draft, codec)
  return { ...draft, vector, modelId, representation: represent(tier, vector as Float32Array, codec) }
}
