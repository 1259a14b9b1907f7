import { type RawBuilder, sql } from 'kysely'
import { Refusal } from './errors.ts'
import { uuidPattern } from './identity.ts'

/** The patterns of sort keys as they travel in cursors. */
export const keyShapes = {
  timestamp: /^(-?infinity|\d{4,6}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?( BC)?)$/,
  uuid: uuidPattern,
  int: /^\d{1,10}$/,
  bigint: /^\d{1,18}$/,
}

/** Newest first; rows of the same moment by id. */
export const newestFirst = [keyShapes.timestamp, keyShapes.uuid]

/** Many keys as one table: one array parameter, so the statement's text is the same for every number of keys. */
export function keyTable(keys: readonly string[], type: 'uuid' | 'text' | 'int4') {
  return sql<{ key: string }>`unnest(${keys}::${sql.raw(type)}[])`.as<'keys'>(sql`keys(key)`)
}

/**
 * A moment that may be unknown, as a sort key: rows without one come last. Not `coalesce`, which PostgreSQL takes for
 * leaking: under a row policy a later page could not begin in the middle of its index.
 */
export const orEarliest = (column: RawBuilder<unknown>) =>
  sql<string>`(case when ${column} is null then '-infinity'::timestamp else ${column} end)`

/** Maps rows by one of their columns. */
export function byKey<Row, Value = Row>(
  rows: Row[],
  key: (row: Row) => string,
  value: (row: Row) => Value = row => row as unknown as Value,
): Map<string, Value> {
  return new Map(rows.map(row => [key(row), value(row)]))
}

/** Maps each key to all of its rows, in their order. */
export function groupByKey<Row>(rows: Row[], key: (row: Row) => string): Map<string, Row[]> {
  return Map.groupBy(rows, key)
}

/**
 * @returns the id in lower case, as PostgreSQL writes it
 * @throws Refusal BAD_USER_INPUT when it has not the form of a UUID
 */
export function uuidArgument(argument: string, value: string): string {
  if (uuidPattern.test(value)) return value.toLowerCase()
  throw new Refusal('BAD_USER_INPUT', `"${argument}" takes a UUID, not ${JSON.stringify(value.slice(0, 60))}.`, {
    argument,
  })
}

/**
 * @param range inclusive bounds
 * @throws Refusal BAD_USER_INPUT when the number is not finite or lies outside the range
 */
export function numberArgument(argument: string, value: number, [least, most]: [number, number]): number {
  if (value >= least && value <= most) return value
  throw new Refusal('BAD_USER_INPUT', `"${argument}" takes ${least} to ${most}, not ${value}.`, { argument })
}

/** Beyond these, cosines of float32 lose their way (one of 1e-40 is like everything), and half precision its numbers. */
const [shortest, longest] = [0.001, 60_000]

/**
 * @param size how many numbers the vectors have that this one is compared with
 * @throws Refusal BAD_USER_INPUT when it has another length, no direction because all of it is zero, or an L2 norm that
 * PostgreSQL cannot compare by
 */
export function vectorArgument(argument: string, vector: Float32Array, size: number): Float32Array {
  if (vector.length !== size) {
    throw new Refusal('BAD_USER_INPUT', `"${argument}" takes ${size} numbers, not ${vector.length}.`, { argument })
  }
  const norm = Math.sqrt(vector.reduce((sum, number) => sum + number ** 2, 0))
  if (norm >= shortest && norm <= longest) return vector
  const range = `${shortest} to ${longest.toLocaleString('en')}`
  const fault =
    norm === 0
      ? 'a vector with a direction, not one of zeros alone.'
      : `a vector whose L2 norm is ${range}, not ${norm.toPrecision(3)}. Scale it: its direction alone counts.`
  throw new Refusal('BAD_USER_INPUT', `"${argument}" takes ${fault}`, { argument })
}

/**
 * @param most the longest text that the column or the search takes, in characters
 * @throws Refusal BAD_USER_INPUT when the text is longer or holds what PostgreSQL cannot store
 */
export function textArgument(argument: string, value: string, most: number): string {
  const fault = value.includes('\u0000')
    ? 'holds the NUL character'
    : value.isWellFormed()
      ? ''
      : 'holds half a surrogate pair'
  if (fault) throw new Refusal('BAD_USER_INPUT', `"${argument}" ${fault}. Remove it.`, { argument })
  if (value.length <= most) return value
  throw new Refusal('BAD_USER_INPUT', `"${argument}" takes ${most} characters at most, not ${value.length}.`, {
    argument,
  })
}

/** @throws Refusal BAD_USER_INPUT when there are more entries than one query should carry, or one of them is no text */
export function textsArgument(argument: string, values: readonly string[], most = 100): string[] {
  if (values.length > most) {
    throw new Refusal('BAD_USER_INPUT', `"${argument}" takes ${most} entries at most, not ${values.length}.`, {
      argument,
    })
  }
  return values.map(value => textArgument(argument, value, 255))
}
