import { request } from 'node:http'
import { anonymous } from '@worlds/kit/identity.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { person, rows, told, uuid } from '../asking.ts'
import { faultsOf, freshKey, keyed, recordsOf } from '../keyed.ts'
import { admin, asked, gameServer, onServer, type Stack, stack } from '../stack.ts'

const [ann, ben] = [uuid(92_001), uuid(92_002)]
const create =
  'mutation ($input: CreateCharacterInput!) { createCharacter(input: $input) { character { id characterName } } }'
const named = (characterName: string) => ({ input: { characterName } })

let graph: Stack
let present: AsyncDisposable
beforeAll(async () => {
  graph = await stack()
  const user = (id: string) => ({ id, username: `r${id.slice(-5)}`, email: `${id}@x` })
  present = await rows(graph, 'nexus', 'users', [user(ann), user(ben)])
})
beforeEach(async () => {
  await graph.asOwner('nexus', 'delete from characters where user_id = any($1)', [[ann, ben]])
  await graph.asOwner('world', 'delete from assets where creator_id = any($1)', [[ann, ben]])
})
afterAll(() => present[Symbol.asyncDispose]())

const names = async (owner = ann) => {
  const text = 'select character_name as name from characters where user_id = $1 order by name'
  return (await graph.asOwner('nexus', text, [owner])).map(({ name }) => name)
}
const made = (characterName = 'Ida', key = freshKey(), who = person(ann)) =>
  keyed(graph, { who, key, query: create, variables: named(characterName) })

describe('who may not', () => {
  test('nobody is told what another made under the same key', async () => {
    const key = freshKey()
    const own = (await made('Ida', key)).data.createCharacter.character
    const other = (await made('Ida', key, person(ben))).data.createCharacter.character
    expect(other.id).not.toBe(own.id)
    expect([await names(ann), await names(ben)]).toEqual([['Ida'], ['Ida']])
    const update = `mutation ($input: UpdateCharacterInput!) { updateCharacter(input: $input) { character { id } } }`
    const input = { id: own.id, characterName: 'Mine' }
    for (const who of [gameServer, admin]) {
      expect((await keyed(graph, { who, key, query: update, variables: { input } })).errors).toEqual([])
    }
    const kept = await recordsOf(graph, 'nexus', key)
    expect(kept.map(({ principal }) => principal)).toEqual([
      ...['admin:test admin', 'service:game', `user:${ann}`, `user:${ben}`],
    ])
  })

  test('without a token nothing is kept', async () => {
    const key = freshKey()
    const answer = await asked(
      graph.url,
      undefined,
      { query: create, variables: named('x') },
      { 'idempotency-key': key },
    )
    expect(faultsOf(answer)).toEqual({ createCharacter: ['UNAUTHENTICATED', undefined] })
    expect((await graph.ask(anonymous, create, named('x'))).errors).toHaveLength(1)
    expect(await recordsOf(graph, 'nexus', key)).toEqual([])
  })

  test('what one may not see any more is not told again', async () => {
    const key = freshKey()
    const { id } = (await made('Ida', key)).data.createCharacter.character
    await graph.asOwner('nexus', 'delete from characters where id = $1', [id])
    expect(faultsOf(await made('Ida', key))).toEqual({ createCharacter: ['NOT_FOUND', 'Idempotency-Key'] })
    expect(await names()).toEqual([])
  })
})

