import { Refusal } from './errors.ts'
import { textArgument } from './keys.ts'

const longestUrl = 2_000
/** Something to see: a name of blanks and joiners alone shows as nothing. */
const visible = /[\p{L}\p{N}\p{S}\p{P}]/u
const control = /[\p{Cc}\p{Zl}\p{Zp}]/u
/** Paragraphs have lines; other control characters only deceive. */
const disturbing = /(?![\t\n\r])\p{Cc}/u
const color = /^#[0-9a-f]{6}$/i

export const badInput = (argument: string, fault: string) =>
  new Refusal('BAD_USER_INPUT', `"${argument}" ${fault}`, { argument })

/**
 * A name that shows on one line.
 * @throws Refusal BAD_USER_INPUT when it is null, empty, longer than `most` or holds what cannot be shown or stored
 */
export function nameArgument(argument: string, value: string | null, most: number): string {
  if (value === null) throw badInput(argument, `may not be null. It takes 1 to ${most} characters.`)
  const name = textArgument(argument, value, most)
  if (!visible.test(name)) throw badInput(argument, `is empty. It takes 1 to ${most} characters.`)
  if (control.test(name)) throw badInput(argument, 'holds a control character. Remove it.')
  return name
}

/**
 * A text of several lines.
 * @throws Refusal BAD_USER_INPUT when it is empty, longer than `most` or holds what cannot be shown or stored
 */
export function paragraphsArgument(argument: string, value: string, most: number): string {
  const text = textArgument(argument, value, most)
  if (text.trim() === '') throw badInput(argument, 'is empty. Send null to have none.')
  if (disturbing.test(text)) throw badInput(argument, 'holds a control character. Remove it.')
  return text
}

/**
 * An address, stored as it was given, because others look it up by that text.
 * @throws Refusal BAD_USER_INPUT when it is no https: URL, holds credentials, or is too long
 */
export function urlArgument(argument: string, value: string | null): string | null {
  if (value === null) return null
  const text = textArgument(argument, value, longestUrl)
  // The parser repairs blanks, backslashes and missing slashes; other readers of the column may not.
  const url = /^https:\/\/[^\s\\\p{C}]+$/iu.test(text) ? URL.parse(text) : null
  if (!url) throw badInput(argument, 'takes an address that begins with "https://", without blanks.')
  if (url.username || url.password) throw badInput(argument, 'holds a user name or password. Remove it.')
  return text
}

/** @throws Refusal BAD_USER_INPUT unless it is a color of six hexadecimal digits */
export function colorArgument(argument: string, value: string): string {
  if (color.test(value)) return value.toLowerCase()
  throw badInput(argument, `takes a color such as "#1e90ff", not ${JSON.stringify(value.slice(0, 60))}.`)
}

/** @throws Refusal BAD_USER_INPUT when it is JSON but no object */
export function extraArgument(argument: string, value: unknown): object {
  if (value == null) return {}
  if (typeof value === 'object' && !Array.isArray(value)) return value
  throw badInput(argument, 'takes a JSON object.')
}

/** So many words of a text are looked for, the first: comparing and ranking takes as long as they are many. */
const mostWords = 100

/** A text as `websearch_to_tsquery` takes it: a row of minus signs, such as a drawn line, nests deeper than it goes. */
export function searchWords(text: string): string {
  const [beyond] = [...text.matchAll(/[\p{L}\p{N}]+/gu)].slice(mostWords)
  return text.slice(0, beyond?.index).replace(/-(?:[\s"'()&|!<>:*\\]*-)+/g, ' ')
}
