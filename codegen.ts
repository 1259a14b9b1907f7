import type { CodegenConfig } from '@graphql-codegen/cli'

/** A connection: the resolver hands over the page, and `totalCount` as a function that counts when it is selected. */
const pageOf = (row: string) => `@worlds/kit/page.ts#Page<${row}>`

/** What resolvers of each type are given as their parent: the row that the noun's file selects. */
const rows = {
  memory: {
    Memory: './memories.ts#MemoryRow',
    MemoryRelationship: './relationships.ts#RelationshipRow',
    MemoryMetrics: './metrics.ts#MetricsRow',
    MemoryAnalytics: './analytics.ts#AnalyticsRow',
    Companion: './companions.ts#CompanionRow',
    User: './users.ts#UserRef',
    MemoryConnection: pageOf('MemoryRow'),
    MemoryAnalyticsConnection: pageOf('AnalyticsRow'),
    CompanionUserConnection: pageOf('UserRef'),
    MemoryCodec: './codecs.ts#CodecRow',
    UserExport: './users.ts#UserRef',
  },
  nexus: {
    User: './users.ts#UserRow',
    Character: './characters.ts#CharacterRow',
    UserPosition: './positions.ts#PositionRow',
    NearbyPlayer: './nearby.ts#NearbyRow',
    Instance: './instances.ts#InstanceRow',
    InstanceLoad: './instances.ts#LoadRow',
    InstanceRoom: './frames.ts#RoomRow',
    PlayersMoved: './frames.ts#FrameRow',
    QuestInstance: './quests.ts#QuestRow',
    Space: './spaces.ts#SpaceRef',
    UserConnection: pageOf('UserRow'),
    InstanceConnection: pageOf('InstanceRow'),
    QuestInstanceConnection: pageOf('QuestRow'),
    PlayerConnection: pageOf('PositionRow'),
    UserExport: './dossiers.ts#Dossier',
  },
  world: {
    Asset: './assets.ts#AssetRow',
    Space: './spaces.ts#SpaceRow',
    User: './users.ts#UserRef',
    Character: './characters.ts#CharacterRef',
    AssetConnection: pageOf('AssetRow'),
    SpaceConnection: pageOf('SpaceRow'),
    UserExport: './users.ts#UserRef',
  },
}

/** Codegen brings the directives of federation 1 alone; these are the ones that the three files import. */
const federation = `
  directive @link(url: String!, import: [String]) repeatable on SCHEMA
  directive @key(fields: String!) repeatable on OBJECT
  directive @requires(fields: String!) on FIELD_DEFINITION
  directive @external on FIELD_DEFINITION
  directive @shareable on OBJECT | FIELD_DEFINITION
  directive @inaccessible on FIELD_DEFINITION | OBJECT | INPUT_OBJECT
  directive @tag(name: String!) repeatable on FIELD_DEFINITION | OBJECT
  directive @authenticated on FIELD_DEFINITION
  directive @requiresScopes(scopes: [[String!]!]!) on FIELD_DEFINITION
  directive @policy(policies: [[String!]!]!) on FIELD_DEFINITION
  directive @cost(weight: Int!) on ARGUMENT_DEFINITION | FIELD_DEFINITION | OBJECT
  directive @listSize(
    assumedSize: Int
    slicingArguments: [String!]
    sizedFields: [String!]
    requireOneSlicingArgument: Boolean = true
  ) on FIELD_DEFINITION
`

function types(name: keyof typeof rows) {
  return {
    schema: [federation, `schema/${name}.graphql`],
    plugins: [{ add: { content: '// Written by codegen.ts.' } }, 'typescript', 'typescript-resolvers'],
    config: { mappers: { ...rows[name], DatabaseStatus: 'object' } },
  }
}

const config: CodegenConfig = {
  generates: {
    'services/memory/schema.gen.ts': types('memory'),
    'services/nexus/schema.gen.ts': types('nexus'),
    'services/world/schema.gen.ts': types('world'),
  },
  config: {
    sort: false,
    federation: true,
    contextType: './context.ts#Context',
    scalars: { ID: 'string', DateTime: 'string', BigInt: 'string', JSON: 'unknown', Vector: 'Float32Array' },
    strictScalars: true,
    enumsAsTypes: true,
    useTypeImports: true,
    disableDescriptions: true,
    makeResolverTypeCallable: true,
  },
}

export default config
