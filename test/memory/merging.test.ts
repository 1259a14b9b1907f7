import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { person, uuid } from '../asking.ts'
import { type Stack, stack } from '../stack.ts'
import { allRemembered, clear, remembered, storedOf } from './writing.ts'

const ada = uuid(59_001)
const companionId = 'merging'
const merge = { companionId, userId: ada, content: 'Ada keeps bees.', tier: 'SPARSE', onDuplicate: 'MERGE' }
const phrases = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => `phrase ${from + n}`)
const storedPhrases = async () => (await storedOf(graph, companionId)).map(row => row.key_phrases)

let graph: Stack
beforeAll(async () => {
  graph = await stack()
})
beforeEach(() => clear(graph, companionId))
afterAll(() => clear(graph, companionId))

test('a memory that texts are merged into has no more phrases than one may have, its own first', async () => {
  const many = [0, 40, 80].map(from => ({ ...merge, keyPhrases: phrases(from, from + 40) }))
  expect((await allRemembered(graph, person(ada), many)).mergedCount).toBe(2)
  expect(await storedPhrases()).toEqual([phrases(0, 50)])
  await graph.asOwner('memory', 'update companion_memories set key_phrases = $1 where companion_id = $2', [
    phrases(0, 48),
    companionId,
  ])
  await allRemembered(graph, person(ada), many)
  expect(await storedPhrases()).toEqual([phrases(0, 50)])
  await graph.asOwner('memory', 'update companion_memories set key_phrases = $1 where companion_id = $2', [
    phrases(100, 160),
    companionId,
  ])
  await allRemembered(graph, person(ada), many)
  expect(await storedPhrases()).toEqual([phrases(100, 160)])
})

test('phrases are merged with those of another program, where one may be missing', async () => {
  await remembered(graph, person(ada), { ...merge, keyPhrases: ['bees'] })
  await graph.asOwner('memory', `update companion_memories set key_phrases = '{bees,null}' where companion_id = $1`, [
    companionId,
  ])
  const input = { ...merge, keyPhrases: ['honey', 'bees'] }
  await graph.ask(person(ada), 'mutation ($input: RememberMemoryInput!) { rememberMemory(input: $input) { merged } }', {
    input,
  })
  expect(await storedPhrases()).toEqual([['bees', null, 'honey']])
})
