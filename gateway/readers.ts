import type { WebSocket } from 'ws'

const pingEveryMs = 25_000
/** While more bytes than these wait for a reader, nothing is taken from it: it could ask for more without end. */
const mostUnread = 1_048_576

/** Resolves when the text has left: who sends one message after the other waits for a slow reader. */
export function sent(socket: WebSocket, text: string | Buffer): Promise<void> {
  return new Promise(resolve => {
    if (socket.readyState !== socket.OPEN) return resolve()
    // Whoever hangs up in the middle waits for nothing.
    socket.send(text, { binary: false }, () => {
      if (socket.isPaused && socket.bufferedAmount <= mostUnread) socket.resume()
      resolve()
    })
    if (socket.bufferedAmount > mostUnread) socket.pause()
  })
}

/** Cuts who did not answer the last ping, until the function that it returns is called. */
export function pinging(socket: WebSocket): () => void {
  let answered = true
  socket.on('pong', () => {
    answered = true
  })
  const timer = setInterval(() => {
    if (!answered) return socket.terminate()
    answered = false
    socket.ping()
  }, pingEveryMs)
  return () => clearInterval(timer)
}
