import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql'
import type { Price, Prices } from './prices.ts'

/** Which operation of a document is asked for, and with what. */
export interface Asked {
  operationName?: string | null | undefined
  variables?: Record<string, unknown> | undefined
}

/** What a selection costs: a part that is known, and by name what each object costs of lists that its parent sizes. */
interface Cost {
  fixed: number
  lists: Map<string, number>
}

/** How many objects are in a list of which nothing is declared. */
const usualSize = 10

const rootTypes = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' }

export function fragmentsIn(document: DocumentNode): Map<string, FragmentDefinitionNode> {
  const fragments = document.definitions.filter(definition => definition.kind === Kind.FRAGMENT_DEFINITION)
  return new Map(fragments.map(fragment => [fragment.name.value, fragment]))
}

/** How many objects an operation may make the graph fetch, and what else weighs; 0 when there is no such operation. */
export function costOf(document: DocumentNode, { operationName, variables }: Asked, prices: Prices): number {
  const operation = getOperationAST(document, operationName)
  if (!operation) return 0
  const given = { ...defaultsOf(operation), ...variables }
  const cost = costing(fragmentsIn(document), given, prices)(rootTypes[operation.operation], operation.selectionSet)
  return Math.min(Math.ceil(totalOf(cost, () => usualSize)), Number.MAX_SAFE_INTEGER)
}

function defaultsOf({ variableDefinitions = [] }: OperationDefinitionNode): Record<string, unknown> {
  return Object.fromEntries(
    variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)]] : [],
    ),
  )
}

/** Adds up what selections cost; each fragment is counted once, however often it is spread. */
function costing(fragments: Map<string, FragmentDefinitionNode>, given: Record<string, unknown>, prices: Prices) {
  const known = new Map<string, Cost>()
  const ofFragment = (name: string): Cost => {
    const fragment = fragments.get(name)
    const before = known.get(name)
    if (before || !fragment) return before ?? free()
    // Within itself a fragment costs nothing: validation refuses it.
    known.set(name, free())
    const cost = ofSet(fragment.typeCondition.name.value, fragment.selectionSet)
    known.set(name, cost)
    return cost
  }
  const ofField = (type: string, field: FieldNode): Cost => {
    const price = prices.get(type)?.get(field.name.value)
    return price ? priced(price, field, price.type ? ofSet(price.type, field.selectionSet) : free(), given) : free()
  }
  const ofOne = (type: string, selection: SelectionNode): Cost => {
    if (selection.kind === Kind.FIELD) return ofField(type, selection)
    if (selection.kind === Kind.FRAGMENT_SPREAD) return ofFragment(selection.name.value)
    return ofSet(selection.typeCondition?.name.value ?? type, selection.selectionSet)
  }
  const ofSet = (type: string, set: SelectionSetNode | undefined): Cost => {
    const cost = free()
    for (const selection of set?.selections ?? []) {
      if (!leftOut(selection.directives ?? [], given)) add(cost, ofOne(type, selection))
    }
    return cost
  }
  return ofSet
}

const free = (): Cost => ({ fixed: 0, lists: new Map() })

function add(cost: Cost, { fixed, lists }: Cost): void {
  cost.fixed += fixed
  for (const [name, each] of lists) cost.lists.set(name, (cost.lists.get(name) ?? 0) + each)
}

function totalOf({ fixed, lists }: Cost, sizeOf: (name: string) => number): number {
  let total = fixed
  for (const [name, each] of lists) total += each * sizeOf(name)
  return total
}

/** What a field costs, given what is selected of each object behind it. */
function priced(price: Price, field: FieldNode, below: Cost, given: Record<string, unknown>): Cost {
  if (!price.type) return { fixed: price.weight, lists: new Map() }
  const size = wanted(price, field, given)
  const each = 1 + totalOf(below, name => (price.sizes.includes(name) ? (size ?? usualSize) : usualSize))
  if (!price.isList) return { fixed: price.weight + each, lists: new Map() }
  if (size === undefined) return { fixed: price.weight, lists: new Map([[field.name.value, each]]) }
  return { fixed: price.weight + size * each, lists: new Map() }
}

/** How many objects are asked for: never more than the list is declared to hold, which refuses larger numbers itself. */
function wanted(price: Price, field: FieldNode, given: Record<string, unknown>): number | undefined {
  const slicing = price.slicing.length > 0 ? price.slicing : [...price.args.keys()].filter(name => name === 'input')
  const sizes = slicing.flatMap(name => {
    const { fallback, inside = {} } = price.args.get(name) ?? {}
    const node = field.arguments?.find(argument => argument.name.value === name)
    const value = (node ? valueFromASTUntyped(node.value, given) : undefined) ?? fallback
    const input = (value ?? {}) as Record<string, unknown>
    return [value, inside.first && (input.first ?? inside.first.fallback), inside.list && input[inside.list]].map(
      numberIn,
    )
  })
  const known = sizes.filter(size => size !== undefined)
  if (known.length === 0) return price.assumed
  return Math.max(0, Math.min(Math.max(...known), price.assumed ?? Number.MAX_SAFE_INTEGER))
}

/** A number of objects, or a list of what makes one object each. */
function numberIn(value: unknown): number | undefined {
  if (Array.isArray(value)) return value.length
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

function leftOut(directives: readonly DirectiveNode[], given: Record<string, unknown>): boolean {
  return directives.some(({ name, arguments: args = [] }) => {
    const condition = args.find(arg => arg.name.value === 'if')
    const value = condition && valueFromASTUntyped(condition.value, given)
    return name.value === 'skip' ? value === true : name.value === 'include' && value === false
  })
}
