import { anonymous, type Identity } from '@worlds/kit/identity.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { nobody, person, refused, rows, serviceOf, told, uuid } from '../asking.ts'
import { admin, gameServer, type Stack, stack } from '../stack.ts'

type Input = Record<string, unknown>

const [ann, ben] = [uuid(33_001), uuid(33_002)]
const fields = 'id characterName modelUrl customizationData isPrimary user { id }'
const mutation = (name: string) =>
  `mutation ($input: ${name.replace(/^./, first => first.toUpperCase())}Input!) { ${name}(input: $input) { character { ${fields} } } }`

let graph: Stack
let present: AsyncDisposable
beforeAll(async () => {
  graph = await stack()
  const user = (id: string) => ({ id, username: `w${id.slice(-5)}`, email: `${id}@x` })
  present = await rows(graph, 'nexus', 'users', [user(ann), user(ben)])
})
beforeEach(async () => {
  await graph.asOwner('nexus', 'delete from characters where user_id = any($1) or id = $2', [[ann, ben], uuid(33_100)])
})
afterAll(() => present[Symbol.asyncDispose]())

const done = async (name: string, input: Input, who: Identity = person(ann)) =>
  (await told(graph, who, mutation(name), { input }))[name].character
const create = (input: Input = {}, who?: Identity) => done('createCharacter', { characterName: 'Ida', ...input }, who)
const stored = () =>
  graph.asOwner('nexus', 'select * from characters where user_id = any($1) or user_id is null order by id', [
    [ann, ben],
  ])
const primaries = async (userId = ann) =>
  (
    await graph.asOwner('nexus', 'select character_name from characters where user_id = $1 and is_primary', [userId])
  ).map(row => row.character_name)

/** What the caller is told, after which every row is as before. */
async function notDone(name: string, input: Input, who: Identity = person(ann)) {
  const before = await stored()
  const refusal = await refused(graph, who, mutation(name), { input })
  expect(await stored()).toEqual(before)
  return refusal
}

describe('who may not', () => {
  test.each<[string, Identity, string]>([
    ['nobody signed in', anonymous, 'UNAUTHENTICATED'],
    ['another person', person(ben), 'FORBIDDEN'],
    ['a service of one companion', serviceOf('bob'), 'FORBIDDEN'],
  ])('%s changes a character that is there', async (_, who, code) => {
    const { id } = await create()
    await create({ characterName: 'Eva' })
    expect((await notDone('createCharacter', { userId: ann, characterName: 'Mine' }, who)).code).toBe(code)
    expect((await notDone('updateCharacter', { id, characterName: 'Mine' }, who)).code).toBe(code)
    expect((await notDone('setPrimaryCharacter', { id }, who)).code).toBe(code)
    expect((await notDone('deleteCharacter', { id }, who)).code).toBe(code)
    expect(await stored()).toHaveLength(2)
  })

  test('nobody changes what is not there, or makes a character for nobody', async () => {
    for (const who of [person(ann), admin, gameServer]) {
      const refusal = { code: 'NOT_FOUND', argument: 'id' }
      expect(await notDone('updateCharacter', { id: nobody, modelUrl: null }, who)).toMatchObject(refusal)
      expect(await notDone('setPrimaryCharacter', { id: nobody }, who)).toMatchObject(refusal)
      expect(await notDone('deleteCharacter', { id: nobody }, who)).toMatchObject(refusal)
      const draft = { userId: nobody, characterName: 'Ida' }
      expect(await notDone('createCharacter', draft, who)).toMatchObject({ code: 'NOT_FOUND', argument: 'userId' })
    }
    expect((await notDone('createCharacter', { characterName: 'Ida' }, person(nobody))).code).toBe('NOT_FOUND')
  })

  test('an admin and a game server say for whom, and a service of one companion has nobody to say', async () => {
    expect((await notDone('createCharacter', { characterName: 'Ida' }, serviceOf('bob'))).code).toBe('FORBIDDEN')
    for (const who of [admin, gameServer]) {
      const refusal = await notDone('createCharacter', { characterName: 'Ida' }, who)
      expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'userId' })
    }
  })
})

