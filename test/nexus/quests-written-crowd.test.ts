import type { Identity } from '@worlds/kit/identity.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { person, refusalsOf, rows, uuid } from '../asking.ts'
import { admin, onServer, type Stack, stack } from '../stack.ts'

const at = (n: number) => uuid(37_400 + n)
const people = Array.from({ length: 50 }, (_, n) => at(n))
const here = at(900)

let graph: Stack
const present = new AsyncDisposableStack()
beforeAll(async () => {
  graph = await stack()
  const users = people.map(id => ({ id, username: `c${id.slice(-5)}`, email: `${id}@x` }))
  present.use(await rows(graph, 'nexus', 'users', users))
  present.use(await rows(graph, 'nexus', 'instances', [{ id: here }]))
  const places = people.map(user_id => ({ user_id, instance_id: here }))
  present.use(await rows(graph, 'nexus', 'user_positions', places))
})
afterAll(async () => {
  await graph.asOwner('nexus', 'delete from quest_instances where instance_id = $1', [here])
  await present.disposeAsync()
})

async function quest(participants: string[] = []): Promise<string> {
  const text = 'insert into quest_instances (instance_id, participants) values ($1, $2) returning id'
  return (await graph.asOwner('nexus', text, [here, participants]))[0]?.id as string
}
const stored = async (id: string) =>
  (await graph.asOwner('nexus', 'select * from quest_instances where id = $1', [id]))[0] as {
    participants: string[]
    state: unknown
    state_version: number
    completed_at: string | null
  }
const ask = (name: string, who: Identity, input: Record<string, unknown>) => {
  const query = `mutation ($input: ${name.replace(/^./, first => first.toUpperCase())}Input!) { ${name}(input: $input) { questInstance { id } } }`
  return graph.ask(who, query, { input })
}
const join = (id: string, who: string) => ask('joinQuest', person(who), { questInstanceId: id })
/** How often each code was answered; what was done counts as `done`. */
function outcomes(answers: Awaited<ReturnType<typeof ask>>[]): Record<string, number> {
  const codes = answers.map(answer => String(refusalsOf(answer)[0]?.code ?? 'done'))
  return Object.fromEntries([...Map.groupBy(codes, code => code)].map(([code, all]) => [code, all.length]))
}
const deadlocks = async () =>
  (await graph.asOwner('nexus', 'select deadlocks::int from pg_stat_database where datname = current_database()'))[0]
    ?.deadlocks

test.skipIf(!onServer)('fifty who join at once take part once each, however often each asks', async () => {
  const before = await deadlocks()
  const id = await quest()
  const answers = await Promise.all([...people, ...people.toReversed()].map(who => join(id, who)))
  expect(outcomes(answers)).toEqual({ done: 50, CONFLICT: 50 })
  expect((await stored(id)).participants.toSorted()).toEqual(people)
  expect(await deadlocks()).toBe(before)
})

test.skipIf(!onServer)('joining, leaving and what another program appends are all there in the end', async () => {
  const before = await deadlocks()
  const [leaving, joining, appended] = [people.slice(0, 15), people.slice(15, 30), people.slice(30, 45)]
  const id = await quest(leaving)
  const append = 'update quest_instances set participants = array_append(participants, $2) where id = $1'
  const [answers] = await Promise.all([
    Promise.all([
      ...leaving.map(who => ask('leaveQuest', person(who), { questInstanceId: id })),
      ...joining.map(who => join(id, who)),
    ]),
    ...appended.map(who => graph.asOwner('nexus', append, [id, who])),
  ])
  expect(outcomes(answers)).toEqual({ done: 30 })
  expect((await stored(id)).participants.toSorted()).toEqual([...joining, ...appended])
  expect(await deadlocks()).toBe(before)
})

test.skipIf(!onServer)('whoever joins while a quest is completed is in it before that, or told', async () => {
  const before = await deadlocks()
  for (let round = 0; round < 6; round++) {
    const [first, ...others] = people as [string, ...string[]]
    const id = await quest([first])
    const complete = () => ask('completeQuest', person(first), { questInstanceId: id })
    const asked = others.slice(0, 24).map(who => join(id, who))
    asked.splice(round * 4, 0, complete(), complete())
    const answers = await Promise.all(asked)
    const joined = outcomes(answers).done as number
    // One of the completions is done, and each that came too late was told.
    expect(outcomes(answers)).toEqual({ done: joined, QUEST_COMPLETED: 26 - joined })
    const quest_ = await stored(id)
    expect([quest_.participants.length, quest_.completed_at]).toEqual([joined, expect.anything()])
    expect(outcomes([await join(id, people[49] as string)])).toEqual({ QUEST_COMPLETED: 1 })
  }
  expect(await deadlocks()).toBe(before)
})

test.skipIf(!onServer)('of twenty changes made for one version exactly one is made', async () => {
  const before = await deadlocks()
  const id = await quest(people)
  for (let version = 0; version < 5; version++) {
    const answers = await Promise.all(
      people.slice(0, 20).map((who, n) => {
        const input = { questInstanceId: id, expectedVersion: version, patch: { [`v${version}`]: n } }
        return ask('updateQuestState', person(who), input)
      }),
    )
    expect(outcomes(answers)).toEqual({ done: 1, CONFLICT: 19 })
    const winner = answers.findIndex(answer => answer.errors.length === 0)
    expect(await stored(id)).toMatchObject({ state_version: version + 1, state: { [`v${version}`]: winner } })
    const told = answers.flatMap(answer => answer.errors.map(error => error.extensions.stateVersion))
    expect(new Set(told)).toEqual(new Set([version + 1]))
  }
  expect(await deadlocks()).toBe(before)
})

test.skipIf(!onServer)('twenty changes without a version lose nothing of each other', async () => {
  const id = await quest()
  const answers = await Promise.all(
    people.slice(0, 20).map((_, n) => ask('updateQuestState', admin, { questInstanceId: id, patch: { [`k${n}`]: n } })),
  )
  expect(outcomes(answers)).toEqual({ done: 20 })
  const { state, state_version } = await stored(id)
  expect([Object.keys(state as object).length, state_version]).toEqual([20, 20])
})

test.skipIf(!onServer)('nobody who is deleted meanwhile stays among those who take part', async () => {
  const before = await deadlocks()
  const leaving = at(700)
  for (let round = 0; round < 8; round++) {
    const place = { user_id: leaving, instance_id: here }
    await using _ = await rows(graph, 'nexus', 'users', [{ id: leaving, username: 'leaving', email: 'l@x' }])
    await using __ = await rows(graph, 'nexus', 'user_positions', [place])
    const ids = await Promise.all([quest(), quest(), quest()])
    // As an erasure does it: the person's row first, then what it is named in.
    const erase = `do $$ begin
      delete from users where id = '${leaving}';
      update quest_instances set participants = array_remove(participants, '${leaving}') where participants @> array['${leaving}'::uuid];
    end $$`
    const start = ask('startQuest', person(leaving), { questId: 'x', instanceId: here })
    await Promise.all([...ids.map(id => join(id, leaving)), start, graph.asOwner('nexus', erase)])
    const left = await graph.asOwner('nexus', 'select from quest_instances where participants @> array[$1::uuid]', [
      leaving,
    ])
    expect([round, left.length]).toEqual([round, 0])
  }
  expect(await deadlocks()).toBe(before)
})
