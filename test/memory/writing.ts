import type { Identity } from '@worlds/kit/identity.ts'
import { embedText } from '@worlds/memory/hashing.ts'
import { expect } from 'vitest'
import { type Refused, refused, told } from '../asking.ts'
import type { Stack } from '../stack.ts'

type Input = Record<string, unknown>
// biome-ignore lint/suspicious/noExplicitAny: each test knows the shape it asked for
type Data = any

export const fields = `id content tier timestamp accessCount lastAccessed importanceScore emotionalValence keyPhrases
  embeddingModel compression { type ratio originalSizeBytes compressedSizeBytes } companion { id } user { id }`
const remember = `mutation ($input: RememberMemoryInput!) { rememberMemory(input: $input) { merged memory { ${fields} } } }`
const rememberAll = `mutation ($input: RememberMemoriesInput!) {
  rememberMemories(input: $input) { mergedCount memories { ${fields} } }
}`

export const remembered = async (graph: Stack, who: Identity, input: Input): Promise<Data> =>
  (await told(graph, who, remember, { input })).rememberMemory
export const allRemembered = async (graph: Stack, who: Identity, memories: Input[]): Promise<Data> =>
  (await told(graph, who, rememberAll, { input: { memories } })).rememberMemories
export const notRemembered = (graph: Stack, who: Identity, input: Input): Promise<Refused> =>
  refused(graph, who, remember, { input })
export const noneRemembered = (graph: Stack, who: Identity, memories: Input[]): Promise<Refused> =>
  refused(graph, who, rememberAll, { input: { memories } })

/** All rows of a companion as they are stored, past every policy. */
export const storedOf = (graph: Stack, companion: string): Promise<Data[]> =>
  graph.asOwner(
    'memory',
    `select memory.*, full_embedding::text as full, model.name as model from companion_memories memory
     left join graph.embedding_models model on model.id = embedding_model where companion_id = $1 order by memory.id`,
    [companion],
  )

/** What is stored of memories and relationships does not change while `work` runs; the counting of accesses goes on. */
export async function untouched<Value>(graph: Stack, work: () => Promise<Value>): Promise<Value> {
  const all = async () => {
    const text = `select (select md5(string_agg((to_jsonb(m) - array['access_count', 'last_accessed'])::text, ',' order by id)) from companion_memories m) as memories,
      (select md5(string_agg(r::text, ',' order by id)) from memory_relationships r) as relationships`
    return (await graph.asOwner('memory', text))[0]
  }
  const before = await all()
  const value = await work()
  expect(await all()).toEqual(before)
  return value
}

/** Forgets what a test has a companion remember. */
export async function clear(graph: Stack, like: string): Promise<void> {
  await graph.asOwner('memory', 'delete from companion_memories where companion_id like $1', [like])
}

export const vectorOf = (text: string): number[] => Array.from(embedText(text))
export const numbersOf = (text: string): number[] => JSON.parse(text)
