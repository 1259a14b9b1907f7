import { anonymous, type Identity } from '@worlds/kit/identity.ts'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { nobody, person, refused, rows, serviceOf, told, uuid } from '../asking.ts'
import { admin, gameServer, type Stack, stack } from '../stack.ts'

type Input = Record<string, unknown>

const [ann, ben] = [uuid(53_001), uuid(53_002)]
const stray = uuid(53_100)
const fields = 'id assetName assetType fileUrl thumbnailUrl licenseType metadata creator { id }'
const mutation = (name: string) =>
  `mutation ($input: ${name.replace(/^./, first => first.toUpperCase())}Input!) { ${name}(input: $input) { asset { ${fields} } } }`
const draft = { assetName: 'Lantern', assetType: 'model', fileUrl: 'https://x.example/lantern.glb' }

let graph: Stack
const remove = () =>
  graph.asOwner('world', 'delete from assets where creator_id = any($1) or id = $2', [[ann, ben], stray])
beforeAll(async () => {
  graph = await stack()
  await remove()
})
afterEach(async () => {
  await remove()
})

const done = async (name: string, input: Input, who: Identity = person(ann)) =>
  (await told(graph, who, mutation(name), { input }))[name].asset
const create = (input: Input = {}, who?: Identity) => done('createAsset', { ...draft, ...input }, who)
const stored = () => graph.asOwner('world', 'select * from assets order by id')

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
  ])('%s changes an asset that is there', async (_, who, code) => {
    const { id } = await create()
    expect((await notDone('createAsset', { ...draft, creatorId: ann }, who)).code).toBe(code)
    expect((await notDone('updateAsset', { id, assetName: 'Mine' }, who)).code).toBe(code)
    expect((await notDone('deleteAsset', { id }, who)).code).toBe(code)
  })

  test('nobody changes what is not there, and a person nothing that has no maker', async () => {
    for (const who of [person(ann), admin, gameServer]) {
      const refusal = { code: 'NOT_FOUND', argument: 'id' }
      expect(await notDone('updateAsset', { id: nobody, metadata: null }, who)).toMatchObject(refusal)
      expect(await notDone('deleteAsset', { id: nobody }, who)).toMatchObject(refusal)
    }
    await using _ = await rows(graph, 'world', 'assets', [{ id: stray, asset_name: 'Stray' }])
    expect((await notDone('updateAsset', { id: stray, assetName: 'Mine' })).code).toBe('FORBIDDEN')
    expect((await notDone('deleteAsset', { id: stray })).code).toBe('FORBIDDEN')
    expect(await done('deleteAsset', { id: stray }, admin)).toMatchObject({ assetName: 'Stray', creator: null })
  })

  test('an admin and a game server say whose, and a service of one companion has nobody to say', async () => {
    expect((await notDone('createAsset', draft, serviceOf('bob'))).code).toBe('FORBIDDEN')
    for (const who of [admin, gameServer]) {
      expect(await notDone('createAsset', draft, who)).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'creatorId' })
    }
  })
})

