import type { SubgraphName } from '@worlds/kit/names.ts'
import { demoPerson } from '@worlds/ops/demo.ts'
import { beforeAll, describe, expect, test } from 'vitest'
import { demo, type Stack, stack } from '../stack.ts'

let graph: Stack
beforeAll(async () => {
  graph = await stack()
})

/** Asks one subgraph for entities, as the gateway does. */
async function entities(name: SubgraphName, selection: string, representations: object[]) {
  const source = graph.sources.find(each => each.name === name) as Stack['sources'][number]
  const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ${selection} } }`
  const context = { identity: demo, requestId: 'test', signal: new AbortController().signal }
  const request = { query, variables: { representations } }
  return source.process({ kind: 'incoming operation', request, context } as never)
}

describe('a representation with an id of another form', () => {
  test.each([
    ['nexus', 'User', '... on User { username }'],
    ['nexus', 'Character', '... on Character { characterName }'],
    ['nexus', 'Instance', '... on Instance { currentUsers }'],
    ['nexus', 'QuestInstance', '... on QuestInstance { questId }'],
    ['nexus', 'Space', '... on Space { instances { totalCount } }'],
    ['world', 'Space', '... on Space { spaceName }'],
    ['world', 'Asset', '... on Asset { assetName }'],
    ['world', 'User', '... on User { spaces { totalCount } assets { totalCount } }'],
    ['memory', 'Memory', '... on Memory { content }'],
  ] as const)(
    'is nobody to %s as a %s, and no error to the others of its list',
    async (name, __typename, selection) => {
      const answer = await entities(name, selection, [
        { __typename, id: "' or 1=1" },
        { __typename, id: '' },
      ])
      expect(answer.errors).toBeUndefined()
      expect(answer.data).toEqual({ _entities: [null, null] })
    },
  )

  test('leaves its neighbour alone, whose capitals do not matter', async () => {
    const answer = await entities('world', '... on User { spaces { totalCount } }', [
      { __typename: 'User', id: 'nobody' },
      { __typename: 'User', id: demoPerson.id.toUpperCase() },
    ])
    expect(answer.errors).toBeUndefined()
    const [nobody, person] = (answer.data as { _entities: { spaces: { totalCount: number } }[] })._entities
    expect(nobody).toBeNull()
    expect(person?.spaces.totalCount).toBeGreaterThanOrEqual(5)
  })
})
