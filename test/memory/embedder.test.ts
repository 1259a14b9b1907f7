import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { apiKey, Endpoint, embedded, fails, placeOf, type Reply, refusal, secretText } from './endpoint.ts'

let endpoint: Endpoint
beforeAll(async () => {
  endpoint = await Endpoint.open()
})
afterAll(() => endpoint[Symbol.asyncDispose]())
beforeEach(() => endpoint.answers(embedded()))

describe('an endpoint is asked', () => {
  test.each([
    ['', '/v1/embeddings'],
    ['/', '/v1/embeddings'],
    ['/v1', '/v1/embeddings'],
    ['/v1/', '/v1/embeddings'],
    ['/v1/embeddings', '/v1/embeddings'],
    ['/v1beta/openai/', '/v1beta/openai/embeddings'],
    ['/openai/deployments/a/embeddings?api-version=1', '/openai/deployments/a/embeddings?api-version=1'],
  ])('at its address with the path "%s"', async (path, asked) => {
    await endpoint.embedder({ EMBEDDINGS_URL: endpoint.url + path }).embed(['one'])
    expect(endpoint.requests.map(request => request.url)).toEqual([asked])
  })

  test('for its model in floats, and for fewer dimensions only where the model is trained to give them', async () => {
    const embedder = endpoint.embedder()
    expect(embedder).toMatchObject({ model: 'a-model', dimensions: 768 })
    await embedder.embed(['one', 'a lone \ud83e'])
    await endpoint.embedder({ EMBEDDINGS_MODEL: 'openai/text-embedding-3-small' }).embed(['one'])
    expect(endpoint.requests.map(({ asked }) => asked)).toEqual([
      { model: 'a-model', input: ['one', 'a lone \ufffd'], encoding_format: 'float' },
      { model: 'openai/text-embedding-3-small', input: ['one'], encoding_format: 'float', dimensions: 768 },
    ])
  })

  test('with the key, or with the login of its address', async () => {
    await endpoint.embedder().embed(['one'])
    await endpoint.embedder({ EMBEDDINGS_API_KEY: apiKey }).embed(['one'])
    await endpoint.embedder({ EMBEDDINGS_URL: endpoint.url.replace('//', '//me:p%40ss@') }).embed(['one'])
    const basic = `Basic ${Buffer.from('me:p@ss').toString('base64')}`
    expect(endpoint.requests.map(({ authorization }) => authorization)).toEqual([undefined, `Bearer ${apiKey}`, basic])
  })

  test('for nothing when there is nothing', async () => {
    expect(await endpoint.embedder().embed([])).toEqual([])
    expect(endpoint.requests).toEqual([])
  })

  test('in batches of 96 texts, two at once over all calls, and answers in their order', async () => {
    endpoint.answers(async (...reply) => pause(20 + Math.random() * 20).then(() => embedded()(...reply)))
    const texts = Array.from({ length: 500 }, (_, index) => 'x'.repeat(index))
    const embedder = endpoint.embedder()
    const [vectors, search] = await Promise.all([embedder.embed(texts), embedder.embed(['one'])])
    expect(vectors.map(placeOf)).toEqual(texts.map(text => text.length))
    expect(search.map(placeOf)).toEqual([3])
    expect(endpoint.requests.map(({ asked }) => asked.input.length).sort()).toEqual([1, 20, 96, 96, 96, 96, 96])
    // A search does not wait for the end of an import.
    expect(endpoint.requests.findIndex(({ asked }) => asked.input.length === 1)).toBeLessThan(4)
    expect(endpoint.mostOpen).toBe(2)
  })

  test('in batches of 200 kB, a longer text alone', async () => {
    const texts = [...Array.from({ length: 25 }, () => 'ж'.repeat(10_000)), 'x'.repeat(250_000), 'one']
    expect(await endpoint.embedder().embed(texts)).toHaveLength(27)
    expect(endpoint.requests.map(({ asked }) => asked.input.length).sort((one, other) => one - other)).toEqual([
      1, 1, 5, 10, 10,
    ])
    for (const { asked, bytes } of endpoint.requests) if (asked.input.length > 1) expect(bytes).toBeLessThan(201_000)
  })

  test('in halves when it takes fewer texts than a batch holds, as TEI does', async () => {
    const tooMany = { error: 'batch size 96 > maximum allowed batch size 32', error_type: 'Validation' }
    endpoint.answers((...reply) => (reply[0].input.length > 32 ? fails(413, tooMany) : embedded())(...reply))
    const texts = Array.from({ length: 100 }, (_, index) => 'x'.repeat(index))
    expect((await endpoint.embedder().embed(texts)).map(placeOf)).toEqual(texts.map(text => text.length))
  })
})