describe('what is refused', () => {
  const part = (parts: Input) => ({ customizationData: parts })
  const assetId = uuid(1)
  test.each<[Input, string]>([
    [{ characterName: '' }, 'characterName'],
    [{ characterName: ' \u200b ' }, 'characterName'],
    [{ characterName: 'x'.repeat(101) }, 'characterName'],
    [{ characterName: 'a\nb' }, 'characterName'],
    [{ characterName: 'a\u0000b' }, 'characterName'],
    [{ characterName: 'a\ud800' }, 'characterName'],
    [{ modelUrl: 'http://x.example/a.glb' }, 'modelUrl'],
    [{ modelUrl: 'https:x.example' }, 'modelUrl'],
    [{ modelUrl: 'https://x.example/a b' }, 'modelUrl'],
    [{ modelUrl: 'https://a:b@x.example/' }, 'modelUrl'],
    [{ modelUrl: 'javascript:alert(1)' }, 'modelUrl'],
    [{ modelUrl: `https://x.example/${'a'.repeat(2_000)}` }, 'modelUrl'],
    [part({ palette: [{ slot: 'a', color: 'red' }] }), 'customizationData.palette[0].color'],
    [part({ palette: Array(51).fill({ slot: 'a', color: '#000000' }) }), 'customizationData.palette'],
    [part({ palette: Array(2).fill({ slot: 'a', color: '#000000' }) }), 'customizationData.palette[1].slot'],
    [part({ attachments: [{ slot: '', assetId }] }), 'customizationData.attachments[0].slot'],
    [part({ attachments: [{ slot: 'x'.repeat(51), assetId }] }), 'customizationData.attachments[0].slot'],
    [part({ attachments: [{ slot: 'a', assetId: 'x' }] }), 'customizationData.attachments[0].assetId'],
    [part({ attachments: Array(2).fill({ slot: 'a', assetId }) }), 'customizationData.attachments[1].slot'],
    [part({ blendShapes: [{ name: 'a', weight: 1.1 }] }), 'customizationData.blendShapes[0].weight'],
    [part({ blendShapes: Array(2).fill({ name: 'a', weight: 1 }) }), 'customizationData.blendShapes[1].name'],
    [part({ extra: [1] }), 'customizationData.extra'],
  ])('%.70j, when made and when changed', async (fault, argument) => {
    const { id } = await create()
    const refusal = { code: 'BAD_USER_INPUT', argument, message: expect.stringContaining(`"${argument}`) }
    expect(await notDone('createCharacter', { characterName: 'Ida', ...fault })).toMatchObject(refusal)
    expect(await notDone('updateCharacter', { id, ...fault })).toMatchObject(refusal)
  })

  test('a change of nothing, a name of null and what is no id', async () => {
    const { id } = await create()
    const code = 'BAD_USER_INPUT'
    expect((await notDone('updateCharacter', { id })).code).toBe(code)
    expect(await notDone('updateCharacter', { id, characterName: null })).toMatchObject({
      code,
      argument: 'characterName',
    })
    for (const name of ['updateCharacter', 'setPrimaryCharacter', 'deleteCharacter']) {
      const input = name === 'updateCharacter' ? { id: 'x', modelUrl: null } : { id: 'x' }
      expect(await notDone(name, input)).toMatchObject({ code, argument: 'id' })
    }
    const draft = { userId: 'x', characterName: 'Ida' }
    expect(await notDone('createCharacter', draft)).toMatchObject({ code, argument: 'userId' })
  })

  test('a fifty-first character, and a choice of one that is nobody’s', async () => {
    const text = `insert into characters (user_id, character_name) select $1, 'C' || n from generate_series(1, 50) n`
    await graph.asOwner('nexus', text, [ann])
    expect(await notDone('createCharacter', { characterName: 'Ida' })).toMatchObject({
      code: 'CONFLICT',
      message: 'A person has 50 characters at most. Delete one first.',
    })
    await using _ = await rows(graph, 'nexus', 'characters', [{ id: uuid(33_100), character_name: 'Stray' }])
    expect((await notDone('setPrimaryCharacter', { id: uuid(33_100) }, admin)).code).toBe('CONFLICT')
    expect((await notDone('deleteCharacter', { id: uuid(33_100) })).code).toBe('FORBIDDEN')
    expect(await done('deleteCharacter', { id: uuid(33_100) }, admin)).toMatchObject({ user: null })
  })
})

