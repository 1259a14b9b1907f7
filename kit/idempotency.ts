import { createHash } from 'node:crypto'
import { Refusal } from './errors.ts'

/** What a caller sends to have a write done once, however often the request arrives. */
export interface Idempotency {
  /** The caller's own name of the request. */
  key: string
  /** SHA-256 of the operation, in hexadecimal: the same for the same request alone. */
  fingerprint: string
}

export const keyHeader = 'idempotency-key'
/** The gateway's word of what the request was, for a subgraph that is sent a part of it. */
export const fingerprintHeader = 'idempotency-fingerprint'

const keys = /^[\x21-\x7e]{1,255}$/
const fingerprints = /^[0-9a-f]{64}$/

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

type Headers = Record<string, string | string[] | undefined>

/**
 * The key of a request and the fingerprint of its body; undefined for a request without the header.
 * @throws Refusal BAD_USER_INPUT when the header holds no key, or the variables nest too deeply to be told apart
 */
export function idempotencyOf(headers: Headers, body: unknown): Idempotency | undefined {
  const key = headers[keyHeader]
  if (key === undefined) return undefined
  if (typeof key === 'string' && keys.test(key)) return { key, fingerprint: fingerprintOf(body) }
  const fault = '"Idempotency-Key" takes 1 to 255 visible ASCII characters without spaces, such as a fresh UUID.'
  throw new Refusal('BAD_USER_INPUT', fault, { argument: 'Idempotency-Key' })
}

/** The same key with the fingerprint that the gateway states, where it states one. */
export function asGatewayStates(own: Idempotency, headers: Headers): Idempotency {
  const stated = headers[fingerprintHeader]
  return typeof stated === 'string' && fingerprints.test(stated) ? { ...own, fingerprint: stated } : own
}

interface Sent {
  query?: unknown
  operationName?: unknown
  variables?: unknown
  extensions?: { persistedQuery?: { sha256Hash?: unknown } }
}

/** Of the operation as it was sent: a persisted one is sent by its hash alone, or with its text. */
function fingerprintOf(body: unknown): string {
  const { query, operationName, variables, extensions } = Object(body) as Sent
  const text = typeof query === 'string' ? sha256(query) : extensions?.persistedQuery?.sha256Hash
  try {
    return sha256(canonical([text, operationName ?? null, variables ?? null]))
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new Refusal('BAD_USER_INPUT', '"variables" nest too deeply.', { argument: 'variables' })
  }
}

/** JSON with the members of each object in the order of their names: a client may write them in any. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join()}}`
}