describe('an endpoint that fails', () => {
  const reset: Reply = (_, response) => void response.destroy()
  const halfway: Reply = (_, response) => {
    response.writeHead(200, { 'content-length': '100000' }).write('{"data":[')
    setTimeout(() => response.destroy(), 10)
  }

  test.each<[string, Reply]>([
    ['is busy', fails(429)],
    ['is a bad gateway', fails(502)],
    ['is unavailable', fails(503)],
    ['is a slow gateway', fails(504)],
    ['resets the connection', reset],
    ['breaks off halfway', halfway],
  ])('and %s is asked again', async (_, reply) => {
    endpoint.answers(reply, embedded())
    expect((await endpoint.embedder().embed(['one'])).map(placeOf)).toEqual([3])
    expect(endpoint.requests).toHaveLength(2)
  })

  test.each<[string, Reply, string]>([
    ['stays busy', fails(429), 'is busy'],
    ['stays unavailable', fails(503, '', { 'retry-after': '0' }), 'cannot be reached right now'],
    ['always resets the connection', reset, 'cannot be reached right now'],
  ])('and %s is asked three times', async (_, reply, what) => {
    endpoint.answers(reply)
    const { code, message } = await refusal(endpoint.embedder({ EMBEDDINGS_API_KEY: apiKey }).embed([secretText]))
    expect(code).toBe('SUBGRAPH_UNAVAILABLE')
    expect(message).toContain(`The embedder ${what}. Try again in a moment.`)
    expect(endpoint.requests).toHaveLength(3)
  })

  test('waits as long as it is told', async () => {
    endpoint.answers(fails(429, '', { 'retry-after': '1' }), embedded())
    const began = performance.now()
    await endpoint.embedder().embed(['one'])
    expect(performance.now() - began).toBeGreaterThan(990)
    endpoint.answers(fails(503, '', { 'retry-after': new Date(Date.now() - 5_000).toUTCString() }), embedded())
    await endpoint.embedder().embed(['one'])
    expect(endpoint.requests).toHaveLength(2)
  })

  test('does not wait past the deadline', async () => {
    for (const pause of ['60', new Date(Date.now() + 60_000).toUTCString()]) {
      endpoint.answers(fails(429, '', { 'retry-after': pause }))
      const began = performance.now()
      expect(await refusal(endpoint.embedder().embed(['one']))).toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' })
      expect(performance.now() - began).toBeLessThan(1_000)
      expect(endpoint.requests).toHaveLength(1)
    }
  })

  test.each([
    [400, 'INTERNAL_SERVER_ERROR', 'does not take what this graph asks'],
    [401, 'INTERNAL_SERVER_ERROR', 'does not know this graph'],
    [403, 'INTERNAL_SERVER_ERROR', 'does not know this graph'],
    [404, 'INTERNAL_SERVER_ERROR', 'does not take what this graph asks'],
    [413, 'INTERNAL_SERVER_ERROR', 'does not take what this graph asks'],
    [301, 'INTERNAL_SERVER_ERROR', 'does not take what this graph asks'],
    [500, 'SUBGRAPH_UNAVAILABLE', 'cannot be reached right now'],
  ])('with %i is asked once', async (status, code, what) => {
    const error = { message: `key ${apiKey}, text ${secretText}`, type: 'invalid_request_error', code: 'no_such_thing' }
    endpoint.answers(fails(status, { error }, { location: `http://127.0.0.1:1/${apiKey}` }))
    const refused = await refusal(endpoint.embedder({ EMBEDDINGS_API_KEY: apiKey }).embed([secretText]))
    expect(refused.code).toBe(code)
    expect(refused.message).toContain(`The embedder ${what}. `)
    expect(refused.cause).toContain(`${status}: no_such_thing`)
    expect(endpoint.requests).toHaveLength(1)
  })

  test('and is not there is said to be down', async () => {
    const gone = endpoint.embedder({ EMBEDDINGS_URL: 'http://me:hunter2@127.0.0.1:1/v1' })
    const { code, message, cause } = await refusal(gone.embed([secretText]))
    expect(code).toBe('SUBGRAPH_UNAVAILABLE')
    expect(message).toMatch(/^The embedder cannot be reached right now\./)
    expect(cause).toBe('embedder: no answer: ECONNREFUSED')
  })

  test.each<[string, Reply]>([
    ['says nothing', () => undefined],
    ['stops in the middle', (_, response) => void response.writeHead(200).write('{"data":')],
  ])('and %s is slow at the deadline', async (_, reply) => {
    endpoint.answers(reply)
    const began = performance.now()
    const { code, message } = await refusal(endpoint.embedder({ EMBEDDINGS_TIMEOUT_MS: '300' }).embed([secretText]))
    expect(performance.now() - began).toBeLessThan(1_000)
    expect(code).toBe('TIMEOUT')
    expect(message).toBe('The embedder did not answer within 300 ms. Send fewer texts, or try again.')
    expect(endpoint.requests).toHaveLength(1)
  })

  test('has one deadline for all batches of a call', async () => {
    endpoint.answers((asked, response) => pause(120).then(() => embedded()(asked, response)))
    const texts = Array.from({ length: 900 }, () => 'one')
    const began = performance.now()
    expect(await refusal(endpoint.embedder({ EMBEDDINGS_TIMEOUT_MS: '300' }).embed(texts))).toMatchObject({
      code: 'TIMEOUT',
    })
    expect(performance.now() - began).toBeLessThan(600)
  })

  test('in one batch fails the whole call, and the others are broken off', async () => {
    endpoint.answers(fails(401), () => undefined)
    const call = endpoint.embedder().embed(Array.from({ length: 500 }, () => 'one'))
    expect(await refusal(call)).toMatchObject({ code: 'INTERNAL_SERVER_ERROR' })
    await pause(100)
    expect(endpoint.open).toBe(0)
    expect(endpoint.requests.length).toBeLessThanOrEqual(2)
  })
})

