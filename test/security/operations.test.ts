import { afterAll, beforeAll, expect } from 'vitest'
import { bomb, large, many } from '../gateway/documents.ts'
import { emptyGateway, tokenFor } from '../gateway/empty.ts'
import { asked, demo, onServer } from '../stack.ts'
import { attack } from './attacks.ts'

/** A bomb without fields between, which no depth stops. */
const flatBomb = (levels: number) =>
  `{ me { ...F0 } } ${many(levels, n => `fragment F${n} on User { ...F${n + 1} ...F${n + 1} }`)} fragment F${levels} on User { id }`

const cpuOf = async (work: () => Promise<unknown>) => {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return user + system
}

let served: Awaited<ReturnType<typeof emptyGateway>>
let plain = 0
const ask = async (query: string) => asked(served.url, await tokenFor(demo), { query })

// Nothing here depends on a database.
beforeAll(async () => {
  if (onServer) return
  served = await emptyGateway()
  const costs: number[] = []
  for (let n = 0; n < 20; n++) costs.push(await cpuOf(() => ask(`{ plain${n}: __typename }`)))
  plain = costs.sort((one, other) => one - other)[10] as number
})
afterAll(() => served?.[Symbol.asyncDispose]())

/** Refused for the limit, and at the price of a few plain queries. */
async function refused(limit: string, query: string): Promise<void> {
  let answer = await ask(query)
  expect([answer.status, answer.data, answer.errors.length]).toEqual([400, undefined, 1])
  expect(answer.errors[0]?.extensions).toMatchObject({
    code: 'QUERY_TOO_COMPLEX',
    limit: expect.stringMatching(`^(${limit})$`),
  })
  const spent = await cpuOf(async () => {
    answer = await ask(`${query} #`)
  })
  expect(answer.status).toBe(400)
  expect(spent / plain).toBeLessThan(200)
}

const once = { on: 'once' } as const
const refusal =
  (limit: string, ...queries: string[]) =>
  async () => {
    for (const query of queries) await refused(limit, query)
  }

