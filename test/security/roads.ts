import type { SubgraphName } from '@worlds/kit/names.ts'
import {
  anAdmin,
  aServiceOf,
  either,
  everyone,
  luna,
  orion,
  ownOf,
  people,
  type Right,
  remembered,
  self,
  signedIn,
  theGame,
} from './callers.ts'
import { assetOf, attic, characterOf, memoryOf, openSpace, pairs, placeOf, plaza, questOf, spaceOf } from './tables.ts'

/** A way on which a row might be seen. */
export type Road = 'root field' | 'nested edge' | 'entity' | 'filter' | 'search' | 'count' | 'relationship' | 'export'

export interface Sight {
  table: string
  row: string
  road: Road
  /** A field of the graph; of an entity, the subgraph that is asked of it, its type and its key. */
  asks: string
  entity?: { of: SubgraphName; type: string; id: string }
  /** What the answer holds when the row is seen; a number when more than 0 are counted. */
  shows: string | 'a number'
  may: Right
}

type Owner = keyof typeof pairs
type Ways = Partial<Record<Road, string | string[] | (string | { may: Right; asks: string })[]>>

/** The sights of one row: the fields of each road, and what all of them show. */
function sights(
  [table, row]: [string, string],
  { shows, may, ...ways }: { shows: string; may: Right } & Ways,
): Sight[] {
  return Object.entries(ways).flatMap(([road, given]) =>
    [given].flat().map(each => {
      const { asks, may: right } = typeof each === 'string' ? { asks: each, may } : each
      const counted = road === 'count' ? 'a number' : shows
      return { table, row, road: road as Road, asks, shows: counted, may: right }
    }),
  )
}

const entity = (
  of: SubgraphName,
  [type, id]: [string, string],
  [table, row]: [string, string],
  seen: Pick<Sight, 'asks' | 'shows' | 'may'>,
): Sight => ({ table, row, road: 'entity', entity: { of, type, id }, ...seen })

/** People export their own, and admins anyone's: game servers and services do not. */
const exportOf = (whose: Owner) => either(self(whose), anAdmin)
const of = (whose: Owner, fields: string) => `user(id: "${people[whose]}") { ${fields} }`
const exported = (whose: Owner, fields: string) => [{ may: exportOf(whose), asks: of(whose, `export { ${fields} }`) }]

const memoriesOf = (whose: Owner): Sight[] => {
  const [id, other, companion] = [memoryOf(whose, 1), memoryOf(whose, 2), pairs[whose]]
  const row: [string, string] = ['companion_memories', `a memory of ${whose}'s`]
  const seen = { shows: `tealword memory of ${whose}`, may: remembered(whose, companion) }
  const pair = `companionId: "${companion}", userId: "${people[whose]}"`
  const nodes = 'nodes { content }'
  return [
    ...sights(row, {
      ...seen,
      'root field': `memory(id: ${id}) { content }`,
      'nested edge': [
        of(whose, `memories { ${nodes} }`),
        `companion(id: "${companion}") { memories { ${nodes} } }`,
        `memory(id: ${other}) { similar { memory { content } } }`,
        `users(filter: { ids: ["${people[whose]}"] }) { nodes { companions { memories { ${nodes} } } } }`,
      ],
      filter: [
        of(
          whose,
          `memories(companionId: "${companion}", filter: { keyPhrasesAll: ["mxphrase"], text: "tealword" }) { ${nodes} }`,
        ),
        `companion(id: "${companion}") { memories(filter: { tiers: [CORE], minImportance: 0.1 }) { ${nodes} } }`,
      ],
      search: [
        `searchMemories(input: { ${pair}, text: "tealword" }) { nodes { memory { content } } }`,
        `similarMemories(input: { ${pair}, text: "tealword" }) { nodes { memory { content } } }`,
      ],
      count: [
        of(whose, 'memories { totalCount }'),
        `companion(id: "${companion}") { memories(filter: { text: "${whose}" }) { totalCount } }`,
      ],
      relationship: `memory(id: ${other}) { relationships { memory { content } } }`,
      export: [...exported(whose, 'memories { lines }'), { may: seen.may, asks: `exportMemories(${pair}) { lines }` }],
    }),
    ...sights(['companion_memories', `whom ${companion} knows of ${whose}`], {
      may: seen.may,
      shows: people[whose],
      'nested edge': `companion(id: "${companion}") { users { nodes { id } } }`,
    }),
    ...sights(['companion_memories', `whether ${whose} knows ${companion}`], {
      may: seen.may,
      shows: companion,
      'nested edge': of(whose, 'companions { id }'),
    }),
    ...(
      [
        ['Memory', String(id), 'content'],
        ['Companion', companion, `memories { ${nodes} }`],
        ['User', people[whose], `memories { ${nodes} }`],
      ] as const
    ).map(([type, key, asks]) => entity('memory', [type, key], row, { ...seen, asks })),
  ]
}

