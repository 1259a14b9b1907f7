import { readFileSync } from 'node:fs'
import { demoPerson } from '@worlds/ops/demo.ts'
import {
  buildSchema,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import { beforeAll, describe, expect, test } from 'vitest'
import { nobody, refusalsOf } from '../asking.ts'
import { admin, type Stack, stack } from '../stack.ts'

const schema = buildSchema(readFileSync(new URL(import.meta.resolve('@worlds/schema/api.graphql')), 'utf8'))

let graph: Stack
let within: Record<string, string>
beforeAll(async () => {
  graph = await stack()
  const [memory] = await graph.asOwner('memory', 'select id from companion_memories limit 1')
  const [instance] = await graph.asOwner('nexus', 'select id from instances limit 1')
  const [space] = await graph.asOwner('world', 'select id from spaces limit 1')
  // How to come to an object of each type whose fields take arguments.
  within = {
    User: `user(id: "${demoPerson.id}")`,
    UserExport: `user(id: "${demoPerson.id}") { export`,
    Companion: 'companion(id: "bob")',
    Memory: `memory(id: "${memory?.id}")`,
    Instance: `instance(id: "${instance?.id}")`,
    Space: `space(id: "${space?.id}")`,
    DatabaseStatus: 'worldDatabase',
  }
})

const texts = ['', 'x', "' or 1=1 --", '%_\\', '💣', 'a\u0000b', '\ud800', 'x'.repeat(70_000)]
const nested = (depth: number) => JSON.parse(`${'{"a":'.repeat(depth)}0${'}'.repeat(depth)}`)
const odd: Record<string, unknown[]> = {
  ID: [...texts, nobody, '-1', '99999999999'],
  String: texts,
  Int: [0, -1, 2_147_483_647, -2_147_483_648],
  Float: [-1, 0, 5e-324, 1e308, -1e308],
  Boolean: [true],
  Vector: [
    ...texts,
    [],
    [1],
    Array(768).fill(0),
    Array(768).fill(0.1),
    Array(769).fill(1),
    Array(768).fill(1e39),
    Buffer.alloc(3072).toString('base64'),
    Buffer.alloc(3072, 0xff).toString('base64'),
  ],
  DateTime: [
    ...texts,
    '2026-02-30T00:00:00Z',
    '2026-01-01T00:00:00',
    '0001-01-01T00:00:00+23:59',
    '9999-12-31T23:59:59.999999Z',
  ],
  JSON: [
    ...texts,
    0,
    1e308,
    [],
    nested(31),
    nested(40),
    JSON.parse('{"__proto__": 1}'),
    { '\udc00': 1 },
    { '\u0000': 1 },
  ],
}

interface Place {
  name: string
  query: string
  variables: (value: unknown) => Record<string, unknown>
  values: unknown[]
}

/** Each place of the graph where a caller's value enters. */
const places: { type: string; name: string; place: () => Place }[] = Object.values(schema.getTypeMap())
  .filter(type => isObjectType(type) && !type.name.startsWith('__'))
  .filter(type => !['Mutation', 'Subscription'].includes(type.name))
  .flatMap(type =>
    Object.values(isObjectType(type) ? type.getFields() : {}).flatMap(field =>
      field.args.flatMap(argument =>
        leaves(argument.type).map(({ path, leaf, wrap }) => {
          const name = `${type.name}.${field.name}(${[argument.name, ...path].join('.')})`
          const place = () => ({
            name,
            query: queryOf(type.name, field, argument),
            variables: (value: unknown) => ({ value: wrap(value) }),
            values: odd[leaf] ?? ['FOO'],
          })
          return { type: type.name, name, place }
        }),
      ),
    ),
  )

interface Leaf {
  path: string[]
  leaf: string
  wrap: (value: unknown) => unknown
}

/** The scalars inside a type of input, and how a value comes to stand in their place. */
function leaves(type: GraphQLInputType): Leaf[] {
  if (isNonNullType(type)) return leaves(type.ofType)
  if (isListType(type)) return leaves(type.ofType).map(each => ({ ...each, wrap: value => [each.wrap(value)] }))
  if (!isInputObjectType(type)) return [{ path: [], leaf: isEnumType(type) ? 'enum' : type.name, wrap: value => value }]
  return Object.values(type.getFields()).flatMap(field =>
    leaves(field.type).map(({ path, leaf, wrap }) => ({
      path: [field.name, ...path],
      leaf,
      wrap: (value: unknown) => ({ ...(sampleOf(type) as object), [field.name]: wrap(value) }),
    })),
  )
}

/** A value that the type takes: where it may be null, null. */
function sample(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return sampleOf(type.ofType)
  return isInputObjectType(type) ? sampleOf(type) : null
}

function sampleOf(type: GraphQLInputType): unknown {
  if (isListType(type)) return []
  if (isEnumType(type)) return type.getValues()[0]?.name
  if (!isInputObjectType(type)) return { ID: nobody, String: 'x', Int: 1, Float: 0.5, Boolean: true }[type.toString()]
  return Object.fromEntries(Object.values(type.getFields()).map(field => [field.name, sample(field.type)]))
}

function queryOf(type: string, field: GraphQLField<unknown, unknown>, argument: GraphQLArgument): string {
  const others = field.args.filter(each => each !== argument && isNonNullType(each.type))
  const literal = (value: unknown): string =>
    value && typeof value === 'object'
      ? `{ ${Object.entries(value)
          .map(([name, each]) => `${name}: ${literal(each)}`)
          .join(', ')} }`
      : JSON.stringify(value)
  const args = [`${argument.name}: $value`, ...others.map(each => `${each.name}: ${literal(sample(each.type))}`)]
  const result = getNamedType(field.type)
  const fields = isObjectType(result) ? result.getFields() : {}
  const selection =
    'totalCount' in fields ? '{ nodes { __typename } totalCount }' : isObjectType(result) ? '{ __typename }' : ''
  const asked = `${field.name}(${args.join(', ')}) ${selection}`
  if (type === 'Query') return `query ($value: ${argument.type}) { ${asked} }`
  const way = `${within[type]} {`
  return `query ($value: ${argument.type}) { ${way} ${asked} ${'}'.repeat(way.split('{').length)}`
}

describe('whatever is passed as', () => {
  test.each(places)('$name is answered or refused, and is never our fault', async ({ type, place }) => {
    expect(type === 'Query' || within[type]).toBeTruthy()
    const { query, variables, values } = place()
    for (const value of values) {
      const answer = await graph.ask(admin, query, variables(value))
      const refusals = refusalsOf(answer)
      for (const { code, message, argument } of refusals) {
        expect(code).toBe('BAD_USER_INPUT')
        expect(message).toContain(argument ?? '')
        expect(message).toMatch(
          /takes|Remove|may not|may be|Pass an endCursor|got invalid value|outside the range|Give|Send/,
        )
      }
      expect(answer.status).toBe(answer.data === undefined ? 400 : 200)
    }
  })

  test('and there are many such places', () => {
    expect(places.length).toBeGreaterThan(60)
  })
})

describe('a cursor', () => {
  test('changed anywhere is refused or still a place in the list, and is never our fault', async () => {
    const list =
      'query ($after: String) { me: user(id: "ID") { memories(first: 1, after: $after) { pageInfo { endCursor } } } }'
    const query = list.replace('ID', demoPerson.id)
    const { data } = await graph.ask(admin, query)
    const cursor: string = data.me.memories.pageInfo.endCursor
    const text = Buffer.from(cursor, 'base64url').toString()
    for (let at = 0; at < text.length; at++) {
      for (const character of ['9', '0', '-', 'x', '"']) {
        const after = Buffer.from(text.slice(0, at) + character + text.slice(at + 1)).toString('base64url')
        for (const { code } of refusalsOf(await graph.ask(admin, query, { after }))) expect(code).toBe('BAD_USER_INPUT')
      }
    }
  })
})
