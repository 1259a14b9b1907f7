import { anonymous, type Identity } from '@worlds/kit/identity.ts'
import { demoPerson } from '@worlds/ops/demo.ts'
import { beforeAll, describe, expect, test } from 'vitest'
import { nobody, person, serviceOf } from '../asking.ts'
import { admin, demo, type Stack, stack } from '../stack.ts'
import { connect, protocols, refusalOf } from './following.ts'

const companion = 'live-companion'
const query = `subscription ($companion: ID!, $person: ID!) {
  memoryRemembered(companionId: $companion, userId: $person) { content user { username } } }`
const asked = { companion, person: demoPerson.id }

describe.each(protocols)('memoryRemembered over %s', protocol => {
  let graph: Stack
  beforeAll(async () => {
    graph = await stack()
  })
  const remember = (contents: string[], userId: string = demoPerson.id) =>
    graph.asOwner(
      'memory',
      `insert into companion_memories (companion_id, user_id, content, memory_tier)
      select $1, $2, content, 'SPARSE' from unnest($3::text[]) content returning id`,
      [companion, userId, contents],
    )
  const forgotten = () => graph.asOwner('memory', 'delete from companion_memories where companion_id = $1', [companion])

  test.each<[string, Identity, string]>([
    ['nobody', anonymous, 'UNAUTHENTICATED'],
    ['somebody else', person(nobody), 'FORBIDDEN'],
    ['a service of another companion', serviceOf('another'), 'FORBIDDEN'],
  ])('is refused to %s', async (_, who, code) => {
    using client = await connect(graph, who, protocol)
    using following = client.follow(query, asked)
    expect((await refusalOf(following))?.code).toBe(code)
  })

  test.each<[string, Identity]>([
    ['the person', demo],
    ['a service of the companion', serviceOf(companion)],
    ['an administrator', admin],
  ])('tells %s of each memory once, of nobody else', async (_, who) => {
    await remember(['long ago'])
    using client = await connect(graph, who, protocol)
    using following = client.follow(query, asked)
    // What came before the subscription had begun is told to nobody.
    expect(await following.begun(() => remember(['begun']))).toMatchObject({ memoryRemembered: { content: 'begun' } })
    await remember(['not yours'], nobody)
    await remember(['one', 'two', 'three'])
    const told: string[] = []
    while (told.at(-1) !== 'three') told.push((await following.told()).memoryRemembered.content)
    expect(told.filter(content => content !== 'begun')).toEqual(['one', 'two', 'three'])
    expect(following.results[0]?.data.memoryRemembered.user).toEqual({ username: demoPerson.username })
    await forgotten()
  })
})