const metricsOf = (companion: string, whose: Owner[]): Sight[] =>
  sights(['companion_memories', `how much ${companion} remembers`], {
    may: either(...whose.map(each => remembered(each, companion))),
    shows: 'a number',
    count: [
      `companion(id: "${companion}") { metrics { totalMemories } }`,
      `memoryMetrics(companionId: "${companion}") { totalMemories }`,
      `companion(id: "${companion}") { users { totalCount } }`,
    ],
  })

const analyticsOf = (companion: string, id: number): Sight[] => {
  const row: [string, string] = ['memory_analytics', `a record of ${companion}`]
  const seen = { shows: `"${id}"`, may: either(aServiceOf(companion), theGame) }
  return [
    ...sights(row, {
      ...seen,
      'nested edge': `companion(id: "${companion}") { analytics { nodes { id } } }`,
      count: `companion(id: "${companion}") { analytics { totalCount } }`,
    }),
    entity('memory', ['Companion', companion], row, { ...seen, asks: 'analytics { nodes { id } }' }),
  ]
}

/** Ann's memory led to sue's before that was refused. */
const oldRelationship: Sight[] = [
  ['ann', 'sue'],
  ['sue', 'ann'],
].flatMap(([from, to]) =>
  sights(['memory_relationships', `an old one from ${from}'s memory to ${to}'s`], {
    may: either(aServiceOf(luna), theGame),
    shows: `memory of ${to}`,
    relationship: `memory(id: ${memoryOf(from as Owner, 1)}) { relationships { memory { content } } }`,
  }),
)

const accountOf = (whose: Owner): Sight[] => {
  const id = people[whose]
  const row: [string, string] = ['users', `${whose}'s account`]
  const ids = `filter: { ids: ["${id}"] }`
  return [
    ...sights(row, {
      may: everyone,
      shows: `mx_${whose}`,
      'root field': [of(whose, 'username'), `userByUsername(username: "MX_${whose}") { username }`],
      'nested edge': `asset(id: "${assetOf(whose)}") { creator { username } }`,
      filter: [
        `users(${ids}) { nodes { username } }`,
        `users(filter: { usernamePrefix: "mx_${whose}" }) { nodes { username } }`,
      ],
      count: `users(${ids}) { totalCount }`,
    }),
    ...sights(['users', `${whose}'s address`], {
      may: exportOf(whose),
      shows: `${whose}@mx`,
      'root field': [of(whose, 'email'), `userByUsername(username: "mx_${whose}") { email }`],
      'nested edge': [
        `asset(id: "${assetOf(whose)}") { creator { email } }`,
        `questInstance(id: "${questOf(whose)}") { participants { email } }`,
        `character(id: "${characterOf(whose)}") { user { email } }`,
      ],
      filter: `users(${ids}) { nodes { email } }`,
      export: of(whose, 'export { account }'),
    }),
    ...sights(['users', `${whose}'s login`], {
      may: exportOf(whose),
      shows: `mx oauth of ${whose}`,
      'root field': of(whose, 'oauthProvider'),
      filter: `users(${ids}) { nodes { oauthProvider } }`,
      export: of(whose, 'export { account }'),
    }),
    ...sights(['users', `${whose}'s address`], {
      may: self(whose),
      shows: `${whose}@mx`,
      'root field': 'me { email }',
    }),
    entity('nexus', ['User', id], row, { asks: 'email', shows: `${whose}@mx`, may: exportOf(whose) }),
    entity('nexus', ['User', id], row, { asks: 'username', shows: `mx_${whose}`, may: everyone }),
  ]
}

