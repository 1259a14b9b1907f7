import { Refusal } from '@worlds/kit/errors.ts'
import { diverse, partsOf, proportions, scoreOf, share } from '@worlds/memory/ranking.ts'
import { recallValues } from '@worlds/memory/recollections.ts'
import { fused } from '@worlds/memory/search.ts'
import { describe, expect, test } from 'vitest'

const named = (name: string) => `weights.${name}`
const refusalOf = (weights: Record<string, number>) => {
  try {
    proportions(named, weights)
  } catch (error) {
    expect(error).toBeInstanceOf(Refusal)
    const { message, extensions } = error as Refusal
    return { message, code: extensions.code, argument: extensions.argument }
  }
  return expect.fail('is refused')
}

describe('weights', () => {
  test.each([
    [
      { a: 1, b: 1 },
      { a: 0.5, b: 0.5 },
    ],
    [
      { a: 3, b: 0 },
      { a: 1, b: 0 },
    ],
    [
      { a: 0.7, b: 0.3 },
      { a: 0.7, b: 0.3 },
    ],
    [
      { a: 1e308, b: 1e308, c: 1e308, d: 1e308 },
      { a: 0.25, b: 0.25, c: 0.25, d: 0.25 },
    ],
    [
      { a: 1e308, b: 1 },
      { a: 1, b: 1e-308 },
    ],
    [
      { a: 5e-324, b: 5e-324 },
      { a: 0.5, b: 0.5 },
    ],
    [
      { a: -0, b: 2 },
      { a: 0, b: 1 },
    ],
  ])('count by their proportions: %j', (weights, expected) => {
    const found = proportions(named, weights as Record<string, number>)
    for (const [name, weight] of Object.entries(expected)) expect(found[name]).toBeCloseTo(weight, 12)
    expect(Object.values(found).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12)
  })

  test.each([-1, -1e-300, Number.NaN])('refuse %d by its name', weight => {
    expect(refusalOf({ a: 1, b: weight })).toEqual({
      code: 'BAD_USER_INPUT',
      argument: 'weights.b',
      message: `"weights.b" takes 0 or more, not ${weight}.`,
    })
  })

  test.each([0, -0])('refuse to be all %d, naming each', zero => {
    const { code, message } = refusalOf({ a: zero, b: 0 })
    expect(code).toBe('BAD_USER_INPUT')
    expect(message).toBe('"weights.a", "weights.b" are all zero: nothing counts. Give one of them a weight.')
  })
})

test('the parts of a score add up to it', () => {
  const parts = partsOf({ similarity: 0.5, text: 1 }, { similarity: 0.75, text: 0.25 })
  expect(parts).toEqual([
    { name: 'similarity', value: 0.5, weight: 0.75, contribution: 0.375 },
    { name: 'text', value: 1, weight: 0.25, contribution: 0.25 },
  ])
  expect(scoreOf(parts)).toBe(0.625)
})

test('a cosine counts as a share from 0 to 1', () => {
  expect([-1, -0.2, 0, 0.4, 1, 1.0000001].map(share)).toEqual([0, 0, 0, 0.4, 1, 1])
})

describe('difference', () => {
  const unit = (angle: number) => Float32Array.of(Math.cos(angle), Math.sin(angle))
  const one = (score: number, vector: Float32Array | null = null) => ({ score, vector })
  const crowd = [one(0.9, unit(0)), one(0.89, unit(0.01)), one(0.88, unit(0.02)), one(0.5, unit(1.5)), one(0.4)]

  test('of no weight leaves the order of the scores', () => {
    expect(diverse(crowd, 1, 5)).toEqual(crowd)
  })

  test('alone takes the best first, and then what is least like it', () => {
    const [first, ...others] = diverse(crowd, 0, 3)
    expect(first).toBe(crowd[0])
    expect(others.map(each => crowd.indexOf(each)).toSorted()).toEqual([3, 4])
  })

  test('of some weight brings another side before more of the same', () => {
    expect(diverse(crowd, 0.7, 3).map(each => crowd.indexOf(each))).toEqual([0, 3, 1])
    expect(diverse(crowd, 0.5, 3).map(each => crowd.indexOf(each))).toEqual([0, 3, 4])
  })

  test.each([0, 0.3, 0.7, 1])('of weight 1 - %d takes each once and no more than there are', lambda => {
    for (const count of [0, 1, 4, 5, 99]) {
      const taken = diverse(crowd, lambda, count)
      expect(taken).toHaveLength(Math.min(count, 5))
      expect(new Set(taken).size).toBe(taken.length)
    }
    expect(diverse([], lambda, 3)).toEqual([])
  })

  test('does not depend on the length of vectors', () => {
    const long = crowd.map(({ score, vector }) => one(score, vector?.map(value => value * 1000) ?? null))
    expect(diverse(long, 0.5, 5).map(each => long.indexOf(each))).toEqual(
      diverse(crowd, 0.5, 5).map(each => crowd.indexOf(each)),
    )
  })

  test('takes a vector of zeros for none', () => {
    const zero = one(0.95, new Float32Array(2))
    expect(diverse([zero, ...crowd], 0.5, 6)[0]).toBe(zero)
    expect(diverse([zero, ...crowd], 1, 6)).toEqual([zero, ...crowd])
  })

  test('counts opposite ones as no more different than those that have nothing in common', () => {
    const [left, across, right] = [one(0.9, unit(0)), one(0.5, unit(Math.PI / 2)), one(0.1, unit(Math.PI))]
    expect(diverse([left, across, right], 0.5, 3)).toEqual([left, across, right])
  })
})

