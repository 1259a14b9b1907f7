import { anonymous, type Identity } from '@worlds/kit/identity.ts'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { nobody, person, refused, rows, serviceOf, told, uuid } from '../asking.ts'
import { admin, gameServer, type Stack, stack } from '../stack.ts'

type Input = Record<string, unknown>

const [ann, ben] = [uuid(54_001), uuid(54_002)]
const stray = uuid(54_100)
const fields = 'id spaceName description isPublic maxOccupancy entryPoint skyboxSettings terrainSettings owner { id }'
const mutation = (name: string) =>
  `mutation ($input: ${name.replace(/^./, first => first.toUpperCase())}Input!) { ${name}(input: $input) { space { ${fields} } } }`

let graph: Stack
const remove = () =>
  graph.asOwner('world', 'delete from spaces where owner_id = any($1) or id = $2', [[ann, ben], stray])
beforeAll(async () => {
  graph = await stack()
  await remove()
})
afterEach(async () => {
  await remove()
})

const done = async (name: string, input: Input, who: Identity = person(ann)) =>
  (await told(graph, who, mutation(name), { input }))[name].space
const create = (input: Input = {}, who?: Identity) => done('createSpace', { spaceName: 'Garden', ...input }, who)
const stored = () => graph.asOwner('world', 'select * from spaces order by id')

/** What the caller is told, after which every row is as before. */
async function notDone(name: string, input: Input, who: Identity = person(ann)) {
  const before = await stored()
  const refusal = await refused(graph, who, mutation(name), { input })
  expect(await stored()).toEqual(before)
  return refusal
}

describe('who may not', () => {
  test.each<[string, Identity, [string, string]]>([
    ['nobody signed in', anonymous, ['UNAUTHENTICATED', 'UNAUTHENTICATED']],
    ['another person', person(ben), ['FORBIDDEN', 'NOT_FOUND']],
    ['a service of one companion', serviceOf('bob'), ['FORBIDDEN', 'FORBIDDEN']],
  ])('%s changes a public space or learns of a private one', async (_, who, [code, hidden]) => {
    expect((await notDone('createSpace', { ownerId: ann, spaceName: 'Mine' }, who)).code).toBe(code)
    for (const isPublic of [true, false]) {
      const { id } = await create({ isPublic })
      const expected = isPublic ? code : hidden
      expect((await notDone('updateSpace', { id, spaceName: 'Mine' }, who)).code).toBe(expected)
      expect((await notDone('deleteSpace', { id }, who)).code).toBe(expected)
    }
  })

  test('nobody changes what is not there, and a person nothing that has no owner', async () => {
    for (const who of [person(ann), admin, gameServer]) {
      const refusal = { code: 'NOT_FOUND', argument: 'id' }
      expect(await notDone('updateSpace', { id: nobody, description: null }, who)).toMatchObject(refusal)
      expect(await notDone('deleteSpace', { id: nobody }, who)).toMatchObject(refusal)
    }
    await using _ = await rows(graph, 'world', 'spaces', [{ id: stray, is_public: true }])
    expect((await notDone('updateSpace', { id: stray, spaceName: 'Mine' })).code).toBe('FORBIDDEN')
    expect((await notDone('deleteSpace', { id: stray })).code).toBe('FORBIDDEN')
    expect(await done('deleteSpace', { id: stray }, admin)).toMatchObject({ spaceName: null, owner: null })
  })

  test('an admin and a game server say whose, and a service of one companion has nobody to say', async () => {
    expect((await notDone('createSpace', { spaceName: 'x' }, serviceOf('bob'))).code).toBe('FORBIDDEN')
    for (const who of [admin, gameServer]) {
      const refusal = { code: 'BAD_USER_INPUT', argument: 'ownerId' }
      expect(await notDone('createSpace', { spaceName: 'x' }, who)).toMatchObject(refusal)
    }
  })
})

const url = 'https://x.example/sky.png'
const cubemap = { px: url, nx: url, py: url, ny: url, pz: url, nz: url }

