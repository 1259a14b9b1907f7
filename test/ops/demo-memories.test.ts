import { embeddingDimensions, embedText } from '@worlds/memory/hashing.ts'
import { demoData } from '@worlds/ops/demo.ts'
import { describe, expect, test } from 'vitest'

const now = new Date('2026-03-14T15:09:26.535Z')
const data = demoData(now)
const memories = data.companion_memories

const secondsOld = (at: string) => (now.getTime() - Date.parse(at)) / 1000

describe('the memories', () => {
  test('are each a text of its own, without a trace of their notation', () => {
    expect(new Set(memories.map(memory => memory.content)).size).toBeGreaterThan(2400 * 0.95)
    expect(memories.filter(({ content }) => /[[\]{}|_]|undefined|\s{2}|\s[.,]/.test(content))).toEqual([])
    expect(memories.filter(({ content }) => !/^["\p{Lu}].*[.!?]"?$/u.test(content))).toEqual([])
  })

  test('hold their key phrases', () => {
    const without = memories.filter(
      ({ key_phrases, content }) => !key_phrases.length || !key_phrases.every(phrase => content.includes(phrase)),
    )
    expect(without).toEqual([])
  })

  test('keep a vector in tier CORE, and nothing in SPARSE', () => {
    const core = memories.filter(memory => memory.memory_tier === 'CORE')
    expect(core.length).toBeGreaterThan(1_200)
    for (const memory of core) {
      expect(memory).toMatchObject({ compression_type: 'NONE', original_size_bytes: 3072, compressed_size_bytes: 3072 })
      const vector: number[] = JSON.parse(memory.full_embedding ?? '[]')
      expect(vector).toHaveLength(embeddingDimensions)
      expect(Math.hypot(...vector)).toBeCloseTo(1, 4)
    }
    for (const memory of memories.filter(each => each.memory_tier !== 'CORE')) {
      expect(memory).toMatchObject({ memory_tier: 'SPARSE', full_embedding: null, compression_type: 'SPARSE' })
      expect(memory).toMatchObject({ compressed_size_bytes: 0, original_size_bytes: 3072 })
    }
  })

  test('have scores within their scales, and are read after they are made', () => {
    const off = memories.filter(
      memory =>
        !(memory.importance_score >= 0 && memory.importance_score <= 1) ||
        !(memory.emotional_valence >= -1 && memory.emotional_valence <= 1) ||
        memory.access_count > 0 !== (memory.last_accessed !== null) ||
        (memory.last_accessed ?? memory.timestamp) < memory.timestamp,
    )
    expect(off).toEqual([])
  })

  test('are related once, backwards in time, within one person and companion', () => {
    const byId = new Map(memories.map(memory => [memory.id, memory]))
    const pairs = data.memory_relationships.map(row => `${row.memory_id} ${row.related_memory_id}`)
    expect(new Set(pairs).size).toBe(pairs.length)
    for (const row of data.memory_relationships) {
      const [later, earlier] = [byId.get(row.memory_id), byId.get(row.related_memory_id)]
      expect(row.related_memory_id).toBeLessThan(row.memory_id)
      expect(later?.user_id).toBe(earlier?.user_id)
      expect(later?.companion_id).toBe(earlier?.companion_id)
      expect(row.strength).toBeGreaterThan(0)
      expect(row.strength).toBeLessThanOrEqual(1)
    }
  })

  test('are counted rightly by the nightly analytics', () => {
    for (const night of data.memory_analytics) {
      const then = memories.filter(({ companion_id, timestamp }) => {
        return companion_id === night.companion_id && timestamp <= night.timestamp
      })
      expect(night.total_memories).toBe(then.length)
      expect(night.core_memories + night.sparse_memories).toBe(then.length)
      expect(secondsOld(night.timestamp)).toBeLessThan(30 * 86_400)
    }
  })
})

describe('the lexical embedder', () => {
  const cosine = (a: string, b: string) => {
    const other = embedText(b)
    return embedText(a).reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0)
  }

  test('gives unit vectors, of any text', () => {
    for (const text of ['Lanterns over the water', '', '?!', 'a', '港の灯り', 'the of and', 'x'.repeat(20_000)]) {
      expect(embedText(text)).toHaveLength(embeddingDimensions)
      expect(Math.hypot(...embedText(text))).toBeCloseTo(1, 5)
    }
  })

  test('finds words and their forms near, other words far', () => {
    expect(cosine('The lanterns in the harbour', 'harbour lantern')).toBeGreaterThan(0.6)
    expect(cosine('LANTERNS!', 'lanterns')).toBeCloseTo(1, 5)
    expect(Math.abs(cosine('The lanterns in the harbour', 'my sister moves to Lyon'))).toBeLessThan(0.15)
  })
})
