import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { person, rows, uuid } from '../asking.ts'
import { gameServer, type Stack, stack } from '../stack.ts'
import { closing, crowd, join, leave, outcomeOf, runOut, sweep, wrongSeats } from './seats.ts'

const { ids: people, rows: accounts } = crowd(36_401, 5)
const [small, twin, den] = [1, 2, 3].map(n => uuid(36_500 + n)) as [string, string, string]
const places = [small, twin, den]
const capacity: Record<string, number> = { [small]: 2, [twin]: 2, [den]: 3 }

let graph: Stack
let present: AsyncDisposable
beforeAll(async () => {
  graph = await stack()
  present = await rows(graph, 'nexus', 'users', accounts)
})
afterAll(() => present[Symbol.asyncDispose]())

/** What instances and their people are, in as few words as it takes. */
interface Model {
  seats: Map<string, string>
  /** Whose lease has run out and was not swept. */
  silent: Set<string>
  closed: Set<string>
  /** What other programs count in each instance. */
  others: Record<string, number>
}

const taken = (model: Model, place: string) =>
  [...model.seats.values()].filter(seat => seat === place).length + (model.others[place] ?? 0)

/** A step: what the model says comes of it, and how the graph is asked. */
interface Step {
  name: string
  foretell(model: Model): string
  ask(): Promise<string>
}

const seen = new Set<string>()

const command = ({ name, foretell, ask }: Step): fc.AsyncCommand<Model, Stack> => ({
  check: () => true,
  toString: () => name,
  run: async model => {
    const outcome = await ask()
    expect(outcome).toBe(foretell(model))
    seen.add(`${name.split(' ')[0]} ${outcome.split(' ')[0]}`)
    expect(await stored()).toEqual([
      Object.fromEntries(model.seats),
      Object.fromEntries(places.map(place => [place, taken(model, place)])),
    ])
  },
})

function joins(model: Model, { who, where, move, served }: Joining): string {
  const seat = model.seats.get(who)
  const seated = seat !== undefined && !model.silent.has(who)
  if (model.closed.has(where)) return 'INSTANCE_CLOSED'
  if (where === den && !served && !(seated && seat === where)) return 'FORBIDDEN'
  if (seated && !move) return `CONFLICT ${seat}`
  if (seat !== where && taken(model, where) >= (capacity[where] as number)) return 'INSTANCE_FULL'
  model.seats.set(who, where)
  model.silent.delete(who)
  return 'done'
}

interface Joining {
  who: string
  where: string
  move: boolean
  served: boolean
}

const short = (id: string) => id.slice(-3)
const who = fc.constantFrom(...people)
const where = fc.constantFrom(...places)

const joining = fc.record<Joining>({ who, where, move: fc.boolean(), served: fc.boolean() }).map(chosen =>
  command({
    name: `join ${short(chosen.who)} ${short(chosen.where)}${chosen.move ? ' move' : ''}${chosen.served ? ' served' : ''}`,
    foretell: model => joins(model, chosen),
    ask: async () => {
      const asker = chosen.served ? gameServer : person(chosen.who)
      return outcomeOf(await join(graph, asker, { userId: chosen.who, instanceId: chosen.where, move: chosen.move }))
    },
  }),
)

const leaving = fc.record({ who, where }).map(chosen =>
  command({
    name: `leave ${short(chosen.who)} ${short(chosen.where)}`,
    foretell: model => {
      const seat = model.seats.get(chosen.who)
      if (seat !== chosen.where) return `CONFLICT ${seat ?? null}`
      model.seats.delete(chosen.who)
      model.silent.delete(chosen.who)
      return 'done'
    },
    ask: async () => outcomeOf(await leave(graph, person(chosen.who), { instanceId: chosen.where })),
  }),
)

const crashing = who.map(silent =>
  command({
    name: `crash ${short(silent)}`,
    foretell: model => {
      if (model.seats.has(silent)) model.silent.add(silent)
      return 'done'
    },
    ask: async () => {
      await runOut(graph, [silent])
      return 'done'
    },
  }),
)

