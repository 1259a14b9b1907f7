import fc, { type Arbitrary } from 'fast-check'
import {
  type GraphQLField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'

/** One operation that the schema takes, and the JSON of its variables as text: not every value has a JavaScript one. */
export interface Operation {
  query: string
  variables: string
}

const quoted = (values: string[]) => values.map(value => JSON.stringify(value))
const far = ['2147483648', '1.5', '9007199254740993', '1e999', '1e308', '-1e308', '5e-324', '"NaN"', '"Infinity"']
const texts = quoted([
  ...['', ' ', `'";--$$`, '$$;drop table users;--', '%_\\', '\u0000', 'a\u0000b', '\ud800', '\udfff\ud800'],
  ...['__proto__', 'constructor', '💣', '\u202e', 'a & | ! ( ) : * <->', '{}', '</script>', '../../etc/passwd'],
  ...['x'.repeat(20_000), 'wort '.repeat(5_000), '\r\nx-evil: 1', 'null', 'NaN'],
])
const vector = (length: number, number: string) => `[${Array(length).fill(number).join()}]`
const wrongs = ['{}', '[]', 'null', '"x"', '0', 'true', '[[[[[]]]]]', '{"__proto__": {"a": 1}}', '1e999', '[null]']

/** What stands for values of a scalar: such as pass, most of the time, and such as should not. */
interface Values {
  usual: string[]
  hostile: string[]
}

const scalars = (ids: string[]): Record<string, Values> => ({
  ID: {
    usual: quoted(ids),
    hostile: [
      ...texts,
      ...quoted(['x', '00000000-0000-0000-0000-00000000000g']),
      ...['1', '-1', '99999999999999999999', '9007199254740993'],
    ],
  },
  String: { usual: quoted(['harbour', 'fuzz', 'https://x.example/a.glb', 'MIT', 'social', 'follows']), hostile: texts },
  Int: { usual: ['0', '1', '5', '20'], hostile: ['-0', '-1', '2147483647', '-2147483648', ...far] },
  Float: { usual: ['0', '1', '0.5', '0.9'], hostile: ['-0', '-1', ...far] },
  Boolean: { usual: ['true', 'false'], hostile: ['"true"', '1'] },
  DateTime: {
    usual: quoted(['2026-01-01T00:00:00Z', '2026-01-01T00:00:00.000001+02:00']),
    hostile: quoted([
      ...['0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999999Z', '2026-02-30T00:00:00Z', '', 'x'],
      ...['-4713-01-01T00:00:00Z', '2026-01-01T00:00:00+99:99'],
    ]),
  },
  Vector: {
    usual: [vector(768, '0.1'), `[1,${Array(767).fill('-0.5').join()}]`],
    hostile: [
      ...[vector(768, '0'), vector(768, '1e39'), vector(768, '1e-46'), vector(769, '1'), vector(4097, '1')],
      ...['[]', '[1]', '"x"', `"${Buffer.alloc(3072, 0xff).toString('base64')}"`],
    ],
  },
  BigInt: { usual: ['"1"', '"0"'], hostile: ['"9223372036854775808"', '9007199254740993', '"-1"', '"x"', '1e999'] },
  JSON: {
    usual: ['{}', '{"a": 1}', '{"a": {"b": [1, "x", null, true]}}'],
    hostile: [
      ...['[]', '"x"', '1e308', '{"__proto__": {"polluted": 1}}', '{"\\u0000": 1}', '{"a": "\\ud800"}'],
      '{"a": {"constructor": {"prototype": {"polluted": 1}}}}',
      `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`,
      `${'['.repeat(200)}${']'.repeat(200)}`,
    ],
  },
})

/** Operations of one field of the root. */
export function operations(
  schema: GraphQLSchema,
  root: 'query' | 'mutation',
  name: string,
  ids: string[],
): Arbitrary<Operation> {
  const known = scalars(ids)
  const type = schema.getRootType(root as never)
  const field = type?.getFields()[name] as GraphQLField<unknown, unknown>
  return fc
    .record({ values: valuesOf(field, known), picks: fc.infiniteStream(fc.nat(99)) })
    .map(({ values, picks }) => {
      const pick = () => picks.next().value as number
      const given = Object.entries(values)
      const declared = given.map(
        ([argument]) => `$${argument}: ${field.args.find(each => each.name === argument)?.type}`,
      )
      const passed = given.map(([argument]) => `${argument}: $${argument}`)
      const list = (parts: string[]) => (parts.length > 0 ? `(${parts.join(', ')})` : '')
      return {
        query: `${root} F${list(declared)} { ${name}${list(passed)}${selection(field, pick, 3)} }`,
        variables: `{${given.map(([argument, value]) => `${JSON.stringify(argument)}: ${value}`).join(', ')}}`,
      }
    })
}

/** The leaves of an object, and one or two objects below, as far as they take no argument that must be given. */
function selection(field: GraphQLField<unknown, unknown>, pick: () => number, depth: number): string {
  const type = getNamedType(field.type)
  if (isLeafType(type)) return ''
  if (!isObjectType(type)) return ' { __typename }'
  const free = Object.values(type.getFields()).filter(({ args }) => !args.some(({ type: each }) => isNonNullType(each)))
  const leaves = free.filter(each => isLeafType(getNamedType(each.type)) && pick() < 70).map(each => each.name)
  const below = free.filter(each => depth > 0 && !isLeafType(getNamedType(each.type)) && pick() < 30).slice(0, 2)
  return ` { ${['__typename', ...leaves, ...below.map(each => each.name + selection(each, pick, depth - 1))].join(' ')} }`
}

type Known = Record<string, Values>

function valuesOf({ args }: GraphQLField<unknown, unknown>, known: Known): Arbitrary<Record<string, string>> {
  const all = Object.fromEntries(args.map(({ name, type }) => [name, jsonFor(type, known)]))
  return fc.record(all, { requiredKeys: args.filter(({ type }) => isNonNullType(type)).map(({ name }) => name) })
}

/** The JSON of a value for a place of the type; now and then of another one. */
function jsonFor(type: GraphQLInputType, known: Known): Arbitrary<string> {
  if (isNonNullType(type))
    return fc.oneof({ weight: 60, arbitrary: rightOf(type.ofType, known) }, fc.constantFrom(...wrongs))
  return fc.oneof({ weight: 60, arbitrary: rightOf(type, known) }, fc.constant('null'), fc.constantFrom(...wrongs))
}

function rightOf(type: GraphQLInputType, known: Known): Arbitrary<string> {
  if (isListType(type)) return fc.array(jsonFor(type.ofType, known), { maxLength: 3 }).map(each => `[${each.join()}]`)
  if (isEnumType(type)) return fc.constantFrom(...quoted(type.getValues().map(({ name }) => name)))
  if (isInputObjectType(type)) return objectOf(type, known)
  const { usual, hostile } = known[(type as { name: string }).name] as Values
  return fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...usual) },
    { weight: 1, arbitrary: fc.constantFrom(...hostile) },
  )
}

/** Of an object of which one field is to be given, the one. */
function objectOf(type: GraphQLInputObjectType, known: Known): Arbitrary<string> {
  const written = (value: object) =>
    `{${Object.entries(value)
      .map(([name, each]) => `${JSON.stringify(name)}: ${each}`)
      .join(', ')}}`
  const fields = Object.values(type.getFields())
  if (type.isOneOf)
    return fc.oneof(...fields.map(field => rightOf(field.type, known).map(value => written({ [field.name]: value }))))
  const all = Object.fromEntries(fields.map(field => [field.name, jsonFor(field.type, known)]))
  const requiredKeys = fields.filter(({ type: each }) => isNonNullType(each)).map(({ name }) => name)
  return fc.record(all, { requiredKeys }).map(written)
}
