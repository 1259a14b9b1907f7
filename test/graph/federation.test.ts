import type { SubgraphName } from '@worlds/kit/names.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { person as bearer, nobody, told } from '../asking.ts'
import { admin, demo, type Stack, stack } from '../stack.ts'
import { entities } from '../wire.ts'
import { bare, character, copy, gap, instance, linked, memory, model, person, quest, space, url } from './linked.ts'

const as = bearer(person)

let graph: Stack
let present: AsyncDisposableStack
beforeAll(async () => {
  graph = await stack()
  present = await linked(graph)
})
afterAll(() => present.disposeAsync())

describe('every direction', () => {
  test('one query goes around through all subgraphs and comes back', async () => {
    const query = `{
      asset(id: "${copy}") { creator { memories(first: 1) { nodes { companion { users { nodes { spaces(first: 1) { nodes {
        spaceName instances(first: 1) { nodes { id players(first: 1) { nodes { user { id } } } } } } } } } } } } } }
      instance(id: "${instance}") { players(first: 1) { nodes { user {
        id primaryCharacter { modelAsset { creator { username assets(first: 1) { nodes { assetName } } } } }
        activeQuests { instance { space { owner { username } } } } } } } } }`
    const data = await told(graph, admin, query)
    const [seen] = data.asset.creator.memories.nodes
    const at = seen.companion.users.nodes.find(
      (user: { spaces: { nodes: unknown[] } } | null) => user?.spaces.nodes.length,
    )
    const [{ spaceName, instances }] = at.spaces.nodes
    const [{ user }] = data.instance.players.nodes
    expect(spaceName).toBe('Open')
    expect(instances.nodes).toEqual([{ id: instance, players: { nodes: [{ user: { id: user.id } }] } }])
    expect(user.primaryCharacter.modelAsset.creator).toEqual({
      username: 'ref_friend',
      assets: { nodes: [{ assetName: 'Older' }] },
    })
    expect(user.activeQuests).toContainEqual({ instance: { space: { owner: { username: 'ref_person' } } } })
  })

  const known: [SubgraphName, string, Record<string, unknown>, string, unknown][] = [
    ['nexus', 'User', { id: person }, 'username', { username: 'ref_person' }],
    ['nexus', 'User', { id: person.toUpperCase() }, 'username', { username: 'ref_person' }],
    ['nexus', 'Character', { id: character }, 'characterName', { characterName: 'Worn' }],
    ['nexus', 'Instance', { id: gap }, 'instanceType', { instanceType: 'social' }],
    ['nexus', 'QuestInstance', { id: quest }, 'instance { id }', { instance: { id: instance } }],
    ['nexus', 'Space', { id: space }, 'instances { nodes { id } }', { instances: { nodes: [{ id: instance }] } }],
    ['world', 'Space', { id: space }, 'spaceName', { spaceName: 'Open' }],
    ['world', 'Asset', { id: model }, 'assetName', { assetName: 'Older' }],
    ['world', 'User', { id: person }, 'spaces { nodes { spaceName } }', { spaces: { nodes: [{ spaceName: 'Open' }] } }],
    [
      'world',
      'Character',
      { id: bare, modelUrl: url },
      'modelAsset { assetName }',
      { modelAsset: { assetName: 'Older' } },
    ],
    ['world', 'Character', { id: bare, modelUrl: null }, 'modelAsset { assetName }', { modelAsset: null }],
    ['memory', 'Memory', { id: String(memory(1)) }, 'content', { content: 'memory 1' }],
    ['memory', 'User', { id: person }, 'companions { id }', { companions: [{ id: 'references' }] }],
    ['memory', 'Companion', { id: 'references' }, 'users { totalCount }', { users: { totalCount: 1 } }],
  ]
  test.each(known)('%s answers for %s %j', async (database, type, key, selection, expected) => {
    const of = [{ __typename: type, ...key }]
    expect(await entities(graph, database, { as, selection, of })).toEqual([expected])
  })

  const gone: [SubgraphName, string][] = [
    ['nexus', 'User'],
    ['nexus', 'Character'],
    ['nexus', 'Instance'],
    ['nexus', 'QuestInstance'],
    ['world', 'Space'],
    ['world', 'Asset'],
    ['memory', 'Memory'],
    ['memory', 'Companion'],
  ]
  test.each(gone)('%s has null for a %s that is gone, or whose id is none', async (database, type) => {
    const ids = [nobody, '', 'x', '0', '2147483647', '99999999999', '-1', '1.5', 'é'.repeat(300)]
    const of = ids.map(id => ({ __typename: type, id }))
    expect(await entities(graph, database, { as: demo, selection: 'id', of })).toEqual(ids.map(() => null))
  })
})