describe('what is refused', () => {
  const part = (metadata: Input) => ({ metadata })
  const corner = { x: 0, y: 0, z: 0 }
  test.each<[Input, string]>([
    [{ assetName: '' }, 'assetName'],
    [{ assetName: 'x'.repeat(256) }, 'assetName'],
    [{ assetName: 'a\nb' }, 'assetName'],
    [{ assetName: 'a\u0000b' }, 'assetName'],
    [{ assetName: 'a\ud800' }, 'assetName'],
    [{ assetType: ' ' }, 'assetType'],
    [{ assetType: 'x'.repeat(51) }, 'assetType'],
    [{ fileUrl: '' }, 'fileUrl'],
    [{ fileUrl: 'http://x.example/a.glb' }, 'fileUrl'],
    [{ fileUrl: 'https://x.example/\u0000' }, 'fileUrl'],
    [{ fileUrl: 'https://a:b@x.example/' }, 'fileUrl'],
    [{ thumbnailUrl: 'javascript:alert(1)' }, 'thumbnailUrl'],
    [{ thumbnailUrl: 'https://a@x.example/' }, 'thumbnailUrl'],
    [{ thumbnailUrl: `https://x.example/${'a'.repeat(2_000)}` }, 'thumbnailUrl'],
    [{ licenseType: '' }, 'licenseType'],
    [{ licenseType: 'CC BY' }, 'licenseType'],
    [{ licenseType: 'LicenseRef-' }, 'licenseType'],
    [{ licenseType: 'LicenseRef-a_b' }, 'licenseType'],
    [{ licenseType: 'MIT\u0000' }, 'licenseType'],
    [{ licenseType: `LicenseRef-${'a'.repeat(40)}` }, 'licenseType'],
    [part({ triangles: -1 }), 'metadata.triangles'],
    [part({ bytes: '-1' }), 'metadata.bytes'],
    [part({ bytes: '9007199254740992' }), 'metadata.bytes'],
    [part({ animations: Array(101).fill('walk') }), 'metadata.animations'],
    [part({ animations: ['walk', 'x'.repeat(101)] }), 'metadata.animations[1]'],
    [part({ tags: Array(51).fill('lamp') }), 'metadata.tags'],
    [part({ tags: [''] }), 'metadata.tags[0]'],
    [part({ tags: ['x'.repeat(51)] }), 'metadata.tags[0]'],
    [part({ bounds: { min: corner, max: { ...corner, y: -0.5 } } }), 'metadata.bounds.max.y'],
    [part({ description: ' ' }), 'metadata.description'],
    [part({ description: 'x'.repeat(5_001) }), 'metadata.description'],
    [part({ vertices: -1 }), 'metadata.vertices'],
    [part({ materials: -1 }), 'metadata.materials'],
    [part({ extensions: ['a\nb'] }), 'metadata.extensions[0]'],
    [part({ extra: [1] }), 'metadata.extra'],
  ])('%.70j, when made and when changed', async (fault, argument) => {
    const { id } = await create()
    const refusal = { code: 'BAD_USER_INPUT', argument, message: expect.stringContaining(`"${argument}`) }
    expect(await notDone('createAsset', { ...draft, ...fault })).toMatchObject(refusal)
    expect(await notDone('updateAsset', { id, ...fault })).toMatchObject(refusal)
  })

  const nested = (levels: number) => JSON.parse(`${'{"a":'.repeat(levels)}0${'}'.repeat(levels)}`)
  test.each([
    [JSON.parse('{"a": {"__proto__": {"admin": true}}}'), '__proto__'],
    [nested(33), '32 levels'],
    [{ a: 'x'.repeat(65_536) }, '65536 bytes'],
    [{ a: 'b\u0000' }, 'NUL'],
  ])('%.40j as an extra, when made and when changed', async (extra, fault) => {
    const { id } = await create({ metadata: { extra: nested(32) } })
    const refusal = { code: 'BAD_USER_INPUT', message: expect.stringContaining(fault) }
    expect(await notDone('createAsset', { ...draft, metadata: { extra } })).toMatchObject(refusal)
    expect(await notDone('updateAsset', { id, metadata: { extra } })).toMatchObject(refusal)
  })

  test('a change of nothing, a name of null, what is no id, and an infinite corner', async () => {
    const { id } = await create()
    const code = 'BAD_USER_INPUT'
    expect((await notDone('updateAsset', { id })).code).toBe(code)
    expect(await notDone('updateAsset', { id, assetName: null })).toMatchObject({ code, argument: 'assetName' })
    expect(await notDone('updateAsset', { id: 'x', metadata: null })).toMatchObject({ code, argument: 'id' })
    expect(await notDone('deleteAsset', { id: 'x' })).toMatchObject({ code, argument: 'id' })
    expect(await notDone('createAsset', { ...draft, creatorId: 'x' })).toMatchObject({ code, argument: 'creatorId' })
    const bounds = '{ min: { x: 0, y: 0, z: 0 }, max: { x: 0, y: 0, z: 1e400 } }'
    const text = `mutation { updateAsset(input: { id: "${id}", metadata: { bounds: ${bounds} } }) { asset { id } } }`
    expect(await refused(graph, person(ann), text)).toMatchObject({
      message: 'A number must be finite; 1e400 is too large.',
    })
    expect((await stored()).find(row => row.id === id)).toMatchObject({ metadata: null })
  })
})

