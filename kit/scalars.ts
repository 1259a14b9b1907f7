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
const jsonLimits = { depth: 32, bytes: 65_536 }

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

function literal(node: ValueNode): unknown {
  return 'value' in node ? node.value : valueFromASTUntyped(node)
}

/** The scalars every subgraph shares. Values are texts on the way in and out: no 64-bit count passes through a float. */
export const scalars = { DateTime, BigInt: BigIntScalar, JSON: JSONScalar }