const characterSights = (whose: Owner): Sight[] => {
  const id = characterOf(whose)
  const row: [string, string] = ['characters', `${whose}'s character`]
  const seen = { shows: `character of ${whose}`, may: signedIn }
  return [
    ...sights(row, {
      ...seen,
      'root field': `character(id: "${id}") { characterName }`,
      'nested edge': [of(whose, 'characters { characterName }'), of(whose, 'primaryCharacter { characterName }')],
      export: exported(whose, 'characters'),
    }),
    entity('nexus', ['Character', id], row, { ...seen, asks: 'characterName' }),
  ]
}

const positionOf = (whose: Owner): Sight[] => {
  const place = placeOf[whose]
  const row: [string, string] = ['user_positions', `${whose}'s position`]
  const seen = { shows: `dance of ${whose}`, may: either(whose === 'ben' ? self('ben') : self('ann'), theGame) }
  const position = 'position { animationState }'
  // Nobody is near to themselves.
  const others = whose === 'sue' ? seen.may : theGame
  return [
    ...sights(row, {
      ...seen,
      'root field': [
        {
          may: others,
          asks: `nearbyPlayers(instanceId: "${place}", position: { x: 1, y: 0, z: 1 }, activeWithinSeconds: 600) { ${position} }`,
        },
        `playersFrame(instanceId: "${place}") { moved { animationState } }`,
        `playersFrame(instanceId: "${place}", moved: ["${people[whose]}"]) { moved { animationState } }`,
      ],
      'nested edge': [
        of(whose, position),
        `instance(id: "${place}") { players(activeWithinSeconds: 600) { nodes { animationState } } }`,
        `questInstance(id: "${questOf(whose)}") { participants { ${position} } }`,
      ],
      filter: `users(filter: { ids: ["${people[whose]}"] }) { nodes { ${position} } }`,
      count: `instance(id: "${place}") { players(activeWithinSeconds: 600) { totalCount } }`,
      export: exported(whose, 'position'),
    }),
    entity('nexus', ['User', people[whose]], row, { ...seen, asks: position }),
    ...sights(['graph.memberships', `${whose}'s seat`], {
      may: exportOf(whose),
      shows: 'joinedAt',
      export: of(whose, 'export { membership }'),
    }),
  ]
}

const questSights = (whose: Owner): Sight[] => {
  const id = questOf(whose)
  const row: [string, string] = ['quest_instances', `${whose}'s quest`]
  const seen = { shows: `quest of ${whose}`, may: signedIn }
  const nodes = 'nodes { questId }'
  return [
    ...sights(row, {
      ...seen,
      'root field': [
        `questInstance(id: "${id}") { questId }`,
        `activeQuests(instanceId: "${placeOf[whose]}") { ${nodes} }`,
      ],
      'nested edge': [
        of(whose, 'activeQuests { questId }'),
        `instance(id: "${placeOf[whose]}") { activeQuests { questId } }`,
      ],
      filter: `questInstances(filter: { participantId: "${people[whose]}" }) { ${nodes} }`,
      search: `questInstances(filter: { state: { mx: "${whose}" } }) { ${nodes} }`,
      count: `questInstances(filter: { state: { mx: "${whose}" } }) { totalCount }`,
      export: exported(whose, 'quests'),
    }),
    entity('nexus', ['QuestInstance', id], row, { ...seen, asks: 'questId' }),
  ]
}

