import { anonymous } from '@worlds/kit/identity.ts'
import { demoPerson } from '@worlds/ops/demo.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codes, inUtc, nobody, page, person, refused, rows, told, uuid, walk } from '../asking.ts'
import { admin, demo, gameServer, type Stack, stack } from '../stack.ts'

const ada = uuid(50_001)
const at = (n: number) => uuid(50_100 + n)
const asset = (n: number, row: Record<string, unknown> = {}) => ({ id: at(n), asset_name: `Thing ${n}`, ...row })
const assets = [
  asset(1, {
    asset_name: 'The Painted Lanterns',
    asset_type: 'lamp',
    license_type: 'MIT',
    creator_id: ada,
    metadata: { a: [1, { b: 'c' }], é: null },
  }),
  asset(2, { asset_name: 'A painting, "Lantern"', asset_type: 'lamp', license_type: 'CC0-1.0', metadata: ['x'] }),
  asset(3, {
    asset_type: 'Lamp',
    metadata: 7,
    file_url: 'f',
    thumbnail_url: 't',
    created_at: '2025-01-01T00:00:00.000001',
  }),
  asset(4, { asset_name: '' }),
]

let graph: Stack
let present: AsyncDisposable
beforeAll(async () => {
  graph = await stack()
  present = await rows(graph, 'world', 'assets', assets)
})
afterAll(() => present[Symbol.asyncDispose]())

const fields = 'id assetName assetType fileUrl thumbnailUrl metadata creator { id } licenseType createdAt'
const columns = `id, asset_name as "assetName", asset_type as "assetType", file_url as "fileUrl",
  thumbnail_url as "thumbnailUrl", metadata, case when creator_id is not null then json_build_object('id', creator_id) end as creator,
  license_type as "licenseType", ${inUtc('created_at')} as "createdAt"`
const newest = `order by coalesce(created_at, '-infinity') desc, id desc`

describe('who may not', () => {
  test('nobody is kept from the assets; what a passer-by may not know of their makers stays hidden', async () => {
    const query = `{ asset(id: "${at(1)}") { assetName } assets(first: 1) { totalCount } }`
    const seen = await told(graph, anonymous, query)
    for (const who of [demo, person(nobody), gameServer, admin]) expect(await told(graph, who, query)).toEqual(seen)
    const makers =
      '{ assets(first: 1, filter: { assetTypes: ["avatar"] }) { nodes { creator { username email characters { id } } } } }'
    expect(await codes(graph, anonymous, makers)).toEqual({ 'assets.nodes.0.creator.characters': 'UNAUTHENTICATED' })
  })
})

describe('asset', () => {
  test('has every field of the row', async () => {
    const stored = await graph.asOwner('world', `select ${columns} from assets`)
    const query = `query ($first: Int, $after: String) { assets(first: $first, after: $after) { ${page(fields)} } }`
    const read = new Map(
      (await walk(graph, anonymous, { query, at: 'assets', first: 100 })).map(each => [each.id, each]),
    )
    expect(read.size).toBe(stored.length)
    for (const row of stored) expect(read.get(row.id)).toEqual(row)
    for (const row of stored.slice(-8)) {
      expect(await told(graph, anonymous, `{ asset(id: "${String(row.id).toUpperCase()}") { ${fields} } }`)).toEqual({
        asset: row,
      })
    }
  })

  test('is null for an id that none has, and refuses what is no id', async () => {
    expect(await told(graph, anonymous, `{ asset(id: "${nobody}") { id } }`)).toEqual({ asset: null })
    expect(await refused(graph, anonymous, '{ asset(id: "1") { id } }')).toEqual({
      code: 'BAD_USER_INPUT',
      argument: 'id',
      message: '"id" takes a UUID, not "1".',
    })
  })
})

