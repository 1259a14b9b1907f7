import { type DefinitionNode, type DocumentNode, Kind, type SelectionNode, type SelectionSetNode, visit } from 'graphql'
import { fragmentsIn } from './costs.ts'

/** How large a selection is once every fragment stands in each place where it is spread. */
export interface Size {
  depth: number
  /** The fields of the selection itself, without those below them. */
  rootFields: number
  aliases: number
  directives: number
  selections: number
}

/** The size of an operation or a fragment, and how deep lists that are written into it nest. */
export interface Measured extends Size {
  literalDepth: number
}

const nothing: Size = { depth: 0, rootFields: 0, aliases: 0, directives: 0, selections: 0 }

/** Counts double with each fragment that is spread twice; beyond this they are no longer exact, nor need they be. */
export const most = Number.MAX_SAFE_INTEGER
const sum = (one: number, other: number) => Math.min(one + other, most)

const beside = (one: Size, other: Size): Size => ({
  depth: Math.max(one.depth, other.depth),
  rootFields: sum(one.rootFields, other.rootFields),
  aliases: sum(one.aliases, other.aliases),
  directives: sum(one.directives, other.directives),
  selections: sum(one.selections, other.selections),
})

/** Measures selections; each fragment is counted once, however often it is spread. */
function measuring(document: DocumentNode): (selection: SelectionSetNode | undefined) => Size {
  const fragments = fragmentsIn(document)
  const measured = new Map<string, Size>()
  const ofSet = (set: SelectionSetNode | undefined): Size => {
    let size = nothing
    for (const selection of set?.selections ?? []) size = beside(size, ofOne(selection))
    return size
  }
  const ofFragment = (name: string): Size => {
    const known = measured.get(name)
    if (known) return known
    // A fragment within itself, and one that is not there, count nothing: validation refuses both.
    measured.set(name, nothing)
    const fragment = fragments.get(name)
    const size = ofSet(fragment?.selectionSet)
    const whole = { ...size, directives: sum(size.directives, fragment?.directives?.length ?? 0) }
    measured.set(name, whole)
    return whole
  }
  const ofOne = (selection: SelectionNode): Size => {
    const isField = selection.kind === Kind.FIELD
    const below =
      selection.kind === Kind.FRAGMENT_SPREAD ? ofFragment(selection.name.value) : ofSet(selection.selectionSet)
    return {
      depth: below.depth + (isField ? 1 : 0),
      rootFields: isField ? 1 : below.rootFields,
      aliases: sum(below.aliases, isField && selection.alias ? 1 : 0),
      directives: sum(below.directives, selection.directives?.length ?? 0),
      selections: sum(below.selections, 1),
    }
  }
  return ofSet
}

const sizes = new WeakMap<DocumentNode, Map<DefinitionNode, Measured>>()

/** The size of each operation of a document, and of each fragment by itself; a document is measured once. */
export function sizesIn(document: DocumentNode): Map<DefinitionNode, Measured> {
  const known = sizes.get(document)
  if (known) return known
  const found = new Map<DefinitionNode, Measured>()
  const measure = measuring(document)
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION && definition.kind !== Kind.FRAGMENT_DEFINITION) continue
    const size = measure(definition.selectionSet)
    const around = [definition, ...(definition.variableDefinitions ?? [])]
    const directives = around.reduce((count, { directives = [] }) => sum(count, directives.length), size.directives)
    found.set(definition, { ...size, directives, literalDepth: literalDepthOf(definition) })
  }
  sizes.set(document, found)
  return found
}

function literalDepthOf(definition: DefinitionNode): number {
  let depth = 0
  let deepest = 0
  const around = {
    enter: () => {
      depth++
      deepest = Math.max(deepest, depth)
    },
    leave: () => {
      depth--
    },
  }
  visit(definition, { ListValue: around })
  return deepest
}
