import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/** Browsers connect ahead of their next request; Node does not count such a connection as idle. */
export function unusedConnections(server: Server): Set<Socket> {
  const unused = new Set<Socket>()
  server.on('connection', socket => {
    unused.add(socket)
    socket.once('close', () => unused.delete(socket))
  })
  for (const used of ['request', 'upgrade']) server.on(used, ({ socket }) => unused.delete(socket))
  return unused
}

/** Ends a server: it takes nothing new, and what is under way may finish. */
export function closed(server: Server, unused: Set<Socket>): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve())
    server.closeIdleConnections()
    for (const socket of unused) socket.destroy()
    // Requests still under way may finish; those that never do are cut.
    setTimeout(() => server.closeAllConnections(), 10_000).unref()
  })
}
