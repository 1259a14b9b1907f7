import { anonymous } from '@worlds/kit/identity.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { page, person, refused, rows, told, uuid, walk } from '../asking.ts'
import { admin, demo, gameServer, type Stack, stack } from '../stack.ts'

const maker = uuid(55_001)
const at = (n: number) => uuid(55_100 + n)
const digits = '7'.repeat(9_000)

/** What is known of each asset, by its number: as the graph writes it, and as other programs may have. */
const known: Record<number, unknown> = {
  1: { triangles: 0, bytes: 0, animations: [], rigged: false, tags: [] },
  2: { triangles: 1_000, bytes: 5_000_000_000, animations: ['walk'], rigged: true, tags: ['lamp', 'brass'] },
  3: {
    triangles: 2_147_483_647,
    bytes: 9_007_199_254_740_991,
    animations: ['a', 'b'],
    tags: ['lamp'],
    description: 'A quokka smiles',
  },
  4: {
    triangles: '1000',
    bytes: '0',
    animations: 'walk',
    rigged: 'true',
    tags: 'lamp',
    description: { of: 'a quokka' },
  },
  5: { triangles: 2.5, bytes: -1, animations: { walk: 1 }, rigged: 1, tags: { lamp: true }, description: null },
  6: { triangles: [1_000], bytes: null, animations: null, rigged: null, tags: null },
  7: { triangles: 1e300, bytes: 1e300, animations: [null], rigged: [true], tags: [7, 'brass', ['lamp']] },
  8: 'lamp',
  9: ['lamp', { tags: ['lamp'] }],
  10: 1_000,
  11: null,
}
const name = (n: number) => (n === 1 ? 'Quokkas at rest' : `Zyzzyva ${n}`)
const assets = Object.entries(known).map(([n, metadata]) => ({
  id: at(Number(n)),
  asset_name: name(Number(n)),
  asset_type: 'probe',
  creator_id: maker,
  created_at: `2025-01-01T00:00:${n.padStart(2, '0')}`,
  metadata,
}))

let graph: Stack
let present: AsyncDisposable
beforeAll(async () => {
  graph = await stack()
  present = await rows(graph, 'world', 'assets', assets)
})
afterAll(() => present[Symbol.asyncDispose]())

const list = `query ($first: Int, $after: String, $filter: AssetFilter) {
  assets(first: $first, after: $after, filter: $filter) { ${page('id')} } }`
async function found(filter: Record<string, unknown>, who = anonymous as typeof admin): Promise<number[]> {
  const nodes = await walk(graph, who, { query: list, at: 'assets', first: 2, filter: { creatorId: maker, ...filter } })
  return nodes.map(({ id }) => Number(id.slice(-3)) - 100)
}

describe('who may not', () => {
  test('nobody is kept from finding assets', async () => {
    for (const who of [demo, person(maker), gameServer, admin]) {
      expect(await found({ tagsAny: ['lamp'] }, who)).toEqual(await found({ tagsAny: ['lamp'] }))
    }
  })
})

describe('assets', () => {
  test.each<[Record<string, unknown>, number[]]>([
    [{ tagsAny: ['lamp'] }, [3, 2]],
    [{ tagsAny: ['brass', 'lamp', 'none'] }, [7, 3, 2]],
    [{ tagsAny: ['Lamp', 'lam', '7', ''] }, []],
    [{ tagsAll: ['lamp', 'brass'] }, [2]],
    [{ tagsAll: ['lamp'], tagsAny: ['brass'] }, [2]],
    [{ tagsAll: ['lamp', 'none'] }, []],
    [{ tagsAny: [], tagsAll: [] }, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]],
    [{ minTriangles: 0 }, [3, 2, 1]],
    [{ minTriangles: 1 }, [3, 2]],
    [{ maxTriangles: 0 }, [1]],
    [{ minTriangles: 1_000, maxTriangles: 1_000 }, [2]],
    [{ minTriangles: 1_001, maxTriangles: 2_147_483_646 }, []],
    [{ maxTriangles: 2_147_483_647 }, [3, 2, 1]],
    [{ maxBytes: '0' }, [1]],
    [{ maxBytes: 5_000_000_000 }, [2, 1]],
    [{ maxBytes: '4999999999' }, [1]],
    [{ maxBytes: '9007199254740991' }, [3, 2, 1]],
    [{ animated: true }, [7, 3, 2]],
    [{ animated: false }, [1]],
    [{ rigged: true }, [2]],
    [{ rigged: false }, [1]],
    [
      { rigged: null, animated: null, maxBytes: null, minTriangles: null, tagsAny: null },
      [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1],
    ],
    [
      {
        rigged: true,
        animated: true,
        tagsAll: ['brass'],
        maxTriangles: 5_000,
        metadata: { tags: ['lamp'] },
        text: 'zyzzyva',
      },
      [2],
    ],
    [{ text: 'quokka' }, [4, 3, 1]],
    [{ text: 'lamps' }, [7, 5, 4, 3, 2]],
    [{ text: 'zyzzyva lamp -brass' }, [5, 4, 3]],
    [{ text: '"quokka smile"' }, [3]],
    [{ text: 'quokka', tagsAny: ['lamp'] }, [3]],
  ])('with %j are these, newest first', async (filter, numbers) => {
    expect(await found(filter)).toEqual(numbers)
  })

  test.each<[Record<string, unknown>, string]>([
    [{ tagsAny: Array(51).fill('x') }, 'filter.tagsAny'],
    [{ tagsAny: ['a\u0000'] }, 'filter.tagsAny'],
    [{ tagsAll: ['x'.repeat(256)] }, 'filter.tagsAll'],
    [{ minTriangles: -1 }, 'filter.minTriangles'],
    [{ maxTriangles: -1 }, 'filter.maxTriangles'],
    [{ minTriangles: 2, maxTriangles: 1 }, 'filter.minTriangles'],
    [{ maxBytes: '-1' }, 'filter.maxBytes'],
    [{ maxBytes: '9007199254740992' }, 'filter.maxBytes'],
    [{ maxBytes: '9999999999999999999' }, 'filter.maxBytes'],
  ])('refuse %.60j', async (filter, argument) => {
    const refusal = { code: 'BAD_USER_INPUT', argument, message: expect.stringContaining(`"${argument}`) }
    expect(await refused(graph, anonymous, list, { filter })).toMatchObject(refusal)
  })
})

