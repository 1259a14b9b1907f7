import {
  type DirectiveNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  type TypeNode,
  valueFromASTUntyped,
} from 'graphql'

/** What one field costs, and how many objects it may hand over. */
export interface Price {
  /** The type of what it gives, an object, an interface or a union; undefined for scalars. */
  type?: string | undefined
  isList: boolean
  /** Paid once wherever the field is resolved. */
  weight: number
  /** How many objects the list holds, or those lists right below it that are named in `sizes`. */
  assumed?: number | undefined
  /** The arguments that say how many are wanted. */
  slicing: string[]
  sizes: string[]
  args: Map<string, Arg>
}

export interface Arg {
  fallback: unknown
  /** Of an input object: whether it says by `first` how many are wanted, or else which of its fields lists objects. */
  inside: { first?: Arg; list?: string }
}

/** What each field of each type costs, by the names of both. */
export type Prices = Map<string, Map<string, Price>>

/** A change is a transaction of its own. */
const mutationWeight = 10

type Objects = (ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode)[]
type Inputs = Map<string, readonly InputValueDefinitionNode[]>

/** What the fields of a supergraph cost, by the directives `@cost` and `@listSize` in it. */
export function pricesIn(supergraph: string): Prices {
  const { definitions } = parse(supergraph, { noLocation: true })
  const withFields: Kind[] = [Kind.OBJECT_TYPE_DEFINITION, Kind.INTERFACE_TYPE_DEFINITION]
  const objects = definitions.filter(({ kind }) => withFields.includes(kind)) as Objects
  const unions = definitions.filter(definition => definition.kind === Kind.UNION_TYPE_DEFINITION)
  const inputs: Inputs = new Map()
  for (const definition of definitions) {
    if (definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION)
      inputs.set(definition.name.value, definition.fields ?? [])
  }
  const names = new Set([...objects, ...unions].map(({ name }) => name.value))
  const types = definitions.filter(({ kind }) => kind.endsWith('TypeDefinition')).length
  const prices = introspectionPrices(types, objects, inputs)
  for (const { name, fields = [] } of objects) {
    const weight = name.value === 'Mutation' ? mutationWeight : 0
    const own = fields.map(field => [field.name.value, priceOf(field, { names, inputs, weight })] as const)
    prices.set(name.value, new Map([...own, ...(prices.get(name.value) ?? [])]))
  }
  return prices
}

function priceOf(
  { type, directives = [], arguments: args = [] }: FieldDefinitionNode,
  { names, inputs, weight }: { names: Set<string>; inputs: Inputs; weight: number },
): Price {
  const named = namedIn(type)
  const size = argumentsOf(directives, 'listSize')
  return {
    type: names.has(named) ? named : undefined,
    isList: isList(type),
    weight: weight + Number(argumentsOf(directives, 'cost').weight ?? 0),
    assumed: size.assumedSize as number | undefined,
    slicing: (size.slicingArguments as string[] | undefined) ?? [],
    sizes: (size.sizedFields as string[] | undefined) ?? [],
    args: new Map(args.map(arg => [arg.name.value, argOf(arg, inputs)])),
  }
}

/** Composition knows no argument inside an input object as one that slices; here every `input` may hold one. */
function argOf({ type, defaultValue }: InputValueDefinitionNode, inputs: Inputs): Arg {
  const fields = inputs.get(namedIn(type)) ?? []
  const first = fields.find(({ name }) => name.value === 'first')
  const lists = fields.filter(field => isList(field.type) && inputs.has(namedIn(field.type)))
  return {
    fallback: defaultValue ? valueFromASTUntyped(defaultValue) : undefined,
    inside: {
      ...(first ? { first: argOf(first, new Map()) } : {}),
      ...(lists[0] ? { list: lists[0].name.value } : {}),
    },
  }
}

/** Introspection costs what it tells: its lists are as long as this graph's are on the average. */
function introspectionPrices(types: number, objects: Objects, inputs: Inputs): Prices {
  const fields = objects.flatMap(({ fields = [] }) => fields)
  const args = fields.flatMap(({ arguments: own = [] }) => own)
  const inputFields = [...inputs.values()].flat()
  const one = (type: string): Price => ({ type, isList: false, weight: 0, slicing: [], sizes: [], args: new Map() })
  const some = (type: string, assumed: number): Price => ({ ...one(type), isList: true, assumed })
  const prices: Record<string, Record<string, Price>> = {
    Query: { __schema: one('__Schema'), __type: one('__Type') },
    __Schema: {
      types: some('__Type', types),
      queryType: one('__Type'),
      mutationType: one('__Type'),
      subscriptionType: one('__Type'),
      directives: some('__Directive', 10),
    },
    __Type: {
      fields: some('__Field', fields.length / types),
      inputFields: some('__InputValue', inputFields.length / types),
      enumValues: some('__EnumValue', 1),
      interfaces: some('__Type', 1),
      possibleTypes: some('__Type', 1),
      // About every second type is wrapped as a list or as not null.
      ofType: some('__Type', 0.5),
    },
    __Field: { args: some('__InputValue', args.length / fields.length), type: one('__Type') },
    __InputValue: { type: one('__Type') },
    __Directive: { args: some('__InputValue', 2) },
  }
  return new Map(Object.entries(prices).map(([type, own]) => [type, new Map(Object.entries(own))]))
}

const namedIn = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : namedIn(type.type))

const isList = (type: TypeNode): boolean =>
  type.kind === Kind.LIST_TYPE || (type.kind === Kind.NON_NULL_TYPE && isList(type.type))

function argumentsOf(directives: readonly DirectiveNode[], name: string): Record<string, unknown> {
  const directive = directives.find(each => each.name.value === name)
  return Object.fromEntries((directive?.arguments ?? []).map(arg => [arg.name.value, valueFromASTUntyped(arg.value)]))
}
