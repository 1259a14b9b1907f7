import { readSettings } from '@worlds/kit/env.ts'
import { describe, expect, test } from 'vitest'

const apiKey = 'sk-hunter2-must-never-be-seen'

describe('settings of embeddings', () => {
  const faults = (env: Record<string, string>) => {
    try {
      return readSettings(env).embeddings
    } catch (error) {
      expect((error as Error).message).not.toMatch(/hunter2/)
      return (error as { faults: string[] }).faults
    }
  }
  const [EMBEDDINGS_URL, EMBEDDINGS_MODEL] = ['https://embed.example/v1', 'a-model']

  test('name an endpoint and its model, or neither', () => {
    const both = ['EMBEDDINGS_URL and EMBEDDINGS_MODEL: set both or neither']
    expect(faults({})).toEqual({ url: undefined, model: undefined, apiKey: undefined, timeoutMs: 10_000 })
    expect(faults({ EMBEDDINGS_URL })).toEqual(both)
    expect(faults({ EMBEDDINGS_MODEL })).toEqual(both)
    expect(
      faults({ EMBEDDINGS_URL, EMBEDDINGS_MODEL, EMBEDDINGS_API_KEY: apiKey, EMBEDDINGS_TIMEOUT_MS: '500' }),
    ).toEqual({
      url: EMBEDDINGS_URL,
      model: EMBEDDINGS_MODEL,
      apiKey,
      timeoutMs: 500,
    })
  })

  test.each<[Record<string, string>, RegExp]>([
    [{ EMBEDDINGS_API_KEY: apiKey }, /^EMBEDDINGS_API_KEY: needs/],
    [{ EMBEDDINGS_URL: 'ftp://hunter2@a/', EMBEDDINGS_MODEL }, /^EMBEDDINGS_URL: must be a URL that begins with http/],
    [{ EMBEDDINGS_URL, EMBEDDINGS_MODEL, EMBEDDINGS_API_KEY: 'hunter2\nx' }, /^EMBEDDINGS_API_KEY: must be printable/],
    [
      { EMBEDDINGS_URL: 'https://me:hunter2@a/', EMBEDDINGS_MODEL, EMBEDDINGS_API_KEY: apiKey },
      /^EMBEDDINGS_API_KEY and a login in EMBEDDINGS_URL: set one of them/,
    ],
    [{ EMBEDDINGS_TIMEOUT_MS: '0' }, /^EMBEDDINGS_TIMEOUT_MS: /],
    [{ EMBEDDINGS_TIMEOUT_MS: '9999999999' }, /^EMBEDDINGS_TIMEOUT_MS: /],
  ])('%j are at fault', (env, fault) => {
    expect(faults(env)).toEqual([expect.stringMatching(fault)])
  })
})
