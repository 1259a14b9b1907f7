import { readdirSync, readFileSync } from 'node:fs'
import { logTo } from '@worlds/kit/log.ts'
import { demoPerson } from '@worlds/ops/demo.ts'
import { beforeAll, expect } from 'vitest'
import { nobody, refused, told } from '../asking.ts'
import { emptyGateway, tokenFor } from '../gateway/empty.ts'
import { admin, asked, demo, type Stack, stack } from '../stack.ts'
import { attack } from './attacks.ts'

let graph: Stack
beforeAll(async () => {
  graph = await stack()
})

const badInput = (message: RegExp) => ({ code: 'BAD_USER_INPUT', message: expect.stringMatching(message) })
const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) })

/** A JSON value, as a variable and, where it can be written, in the document. */
const state = (value: unknown) =>
  refused(graph, admin, 'query ($state: JSON) { instances(filter: { state: $state }) { totalCount } }', {
    state: value,
  })
const literal = (text: string) =>
  refused(graph, admin, `{ instances(filter: { state: ${text} }) { totalCount } users(first: 1) { totalCount } }`)

const similar = `query ($input: SimilarMemoriesInput!) { similarMemories(input: $input) { nodes { similarity } } }`
const embedding = (value: unknown) =>
  refused(graph, demo, similar, { input: { companionId: 'bob', userId: demoPerson.id, embedding: value } })
const vector = (length: number, number: number) => Array(length).fill(number)

attack(
  'A17',
  'a fault of ours, with a stack and words of the inside, while an operation is answered',
  'INTERNAL_SERVER_ERROR with a request id and nothing else; the log has the rest under that id',
  async () => {
    const logged: string[] = []
    const log = logTo('info', 'test', { write: line => void logged.push(line) })
    const process = async () => {
      throw new Error('relation "secret_table" of 10.1.2.3:5432 is gone')
    }
    await using served = await emptyGateway({}, { process }, log)
    const { data, errors } = await asked(served.url, await tokenFor(demo), { query: '{ me { username } }' })
    expect(data).toEqual({ me: null })
    const [{ message, extensions } = { message: '', extensions: {} as Record<string, unknown> }] = errors
    expect(extensions).toEqual({
      code: 'INTERNAL_SERVER_ERROR',
      requestId: expect.any(String),
    })
    expect(message).toContain(extensions.requestId)
    expect(JSON.stringify(errors)).not.toMatch(/secret_table|10\.1\.2\.3|\.ts\b|\bat /)
    const [line] = logged.map(each => JSON.parse(each)).filter(each => each.requestId === extensions.requestId)
    expect(line.err).toMatchObject({ message: expect.stringContaining('secret_table'), stack: expect.any(String) })
  },
  { on: 'once' },
)

attack(
  'A30.1',
  'SQL in filters, searches, cursors and names',
  'taken for a text like any other: nothing is found, and all tables are there',
  async () => {
    for (const text of ["'; drop table users; --", "' or 1=1 --", '") or true --', '$$; select 1; $$', '%', '_', '\\'])
      expect(
        await told(
          graph,
          admin,
          `query ($text: String!, $state: JSON) {
            userByUsername(username: $text) { id }
            instances(filter: { serverRegion: $text }) { totalCount }
            questInstances(filter: { state: $state }) { totalCount }
            companion(id: "bob") { memories(filter: { keyPhrasesAny: [$text] }) { totalCount } }
          }`,
          { text, state: { [text]: text } },
        ),
      ).toEqual({
        userByUsername: null,
        instances: { totalCount: 0 },
        questInstances: { totalCount: 0 },
        companion: { memories: { totalCount: 0 } },
      })
    expect((await graph.asOwner('nexus', 'select count(*)::int as there from users'))[0]?.there).toBeGreaterThan(5)
  },
)

