import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asked, onServer } from '../stack.ts'
import { emptyGateway, many } from './empty.ts'

/** Each fragment spreads the next one twice, through two subgraphs: what it stands for doubles with each level. */
const bomb = (levels: number) =>
  `{ me { ...F0 } } ${many(levels, n => `fragment F${n} on User { a: memories(first: 0) { nodes { user { ...F${n + 1} } } } b: spaces(first: 0) { nodes { owner { ...F${n + 1} } } } }`)} fragment F${levels} on User { id }`

/** The same without fields between, which no depth stops. */
const flatBomb = (levels: number) =>
  `{ me { ...F0 } } ${many(levels, n => `fragment F${n} on User { ...F${n + 1} ...F${n + 1} }`)} fragment F${levels} on User { id }`

const attacks: [string, string, string, string?][] = [
  ...[6, 13, 24, 50].map((levels): [string, string, string] => [
    `a fragment bomb of ${levels} levels`,
    'depth',
    bomb(levels),
  ]),
  ...[9, 24, 200].map((levels): [string, string, string] => [
    `a fragment bomb of ${levels} levels without fields between`,
    'selections',
    flatBomb(levels),
  ]),
  [
    'a fragment bomb that no operation spreads',
    'selections',
    `{ __typename } ${flatBomb(20).slice('{ me { ...F0 } }'.length)}`,
  ],
  ['five hundred aliases', 'rootFields', `{ ${many(500, n => `a${n}: __typename`)} }`],
  ['a hundred aliases of one field below', 'aliases', `{ me { ${many(100, n => `a${n}: username`)} } }`],
  [
    'a hundred guesses in one request',
    'rootFields',
    `{ ${many(100, n => `a${n}: userByUsername(username: "u${n}") { id }`)} }`,
  ],
  [
    'a hundred changes in one request',
    'rootFields',
    `mutation { ${many(100, n => `a${n}: forgetMemory(input: { id: "${n}" }) { __typename }`)} }`,
  ],
  [
    'a depth of two hundred',
    'depth',
    `{ me { ${'primaryCharacter { user { '.repeat(100)} id ${'} } '.repeat(100)} } }`,
  ],
  ['three thousand directives', 'tokens', `{ __typename ${'@include(if: true) '.repeat(3_000)} }`],
  ['six hundred directives of no meaning', 'directives', `{ __typename ${'@none '.repeat(600)} }`],
  ['twenty thousand times one field', 'tokens', `{ me { ${'username '.repeat(20_000)} } }`],
  [
    'six hundred times one object, which validation compares with each other',
    'selections',
    `{ me { ${'position { x } '.repeat(600)} } }`,
  ],
  [
    'lists of lists of lists',
    'cost',
    '{ users(first: 100) { nodes { memories(first: 100) { nodes { relationships { memory { content } } } } } } }',
  ],
  [
    'twenty lists side by side',
    'cost',
    `{ ${many(20, n => `a${n}: users(first: 100) { nodes { spaces(first: 10) { nodes { id } } } }`)} }`,
  ],
  [
    'a hundred searches',
    'cost',
    '{ me { memories(first: 100) { nodes { similar(first: 100) { memory { similar(first: 2) { similarity } } } } } } }',
  ],
  [
    'twenty introspections at once',
    'cost',
    `{ ${many(20, n => `a${n}: __schema { types { fields { args { type { name ofType { name } } } type { name ofType { name ofType { name } } } } } }`)} }`,
  ],
  [
    'thirty lists inside each other, which planning takes two to the power of',
    'literalDepth',
    `mutation { updateInstanceState(input: { instanceId: "x", patch: ${'['.repeat(30)}${']'.repeat(30)} }) { __typename } }`,
  ],
  // Which of the two is met first, the stack decides.
  [
    'a literal fifty thousand lists deep',
    'depth|tokens',
    `{ users(filter: { ids: ${'['.repeat(50_000)} }) { totalCount } }`,
  ],
  ['ten thousand variables', 'tokens', `query (${many(10_000, n => `$v${n}: Int`)}) { __typename }`],
]

const cpuOf = async (work: () => Promise<unknown>) => {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return user + system
}

// Nothing here depends on a database: once is enough.
describe.skipIf(onServer)('an attack', () => {
  let served: Awaited<ReturnType<typeof emptyGateway>>
  let plain = 0
  const ask = (query: string) => asked(served.url, undefined, { query })
  beforeAll(async () => {
    served = await emptyGateway()
    const costs: number[] = []
    for (let n = 0; n < 20; n++) costs.push(await cpuOf(() => ask(`{ plain${n}: __typename }`)))
    plain = costs.sort((one, other) => one - other)[10] as number
  })
  afterAll(() => served[Symbol.asyncDispose]())

  // Unguarded, a bomb of 13 levels takes ten thousand times as long as a plain query and one of 24 does not end.
  test.each(attacks)('by %s is refused for its %s, at the price of a few plain queries', async (_, limit, query) => {
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
  })

  test('by a cycle of fragments, or by fields of the types of fields, ends at validation', async () => {
    const cycle = `{ me { ...F0 } } ${many(8, n => `fragment F${n} on User { id ...F${(n + 1) % 8} }`)}`
    const { status, errors } = await ask(cycle)
    expect([status, errors[0]?.extensions.code]).toEqual([400, 'GRAPHQL_VALIDATION_FAILED'])
    const nested = `{ __schema { types { ${'fields { type { '.repeat(4)} name ${'} } '.repeat(4)} } } }`
    expect((await ask(nested)).errors[0]?.message).toBe('Maximum introspection depth exceeded')
    const dense = `{ me { ...F0 } } ${many(30, n => `fragment F${n} on User { ${many(30, m => `...F${m}`)} }`)}`
    expect((await ask(dense)).status).toBe(400)
  })

  test('by what is as large as the limits let through is answered, and others are answered meanwhile', async () => {
    const large = (n: number) =>
      `{ ${many(24, m => `a${m}: user(id: "${n}") { username b: memories(first: 1) { nodes { user { spaces(first: 1) { nodes { owner { username } instances(first: 1) { nodes { id } } } } } } } }`)} }`
    const bombs = Promise.all(
      Array.from({ length: 30 }, (_, n) => [ask(`${bomb(13)} #${n}`), ask(`${flatBomb(200)} #${n}`)]).flat(),
    )
    const largest = Promise.all(Array.from({ length: 3 }, (_, n) => ask(large(n))))
    const order: string[] = []
    const pinged = fetch(`${served.url}/livez`).then(({ status }) => order.push(`ping ${status}`))
    const all = Promise.all([bombs, largest]).then(() => order.push('attack'))
    await Promise.all([pinged, all])
    // Whoever asks behind the attack does not wait for the end of it.
    expect(order).toEqual(['ping 200', 'attack'])
    expect((await bombs).map(({ status }) => status)).toEqual(Array.from({ length: 60 }, () => 400))
    expect((await largest).map(({ status }) => status)).toEqual([200, 200, 200])
  })
})
