import { Refusal } from '@worlds/kit/errors.ts'
import { numberArgument, vectorArgument } from '@worlds/kit/keys.ts'
import { embeddingSize } from './codec.ts'
import { phrasesOf } from './phrases.ts'
import { filledText } from './questions.ts'

/** What a caller states of a memory, as GraphQL hands it over. */
export interface Stated {
  embedding?: Float32Array | null
  embeddingModel?: string | null
  importanceScore?: number | null
  emotionalValence?: number | null
  keyPhrases?: readonly string[] | null
}

const controlCharacter = /[^\P{Cc}\t\n\r]/u

/** @throws Refusal BAD_USER_INPUT unless it is a text of 1 to 10,000 characters, without control characters but tabs and line breaks */
export function contentArgument(argument: string, value: string): string {
  const content = filledText(argument, value, 10_000)
  const [character] = controlCharacter.exec(content) ?? []
  if (character === undefined) return content
  const code = `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`
  const fault = `"${argument}" holds the control character ${code}. Remove it; tabs and line breaks may stay.`
  throw new Refusal('BAD_USER_INPUT', fault, { argument })
}

/**
 * @param at what stands before a field's name in the path of this input, such as `memories[3].`
 * @throws Refusal BAD_USER_INPUT naming the field that cannot be taken
 */
export function checkStated(at: string, { embedding, embeddingModel, ...judged }: Stated): void {
  if (embedding) vectorArgument(`${at}embedding`, embedding, embeddingSize)
  if (embeddingModel != null) {
    filledText(`${at}embeddingModel`, embeddingModel, 200)
    if (!embedding) refuseLoneModel(`${at}embeddingModel`)
  }
  const { importanceScore, emotionalValence, keyPhrases } = judged
  if (importanceScore != null) numberArgument(`${at}importanceScore`, importanceScore, [0, 1])
  if (emotionalValence != null) numberArgument(`${at}emotionalValence`, emotionalValence, [-1, 1])
  if (keyPhrases) checkPhrases(`${at}keyPhrases`, keyPhrases)
}

function refuseLoneModel(argument: string): never {
  const fault = `"${argument}" says which model made the embedding, and there is none. Send both or neither.`
  throw new Refusal('BAD_USER_INPUT', fault, { argument })
}

/** Under how many phrases a memory is indexed. */
export const mostPhrases = 50

function checkPhrases(argument: string, phrases: readonly string[]): void {
  if (phrases.length > mostPhrases) {
    const fault = `"${argument}" takes ${mostPhrases} phrases at most, not ${phrases.length}.`
    throw new Refusal('BAD_USER_INPUT', fault, { argument })
  }
  phrases.forEach((phrase, place) => {
    filledText(`${argument}[${place}]`, phrase, 100)
  })
}

/** The phrases to index a text under, each once: those that are given, also none, or those of the text. */
export const phrasesFor = (given: readonly string[] | null | undefined, content: string): string[] =>
  given ? [...new Set(given)] : phrasesOf(content)
