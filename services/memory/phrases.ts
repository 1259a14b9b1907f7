import { commonWords } from './hashing.ts'

const mostPhrases = 8
const mostWords = 4
const mostCharacters = 100

/** Words that join telling ones; embedding keeps them, and a phrase ends at them. */
const joiningWords = new Set(
  `above across along also among another around away behind below beneath beside between beyond during each either else
    even ever every few here however inside many might more most much must near neither never nor off often other own
    shall should since still such those through toward towards under until upon via want wants went where whether while
    whom whose why within without yes yet d m`.split(/\s+/),
)

/** A word with what is written in one with it: `don't`, `well-known`. */
const word = /[\p{L}\p{M}\p{N}]+(?:['’-][\p{L}\p{M}\p{N}]+)*/gu

interface Phrase {
  text: string
  words: string[]
}

/**
 * The phrases that a text is about, best first: RAKE (Rose, Engel, Cramer and Cowley 2010, Automatic keyword extraction
 * from individual documents). Common words and punctuation divide the text into phrases. A word counts by its degree,
 * the words of all phrases that it stands in, divided by how often it stands in one; a phrase by the sum of its words.
 * A phrase of more than four words is cut behind each fourth, so that a text without common words has some too.
 * @returns at most 8, in lower case, each once; the earlier of two that count the same is the better one
 */
export function phrasesOf(text: string): string[] {
  const phrases = candidates(text.normalize('NFKC').toLowerCase())
  const scores = wordScores(phrases)
  const scored = new Map<string, number>()
  for (const { text, words } of phrases) {
    if (text.length <= mostCharacters) scored.set(text, sum(words.map(word => scores.get(word) ?? 0)))
  }
  const best = [...scored].sort(([, a], [, b]) => b - a)
  return best.slice(0, mostPhrases).map(([text]) => text)
}

function candidates(text: string): Phrase[] {
  const phrases: Phrase[] = []
  let words: string[] = []
  let end = 0
  const close = () => {
    if (words.length > 0) phrases.push({ text: words.join(' '), words })
    words = []
  }
  for (const { 0: found, index } of text.matchAll(word)) {
    if (words.length === mostWords || !/^\s*$/.test(text.slice(end, index))) close()
    end = index + found.length
    if (isCommon(found)) close()
    else words.push(found)
  }
  close()
  return phrases
}

/** `I'll` is two common words. */
const isCommon = (found: string) => found.split(/['’]/).every(part => commonWords.has(part) || joiningWords.has(part))

function wordScores(phrases: Phrase[]): Map<string, number> {
  const counts = new Map<string, { frequency: number; degree: number }>()
  for (const { words } of phrases) {
    for (const word of words) {
      const count = counts.get(word) ?? { frequency: 0, degree: 0 }
      counts.set(word, { frequency: count.frequency + 1, degree: count.degree + words.length })
    }
  }
  return new Map([...counts].map(([word, { frequency, degree }]) => [word, degree / frequency]))
}

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0)
