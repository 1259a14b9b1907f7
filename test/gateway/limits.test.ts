import { readFileSync } from 'node:fs'
import { exampleQuery } from '@worlds/gateway/gateway.ts'
import { limited } from '@worlds/gateway/limits.ts'
import { pricesIn } from '@worlds/gateway/prices.ts'
import { readSettings } from '@worlds/kit/env.ts'
import type { Limits } from '@worlds/kit/limits.ts'
import { getIntrospectionQuery, parse } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, asked, demo } from '../stack.ts'
import { many } from './documents.ts'
import { emptyGateway as gateway, tokenFor } from './empty.ts'

const codesOf = ({ errors }: Answer) => errors.map(({ extensions }) => extensions.code)

const settingsOf: Record<keyof Limits, string> = {
  tokens: 'MAX_TOKENS',
  depth: 'MAX_DEPTH',
  rootFields: 'MAX_ROOT_FIELDS',
  aliases: 'MAX_ALIASES',
  directives: 'MAX_DIRECTIVES',
  selections: 'MAX_SELECTIONS',
  literalDepth: 'MAX_LITERAL_DEPTH',
  cost: 'MAX_COST',
}

/** Documents that stand at a limit of this size and keep well below all others. */
const documents: [keyof Limits, number, (size: number) => string][] = [
  ['tokens', 200, size => `{ me { memories(filter: { tiers: [${'CORE '.repeat(size - 19)}] }) { totalCount } } }`],
  ['depth', 9, size => `{ __type(name: "User") { ${'ofType { '.repeat(size - 2)} name ${'} '.repeat(size - 2)} } }`],
  ['rootFields', 12, size => `{ ${'__typename '.repeat(size)} }`],
  ['aliases', 15, size => `{ __type(name: "User") { ${many(size, n => `a${n}: name`)} } }`],
  ['directives', 11, size => `{ __type(name: "User") { ${'name @include(if: true) '.repeat(size)} } }`],
  ['selections', 60, size => `{ __type(name: "User") { ${'name '.repeat(size - 1)} } }`],
  [
    'literalDepth',
    4,
    size =>
      `mutation { updateInstanceState(input: { instanceId: "x", patch: ${'['.repeat(size)}${']'.repeat(size)} }) { instance { id } } }`,
  ],
  ['cost', 21, size => `{ users(first: ${size - 1}) { nodes { id } } }`],
]

/** The same, with the greater part of it in a fragment that is spread twice. */
const spread: [keyof Limits, number, (size: number) => string][] = [
  ['rootFields', 12, size => `{ ...F ...F } fragment F on Query { ${'__typename '.repeat(size / 2)} }`],
  [
    'aliases',
    14,
    size => `{ __type(name: "User") { ...F ...F } } fragment F on __Type { ${many(size / 2, n => `a${n}: name`)} }`,
  ],
  [
    'directives',
    10,
    size =>
      `{ __type(name: "User") { ...F ...F } } fragment F on __Type { ${'name @skip(if: false) '.repeat(size / 2)} }`,
  ],
  [
    'selections',
    63,
    size => `{ __type(name: "User") { ...F ...F } } fragment F on __Type { ${'name '.repeat((size - 3) / 2)} }`,
  ],
  [
    'cost',
    42,
    size =>
      `{ ...F more: users(first: 20) { nodes { id } } } fragment F on Query { users(first: ${size - 22}) { nodes { id } } }`,
  ],
]

