import { anonymous } from '@worlds/kit/identity.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { person as bearer, codes, nobody, refused, told } from '../asking.ts'
import { admin, type Stack, stack } from '../stack.ts'
import {
  bare,
  copy,
  friend,
  gap,
  instance,
  linked,
  lonely,
  nowhere,
  orphan,
  person,
  plain,
  quest,
  unmade,
  url,
} from './linked.ts'

const as = bearer(person)

/** What another subgraph knows by id only is null, or has nothing beside that id. */
const absent = expect.toSatisfy(
  value => value === null || Object.entries(value).every(([field, each]) => field === 'id' || each === null),
)

let graph: Stack
let present: AsyncDisposableStack
beforeAll(async () => {
  graph = await stack()
  present = await linked(graph)
})
afterAll(() => present.disposeAsync())

describe('who may not', () => {
  test('a passer-by reaches through public things what is public, and nothing else', async () => {
    const query = `{ asset(id: "${copy}") { creator { username email oauthProvider spaces { nodes { spaceName } }
      characters { id } primaryCharacter { id } position { x } activeQuests { id } memories { totalCount } companions { id } } } }`
    const { data } = await graph.ask(anonymous, query)
    const guarded = ['characters', 'primaryCharacter', 'position', 'activeQuests', 'memories', 'companions']
    expect(data.asset.creator).toEqual({
      username: 'ref_person',
      email: null,
      oauthProvider: null,
      spaces: { nodes: [{ spaceName: 'Open' }] },
      ...Object.fromEntries(guarded.map(field => [field, null])),
    })
    expect(await codes(graph, anonymous, query)).toEqual(
      Object.fromEntries(guarded.map(field => [`asset.creator.${field}`, 'UNAUTHENTICATED'])),
    )
  })

  test.each(['_service { sdl }', '_entities(representations: [{__typename: "User", id: "x"}]) { __typename }'])(
    'nobody asks the gateway for %s',
    async field => {
      expect(await refused(graph, admin, `{ ${field} }`)).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' })
    },
  )

  test('a space that the caller may not see is told nothing of, and its instance stays', async () => {
    const query = `{ instance(id: "${gap}") { instanceType space { spaceName owner { username } } } }`
    expect(await told(graph, as, query)).toEqual({ instance: { instanceType: 'social', space: absent } })
    const owner = await told(graph, bearer(friend), query)
    expect(owner.instance.space).toEqual({ spaceName: 'Hidden', owner: { username: 'ref_friend' } })
  })
})

describe('what is gone', () => {
  test('a space: its instance has none, and so has an instance of no space', async () => {
    const query = `{ gone: instance(id: "${nowhere}") { id space { id spaceName owner { id } } }
      never: instance(id: "${plain}") { id space { spaceName } } }`
    expect(await told(graph, as, query)).toEqual({
      gone: { id: nowhere, space: absent },
      never: { id: plain, space: null },
    })
  })

  test('an owner or a creator: the space and the asset have none', async () => {
    const query = `{ gone: space(id: "${orphan}") { spaceName owner { username } }
      never: space(id: "${unmade}") { spaceName owner { username } }
      of: asset(id: "${orphan}") { assetName creator { username displayName } }
      nobodys: asset(id: "${unmade}") { assetName creator { username } } }`
    expect(await told(graph, anonymous, query)).toEqual({
      gone: { spaceName: 'Orphan', owner: null },
      never: { spaceName: 'Unmade', owner: null },
      of: { assetName: 'Orphan', creator: null },
      nobodys: { assetName: 'Unmade', creator: null },
    })
  })

  test('among others: a list keeps its length and everyone else', async () => {
    const query = `{ spaces(first: 100) { nodes { id owner { username } } } assets(first: 100, filter: { text: "Orphan" }) {
      totalCount nodes { creator { username } } } }`
    const { spaces, assets } = await told(graph, anonymous, query)
    const owners = new Map(spaces.nodes.map((each: { id: string; owner: unknown }) => [each.id, each.owner]))
    expect(assets).toEqual({ totalCount: 1, nodes: [{ creator: null }] })
    expect(owners.size).toBeGreaterThan(80)
    expect([...owners.values()].filter(owner => owner === null)).toHaveLength(2)
  })

  test('the person of a memory, whether erased or never a person of the graph', async () => {
    const query = '{ companion(id: "references") { memories { nodes { content user { username } } } } }'
    const { companion } = await told(graph, admin, query)
    const people = companion.memories.nodes.map((each: { content: string; user: unknown }) => [each.content, each.user])
    expect(Object.fromEntries(people)).toEqual({
      'memory 1': { username: 'ref_person' },
      'memory 2': null,
      'memory 3': null,
      'memory 4': { username: 'ref_friend' },
      'memory 5': null,
    })
  })

  test('the people of a companion: nobody the graph never knew, and no error for who was erased', async () => {
    const query =
      '{ companion(id: "references") { users { totalCount nodes { username } edges { node { username } } } } }'
    const { users } = (await told(graph, admin, query)).companion
    expect(users.totalCount).toBe(2)
    expect(users.nodes.toSorted()).toEqual(users.edges.map((edge: { node: unknown }) => edge.node).toSorted())
    expect(users.nodes.filter((node: unknown) => node !== null)).toEqual([{ username: 'ref_person' }])
  })

  test('participants: who is there stays, in the order they joined', async () => {
    const query = `query ($id: ID!) { questInstance(id: $id) { id instance { id } participants { username } } }`
    const ask = async (id: string) => (await told(graph, as, query, { id })).questInstance
    const [one, other] = [{ username: 'ref_friend' }, { username: 'ref_person' }]
    expect(await ask(quest)).toEqual({ id: quest, instance: { id: instance }, participants: [one, other] })
    expect(await ask(lonely)).toEqual({ id: lonely, instance: null, participants: [] })
    expect(await ask(gap)).toMatchObject({ participants: [one] })
    expect(await ask(bare)).toMatchObject({ participants: [one, other] })
  })

  test('a model: a character without one, or with one that no asset describes', async () => {
    const query = `{ user(id: "${person}") { characters { characterName modelUrl modelAsset { assetName } } }
      other: character(id: "${plain}") { characterName user { id } modelUrl modelAsset { assetName } } }`
    expect(await told(graph, as, query)).toEqual({
      user: {
        characters: [
          { characterName: 'Worn', modelUrl: url, modelAsset: { assetName: 'Older' } },
          { characterName: 'Bare', modelUrl: null, modelAsset: null },
        ],
      },
      other: { characterName: 'Nobody’s', user: null, modelUrl: 'https://models.example/none.vrm', modelAsset: null },
    })
  })

  test('a position, and the account of a valid token', async () => {
    const query = `{ me { username } user(id: "${friend}") { username position { x } } }`
    expect(await told(graph, bearer(nobody), query)).toEqual({
      me: null,
      user: { username: 'ref_friend', position: null },
    })
  })
})