describe('assets', () => {
  const words = (query: string) => `to_tsvector('english', asset_name) @@ to_tsquery('english', '${query}')`
  const filters: [Record<string, unknown> | null, string][] = [
    [null, 'true'],
    [{}, 'true'],
    [{ assetTypes: ['avatar'] }, "asset_type = 'avatar'"],
    [{ assetTypes: ['avatar', 'prop', 'none'] }, "asset_type in ('avatar', 'prop')"],
    [{ assetTypes: ['LAMP'] }, 'false'],
    [{ assetTypes: [] }, 'true'],
    [{ licenseTypes: ['CC0-1.0', 'MIT'] }, "license_type in ('CC0-1.0', 'MIT')"],
    [{ creatorId: ada.toUpperCase() }, `creator_id = '${ada}'`],
    [{ creatorId: nobody }, 'false'],
    [{ metadata: {} }, "metadata @> '{}'"],
    [{ metadata: { rigged: true } }, `metadata @> '{"rigged": true}'`],
    [{ metadata: { tags: ['humanoid'] } }, `metadata -> 'tags' ? 'humanoid'`],
    [{ metadata: { a: [{ b: 'c' }], é: null } }, `id = '${at(1)}'`],
    [{ metadata: ['x'] }, `id = '${at(2)}'`],
    [{ metadata: 7 }, `id = '${at(3)}'`],
    [{ metadata: { rigged: 'true' } }, 'false'],
    [{ text: 'lantern' }, words('lantern')],
    [{ text: 'paint lantern' }, words('paint & lantern')],
    [{ text: 'lanterns -painted' }, words('lantern & !painted')],
    [{ text: '"painted lanterns"' }, words('painted <-> lantern')],
    [{ text: 'radio or kettle' }, words('radio | kettle')],
    [{ text: 'the' }, 'false'],
    [{ text: '' }, 'true'],
    [
      {
        assetTypes: ['prop'],
        licenseTypes: ['CC0-1.0'],
        metadata: { rigged: false },
        text: 'lantern or radio or kettle or gate',
      },
      `asset_type = 'prop' and license_type = 'CC0-1.0' and metadata @> '{"rigged": false}' and ${words('lantern | radio | kettle | gate')}`,
    ],
  ]
  test.each(filters)('with %j are those where %s', async (filter, where) => {
    const query = `query ($first: Int, $after: String, $filter: AssetFilter) {
      assets(first: $first, after: $after, filter: $filter) { ${page('id')} } }`
    const read = await walk(graph, anonymous, { query, at: 'assets', filter, first: 50 })
    expect(read).toEqual(await graph.asOwner('world', `select id from assets where ${where} ${newest}`))
  })

  const bad: [Record<string, unknown>, string][] = [
    [{ creatorId: 'x' }, 'filter.creatorId'],
    [{ text: 'x'.repeat(501) }, 'filter.text'],
    [{ text: '\u0000' }, 'filter.text'],
    [{ assetTypes: Array(101).fill('x') }, 'filter.assetTypes'],
    [{ assetTypes: ['\ud800'] }, 'filter.assetTypes'],
    [{ licenseTypes: ['x'.repeat(256)] }, 'filter.licenseTypes'],
  ]
  test.each(bad)('refuse %.40j', async (filter, argument) => {
    const query = 'query ($filter: AssetFilter) { assets(filter: $filter) { totalCount } }'
    expect(await refused(graph, anonymous, query, { filter })).toMatchObject({ code: 'BAD_USER_INPUT', argument })
  })
})

describe('User.assets', () => {
  test('are those the person made, whoever looks', async () => {
    const query = `{ user(id: "${demoPerson.id}") { assets(first: 100) { ${page(fields)} } } }`
    const stored = await graph.asOwner('world', `select ${columns} from assets where creator_id = $1 ${newest}`, [
      demoPerson.id,
    ])
    for (const who of [anonymous, demo, admin]) {
      const { nodes, totalCount } = (await told(graph, who, query)).user.assets
      expect([nodes, totalCount]).toEqual([stored, stored.length])
    }
  })
})

describe('Character.modelAsset', () => {
  test('is for each character of the demo the asset that SQL finds by its file', async () => {
    const characters = await graph.asOwner(
      'nexus',
      'select distinct user_id as id from characters order by 1 limit 100',
    )
    const query = `query ($ids: [ID!]) { users(filter: { ids: $ids }, first: 100) { nodes { characters { modelUrl modelAsset { ${fields} } } } } }`
    const { users } = await told(graph, demo, query, { ids: characters.map(row => row.id) })
    const stored = await graph.asOwner(
      'world',
      `select distinct on (file_url) ${columns} from assets
      where file_url is not null order by file_url, created_at, id`,
    )
    const byFile = new Map(stored.map(row => [row.fileUrl, row]))
    let worn = 0
    for (const { characters } of users.nodes) {
      for (const { modelUrl, modelAsset } of characters) {
        expect(modelAsset).toEqual(byFile.get(modelUrl) ?? null)
        if (modelAsset) worn++
      }
    }
    expect(worn).toBeGreaterThan(80)
  })
})