describe('what speaks for recalling a memory', () => {
  const now = Date.parse('2026-06-01T00:00:00Z')
  const ago = (days: number) => new Date(now - days * 86_400_000).toISOString().replace('Z', '000Z')
  const nothing = {
    importanceScore: null,
    emotionalValence: null,
    accessCount: null,
    lastAccessed: null,
    timestamp: null,
  }
  const valuesOf = (memory: Partial<Parameters<typeof recallValues>[0]['memory']>, similarity = 0, halfLife = 30) =>
    recallValues({ memory: { ...nothing, ...memory }, similarity }, halfLife, now)

  test('without any judgement, time or access is the middle importance alone', () => {
    expect(valuesOf({})).toEqual({ similarity: 0, importance: 0.5, recency: 0, access: 0, valence: 0 })
  })

  test('recency halves with each half-life since it was formed', () => {
    const recencies = [0, 30, 60, 90].map(days => valuesOf({ timestamp: ago(days) }).recency)
    expect(recencies).toEqual([1, 0.5, 0.25, 0.125])
    expect(valuesOf({ timestamp: ago(1) }, 0, 0.5).recency).toBe(0.25)
    expect(valuesOf({ timestamp: ago(36_500) }, 0, 1e-300).recency).toBe(0)
  })

  test('recency counts from the last access where that is later', () => {
    expect(valuesOf({ timestamp: ago(300), lastAccessed: ago(30) }).recency).toBe(0.5)
    expect(valuesOf({ timestamp: ago(30), lastAccessed: ago(300) }).recency).toBe(0.5)
    expect(valuesOf({ lastAccessed: ago(30) }).recency).toBe(0.5)
  })

  test('the future is as recent as now', () => {
    expect(valuesOf({ timestamp: ago(-3) }).recency).toBe(1)
    expect(valuesOf({ timestamp: '9999-12-31T23:59:59.999999Z' }).recency).toBe(1)
    expect(valuesOf({ timestamp: '0001-01-01T00:00:00.000000Z' }).recency).toBe(0)
  })

  test('accesses count by their logarithm, up to 31', () => {
    const accesses = [0, 1, 3, 7, 15, 31, 32, 2 ** 31 - 1].map(accessCount => valuesOf({ accessCount }).access)
    expect(accesses).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1, 1, 1])
  })

  test('a count below zero, which another program may write, counts as none', () => {
    expect([-1, -2, -100].map(accessCount => valuesOf({ accessCount }).access)).toEqual([0, 0, 0])
  })

  test('a feeling counts by its strength, painful or happy', () => {
    const valences = [-1, -0.5, 0, 0.5, 1, 7].map(emotionalValence => valuesOf({ emotionalValence }).valence)
    expect(valences).toEqual([1, 0.5, 0, 0.5, 1, 1])
  })

  test('similarity counts from 0, and importance as it is', () => {
    expect([-0.4, 0, 0.4].map(similarity => valuesOf({}, similarity).similarity)).toEqual([0, 0, 0.4])
    expect([0, 0.3, 1].map(importanceScore => valuesOf({ importanceScore }).importance)).toEqual([0, 0.3, 1])
  })
})

describe('two legs of a search', () => {
  const weights = { similarity: 0.7, text: 0.3 }

  test('make one list in which each memory is once, the later of equals first', () => {
    const hits = [1, 2, 3].map(id => ({ id, similarity: 0.5 }))
    const words = [2, 4].map(id => ({ id, rank: 0.08 }))
    expect(fused(hits, words, weights).map(({ id, score }) => [id, Number(score.toFixed(6))])).toEqual([
      [2, 0.65],
      [3, 0.35],
      [1, 0.35],
      [4, 0.3],
    ])
  })

  test('leave what they did not find open', () => {
    const [near, worded] = fused([{ id: 1, similarity: -0.5 }], [{ id: 2, rank: 0.06 }], weights).toReversed()
    expect(near).toMatchObject({ id: 1, similarity: -0.5, rank: 0, score: 0, values: { similarity: 0, text: 0 } })
    expect(worded).toMatchObject({ id: 2, similarity: null, rank: 0.06, values: { similarity: 0, text: 1 } })
  })

  test('may both be empty, or of ranks of zero', () => {
    expect(fused([], [], weights)).toEqual([])
    expect(fused([], [{ id: 1, rank: 0 }], weights)).toMatchObject([{ id: 1, score: 0 }])
  })
})
