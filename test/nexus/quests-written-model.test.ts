import type { Identity } from '@worlds/kit/identity.ts'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { person, refusalsOf, rows, uuid } from '../asking.ts'
import { gameServer, type Stack, stack } from '../stack.ts'

const at = (n: number) => uuid(37_600 + n)
const people = [at(1), at(2), at(3)] as const
const [here, there, id] = [at(900), at(901), at(950)]

let graph: Stack
const present = new AsyncDisposableStack()
beforeAll(async () => {
  graph = await stack()
  const users = people.map(id => ({ id, username: `m${id.slice(-5)}`, email: `${id}@x` }))
  present.use(await rows(graph, 'nexus', 'users', users))
  present.use(await rows(graph, 'nexus', 'instances', [{ id: here }, { id: there }]))
})
afterAll(() => present.disposeAsync())

/** What a quest is, in as few words as it takes. */
interface Model {
  participants: string[]
  state: Record<string, number>
  stateVersion: number
  completed: boolean
  /** Who is in the instance of the quest. */
  present: Set<string>
}

type Name = 'joinQuest' | 'leaveQuest' | 'updateQuestState' | 'completeQuest'
interface Ask {
  kind: 'ask'
  name: Name
  who: string
  /** A game server asks for the person. */
  served: boolean
  /** How far the expected version is off; null expects none. */
  off: number | null
  patch: Record<string, number | null>
}
interface Walk {
  kind: 'walk'
  who: string
}
interface Append {
  kind: 'append'
  who: string
}

const who = fc.constantFrom(...people)
const ask: fc.Arbitrary<Ask> = fc.record({
  kind: fc.constant('ask'),
  // Once completed a quest tells no more, so most sequences get far before that.
  name: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom<Name>('joinQuest', 'leaveQuest', 'updateQuestState') },
    { weight: 1, arbitrary: fc.constant<Name>('completeQuest') },
  ),
  who,
  served: fc.boolean(),
  off: fc.option(fc.constantFrom(0, 0, 0, -1, 1)),
  patch: fc.dictionary(fc.constantFrom('a', 'b'), fc.option(fc.nat(2)), { maxKeys: 2 }),
})
const walk: fc.Arbitrary<Walk> = fc.record({ kind: fc.constant('walk'), who })
const append: fc.Arbitrary<Append> = fc.record({ kind: fc.constant('append'), who })
const steps = fc.array(
  fc.oneof({ weight: 6, arbitrary: ask }, { weight: 1, arbitrary: walk }, { weight: 1, arbitrary: append }),
  { minLength: 4, maxLength: 24 },
)

function merge(model: Model, patch: Ask['patch']): void {
  const before = JSON.stringify(sorted(model.state))
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete model.state[key]
    else model.state[key] = value
  }
  if (JSON.stringify(sorted(model.state)) !== before) model.stateVersion++
}

const sorted = (state: object) => Object.fromEntries(Object.entries(state).sort())

function membership(model: Model, { name, who }: Ask): string {
  const takesPart = model.participants.includes(who)
  if (model.completed) return 'QUEST_COMPLETED'
  if ((name === 'joinQuest') === takesPart) return 'CONFLICT'
  if (name === 'joinQuest' && !model.present.has(who)) return 'CONFLICT'
  model.participants = name === 'joinQuest' ? [...model.participants, who] : model.participants.filter(id => id !== who)
  return 'done'
}

function progress(model: Model, { name, who, served, off, patch }: Ask): string {
  if (!served && !model.participants.includes(who)) return 'FORBIDDEN'
  if (model.completed) return 'QUEST_COMPLETED'
  if (off) return 'CONFLICT'
  merge(model, patch)
  model.completed = name === 'completeQuest'
  return 'done'
}

/** What the graph answers; the model is then as the quest must be. */
const foretold = (model: Model, step: Ask) =>
  step.name === 'joinQuest' || step.name === 'leaveQuest' ? membership(model, step) : progress(model, step)

async function answered(model: Model, { name, who, served, off, patch }: Ask): Promise<string> {
  const asker: Identity = served ? gameServer : person(who)
  const input =
    name === 'joinQuest' || name === 'leaveQuest'
      ? { userId: who }
      : { patch, ...(off !== null && { expectedVersion: model.stateVersion + off }) }
  const query = `mutation ($input: ${name.replace(/^./, first => first.toUpperCase())}Input!) { ${name}(input: $input) { questInstance { id } } }`
  const [refusal] = refusalsOf(await graph.ask(asker, query, { input: { questInstanceId: id, ...input } }))
  return String(refusal?.code ?? 'done')
}

async function walked(model: Model, { who }: Walk): Promise<void> {
  if (!model.present.delete(who)) model.present.add(who)
  const text = 'update user_positions set instance_id = $2 where user_id = $1'
  await graph.asOwner('nexus', text, [who, model.present.has(who) ? here : there])
}

/** Another program adds somebody without asking where they are; it is refused what nobody may. */
async function appended(model: Model, { who }: Append): Promise<void> {
  const refused = model.completed || model.participants.includes(who)
  const text = 'update quest_instances set participants = array_append(participants, $2) where id = $1'
  const failure = await graph.asOwner('nexus', text, [id, who]).then(
    () => null,
    error => error.code,
  )
  expect(failure).toBe(refused ? '23514' : null)
  if (!refused) model.participants = [...model.participants, who]
}

async function begun(): Promise<Model> {
  await graph.asOwner('nexus', 'delete from quest_instances where id = $1', [id])
  const text = `insert into quest_instances (id, instance_id, participants, state) values ($1, $2, $3, '{}')`
  await graph.asOwner('nexus', text, [id, here, [people[0]]])
  return { participants: [people[0]], state: {}, stateVersion: 0, completed: false, present: new Set(people) }
}

async function stored() {
  const text = 'select participants, state, state_version, completed_at from quest_instances where id = $1'
  const [row] = await graph.asOwner('nexus', text, [id])
  return [row?.participants, row?.state, row?.state_version, row?.completed_at !== null]
}

test('a quest is after every step what a model of it is', { timeout: 120_000 }, async () => {
  const seen = new Set<string>()
  const property = fc.asyncProperty(steps, async sequence => {
    const model = await begun()
    const places = people.map(user_id => ({ user_id, instance_id: here }))
    await using _ = await rows(graph, 'nexus', 'user_positions', places)
    for (const step of sequence) {
      if (step.kind === 'walk') await walked(model, step)
      else if (step.kind === 'append') await appended(model, step)
      else {
        // The version is expected as it was before the step.
        const answer = await answered(model, step)
        expect(answer).toBe(foretold(model, step))
        seen.add(`${step.name} ${answer}`)
      }
      expect(await stored()).toEqual([model.participants, model.state, model.stateVersion, model.completed])
    }
  })
  await fc.assert(property, { numRuns: 15 })
  await graph.asOwner('nexus', 'delete from quest_instances where id = $1', [id])
  // Sequences that never got anywhere would prove nothing.
  for (const outcome of ['joinQuest done', 'joinQuest CONFLICT', 'leaveQuest done', 'updateQuestState done']) {
    expect(seen).toContain(outcome)
  }
})