attack(
  'A30.2',
  'SQL that is put together of texts',
  'no code of a service does: values are parameters, but for the name of an index that the database itself gave',
  () => {
    const services = new URL('../../services/', import.meta.url)
    const raw = readdirSync(services, { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.ts') && !name.includes('node_modules'))
      .filter(name => /sql\.raw|\.raw\(|\.query\(/.test(readFileSync(new URL(name, services), 'utf8')))
    expect(raw).toEqual(['memory/indexes.ts'])
  },
  { on: 'once' },
)

attack(
  'A31',
  'NUL and half a surrogate pair, in a text and inside JSON',
  'BAD_USER_INPUT that names them; PostgreSQL never sees them',
  async () => {
    const byName = 'query ($name: String!) { userByUsername(username: $name) { id } }'
    for (const [value, message] of [
      ['a\u0000b', /NUL/],
      ['\ud800', /surrogate/],
    ] as const) {
      expect(await refused(graph, demo, byName, { name: value })).toMatchObject(badInput(message))
      expect(await state({ a: [value] })).toMatchObject(badInput(message))
    }
  },
)

attack(
  'A32',
  'ids out of range, of another form, or of a million digits',
  'null, as of what is not there; where an id is to be changed BAD_USER_INPUT or NOT_FOUND',
  async () => {
    for (const id of ['99999999999999999999', '-1', '1.5', '1e9', 'x', '', '9'.repeat(100_000), `${nobody}0`]) {
      const query = 'query ($id: ID!) { memory(id: $id) { id } user(id: $id) { id } space(id: $id) { spaceName } }'
      const { data, errors } = await graph.ask(admin, query, { id })
      expect([data, errors.map(({ extensions }) => extensions.code)]).toEqual(
        errors.length > 0
          ? [
              expect.toSatisfy(given => given == null || Object.values(given).every(each => each === null)),
              errors.map(() => 'BAD_USER_INPUT'),
            ]
          : [{ memory: null, user: null, space: null }, []],
      )
      const forget = 'mutation ($id: ID!) { forgetMemory(input: { id: $id }) { __typename } }'
      expect((await refused(graph, demo, forget, { id })).code).toMatch(/^(BAD_USER_INPUT|NOT_FOUND)$/)
    }
  },
)

attack(
  'A33',
  'vectors with infinities, numbers past float32, of wrong lengths, of twenty thousand numbers',
  'BAD_USER_INPUT that names both lengths or the number, before the database is asked',
  async () => {
    for (const [value, message] of [
      [vector(768, 1e39), /finite|float32|range/i],
      [vector(767, 1), /767.*768|768.*767/],
      [vector(20_000, 1), /takes 1 to 4096 numbers, not 20000/],
      [[], /takes 1 to 4096 numbers, not 0/],
      ['x', /base64/i],
      [Buffer.alloc(3072, 0xff).toString('base64'), /finite/],
      [['1', null], /finite|numbers?/i],
    ] as const)
      expect(await embedding(value)).toMatchObject(badInput(message))
    const infinite = `{ similarMemories(input: { companionId: "bob", userId: "${demoPerson.id}", embedding: [1e999] }) { nodes { similarity } } }`
    expect((await refused(graph, demo, infinite)).code).toMatch(/^(BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED)$/)
  },
)

attack(
  'A34',
  'a vector of zeros, which has no direction',
  'BAD_USER_INPUT: its cosine with anything would be NaN',
  async () => {
    expect(await embedding(vector(768, 0))).toMatchObject(badInput(/zero/))
    expect(await embedding(vector(768, 1e-46))).toMatchObject(badInput(/zero/))
  },
)

attack(
  'A35',
  'JSON of seventy thousand characters or forty levels, texts longer than their column',
  'BAD_USER_INPUT that says the limit, as a variable and in the document',
  async () => {
    expect(await state('x'.repeat(70_000))).toMatchObject(badInput(/65536 bytes at most/))
    expect(await state(nested(40))).toMatchObject(badInput(/32 levels deep at most/))
    expect(await state(JSON.parse(`${'['.repeat(40)}${']'.repeat(40)}`))).toMatchObject(badInput(/32 levels deep/))
    expect(await literal(`${'{ a: '.repeat(40)}1${' }'.repeat(40)}`)).toMatchObject(badInput(/32 levels deep at most/))
    const remember = 'mutation ($input: RememberMemoryInput!) { rememberMemory(input: $input) { memory { id } } }'
    const input = { companionId: 'bob', userId: demoPerson.id, content: 'x'.repeat(200_000) }
    expect(await refused(graph, demo, remember, { input })).toMatchObject(badInput(/content/))
  },
)

attack(
  'A36',
  'keys that lead to a prototype, at any depth of JSON',
  'BAD_USER_INPUT that names the key; no prototype is changed',
  async () => {
    expect(await state(JSON.parse('{"a": [{"__proto__": {"admin": true}}]}'))).toMatchObject(badInput(/"__proto__"/))
    expect(await state({ constructor: {} })).toMatchObject(badInput(/"constructor"/))
    expect(await state({ a: { prototype: {} } })).toMatchObject(badInput(/"prototype"/))
    expect(await literal('{ __proto__: { a: 1 } }')).toMatchObject(badInput(/"__proto__"/))
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
  },
)

attack(
  'A38',
  'patterns that a matcher of regular expressions or LIKE takes forever with',
  'no text of a caller is a pattern: they are searched for as words, and percent signs as themselves',
  async () => {
    for (const text of [`${'(a+)+'.repeat(30)}$`, `${'%a'.repeat(100)}%`, `${'_'.repeat(200)}`, '\\']) {
      const query = `query ($text: String!) { spaces(filter: { text: $text }) { totalCount } assets(filter: { text: $text }) { totalCount } }`
      const { data, errors } = await graph.ask(admin, query, { text })
      for (const { extensions } of errors) expect(extensions.code).toBe('BAD_USER_INPUT')
      if (errors.length === 0) expect(data).toEqual({ spaces: { totalCount: 0 }, assets: { totalCount: 0 } })
    }
  },
)

attack(
  'A44',
  'tokens, contents, vectors and variables in the log, at its most talkative',
  'none is there, of what is answered or of what is refused',
  async () => {
    const canary = 'canary-7d1f'
    const logged: string[] = []
    const log = logTo('trace', 'test', { write: line => void logged.push(line) })
    const token = await tokenFor(demo)
    const process = async () => {
      throw new Error('gone')
    }
    await using served = await emptyGateway({}, { process }, log)
    const remember = 'mutation ($input: RememberMemoryInput!) { rememberMemory(input: $input) { memory { id } } }'
    const input = { companionId: canary, userId: nobody, content: canary, embedding: vector(768, 0.123_456) }
    await asked(served.url, token, { query: remember, variables: { input } })
    await asked(served.url, token, { query: `{ userByUsername(username: "${canary}") { id } ${canary} }` })
    await asked(served.url, `${token}x`, { query: remember, variables: { input: { ...input, userId: canary } } })
    expect(logged.join('')).toContain('gone')
    for (const secret of [canary, '0.123456', token, token.split('.')[2] as string])
      expect(logged.join('')).not.toContain(secret)
  },
  { on: 'once' },
)

attack(
  'R11',
  'a view that reads tables with the rights of its owner',
  'there is none: each is a security_invoker, whose reader’s policies hold',
  async () => {
    for (const name of ['memory', 'nexus', 'world'] as const) {
      const text = `select oid::regclass::text as view from pg_class where relkind in ('v', 'm')
        and relnamespace in ('public'::regnamespace, 'graph'::regnamespace)
        and not coalesce(reloptions @> array['security_invoker=true'] or reloptions @> array['security_invoker=on'], false)
        and relname not like 'pg\\_stat\\_statements%'`
      expect(await graph.asOwner(name, text)).toEqual([])
    }
  },
)
