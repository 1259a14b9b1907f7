import { anonymous, type Identity } from '@worlds/kit/identity.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { nobody, person, refusalsOf, refused, rows, serviceOf, told, uuid } from '../asking.ts'
import { admin, gameServer, type Stack, stack } from '../stack.ts'

type Input = Record<string, unknown>

const at = (n: number) => uuid(37_000 + n)
const [ann, ben, cat, dan] = [at(1), at(2), at(3), at(4)]
const [here, there, gone] = [at(900), at(901), at(902)]
const fields = 'id questId instance { id } participants { id } state stateVersion startedAt completedAt'
const mutation = (name: string) =>
  `mutation ($input: ${name.replace(/^./, first => first.toUpperCase())}Input!) { ${name}(input: $input) { questInstance { ${fields} } } }`

let graph: Stack
const present = new AsyncDisposableStack()
beforeAll(async () => {
  graph = await stack()
  const user = (id: string) => ({ id, username: `q${id.slice(-5)}`, email: `${id}@x` })
  present.use(await rows(graph, 'nexus', 'users', [ann, ben, cat, dan].map(user)))
  const instances = [{ id: here }, { id: there }, { id: gone, closed_at: '2025-01-01' }]
  present.use(await rows(graph, 'nexus', 'instances', instances))
  // Dan stands nowhere.
  const places = [ann, ben, cat].map(id => ({ user_id: id, instance_id: id === cat ? there : here }))
  present.use(await rows(graph, 'nexus', 'user_positions', places))
})
const clear = () =>
  graph.asOwner('nexus', 'delete from quest_instances where instance_id = any($1) or quest_id = $2', [
    [here, there, gone],
    'nowhere',
  ])
beforeEach(clear)
afterAll(async () => {
  await clear()
  await present.disposeAsync()
})

/** A quest as another program writes it. */
async function quest(
  participants: unknown,
  row: { instance?: string | null; completed?: string; state?: object } = {},
) {
  const { instance = here, completed = null, state = null } = row
  const text = `insert into quest_instances (quest_id, instance_id, participants, completed_at, state)
    values ('nowhere', $1, $2, $3, $4) returning id`
  const [made] = await graph.asOwner('nexus', text, [instance, participants, completed, state])
  return made?.id as string
}
const completed = (participants: unknown) => quest(participants, { completed: '2025-01-01' })
const done = async (name: string, input: Input, who: Identity = person(ann)) =>
  (await told(graph, who, mutation(name), { input }))[name].questInstance
const stored = () => graph.asOwner('nexus', 'select * from quest_instances order by id')
const participants = async (id: string) =>
  (await graph.asOwner('nexus', 'select participants from quest_instances where id = $1', [id]))[0]?.participants

/** What the caller is told, after which every quest is as before. */
async function notDone(name: string, input: Input, who: Identity = person(ann)) {
  const before = await stored()
  const answer = await graph.ask(who, mutation(name), { input })
  expect(await stored()).toEqual(before)
  const [refusal, ...others] = refusalsOf(answer)
  expect([answer.errors.length, others]).toEqual([1, []])
  return { ...refusal, ...answer.errors[0]?.extensions }
}

