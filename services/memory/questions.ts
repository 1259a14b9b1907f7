import { Refusal } from '@worlds/kit/errors.ts'
import { uuidPattern } from '@worlds/kit/identity.ts'
import { numberArgument, textArgument, vectorArgument } from '@worlds/kit/keys.ts'
import { embeddingSize } from './codec.ts'
import type { Context } from './context.ts'
import { checkedFilter } from './memories.ts'
import { type Question, unknownModel } from './nearest.ts'
import type { MemoryFilter, MemoryTier } from './schema.gen.ts'
import type { Tools } from './tools.ts'

/** The arguments that every search takes, as GraphQL hands them over. */
export interface Asked {
  companionId: string
  userId: string
  text?: string | null
  embedding?: Float32Array | null
  embeddingModel?: string | null
  tiers?: readonly MemoryTier[] | null
  filter?: MemoryFilter | null
}

const mostText = 10_000

/** @throws Refusal BAD_USER_INPUT when the text is empty, longer than `most`, or cannot be stored */
export function filledText(argument: string, value: string, most: number): string {
  if (value.trim() !== '') return textArgument(argument, value, most)
  throw new Refusal(
    'BAD_USER_INPUT',
    `"${argument}" is empty. It takes 1 to ${most.toLocaleString('en')} characters.`,
    {
      argument,
    },
  )
}

/**
 * @returns a UUID in lower case, as PostgreSQL writes it and the graph keeps it
 * @throws Refusal BAD_USER_INPUT as `filledText`
 */
export function personArgument(argument: string, value: string): string {
  const person = filledText(argument, value, 50)
  return uuidPattern.test(person) ? person.toLowerCase() : person
}

/**
 * What is asked, checked, before anything outside is asked.
 * @throws Refusal BAD_USER_INPUT naming the argument
 */
export function checkedQuestion(asked: Asked): Omit<Question, 'vectors' | 'modelId'> {
  const { companionId, userId, text, embedding, embeddingModel, tiers = null, filter } = asked
  if (text != null) filledText('text', text, mostText)
  if (embedding) vectorArgument('embedding', embedding, embeddingSize)
  if (embeddingModel != null) {
    filledText('embeddingModel', embeddingModel, 200)
    if (!embedding) refuseLoneModel()
  }
  return {
    companionId: filledText('companionId', companionId, 50),
    userId: personArgument('userId', userId),
    filter: checkedFilter(filter),
    tiers: tiers?.length ? tiers : null,
  }
}

function refuseLoneModel(): never {
  const fault = '"embeddingModel" says which model made "embedding", and there is none. Send both, or a text alone.'
  throw new Refusal('BAD_USER_INPUT', fault, { argument: 'embeddingModel' })
}

/** The vector to compare with: the one that is given, or the text's, for which no session of the request stays open. */
export async function vectorFor(
  context: Context,
  { embedder, models }: Pick<Tools, 'embedder' | 'models'>,
  { embedding, embeddingModel, text }: Asked,
): Promise<Pick<Question, 'vectors' | 'modelId'>> {
  const model = embedding ? embeddingModel : embedder.model
  const numberOf = (name: string) => context.db(db => models.numberOf(db, name))
  const vectors = embedding
    ? [embedding]
    : await context.outside(() => embedder.embed([text as string], context.signal))
  return { vectors, modelId: model == null ? null : ((await numberOf(model)) ?? unknownModel) }
}

/** What `first` asks for. */
export const countArgument = (first: number | null | undefined, usual: number, argument = 'first') =>
  numberArgument(argument, first ?? usual, [1, 100])