describe('a character', () => {
  test.each([person(ann), admin, gameServer])('is made, changed and deleted by %j', async who => {
    const made = await create({ userId: ann }, who)
    const plain = { id: made.id, modelUrl: null, customizationData: null, isPrimary: true, user: { id: ann } }
    expect(made).toEqual({ ...plain, characterName: 'Ida' })
    expect(await done('updateCharacter', { id: made.id, characterName: 'Éva 🦊' }, who)).toEqual({
      ...plain,
      characterName: 'Éva 🦊',
    })
    const { character } = await told(graph, who, `{ character(id: "${made.id}") { ${fields} createdAt } }`)
    expect(Math.abs(Date.now() - Date.parse(character.createdAt))).toBeLessThan(60_000)
    expect(await done('deleteCharacter', { id: made.id }, who)).toEqual({ ...plain, characterName: 'Éva 🦊' })
    expect(await stored()).toEqual([])
  })

  test('keeps its customization in full, and null takes it and the model away', async () => {
    const customizationData = {
      palette: [{ slot: 'hair', color: '#1E90FF' }],
      attachments: [{ slot: 'head', assetId: uuid(1) }],
      blendShapes: [{ name: 'smile', weight: 0.25 }],
    }
    const modelUrl = 'https://x.example/a.glb'
    const made = await create({ customizationData, modelUrl })
    const kept = { ...customizationData, palette: [{ slot: 'hair', color: '#1e90ff' }], extra: {} }
    expect(made).toMatchObject({ customizationData: kept, modelUrl })
    const { id } = made
    const extra = await done('updateCharacter', { id, customizationData: { extra: { hat: [1] } } })
    expect(extra.customizationData).toEqual({ palette: [], attachments: [], blendShapes: [], extra: { hat: [1] } })
    expect(extra.modelUrl).toBe(modelUrl)
    const bare = await done('updateCharacter', { id, customizationData: null, modelUrl: null })
    expect(bare).toMatchObject({ customizationData: null, modelUrl: null })
  })

  test('brings what other subgraphs know of it, also when it is gone', async () => {
    const file_url = 'https://x.example/written.glb'
    const asset = { id: uuid(33_200), asset_name: 'Written', file_url }
    await using _ = await rows(graph, 'world', 'assets', [asset])
    const { id } = await create({ modelUrl: file_url })
    const query = mutation('deleteCharacter').replace(fields, 'id modelAsset { assetName }')
    const { deleteCharacter } = await told(graph, person(ann), query, { input: { id } })
    expect(deleteCharacter.character).toEqual({ id, modelAsset: { assetName: 'Written' } })
  })
})

describe('the primary character', () => {
  test('is the first one, whatever was asked, until another is chosen or made as such', async () => {
    expect((await create({ characterName: 'A', isPrimary: false })).isPrimary).toBe(true)
    const b = await create({ characterName: 'B' })
    expect([b.isPrimary, await primaries()]).toEqual([false, ['A']])
    expect((await done('setPrimaryCharacter', { id: b.id })).isPrimary).toBe(true)
    expect((await done('setPrimaryCharacter', { id: b.id })).isPrimary).toBe(true)
    expect(await primaries()).toEqual(['B'])
    expect((await create({ characterName: 'C', isPrimary: true })).isPrimary).toBe(true)
    expect(await primaries()).toEqual(['C'])
    await create({ characterName: 'D' }, person(ben))
    expect([await primaries(), await primaries(ben)]).toEqual([['C'], ['D']])
  })

  test('leaves its place to the oldest that remains, and to nobody when it was the last', async () => {
    const made = []
    for (const characterName of ['A', 'B', 'C']) made.push(await create({ characterName, isPrimary: true }))
    const gone = await done('deleteCharacter', { id: made[2].id })
    expect([gone.isPrimary, await primaries()]).toEqual([true, ['A']])
    await done('deleteCharacter', { id: made[1].id })
    expect(await primaries()).toEqual(['A'])
    await done('deleteCharacter', { id: made[0].id })
    expect(await stored()).toEqual([])
  })
})