describe('a request that is repeated', () => {
  test('is told what it made as it is now', async () => {
    const key = freshKey()
    const { id } = (await made('Ida', key)).data.createCharacter.character
    await graph.asOwner('nexus', "update characters set character_name = 'Idun' where id = $1", [id])
    expect((await made('Ida', key)).data).toEqual({ createCharacter: { character: { id, characterName: 'Idun' } } })
  })

  test('is another one without the key, or with another', async () => {
    await made('Ida')
    await made('Ida')
    await told(graph, person(ann), create, named('Ida'))
    await told(graph, person(ann), create, named('Ida'))
    expect(await names()).toEqual(['Ida', 'Ida', 'Ida', 'Ida'])
  })

  test.each<[string, Record<string, unknown>]>([
    ['another value', { variables: named('Eva') }],
    ['another text', { query: `${create} ` }],
    ['another name of the operation', { query: create.replace('mutation', 'mutation Make'), operationName: 'Make' }],
    ['a member more', { variables: { ...named('Ida'), more: null } }],
    [
      'a member called __proto__',
      { variables: JSON.parse('{"input": {"characterName": "Ida"}, "__proto__": {"a": 1}}') },
    ],
  ])('and is another request conflicts: %s', async (_, change) => {
    const key = freshKey()
    await made('Ida', key)
    const body = { query: create, variables: named('Ida'), ...change }
    const answer = await asked(graph.url, await graph.tokens.issue(person(ann)), body, { 'idempotency-key': key })
    expect(faultsOf(answer)).toEqual({ createCharacter: ['CONFLICT', 'Idempotency-Key'] })
    expect(await names()).toEqual(['Ida'])
  })

  test('may state its variables in another order', async () => {
    const key = freshKey()
    const post = async (input: object) =>
      asked(
        graph.url,
        await graph.tokens.issue(person(ann)),
        { query: create, variables: { input } },
        { 'idempotency-key': key },
      )
    const first = await post({
      characterName: 'Ida',
      isPrimary: true,
      customizationData: { palette: [{ slot: 'hair', color: '#000000' }] },
    })
    const second = await post({
      customizationData: { palette: [{ color: '#000000', slot: 'hair' }] },
      isPrimary: true,
      characterName: 'Ida',
    })
    expect([first.errors, second.errors, second.data]).toEqual([[], [], first.data])
  })

  test('that was refused is done when the fault is mended', async () => {
    const key = freshKey()
    const variables = { input: { id: uuid(92_100), characterName: 'Back' } }
    const query =
      'mutation ($input: UpdateCharacterInput!) { updateCharacter(input: $input) { character { characterName } } }'
    const again = () => keyed(graph, { who: person(ann), key, query, variables })
    expect(faultsOf(await again())).toEqual({ updateCharacter: ['NOT_FOUND', 'id'] })
    expect(await recordsOf(graph, 'nexus', key)).toEqual([])
    await rows(graph, 'nexus', 'characters', [
      { id: uuid(92_100), user_id: ann, character_name: 'Ida', is_primary: true },
    ])
    expect((await again()).data).toEqual({ updateCharacter: { character: { characterName: 'Back' } } })
  })

  test('holds several fields of several subgraphs, each done once', async () => {
    const key = freshKey()
    const make = (name: string) => `createCharacter(input: { characterName: "${name}" }) { character { id } }`
    const stray = `updateCharacter(input: { id: "${uuid(92_101)}", characterName: "x" }) { character { id } }`
    const asset =
      'createAsset(input: { assetName: "Lamp", assetType: "prop", fileUrl: "https://x.example/l.glb" }) { asset { id } }'
    const long = 'a'.repeat(3_000)
    const query = `mutation { one: ${make('A')} stray: ${stray} lamp: ${asset} two: ${make('B')} ${long}: ${make('C')} }`
    const again = () => keyed(graph, { who: person(ann), key, query })
    const first = await again()
    expect(faultsOf(first)).toEqual({ stray: ['NOT_FOUND', 'id'] })
    await rows(graph, 'nexus', 'characters', [
      { id: uuid(92_101), user_id: ann, character_name: 'Z', is_primary: false },
    ])
    const second = await again()
    expect(second.errors).toEqual([])
    expect(second.data).toEqual({ ...first.data, stray: { character: { id: uuid(92_101) } } })
    expect(await names()).toEqual(['A', 'B', 'C', 'x'])
    const assets = await graph.asOwner('world', 'select id from assets where creator_id = $1', [ann])
    expect(assets).toEqual([second.data.lamp.asset])
  })

  test('whose answer is lost is told it', async () => {
    const key = freshKey()
    const headers = {
      'content-type': 'application/json',
      authorization: `Bearer ${await graph.tokens.issue(person(ann))}`,
      'idempotency-key': key,
    }
    const leaving = request(`${graph.url}/graphql`, { method: 'POST', headers })
    leaving.on('error', () => undefined)
    leaving.end(JSON.stringify({ query: create, variables: named('Ida') }))
    await expect.poll(async () => (await recordsOf(graph, 'nexus', key)).length, { timeout: 10_000 }).toBe(1)
    leaving.destroy()
    const [row] = await graph.asOwner('nexus', 'select id from characters where user_id = $1', [ann])
    expect((await made('Ida', key)).data.createCharacter.character.id).toBe(row?.id)
    expect(await names()).toEqual(['Ida'])
  })

  test.skipIf(!onServer)('by one who was refused at once does not keep the others waiting', async () => {
    const key = freshKey()
    const answers = await Promise.all(['Ida', 'Eva', 'Ida', 'Eva', 'Ida'].map(name => made(name, key)))
    const [kept] = await names()
    expect(await names()).toHaveLength(1)
    const faults = answers.flatMap(answer => Object.values(faultsOf(answer)))
    expect(faults).toEqual(Array(kept === 'Ida' ? 2 : 3).fill(['CONFLICT', 'Idempotency-Key']))
  })

  test('that only looks is not kept', async () => {
    const key = freshKey()
    const query = `mutation ($dry: Boolean!) {
      forgetMemories(input: { companionId: "nobody's", userId: "${ann}", dryRun: $dry }) { count dryRun } }`
    const ask = (dry: boolean) => keyed(graph, { who: person(ann), key, query, variables: { dry } })
    expect((await ask(true)).data.forgetMemories).toEqual({ count: 0, dryRun: true })
    expect(await recordsOf(graph, 'memory', key)).toEqual([])
    expect((await ask(false)).data.forgetMemories).toEqual({ count: 0, dryRun: false })
    expect(
      faultsOf(await keyed(graph, { who: person(ann), key, query: `${query} `, variables: { dry: false } })),
    ).toEqual({
      forgetMemories: ['CONFLICT', 'Idempotency-Key'],
    })
  })
})

