/**
 * That something happened in a database: what, and the ids of what it happened to. A `gap` says that events may have
 * been missed: whoever follows the database's state reads it anew.
 */
export interface Event {
  topic: string
  [id: string]: unknown
}

export const gap: Event = { topic: 'gap' }

/** More than these wait for nobody: whoever reads so slowly is told that there is a gap, and reads the state instead. */
const mostWaiting = 1_000

/** The events of one source, for many who read them at their own pace. */
export class Events {
  readonly #readers = new Set<Reader>()
  #closed = false

  tell(event: Event): void {
    for (const reader of this.#readers) reader.take(event)
  }

  /** Ends the reading of all. */
  close(): void {
    this.#closed = true
    for (const reader of this.#readers) reader.close()
  }

  /**
   * What is told from now on, until the signal is aborted or the source closes.
   * @param first told before all else
   */
  read(signal: AbortSignal, ...first: Event[]): AsyncGenerator<Event> {
    const reader = new Reader(first)
    const stop = () => {
      reader.close()
      this.#readers.delete(reader)
      signal.removeEventListener('abort', stop)
    }
    if (this.#closed || signal.aborted) reader.close()
    else this.#readers.add(reader)
    signal.addEventListener('abort', stop)
    return told(reader, stop)
  }
}

async function* told(reader: Reader, stop: () => void): AsyncGenerator<Event> {
  try {
    for (let event = await reader.next(); event; event = await reader.next()) yield event
  } finally {
    stop()
  }
}

class Reader {
  #waiting: Event[]
  #wake: (() => void) | undefined
  #closed = false

  constructor(waiting: Event[]) {
    this.#waiting = waiting
  }

  take(event: Event): void {
    // What was missed is behind the gap, whatever it was.
    if (this.#waiting.length >= mostWaiting) this.#waiting = [gap]
    else this.#waiting.push(event)
    this.#wake?.()
  }

  close(): void {
    this.#closed = true
    this.#wake?.()
  }

  async next(): Promise<Event | undefined> {
    if (!this.#closed && this.#waiting.length === 0) {
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
    }
    return this.#closed ? undefined : this.#waiting.shift()
  }
}
