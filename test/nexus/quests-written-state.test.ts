import type { Identity } from '@worlds/kit/identity.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { person, refusalsOf, rows, told, uuid } from '../asking.ts'
import { admin, gameServer, type Stack, stack } from '../stack.ts'

type Input = Record<string, unknown>

const at = (n: number) => uuid(37_200 + n)
const [ann, ben] = [at(1), at(2)]
const [here, gone, id] = [at(900), at(901), at(950)]
const mutation = (name: string) =>
  `mutation ($input: ${name.replace(/^./, first => first.toUpperCase())}Input!) { ${name}(input: $input) { questInstance { id state stateVersion completedAt } } }`

let graph: Stack
const present = new AsyncDisposableStack()
beforeAll(async () => {
  graph = await stack()
  const people = [ann, ben].map(id => ({ id, username: `s${id.slice(-5)}`, email: `${id}@x` }))
  present.use(await rows(graph, 'nexus', 'users', people))
  present.use(await rows(graph, 'nexus', 'instances', [{ id: here }, { id: gone, closed_at: '2025-01-01' }]))
})
const clear = () => graph.asOwner('nexus', 'delete from quest_instances where id = $1', [id])
beforeEach(async () => {
  await clear()
  const text = 'insert into quest_instances (id, instance_id, participants, state) values ($1, $2, $3, $4)'
  await graph.asOwner('nexus', text, [id, here, [ann], { step: 1, party: { bell: true, lamp: 3 } }])
})
afterAll(async () => {
  await clear()
  await present.disposeAsync()
})

const asOwner = (text: string, values: unknown[] = []) => graph.asOwner('nexus', text, values)
const stored = async () => (await asOwner('select * from quest_instances where id = $1', [id]))[0]
const done = async (name: string, input: Input, who: Identity = person(ann)) =>
  (await told(graph, who, mutation(name), { input: { questInstanceId: id, ...input } }))[name].questInstance
const update = (input: Input, who?: Identity) => done('updateQuestState', input, who)
const complete = (input: Input = {}, who?: Identity) => done('completeQuest', input, who)

/** What the caller is told, after which the quest is as before. */
async function notDone(name: string, input: Input, who: Identity = person(ann)) {
  const before = await stored()
  const answer = await graph.ask(who, mutation(name), { input: { questInstanceId: id, ...input } })
  expect(await stored()).toEqual(before)
  expect(refusalsOf(answer)).toHaveLength(1)
  return answer.errors[0]?.extensions
}

/** So many objects in each other, the innermost empty. */
const nested = (many: number): object => (many === 1 ? {} : { a: nested(many - 1) })

describe('who may not', () => {
  test('a person who sees the quest changes or completes it only while taking part', async () => {
    for (const name of ['updateQuestState', 'completeQuest']) {
      const refusal = await notDone(name, { patch: { step: 2 } }, person(ben))
      expect(refusal).toMatchObject({ code: 'FORBIDDEN', argument: 'questInstanceId' })
    }
    await asOwner('update quest_instances set participants = array_append(participants, $2) where id = $1', [id, ben])
    expect((await update({ patch: { step: 2 } }, person(ben))).state.step).toBe(2)
    await asOwner('update quest_instances set participants = null where id = $1', [id])
    expect(await notDone('completeQuest', {}, person(ben))).toMatchObject({ code: 'FORBIDDEN' })
  })
})

