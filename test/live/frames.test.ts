import { anonymous } from '@worlds/kit/identity.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { person } from '../asking.ts'
import { gameServer, onServer, type Stack, stack } from '../stack.ts'
import { connect, overWebSocket } from './following.ts'
import { enter, leave, move, people, place, room } from './players.ts'

const [mo, pia, tom] = people
const shared = 'subscription ($id: ID!) { playersMoved(instanceId: $id) { full left moved { x user { username } } } }'
const own = 'subscription ($id: ID!) { playersMoved(instanceId: $id) { moved { x user { email } } } }'

describe('frames', () => {
  let graph: Stack
  let opened: AsyncDisposable
  beforeAll(async () => {
    graph = await stack()
    opened = await room(graph)
  })
  afterAll(() => opened[Symbol.asyncDispose]())

  const executions = async () => {
    const { values } = await graph.metrics.executions.get()
    return Object.fromEntries(values.map(({ labels, value }) => [labels.kind, value])) as Record<string, number>
  }
  /** How often frames were executed, for all and for one, while three subscribers were told of one movement. */
  const cost = async (query: string) => {
    using clients = new DisposableStack()
    const all = []
    for (const who of [person(mo), person(pia), gameServer]) {
      all.push(clients.use(await connect(graph, who, 'websocket')).follow(query, { id: place }))
    }
    for (const each of all) await each.told()
    const before = await executions()
    await move(graph, [mo], Math.random())
    const told = await Promise.all(all.map(each => each.told()))
    expect(new Set(told.map(data => data.playersMoved.moved[0].x)).size).toBe(1)
    const after = await executions()
    return { shared: (after.shared ?? 0) - (before.shared ?? 0), own: (after.own ?? 0) - (before.own ?? 0) }
  }

  test('are made once for all who ask the same, where it does not depend on who asks', async () => {
    expect(await cost(shared)).toEqual({ shared: 1, own: 0 })
  })

  test('are made for each where it does', async () => {
    expect(await cost(own)).toEqual({ shared: 0, own: 3 })
  })

  test('are none for a passer-by who asks for one', async () => {
    const { errors } = await graph.ask(anonymous, `{ playersFrame(instanceId: "${place}") { full } }`)
    expect(errors[0]?.extensions.code).toBe('UNAUTHENTICATED')
    const { data } = await graph.ask(person(tom), `{ playersFrame(instanceId: "${place}") { moved { x } } }`)
    expect(data).toEqual({ playersFrame: { moved: [] } })
  })

  test('are not to be had from the inside', async () => {
    const room = `{ instanceRoom(instanceId: "${place}", viewers: [], withinSeconds: 1) { present } }`
    expect((await graph.ask(gameServer, room)).errors[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED')
  })

  test.runIf(onServer)('become one for a subscriber who does not read: the latest, with all who left', async () => {
    const sockets: WebSocket[] = []
    class Paused extends WebSocket {
      constructor(...args: ConstructorParameters<typeof WebSocket>) {
        super(...args)
        sockets.push(this)
      }
    }
    // Long answers, so that what the network itself holds is soon full.
    await graph.asOwner('nexus', 'update instances set state = to_jsonb($2::text) where id = $1', [
      place,
      'x'.repeat(400_000),
    ])
    const text =
      'subscription ($id: ID!) { playersMoved(instanceId: $id) { full left instance { state } moved { x user { id } } } }'
    using client = overWebSocket(graph.url, await graph.tokens.issue(person(mo)), { webSocketImpl: Paused })
    using following = client.follow(text, { id: place })
    using watcher = await connect(graph, person(pia), 'websocket')
    using watching = watcher.follow(shared, { id: place })
    await following.told()
    await watching.told()
    sockets[0]?.pause()
    const coalesced = async () => (await graph.metrics.coalesced.get()).values[0]?.value ?? 0
    const before = await coalesced()
    await enter(graph, tom)
    await watching.told()
    let x = 1000
    for (; (await coalesced()) < before + 20; x++) {
      await move(graph, [mo, pia], x)
      await watching.told()
    }
    await leave(graph, tom)
    while (!(await watching.told()).playersMoved.left.includes(tom));
    sockets[0]?.resume()
    const frames = []
    do frames.push((await following.told()).playersMoved)
    while (!frames.at(-1).left.includes(tom))
    const last = frames.at(-1)
    expect(frames.length).toBeLessThan(x - 1000)
    const lastOfMo = frames
      .flatMap(({ moved }) => moved)
      .filter(({ user }) => user.id === mo)
      .at(-1)
    expect(lastOfMo.x).toBe(x - 1)
    expect(last.moved.map(({ user }: { user: { id: string } }) => user.id)).not.toContain(tom)
  })
})
