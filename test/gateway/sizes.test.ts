import { costOf } from '@worlds/gateway/costs.ts'
import { pricesIn } from '@worlds/gateway/prices.ts'
import { type Measured, type Size, sizesIn } from '@worlds/gateway/sizes.ts'
import fc from 'fast-check'
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'
import { describe, expect, test } from 'vitest'

/** A graph with a list of each kind: paged, of a declared size, of none. */
const supergraph = `
  type Query { person: Person people(first: Int = 4): People! @listSize(assumedSize: 50, slicingArguments: ["first"], sizedFields: ["nodes", "edges"]) }
  type People { nodes: [Person!]! edges: [Edge!]! total: Int! @cost(weight: 3) }
  type Edge { cursor: String! node: Person! }
  type Person { name: String! words: [String!]! friend: Person friends: [Person!]! @listSize(assumedSize: 3) others: [Person!]! }
`
const prices = pricesIn(supergraph)

const lists = ['friends', 'others']
const field = (name: string, sub?: string) => `${name}${sub ? ` { ${sub} }` : ''}`
const directive = fc.constantFrom('', ' @include(if: true)', ' @skip(if: true)', ' @include(if: $no)', ' @a @b')

/** Selections on a person, of which some are spreads of the fragments from a number on: none spreads one before it. */
function selections(from: number, fragments: number, depth: number): fc.Arbitrary<string> {
  const leaf = fc.constantFrom('name', 'words', 'x: name', '__typename', 'unknown')
  const spread = from < fragments ? [fc.integer({ min: from, max: fragments - 1 }).map(n => `...F${n}`)] : []
  const inner = depth > 0 ? [selections(from, fragments, depth - 1)] : []
  const objects = inner.flatMap(sub => [
    fc.tuple(fc.constantFrom('friend', 'y: friend', ...lists), sub).map(([name, text]) => field(name, text)),
    sub.map(text => `... on Person { ${text} }`),
  ])
  const one = fc.oneof(leaf, ...spread, ...objects)
  const withDirective = fc.tuple(one, directive).map(([text, sign]) => text.replace(/^[^{]+?(?= \{|$)/, `$&${sign}`))
  return fc.array(withDirective, { minLength: 1, maxLength: 4 }).map(each => each.join(' '))
}

const documents = fc.integer({ min: 0, max: 4 }).chain(fragments =>
  fc
    .tuple(
      selections(0, fragments, 3),
      selections(0, fragments, 2),
      fc.tuple(...Array.from({ length: fragments }, (_, n) => selections(n + 1, fragments, 2))),
      fc.constantFrom('', '(first: 2)', '(first: $first)', '(first: 1000)', '(first: -5)'),
    )
    .map(([person, node, texts, args]) => {
      const page = `fragment Page on People @c { nodes { ${node} } edges { cursor node { ${node} } } total }`
      const all = [page, ...texts.map((text, n) => `fragment F${n} on Person { ${text} }`)]
      return `query ($first: Int = 7, $no: Boolean = false) { person { ${person} } people${args} { ...Page } again: people { ...Page nodes { name } } } ${all.join('\n')}`
    }),
)

/** The same operation with each fragment in the place of its spread, as an inline fragment with both's directives. */
function inlined(document: DocumentNode): DocumentNode {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const each of document.definitions)
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each)
  const expanded = (set: SelectionSetNode): SelectionSetNode => ({ ...set, selections: set.selections.map(one) })
  const one = (node: SelectionNode): SelectionNode => {
    if (node.kind !== Kind.FRAGMENT_SPREAD)
      return node.selectionSet ? { ...node, selectionSet: expanded(node.selectionSet) } : node
    const { typeCondition, selectionSet, directives = [] } = fragments.get(node.name.value) as FragmentDefinitionNode
    return {
      kind: Kind.INLINE_FRAGMENT,
      typeCondition,
      directives: [...(node.directives ?? []), ...directives],
      selectionSet: expanded(selectionSet),
    }
  }
  const [operation] = document.definitions as [OperationDefinitionNode]
  return { ...document, definitions: [{ ...operation, selectionSet: expanded(operation.selectionSet) }] }
}

/** Counts by walking over everything there is. */
function counted(set: SelectionSetNode, depth = 1, size = { ...nothing }): Size {
  for (const node of set.selections) {
    size.selections++
    size.directives += node.directives?.length ?? 0
    if (node.kind === Kind.FIELD) {
      size.depth = Math.max(size.depth, depth)
      if (node.alias) size.aliases++
      if (depth === 1) size.rootFields++
    }
    if (node.kind !== Kind.FRAGMENT_SPREAD && node.selectionSet)
      counted(node.selectionSet, depth + (node.kind === Kind.FIELD ? 1 : 0), size)
  }
  return size
}
const nothing: Size = { depth: 0, rootFields: 0, aliases: 0, directives: 0, selections: 0 }

/** Counts objects by walking over everything there is. */
function fetched(set: SelectionSetNode, type: string, nodes: number): number {
  let total = 0
  for (const node of set.selections) {
    if (node.directives?.some(sign => /@skip\(if: true\)|@include\(if: (false|\$no)\)/.test(print(sign)))) continue
    if (node.kind === Kind.INLINE_FRAGMENT) total += fetched(node.selectionSet, type, nodes)
    if (node.kind !== Kind.FIELD) continue
    const name = node.name.value
    if (type === 'People' && name === 'total') total += 3
    if (!node.selectionSet) continue
    const first = /first: (-?\d+|\$first)/.exec(print(node).split('{')[0] ?? '')?.[1]
    const asked = Math.max(0, Math.min(first === '$first' ? 7 : Number(first ?? 4), 50))
    const many = { friends: 3, others: 10, nodes, edges: nodes }[name] ?? 1
    const below = { people: 'People', edges: 'Edge' }[name] ?? 'Person'
    total += many * (1 + fetched(node.selectionSet, below, asked))
  }
  return total
}

function sizeOf(document: DocumentNode): Size {
  const { literalDepth, ...size } = sizesIn(document).get(
    document.definitions[0] as OperationDefinitionNode,
  ) as Measured
  return size
}
const rootOf = (document: DocumentNode) => (document.definitions[0] as OperationDefinitionNode).selectionSet

describe('what is counted once for each fragment', () => {
  test('is what is there when each stands in the place where it is spread', () => {
    const property = fc.property(documents, text => {
      const document = parse(text)
      const whole = inlined(document)
      expect(sizeOf(document)).toEqual(counted(rootOf(whole)))
      expect(sizeOf(whole)).toEqual(sizeOf(document))
    })
    fc.assert(property, { numRuns: 200 })
  })

  test('costs what fetching every object costs', () => {
    const property = fc.property(documents, text => {
      const document = parse(text)
      const cost = costOf(document, { variables: {} }, prices)
      expect(cost).toBe(fetched(rootOf(inlined(document)), 'Query', 0))
      expect(costOf(inlined(document), { variables: {} }, prices)).toBe(cost)
    })
    fc.assert(property, { numRuns: 200 })
  })
})