describe('updateQuestState', () => {
  test('merges a patch as RFC 7386 says', async () => {
    const patch = { step: 2, party: { bell: null, oar: [1, { a: null }] }, hint: 'left' }
    expect(await update({ patch })).toEqual({
      id,
      state: { step: 2, party: { lamp: 3, oar: [1, { a: null }] }, hint: 'left' },
      stateVersion: 1,
      completedAt: null,
    })
    expect((await update({ patch: { party: null } }, gameServer)).state).toEqual({ step: 2, hint: 'left' })
    expect((await update({ patch: { step: null, hint: null } }, admin)).state).toEqual({})
  })

  test.each([null, [1, 2], 'text', 7])('makes an object where the state was %j', async before => {
    const text = 'update quest_instances set state = $2::jsonb where id = $1'
    await asOwner(text, [id, before === null ? null : JSON.stringify(before)])
    expect((await update({ patch: { a: 1, b: null } })).state).toEqual({ a: 1 })
  })

  test('goes on in an instance that is closed', async () => {
    await asOwner('update quest_instances set instance_id = $2 where id = $1', [id, gone])
    expect((await update({ patch: { step: 2 } })).stateVersion).toBe(1)
    expect((await complete()).completedAt).not.toBeNull()
  })

  test('counts changes, those of other programs too, and no others', async () => {
    expect((await update({ patch: { step: 1 } })).stateVersion).toBe(0)
    expect((await update({ patch: {} })).stateVersion).toBe(0)
    expect((await update({ patch: { step: 2 }, expectedVersion: 0 })).stateVersion).toBe(1)
    await asOwner(`update quest_instances set state = state || '{"step": 3}' where id = $1`, [id])
    await asOwner('update quest_instances set participants = participants || $2::uuid where id = $1', [id, ben])
    expect(await notDone('updateQuestState', { patch: { step: 4 }, expectedVersion: 1 })).toMatchObject({
      code: 'CONFLICT',
      argument: 'expectedVersion',
      stateVersion: 2,
    })
    expect(await update({ patch: { step: 4 }, expectedVersion: 2 })).toMatchObject({
      state: { step: 4 },
      stateVersion: 3,
    })
  })

  test('keeps numbers that no JavaScript number holds', async () => {
    await asOwner(`update quest_instances set state = '{"seed": 12345678901234567890.5}' where id = $1`, [id])
    await update({ patch: { step: 1 } })
    const [row] = await asOwner(`select state ->> 'seed' as seed from quest_instances where id = $1`, [id])
    expect(row?.seed).toBe('12345678901234567890.5')
  })

  test('takes 65,536 bytes, however they come together, and no more', async () => {
    const half = 'x'.repeat(32_758)
    await update({ patch: { a: half, party: null, step: null } })
    const room = 65_536 - Buffer.byteLength(JSON.stringify({ a: half, b: '' }))
    expect(await notDone('updateQuestState', { patch: { b: 'x'.repeat(room + 1) } })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'patch',
    })
    expect((await update({ patch: { b: 'x'.repeat(room) } })).state.b).toHaveLength(room)
  })

  test('takes 32 levels and no more, whoever made them', async () => {
    expect((await update({ patch: { deep: nested(32) } })).stateVersion).toBe(1)
    await asOwner('update quest_instances set state = $2 where id = $1', [id, { deep: nested(33) }])
    expect(await notDone('updateQuestState', { patch: { step: 2 } })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'patch',
    })
    expect((await update({ patch: { step: 2, deep: null } })).state).toEqual({ step: 2 })
  })

  test.each<[string, unknown]>([
    ['null', null],
    ['a list', [1]],
    ['a text', 'step'],
    ['a number', 2],
    ['the key __proto__', JSON.parse('{"a": {"__proto__": {"admin": true}}}')],
    ['the key constructor', { constructor: 1 }],
    ['a NUL', { a: 'x\u0000' }],
    ['half a surrogate pair', { a: '\ud800' }],
    ['33 levels', nested(34)],
    ['65,537 bytes', { a: 'x'.repeat(65_536 - 7) }],
  ])('refuses a patch that is or holds %s', async (_, patch) => {
    for (const name of ['updateQuestState', ...(patch === null ? [] : ['completeQuest'])])
      expect(await notDone(name, { patch })).toMatchObject({ code: 'BAD_USER_INPUT' })
  })
})

