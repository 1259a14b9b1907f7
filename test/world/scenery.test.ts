import { anonymous } from '@worlds/kit/identity.ts'
import { beforeAll, describe, expect, test } from 'vitest'
import { person, rows, told, uuid } from '../asking.ts'
import { admin, type Stack, stack } from '../stack.ts'

const [ann, ben, space] = [uuid(56_001), uuid(56_002), uuid(56_100)]
const fields = `arrival { x y z rotationY }
  sky { __typename ... on ColorSkybox { color } ... on EquirectangularSkybox { url } ... on CubemapSkybox { px nx py ny pz nz } }
  ground { heightmapUrl size { x z } heightScale material extra }`

let graph: Stack
beforeAll(async () => {
  graph = await stack()
})

const sceneryFor = async (who = anonymous as typeof admin) =>
  (await told(graph, who, `{ space(id: "${space}") { ${fields} } }`)).space
const present = (row: Record<string, unknown>) =>
  rows(graph, 'world', 'spaces', [{ id: space, is_public: true, ...row }])

const url = 'https://x.example/sky.png'
const cubemap = { px: url, nx: url, py: url, ny: url, pz: url, nz: url }
const ground = { heightmapUrl: null, size: null, heightScale: null, material: null, extra: null }

describe('who may not', () => {
  test('nobody but its owner and an admin sees the scenery of a private space', async () => {
    await using _ = await present({ owner_id: ann, is_public: false, skybox_settings: { color: '#000000' } })
    expect([await sceneryFor(), await sceneryFor(person(ben))]).toEqual([null, null])
    for (const who of [person(ann), admin]) {
      expect((await sceneryFor(who)).sky).toEqual({ __typename: 'ColorSkybox', color: '#000000' })
    }
  })
})

describe('the scenery of a space', () => {
  test.each([
    [{ color: '#1e90ff' }, { __typename: 'ColorSkybox', color: '#1e90ff' }],
    [{ cubemap }, { __typename: 'CubemapSkybox', ...cubemap }],
    [{ equirectangular: url }, { __typename: 'EquirectangularSkybox', url }],
  ])('is read under the sky %j as it was written', async (sky, read) => {
    const entry = { x: 1.5, y: 0, z: -2, rotationY: 90 }
    const terrain = { heightmapUrl: url, size: { x: 1, z: 2 }, heightScale: 0, material: 'grass', extra: { wind: 1 } }
    await using _ = await present({ entry_point: entry, skybox_settings: sky, terrain_settings: terrain })
    expect(await sceneryFor()).toEqual({ arrival: entry, sky: read, ground: terrain })
  })

  test.each([
    [null, null, null, null],
    ['flat', 7, [], null],
    [{ x: 1, y: '2', z: 3 }, { color: 7 }, { size: 'big', heightScale: '1', material: 5, extra: [] }, ground],
    [{ position: { x: 1 } }, { cubemap: { ...cubemap, nz: null } }, { size: { x: 1 }, other: 1 }, ground],
    [[1, 2, 3], { preset: 'dusk' }, {}, ground],
  ])('of another form is null, and never a fault: %j, %j, %j', async (entry, sky, terrain, read) => {
    await using _ = await present({ entry_point: entry, skybox_settings: sky, terrain_settings: terrain })
    expect(await sceneryFor()).toEqual({ arrival: null, sky: null, ground: read })
    const raw = `{ space(id: "${space}") { entryPoint skyboxSettings terrainSettings } }`
    const stored = { entryPoint: entry, skyboxSettings: sky, terrainSettings: terrain }
    expect((await told(graph, anonymous, raw)).space).toEqual(stored)
  })

  test('has a turn that is null when it is not stated', async () => {
    await using _ = await present({ entry_point: { x: 1, y: 2, z: 3 } })
    expect((await sceneryFor()).arrival).toEqual({ x: 1, y: 2, z: 3, rotationY: null })
  })
})
