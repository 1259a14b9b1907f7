import { afterAll, beforeAll, expect, test } from 'vitest'
import { person, refusalsOf, rows, uuid } from '../asking.ts'
import { onServer, type Stack, stack } from '../stack.ts'

const ann = uuid(33_501)

let graph: Stack
let present: AsyncDisposable
beforeAll(async () => {
  graph = await stack()
  present = await rows(graph, 'nexus', 'users', [{ id: ann, username: 'crowd', email: 'crowd@x' }])
})
afterAll(() => present[Symbol.asyncDispose]())

const ask = (name: string, input: Record<string, unknown>) => {
  const query = `mutation ($input: ${name.replace(/^./, first => first.toUpperCase())}Input!) { ${name}(input: $input) { character { id } } }`
  return graph.ask(person(ann), query, { input })
}
const deadlocks = async () =>
  (await graph.asOwner('nexus', 'select deadlocks::int from pg_stat_database where datname = current_database()'))[0]
    ?.deadlocks
const stored = () =>
  graph.asOwner('nexus', 'select id, is_primary from characters where user_id = $1 order by created_at', [ann])
const primaries = async () => (await stored()).filter(row => row.is_primary).length

test.skipIf(!onServer)('twenty changes at once leave one primary character, and nobody waits in a circle', async () => {
  const before = await deadlocks()
  for (let round = 0; round < 5; round++) {
    const ids = (await stored()).map(row => row.id)
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => {
        const id = ids[n % ids.length]
        if (!id || n % 3 === 0) return ask('createCharacter', { characterName: `C${n}`, isPrimary: n % 2 === 0 })
        return ask(n % 3 === 1 ? 'setPrimaryCharacter' : 'deleteCharacter', { id })
      }),
    )
    // Only what another of them deleted first is missed.
    expect(new Set(answers.flatMap(answer => refusalsOf(answer).map(({ code }) => code)))).toBeOneOf([
      new Set(),
      new Set(['NOT_FOUND']),
    ])
    expect([round, await primaries()]).toEqual([round, 1])
  }
  expect(await deadlocks()).toBe(before)
})

test.skipIf(!onServer)('of sixty that come at once fifty fit', async () => {
  await graph.asOwner('nexus', 'delete from characters where user_id = $1', [ann])
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, n) => ask('createCharacter', { characterName: `C${n}` })),
  )
  expect(answers.flatMap(answer => refusalsOf(answer).map(({ code }) => code))).toEqual(Array(10).fill('CONFLICT'))
  expect([(await stored()).length, await primaries()]).toEqual([50, 1])
})

test.skipIf(!onServer)('as many deletions at once leave nothing behind but one primary character', async () => {
  const ids = (await stored()).map(row => row.id)
  const answers = await Promise.all(ids.slice(0, 49).map(id => ask('deleteCharacter', { id })))
  expect(answers.flatMap(refusalsOf)).toEqual([])
  expect(await stored()).toEqual([{ id: ids[49], is_primary: true }])
})