describe('limits', () => {
  describe.each([
    ['as it stands', documents, 1],
    ['in fragments', spread, 2],
  ] as const)('of an operation, %s', (_, cases, step) => {
    let served: Awaited<ReturnType<typeof gateway>>
    const limits = Object.fromEntries(cases.map(([limit, size]) => [settingsOf[limit], String(size)]))
    beforeAll(async () => {
      served = await gateway(limits)
    })
    afterAll(() => served[Symbol.asyncDispose]())

    test.each(cases)('%s: at the limit of %i it is answered', async (limit, size, document) => {
      const { status, errors } = await asked(served.url, undefined, { query: document(size) })
      expect([limit, status, errors.filter(({ extensions }) => extensions.code === 'QUERY_TOO_COMPLEX')]).toEqual([
        ...[limit, 200, []],
      ])
    })

    test.each(cases)('%s: above the limit of %i it is refused with both numbers', async (limit, size, document) => {
      const above = size + (limit === 'cost' ? 1 : step)
      const { status, data, errors } = await asked(served.url, undefined, { query: document(above) })
      const numbers = limit === 'tokens' ? { limit, maximum: size } : { limit, maximum: size, actual: above }
      const extensions = { code: 'QUERY_TOO_COMPLEX', ...numbers, requestId: expect.any(String) }
      expect([status, data, errors]).toEqual([400, undefined, [{ message: expect.any(String), extensions }]])
      for (const number of Object.values(numbers).filter(value => typeof value === 'number'))
        expect(errors[0]?.message).toContain(String(number))
    })

    test('hold for what is asked by address too', async () => {
      for (const [limit, size, document] of cases) {
        const query = new URLSearchParams({ query: document(size + (limit === 'cost' ? 1 : step)) })
        const headers = { 'apollo-require-preflight': '1' }
        const answer = await fetch(`${served.url}/graphql?${query}`, { headers })
        expect([answer.status, ((await answer.json()) as Answer).errors[0]?.extensions.limit]).toEqual([400, limit])
      }
    })
  })

  test('hold for subscriptions, and for queries over the same connections', async () => {
    await using served = await gateway({ MAX_DEPTH: '3', MAX_TOKENS: '100', MAX_COST: '30' })
    const told = async (query: string) => {
      const headers = { 'content-type': 'application/json', accept: 'text/event-stream' }
      const answer = await fetch(`${served.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) })
      const [, data = '{}'] = /data: (.*)/.exec(await answer.text()) ?? []
      return (JSON.parse(data) as Answer).errors?.map(({ extensions }) => [extensions.code, extensions.limit])
    }
    const changed = (text: string) => `subscription { instanceChanged(instanceId: "x") { ${text} } }`
    expect(await told(changed('space { owner { id } }'))).toEqual([['QUERY_TOO_COMPLEX', 'depth']])
    expect(await told(changed('id '.repeat(100)))).toEqual([['QUERY_TOO_COMPLEX', 'tokens']])
    expect(
      await told(changed('players(first: 40) { totalCount nodes { x } }').replace('nodes { x }', 'nodes')),
    ).toEqual([['QUERY_TOO_COMPLEX', 'cost']])
    expect(await told('{ users { nodes { position { x } } } }')).toEqual([['QUERY_TOO_COMPLEX', 'depth']])
    expect(await told('{ users(first: 40) { nodes { id } } }')).toEqual([['QUERY_TOO_COMPLEX', 'cost']])
  })

  describe('by default', () => {
    let served: Awaited<ReturnType<typeof gateway>>
    const ask = async (query: string, variables?: Record<string, unknown>) =>
      asked(served.url, await tokenFor(demo), { query, variables })
    beforeAll(async () => {
      served = await gateway()
    })
    afterAll(() => served[Symbol.asyncDispose]())

    const everything = {
      descriptions: true,
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
      inputValueDeprecation: true,
      oneOf: true,
    }
    test.each([
      ['as it is', {}],
      ['with all that can be asked for', everything],
      ['without descriptions', { descriptions: false }],
    ])('let the query by which tools explore the schema through, %s', async (_, options) => {
      const { status, data, errors } = await ask(getIntrospectionQuery(options))
      expect([status, errors]).toEqual([200, []])
      expect(data.__schema.types.length).toBeGreaterThan(50)
    })

    test('what the planner does not know of the schema is answered alone, and refused beside data', async () => {
      const oneOf = '__type(name: "MemoryFilter") { isOneOf }'
      expect(await ask(`{ ${oneOf} }`)).toMatchObject({ status: 200, data: { __type: { isOneOf: false } } })
      const { status, data, errors } = await ask(`{ ${oneOf} me { id } }`)
      expect([status, data, errors.map(({ message }) => message)]).toEqual([
        ...[400, undefined, ['Cannot query field "isOneOf" on type "__Type".']],
      ])
    })

    test('let every document of the manuals through', () => {
      const text = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
      const bounds = { limits: readSettings({}).limits, prices: pricesIn(text('schema/supergraph.graphql')) }
      const manuals = ['README.md', 'docs/clients.md'].flatMap(file =>
        [...text(file).matchAll(/```graphql\n(.*?)```/gs)].map(match => match[1] ?? ''),
      )
      expect(manuals.length).toBeGreaterThan(5)
      for (const document of [...manuals, exampleQuery])
        expect(limited(parse(document), {}, bounds)).toBeLessThan(bounds.limits.cost / 10)
    })

    test('what validation refuses is refused as before', async () => {
      const cases = [
        '{ me { ...Gone } }',
        '{ me { ...A } } fragment A on User { id ...A }',
        '{ me { ...A } } fragment A on User { id ...B } fragment B on User { id ...A }',
        '{ me { nothing } }',
        'fragment A on User { id }',
      ]
      for (const query of cases) {
        const answer = await ask(query)
        expect([query, answer.status, codesOf(answer)[0]]).toEqual([query, 400, 'GRAPHQL_VALIDATION_FAILED'])
      }
      const unnamed = await ask('query A { __typename } query B { __typename }')
      expect([unnamed.status, codesOf(unnamed)]).toEqual([400, ['OPERATION_RESOLUTION_FAILURE']])
      expect(codesOf(await ask('{ me {'))).toEqual(['GRAPHQL_PARSE_FAILED'])
    })

    test('the cost of an operation is told with its answer, by the variables it came with', async () => {
      const costOf = async (query: string, variables = {}) => {
        const body = JSON.stringify({ query, variables })
        const headers = { 'content-type': 'application/json' }
        const answer = await fetch(`${served.url}/graphql`, { method: 'POST', headers, body })
        return ((await answer.json()) as { extensions?: { cost?: unknown } }).extensions?.cost
      }
      const maximum = readSettings({}).limits.cost
      const users = 'query ($first: Int = 7) { users(first: $first) { nodes { id } } }'
      expect(await costOf('{ __typename }')).toEqual({ requested: 0, maximum })
      expect(await costOf(users)).toEqual({ requested: 8, maximum })
      expect(await costOf(users, { first: 30 })).toEqual({ requested: 31, maximum })
      expect(await costOf('{ users { nodes { id } edges { node { id } } } }')).toEqual({ requested: 61, maximum })
      const sky = '{ spaces(first: 3) { nodes { sky { __typename } } } }'
      expect(await costOf(sky)).toEqual({ requested: 7, maximum })
      const searched =
        'query ($input: SimilarMemoriesInput!) { similarMemories(input: $input) { nodes { similarity } } }'
      const input = { companionId: 'bob', userId: 'x', text: 'x' }
      expect(await costOf(searched, { input })).toEqual({ requested: 31, maximum })
      expect(await costOf(searched, { input: { ...input, first: 3 } })).toEqual({ requested: 24, maximum })
      expect(await costOf('{ users(first: 2) @skip(if: true) { nodes { id } } }')).toEqual({ requested: 0, maximum })
    })

    test('the cost is of the operation that is asked for', async () => {
      const query =
        'query Few { users(first: 1) { totalCount } } query Many { users(first: 100) { nodes { memories(first: 100) { nodes { similar(first: 9) { similarity } } } } } }'
      const answer = async (operationName: string) => asked(served.url, undefined, { query, operationName })
      expect(codesOf(await answer('Few'))).not.toContain('QUERY_TOO_COMPLEX')
      const refused = await answer('Many')
      expect([refused.status, refused.errors[0]?.extensions.limit]).toEqual([400, 'cost'])
    })

    test('errors are told up to ten, of a document and of variables', async () => {
      const wrong = await ask(`{ ${'wrong '.repeat(20)} }`)
      expect([wrong.status, wrong.errors.length]).toEqual([400, 11])
      const query = 'query ($input: MovePlayersInput!) { __typename }'
      const unused = await ask(query.replace('__typename', '__type(name: "x") { name }'), { input: {} })
      expect(codesOf(unused)[0]).toBe('GRAPHQL_VALIDATION_FAILED')
      const many = 'mutation ($input: MovePlayersInput!) { movePlayers(input: $input) { positions { x } } }'
      const withWrong = (length: number) => ask(many, { input: { moves: Array.from({ length }, () => 1) } })
      const few = await withWrong(10)
      expect([few.status, codesOf(few)]).toEqual([400, Array(10).fill('BAD_USER_INPUT')])
      for (const length of [11, 50, 20_000]) {
        const flood = await withWrong(length)
        expect([flood.status, codesOf(flood), flood.errors[0]?.extensions.argument]).toEqual([
          ...[400, ['BAD_USER_INPUT'], 'input'],
        ])
      }
    })
  })
})