describe('who may not', () => {
  test.each<[string, Identity, string]>([
    ['nobody signed in', anonymous, 'UNAUTHENTICATED'],
    ['a person who does not take part', person(ben), 'FORBIDDEN'],
    ['a service of one companion', serviceOf('bob'), 'FORBIDDEN'],
  ])('%s changes a quest, or who takes part in it', async (_, who, code) => {
    const id = await quest([ann])
    const refusal = async (name: string, input: Input) => (await notDone(name, input, who)).code
    expect(await refusal('updateQuestState', { questInstanceId: id, patch: { step: 1 } })).toBe(code)
    expect(await refusal('completeQuest', { questInstanceId: id })).toBe(code)
    expect(await refusal('joinQuest', { questInstanceId: id, userId: cat })).toBe(code)
    expect(await refusal('leaveQuest', { questInstanceId: id, userId: ann })).toBe(code)
    expect(await refusal('startQuest', { questId: 'x', instanceId: here, participantIds: [ann] })).toBe(code)
    expect(await participants(id)).toEqual([ann])
  })

  test('a person who takes part speaks for themselves alone', async () => {
    const id = await quest([ann, ben])
    expect(await notDone('leaveQuest', { questInstanceId: id, userId: ben })).toMatchObject({
      code: 'FORBIDDEN',
      argument: 'userId',
    })
    for (const people of [[ann, ben], [ben], []]) {
      const refusal = await notDone('startQuest', { questId: 'x', instanceId: here, participantIds: people })
      expect(refusal).toMatchObject({ code: 'FORBIDDEN', argument: 'participantIds' })
    }
  })

  test('nobody takes part in what is not there, or for whom there is not', async () => {
    const id = await quest([ann])
    const missing = { questInstanceId: nobody }
    for (const [who, userId] of [
      [person(ann), undefined],
      [admin, ann],
      [gameServer, ann],
    ] as const) {
      const refusal = { code: 'NOT_FOUND', argument: 'questInstanceId' }
      expect(await notDone('joinQuest', { ...missing, userId }, who)).toMatchObject(refusal)
      expect(await notDone('leaveQuest', { ...missing, userId }, who)).toMatchObject(refusal)
      expect(await notDone('updateQuestState', { ...missing, patch: {} }, who)).toMatchObject(refusal)
      expect(await notDone('completeQuest', missing, who)).toMatchObject(refusal)
      const noPerson = { code: 'NOT_FOUND', argument: 'userId' }
      expect(await notDone('joinQuest', { questInstanceId: id, userId: nobody }, who)).toMatchObject(noPerson)
      expect(await notDone('leaveQuest', { questInstanceId: id, userId: nobody }, who)).toMatchObject(noPerson)
      const start = { questId: 'x', instanceId: nobody, participantIds: [ann] }
      expect(await notDone('startQuest', start, who)).toMatchObject({ code: 'NOT_FOUND', argument: 'instanceId' })
    }
    expect((await notDone('joinQuest', { questInstanceId: id }, person(nobody))).code).toBe('NOT_FOUND')
    const strangers = { questId: 'x', instanceId: here, participantIds: [ann, nobody] }
    expect(await notDone('startQuest', strangers, gameServer)).toMatchObject({
      code: 'NOT_FOUND',
      argument: 'participantIds[1]',
    })
  })

  test('an admin and a game server say who joins or leaves', async () => {
    const id = await quest([ann])
    for (const who of [admin, gameServer]) {
      for (const name of ['joinQuest', 'leaveQuest']) {
        expect(await notDone(name, { questInstanceId: id }, who)).toMatchObject({
          code: 'BAD_USER_INPUT',
          argument: 'userId',
        })
      }
    }
  })
})