describe('a caller who leaves', () => {
  test('ends his requests, with his own reason, and nobody else’s', async () => {
    endpoint.answers((asked, response) =>
      asked.input[0] === 'leaves' ? undefined : pause(200).then(() => embedded()(asked, response)),
    )
    const abort = new AbortController()
    const reason = new Error('left')
    const embedder = endpoint.embedder()
    const stays = embedder.embed(['stays'])
    const leaves = expect(embedder.embed(['leaves'], abort.signal)).rejects.toBe(reason)
    await pause(100)
    expect(endpoint.open).toBe(2)
    abort.abort(reason)
    await leaves
    expect((await stays).map(placeOf)).toEqual([5])
    await pause(50)
    expect(endpoint.open).toBe(0)
  })

  test('before he asked, or while a pause lasts, asks no more', async () => {
    const reason = new Error('left')
    await expect(endpoint.embedder().embed(['one'], AbortSignal.abort(reason))).rejects.toBe(reason)
    expect(endpoint.requests).toEqual([])
    endpoint.answers(fails(429, '', { 'retry-after': '5' }))
    const abort = new AbortController()
    setTimeout(() => abort.abort(reason), 100)
    await expect(endpoint.embedder().embed(['one'], abort.signal)).rejects.toBe(reason)
    expect(endpoint.requests).toHaveLength(1)
  })
})
