import { phrasesOf } from '@worlds/memory/phrases.ts'
import { describe, expect, test } from 'vitest'

describe('key phrases', () => {
  test('are what common words and punctuation leave, those of many connected words first', () => {
    const text = 'My sister Clara moved to Lisbon. In Lisbon she bakes sourdough bread, and Clara loves the sea.'
    expect(phrasesOf(text)).toEqual(['bakes sourdough bread', 'sister clara moved', 'clara loves', 'lisbon', 'sea'])
  })

  test('count words by degree over frequency, as RAKE does', () => {
    // deep: degree 2 + 1, twice; water: degree 2, once
    expect(phrasesOf('deep water, deep, water lily pond')).toEqual(['water lily pond', 'deep water', 'deep'])
  })

  test('are eight at most, of four words at most, each once, and the same each time', () => {
    const text = Array.from({ length: 40 }, (_, n) => `north${n} tower${n} bell${n} rings${n} loud${n}`).join(' and ')
    const phrases = phrasesOf(text)
    expect(phrases).toHaveLength(8)
    expect(phrases.every(phrase => phrase.split(' ').length <= 4)).toBe(true)
    expect(phrases[0]).toBe('north0 tower0 bell0 rings0')
    expect(phrasesOf(text)).toEqual(phrases)
    expect(phrasesOf('Tea. tea! TEA?')).toEqual(['tea'])
  })

  test('keep together what is written together, in any script', () => {
    expect(phrasesOf("We don't like the well-known café; Käse, München")).toEqual([
      'well-known café',
      'käse',
      'münchen',
    ])
    expect(phrasesOf('彼女は海が好き。Привет мир')).toEqual(['привет мир', '彼女は海が好き'])
  })

  test('are none of what holds no telling word, and never longer than a hundred characters', () => {
    for (const text of ['', '…', 'What was that about?', 'x'.repeat(101)]) expect(phrasesOf(text)).toEqual([])
    expect(phrasesOf(`${'y'.repeat(60)} ${'z'.repeat(60)}, moon`)).toEqual(['moon'])
    expect(phrasesOf('x'.repeat(100))).toEqual(['x'.repeat(100)])
  })

  test('of a long text take no time', () => {
    const started = performance.now()
    for (const text of ['a'.repeat(10_000), "a'".repeat(5_000), 'moon '.repeat(2_000), '- '.repeat(5_000)])
      phrasesOf(text)
    expect(performance.now() - started).toBeLessThan(1_000)
  })
})
