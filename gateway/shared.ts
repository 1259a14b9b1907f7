import { randomUUID } from 'node:crypto'

/** Stands in a message for a text that was written once for many; nobody outside can write it. */
const mark = `shared:${randomUUID()}`
const ending = `"${mark}"}`

let standing: string | undefined

/** A result that was executed and written as JSON once, for all who asked the same. */
export class Shared {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  toJSON(): string {
    standing = this.text
    return mark
  }
}

/** A message as it is sent: a shared result, which stands at its end, with its whole text. */
export function spliced(message: string): string {
  if (standing === undefined || !message.endsWith(ending)) return message
  const text = standing
  standing = undefined
  return `${message.slice(0, -ending.length)}${text}}`
}
