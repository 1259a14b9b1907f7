import { GraphQLError, GraphQLScalarType, Kind, type ValueNode, valueFromASTUntyped } from 'graphql'

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/i

function fault(message: string): never {
  throw new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } })
}

/** Microseconds are kept, as PostgreSQL keeps them: a memory's own timestamp, passed back, means that memory's moment. */
function parseDateTime(value: unknown): string {
  const [text, fraction] = (typeof value === 'string' && rfc3339.exec(value)) || []
  const time = new Date((text ?? '').replace(/\.\d+/, ''))
  if (text === undefined || Number.isNaN(time.getTime()) || !sameDay(text) || !ofFourDigits(time)) {
    return fault(`DateTime takes an RFC 3339 time such as "2026-11-23T07:42:00Z", not ${JSON.stringify(value)}.`)
  }
  return time.toISOString().replace('.000Z', `${fraction ?? ''}Z`)
}

/** `new Date` turns 30 February into 2 March; a calendar day that does not exist is a fault instead. */
function sameDay(value: string): boolean {
  const [year, month, day] = value.slice(0, 10).split('-').map(Number) as [number, number, number]
  return new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day
}

/** An offset may carry a moment out of the years 0001 to 9999, which RFC 3339 cannot write. */
function ofFourDigits(time: Date): boolean {
  const year = time.getUTCFullYear()
  return year >= 1 && year <= 9999
}

export const DateTime = new GraphQLScalarType<string, string>({
  name: 'DateTime',
  serialize: value => String(value),
  parseValue: parseDateTime,
  parseLiteral: node => parseDateTime(literal(node)),
})

function parseBigInt(value: unknown): string {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value)
  if (typeof value === 'string' && /^-?\d{1,19}$/.test(value)) return value
  return fault(`BigInt takes a whole number as a string of digits, not ${JSON.stringify(value)}.`)
}

export const BigIntScalar = new GraphQLScalarType<string, string>({
  name: 'BigInt',
  serialize: value => String(value),
  parseValue: parseBigInt,
  parseLiteral: node => parseBigInt(node.kind === Kind.INT ? node.value : literal(node)),
})

const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype'])
/** How much JSON an argument holds, and what a patch may make of a state. */
export const jsonLimits = { depth: 32, bytes: 65_536 }

function checkJson(value: unknown, depth = 0): void {
  if (depth > jsonLimits.depth) fault(`JSON may be nested ${jsonLimits.depth} levels deep at most.`)
  if (typeof value === 'string') checkText(value, 'texts')
  if (typeof value === 'number' && !Number.isFinite(value)) fault('JSON numbers must be finite.')
  if (typeof value !== 'object' || value === null) return
  for (const [key, child] of Object.entries(value)) {
    if (forbiddenKeys.has(key)) fault(`JSON may not hold the key "${key}".`)
    checkText(key, 'keys')
    checkJson(child, depth + 1)
  }
}

/** PostgreSQL stores neither in JSON. */
function checkText(text: string, place: 'texts' | 'keys'): void {
  if (text.includes('\u0000')) fault(`JSON ${place} may not hold the NUL character.`)
  if (!text.isWellFormed()) fault(`JSON ${place} may not hold half a surrogate pair.`)
}

function parseJson(value: unknown): unknown {
  checkJson(value)
  if (Buffer.byteLength(JSON.stringify(value)) > jsonLimits.bytes)
    fault(`JSON may be ${jsonLimits.bytes} bytes at most.`)
  return value
}

export const JSONScalar = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  serialize: value => value,
  parseValue: parseJson,
  parseLiteral: (node, variables) => parseJson(valueFromASTUntyped(node, variables)),
})

const longestVector = 4_096
const vectorForms = 'a list of numbers or the base64 text of little-endian float32'

function parseVector(value: unknown): Float32Array {
  if (typeof value === 'string') return vectorOfBase64(value)
  if (Array.isArray(value)) return vectorOfNumbers(value)
  return fault(`Vector takes ${vectorForms}, not ${shown(value)}.`)
}

function vectorOfNumbers(values: unknown[]): Float32Array {
  if (values.length < 1 || values.length > longestVector)
    fault(`Vector takes 1 to ${longestVector} numbers, not ${values.length}.`)
  const odd = values.findIndex(value => typeof value !== 'number' || !Number.isFinite(Math.fround(value)))
  if (odd < 0) return Float32Array.from(values as number[])
  return fault(`Vector takes finite numbers of float32; at position ${odd}, counted from 0, is ${shown(values[odd])}.`)
}

function vectorOfBase64(text: string): Float32Array {
  const size = Buffer.byteLength(text, 'base64')
  const tooLong = size > 4 * longestVector
  const bytes = Buffer.from(tooLong ? '' : text, 'base64')
  // Decoding passes over what is not base64; written again, only what is comes out as it was.
  if (!tooLong && bytes.toString('base64') !== text)
    fault(`Vector takes ${vectorForms}; ${shown(text)} is no base64, which is A-Z, a-z, 0-9, + and /, padded with =.`)
  if (tooLong || size === 0 || size % 4 > 0)
    fault(`Vector takes 4 bytes in base64 for each of 1 to ${longestVector} numbers, not ${size} bytes.`)
  return vectorOfNumbers(Array.from({ length: size / 4 }, (_, i) => bytes.readFloatLE(4 * i)))
}

/** A value as a fault may quote it: what a stranger sends is not sent back at length. */
function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value)
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object'
  return String(value)
}

/** An embedding: numbers of 32 bits, in either of the forms in which embedders give them. */
export const Vector = new GraphQLScalarType<Float32Array, number[]>({
  name: 'Vector',
  serialize: value => Array.from(value as Float32Array),
  parseValue: parseVector,
  parseLiteral: (node, variables) => {
    if (node.kind === Kind.ENUM) return fault(`Vector takes ${vectorForms}, not the name ${node.value.slice(0, 60)}.`)
    return parseVector(valueFromASTUntyped(node, variables))
  },
})

function literal(node: ValueNode): unknown {
  return 'value' in node ? node.value : valueFromASTUntyped(node)
}

/** The scalars that subgraphs share. Moments and counts are texts in and out: no 64-bit count passes through a float. */
export const scalars = { DateTime, BigInt: BigIntScalar, JSON: JSONScalar, Vector }
