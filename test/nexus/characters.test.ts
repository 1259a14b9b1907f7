import { anonymous, type Identity } from '@worlds/kit/identity.ts'
import { demoPerson } from '@worlds/ops/demo.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codes, inUtc, nobody, refused, rows, serviceOf, told, uuid, withoutIndex } from '../asking.ts'
import { admin, demo, gameServer, type Stack, stack } from '../stack.ts'

const person = uuid(31_000)
const as: Identity = { role: 'user', id: person }
const character = (n: number, row: Record<string, unknown> = {}) => ({
  id: uuid(31_000 + n),
  user_id: person,
  character_name: `C${n}`,
  ...row,
})
const fields = 'id characterName modelUrl customizationData isPrimary createdAt'
const columns = `id, character_name as "characterName", model_url as "modelUrl",
  customization_data as "customizationData", coalesce(is_primary, false) as "isPrimary", ${inUtc('created_at')} as "createdAt"`
const inOrder = "coalesce(is_primary, false) desc, coalesce(created_at, '-infinity'), id"

let graph: Stack
let present: AsyncDisposable
beforeAll(async () => {
  graph = await stack()
  present = await rows(graph, 'nexus', 'users', [{ id: person, username: 'characters', email: 'characters@x' }])
})
afterAll(() => present[Symbol.asyncDispose]())

const namesOf = async (selection = 'characterName') => {
  const { user } = await told(
    graph,
    as,
    `{ user(id: "${person}") { characters { ${selection} } primaryCharacter { characterName } } }`,
  )
  return [
    user.characters.map((each: { characterName: string }) => each.characterName),
    user.primaryCharacter?.characterName,
  ]
}

describe('who may not', () => {
  test('a passer-by sees no characters, though there are some', async () => {
    await using _ = await rows(graph, 'nexus', 'characters', [character(1, { is_primary: true })])
    const query = `{ character(id: "${uuid(31_001)}") { id } user(id: "${person}") { username characters { id } primaryCharacter { id } } }`
    expect(await codes(graph, anonymous, query)).toEqual({
      character: 'UNAUTHENTICATED',
      'user.characters': 'UNAUTHENTICATED',
      'user.primaryCharacter': 'UNAUTHENTICATED',
    })
    const { data } = await graph.ask(anonymous, query)
    expect(data).toEqual({
      character: null,
      user: { username: 'characters', characters: null, primaryCharacter: null },
    })
    expect(await graph.asOwner('nexus', 'select id from characters where user_id = $1', [person])).toHaveLength(1)
  })

  test('everyone who is signed in does', async () => {
    const query = `{ user(id: "${demoPerson.id}") { characters { characterName } } }`
    for (const who of [as, demo, gameServer, admin, serviceOf('bob')]) {
      expect((await told(graph, who, query)).user.characters).toHaveLength(4)
    }
  })
})

describe('character', () => {
  test('has every field of the row', async () => {
    const odd = character(1, { user_id: null, customization_data: [1, { a: null }], is_primary: null })
    await using _ = await rows(graph, 'nexus', 'characters', [odd])
    const stored = await graph.asOwner(
      'nexus',
      `select ${columns}, case when user_id is not null then json_build_object('id', user_id) end as user
      from characters where id in ($1, (select id from characters where user_id = $2 and is_primary))`,
      [odd.id, demoPerson.id],
    )
    expect(stored).toHaveLength(2)
    for (const row of stored) {
      expect(await told(graph, demo, `{ character(id: "${row.id}") { ${fields} user { id } } }`)).toEqual({
        character: row,
      })
    }
  })

  test('is null for an id that none has, and refuses what is no id', async () => {
    expect(await told(graph, demo, `{ character(id: "${nobody}") { id } }`)).toEqual({ character: null })
    expect(await refused(graph, demo, '{ character(id: "x") { id } }')).toEqual({
      code: 'BAD_USER_INPUT',
      argument: 'id',
      message: '"id" takes a UUID, not "x".',
    })
  })
})

describe('the characters of a person', () => {
  test('come as the owner’s table has them, for every person of the demo', async () => {
    const query = `{ users(first: 100, filter: { usernamePrefix: "m" }) { nodes { id characters { ${fields} } primaryCharacter { id } } } }`
    const { users } = await told(graph, demo, query)
    expect(users.nodes.length).toBeGreaterThan(5)
    for (const { id, characters, primaryCharacter } of users.nodes) {
      const stored = await graph.asOwner(
        'nexus',
        `select ${columns} from characters where user_id = $1 order by ${inOrder}`,
        [id],
      )
      expect(characters).toEqual(stored)
      expect(primaryCharacter?.id).toBe(stored.find(row => row.isPrimary)?.id)
    }
  })

  test('put the primary one first, then the oldest, and those of unknown age before them', async () => {
    await using _ = await rows(graph, 'nexus', 'characters', [
      character(1, { created_at: '2020-01-01' }),
      character(2, { created_at: '2019-01-01' }),
      character(3, { created_at: '2021-01-01', is_primary: true }),
      character(4, { is_primary: false }),
      character(5, { created_at: '2020-01-01' }),
    ])
    expect(await namesOf()).toEqual([['C3', 'C4', 'C2', 'C1', 'C5'], 'C3'])
  })

  test('may be none, or none of them primary', async () => {
    expect(await namesOf()).toEqual([[], undefined])
    await using _ = await rows(graph, 'nexus', 'characters', [character(1), character(2, { is_primary: false })])
    expect(await namesOf('characterName isPrimary')).toEqual([['C1', 'C2'], undefined])
  })

  test('have one primary even where an old database marks two: the older', async () => {
    await using _index = await withoutIndex(graph, 'nexus', 'idx_characters_one_primary')
    await using _ = await rows(graph, 'nexus', 'characters', [
      character(1, { created_at: '2021-01-01', is_primary: true }),
      character(2, { created_at: '2020-01-01', is_primary: true }),
    ])
    expect(await namesOf()).toEqual([['C2', 'C1'], 'C2'])
  })

  test('are a hundred at most', async () => {
    const crowd = Array.from({ length: 103 }, (_, n) => character(n))
    await using _ = await rows(graph, 'nexus', 'characters', crowd)
    const [names] = await namesOf()
    expect(names).toEqual(crowd.slice(0, 100).map(each => each.character_name))
  })
})