describe('Asset.facts', () => {
  const parts =
    'description triangles vertices materials bytes animations rigged tags extensions extra bounds { min { x y z } max { x y z } }'
  const factsOf = async (n: number) =>
    (await told(graph, anonymous, `{ asset(id: "${at(n)}") { facts { ${parts} } } }`)).asset.facts
  const none = Object.fromEntries(
    parts
      .replace(/\{.*/, '')
      .trim()
      .split(' ')
      .map(part => [part, null]),
  )

  test.each<[number, Record<string, unknown> | null]>([
    [1, { triangles: 0, bytes: '0', animations: [], rigged: false, tags: [] }],
    [
      3,
      {
        triangles: 2_147_483_647,
        bytes: '9007199254740991',
        animations: ['a', 'b'],
        tags: ['lamp'],
        description: 'A quokka smiles',
      },
    ],
    [4, {}],
    [5, {}],
    [6, {}],
    [7, { animations: [], tags: ['brass'] }],
    [8, null],
    [9, null],
    [10, null],
    [11, null],
  ])('of asset %j are what has the form of the graph', async (n, facts) => {
    expect(await factsOf(n)).toEqual(facts && { ...none, ...facts })
  })

  test('have bounds where both corners are whole, and extra where it is an object', async () => {
    const corner = { x: -1.5, y: 0, z: 2 }
    const metadata = [
      { bounds: { min: corner, max: corner }, extra: { a: [1] } },
      { bounds: { min: corner, max: { x: 1, y: 2 } }, extra: [1] },
      { bounds: [corner, corner], extra: 'a' },
    ]
    await using _ = await rows(
      graph,
      'world',
      'assets',
      metadata.map((each, n) => ({ id: at(20 + n), asset_name: 'x', metadata: each })),
    )
    expect(await factsOf(20)).toEqual({ ...none, ...metadata[0] })
    expect([await factsOf(21), await factsOf(22)]).toEqual([none, none])
  })
})

describe('other programs', () => {
  test.each([
    [`{"triangles": ${digits}, "bytes": 0.${digits}}`],
    [`{"triangles": 1e-9, "rigged": {"x": "${digits}"}}`],
    [`{"tags": ["${digits}"], "description": "${digits}"}`],
    [`{"tags": "\\"]\\\\", "animations": [[[]]], "rigged": "${digits}"}`],
  ])('write what they like, %#', async metadata => {
    const id = at(30)
    const insert = 'insert into assets (id, asset_name, metadata) values ($1, $2, $3)'
    try {
      await graph.asOwner('world', insert, [id, 'x', metadata])
      const { asset } = await told(graph, anonymous, `{ asset(id: "${id}") { id facts { triangles bytes } } }`)
      expect(asset).toEqual({ id, facts: { triangles: null, bytes: null } })
    } finally {
      await graph.asOwner('world', 'delete from assets where id = $1', [id])
    }
  })

  test('write texts of more different words than a search index takes', async () => {
    const words = Array.from({ length: 200_000 }, (_, n) => `w${n}x`).join(' ')
    const [id, space] = [at(31), uuid(55_900)]
    try {
      const asset = 'insert into assets (id, asset_name, metadata) values ($1, $2, $3)'
      await graph.asOwner('world', asset, [id, 'x', JSON.stringify({ description: words, tags: words.split(' ') })])
      await graph.asOwner('world', 'insert into spaces (id, description, is_public) values ($1, $2, true)', [
        space,
        words,
      ])
      const text = `{ assets(filter: { text: "w7x" }) { nodes { id } } spaces(filter: { text: "w7x" }) { nodes { id } } }`
      expect(await told(graph, anonymous, text)).toEqual({
        assets: { nodes: [{ id }] },
        spaces: { nodes: [{ id: space }] },
      })
    } finally {
      await graph.asOwner('world', 'delete from assets where id = $1', [id])
      await graph.asOwner('world', 'delete from spaces where id = $1', [space])
    }
  })
})
