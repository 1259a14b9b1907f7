import { readFileSync } from 'node:fs'
import { buildSchema, isInputObjectType, isNonNullType } from 'graphql'
import { afterAll, beforeAll, expect } from 'vitest'
import { nobody, refusalsOf, told } from '../asking.ts'
import { examples, mutationOf } from '../graph/repeatable.ts'
import { type Stack, stack } from '../stack.ts'
import { statementsOf } from '../wire.ts'
import { arranged } from './arranged.ts'
import { attack } from './attacks.ts'
import { callers, orion, people } from './callers.ts'
import { memoryOf, spaceOf } from './tables.ts'

const ben = callers.find(({ name }) => name === 'ben')?.identity as (typeof callers)[number]['identity']
const suspended = callers.find(({ person, identity }) => identity.role === 'user' && !person)?.identity as typeof ben
const services = callers.find(({ name }) => name === 'a service of orion')?.identity as typeof ben

let graph: Stack
let rows: AsyncDisposable
beforeAll(async () => {
  graph = await stack()
  rows = await arranged(graph)
})
afterAll(() => rows?.[Symbol.asyncDispose]())

/** Ids that ann's rows have and ids that no row has, of one form. */
const ids = {
  memory: { hidden: String(memoryOf('ann', 1)), absent: String(memoryOf('ann', 1) + 500) },
  other: { hidden: String(memoryOf('ann', 2)), absent: String(memoryOf('ann', 2) + 500) },
  space: { hidden: spaceOf('ann'), absent: nobody },
  companion: { hidden: 'mx-luna', absent: 'mx-none' },
} as const
type Ids = Record<keyof typeof ids, string>
const idsOf = (kind: 'hidden' | 'absent') =>
  Object.fromEntries(Object.entries(ids).map(([name, pair]) => [name, pair[kind]])) as Ids

/** An answer without the ids that tell one question from another. */
const anonymised = (answer: unknown, { memory, other, space, companion }: Ids) =>
  [memory, other, space, companion]
    .reduce((text, id, n) => text.replaceAll(id, `id ${n}`), JSON.stringify(answer))
    .replace(/"requestId":"[^"]*"/g, '"requestId":""')

interface Question {
  query: (ids: Ids) => string
  variables?: (ids: Ids) => Record<string, unknown>
  /** What a person in good standing is refused with. */
  codes?: string[]
}

const refusal = /^(NOT_FOUND|FORBIDDEN)$/

/** What the graph does by itself now and then. */
const upkeep = /settle_|sweep_|remove_old_writes|claim_messages/

/** What is hidden and what is absent are answered with the same bytes by the same statements, to each who does not see. */
async function alike({ query, variables = () => ({}), codes }: Question): Promise<void> {
  for (const who of [ben, suspended, services]) {
    const answers: string[] = []
    const statements: string[][] = []
    for (const kind of ['absent', 'hidden', 'absent', 'hidden'] as const) {
      const own = idsOf(kind)
      const sent = await statementsOf(async () => {
        const answer = await graph.ask(who, query(own), variables(own))
        const told = refusalsOf(answer).map(({ code }) => code)
        // Whoever may change no such row at all is told so, whatever the id.
        expect(told).toEqual(codes ? codes.map(code => (who === ben ? code : expect.stringMatching(refusal))) : told)
        answers.push(anonymised(answer, own))
      })
      statements.push(sent.filter(text => !upkeep.test(text)).sort())
    }
    expect(new Set(answers)).toEqual(new Set(answers.slice(0, 1)))
    // The first of both may learn what is remembered from then on, such as names of models.
    expect(statements[3]).toEqual(statements[2])
  }
}

const whom = `userId: "${people.ann}"`

/** Each field of the root that names what may be hidden, and edges that lead to it. */
const fields: Record<string, (own: Ids) => string> = {
  memory: ({ memory }) => `{ memory(id: ${memory}) { content similar { similarity } relationships { strength } } }`,
  companion: ({ companion }) =>
    `{ companion(id: "${companion}") { id memories { totalCount } users { totalCount } metrics { totalMemories } analytics { totalCount } } }`,
  memoryMetrics: ({ companion }) => `{ memoryMetrics(companionId: "${companion}") { totalMemories } }`,
  similarMemories: ({ companion }) =>
    `{ similarMemories(input: { companionId: "${companion}", ${whom}, text: "tealword" }) { nodes { similarity } } }`,
  searchMemories: ({ companion }) =>
    `{ searchMemories(input: { companionId: "${companion}", ${whom}, text: "tealword" }) { nodes { score } } }`,
  exportMemories: ({ companion }) => `{ exportMemories(companionId: "${companion}", ${whom}) { count lines } }`,
  space: ({ space }) => `{ space(id: "${space}") { spaceName } }`,
  user: ({ companion }) =>
    `{ user(id: "${people.ann}") { memories(companionId: "${companion}") { totalCount nodes { content } } } }`,
}

