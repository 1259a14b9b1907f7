import { readFileSync } from 'node:fs'
import { buildSchema, getVariableValues, type OperationDefinitionNode, parse, validate } from 'graphql'
import { describe, expect, test } from 'vitest'

const manual = readFileSync(new URL('../../docs/clients.md', import.meta.url), 'utf8')
const schema = buildSchema(readFileSync(new URL(import.meta.resolve('@worlds/schema/api.graphql')), 'utf8'))

const blocks = [...manual.matchAll(/```graphql\n(.*?)```/gs)].map(match => match[1] ?? '')
const templates = [...manual.matchAll(/graphql\(`(.*?)`\)/gs)].map(match => match[1] ?? '')
const plain = (text: string) => text.replace(/\s+/g, ' ').trim()

test('the query that the pages open with is valid against the API', () => {
  const example = readFileSync(new URL(import.meta.resolve('@worlds/schema/example.graphql')), 'utf8')
  expect(validate(schema, parse(example))).toEqual([])
})

describe('docs/clients.md', () => {
  test('says what to do about every code that the graph answers with', () => {
    const errors = readFileSync(new URL(import.meta.resolve('@worlds/kit/errors.ts')), 'utf8')
    const codes = [...(/type Code =(.*?)\n\n/s.exec(errors)?.[1] ?? '').matchAll(/'(\w+)'/g)].map(match => match[1])
    expect(codes.length).toBeGreaterThan(5)
    for (const code of codes) expect(manual).toMatch(new RegExp(`^\\|.*\`${code}\`.*\\|`, 'm'))
  })

  test('its documents are valid against the API', () => {
    expect(blocks.length).toBeGreaterThan(1)
    for (const block of blocks) expect([block, ...validate(schema, parse(block))]).toEqual([block])
  })

  test('the variables beside them are what they take', () => {
    const pairs = [...manual.matchAll(/```graphql\n([^`]*)```\n\n```json\n([^`]*)```/g)]
    expect(pairs.length).toBeGreaterThan(2)
    for (const [, document = '', variables = ''] of pairs) {
      const [operation] = parse(document).definitions as OperationDefinitionNode[]
      const taken = getVariableValues(schema, operation?.variableDefinitions ?? [], JSON.parse(variables))
      expect(taken.errors).toBeUndefined()
    }
  })

  test('the documents inside its components are valid, and the same', () => {
    expect(templates.length).toBeGreaterThan(1)
    expect(validate(schema, parse(templates.join('\n')))).toEqual([])
    for (const template of templates) expect(plain(blocks.join('\n'))).toContain(plain(template))
  })

  test('each list that it joins page by page is a connection, and no connection is left out', () => {
    const connections = Object.values(schema.getTypeMap()).flatMap(type =>
      'getFields' in type && !type.name.startsWith('__')
        ? Object.values(type.getFields()).flatMap(field =>
            /Connection!?$/.test(String(field.type)) ? [`${type.name}.${field.name}`] : [],
          )
        : [],
    )
    for (const cache of [/typePolicies: \{(.*?)\n {2}\},\n\}\)/s, /resolvers: \{(.*?)\n {2}\},\n\}\)/s]) {
      expect(joined(cache.exec(manual)?.[1] ?? '')).toEqual(connections.sort())
    }
  })
})

/** `Type.field` for every field that a cache's settings join. */
function joined(settings: string): string[] {
  const types = settings.matchAll(/(?:^ {4}|^ {6})([A-Z]\w+): \{(.*?)(?:\},?$)(?=\n {4}[A-Z/]|\s*$)/gms)
  const found = [...types].flatMap(([, type, fields]) =>
    [...(fields ?? '').matchAll(/(\w+): (?:paged|filtered|relayStylePagination)/g)].map(
      ([, field]) => `${type}.${field}`,
    ),
  )
  return found.sort()
}
