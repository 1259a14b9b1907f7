import { demoPerson } from '@worlds/ops/demo.ts'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Remote, remoteGraph } from '../gateway/remote.ts'
import { admin, demo, onServer, type Stack, stack } from '../stack.ts'
import { connect } from './following.ts'
import { move, people, place, room } from './players.ts'

const frames = 'subscription ($id: ID!) { playersMoved(instanceId: $id) { full moved { x user { id } } } }'
const remembered = `subscription ($person: ID!) {
  memoryRemembered(companionId: "lost-companion", userId: $person) { content } }`
const changes = 'subscription ($id: ID!) { instanceChanged(instanceId: $id) { state } }'

describe.skipIf(!onServer)('a connection for events that is lost', () => {
  let graph: Stack
  beforeAll(async () => {
    graph = await stack()
  })
  const cut = (name: 'nexus' | 'memory') =>
    graph.asOwner(
      name,
      `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'worlds-graph ${name} events'`,
    )

  test('is made anew, and what was missed is told then', async () => {
    await using _room = await room(graph)
    using client = await connect(graph, admin, 'websocket')
    using players = client.follow(frames, { id: place })
    using instance = client.follow(changes, { id: place })
    expect((await players.told()).playersMoved.full).toBe(true)
    await instance.told()
    expect(await cut('nexus')).toHaveLength(1)
    await graph.asOwner('nexus', `update instances set state = '{"missed": true}' where id = $1`, [place])
    for (let told = await instance.told(); told.instanceChanged.state?.missed !== true; ) told = await instance.told()
    let frame = (await players.told()).playersMoved
    while (!frame.full) frame = (await players.told()).playersMoved
    await move(graph, [people[0]], 77)
    while (frame.moved[0]?.x !== 77) frame = (await players.told()).playersMoved
    expect(frame).toEqual({ full: false, moved: [{ x: 77, user: { id: people[0] } }] })
  })

  test('has memories that were formed meanwhile told afterwards, in their order, and none twice', async () => {
    const remember = (contents: string[]) =>
      graph.asOwner(
        'memory',
        `insert into companion_memories (companion_id, user_id, content, memory_tier)
        select 'lost-companion', $1, content, 'SPARSE' from unnest($2::text[]) with ordinality as given (content, n) order by n`,
        [demoPerson.id, contents],
      )
    using client = await connect(graph, demo, 'websocket')
    using memories = client.follow(remembered, { person: demoPerson.id })
    const next = async () => (await memories.told()).memoryRemembered.content
    expect((await memories.begun(() => remember(['begun']))).memoryRemembered.content).toBe('begun')
    expect(await cut('memory')).toHaveLength(1)
    // Told while nobody listens, unless the connection was quicker: then as any other event.
    await remember(['one', 'two', 'three'])
    const told: string[] = []
    while (told.at(-1) !== 'three') told.push(await next())
    await remember(['last'])
    while (told.at(-1) !== 'last') told.push(await next())
    expect(told.filter(content => content !== 'begun')).toEqual(['one', 'two', 'three', 'last'])
    await graph.asOwner('memory', `delete from companion_memories where companion_id = 'lost-companion'`)
  })
})

describe.skipIf(!onServer)('subgraphs in processes of their own', () => {
  test('tell of events over a stream that is signed, and that nobody else is given', async () => {
    const graph = await stack()
    await using remote: Remote = await remoteGraph()
    const { url } = remote.subgraphs.nexus
    const status = async (token: string) =>
      (await fetch(`${url}/events`, { headers: { authorization: `Bearer ${token}` } })).status
    expect(await status('')).toBe(401)
    expect(await status(await remote.tokens.issue(admin))).toBe(401)
    expect(await status(await remote.tokens.assert(admin, 'nexus'))).toBe(401)
    expect(await status(await remote.tokens.assert({ role: 'system', name: 'test' }, 'memory'))).toBe(401)
    await using _room = await room(graph)
    using client = await connect(remote, { role: 'user', id: people[0] }, 'websocket')
    using players = client.follow(frames, { id: place })
    expect((await players.told()).playersMoved.full).toBe(true)
    await move(graph, [people[1]], 12)
    expect((await players.told()).playersMoved).toEqual({ full: false, moved: [{ x: 12, user: { id: people[1] } }] })
    await remote.subgraphs.nexus.program[Symbol.asyncDispose]()
    using late = await connect(remote, { role: 'user', id: people[0] }, 'sse')
    const refusal = await late.follow(changes, { id: place }).next()
    expect(refusal.errors[0]?.extensions.code).toBe('SUBGRAPH_UNAVAILABLE')
  })
})
