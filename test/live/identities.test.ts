import { once } from 'node:events'
import { anonymous } from '@worlds/kit/identity.ts'
import { beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { demo, type Stack, stack } from '../stack.ts'
import { connect, overSse, overWebSocket, protocols, refusalOf } from './following.ts'
import { move, people, place, room } from './players.ts'

const me = '{ me { username } }'
const frames = 'subscription ($id: ID!) { playersMoved(instanceId: $id) { at } }'

describe('who may connect', () => {
  let graph: Stack
  beforeAll(async () => {
    graph = await stack()
  })
  const open = (headers: Record<string, string>, protocol = 'graphql-transport-ws', path = '/graphql') =>
    new WebSocket(`${graph.url.replace('http', 'ws')}${path}`, protocol, { headers })
  const outcome = (socket: WebSocket) =>
    Promise.race([
      once(socket, 'open')
        .then(
          () => socket.close(),
          () => undefined,
        )
        .then(() => 'open'),
      once(socket, 'unexpected-response').then(
        ([, response]) => response.statusCode,
        () => undefined,
      ),
    ])

  test('nobody with a token that does not hold, over either protocol', async () => {
    using socket = overWebSocket(graph.url, 'not.a.token')
    expect((await socket.follow(me).ended).code).toBe(4403)
    using stream = overSse(graph.url, 'not.a.token')
    expect(JSON.stringify(await stream.follow(me).ended)).toMatch(/401|fetch|failure/i)
  })

  test.each<[string, Record<string, string>, unknown]>([
    ['a page of another site', { origin: 'https://evil.example' }, 403],
    ['a page that the settings name', { origin: 'https://studio.apollographql.com' }, 'open'],
    ['a program', {}, 'open'],
  ])('by its origin: %s', async (_, headers, expected) => {
    expect(await outcome(open(headers))).toBe(expected)
  })

  test('a page of the gateway itself', async () => {
    expect(await outcome(open({ origin: graph.url }))).toBe('open')
  })

  test('nobody elsewhere than at /graphql, and nobody with another protocol', async () => {
    expect(await outcome(open({}, 'graphql-transport-ws', '/other'))).toBe(404)
    const other = open({}, 'graphql-ws')
    const [error] = await once(other, 'error')
    expect(String(error)).toContain('Server sent no subprotocol')
  })
})

describe.each(protocols)('over %s', protocol => {
  let graph: Stack
  beforeAll(async () => {
    graph = await stack()
  })

  test('queries are answered as over HTTP, each as its caller', async () => {
    using nobody = await connect(graph, anonymous, protocol)
    expect((await nobody.follow(me).next()).errors[0]?.extensions.code).toBe('UNAUTHENTICATED')
    using client = await connect(graph, demo, protocol)
    const following = client.follow(me)
    expect((await following.told()).me.username).toEqual(expect.any(String))
    expect(await following.ended).toEqual({})
  })

  test('a token that expires ends what it began', async () => {
    await using _room = await room(graph)
    using client = await connect(graph, { role: 'user', id: people[0] }, protocol, 3)
    using following = client.follow(frames, { id: place })
    await following.told()
    expect((await refusalOf(following))?.code).toBe('UNAUTHENTICATED')
    const frozen = following.results.length
    await move(graph, [people[1]], 5)
    using later = await connect(graph, { role: 'user', id: people[0] }, protocol)
    await later.follow(frames, { id: place }).told()
    expect(following.results).toHaveLength(frozen)
  })

  test('a connection carries so many subscriptions and no more', async () => {
    if (protocol === 'sse') return
    const [{ id } = {}] = await graph.asOwner('nexus', 'select id from instances limit 1')
    const text = `subscription { instanceChanged(instanceId: "${id}") { id } }`
    using client = await connect(graph, demo, protocol)
    const open = Array.from({ length: 50 }, () => client.follow(text))
    for (const each of open) await each.told()
    expect((await refusalOf(client.follow(text)))?.code).toBe('RATE_LIMITED')
    open[0]?.[Symbol.dispose]()
  })
})

describe('a GET request', () => {
  test('may ask and follow, and changes nothing', async () => {
    const { url } = await stack()
    const streamed = async (query: string) => {
      const answer = await fetch(`${url}/graphql?query=${encodeURIComponent(query)}`, {
        headers: { accept: 'text/event-stream' },
      })
      return [answer.headers.get('content-type'), await answer.text()]
    }
    const [type, text] = await streamed('{ __typename }')
    expect(type).toBe('text/event-stream; charset=utf-8')
    expect(text).toMatch(/^event: next\ndata: {"data":{"__typename":"Query"}.*}\n\nevent: complete\ndata: \n\n$/)
    const [, refused] = await streamed('mutation { eraseUser(input: { userId: "x" }) { userId } }')
    expect(refused).toMatch(/^event: next\ndata: {"errors":\[{"message":"Mutations are sent by POST\."/)
  })
})