describe('a key', () => {
  const post = async (key: string) =>
    asked(
      graph.url,
      await graph.tokens.issue(person(ann)),
      { query: create, variables: named('Ida') },
      { 'idempotency-key': key },
    )

  test.each(['', ' ', 'a b', 'a\tb', 'é', 'x'.repeat(256)])('of %j is refused', async key => {
    const { status, errors } = await post(key)
    expect([status, errors[0]?.extensions]).toEqual([
      400,
      expect.objectContaining({ code: 'BAD_USER_INPUT', argument: 'Idempotency-Key' }),
    ])
    expect(errors[0]?.message).toContain('"Idempotency-Key" takes 1 to 255 visible ASCII characters')
    expect(await names()).toEqual([])
  })

  test.each(['x', '~'.repeat(255), `"${freshKey()}"`, "'; drop table characters; --".replaceAll(' ', '')])(
    'of %j is taken',
    async key => {
      expect((await post(key)).errors).toEqual([])
      expect((await post(key)).errors).toEqual([])
      expect(await names()).toEqual(['Ida'])
    },
  )

  test('is read of posts alone, and queries are not minded', async () => {
    const query = encodeURIComponent('{ me { id } }')
    const headers = { 'idempotency-key': '', 'apollo-require-preflight': '1' }
    expect((await fetch(`${graph.url}/graphql?query=${query}`, { headers })).status).toBe(200)
    const key = freshKey()
    const ask = (more: string) => keyed(graph, { who: person(ann), key, query: `{ me { id ${more} } }` })
    expect([(await ask('')).errors, (await ask('username')).errors]).toEqual([[], []])
  })
})
