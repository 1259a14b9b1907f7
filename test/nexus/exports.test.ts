import { anonymous } from '@worlds/kit/identity.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codes, person, refused, serviceOf, told, uuid } from '../asking.ts'
import { type Remote, remoteGraph } from '../gateway/remote.ts'
import { admin, asked, demo, gameServer, onServer, type Stack, stack } from '../stack.ts'
import { type Life, life } from './lives.ts'

const all = `export { id account characters position membership quests assets spaces
  memories(first: 2) { lines count endCursor } }`
const ofPerson = (id: string) => `{ user(id: "${id}") { ${all} } }`
const linesOf = (text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line))

describe('the export of a person', () => {
  let graph: Stack
  let one: Life & AsyncDisposable
  beforeAll(async () => {
    graph = await stack()
    one = await life(graph, 4400)
  })
  afterAll(() => one[Symbol.asyncDispose]())

  test('is not for a passer-by, another person, or a service', async () => {
    for (const [who, code] of [
      [anonymous, 'UNAUTHENTICATED'],
      [demo, 'FORBIDDEN'],
      [gameServer, 'FORBIDDEN'],
      [serviceOf('life-4400'), 'FORBIDDEN'],
    ] as const) {
      expect(await codes(graph, who, ofPerson(one.id))).toEqual({ 'user.export': code })
    }
  })

  test('names a wrong page', async () => {
    const query = `{ user(id: "${one.id}") { export { memories(first: 1001) { count } } } }`
    expect(await refused(graph, admin, query)).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'first' })
  })

  test('holds everything of the three databases, to an admin with every spelling of the id', async () => {
    const { export: told1 } = (await told(graph, admin, ofPerson(one.id))).user
    expect(told1).toMatchObject({
      id: one.id,
      account: { username: 'life_4400', email: 'life4400@x.example', oauthProvider: 'lives', oauthId: '4400' },
      characters: [{ id: one.character, characterName: 'Hero', isPrimary: true }],
      position: { instanceId: one.instance, x: 1 },
      membership: { instanceId: one.instance },
      assets: [{ id: one.asset, assetName: "Life's chair" }],
    })
    expect(told1.quests.map(({ id }: Life) => id).sort()).toEqual([uuid(4402), uuid(4403)])
    expect(JSON.stringify(told1.quests)).not.toContain(uuid(1))
    expect(told1.spaces.map(({ id }: Life) => id).sort()).toEqual([one.publicSpace, one.privateSpace])
    const query = `query ($after: String) { user(id: "${one.id}") { export { memories(first: 2, after: $after) { lines count endCursor } } } }`
    const next = (await told(graph, admin, query, { after: told1.memories.endCursor })).user.export.memories
    const memories = [...linesOf(told1.memories.lines), ...linesOf(next.lines)]
    expect([told1.memories.count, next.count, next.endCursor]).toEqual([2, 1, null])
    expect(memories.map(({ content }) => content).sort()).toEqual(
      ['first', 'second', 'third'].map(nth => `${nth} of 4400`),
    )
    const [first] = memories.filter(({ content }) => content === 'first of 4400')
    expect(first).toMatchObject({ accessCount: 1, relationships: [{ type: 'follows', strength: 0.5 }] })
  })

  test('is the person’s own too', async () => {
    const { me } = await told(graph, person(one.id), `{ me { ${all} } }`)
    expect(me.export).toMatchObject({
      account: { email: 'life4400@x.example', oauthId: '4400' },
      spaces: [{}, {}],
      quests: [{}, {}],
      memories: { count: 2 },
    })
  })

  test('is refused to a person who is suspended, for whom it would look whole and is not', async () => {
    await graph.asOwner('nexus', `update users set account_status = 'suspended' where id = $1`, [one.id])
    try {
      expect(await codes(graph, person(one.id), `{ me { ${all} } }`)).toEqual({ 'me.export': 'FORBIDDEN' })
      expect((await told(graph, admin, ofPerson(one.id))).user.export.account.accountStatus).toBe('suspended')
    } finally {
      await graph.asOwner('nexus', `update users set account_status = 'active' where id = $1`, [one.id])
    }
  })

  describe.skipIf(!onServer)('from four processes', () => {
    let remote: Remote
    beforeAll(async () => {
      remote = await remoteGraph()
    }, 120_000)
    afterAll(() => remote[Symbol.asyncDispose]())

    test('is the same', async () => {
      const query = ofPerson(one.id)
      const answer = await asked(remote.url, await remote.tokens.issue(admin), { query })
      expect(answer.data).toEqual((await graph.ask(admin, query)).data)
    })

    test('and nothing is left of it after the erasure, which travels between them', async () => {
      const token = await remote.tokens.issue(admin)
      const erase = `mutation { eraseUser(input: { userId: "${one.id}" }) { userId } }`
      expect((await asked(remote.url, token, { query: erase })).data.eraseUser.userId).toBe(one.id)
      const left = async () => {
        const [memory] = await graph.asOwner(
          'memory',
          'select count(*)::int as n from companion_memories where lower(user_id) = $1',
          [one.id],
        )
        const [world] = await graph.asOwner('world', 'select count(*)::int as n from spaces where owner_id = $1', [
          one.id,
        ])
        return [memory?.n, world?.n]
      }
      await expect.poll(left, { timeout: 20_000 }).toEqual([0, 0])
      const gone = await asked(remote.url, token, { query: ofPerson(one.id) })
      expect(gone.data).toEqual({ user: null })
    })
  })
})
