import { Refusal } from '@worlds/kit/errors.ts'
import type { Event } from '@worlds/kit/events.ts'
import type { Identity } from '@worlds/kit/identity.ts'
import { textArgument, uuidArgument } from '@worlds/kit/keys.ts'
import type { SubgraphName } from '@worlds/kit/names.ts'

/** The arguments of a subscription, checked. */
export type Checked = Record<string, string>

/** Asks the graph as the subscriber: the data of one query, or nothing when it cannot be answered. */
// biome-ignore lint/suspicious/noExplicitAny: each query knows the shape it asks for
export type Ask = (query: string, variables: Record<string, unknown>) => Promise<any>

/** A subscription whose events are objects, each of which a root field of the query gives by its id. */
export interface Followed {
  source: SubgraphName
  query: string
  /** @throws Refusal when an argument has a fault, or this caller may not follow that */
  check(args: Record<string, unknown>, identity: Identity): Checked
  topic(args: Checked): string
  /** The ids that an event tells of. */
  ids(event: Event): string[]
  /** The ids whose objects a subscriber gets at the start. */
  first(args: Checked, ask: Ask): Promise<string[]>
  /** The ids that events may have told of since, where some were missed. */
  missed(args: Checked, ask: Ask): Promise<string[]>
  /** Whether each id is told of once, in ascending order. */
  once: boolean
}

const uuid = (args: Record<string, unknown>, name: string) => uuidArgument(name, String(args[name]))

const instanceChanged: Followed = {
  source: 'nexus',
  query: 'instance',
  check: args => ({ instanceId: uuid(args, 'instanceId') }),
  topic: ({ instanceId }) => `instance ${instanceId}`,
  ids: ({ instanceId }) => [String(instanceId)],
  first: async ({ instanceId }) => [instanceId as string],
  missed: async ({ instanceId }) => [instanceId as string],
  once: false,
}

const latestQuests = `query ($instanceId: ID!, $completed: Boolean) {
  questInstances(filter: { instanceId: $instanceId, completed: $completed }, first: 100) { nodes { id } }
}`

const idsOf = (nodes: { id: string }[] | undefined) => nodes?.map(({ id }) => id) ?? []

const questUpdated: Followed = {
  source: 'nexus',
  query: 'questInstance',
  check: args => ({ instanceId: uuid(args, 'instanceId') }),
  topic: ({ instanceId }) => `quest ${instanceId}`,
  ids: ({ questInstanceId }) => [String(questInstanceId)],
  first: async (args, ask) => idsOf((await ask(latestQuests, { ...args, completed: false }))?.questInstances?.nodes),
  missed: async (args, ask) => idsOf((await ask(latestQuests, args))?.questInstances?.nodes),
  once: false,
}

/** Whose memories of whom may be followed is plain from the token. */
function refuseStranger(identity: Identity, { companionId, userId }: Checked): void {
  const { role } = identity
  if (role === 'admin' || (role === 'user' && identity.id === userId)) return
  const companions = role === 'service' ? identity.companions : []
  if (companions.includes('*') || companions.includes(companionId as string)) return
  throw new Refusal('FORBIDDEN', 'What a companion remembers is for its person and for a service of that companion.')
}

const latestMemories = `query ($companionId: ID!, $userId: ID!) {
  user(id: $userId) { memories(companionId: $companionId, first: 100) { nodes { id } } }
}`

const newestMemories: Followed['missed'] = async (args, ask) =>
  idsOf((await ask(latestMemories, args))?.user?.memories?.nodes)

const memoryRemembered: Followed = {
  source: 'memory',
  query: 'memory',
  check: (args, identity) => {
    const companionId = textArgument('companionId', String(args.companionId), 50)
    const checked = { companionId, userId: uuid(args, 'userId') }
    refuseStranger(identity, checked)
    return checked
  },
  topic: ({ companionId, userId }) => `remembered ${companionId} ${userId}`,
  ids: ({ ids }) => (Array.isArray(ids) ? ids.map(String) : []),
  first: newestMemories,
  missed: newestMemories,
  once: true,
}

/** The subscriptions that are answered by one object for each event. */
export const followed: Record<string, Followed> = { instanceChanged, questUpdated, memoryRemembered }
