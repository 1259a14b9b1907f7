import type { IncomingMessage } from 'node:http'
import { Refusal } from '@worlds/kit/errors.ts'

/** A connection that says who it is. */
interface Opening {
  connectionParams?: Readonly<Record<string, unknown>> | undefined
  extra: { request: IncomingMessage }
}

const tokenIn = (value: unknown) => (typeof value === 'string' ? value.replace(/^bearer\s+/i, '') : undefined)

/** What a caller brought: in `connection_init`, or with the request that opened the connection. */
export function tokenOf({ connectionParams, extra }: Opening): string | undefined {
  const { authorization, Authorization } = connectionParams ?? {}
  return tokenIn(authorization ?? Authorization ?? extra.request.headers.authorization)
}

/** Pages of other sites may not connect unless they are named; programs send no origin. */
export function allowed({ headers }: IncomingMessage, origins: string[]): boolean {
  const { origin, host } = headers
  return !origin || origins.includes(origin) || URL.parse(origin)?.host === host
}

export const nothingHere = new Refusal('NOT_FOUND', 'There is nothing here; the graph is at /graphql.')
export const foreign = new Refusal('FORBIDDEN', 'Pages of this origin may not connect: CORS_ORIGINS does not name it.')
export const full = new Refusal('RATE_LIMITED', 'Too many connections are open. Try again later.')
export const ours = new Refusal('INTERNAL_SERVER_ERROR', 'Something went wrong on our side.')
