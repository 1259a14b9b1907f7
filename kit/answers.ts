import type { ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Refusal } from './errors.ts'

const json = 'application/json; charset=utf-8'

/** Headers that are set, and not written ahead of the body, let Node say how long it is. */
export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.statusCode = status
  response.setHeader('content-type', json)
  response.end(JSON.stringify(value))
}

/** Refuses a request; one whose answer has begun is cut off. */
export function sendErrors(response: ServerResponse, status: number, errors: Refusal[], requestId?: string): void {
  if (response.headersSent) return void response.destroy()
  if (status === 401) response.setHeader('www-authenticate', 'Bearer')
  const { retryAfterSeconds } = errors[0]?.extensions ?? {}
  if (retryAfterSeconds !== undefined) response.setHeader('retry-after', String(retryAfterSeconds))
  sendJson(response, status, wire(errors, requestId))
}

/**
 * Refuses on the connection itself, where nothing else answers, and hangs up.
 * @param status with its reason, such as `400 Bad Request`
 */
export function hangUp(socket: Duplex, status: string, error: Refusal): void {
  socket.on('error', () => socket.destroy())
  socket.once('finish', () => socket.destroy())
  const body = JSON.stringify(wire([error]))
  const head = [`HTTP/1.1 ${status}`, 'connection: close', `content-type: ${json}`]
  const { retryAfterSeconds } = error.extensions
  if (retryAfterSeconds !== undefined) head.push(`retry-after: ${retryAfterSeconds}`)
  socket.end([...head, `content-length: ${Buffer.byteLength(body)}`, '', body].join('\r\n'))
}

const wire = (errors: Refusal[], requestId?: string) => ({
  errors: errors.map(({ message, extensions }) => ({ message, extensions: { ...extensions, requestId } })),
})
