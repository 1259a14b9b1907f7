import { anonymous, type Identity } from '@worlds/kit/identity.ts'
import { beforeAll, describe, expect, test } from 'vitest'
import { nobody, person, refused, rows, serviceOf, told, uuid } from '../asking.ts'
import { admin, gameServer, onServer, type Stack, stack } from '../stack.ts'
import { deep, endless, lampFacts, lampInTwoFiles, lampOf } from './models.ts'

const [ann, ben, lantern] = [uuid(57_001), uuid(57_002), uuid(57_100)]
const mutation = `mutation ($input: InspectAssetInput!) {
  inspectAsset(input: $input) { asset { id metadata facts { triangles tags } } faults externalFiles } }`

let graph: Stack
let file: Uint8Array
beforeAll(async () => {
  graph = await stack()
  file = await lampOf('sway')
})

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
const inputOf = (input: Record<string, unknown> = {}) => ({ input: { id: lantern, gltf: base64(file), ...input } })
const present = (metadata: unknown, row: Record<string, unknown> = {}) =>
  rows(graph, 'world', 'assets', [{ id: lantern, asset_name: 'Lantern', creator_id: ann, metadata, ...row }])
const stored = async () => (await graph.asOwner('world', 'select * from assets where id = $1', [lantern]))[0]

/** What the caller is told, after which the asset is as before. */
async function notDone(input: Record<string, unknown> = {}, who: Identity = person(ann)) {
  const before = await stored()
  const refusal = await refused(graph, who, mutation, inputOf(input))
  expect(await stored()).toEqual(before)
  return refusal
}

describe('who may not', () => {
  test.each<[string, Identity, string]>([
    ['nobody signed in', anonymous, 'UNAUTHENTICATED'],
    ['another person', person(ben), 'FORBIDDEN'],
    ['a service of one companion', serviceOf('bob'), 'FORBIDDEN'],
  ])('%s states what is in an asset’s file', async (_, who, code) => {
    await using _row = await present({ tags: ['old'] })
    expect((await notDone({}, who)).code).toBe(code)
    // Whose it is comes before what the file is: nothing is read for a stranger.
    expect((await notDone({ gltf: base64(deep) }, who)).code).toBe(code)
  })

  test('nobody states anything of an asset that is not there', async () => {
    await using _ = await present(null)
    for (const who of [person(ann), gameServer, admin]) {
      expect(await notDone({ id: nobody }, who)).toMatchObject({ code: 'NOT_FOUND', argument: 'id' })
    }
  })
})

describe('inspectAsset', () => {
  test.each([person(ann), gameServer, admin])(
    'keeps what the file says beside all else that is known, for %j',
    async who => {
      const kept = { tags: ['lamp'], description: 'Brass', extra: { hat: [1] }, other: { of: 'another program' } }
      await using _ = await present({ ...kept, triangles: 7, animations: 'old', bounds: [0] })
      const { inspectAsset } = await told(graph, who, mutation, inputOf({ id: lantern.toUpperCase() }))
      const metadata = { ...kept, ...lampFacts, bytes: file.length, animations: ['sway'] }
      const asset = { id: lantern, metadata, facts: { triangles: 2, tags: ['lamp'] } }
      expect(inspectAsset).toEqual({ asset, faults: [], externalFiles: [] })
      expect(await stored()).toMatchObject({ metadata, asset_name: 'Lantern', creator_id: ann })
      const query = `{ assets(filter: { creatorId: "${ann}", animated: true, rigged: false, maxTriangles: 2, maxBytes: "${file.length}" }) { nodes { id } } }`
      expect((await told(graph, anonymous, query)).assets.nodes).toEqual([{ id: lantern }])
    },
  )

  test.each([null, 'null', {}])('begins with %j, and takes away what this file does not say', async before => {
    await using _ = await present(before === 'null' ? null : before)
    if (before === 'null') await graph.asOwner('world', `update assets set metadata = 'null' where id = $1`, [lantern])
    await told(graph, person(ann), mutation, inputOf())
    const gltf = base64(new TextEncoder().encode('{"asset": {"version": "2.0"}}'))
    const { inspectAsset } = await told(graph, person(ann), mutation, inputOf({ gltf }))
    const { bounds: _bounds, ...parts } = lampFacts
    const metadata = { ...parts, triangles: 0, vertices: 0, materials: 0, bytes: 29, animations: [] }
    expect(inspectAsset.asset.metadata).toEqual(metadata)
  })

  test('fetches nothing that a file refers to, and names it', async () => {
    await using _ = await present(null)
    const gltf = base64(await lampInTwoFiles())
    const { inspectAsset } = await told(graph, person(ann), mutation, inputOf({ gltf }))
    expect(inspectAsset).toMatchObject({ externalFiles: ['lamp.bin'], asset: { facts: { triangles: 2 } } })
  })

  test.each([['x'], 'lamp', 7])('leaves another program’s metadata %j alone', async metadata => {
    await using _ = await present(metadata)
    expect(await notDone()).toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('updateAsset') })
    expect((await notDone({}, person(ben))).code).toBe('FORBIDDEN')
  })

  test.each<[string, () => Promise<string>, string]>([
    ['nothing', async () => '', 'base64'],
    ['what is no base64', async () => `${base64(file)}!`, 'base64'],
    ['base64 for addresses', async () => '-_-_', 'base64'],
    ['half a file', async () => base64(file.subarray(0, 700)), 'no glTF file'],
    ['an address', async () => base64(new TextEncoder().encode('https://x.example/a.glb')), 'no glTF file'],
    ['a deep document', async () => base64(deep), 'nested too deeply'],
  ])('refuses %s', async (_, gltf, sentence) => {
    await using _row = await present({ tags: ['old'] })
    const refusal = { code: 'BAD_USER_INPUT', argument: 'gltf', message: expect.stringContaining(sentence) }
    expect(await notDone({ gltf: await gltf() })).toMatchObject(refusal)
  })

  // The ten seconds are the same on either database.
  test.skipIf(onServer)(
    'gives a file ten seconds, and what is written meanwhile stays',
    { timeout: 60_000 },
    async () => {
      await using _ = await present({ tags: ['old'] })
      const slow = refused(graph, person(ann), mutation, inputOf({ gltf: base64(endless) }))
      const update = `mutation { updateAsset(input: { id: "${lantern}", metadata: { tags: ["new"] } }) { asset { metadata } } }`
      expect((await told(graph, person(ann), update)).updateAsset.asset.metadata).toEqual({ tags: ['new'] })
      expect(await slow).toMatchObject({ code: 'TIMEOUT', argument: 'gltf' })
      expect(await stored()).toMatchObject({ metadata: { tags: ['new'] } })
    },
  )

  test('refuses an id that is none', async () => {
    await using _ = await present(null)
    expect(await notDone({ id: 'x' })).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'id' })
  })
})
