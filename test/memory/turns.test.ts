import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Context } from '@worlds/memory/context.ts'
import { checkedDrafts } from '@worlds/memory/drafts.ts'
import { nearestMemories } from '@worlds/memory/nearest.ts'
import { decodedVectors } from '@worlds/memory/representations.ts'
import { type Tools, toolsFor } from '@worlds/memory/tools.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { uuid } from '../asking.ts'
import { syntheticVectors } from '../bench/vectors.ts'
import { admin, onServer, type Stack, stack } from '../stack.ts'
import { kept, keptCodec, modelNumber, ownerDb } from './kept.ts'
import { rowOf } from './trained.ts'
import { allRemembered } from './writing.ts'

const ada = uuid(58_001)
const companion = 'turns'
const id = (n: number) => 2_000_058_000 + n
const count = 1_000
const synthetic = syntheticVectors(count, 58)
const vectors = Array.from({ length: count }, (_, n) => rowOf(synthetic, n))

let graph: Stack
let tools: Tools
const present = new AsyncDisposableStack()
beforeAll(async () => {
  if (!onServer) return
  graph = await stack()
  tools = toolsFor(graph.settings)
  const model = await modelNumber(graph)
  const codec = present.use(await keptCodec(graph, model))
  const memories = vectors.map((vector, n) => ({
    id: id(n),
    companion_id: companion,
    user_id: ada,
    tier: 'BACKGROUND' as const,
    vector,
    model,
    codec,
  }))
  present.use(await kept(graph, memories))
})
afterAll(() => present.disposeAsync())

/** The longest that this thread worked without a turn for others, in milliseconds of its own: what other programs take is not counted. */
async function longestTurn(work: () => Promise<unknown>): Promise<number> {
  let done = false
  const working = nextTurn()
    .then(work)
    .finally(() => {
      done = true
    })
  let longest = 0
  while (!done) {
    const before = process.cpuUsage()
    await nextTurn()
    const { user, system } = process.cpuUsage(before)
    longest = Math.max(longest, (user + system) / 1000)
  }
  await working
  return longest
}

// An embedded database works in this thread, which its work is then counted with.
describe.skipIf(!onServer)('other requests get their turns while', () => {
  test('many vectors are compared with codes', async () => {
    const question = { companionId: companion, userId: ada, vectors, modelId: null }
    expect(await longestTurn(() => nearestMemories(ownerDb(graph), tools, question, 1))).toBeLessThan(120)
  })

  test('many vectors are decoded', async () => {
    const ids = vectors.map((_, n) => String(id(n)))
    expect(await longestTurn(() => decodedVectors(ownerDb(graph), tools, ids))).toBeLessThan(120)
  })

  test('the phrases of many long texts are found', async () => {
    const words = (seed: number) => Array.from({ length: 1_700 }, (_, n) => (seed * 7_919 + n * 104_729).toString(36))
    const inputs = Array.from({ length: 400 }, (_, seed) => ({
      companionId: companion,
      userId: ada,
      content: words(seed).join(' ').slice(0, 10_000),
    }))
    const context = { identity: admin } as Context
    expect(await longestTurn(async () => checkedDrafts(context, inputs))).toBeLessThan(120)
  })

  test('a batch of one text is merged, each time with other phrases', async () => {
    const memories = Array.from({ length: count }, (_, n) => ({
      companionId: companion,
      userId: ada,
      content: 'The same.',
      tier: 'SPARSE',
      onDuplicate: 'MERGE',
      keyPhrases: Array.from({ length: 50 }, (_, each) => (50 * n + each).toString(36)),
    }))
    const merge = () => allRemembered(graph, admin, memories)
    expect(await longestTurn(merge)).toBeLessThan(400)
    await merge()
    await graph.asOwner('memory', 'delete from companion_memories where content = $1', ['The same.'])
  })
})
