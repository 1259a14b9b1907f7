import { readContracts } from '@worlds/schema/compose.ts'
import {
  type ASTNode,
  type FieldDefinitionNode as FieldNode,
  Kind,
  type NameNode,
  parse,
  print,
  type TypeNode,
  visit,
} from 'graphql'
import { describe, expect, test } from 'vitest'

const contracts = readContracts()

type Described = ASTNode & { name: NameNode; description?: { value: string } }

const described = new Set<string>([
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.INPUT_OBJECT_TYPE_DEFINITION,
  Kind.ENUM_TYPE_DEFINITION,
  Kind.SCALAR_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.UNION_TYPE_DEFINITION,
  Kind.FIELD_DEFINITION,
  Kind.INPUT_VALUE_DEFINITION,
  Kind.ENUM_VALUE_DEFINITION,
])

/** Every type, field, argument, input field and enum value, with the names that lead to it. */
function definitions(sdl: string): { path: string; node: Described }[] {
  const found: { path: string; node: Described }[] = []
  const names: string[] = []
  visit(parse(sdl), {
    enter(node) {
      if (!described.has(node.kind)) return
      const named = node as Described
      names.push(named.name.value)
      found.push({ path: names.join('.'), node: named })
    },
    leave(node) {
      if (described.has(node.kind)) names.pop()
    },
  })
  return found
}

const namedIn = (type: TypeNode) => print(type).replace(/[[\]!]/g, '')

describe.each(contracts)('the contract of $name', ({ sdl }) => {
  const all = definitions(sdl)

  test('describes every type, field, argument, input field and enum value in a sentence', () => {
    expect(all.length).toBeGreaterThan(100)
    const silent = all.filter(({ node }) => !/^["`A-Z0-9].*[.]$/s.test(node.description?.value ?? ''))
    expect(silent.map(({ path }) => path)).toEqual([])
  })

  test('gives each list that is paged the same two arguments, and lets it fail without its parent', () => {
    const paged = all.filter(
      ({ node }) => node.kind === Kind.FIELD_DEFINITION && /Connection!?$/.test(print(node.type)),
    )
    expect(paged.length).toBeGreaterThan(0)
    for (const { path, node } of paged) {
      expect([path, node.kind === Kind.FIELD_DEFINITION && print(node.type)]).not.toEqual([
        path,
        expect.stringMatching('!'),
      ])
      const args = node.kind === Kind.FIELD_DEFINITION ? (node.arguments ?? []) : []
      const types = Object.fromEntries(args.map(({ name, type, defaultValue }) => [name.value, [type, defaultValue]]))
      expect([path, types.first?.map(part => part && print(part))]).toEqual([path, ['Int', '20']])
      expect([path, types.after?.map(part => part && print(part))]).toEqual([path, ['String', undefined]])
    }
  })

  test('says of each list of objects how long it can be: at the list, or at the fields that lead to it', () => {
    const fields = all.filter(({ node }) => node.kind === Kind.FIELD_DEFINITION) as { path: string; node: FieldNode }[]
    const objects = new Set(
      all.filter(({ node }) => node.kind === Kind.OBJECT_TYPE_DEFINITION).map(({ node }) => node.name.value),
    )
    const sizeOf = (node: FieldNode) => node.directives?.map(print).find(text => text.startsWith('@listSize')) ?? ''
    const lists = fields.filter(({ node }) => /^\[/.test(print(node.type)) && objects.has(namedIn(node.type)))
    expect(lists.length).toBeGreaterThan(5)
    for (const { path, node } of lists) {
      const [parent, name] = path.split('.')
      const leading = fields.filter(field => namedIn(field.node.type) === parent)
      const sized = sizeOf(node) ? [sizeOf(node)] : leading.map(field => sizeOf(field.node))
      const missing = sized.filter(
        text => !/assumedSize: \d+/.test(text) || !(sizeOf(node) || text.includes(`"${name}"`)),
      )
      expect([path, sized.length > 0, missing]).toEqual([path, true, []])
    }
  })

  test('has the one key "id" for each entity, no argument inside @requires, no directive the gateway refuses', () => {
    const keys = [...sdl.matchAll(/@key\((.*?)\)/g)].map(match => match[1])
    expect(new Set(keys)).toEqual(new Set(['fields: "id"']))
    expect(sdl).not.toMatch(/@requires\(fields: "[^"]*\(/)
    expect(sdl).not.toMatch(/@(context|fromContext|cacheTag)\b/)
  })
})