describe('completeQuest', () => {
  test.each<[string, Identity]>([
    ['who takes part', person(ann)],
    ['a game server', gameServer],
    ['an admin', admin],
  ])('%s completes a quest once, with a last patch', async (_, who) => {
    const before = Date.now()
    const quest = await complete({ patch: { step: 3, party: null }, expectedVersion: 0 }, who)
    expect(quest).toMatchObject({ state: { step: 3 }, stateVersion: 1 })
    expect(Math.abs(Date.parse(quest.completedAt) - before)).toBeLessThan(60_000)
    for (const [name, input] of [
      ['completeQuest', {}],
      ['updateQuestState', { patch: { step: 4 } }],
    ] as const)
      expect(await notDone(name, input, who)).toMatchObject({ code: 'QUEST_COMPLETED', argument: 'questInstanceId' })
  })

  test('leaves the state alone without a patch, and refuses a version that is stale', async () => {
    await update({ patch: { step: 2 } })
    expect(await notDone('completeQuest', { patch: { step: 3 }, expectedVersion: 0 })).toMatchObject({
      code: 'CONFLICT',
      argument: 'expectedVersion',
      stateVersion: 1,
    })
    expect(await complete({ expectedVersion: 1 })).toMatchObject({ state: { step: 2 }, stateVersion: 1 })
  })

  test('a patch that overgrows the state completes nothing', async () => {
    await update({ patch: { a: 'x'.repeat(40_000) } })
    const refusal = await notDone('completeQuest', { patch: { b: 'x'.repeat(40_000) } })
    expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'patch' })
    expect((await complete({ patch: { a: null } })).completedAt).not.toBeNull()
  })
})

describe('a completed quest', () => {
  const failureOf = (text: string) =>
    asOwner(text, [id]).then(
      () => null,
      ({ code, constraint }) => [code, constraint],
    )
  const where = 'where id = $1'

  test.each([
    'completed_at = null',
    'completed_at = now()',
    `state = '{}'`,
    'state = null',
    'state_version = 7',
    `participants = participants || '${ben}'::uuid`,
    `participants = array_remove(participants, '${ann}')`,
    'participants = null',
    'participants = participants || null::uuid',
    `quest_id = 'another'`,
    'instance_id = null',
    'started_at = now()',
  ])('is refused to the owner as well: set %s', async change => {
    await complete()
    const before = await stored()
    expect(await failureOf(`update quest_instances set ${change} ${where}`)).toEqual(['23514', 'completed_is_final'])
    expect(await stored()).toEqual(before)
  })

  test('is written back as it was, and deleted, by the owner', async () => {
    await complete()
    expect(await failureOf(`update quest_instances set state = state, completed_at = completed_at ${where}`)).toBeNull()
    expect(await failureOf(`delete from quest_instances ${where}`)).toBeNull()
    expect(await stored()).toBeUndefined()
  })

  test('is made by another program too, and only from then on final', async () => {
    const text = `update quest_instances set completed_at = now(), state = '{"step": 9}' ${where}`
    expect(await failureOf(text)).toBeNull()
    expect(await failureOf(text)).toEqual(['23514', 'completed_is_final'])
    expect(await notDone('leaveQuest', { userId: ann })).toMatchObject({ code: 'QUEST_COMPLETED' })
  })

  test('is left by nobody but those whose account is erased', async () => {
    const people = [at(3), ann, null, at(4), ben]
    await asOwner('update quest_instances set participants = $2 where id = $1', [id, people])
    await complete()
    await asOwner('insert into graph.tombstones (user_id) values ($1), ($2)', [at(3), at(4)])
    const withoutBen = `update quest_instances set participants = array_remove(participants, '${ben}') ${where}`
    expect(await failureOf(withoutBen)).toEqual(['23514', 'completed_is_final'])
    for (const change of [
      `participants = array[null, '${ann}', '${ben}']::uuid[]`,
      `participants = array_remove(participants, '${at(3)}'), state = '{}'`,
      `participants = array_replace(participants, '${at(3)}', '${nobodyElse}')`,
    ]) {
      const failure = await failureOf(`update quest_instances set ${change} ${where}`)
      expect([change, failure]).toEqual([change, ['23514', 'completed_is_final']])
    }
    for (const gone of [at(4), at(3)]) {
      const text = `update quest_instances set participants = array_remove(participants, '${gone}') ${where}`
      expect(await failureOf(text)).toBeNull()
    }
    expect((await stored())?.participants).toEqual([ann, null, ben])
    await asOwner('delete from graph.tombstones where user_id in ($1, $2)', [at(3), at(4)])
  })
})

const nobodyElse = at(5)
