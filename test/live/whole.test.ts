import { beforeAll, describe, expect, test } from 'vitest'
import { person, serviceOf, told } from '../asking.ts'
import { gameServer, type Stack, stack } from '../stack.ts'
import { connect, protocols } from './following.ts'

const signIn = `mutation ($input: SignInWithOAuthInput!) { signInWithOAuth(input: $input) { user { id } } }`
const open = `mutation { createInstance(input: { instanceType: "public", maxUsers: 4 }) { instance { id } } }`
const join = `mutation ($id: ID!) { joinInstance(input: { instanceId: $id }) { instance { currentUsers } } }`
const leave = `mutation ($id: ID!) { leaveInstance(input: { instanceId: $id }) { instance { currentUsers } } }`
const move = `mutation ($x: Float!) { movePlayer(input: { position: { x: $x, y: 0, z: 0 } }) { position { x } } }`
const start = `mutation ($id: ID!) { startQuest(input: { questId: "lighthouse", instanceId: $id }) { questInstance { id } } }`
const remember = `mutation ($userId: ID!) { rememberMemory(input: { companionId: "bob", userId: $userId, content: "Ola rows a boat." }) { memory { id } } }`
const erase = `mutation { eraseUser(input: {}) { userId } }`

const players = `subscription ($id: ID!) { playersMoved(instanceId: $id) { full left moved { x user { id memories(first: 1) { totalCount } } } } }`
const quests = `subscription ($id: ID!) { questUpdated(instanceId: $id) { questId state } }`
const memories = `subscription ($id: ID!) { memoryRemembered(companionId: "bob", userId: $id) { content user { username } } }`

describe.each(protocols)('an evening in an instance, over %s', protocol => {
  let graph: Stack
  beforeAll(async () => {
    graph = await stack()
  })

  async function signedIn(name: string): Promise<string> {
    const login = `${name}-${protocol}`
    const input = { oauthProvider: 'test', oauthId: login, email: `${login}@example.com`, username: login }
    return (await told(graph, gameServer, signIn, { input })).signInWithOAuth.user.id
  }

  test('people sign in, join, move, play, are remembered, leave and are erased, and the others see it', async () => {
    const [ola, kim] = [await signedIn('ola'), await signedIn('kim')]
    const { id } = (await told(graph, gameServer, open)).createInstance.instance
    for (const who of [ola, kim]) await told(graph, person(who), join, { id })
    using client = await connect(graph, person(ola), protocol)
    using seen = client.follow(players, { id })
    using played = client.follow(quests, { id })
    using kept = client.follow(memories, { id: ola })
    const full = (await seen.told()).playersMoved
    expect([full.full, full.moved.map((each: { user: { id: string } }) => each.user.id).sort()]).toEqual([
      true,
      [ola, kim].sort(),
    ])

    await told(graph, person(kim), move, { x: 7 })
    const moved = [{ x: 7, user: { id: kim, memories: { totalCount: 0 } } }]
    expect(await seen.told()).toEqual({ playersMoved: { full: false, left: [], moved } })

    await told(graph, person(ola), start, { id })
    expect(await played.told()).toEqual({ questUpdated: { questId: 'lighthouse', state: null } })
    await told(graph, serviceOf('bob'), remember, { userId: ola })
    expect(await kept.told()).toMatchObject({
      memoryRemembered: { content: 'Ola rows a boat.', user: { username: `ola-${protocol}` } },
    })

    await told(graph, person(kim), leave, { id })
    expect(await seen.told()).toEqual({ playersMoved: { full: false, left: [kim], moved: [] } })
    const figures = await (await fetch(graph.metricsUrl)).text()
    expect(figures).toContain(`worlds_graph_subscribers{field="playersMoved",transport="${protocol}"} 1`)
    for (const who of [ola, kim]) await told(graph, person(who), erase)
  })
})

describe('the figures', () => {
  test('are at one address, for reading', async () => {
    const { metricsUrl } = await stack()
    const elsewhere = await fetch(new URL('/', metricsUrl))
    expect([elsewhere.status, (await fetch(metricsUrl, { method: 'POST' })).status]).toEqual([404, 405])
    expect((await fetch(metricsUrl)).headers.get('content-type')).toMatch(/^text\/plain; version=/)
  })
})
