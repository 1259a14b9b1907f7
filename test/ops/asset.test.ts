import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '@worlds/migrations/migrate.ts'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { onServer } from '../stack.ts'
import { deep, lampFacts, lampInTwoFiles, lampOf } from '../world/models.ts'
import { complaint, ran } from './program.ts'
import { EmptyDatabases, queried } from './scratch.ts'

const program = '@worlds/ops/asset.ts'

describe('pnpm asset inspect', { timeout: 60_000 }, () => {
  let folder: string
  let bytes: Uint8Array
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'graph-asset-'))
    bytes = await lampOf('sway')
    writeFileSync(at('lamp.glb'), bytes)
    writeFileSync(at('lamp.gltf'), await lampInTwoFiles())
    writeFileSync(at('deep.gltf'), deep)
    writeFileSync(at('huge.glb'), 'glTF')
    truncateSync(at('huge.glb'), 513 * 2 ** 20)
  })
  afterAll(() => rmSync(folder, { recursive: true }))
  const at = (name: string) => join(folder, name)

  // What needs no database is the same on both: once is enough.
  describe.skipIf(onServer)('of a file alone', () => {
    test.each<[string[], RegExp]>([
      [[], /^Name one file: pnpm asset inspect FILE\./],
      [['look', 'lamp.glb'], /^Name one file/],
      [['inspect'], /^Name one file/],
      [['inspect', 'a.glb', 'b.glb'], /^Name one file/],
      [['inspect', 'a.glb', '--asset', 'x'], /^--asset takes a UUID, not "x"\.$/],
      [['inspect', '--fast'], /^Unknown option '--fast'/],
    ])('refuses the words %j', async (words, sentence) => {
      expect(complaint(await ran(program, words))).toMatch(sentence)
    })

    test.each([
      ['none.glb', 'There is no file "'],
      ['.', 'There is no file "'],
      ['huge.glb', 'has 537,919,488 bytes; 536,870,912 at most can be read.'],
      ['deep.gltf', '"deep.gltf" is no glTF file that can be read.'],
    ])('refuses the file %s', async (name, sentence) => {
      expect(complaint(await ran(program, ['inspect', at(name)]))).toContain(sentence)
    })

    test('prints what it says', async () => {
      const { status, out, error } = await ran(program, ['inspect', at('lamp.gltf')])
      expect([status, error]).toEqual([0, ''])
      expect(out).toMatch(/^lamp\.gltf\n {2}triangles {3}2\n/)
      expect(out).toContain('  bounds      (0, 1, -1) to (2, 4, 0)\n  not read: lamp.bin\n')
    })

    test('prints one JSON document', async () => {
      const { out } = await ran(program, ['inspect', at('lamp.glb'), '--json'])
      const facts = { ...lampFacts, bytes: bytes.length, animations: ['sway'] }
      expect(JSON.parse(out)).toEqual({ facts, faults: [], externalFiles: [] })
    })
  })

  test.skipIf(!onServer)('keeps it in the asset that is named', async () => {
    await using databases = await EmptyDatabases.make()
    const url = databases.owner('world')
    const connect = async () => {
      const client = new pg.Client({ connectionString: url, options: '-c TimeZone=UTC' })
      await client.connect()
      return client
    }
    await migrate(connect, 'world')
    const insert = `insert into assets (asset_name, metadata) values ('Lamp', '{"tags": ["old"], "rigged": 7}'), ('List', '[1]') returning id`
    const [lamp, list] = (await queried(url, insert)).map(row => String(row.id)) as [string, string]
    const inspect = (id: string) => ran(program, ['inspect', at('lamp.glb'), '--json', '--asset', id], databases.owners)
    const { status, out, error } = await inspect(lamp.toUpperCase())
    expect([status, error]).toEqual([0, `Kept in the metadata of asset ${lamp}.\n`])
    const read = 'select metadata from assets where id = $1'
    expect(await queried(url, read, [lamp])).toEqual([{ metadata: { tags: ['old'], ...JSON.parse(out).facts } }])
    expect(complaint(await inspect(list))).toContain('is no JSON object')
    expect(await queried(url, read, [list])).toEqual([{ metadata: [1] }])
    const nobody = 'ffffffff-ffff-4fff-bfff-ffffffffffff'
    expect(complaint(await inspect(nobody))).toBe(`There is no asset ${nobody}.`)
  })
})
