import { isDeepStrictEqual } from 'node:util'
import { judged, kindOf } from '@worlds/gateway/guards.ts'
import { RequestContext } from '@worlds/kit/context.ts'
import { anonymous, type Identity } from '@worlds/kit/identity.ts'
import type { StoredCodec } from '@worlds/memory/codecs.ts'
import type { ExecutionResult } from 'graphql'
import { afterAll, beforeAll, expect, vi } from 'vitest'
import { nobody, person, rows, serviceOf, told } from '../asking.ts'
import { ann, arranged, companion, examples, home, stateNow } from '../graph/repeatable.ts'
import { connect, protocols, refusalOf } from '../live/following.ts'
import { keptCodec, modelNumber } from '../memory/kept.ts'
import { admin, gameServer, type Stack, stack } from '../stack.ts'
import { askSubgraph } from '../wire.ts'
import { attack } from './attacks.ts'
import { allFields, asking, type Guarded, guardedFields } from './guarded.ts'

let graph: Stack
const present = new AsyncDisposableStack()
beforeAll(async () => {
  graph = await stack()
  const codec: StoredCodec = present.use(await keptCodec(graph, await modelNumber(graph)))
  present.use(await arranged(graph, codec))
  present.use(await rows(graph, 'memory', 'memory_analytics', [{ id: 2_000_091_009, companion_id: companion }]))
  const moves = `[{ userId: "${ann}", position: { x: 1, y: 1, z: 2 } }]`
  await told(graph, gameServer, `mutation { movePlayers(input: { moves: ${moves} }) { positions { x } } }`)
}, 300_000)
afterAll(() => present.disposeAsync())

const system: Identity = { role: 'system', name: 'gateway' }
const strangers = [anonymous, person(nobody), serviceOf('nobody’s'), gameServer, admin]

const ask = ({ subgraph, query, variables }: Guarded, who: Identity) =>
  askSubgraph(graph, subgraph, who, query, variables)

/** Whether an answer tells nothing: no value in it but null, empty lists and texts, and zero. */
const blank = (value: unknown): boolean =>
  typeof value === 'object' && value !== null ? Object.values(value).every(blank) : !value

const codesIn = ({ errors = [] }: ExecutionResult) => errors.map(({ extensions }) => extensions?.code)

/** Whether the object that has the field, or that is to be changed, is absent for who asks: nothing is said of the field. */
const absent = (answer: ExecutionResult) =>
  isDeepStrictEqual(codesIn(answer), ['NOT_FOUND']) ||
  (!answer.errors && isDeepStrictEqual(answer.data?._entities, [null]))

attack(
  'A24.5',
  'each guarded field, asked of its subgraph past the gateway by each kind of caller that its directives leave out',
  'refused for the same reason or hidden by the subgraph, and shown to who may see it; nothing is changed',
  async () => {
    expect(guardedFields.length).toBeGreaterThan(80)
    const before = await stateNow(graph)
    for (const guarded of guardedFields) {
      const { field, guard } = guarded
      for (const who of strangers) {
        const why = judged(field, guard, kindOf(who))
        if (!why) continue
        const answer = await ask(guarded, who)
        expect([field, who, blank(answer.data)]).toEqual([field, who, true])
        if (absent(answer)) continue
        expect([field, who, codesIn(answer)]).toEqual([field, who, why === 'hidden' ? [] : [why.extensions.code]])
      }
      if (field.startsWith('Mutation.')) continue
      const answers = await Promise.all([person(ann), admin, system].map(who => ask(guarded, who)))
      expect([field, answers.some(({ data }) => !blank(data))]).toEqual([field, true])
    }
    expect(await stateNow(graph)).toEqual(before)
  },
)

attack(
  'A24.6',
  'each guarded field, asked without a token of a subgraph whose resolvers forget to ask who asks',
  'the policies of the database show nothing and let nothing be changed',
  async () => {
    const before = await stateNow(graph)
    const forgotten = (['requireIdentity', 'requireAdmin', 'requireSystem'] as const).map(name =>
      vi.spyOn(RequestContext.prototype, name).mockReturnValue(undefined),
    )
    try {
      for (const guarded of guardedFields) {
        const { data } = await ask(guarded, anonymous)
        expect([guarded.field, data, blank(data)]).toEqual([guarded.field, data, true])
      }
      for (const spy of forgotten) expect(spy).toHaveBeenCalled()
    } finally {
      for (const spy of forgotten) spy.mockRestore()
    }
    expect(await stateNow(graph)).toEqual(before)
  },
)

attack(
  'A24.7',
  'subscriptions to what is guarded, and guarded fields below one that is not, over both protocols',
  'refused at once, or null with the refusal beside them in each event',
  async () => {
    for (const protocol of protocols) {
      using client = await connect(graph, anonymous, protocol)
      const open = client.follow(
        `subscription { instanceChanged(instanceId: "${home}") { id ...Inside } } fragment Inside on Instance { activeQuests { id } who: players { totalCount } }`,
      )
      const { data, errors } = await open.next()
      expect(data).toEqual({ instanceChanged: { id: home, activeQuests: null, who: null } })
      expect(errors.map(({ path, extensions }) => [path?.join('.'), extensions.code])).toEqual([
        ['instanceChanged.activeQuests', 'UNAUTHENTICATED'],
        ['instanceChanged.who', 'UNAUTHENTICATED'],
      ])
      const moved = `subscription { playersMoved(instanceId: "${home}") { at } }`
      const quests = `subscription { questUpdated(instanceId: "${home}") { id } }`
      const memories = `subscription { memoryRemembered(companionId: "${companion}", userId: "${ann}") { id } }`
      for (const text of [moved, quests, memories])
        expect((await refusalOf(client.follow(text)))?.code).toBe('UNAUTHENTICATED')
      using other = await connect(graph, serviceOf('nobody’s'), protocol)
      for (const text of [moved, memories]) expect((await refusalOf(other.follow(text)))?.code).toBe('FORBIDDEN')
      open[Symbol.dispose]()
    }
  },
)

attack(
  'A24.8',
  'a field that a subgraph refuses, and of which its contract says nothing',
  'there is none: whatever the directives let somebody ask is refused to them by no subgraph',
  async () => {
    for (const who of [anonymous, person(ann), ...strangers]) {
      const allowed = allFields.filter(
        ({ field, guard }) => !guard || (!guard.policies && !judged(field, guard, kindOf(who))),
      )
      for (const [place, fields] of Map.groupBy(allowed, ({ subgraph, type }) => `${subgraph} ${type}`)) {
        const [{ subgraph, type } = { subgraph: 'nexus' as const, type: '' }] = fields
        if (type === 'UserExport' && who.role !== 'admin' && !isDeepStrictEqual(who, person(ann))) continue
        const question = asking(type, fields.map(({ text }) => text).join(' '))
        const { errors = [] } = await askSubgraph(graph, subgraph, who, question.query, question.variables)
        const told = errors.map(({ path, message }) => [path?.join('.'), message])
        expect([place, who, told]).toEqual([place, who, []])
      }
    }
    const mutations = guardedFields.filter(({ field }) => field.startsWith('Mutation.'))
    expect(new Set(mutations.map(({ field }) => field.slice(9)))).toEqual(
      new Set([...Object.keys(examples), 'applyStanding', 'erasePerson']),
    )
  },
)
