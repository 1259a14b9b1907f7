import { randomUUID } from 'node:crypto'

/** Stands in a message for a text that was written once for many; nobody outside can write it. */
const mark = `shared:${randomUUID()}`
const ending = `"${mark}"}`

let standing: Shared | undefined

/** A result that was executed and written as JSON once, for all who asked the same. */
export class Shared {
  readonly text: string
  #ending: Buffer | undefined

  constructor(text: string) {
    this.text = text
  }

  toJSON(): string {
    standing = this
    return mark
  }

  /** The end of every message that carries it, encoded once. */
  get ending(): Buffer {
    this.#ending ??= Buffer.from(`${this.text}}`)
    return this.#ending
  }
}

/** A message as it is sent: a shared result, which stands at its end, with its whole text. */
export function spliced(message: string): string | Buffer {
  if (standing === undefined || !message.endsWith(ending)) return message
  const shared = standing.ending
  standing = undefined
  const beginning = message.slice(0, -ending.length)
  const whole = Buffer.allocUnsafe(Buffer.byteLength(beginning) + shared.length)
  shared.copy(whole, whole.write(beginning))
  return whole
}