const sweeping = fc.constant(null).map(() =>
  command({
    name: 'sweep',
    foretell: model => {
      const swept = model.silent.size
      for (const id of model.silent) model.seats.delete(id)
      model.silent.clear()
      return String(swept)
    },
    ask: async () => String(await sweep(graph)),
  }),
)

const shutting = where.map(place =>
  command({
    name: `close ${short(place)}`,
    foretell: model => {
      if (model.closed.has(place)) return 'INSTANCE_CLOSED'
      for (const [id, seat] of model.seats) {
        if (seat !== place) continue
        model.seats.delete(id)
        model.silent.delete(id)
      }
      model.closed.add(place)
      return 'done'
    },
    ask: async () => outcomeOf(await graph.ask(gameServer, closing, { input: { instanceId: place } })),
  }),
)

/** Another program counts somebody of its own in, as long as there is room. */
const counting = where.map(place =>
  command({
    name: `count ${short(place)}`,
    foretell: model => {
      if (taken(model, place) < (capacity[place] as number)) model.others[place] = (model.others[place] ?? 0) + 1
      return 'done'
    },
    ask: async () => {
      const text = 'update instances set current_users = current_users + 1 where id = $1 and current_users < max_users'
      await graph.asOwner('nexus', text, [place])
      return 'done'
    },
  }),
)

async function begun(): Promise<{ model: Model; real: Stack }> {
  await graph.asOwner('nexus', 'delete from user_positions where user_id = any($1)', [people])
  await graph.asOwner('nexus', 'delete from instances where id = any($1)', [places])
  const text = `insert into instances (id, instance_type, max_users)
    select (place ->> 'id')::uuid, place ->> 'type', (place ->> 'seats')::int from jsonb_array_elements($1) place`
  const made = places.map(id => ({ id, type: id === den ? 'private' : 'public', seats: capacity[id] }))
  await graph.asOwner('nexus', text, [JSON.stringify(made)])
  return { model: { seats: new Map(), silent: new Set(), closed: new Set(), others: {} }, real: graph }
}

async function stored() {
  const members = await graph.asOwner(
    'nexus',
    `select member.user_id, member.instance_id from graph.memberships member
     join user_positions standing on standing.user_id = member.user_id and standing.instance_id = member.instance_id
     where member.user_id = any($1)`,
    [people],
  )
  const counts = await graph.asOwner('nexus', 'select id, current_users from instances where id = any($1)', [places])
  return [
    Object.fromEntries(members.map(row => [row.user_id, row.instance_id])),
    Object.fromEntries(counts.map(row => [row.id, row.current_users])),
  ]
}

test('seats are after every step what a model of them is', { timeout: 240_000 }, async () => {
  // A closed instance tells no more, so most sequences get far before that.
  const often = [joining, joining, joining, joining, leaving, crashing, sweeping]
  const sequences = fc.commands([...often, ...often, counting, shutting], { maxCommands: 40, size: 'max' })
  const property = fc.asyncProperty(sequences, async steps => {
    await fc.asyncModelRun(begun, steps)
    const others = 'update instances set current_users = current_users - $2 where id = $1'
    const [, counts] = await stored()
    for (const place of places) {
      const text = 'select count(*)::int as seats from graph.memberships where instance_id = $1'
      const [row] = await graph.asOwner('nexus', text, [place])
      await graph.asOwner('nexus', others, [place, Number(counts?.[place]) - Number(row?.seats)])
    }
    expect(await wrongSeats(graph, places)).toEqual([])
  })
  await fc.assert(property, { numRuns: 12 })
  await graph.asOwner('nexus', 'delete from instances where id = any($1)', [places])
  // Sequences that never got anywhere would prove nothing.
  for (const outcome of ['done', 'CONFLICT', 'INSTANCE_FULL', 'INSTANCE_CLOSED', 'FORBIDDEN'])
    expect(seen).toContain(`join ${outcome}`)
  expect(seen).toContain('leave done')
  expect(seen).toContain('leave CONFLICT')
})
