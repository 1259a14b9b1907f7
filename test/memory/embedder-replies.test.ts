import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  base64,
  Endpoint,
  embedded,
  fails,
  json,
  placeOf,
  type Reply,
  refusal,
  says,
  secretText,
  vectorOf,
} from './endpoint.ts'

let endpoint: Endpoint
beforeAll(async () => {
  endpoint = await Endpoint.open()
})
afterAll(() => endpoint[Symbol.asyncDispose]())
beforeEach(() => endpoint.answers(embedded()))

describe('a reply', () => {
  test.each<[string, Reply]>([
    ['in another order', embedded(vectorOf, items => items.toReversed())],
    ['in base64', embedded(text => base64(vectorOf(text)))],
    [
      'without indices',
      ({ input }, response) => json(response, { data: input.map(text => ({ embedding: vectorOf(text) })) }),
    ],
    ['of numbers beyond float32', embedded(text => vectorOf(text).map(value => value * 1e40))],
  ])('%s gives unit vectors in the order of the texts', async (_, reply) => {
    endpoint.answers(reply)
    const vectors = await endpoint.embedder().embed(['one', 'three', 'sixsix'])
    expect(vectors.map(placeOf)).toEqual([3, 5, 6])
    for (const vector of vectors) expect([vector.length, Math.hypot(...vector)]).toEqual([768, 1])
  })

  const [one, two] = [vectorOf('one'), vectorOf('two')]
  const other = 'answered something else than embeddings'
  test.each<[string, Reply, string]>([
    ['of 1,536 dimensions', embedded(text => vectorOf(text, 1536)), 'gave vectors of 1,536 numbers where 768 are kept'],
    ['of 767 dimensions', embedded(text => vectorOf(text, 767)), 'gave vectors of 767 numbers where 768 are kept'],
    [
      'of 384 in base64',
      embedded(text => base64(vectorOf(text, 384))),
      'gave vectors of 384 numbers where 768 are kept',
    ],
    ['of half a number', embedded(() => Buffer.alloc(3074).toString('base64')), other],
    [
      'with NaN as null',
      says([one, one.with(9, null as never)]),
      'gave a vector with a value that is no finite number',
    ],
    [
      'with NaN in base64',
      says([one, base64(one.with(9, Number.NaN))]),
      'gave a vector with a value that is no finite number',
    ],
    ['with text for numbers', says([one, one.map(String)]), 'gave a vector with a value that is no finite number'],
    ['with an overflow', says([one, one.with(9, 1e200)]), 'gave a vector with a value that is no finite number'],
    ['of zeros', says([one, one.map(() => 0)]), 'gave a vector of zeros, which has no direction'],
    ['with NaN as Python writes it', fails(200, `{"data":[{"index":0,"embedding":[NaN]}]}`), other],
    ['that is a page', fails(200, `<html>${secretText}</html>`), other],
    ['without data', fails(200, { embeddings: [one, two] }), other],
    ['of nothing', fails(200, 'null'), other],
    ['with nothing inside', says([one, null]), other],
    ['with fewer vectors', says([one]), 'gave 1 vectors for 2 texts'],
    ['with more vectors', says([one, two, one]), 'gave 3 vectors for 2 texts'],
    [
      'with an index twice',
      fails(200, { data: [one, two].map(embedding => ({ index: 1, embedding })) }),
      'gave 2 vectors',
    ],
    [
      'with an index beyond',
      fails(200, { data: [one, two].map((embedding, at) => ({ index: at + 1, embedding })) }),
      'gave 2 vectors',
    ],
    [
      'with a word for an index',
      fails(200, { data: [one, two].map(embedding => ({ index: 'length', embedding })) }),
      'gave 2 vectors',
    ],
    [
      'without end',
      (_, response) => void response.end(Buffer.alloc(33 * 1024 * 1024, 32)),
      'answered at too great a length',
    ],
  ])('%s is refused, once and for the operator', async (_, reply, what) => {
    endpoint.answers(reply)
    const { code, message, cause } = await refusal(endpoint.embedder().embed([secretText, 'two']))
    expect(code).toBe('INTERNAL_SERVER_ERROR')
    expect(message).toContain(`The embedder ${what}`)
    expect(message).toContain('Tell the operator. Meanwhile send an "embedding", or search by words alone')
    expect(cause).toMatch(/^embedder: .*EMBEDDINGS_URL and EMBEDDINGS_MODEL$/)
    expect(endpoint.requests).toHaveLength(1)
  })
})
