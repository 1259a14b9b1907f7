import type { IncomingMessage, ServerResponse } from 'node:http'

/** What every answer says to browsers: it is no page, for no frame, for no store and for no other site. */
const guarded = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

/** Browsers heed it only over TLS, which somebody in front of this server speaks. */
const overTls = { 'strict-transport-security': 'max-age=31536000' }

/** @param production whether browsers are to come over TLS alone from now on */
export function guard(response: ServerResponse, production: boolean): void {
  const headers = production ? { ...guarded, ...overTls } : guarded
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
}

/** Lets pages of the named origins ask and read the answer; credentials of the browser's own are never taken. */
export function allowOrigin(origins: string[], request: IncomingMessage, response: ServerResponse): void {
  const { origin } = request.headers
  response.setHeader('vary', 'origin')
  if (!origin || !origins.includes(origin)) return
  response.setHeader('access-control-allow-origin', origin)
  response.setHeader('access-control-allow-methods', 'GET, POST, OPTIONS')
  response.setHeader(
    'access-control-allow-headers',
    'authorization, content-type, idempotency-key, apollo-require-preflight, x-apollo-operation-name',
  )
  response.setHeader('access-control-expose-headers', 'x-request-id, retry-after')
  response.setHeader('access-control-max-age', '600')
}