describe('startQuest', () => {
  test('begins with whoever starts it', async () => {
    const before = Date.now()
    const quest = await done('startQuest', { questId: 'lost-lighthouse', instanceId: here, state: { step: 1 } })
    expect(quest).toEqual({
      id: expect.any(String),
      questId: 'lost-lighthouse',
      instance: { id: here },
      participants: [{ id: ann }],
      state: { step: 1 },
      stateVersion: 0,
      startedAt: expect.any(String),
      completedAt: null,
    })
    expect(Math.abs(Date.parse(quest.startedAt) - before)).toBeLessThan(60_000)
    expect((await done('startQuest', { questId: 'x', instanceId: here, participantIds: [ann] })).state).toBeNull()
  })

  test('begins with whomever a game server or an admin names, in that order, or with nobody', async () => {
    for (const who of [gameServer, admin]) {
      const start = (people?: string[]) =>
        done('startQuest', { questId: 'x', instanceId: here, ...(people && { participantIds: people }) }, who)
      expect((await start([ben, ann.toUpperCase()])).participants).toEqual([{ id: ben }, { id: ann }])
      expect((await start([])).participants).toEqual([])
      expect((await start()).participants).toEqual([])
    }
  })

  test('refuses people who are not in the instance, and tells which instance', async () => {
    const elsewhere = { code: 'CONFLICT', instanceId: here }
    const start = { questId: 'x', instanceId: here }
    for (const who of [cat, dan]) expect(await notDone('startQuest', start, person(who))).toMatchObject(elsewhere)
    const people = { ...start, participantIds: [ann, cat, dan] }
    expect(await notDone('startQuest', people, gameServer)).toMatchObject({
      ...elsewhere,
      argument: 'participantIds[1]',
    })
  })

  test('refuses an instance that is closed', async () => {
    const start = { questId: 'x', instanceId: gone, participantIds: [] }
    const refusal = { code: 'INSTANCE_CLOSED', instanceId: gone }
    expect(await notDone('startQuest', start, gameServer)).toMatchObject(refusal)
    expect(await notDone('startQuest', { questId: 'x', instanceId: gone })).toMatchObject(refusal)
  })

  const bad: [string, Input, string][] = [
    ['no name', { questId: '' }, 'questId'],
    ['a name of blanks', { questId: ' \u200b' }, 'questId'],
    ['a name of two lines', { questId: 'a\nb' }, 'questId'],
    ['a long name', { questId: 'x'.repeat(101) }, 'questId'],
    ['what is no instance’s id', { instanceId: 'here' }, 'instanceId'],
    ['what is no person’s id', { participantIds: [ann, 'ben'] }, 'participantIds[1]'],
    ['a person named twice', { participantIds: [ann, ben, ann.toUpperCase()] }, 'participantIds'],
    ['a hundred and one', { participantIds: Array.from({ length: 101 }, (_, n) => at(n)) }, 'participantIds'],
    ['a state that is a list', { state: [1] }, 'state'],
    ['a state that is a number', { state: 1 }, 'state'],
  ]
  test.each(bad)('refuses %s', async (_, input, argument) => {
    const start = { questId: 'x', instanceId: here, participantIds: [ann], ...input }
    expect(await notDone('startQuest', start, gameServer)).toMatchObject({ code: 'BAD_USER_INPUT', argument })
  })
})