/** Root fields whose ids are of what everybody, or everybody who is signed in, sees. */
const ofPublicRows = [
  'character',
  'instance',
  'questInstance',
  'activeQuests',
  'nearbyPlayers',
  'playersFrame',
  'asset',
]

attack(
  'A29.2',
  'asking for what one does not see, by its id, its companion, its words',
  'answered byte for byte, and by the same statements, as for what is not there',
  async () => {
    for (const query of Object.values(fields)) await alike({ query })
    const seen = await told(graph, { role: 'user', id: people.ann }, fields.memory?.(idsOf('hidden')) as string)
    expect(seen.memory.content).toContain('ann')
  },
)

/** The inputs of mutations that name what may be hidden. */
const inputs: Record<string, (own: Ids) => Record<string, unknown>> = {
  updateMemory: ({ memory }) => ({ id: memory, content: 'x' }),
  forgetMemory: ({ memory }) => ({ id: memory }),
  forgetMemories: ({ memory }) => ({ companionId: orion, userId: people.ben, ids: [memory], dryRun: false }),
  relateMemories: ({ memory, other }) => ({ id: memory, relatedId: other, type: 'x' }),
  unrelateMemories: ({ memory, other }) => ({ id: memory, relatedId: other }),
  promoteMemory: ({ memory }) => ({ id: memory }),
  recallMemories: ({ companion }) => ({ companionId: companion, userId: people.ann, text: 'tealword' }),
  rememberMemory: ({ companion }) => ({
    companionId: companion,
    userId: people.ann,
    content: 'tealword',
    onDuplicate: 'REFUSE',
  }),
  rememberMemories: ({ companion }) => ({
    memories: [{ companionId: companion, userId: people.ann, content: 'tealword' }],
  }),
  compressAgingMemories: ({ companion }) => ({ companionId: companion, dryRun: true }),
  recordMemoryAnalytics: ({ companion }) => ({ companionId: companion }),
  updateSpace: ({ space }) => ({ id: space, spaceName: 'x' }),
  deleteSpace: ({ space }) => ({ id: space }),
}

/** Those that change one row by its id. */
const absent = Object.entries(inputs)
  .filter(([, input]) => 'id' in input(idsOf('hidden')))
  .map(([name]) => name)

/** Mutations whose ids are of people, and of rows that everybody sees who may send them. */
const ofSeenRows = [
  ...['updateProfile', 'setAccountStatus', 'eraseUser', 'createCharacter', 'updateCharacter', 'setPrimaryCharacter'],
  ...['deleteCharacter', 'createInstance', 'updateInstanceState', 'closeInstance', 'joinInstance', 'leaveInstance'],
  ...['movePlayer', 'movePlayers', 'startQuest', 'joinQuest', 'leaveQuest', 'updateQuestState', 'completeQuest'],
  ...['createAsset', 'updateAsset', 'deleteAsset', 'inspectAsset', 'createSpace', 'signInWithOAuth'],
]

attack(
  'A29.3',
  'changing, relating, forgetting or recalling what one does not see',
  'answered byte for byte, and by the same statements, as for what is not there',
  async () => {
    for (const [name, input] of Object.entries(inputs)) {
      const query = mutationOf(name, examples[name] as (typeof examples)[string])
      const codes = absent.includes(name) ? { codes: ['NOT_FOUND'] } : {}
      await alike({ query: () => query, variables: own => ({ input: input(own) }), ...codes })
    }
    const relate = mutationOf('relateMemories', examples.relateMemories as (typeof examples)[string])
    for (const ends of [
      ({ memory }: Ids) => ({ id: String(memoryOf('ben', 1)), relatedId: memory, type: 'x' }),
      ({ memory }: Ids) => ({ id: memory, relatedId: String(memoryOf('ben', 1)), type: 'x' }),
    ])
      await alike({ query: () => relate, variables: own => ({ input: ends(own) }), codes: ['NOT_FOUND'] })
  },
)

attack('A29.4', 'a field or a mutation that names an id and that these tests do not know', 'fails this test', () => {
  const schema = buildSchema(readFileSync(new URL('../../schema/api.graphql', import.meta.url), 'utf8'))
  const named = Object.values(schema.getQueryType()?.getFields() ?? {})
    .filter(({ args }) =>
      args.some(({ name, type }) => /id$/i.test(name) || isInputObjectType(isNonNullType(type) ? type.ofType : type)),
    )
    .map(({ name }) => name)
  const known = [...Object.keys(fields), ...ofPublicRows]
  expect(
    named.filter(name => !known.includes(name) && !/^(users|instances|questInstances|assets|spaces)$/.test(name)),
  ).toEqual([])
  const mutations = Object.keys(schema.getMutationType()?.getFields() ?? {})
  expect(mutations.sort()).toEqual([...Object.keys(inputs), ...ofSeenRows].sort())
})