describe('an asset', () => {
  test.each([person(ann), admin, gameServer])('is made, changed and deleted by %j', async who => {
    const made = await create({ creatorId: ann }, who)
    const plain = { ...draft, id: made.id, thumbnailUrl: null, licenseType: null, metadata: null, creator: { id: ann } }
    expect(made).toEqual(plain)
    const changed = { ...plain, assetName: 'Éva 🦊' }
    expect(await done('updateAsset', { id: made.id, assetName: 'Éva 🦊' }, who)).toEqual(changed)
    const { asset } = await told(graph, anonymous, `{ asset(id: "${made.id}") { ${fields} createdAt } }`)
    expect(asset).toMatchObject(changed)
    expect(Math.abs(Date.now() - Date.parse(asset.createdAt))).toBeLessThan(60_000)
    expect(await done('deleteAsset', { id: made.id }, who)).toEqual(changed)
    expect(await told(graph, anonymous, `{ asset(id: "${made.id}") { id } }`)).toEqual({ asset: null })
  })

  test('keeps all that is known of it, is found by that, and null takes it away', async () => {
    const metadata = {
      description: 'Two\nlines',
      triangles: 0,
      vertices: 2_147_483_647,
      materials: 1,
      bytes: 9_007_199_254_740_991,
      animations: ['walk'],
      rigged: false,
      tags: ['lamp', 'x'.repeat(50)],
      extensions: ['KHR_materials_unlit'],
      bounds: { min: { x: -1, y: 0, z: 0 }, max: { x: 1, y: 0, z: 2.5 } },
      extra: { hat: [1] },
    }
    const parts = { thumbnailUrl: 'https://x.example/a.png', licenseType: 'CC-BY-4.0' }
    const made = await create({ ...parts, metadata: { ...metadata, bytes: '9007199254740991' } })
    expect(made).toMatchObject({ ...parts, metadata })
    const query = 'query ($metadata: JSON) { assets(filter: { metadata: $metadata }) { nodes { id } } }'
    const found = await told(graph, anonymous, query, { metadata: { tags: ['lamp'], bytes: metadata.bytes } })
    expect(found.assets.nodes).toEqual([{ id: made.id }])
    const { id } = made
    const licenseType = `LicenseRef-${'a'.repeat(39)}`
    expect(await done('updateAsset', { id, licenseType })).toEqual({ ...made, licenseType })
    expect((await done('updateAsset', { id, metadata: { tags: [], rigged: null } })).metadata).toEqual({ tags: [] })
    const none = { assetType: null, fileUrl: null, thumbnailUrl: null, licenseType: null, metadata: null }
    expect(await done('updateAsset', { id, ...none })).toEqual({ ...made, ...none })
  })

  test('of other programs keeps the form they gave it until somebody changes that', async () => {
    const record = { id: stray, asset_name: 'Old', creator_id: ann, license_type: 'CC BY', metadata: ['x', { a: 1 }] }
    await using _ = await rows(graph, 'world', 'assets', [record])
    const changed = await done('updateAsset', { id: stray.toUpperCase(), assetName: 'New' })
    expect(changed).toMatchObject({ assetName: 'New', licenseType: 'CC BY', metadata: record.metadata })
  })
})