describe('joinQuest', () => {
  test('adds the person behind those who take part', async () => {
    const id = await quest([nobody, ben])
    const joined = await done('joinQuest', { questInstanceId: id.toUpperCase() })
    expect(joined.participants).toEqual([{ id: ben }, { id: ann }])
    expect(await participants(id)).toEqual([nobody, ben, ann])
  })

  test('adds whom a game server or an admin names', async () => {
    const id = await quest(null)
    await done('joinQuest', { questInstanceId: id, userId: ben }, gameServer)
    await done('joinQuest', { questInstanceId: id, userId: ann }, admin)
    expect(await participants(id)).toEqual([ben, ann])
  })

  test.each<[string, unknown, unknown[]]>([
    ['null', null, [ann]],
    ['empty', '{}', [ann]],
    ['with gaps', [null, ben], [null, ben, ann]],
    [
      'nested',
      [
        [ben, cat],
        [dan, nobody],
      ],
      [ben, cat, dan, nobody, ann],
    ],
    ['counted from another number', `[5:6]={${ben},${cat}}`, [ben, cat, ann]],
  ])('takes a list of participants that is %s', async (_, before, after) => {
    const id = await quest(before)
    await done('joinQuest', { questInstanceId: id })
    expect(await participants(id)).toEqual(after)
  })

  test('keeps whom another program appends', async () => {
    const id = await quest([ben])
    const text = 'update quest_instances set participants = array_append(participants, $2) where id = $1'
    await graph.asOwner('nexus', text, [id, cat])
    await done('joinQuest', { questInstanceId: id })
    await graph.asOwner('nexus', text, [id, dan])
    expect(await participants(id)).toEqual([ben, cat, ann, dan])
  })

  test('refuses who takes part already', async () => {
    const taking = { code: 'CONFLICT', argument: 'userId' }
    expect(await notDone('joinQuest', { questInstanceId: await quest([ann]) })).toMatchObject(taking)
    const nested = await quest([[ben, ann]])
    expect(await notDone('joinQuest', { questInstanceId: nested })).toMatchObject(taking)
    expect(await notDone('joinQuest', { questInstanceId: nested, userId: ben }, gameServer)).toMatchObject(taking)
  })

  test('refuses who is not where the quest is, and tells where that is', async () => {
    const id = await quest([ben])
    const elsewhere = { code: 'CONFLICT', argument: 'questInstanceId', instanceId: here }
    for (const who of [cat, dan]) {
      expect(await notDone('joinQuest', { questInstanceId: id }, person(who))).toMatchObject(elsewhere)
      expect(await notDone('joinQuest', { questInstanceId: id, userId: who }, gameServer)).toMatchObject(elsewhere)
    }
  })

  test('a quest that is played nowhere asks for no place', async () => {
    const id = await quest(null, { instance: null })
    for (const who of [ann, dan]) await done('joinQuest', { questInstanceId: id }, person(who))
    expect(await participants(id)).toEqual([ann, dan])
  })

  test('refuses a hundred and first, a closed instance and a completed quest', async () => {
    const full = await quest(Array.from({ length: 100 }, (_, n) => at(100 + n)))
    expect(await notDone('joinQuest', { questInstanceId: full })).toMatchObject({
      code: 'CONFLICT',
      argument: 'questInstanceId',
    })
    const closed = await quest([ben], { instance: gone })
    const refusal = { code: 'INSTANCE_CLOSED', instanceId: gone }
    expect(await notDone('joinQuest', { questInstanceId: closed })).toMatchObject(refusal)
    expect(await notDone('joinQuest', { questInstanceId: closed, userId: ann }, admin)).toMatchObject(refusal)
    for (const people of [[ben], [ann]]) {
      const refusal = await notDone('joinQuest', { questInstanceId: await completed(people) })
      expect(refusal).toMatchObject({ code: 'QUEST_COMPLETED', argument: 'questInstanceId' })
    }
  })

  test('refuses what is no id', async () => {
    const query = mutation('joinQuest')
    expect(await refused(graph, person(ann), query, { input: { questInstanceId: 'x' } })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'questInstanceId',
    })
    expect(await refused(graph, gameServer, query, { input: { questInstanceId: at(5), userId: 'x' } })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'userId',
    })
  })
})

describe('leaveQuest', () => {
  test('takes the person out, wherever they are by now, also of an instance that is closed', async () => {
    const id = await quest([ben, cat, ann])
    expect((await done('leaveQuest', { questInstanceId: id }, person(cat))).participants).toEqual([
      { id: ben },
      { id: ann },
    ])
    const closed = await quest([ann], { instance: gone })
    expect((await done('leaveQuest', { questInstanceId: closed })).participants).toEqual([])
    expect([await participants(id), await participants(closed)]).toEqual([[ben, ann], []])
  })

  test('takes out whom a game server or an admin names, also one whose account is gone', async () => {
    const id = await quest([[ann, nobody]])
    await done('leaveQuest', { questInstanceId: id, userId: nobody }, gameServer)
    expect(await participants(id)).toEqual([ann])
    await done('leaveQuest', { questInstanceId: id, userId: ann }, admin)
    expect(await participants(id)).toEqual([])
  })

  test('refuses who does not take part, and a completed quest', async () => {
    const absent = { code: 'CONFLICT', argument: 'userId' }
    expect(await notDone('leaveQuest', { questInstanceId: await quest([ben]) })).toMatchObject(absent)
    expect(await notDone('leaveQuest', { questInstanceId: await quest(null) })).toMatchObject(absent)
    const refusal = await notDone('leaveQuest', { questInstanceId: await completed([ann]) })
    expect(refusal).toMatchObject({ code: 'QUEST_COMPLETED' })
  })
})
