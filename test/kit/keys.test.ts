import {
  byKey,
  groupByKey,
  numberArgument,
  textArgument,
  textsArgument,
  uuidArgument,
  vectorArgument,
} from '@worlds/kit/keys.ts'
import { describe, expect, test } from 'vitest'

const refusedFor = (argument: string, message: string | RegExp) =>
  expect.objectContaining({
    message: expect.stringMatching(message),
    extensions: { code: 'BAD_USER_INPUT', argument },
  })
const faultOf = (work: () => unknown) => {
  try {
    return { returned: work() }
  } catch (error) {
    return error
  }
}

describe('arguments', () => {
  test('a vector of another length, or without a direction, is no embedding', () => {
    const fault = (vector: Float32Array) => faultOf(() => vectorArgument('embedding', vector, 3))
    expect(fault(Float32Array.of(1, 2))).toEqual(refusedFor('embedding', '"embedding" takes 3 numbers, not 2.'))
    expect(fault(new Float32Array(4))).toEqual(refusedFor('embedding', '"embedding" takes 3 numbers, not 4.'))
    expect(fault(Float32Array.of(0, -0, 0))).toEqual(refusedFor('embedding', 'not one of zeros alone'))
    const vector = Float32Array.of(0, 0, 0.001)
    expect(vectorArgument('embedding', Float32Array.of(0, 0, 60_000), 3)).toHaveLength(3)
    vector[1] = 1e-40
    expect(vectorArgument('embedding', vector, 3)).toBe(vector)
  })

  test('a vector too short or too long to compare by is to be scaled', () => {
    const fault = (number: number) => faultOf(() => vectorArgument('embedding', new Float32Array(3).fill(number), 3))
    expect(fault(1e-40)).toEqual(
      refusedFor('embedding', 'L2 norm is 0.001 to 60,000, not 1.73e-40. Scale it: its direction alone counts.'),
    )
    expect(fault(3e38)).toEqual(refusedFor('embedding', 'not 5.20e\\+38. Scale it'))
    expect(fault(40_000)).toEqual(refusedFor('embedding', 'not 6.93e\\+4. Scale it'))
  })

  test.each([
    '',
    'x',
    '1',
    '0a8f6f5e00004000800000000000000a',
    '{0a8f6f5e-0000-4000-8000-00000000000a}',
    "0'; --",
    'é',
  ])('%j is no UUID', value => {
    expect(faultOf(() => uuidArgument('id', value))).toEqual(refusedFor('id', /^"id" takes a UUID, not "/))
  })

  test('a long value is not repeated whole', () => {
    const { message } = faultOf(() => uuidArgument('id', 'x'.repeat(100_000))) as Error
    expect(message.length).toBeLessThan(120)
  })

  test('a UUID is written as PostgreSQL writes it', () => {
    expect(uuidArgument('id', '0A8F6F5E-0000-4000-8000-00000000000A')).toBe('0a8f6f5e-0000-4000-8000-00000000000a')
  })

  test.each([-1, 100.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    '%d is out of range',
    value => {
      expect(faultOf(() => numberArgument('radius', value, [0, 100]))).toEqual(
        refusedFor('radius', `^"radius" takes 0 to 100, not ${value}.$`),
      )
    },
  )

  test('both ends of a range are in it', () => {
    expect([numberArgument('n', 0, [0, 1]), numberArgument('n', 1, [0, 1])]).toEqual([0, 1])
  })

  test.each([
    ['a\u0000b', /^"text" holds the NUL character/],
    ['a\ud800b', /^"text" holds half a surrogate pair/],
    ['\udc00', /^"text" holds half a surrogate pair/],
    ['x'.repeat(11), /^"text" takes 10 characters at most, not 11/],
  ])('%j cannot be stored', (value, message) => {
    expect(faultOf(() => textArgument('text', value, 10))).toEqual(refusedFor('text', message))
  })

  test('a whole surrogate pair can', () => {
    expect(textArgument('text', '🦊 fox', 10)).toBe('🦊 fox')
  })

  test('a list is bounded, and so is each of its texts', () => {
    expect(faultOf(() => textsArgument('all', ['a', 'b', 'c'], 2))).toEqual(
      refusedFor('all', /2 entries at most, not 3/),
    )
    expect(faultOf(() => textsArgument('all', ['a', 'x'.repeat(256)]))).toEqual(refusedFor('all', /255 characters/))
    expect(textsArgument('all', ['a', 'b'])).toEqual(['a', 'b'])
  })
})

describe('rows by key', () => {
  const rows = [
    { owner: 'b', n: 1 },
    { owner: 'a', n: 2 },
    { owner: 'b', n: 3 },
  ]

  test('are grouped in their order', () => {
    expect([...groupByKey(rows, row => row.owner)]).toEqual([
      ['b', [rows[0], rows[2]]],
      ['a', [rows[1]]],
    ])
  })

  test('are mapped whole, or by a part of each', () => {
    const number = (row: { n: number }) => String(row.n)
    expect(byKey(rows, number).get('2')).toBe(rows[1])
    expect([...byKey(rows, number, row => row.owner)]).toEqual([
      ['1', 'b'],
      ['2', 'a'],
      ['3', 'b'],
    ])
  })

  test('keys such as __proto__ are keys like any other', () => {
    expect(groupByKey([{ owner: '__proto__' }], row => row.owner).get('__proto__')).toHaveLength(1)
  })
})