describe('what is refused', () => {
  const sky = (skyboxSettings: Input) => ({ skyboxSettings })
  const ground = (terrainSettings: Input) => ({ terrainSettings })
  test.each<[Input, string]>([
    [{ spaceName: '' }, 'spaceName'],
    [{ spaceName: 'x'.repeat(256) }, 'spaceName'],
    [{ spaceName: 'a\nb' }, 'spaceName'],
    [{ spaceName: 'a\u0000b' }, 'spaceName'],
    [{ spaceName: 'a\ud800' }, 'spaceName'],
    [{ description: '' }, 'description'],
    [{ description: 'a\u0000' }, 'description'],
    [{ description: 'a\u0007' }, 'description'],
    [{ description: 'x'.repeat(5_001) }, 'description'],
    [{ isPublic: null }, 'isPublic'],
    [{ maxOccupancy: null }, 'maxOccupancy'],
    [{ maxOccupancy: 0 }, 'maxOccupancy'],
    [{ maxOccupancy: 10_001 }, 'maxOccupancy'],
    [sky({}), 'skyboxSettings'],
    [sky({ color: '#000000', equirectangular: url }), 'skyboxSettings'],
    [sky({ color: 'red' }), 'skyboxSettings.color'],
    [sky({ equirectangular: 'http://x.example/' }), 'skyboxSettings.equirectangular'],
    [sky({ cubemap: { ...cubemap, nz: 'https://a:b@x.example/' } }), 'skyboxSettings.cubemap.nz'],
    [ground({ heightmapUrl: 'ftp://x.example/' }), 'terrainSettings.heightmapUrl'],
    [ground({ size: { x: 1, z: 0 } }), 'terrainSettings.size.z'],
    [ground({ material: '' }), 'terrainSettings.material'],
    [ground({ extra: [] }), 'terrainSettings.extra'],
  ])('%.70j, when made and when changed', async (fault, argument) => {
    const { id } = await create()
    const refusal = { code: 'BAD_USER_INPUT', argument, message: expect.stringContaining(`"${argument}`) }
    expect(await notDone('createSpace', { spaceName: 'Garden', ...fault })).toMatchObject(refusal)
    expect(await notDone('updateSpace', { id, ...fault })).toMatchObject(refusal)
  })

  const nested = (levels: number) => JSON.parse(`${'{"a":'.repeat(levels)}0${'}'.repeat(levels)}`)
  test.each([
    [JSON.parse('{"a": {"__proto__": {"admin": true}}}'), '__proto__'],
    [nested(33), '32 levels'],
    [{ a: 'x'.repeat(65_536) }, '65536 bytes'],
    [{ a: 'b\u0000' }, 'NUL'],
  ])('%.40j as an extra, when made and when changed', async (extra, fault) => {
    const { id } = await create({ terrainSettings: { extra: nested(32) } })
    const refusal = { code: 'BAD_USER_INPUT', message: expect.stringContaining(fault) }
    expect(await notDone('createSpace', { spaceName: 'Garden', terrainSettings: { extra } })).toMatchObject(refusal)
    expect(await notDone('updateSpace', { id, terrainSettings: { extra } })).toMatchObject(refusal)
  })

  test('a change of nothing, a name of null, what is no id, and an infinite place', async () => {
    const { id } = await create()
    const code = 'BAD_USER_INPUT'
    expect((await notDone('updateSpace', { id })).code).toBe(code)
    expect(await notDone('updateSpace', { id, spaceName: null })).toMatchObject({ code, argument: 'spaceName' })
    expect(await notDone('updateSpace', { id: 'x', description: null })).toMatchObject({ code, argument: 'id' })
    expect(await notDone('deleteSpace', { id: 'x' })).toMatchObject({ code, argument: 'id' })
    expect(await notDone('createSpace', { spaceName: 'x', ownerId: 'x' })).toMatchObject({ code, argument: 'ownerId' })
    const text = `mutation { updateSpace(input: { id: "${id}", entryPoint: { x: 1e400, y: 0, z: 0 } }) { space { id } } }`
    const message = 'A number must be finite; 1e400 is too large.'
    expect(await refused(graph, person(ann), text)).toMatchObject({ message })
  })
})

describe('a space', () => {
  test.each([person(ann), admin, gameServer])('is made, changed and deleted by %j', async who => {
    const made = await create({ ownerId: ann }, who)
    const bare = { description: null, entryPoint: null, skyboxSettings: null, terrainSettings: null }
    const plain = { ...bare, id: made.id, spaceName: 'Garden', isPublic: true, maxOccupancy: 50, owner: { id: ann } }
    expect(made).toEqual(plain)
    const changed = { ...plain, spaceName: 'Éva 🦊', isPublic: false, maxOccupancy: 10_000 }
    const changes = { spaceName: 'Éva 🦊', isPublic: false, maxOccupancy: 10_000 }
    expect(await done('updateSpace', { id: made.id, ...changes }, who)).toEqual(changed)
    const query = `{ space(id: "${made.id}") { ${fields} createdAt } }`
    expect(await told(graph, anonymous, query)).toEqual({ space: null })
    const { space } = await told(graph, who, query)
    expect(space).toMatchObject(changed)
    expect(Math.abs(Date.now() - Date.parse(space.createdAt))).toBeLessThan(60_000)
    expect(await done('deleteSpace', { id: made.id }, who)).toEqual(changed)
    expect(await told(graph, admin, query)).toEqual({ space: null })
  })

  test.each([
    [{ color: '#1E90FF' }, { color: '#1e90ff' }],
    [{ cubemap }, { cubemap }],
    [{ equirectangular: url, color: null }, { equirectangular: url }],
  ])('keeps its scenery under the sky %j, and null takes it away', async (given, skyboxSettings) => {
    const terrainSettings = {
      heightmapUrl: url,
      size: { x: 0.5, z: 1_000 },
      heightScale: -2.5,
      material: 'grass',
      extra: { wind: [1] },
    }
    const description = 'Two\nlines'
    const entryPoint = { x: 1.5, y: 0, z: -2 }
    const made = await create({ description, entryPoint, terrainSettings, skyboxSettings: given })
    const kept = { description, entryPoint: { ...entryPoint, rotationY: 0 }, terrainSettings, skyboxSettings }
    expect(made).toMatchObject(kept)
    const { id } = made
    expect((await done('updateSpace', { id, terrainSettings: { material: null } })).terrainSettings).toEqual({})
    const none = { description: null, entryPoint: null, skyboxSettings: null, terrainSettings: null }
    expect(await done('updateSpace', { id, ...none })).toEqual({ ...made, ...none })
  })

  test('of other programs keeps the form they gave it until somebody changes that', async () => {
    const record = {
      id: stray,
      owner_id: ann,
      entry_point: [1],
      skybox_settings: { a: null },
      terrain_settings: 'flat',
    }
    await using _ = await rows(graph, 'world', 'spaces', [record])
    const kept = { entryPoint: [1], skyboxSettings: { a: null }, terrainSettings: 'flat', isPublic: false }
    expect(await done('updateSpace', { id: stray, spaceName: 'New' })).toMatchObject({ ...kept, spaceName: 'New' })
  })
})
