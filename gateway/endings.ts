import { Refusal } from '@worlds/kit/errors.ts'

/** The moment after which a token proves nobody any more: its signal is aborted then, and says so. */
export interface Ending extends Disposable {
  signal: AbortSignal
}

/** The longest time that a timer takes. */
const longestMs = 2 ** 31 - 1

export function ending(expiresAt: number | undefined): Ending {
  const controller = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const expire = () =>
    controller.abort(
      new Refusal('UNAUTHENTICATED', 'The token has expired. Sign in again and connect with a fresh one.'),
    )
  const wait = () => {
    const left = (expiresAt ?? Number.POSITIVE_INFINITY) - Date.now()
    if (left === Number.POSITIVE_INFINITY) return
    timer = left > longestMs ? setTimeout(wait, longestMs) : setTimeout(expire, Math.max(0, left))
    timer.unref()
  }
  wait()
  return { signal: controller.signal, [Symbol.dispose]: () => clearTimeout(timer) }
}

/** What is told of a generator: that a value was dealt with, and, once, that it has ended. */
interface Told {
  taken(): void
  ended(): void
}

/** A generator that waits inside can be ended only by waking it. */
export function stoppable<Value>(
  inner: AsyncGenerator<Value>,
  stop: AbortController,
  { taken, ended }: Told,
): AsyncGenerator<Value> {
  let open = true
  let given = false
  const end = () => {
    if (open) ended()
    open = false
    stop.abort()
  }
  const checked = async (next: Promise<IteratorResult<Value>>) => {
    try {
      const result = await next
      if (result.done) end()
      else given = true
      return result
    } catch (error) {
      end()
      throw error
    }
  }
  return {
    next: () => {
      // Whoever asks for another has dealt with the one before.
      if (given) taken()
      given = false
      return checked(inner.next())
    },
    return: value => {
      end()
      return inner.return(value)
    },
    throw: error => {
      end()
      return inner.throw(error)
    },
    [Symbol.asyncIterator]() {
      return this
    },
    [Symbol.asyncDispose]: async () => end(),
  }
}

/** One value as a generator, which is ended by aborting what makes the value; then there is none. */
export function once<Value>(make: () => Promise<Value>, stop: AbortController): AsyncGenerator<Value> {
  const values = async function* () {
    const value = await make()
    if (!stop.signal.aborted) yield value
  }
  return stoppable(values(), stop, { taken: () => undefined, ended: () => undefined })
}
