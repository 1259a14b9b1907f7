import { GraphQLError } from 'graphql'

/** The closed set of `extensions.code` values that this graph answers with. */
export type Code =
  | 'BAD_USER_INPUT'
  | 'UNAUTHENTICATED'
  | 'IDENTITY_UNAVAILABLE'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'INSTANCE_FULL'
  | 'INSTANCE_CLOSED'
  | 'QUEST_COMPLETED'
  | 'QUERY_TOO_COMPLEX'
  | 'PERSISTED_QUERY_NOT_IN_LIST'
  | 'PERSISTED_QUERY_HASH_MISMATCH'
  | 'RATE_LIMITED'
  | 'SUBGRAPH_UNAVAILABLE'
  | 'DATABASE_UNAVAILABLE'
  | 'TIMEOUT'
  | 'INTERNAL_SERVER_ERROR'

/** An answer that refuses: its message names the fault and the remedy and is meant for the caller. */
export class Refusal extends GraphQLError {
  constructor(code: Code, message: string, extensions: Record<string, unknown> = {}) {
    super(message, { extensions: { ...extensions, code } })
    this.name = 'Refusal'
  }
}

/** What is asked is for callers with a token. */
export const signInFirst = (field: string) =>
  new Refusal('UNAUTHENTICATED', `${field} is for signed-in callers. Send a token: "Authorization: Bearer …".`)

const transport = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EAI_AGAIN',
])

const unavailable = 'The database cannot be reached right now. Try again in a moment.'
const tooSlow = 'The database did not answer in time. Ask for less, or try again.'

/** What each SQLSTATE (or its two-digit class) means to a caller; anything absent is ours to mend and stays opaque. */
const sqlStates: Record<string, [Code, string]> = {
  '22003': ['BAD_USER_INPUT', 'A number lies outside the range that its column holds.'],
  '22007': ['BAD_USER_INPUT', 'A time lies outside the range that its column holds.'],
  '22008': ['BAD_USER_INPUT', 'A time lies outside the range that its column holds.'],
  '22021': ['BAD_USER_INPUT', 'A text holds a character that cannot be stored.'],
  '22P05': ['BAD_USER_INPUT', 'A text holds a character that cannot be stored.'],
  '57014': ['TIMEOUT', tooSlow],
  '55P03': ['TIMEOUT', 'The rows are locked by another change. Try again.'],
  '25P03': ['TIMEOUT', tooSlow],
  WG410: ['NOT_FOUND', 'The person whom this is for was erased.'],
  '40': ['CONFLICT', 'Another change came first. Try again.'],
  '23505': ['CONFLICT', 'Such a row exists already.'],
  '08': ['DATABASE_UNAVAILABLE', unavailable],
  '28': ['DATABASE_UNAVAILABLE', unavailable],
  '3D': ['DATABASE_UNAVAILABLE', unavailable],
  '53': ['DATABASE_UNAVAILABLE', unavailable],
  '57': ['DATABASE_UNAVAILABLE', unavailable],
}

/**
 * The refusal that a driver's or server's error amounts to.
 * @returns undefined when the fault is ours: such an error is logged and answered as INTERNAL_SERVER_ERROR.
 */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error
  const { code: given, message = '' } = error as { code?: unknown; message?: string }
  // An AbortError's code is a number.
  const code = typeof given === 'string' ? given : undefined
  const known = code === undefined ? undefined : (sqlStates[code] ?? sqlStates[code.slice(0, 2)])
  if (known && code?.length === 5) return new Refusal(...known)
  if (code !== undefined && transport.has(code)) return new Refusal('DATABASE_UNAVAILABLE', unavailable)
  if (/^(Query read timeout|timeout exceeded when trying to connect)/.test(message))
    return new Refusal('TIMEOUT', tooSlow)
  if (/^(Connection terminated|Client has encountered a connection error|Client was closed)/.test(message)) {
    return new Refusal('DATABASE_UNAVAILABLE', unavailable)
  }
  return undefined
}
