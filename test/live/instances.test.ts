import { anonymous } from '@worlds/kit/identity.ts'
import { beforeAll, describe, expect, test } from 'vitest'
import { nobody, rows, uuid } from '../asking.ts'
import { demo, type Stack, stack } from '../stack.ts'
import { connect, protocols, refusalOf } from './following.ts'

const place = uuid(9001)
const query = 'subscription ($id: ID!) { instanceChanged(instanceId: $id) { id state currentUsers } }'
const setState = (graph: Stack, state: object) =>
  graph.asOwner('nexus', 'update instances set state = $2 where id = $1', [place, JSON.stringify(state)])

describe.each(protocols)('instanceChanged over %s', protocol => {
  let graph: Stack
  beforeAll(async () => {
    graph = await stack()
  })

  test.each([
    ['an instance that is not there', query, { id: nobody }, 'NOT_FOUND'],
    ['an id that is none', query, { id: 'x' }, 'BAD_USER_INPUT'],
    ['no variables', query, {}, 'BAD_USER_INPUT'],
    [
      'a field that is not there',
      'subscription { instanceChanged(instanceId: "x") { nothing } }',
      {},
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'two subscriptions in one',
      'subscription ($id: ID!) { a: instanceChanged(instanceId: $id) { id } b: instanceChanged(instanceId: $id) { id } }',
      { id: place },
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['a text that is no operation', 'subscription {', {}, 'GRAPHQL_PARSE_FAILED'],
  ])('is refused for %s', async (_, text, variables, code) => {
    using client = await connect(graph, demo, protocol)
    using following = client.follow(text, variables)
    expect((await refusalOf(following))?.code).toBe(code)
  })

  test('tells of it now and whenever it has changed, whoever changed it', async () => {
    await using _place = await rows(graph, 'nexus', 'instances', [{ id: place, max_users: 5, current_users: 0 }])
    using client = await connect(graph, anonymous, protocol)
    using following = client.follow(query, { id: place.toUpperCase() })
    expect(await following.told()).toEqual({ instanceChanged: { id: place, state: null, currentUsers: 0 } })
    await setState(graph, { door: 'open' })
    expect(await following.told()).toMatchObject({ instanceChanged: { state: { door: 'open' } } })
    await graph.asOwner('nexus', 'update instances set current_users = 3 where id = $1', [place])
    expect(await following.told()).toMatchObject({ instanceChanged: { currentUsers: 3 } })
  })

  test('keeps aliases, fragments, directives and variables, and crosses subgraphs', async () => {
    const [space] = await graph.asOwner('world', 'select id, space_name as name from spaces where is_public limit 1')
    await using _place = await rows(graph, 'nexus', 'instances', [
      { id: place, max_users: 5, current_users: 0, world_id: space?.id },
    ])
    using client = await connect(graph, demo, protocol)
    const document = `subscription Place($id: ID!, $with: Boolean!) { ...Root }
      fragment Root on Subscription { here: instanceChanged(instanceId: $id) { ...Bits kind: __typename most: maxUsers @include(if: $with) state @skip(if: $with) } }
      fragment Bits on Instance { space { spaceName } }`
    using following = client.follow(document, { id: place, with: true })
    const expected = { here: { kind: 'Instance', most: 5, space: { spaceName: space?.name } } }
    expect(await following.told()).toEqual(expected)
    await setState(graph, { n: 1 })
    expect(await following.told()).toEqual(expected)
  })

  test('ends when the subscriber ends it', async () => {
    await using _place = await rows(graph, 'nexus', 'instances', [{ id: place, max_users: 5, current_users: 0 }])
    using client = await connect(graph, demo, protocol)
    const following = client.follow(query, { id: place })
    await following.told()
    following[Symbol.dispose]()
    expect(await following.ended).toEqual({})
  })
})