attack(
  'A4.1',
  'five hundred aliases',
  'refused for MAX_ROOT_FIELDS',
  refusal('rootFields', `{ ${many(500, n => `a${n}: __typename`)} }`),
  once,
)
attack(
  'A4.2',
  'a hundred aliases of one field below',
  'refused for MAX_ALIASES',
  refusal('aliases', `{ me { ${many(100, n => `a${n}: username`)} } }`),
  once,
)
attack(
  'A4.3',
  'a hundred guesses in one request',
  'refused for MAX_ROOT_FIELDS',
  refusal('rootFields', `{ ${many(100, n => `a${n}: userByUsername(username: "u${n}") { id }`)} }`),
  once,
)
attack(
  'A4.4',
  'a hundred changes in one request',
  'refused for MAX_ROOT_FIELDS',
  refusal('rootFields', `mutation { ${many(100, n => `a${n}: forgetMemory(input: { id: "${n}" }) { __typename }`)} }`),
  once,
)
attack(
  'A6',
  'a depth of two hundred',
  'refused for MAX_DEPTH',
  refusal('depth', `{ me { ${'primaryCharacter { user { '.repeat(100)} id ${'} } '.repeat(100)} } }`),
  once,
)
attack(
  'A7.1',
  'three thousand directives',
  'refused for MAX_TOKENS',
  refusal('tokens', `{ __typename ${'@include(if: true) '.repeat(3_000)} }`),
  once,
)
attack(
  'A7.2',
  'six hundred directives of no meaning',
  'refused for MAX_DIRECTIVES, with one error',
  refusal('directives', `{ __typename ${'@none '.repeat(600)} }`),
  once,
)
attack(
  'A8.1',
  'twenty thousand times one field',
  'refused for MAX_TOKENS',
  refusal('tokens', `{ me { ${'username '.repeat(20_000)} } }`),
  once,
)
attack(
  'A8.2',
  'ten thousand variables',
  'refused for MAX_TOKENS',
  refusal('tokens', `query (${many(10_000, n => `$v${n}: Int`)}) { __typename }`),
  once,
)
attack(
  'A9.1',
  'lists of lists of lists',
  'refused for MAX_COST',
  refusal(
    'cost',
    '{ users(first: 100) { nodes { memories(first: 100) { nodes { relationships { memory { content } } } } } } }',
  ),
  once,
)
attack(
  'A9.2',
  'twenty lists side by side',
  'refused for MAX_COST',
  refusal('cost', `{ ${many(20, n => `a${n}: users(first: 100) { nodes { spaces(first: 10) { nodes { id } } } }`)} }`),
  once,
)
attack(
  'A9.3',
  'a hundred searches within a search',
  'refused for MAX_COST',
  refusal(
    'cost',
    '{ me { memories(first: 100) { nodes { similar(first: 100) { memory { similar(first: 2) { similarity } } } } } } }',
  ),
  once,
)
attack(
  'A9.4',
  'twenty introspections at once',
  'refused for MAX_COST',
  refusal(
    'cost',
    `{ ${many(20, n => `a${n}: __schema { types { fields { args { type { name ofType { name } } } type { name ofType { name ofType { name } } } } } }`)} }`,
  ),
  once,
)
attack(
  'A10.1',
  'a fragment bomb of 6 to 50 levels through two subgraphs',
  'refused for MAX_DEPTH at the price of a few plain queries, nothing expanded',
  refusal('depth', ...[6, 13, 24, 50].map(bomb)),
  once,
)
attack(
  'A10.2',
  'a fragment bomb of 9 to 200 levels without fields between',
  'refused for MAX_SELECTIONS at the same price',
  refusal('selections', ...[9, 24, 200].map(flatBomb)),
  once,
)
attack(
  'A10.3',
  'a fragment bomb that no operation spreads',
  'refused for MAX_SELECTIONS',
  refusal('selections', `{ __typename } ${flatBomb(20).slice('{ me { ...F0 } }'.length)}`),
  once,
)
attack(
  'A11',
  'a cycle of fragments, or fragments that all spread each other',
  'refused at validation',
  async () => {
    const cycle = `{ me { ...F0 } } ${many(8, n => `fragment F${n} on User { id ...F${(n + 1) % 8} }`)}`
    const { status, errors } = await ask(cycle)
    expect([status, errors[0]?.extensions.code]).toEqual([400, 'GRAPHQL_VALIDATION_FAILED'])
    const dense = `{ me { ...F0 } } ${many(30, n => `fragment F${n} on User { ${many(30, m => `...F${m}`)} }`)}`
    expect((await ask(dense)).status).toBe(400)
  },
  once,
)
attack(
  'A12',
  'six hundred times one object, which validation compares with each other',
  'refused for MAX_SELECTIONS, before validation',
  refusal('selections', `{ me { ${'position { x } '.repeat(600)} } }`),
  once,
)
attack(
  'A13.1',
  'thirty lists inside each other in a literal, which planning takes two to the power of',
  'refused for MAX_LITERAL_DEPTH',
  refusal(
    'literalDepth',
    `mutation { updateInstanceState(input: { instanceId: "x", patch: ${'['.repeat(30)}${']'.repeat(30)} }) { __typename } }`,
  ),
  once,
)
attack(
  'A13.2',
  'a literal fifty thousand lists deep',
  'refused for MAX_DEPTH or MAX_TOKENS, whichever is met first; the stack holds',
  refusal('depth|tokens', `{ users(filter: { ids: ${'['.repeat(50_000)} }) { totalCount } }`),
  once,
)
attack(
  'A1.1',
  'the types of the fields of the types of fields, in introspection',
  'refused at validation',
  async () => {
    const nested = `{ __schema { types { ${'fields { type { '.repeat(4)} name ${'} } '.repeat(4)} } } }`
    expect((await ask(nested)).errors[0]?.message).toBe('Maximum introspection depth exceeded')
  },
  once,
)
attack(
  'A10.4',
  'sixty bombs and three operations as large as the limits let through, at once',
  'who asks behind them does not wait for the end of them, and what is within the limits is answered',
  async () => {
    const bombs = Promise.all(
      Array.from({ length: 30 }, (_, n) => [ask(`${bomb(13)} #${n}`), ask(`${flatBomb(200)} #${n}`)]).flat(),
    )
    const largest = Promise.all(Array.from({ length: 3 }, (_, n) => ask(large(n))))
    const order: string[] = []
    const pinged = fetch(`${served.url}/livez`).then(({ status }) => order.push(`ping ${status}`))
    const all = Promise.all([bombs, largest]).then(() => order.push('attack'))
    await Promise.all([pinged, all])
    expect(order).toEqual(['ping 200', 'attack'])
    expect((await bombs).map(({ status }) => status)).toEqual(Array.from({ length: 60 }, () => 400))
    expect((await largest).map(({ status }) => status)).toEqual([200, 200, 200])
  },
  once,
)
