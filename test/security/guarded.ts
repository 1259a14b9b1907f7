import { type Guard, guardsIn } from '@worlds/gateway/guards.ts'
import type { SubgraphName } from '@worlds/kit/names.ts'
import { readContracts } from '@worlds/schema/compose.ts'
import { type FieldDefinitionNode, Kind, parse, print } from 'graphql'
import { ann, asset, companion, examples, home, ida, mutationOf, near, own, space } from '../graph/repeatable.ts'

/** A field of a subgraph that not everyone may ask, and an operation that asks the subgraph for it. */
export interface Guarded {
  subgraph: SubgraphName
  field: string
  guard: Guard
  query: string
  variables: Record<string, unknown>
}

const [character, quest, memory] = [`id: "${ida}"`, `id: "${own}"`, `id: "${near}"`]
const pair = `companionId: "${companion}", userId: "${ann}"`
const status = '{ connections { count } tables { name } indexes { name } migrations { name } }'

/** How each guarded field but the mutations is asked, so that who may see it sees something. */
const asks: Record<string, string> = {
  'Query.me': 'me { id }',
  'Query.character': `character(${character}) { id }`,
  'Query.questInstance': `questInstance(${quest}) { id }`,
  'Query.questInstances': 'questInstances { nodes { id } totalCount }',
  'Query.activeQuests': 'activeQuests { nodes { id } totalCount }',
  'Query.nearbyPlayers': `nearbyPlayers(instanceId: "${home}", position: { x: 1, y: 1, z: 1 }) { distance }`,
  'Query.playersFrame': `playersFrame(instanceId: "${home}") { moved { x } }`,
  'Query.instanceRoom': `instanceRoom(instanceId: "${home}", viewers: ["${ann}"], withinSeconds: 600) { present }`,
  'Query.nexusDatabase': `nexusDatabase ${status}`,
  'Query.memoryDatabase': `memoryDatabase ${status}`,
  'Query.worldDatabase': `worldDatabase ${status}`,
  'Query.memory': `memory(${memory}) { id }`,
  'Query.companion': `companion(id: "${companion}") { id }`,
  'Query.memoryMetrics': `memoryMetrics(companionId: "${companion}") { totalMemories }`,
  'Query.similarMemories': `similarMemories(input: { ${pair}, text: "harbour" }) { nodes { similarity } }`,
  'Query.searchMemories': `searchMemories(input: { ${pair}, text: "harbour" }) { nodes { score } }`,
  'Query.exportMemories': `exportMemories(${pair}) { lines }`,
  'Query.memoryCodecs': 'memoryCodecs { id }',
  'User.email': 'email',
  'User.oauthProvider': 'oauthProvider',
  'User.characters': 'characters { id }',
  'User.primaryCharacter': 'primaryCharacter { id }',
  'User.position': 'position { x }',
  'User.activeQuests': 'activeQuests { id }',
  'User.memories': 'memories { nodes { id } totalCount }',
  'User.companions': 'companions { id }',
  'User.export': 'export { id }',
  'UserExport.account': 'account',
  'UserExport.characters': 'characters',
  'UserExport.position': 'position',
  'UserExport.membership': 'membership',
  'UserExport.quests': 'quests',
  'UserExport.memories': 'memories { lines }',
  'UserExport.assets': 'assets',
  'UserExport.spaces': 'spaces',
  'Instance.players': 'players { nodes { x } totalCount }',
  'Instance.activeQuests': 'activeQuests { id }',
  'Companion.memories': 'memories { nodes { id } totalCount }',
  'Companion.metrics': 'metrics { totalMemories }',
  'Companion.analytics': 'analytics { nodes { id } totalCount }',
  'Companion.users': 'users { nodes { id } totalCount }',
  'Memory.embedding': 'embedding',
}

/** The object of each type that is asked of. */
const ids: Record<string, string> = {
  ...{ User: ann, UserExport: ann, Character: ida, Instance: home, QuestInstance: own },
  ...{ Companion: companion, Memory: String(near), Space: space, Asset: asset },
}

const standing = { userId: ann, version: '1' }
const told: Record<string, Record<string, unknown>> = {
  applyStanding: { ...standing, standing: 'suspended' },
  erasePerson: standing,
}

function questionOf(field: string): Pick<Guarded, 'query' | 'variables'> {
  const [type = '', name = ''] = field.split('.')
  const example = examples[name]
  if (type === 'Mutation' && example) return { query: mutationOf(name, example), variables: { input: example.input } }
  if (type === 'Mutation') {
    const input = `${name.replace(/^./, first => first.toUpperCase())}Input`
    return {
      query: `mutation ($input: ${input}!) { ${name}(input: $input) { done } }`,
      variables: { input: told[name] },
    }
  }
  const text = asks[field]
  if (!text) throw new Error(`${field} has a guard and no example`)
  return asking(type, text)
}

/** Asks a subgraph for fields of its root or of one object. */
export function asking(type: string, fields: string): Pick<Guarded, 'query' | 'variables'> {
  if (type === 'Query') return { query: `{ ${fields} }`, variables: {} }
  const query = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${type} { ${fields} } } }`
  return { query, variables: { of: [{ __typename: type, id: ids[type], modelUrl: null }] } }
}

/** Every field that a contract guards, but the subscriptions: their events are answered as queries. */
export const guardedFields: Guarded[] = readContracts().flatMap(({ name, sdl }) =>
  [...guardsIn(sdl)]
    .filter(([field]) => !field.startsWith('Subscription.'))
    .map(([field, guard]) => ({ subgraph: name as SubgraphName, field, guard, ...questionOf(field) })),
)

/** How fields that everyone may ask are asked where they need arguments. */
const openAsks: Record<string, string> = {
  'Query.user': `user(id: "${ann}") { id }`,
  'Query.userByUsername': 'userByUsername(username: "told_again") { id }',
  'Query.instance': `instance(id: "${home}") { id }`,
  'Query.asset': `asset(id: "${asset}") { id }`,
  'Query.space': `space(id: "${space}") { id }`,
}

/** Every field of a subgraph's root and of its entities, and how it is asked. */
export interface Field {
  subgraph: SubgraphName
  type: string
  field: string
  guard: Guard | undefined
  text: string
}

const isLeaf = (sdl: string, { type }: FieldDefinitionNode) =>
  !new RegExp(`^(type|union) ${print(type).replace(/[[\]!]/g, '')}\\b`, 'm').test(sdl)

/** All fields that can be asked of the subgraphs past the gateway, guarded or not, but the mutations. */
export const allFields: Field[] = readContracts().flatMap(({ name, sdl }) => {
  const guards = guardsIn(sdl)
  const types = parse(sdl).definitions.filter(definition => definition.kind === Kind.OBJECT_TYPE_DEFINITION)
  const asked = types.filter(type => type.name.value === 'Query' || Object.hasOwn(ids, type.name.value))
  return asked.flatMap(type =>
    (type.fields ?? []).map(node => {
      const field = `${type.name.value}.${node.name.value}`
      const plain = isLeaf(sdl, node) ? node.name.value : `${node.name.value} { __typename }`
      const text = asks[field] ?? openAsks[field] ?? plain
      return { subgraph: name as SubgraphName, type: type.name.value, field, guard: guards.get(field), text }
    }),
  )
})