const instanceSights: Sight[] = [
  ...sights(['instances', 'plaza'], {
    may: everyone,
    shows: 'mx plaza',
    'root field': [
      `instance(id: "${plaza}") { instanceType }`,
      'instanceLoad(createdWithinSeconds: 3600) { instance { instanceType } }',
    ],
    'nested edge': `space(id: "${openSpace}") { instances { nodes { instanceType } } }`,
    filter: `instances(filter: { worldId: "${openSpace}", isOpen: true }) { nodes { instanceType } }`,
    search: 'instances(filter: { state: { mx: "plaza" } }) { nodes { instanceType } }',
    count: 'instances(filter: { serverRegion: "mx" }) { totalCount }',
  }),
  entity('nexus', ['Instance', plaza], ['instances', 'plaza'], {
    asks: 'instanceType',
    shows: 'mx plaza',
    may: everyone,
  }),
]

const spaceSights = (whose: Owner): Sight[] => {
  const id = spaceOf(whose)
  const row: [string, string] = ['spaces', `a private space of ${whose}'s`]
  const seen = { shows: `tealword space of ${whose}`, may: ownOf(whose) }
  const nodes = 'nodes { spaceName }'
  return [
    ...sights(row, {
      ...seen,
      'root field': `space(id: "${id}") { spaceName }`,
      'nested edge': [
        of(whose, `spaces { ${nodes} }`),
        ...(whose === 'ann' ? [`instance(id: "${attic}") { space { spaceName } }`] : []),
      ],
      filter: `spaces(filter: { ownerId: "${people[whose]}", isPublic: false }) { ${nodes} }`,
      search: `spaces(filter: { text: "tealword", ownerId: "${people[whose]}" }) { ${nodes} }`,
      count: [
        `spaces(filter: { text: "tealword", isPublic: false, ownerId: "${people[whose]}" }) { totalCount }`,
        ...(whose === 'ann' ? [] : [of(whose, 'spaces { totalCount }')]),
      ],
      export: exported(whose, 'spaces'),
    }),
    entity('world', ['Space', id], row, { ...seen, asks: 'spaceName' }),
  ]
}

const assetSights = (whose: Owner): Sight[] => {
  const row: [string, string] = ['assets', `${whose}'s asset`]
  const seen = { shows: `tealword asset of ${whose}`, may: everyone }
  const nodes = 'nodes { assetName }'
  return [
    ...sights(row, {
      ...seen,
      'root field': `asset(id: "${assetOf(whose)}") { assetName }`,
      'nested edge': of(whose, `assets { ${nodes} }`),
      filter: `assets(filter: { creatorId: "${people[whose]}", metadata: { extra: { mx: "${whose}" } } }) { ${nodes} }`,
      search: `assets(filter: { text: "tealword", creatorId: "${people[whose]}" }) { ${nodes} }`,
      count: `assets(filter: { creatorId: "${people[whose]}" }) { totalCount }`,
      export: exported(whose, 'assets'),
    }),
    entity('world', ['Asset', assetOf(whose)], row, { ...seen, asks: 'assetName' }),
  ]
}

const codec = sights(['graph.codecs', 'a codec'], {
  may: signedIn,
  shows: 'mx model',
  'root field': 'memoryCodecs { model }',
})

/** What the graph tells of its databases: to admins. */
const operations: Sight[] = (['memory', 'nexus', 'world'] as const).flatMap(name =>
  sights(['graph.migrations', `what ${name}'s database was migrated with`], {
    may: anAdmin,
    shows: '0001_baseline',
    'root field': `${name}Database { migrations { name } }`,
  }),
)

const owners = Object.keys(pairs) as Owner[]

export const roads: readonly Sight[] = [
  ...owners.flatMap(memoriesOf),
  ...metricsOf(luna, ['ann', 'sue']),
  ...metricsOf(orion, ['ben']),
  ...analyticsOf(luna, 2_000_077_101),
  ...analyticsOf(orion, 2_000_077_102),
  ...oldRelationship,
  ...owners.flatMap(accountOf),
  ...owners.flatMap(characterSights),
  ...owners.flatMap(positionOf),
  ...owners.flatMap(questSights),
  ...instanceSights,
  ...owners.flatMap(spaceSights),
  ...owners.flatMap(assetSights),
  ...codec,
  ...operations,
]
