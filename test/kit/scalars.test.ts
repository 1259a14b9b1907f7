import { BigIntScalar, DateTime, JSONScalar, Vector } from '@worlds/kit/scalars.ts'
import { parseValue } from 'graphql'
import { describe, expect, test } from 'vitest'

const refused = expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT' } })
const outcome = (work: () => unknown) => {
  try {
    return { value: work() }
  } catch (error) {
    return error
  }
}
/** What a scalar makes of a value in the query's text. */
const literal = (scalar: typeof JSONScalar, text: string) => scalar.parseLiteral(parseValue(text), {})

describe('DateTime', () => {
  test.each([
    ['2026-11-23T07:42:00Z', '2026-11-23T07:42:00Z'],
    ['2026-11-23T07:42:00.5Z', '2026-11-23T07:42:00.5Z'],
    ['2026-11-23T07:42:00.123456Z', '2026-11-23T07:42:00.123456Z'],
    ['2026-11-23T07:42:00+01:00', '2026-11-23T06:42:00Z'],
    ['2026-11-23T00:30:00.25+05:45', '2026-11-22T18:45:00.25Z'],
    ['2026-11-23T23:30:00-01:00', '2026-11-24T00:30:00Z'],
    ['2024-02-29T12:00:00z', '2024-02-29T12:00:00Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00Z'],
  ])('%s means %s', (text, moment) => {
    expect(DateTime.parseValue(text)).toBe(moment)
    expect(literal(DateTime, JSON.stringify(text))).toBe(moment)
  })

  const none = ['', 'now', '2026-11-23', '2026-11-23 07:42:00Z', '2026-11-23T07:42:00', '2026-11-23T07:42Z']
  const never = ['2026-02-30T00:00:00Z', '2026-02-29T00:00:00Z', '2026-13-01T00:00:00Z', '2026-01-01T24:30:00Z']
  const odd = ['12026-11-23T07:42:00Z', '2026-11-23T07:42:00Z; drop', '2026-11-23T07:42:00+99:00', 'infinity']
  test.each([...none, ...never, ...odd, 0, 1_795_000_000, null, true, {}, ['2026-11-23T07:42:00Z']])(
    '%j is none',
    value => {
      expect(outcome(() => DateTime.parseValue(value))).toEqual(refused)
    },
  )

  test.each(['1795000000', 'true', 'null', '{}', 'NOW', '["2026-11-23T07:42:00Z"]'])('nor is the literal %s', text => {
    expect(outcome(() => literal(DateTime, text))).toEqual(refused)
  })
})

describe('BigInt', () => {
  test.each<[unknown, string]>([
    ['0', '0'],
    ['-12', '-12'],
    ['9223372036854775807', '9223372036854775807'],
    [42, '42'],
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
  ])('%j is %s', (value, text) => {
    expect(BigIntScalar.parseValue(value)).toBe(text)
  })

  test.each(['', ' 1', '1.0', '1e3', '0x10', '١', '99999999999999999999', 2 ** 53, 0.5, Number.NaN, null, true, [1]])(
    '%j is none',
    value => {
      expect(outcome(() => BigIntScalar.parseValue(value))).toEqual(refused)
    },
  )

  test('an integer literal keeps all its digits', () => {
    expect(literal(BigIntScalar, '9007199254740993')).toBe('9007199254740993')
    expect(outcome(() => literal(BigIntScalar, '1.5'))).toEqual(refused)
    expect(outcome(() => literal(BigIntScalar, '99999999999999999999'))).toEqual(refused)
  })

  test('a count of the database leaves as it came', () => {
    expect(BigIntScalar.serialize('9007199254740993')).toBe('9007199254740993')
  })
})

