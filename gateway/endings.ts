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

/** A generator that waits inside can be ended only by waking it. */
export function stoppable<Value>(
  inner: AsyncGenerator<Value>,
  stop: AbortController,
  ended: () => void,
): AsyncGenerator<Value> {
  let open = true
  const end = () => {
    if (open) ended()
    open = false
    stop.abort()
  }
  const checked = async (next: Promise<IteratorResult<Value>>) => {
    try {
      const taken = await next
      if (taken.done) end()
      return taken
    } catch (error) {
      end()
      throw error
    }
  }
  return {
    next: () => checked(inner.next()),
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
