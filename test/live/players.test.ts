import { anonymous, type Identity } from '@worlds/kit/identity.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nobody, person, serviceOf } from '../asking.ts'
import { admin, gameServer, type Stack, stack } from '../stack.ts'
import { connect, protocols, refusalOf } from './following.ts'
import { enter, leave, move, names, people, place, room } from './players.ts'

const [mo, pia, tom] = people
const query = `subscription ($id: ID!) { playersMoved(instanceId: $id) {
  full left moved { x user { id username } } } }`

describe.each(protocols)('playersMoved over %s', protocol => {
  let graph: Stack
  let opened: AsyncDisposable
  beforeAll(async () => {
    graph = await stack()
    opened = await room(graph)
  })
  afterAll(() => opened[Symbol.asyncDispose]())

  const frame = (full: boolean, moved: [number, string][], left: string[] = []) => ({
    playersMoved: {
      full,
      left,
      moved: moved.map(([x, id]) => ({ x, user: { id, username: names[people.indexOf(id)] } })),
    },
  })

  test.each<[string, Identity, string, string]>([
    ['nobody', anonymous, place, 'UNAUTHENTICATED'],
    ['who is elsewhere', person(tom), place, 'FORBIDDEN'],
    ['a service of one companion', serviceOf('bob'), place, 'FORBIDDEN'],
    ['who asks for an instance that is not there', person(mo), nobody, 'FORBIDDEN'],
    ['who asks for an id that is none', person(mo), 'x', 'BAD_USER_INPUT'],
  ])('is refused to %s', async (_, who, id, code) => {
    using client = await connect(graph, who, protocol)
    using following = client.follow(query, { id })
    expect((await refusalOf(following))?.code).toBe(code)
  })

  test.each([
    ['a person who is there', person(mo)],
    ['a game server', gameServer],
    ['an administrator', admin],
  ])('tells %s everyone first, then who moved', async (_, who) => {
    using client = await connect(graph, who, protocol)
    using following = client.follow(query, { id: place })
    expect((await following.told()).playersMoved).toMatchObject({
      full: true,
      left: [],
      moved: [{ user: { id: mo } }, { user: { id: pia } }],
    })
    await move(graph, [pia], 42)
    expect(await following.told()).toEqual(frame(false, [[42, pia]]))
    await move(graph, [mo, pia], 43)
    expect(await following.told()).toEqual(
      frame(false, [
        [43, mo],
        [43, pia],
      ]),
    )
  })

  test('says who came and who left, to those who stay', async () => {
    using client = await connect(graph, person(mo), protocol)
    using following = client.follow(query, { id: place })
    await following.told()
    await enter(graph, tom)
    expect(await following.told()).toEqual(frame(false, [[1, tom]]))
    await leave(graph, tom)
    expect(await following.told()).toEqual(frame(false, [], [tom]))
  })

  test('ends for who leaves: not a frame more', async () => {
    await enter(graph, tom)
    using client = await connect(graph, person(tom), protocol)
    using following = client.follow(query, { id: place })
    await following.told()
    await leave(graph, tom)
    expect((await refusalOf(following))?.code).toBe('FORBIDDEN')
    await move(graph, [mo], 7)
    expect(following.results.filter(({ data }) => data)).toHaveLength(1)
  })

  test('ends for who is suspended, though their token holds', async () => {
    await enter(graph, tom)
    using client = await connect(graph, person(tom), protocol)
    using following = client.follow(query, { id: place })
    await following.told()
    await graph.asOwner('nexus', `update users set account_status = 'suspended' where id = $1`, [tom])
    await move(graph, [mo], 8)
    expect((await refusalOf(following))?.code).toBe('FORBIDDEN')
    await graph.asOwner('nexus', `update users set account_status = 'active' where id = $1`, [tom])
    await leave(graph, tom)
  })

  test('answers each by themselves what depends on who asks, and across subgraphs', async () => {
    const text = `subscription ($id: ID!) { playersMoved(instanceId: $id) { moved { user { id email memories(first: 1) { totalCount } } } } }`
    using one = await connect(graph, person(mo), protocol)
    using other = await connect(graph, person(pia), protocol)
    using ones = one.follow(text, { id: place })
    using others = other.follow(text, { id: place })
    await Promise.all([ones.told(), others.told()])
    await move(graph, [mo, pia], 9)
    const seen = (email: string | null) => ({ email, memories: { totalCount: 0 } })
    const byPerson = ({ playersMoved }: { playersMoved: { moved: { user: { id: string } }[] } }) =>
      Object.fromEntries(playersMoved.moved.map(({ user: { id, ...user } }) => [id, user]))
    expect(byPerson(await ones.told())).toEqual({ [mo]: seen('mo_in_the_room@example.com'), [pia]: seen(null) })
    expect(byPerson(await others.told())).toEqual({ [mo]: seen(null), [pia]: seen('pia_in_the_room@example.com') })
  })
})