describe('JSON', () => {
  const nested = (depth: number) => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`)

  test.each<[string, unknown]>([
    ['too deep', nested(34)],
    ['too large', 'x'.repeat(65_536)],
    ['NUL in a text', { a: ['\u0000'] }],
    ['NUL in a key', { 'a\u0000': 1 }],
    ['not finite', { a: Number.POSITIVE_INFINITY }],
    ['not a number', [Number.NaN]],
    ['__proto__', JSON.parse('{"a": {"__proto__": {"admin": true}}}')],
    ['constructor', { constructor: {} }],
    ['prototype', [{ prototype: 1 }]],
  ])('%s is refused', (_, value) => {
    expect(outcome(() => JSONScalar.parseValue(value))).toEqual(refused)
  })

  test.each([
    ['{ a: 1e999 }'],
    ['{ __proto__: { admin: true } }'],
    ['{ constructor: 1 }'],
    [`${'['.repeat(40)}${']'.repeat(40)}`],
    ['"\\u0000"'],
  ])('the literal %s is refused', text => {
    expect(outcome(() => literal(JSONScalar, text))).toEqual(refused)
  })

  test.each([null, 0, false, '', [], {}, { a: [1, { b: 'ü' }] }, nested(32)])('%j is kept', value => {
    expect(JSONScalar.parseValue(value)).toEqual(value)
  })

  test('a literal may hold variables', () => {
    expect(JSONScalar.parseLiteral(parseValue('{ a: $b, c: [1, "d", E] }'), { b: { x: 1 } })).toEqual({
      a: { x: 1 },
      c: [1, 'd', 'E'],
    })
  })

  test('and what hides in a variable is found', () => {
    expect(outcome(() => JSONScalar.parseLiteral(parseValue('{ a: $b }'), { b: { constructor: 1 } }))).toEqual(refused)
  })

  test('nothing of it reaches the prototype of objects', () => {
    for (const text of ['{"__proto__": {"polluted": 1}}', '{"constructor": {"prototype": {"polluted": 1}}}'])
      outcome(() => JSONScalar.parseValue(JSON.parse(text)))
    expect({}).not.toHaveProperty('polluted')
  })
})

describe('Vector', () => {
  const message = (value: unknown) => (outcome(() => Vector.parseValue(value)) as Error).message
  const bytes = (...numbers: number[]) => Buffer.from(Float32Array.from(numbers).buffer).toString('base64')

  test.each<[unknown, string]>([
    [[], 'Vector takes 1 to 4096 numbers, not 0.'],
    [Array(4_097).fill(0), 'Vector takes 1 to 4096 numbers, not 4097.'],
    [[0, 1e39], 'Vector takes finite numbers of float32; at position 1, counted from 0, is 1e+39.'],
    [[Number.NaN], 'at position 0, counted from 0, is NaN.'],
    [[0, 0, '1'], 'at position 2, counted from 0, is "1".'],
    [[0, null], 'at position 1, counted from 0, is null.'],
    [[[1]], 'at position 0, counted from 0, is a list.'],
    [bytes(1, Number.NaN), 'at position 1, counted from 0, is NaN.'],
    [bytes(Number.NEGATIVE_INFINITY), 'at position 0, counted from 0, is -Infinity.'],
    ['', 'for each of 1 to 4096 numbers, not 0 bytes.'],
    ['AAAA', 'Vector takes 4 bytes in base64 for each of 1 to 4096 numbers, not 3 bytes.'],
    [bytes(...Array(4_097).fill(1)), 'not 16388 bytes.'],
    ['AACAPw', '"AACAPw" is no base64'],
    ['AACA Pw==', 'is no base64'],
    ['AACAPw==\n', 'is no base64'],
    ['AACAPx==', 'is no base64'],
    ['AACA_w==', 'is no base64'],
    ['[1, 2]', 'is no base64'],
    [5, 'Vector takes a list of numbers or the base64 text of little-endian float32, not 5.'],
    [true, 'float32, not true.'],
    [{ length: 2 }, 'float32, not an object.'],
  ])('%j is refused, and what is wrong is said', (value, fault) => {
    expect(outcome(() => Vector.parseValue(value))).toEqual(refused)
    expect(message(value)).toContain(fault)
  })

  test.each(['[1, "2"]', '[NaN]', '[1e39]', '[[1]]', '5', '{ a: 1 }', 'AACAPw', '"AACAPw"', '[]', 'true'])(
    'the literal %s is refused',
    text => {
      expect(outcome(() => Vector.parseLiteral(parseValue(text), {}))).toEqual(refused)
    },
  )

  test.each(['!'.repeat(10_000), 'A'.repeat(1_000_000), ['!'.repeat(10_000)], Array(10_000).fill('x')])(
    'no fault quotes a hostile value at length',
    value => {
      expect(message(value).length).toBeLessThan(250)
    },
  )

  test('numbers and their bytes are the same vector', () => {
    const numbers = [0.1, -1, 0, 3.4e38, 1e-50]
    expect(Vector.parseValue(numbers)).toEqual(Float32Array.from(numbers))
    expect(Vector.parseValue(bytes(...numbers))).toEqual(Float32Array.from(numbers))
    expect(Vector.parseValue('AACAPw==')).toEqual(Float32Array.of(1))
    expect(Vector.parseValue(Array(4_096).fill(1))).toHaveLength(4_096)
    expect(Vector.parseValue(bytes(...Array(4_096).fill(1)))).toHaveLength(4_096)
  })

  test('literals and the variables in them count too', () => {
    expect(Vector.parseLiteral(parseValue('[1, -0.5, 2e1]'), {})).toEqual(Float32Array.of(1, -0.5, 20))
    expect(Vector.parseLiteral(parseValue('"AACAPw=="'), {})).toEqual(Float32Array.of(1))
    expect(Vector.parseLiteral(parseValue('[1, $x]'), { x: 2 })).toEqual(Float32Array.of(1, 2))
  })

  test('leaves as a list of numbers', () => {
    expect(JSON.stringify(Vector.serialize(Float32Array.of(0.5, -1)))).toBe('[0.5,-1]')
  })
})
