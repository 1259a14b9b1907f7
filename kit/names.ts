/** The three subgraphs, each with its one database, the role the graph logs in as, and the login other programs use. */
export const databases = {
  memory: { database: 'voice_ninja', graphRole: 'memory_graph', existingRole: 'voice_ninja_user' },
  nexus: { database: 'bbworlds_nexus', graphRole: 'nexus_graph', existingRole: 'nexus_user' },
  world: { database: 'bbworlds_world', graphRole: 'world_graph', existingRole: 'bbworlds_user' },
} as const

export type SubgraphName = keyof typeof databases

export const subgraphNames = Object.keys(databases) as SubgraphName[]
