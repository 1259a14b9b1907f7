// Written by codegen.ts.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { AssetRow } from './assets.ts';
import type { SpaceRow } from './spaces.ts';
import type { UserRef } from './users.ts';
import type { CharacterRef } from './characters.ts';
import type { Page } from '@worlds/kit/page.ts';
import type { Context } from './context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  DateTime: { input: string; output: string; }
  BigInt: { input: string; output: string; }
  JSON: { input: unknown; output: unknown; }
};

export type Query = {
  __typename?: 'Query';
  asset?: Maybe<Asset>;
  assets?: Maybe<AssetConnection>;
  space?: Maybe<Space>;
  spaces?: Maybe<SpaceConnection>;
  worldDatabase?: Maybe<DatabaseStatus>;
};


export type QueryAssetArgs = {
  id: Scalars['ID']['input'];
};


export type QueryAssetsArgs = {
  filter?: InputMaybe<AssetFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type QuerySpaceArgs = {
  id: Scalars['ID']['input'];
};


export type QuerySpacesArgs = {
  filter?: InputMaybe<SpaceFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

export type Mutation = {
  __typename?: 'Mutation';
  createAsset?: Maybe<CreateAssetPayload>;
  updateAsset?: Maybe<UpdateAssetPayload>;
  deleteAsset?: Maybe<DeleteAssetPayload>;
  inspectAsset?: Maybe<InspectAssetPayload>;
  createSpace?: Maybe<CreateSpacePayload>;
  updateSpace?: Maybe<UpdateSpacePayload>;
  deleteSpace?: Maybe<DeleteSpacePayload>;
  applyStanding?: Maybe<StandingPayload>;
  erasePerson?: Maybe<StandingPayload>;
};


export type MutationCreateAssetArgs = {
  input: CreateAssetInput;
};


export type MutationUpdateAssetArgs = {
  input: UpdateAssetInput;
};


export type MutationDeleteAssetArgs = {
  input: DeleteAssetInput;
};


export type MutationInspectAssetArgs = {
  input: InspectAssetInput;
};


export type MutationCreateSpaceArgs = {
  input: CreateSpaceInput;
};


export type MutationUpdateSpaceArgs = {
  input: UpdateSpaceInput;
};


export type MutationDeleteSpaceArgs = {
  input: DeleteSpaceInput;
};


export type MutationApplyStandingArgs = {
  input: ApplyStandingInput;
};


export type MutationErasePersonArgs = {
  input: ErasePersonInput;
};

export type Asset = {
  __typename?: 'Asset';
  id: Scalars['ID']['output'];
  assetName: Scalars['String']['output'];
  assetType?: Maybe<Scalars['String']['output']>;
  fileUrl?: Maybe<Scalars['String']['output']>;
  thumbnailUrl?: Maybe<Scalars['String']['output']>;
  metadata?: Maybe<Scalars['JSON']['output']>;
  facts?: Maybe<AssetFacts>;
  creator?: Maybe<User>;
  licenseType?: Maybe<Scalars['String']['output']>;
  createdAt?: Maybe<Scalars['DateTime']['output']>;
};

export type AssetFacts = {
  __typename?: 'AssetFacts';
  description?: Maybe<Scalars['String']['output']>;
  triangles?: Maybe<Scalars['Int']['output']>;
  vertices?: Maybe<Scalars['Int']['output']>;
  materials?: Maybe<Scalars['Int']['output']>;
  bytes?: Maybe<Scalars['BigInt']['output']>;
  animations?: Maybe<Array<Scalars['String']['output']>>;
  rigged?: Maybe<Scalars['Boolean']['output']>;
  tags?: Maybe<Array<Scalars['String']['output']>>;
  extensions?: Maybe<Array<Scalars['String']['output']>>;
  bounds?: Maybe<AssetBounds>;
  extra?: Maybe<Scalars['JSON']['output']>;
};

export type AssetBounds = {
  __typename?: 'AssetBounds';
  min: AssetCorner;
  max: AssetCorner;
};

export type AssetCorner = {
  __typename?: 'AssetCorner';
  x: Scalars['Float']['output'];
  y: Scalars['Float']['output'];
  z: Scalars['Float']['output'];
};

export type Space = {
  __typename?: 'Space';
  id: Scalars['ID']['output'];
  owner?: Maybe<User>;
  spaceName?: Maybe<Scalars['String']['output']>;
  description?: Maybe<Scalars['String']['output']>;
  isPublic: Scalars['Boolean']['output'];
  maxOccupancy?: Maybe<Scalars['Int']['output']>;
  entryPoint?: Maybe<Scalars['JSON']['output']>;
  skyboxSettings?: Maybe<Scalars['JSON']['output']>;
  terrainSettings?: Maybe<Scalars['JSON']['output']>;
  arrival?: Maybe<EntryPoint>;
  sky?: Maybe<Skybox>;
  ground?: Maybe<Terrain>;
  createdAt?: Maybe<Scalars['DateTime']['output']>;
};

export type EntryPoint = {
  __typename?: 'EntryPoint';
  x: Scalars['Float']['output'];
  y: Scalars['Float']['output'];
  z: Scalars['Float']['output'];
  rotationY?: Maybe<Scalars['Float']['output']>;
};

export type Skybox = ColorSkybox | CubemapSkybox | EquirectangularSkybox;

export type ColorSkybox = {
  __typename?: 'ColorSkybox';
  color: Scalars['String']['output'];
};

export type CubemapSkybox = {
  __typename?: 'CubemapSkybox';
  px: Scalars['String']['output'];
  nx: Scalars['String']['output'];
  py: Scalars['String']['output'];
  ny: Scalars['String']['output'];
  pz: Scalars['String']['output'];
  nz: Scalars['String']['output'];
};

export type EquirectangularSkybox = {
  __typename?: 'EquirectangularSkybox';
  url: Scalars['String']['output'];
};

export type Terrain = {
  __typename?: 'Terrain';
  heightmapUrl?: Maybe<Scalars['String']['output']>;
  size?: Maybe<TerrainSize>;
  heightScale?: Maybe<Scalars['Float']['output']>;
  material?: Maybe<Scalars['String']['output']>;
  extra?: Maybe<Scalars['JSON']['output']>;
};

export type TerrainSize = {
  __typename?: 'TerrainSize';
  x: Scalars['Float']['output'];
  z: Scalars['Float']['output'];
};

export type User = {
  __typename?: 'User';
  id: Scalars['ID']['output'];
  spaces?: Maybe<SpaceConnection>;
  assets?: Maybe<AssetConnection>;
  export?: Maybe<UserExport>;
};


export type UserSpacesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type UserAssetsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

export type UserExport = {
  __typename?: 'UserExport';
  id: Scalars['ID']['output'];
  assets?: Maybe<Array<Scalars['JSON']['output']>>;
  spaces?: Maybe<Array<Scalars['JSON']['output']>>;
};

export type Character = {
  __typename?: 'Character';
  id: Scalars['ID']['output'];
  modelUrl?: Maybe<Scalars['String']['output']>;
  modelAsset?: Maybe<Asset>;
};

export type AssetFilter = {
  assetTypes?: InputMaybe<Array<Scalars['String']['input']>>;
  licenseTypes?: InputMaybe<Array<Scalars['String']['input']>>;
  creatorId?: InputMaybe<Scalars['ID']['input']>;
  metadata?: InputMaybe<Scalars['JSON']['input']>;
  tagsAny?: InputMaybe<Array<Scalars['String']['input']>>;
  tagsAll?: InputMaybe<Array<Scalars['String']['input']>>;
  minTriangles?: InputMaybe<Scalars['Int']['input']>;
  maxTriangles?: InputMaybe<Scalars['Int']['input']>;
  maxBytes?: InputMaybe<Scalars['BigInt']['input']>;
  animated?: InputMaybe<Scalars['Boolean']['input']>;
  rigged?: InputMaybe<Scalars['Boolean']['input']>;
  text?: InputMaybe<Scalars['String']['input']>;
};

export type SpaceFilter = {
  ownerId?: InputMaybe<Scalars['ID']['input']>;
  isPublic?: InputMaybe<Scalars['Boolean']['input']>;
  text?: InputMaybe<Scalars['String']['input']>;
};

export type CreateAssetInput = {
  creatorId?: InputMaybe<Scalars['ID']['input']>;
  assetName: Scalars['String']['input'];
  assetType: Scalars['String']['input'];
  fileUrl: Scalars['String']['input'];
  thumbnailUrl?: InputMaybe<Scalars['String']['input']>;
  licenseType?: InputMaybe<Scalars['String']['input']>;
  metadata?: InputMaybe<AssetMetadataInput>;
};

export type UpdateAssetInput = {
  id: Scalars['ID']['input'];
  assetName?: InputMaybe<Scalars['String']['input']>;
  assetType?: InputMaybe<Scalars['String']['input']>;
  fileUrl?: InputMaybe<Scalars['String']['input']>;
  thumbnailUrl?: InputMaybe<Scalars['String']['input']>;
  licenseType?: InputMaybe<Scalars['String']['input']>;
  metadata?: InputMaybe<AssetMetadataInput>;
};

export type DeleteAssetInput = {
  id: Scalars['ID']['input'];
};

export type InspectAssetInput = {
  id: Scalars['ID']['input'];
  gltf: Scalars['String']['input'];
};

export type InspectAssetPayload = {
  __typename?: 'InspectAssetPayload';
  asset: Asset;
  faults: Array<Scalars['String']['output']>;
  externalFiles: Array<Scalars['String']['output']>;
};

export type AssetMetadataInput = {
  description?: InputMaybe<Scalars['String']['input']>;
  triangles?: InputMaybe<Scalars['Int']['input']>;
  vertices?: InputMaybe<Scalars['Int']['input']>;
  materials?: InputMaybe<Scalars['Int']['input']>;
  bytes?: InputMaybe<Scalars['BigInt']['input']>;
  animations?: InputMaybe<Array<Scalars['String']['input']>>;
  rigged?: InputMaybe<Scalars['Boolean']['input']>;
  tags?: InputMaybe<Array<Scalars['String']['input']>>;
  extensions?: InputMaybe<Array<Scalars['String']['input']>>;
  bounds?: InputMaybe<AssetBoundsInput>;
  extra?: InputMaybe<Scalars['JSON']['input']>;
};

export type AssetBoundsInput = {
  min: AssetCornerInput;
  max: AssetCornerInput;
};

export type AssetCornerInput = {
  x: Scalars['Float']['input'];
  y: Scalars['Float']['input'];
  z: Scalars['Float']['input'];
};

export type CreateAssetPayload = {
  __typename?: 'CreateAssetPayload';
  asset: Asset;
};

export type UpdateAssetPayload = {
  __typename?: 'UpdateAssetPayload';
  asset: Asset;
};

export type DeleteAssetPayload = {
  __typename?: 'DeleteAssetPayload';
  id: Scalars['ID']['output'];
  asset?: Maybe<Asset>;
};

export type CreateSpaceInput = {
  ownerId?: InputMaybe<Scalars['ID']['input']>;
  spaceName: Scalars['String']['input'];
  description?: InputMaybe<Scalars['String']['input']>;
  isPublic?: InputMaybe<Scalars['Boolean']['input']>;
  maxOccupancy?: InputMaybe<Scalars['Int']['input']>;
  entryPoint?: InputMaybe<EntryPointInput>;
  skyboxSettings?: InputMaybe<SkyboxInput>;
  terrainSettings?: InputMaybe<TerrainInput>;
};

export type UpdateSpaceInput = {
  id: Scalars['ID']['input'];
  spaceName?: InputMaybe<Scalars['String']['input']>;
  description?: InputMaybe<Scalars['String']['input']>;
  isPublic?: InputMaybe<Scalars['Boolean']['input']>;
  maxOccupancy?: InputMaybe<Scalars['Int']['input']>;
  entryPoint?: InputMaybe<EntryPointInput>;
  skyboxSettings?: InputMaybe<SkyboxInput>;
  terrainSettings?: InputMaybe<TerrainInput>;
};

export type DeleteSpaceInput = {
  id: Scalars['ID']['input'];
};

export type EntryPointInput = {
  x: Scalars['Float']['input'];
  y: Scalars['Float']['input'];
  z: Scalars['Float']['input'];
  rotationY?: Scalars['Float']['input'];
};

export type SkyboxInput = {
  color?: InputMaybe<Scalars['String']['input']>;
  cubemap?: InputMaybe<CubemapInput>;
  equirectangular?: InputMaybe<Scalars['String']['input']>;
};

export type CubemapInput = {
  px: Scalars['String']['input'];
  nx: Scalars['String']['input'];
  py: Scalars['String']['input'];
  ny: Scalars['String']['input'];
  pz: Scalars['String']['input'];
  nz: Scalars['String']['input'];
};

export type TerrainInput = {
  heightmapUrl?: InputMaybe<Scalars['String']['input']>;
  size?: InputMaybe<TerrainSizeInput>;
  heightScale?: InputMaybe<Scalars['Float']['input']>;
  material?: InputMaybe<Scalars['String']['input']>;
  extra?: InputMaybe<Scalars['JSON']['input']>;
};

export type TerrainSizeInput = {
  x: Scalars['Float']['input'];
  z: Scalars['Float']['input'];
};

export type CreateSpacePayload = {
  __typename?: 'CreateSpacePayload';
  space: Space;
};

export type UpdateSpacePayload = {
  __typename?: 'UpdateSpacePayload';
  space: Space;
};

export type DeleteSpacePayload = {
  __typename?: 'DeleteSpacePayload';
  id: Scalars['ID']['output'];
  space?: Maybe<Space>;
};

export type AssetConnection = {
  __typename?: 'AssetConnection';
  edges: Array<AssetEdge>;
  nodes: Array<Asset>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

export type AssetEdge = {
  __typename?: 'AssetEdge';
  cursor: Scalars['String']['output'];
  node: Asset;
};

export type SpaceConnection = {
  __typename?: 'SpaceConnection';
  edges: Array<SpaceEdge>;
  nodes: Array<Space>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

export type SpaceEdge = {
  __typename?: 'SpaceEdge';
  cursor: Scalars['String']['output'];
  node: Space;
};

export type PageInfo = {
  __typename?: 'PageInfo';
  hasNextPage: Scalars['Boolean']['output'];
  hasPreviousPage: Scalars['Boolean']['output'];
  startCursor?: Maybe<Scalars['String']['output']>;
  endCursor?: Maybe<Scalars['String']['output']>;
};

export type DatabaseStatus = {
  __typename?: 'DatabaseStatus';
  connections: Array<ConnectionGroup>;
  longRunningQueries: Array<LongRunningQuery>;
  tables: Array<TableStatus>;
  indexes: Array<IndexStatus>;
  pool: PoolStatus;
  migrations: Array<AppliedMigration>;
  audit?: Maybe<AuditConnection>;
};


export type DatabaseStatusLongRunningQueriesArgs = {
  minSeconds?: InputMaybe<Scalars['Int']['input']>;
};


export type DatabaseStatusAuditArgs = {
  filter?: InputMaybe<AuditFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

export type AuditFilter = {
  principal?: InputMaybe<Scalars['String']['input']>;
  act?: InputMaybe<Scalars['String']['input']>;
  target?: InputMaybe<Scalars['ID']['input']>;
  since?: InputMaybe<Scalars['DateTime']['input']>;
  until?: InputMaybe<Scalars['DateTime']['input']>;
};

export type AuditConnection = {
  __typename?: 'AuditConnection';
  edges: Array<AuditEdge>;
  nodes: Array<AuditRecord>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

export type AuditEdge = {
  __typename?: 'AuditEdge';
  cursor: Scalars['String']['output'];
  node: AuditRecord;
};

export type AuditRecord = {
  __typename?: 'AuditRecord';
  recordedAt: Scalars['DateTime']['output'];
  principal: Scalars['String']['output'];
  act: Scalars['String']['output'];
  targets: Array<Scalars['String']['output']>;
  outcome: Scalars['String']['output'];
};

export type ConnectionGroup = {
  __typename?: 'ConnectionGroup';
  database: Scalars['String']['output'];
  user?: Maybe<Scalars['String']['output']>;
  applicationName?: Maybe<Scalars['String']['output']>;
  clientAddress?: Maybe<Scalars['String']['output']>;
  state?: Maybe<Scalars['String']['output']>;
  count: Scalars['Int']['output'];
};

export type LongRunningQuery = {
  __typename?: 'LongRunningQuery';
  pid: Scalars['Int']['output'];
  user?: Maybe<Scalars['String']['output']>;
  query?: Maybe<Scalars['String']['output']>;
  state?: Maybe<Scalars['String']['output']>;
  durationSeconds: Scalars['Float']['output'];
};

export type TableStatus = {
  __typename?: 'TableStatus';
  name: Scalars['String']['output'];
  rows: Scalars['BigInt']['output'];
  bytes: Scalars['BigInt']['output'];
  lastVacuum?: Maybe<Scalars['DateTime']['output']>;
  lastAnalyze?: Maybe<Scalars['DateTime']['output']>;
};

export type IndexStatus = {
  __typename?: 'IndexStatus';
  name: Scalars['String']['output'];
  table: Scalars['String']['output'];
  bytes: Scalars['BigInt']['output'];
  scans: Scalars['BigInt']['output'];
};

export type PoolStatus = {
  __typename?: 'PoolStatus';
  total: Scalars['Int']['output'];
  idle: Scalars['Int']['output'];
  waiting: Scalars['Int']['output'];
};

export type AppliedMigration = {
  __typename?: 'AppliedMigration';
  name: Scalars['String']['output'];
  checksum: Scalars['String']['output'];
  appliedAt: Scalars['DateTime']['output'];
};

export type ApplyStandingInput = {
  userId: Scalars['ID']['input'];
  standing: Scalars['String']['input'];
  version: Scalars['BigInt']['input'];
};

export type ErasePersonInput = {
  userId: Scalars['ID']['input'];
  version: Scalars['BigInt']['input'];
};

export type StandingPayload = {
  __typename?: 'StandingPayload';
  done: Scalars['Boolean']['output'];
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  Asset: Asset;
  Space: Space;
  User: User;
  UserExport: UserExport;
  Character: Character;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Asset:
    ( { __typename: 'Asset' }
    & GraphQLRecursivePick<FederationTypes['Asset'], {"id":true}> );
  Space:
    ( { __typename: 'Space' }
    & GraphQLRecursivePick<FederationTypes['Space'], {"id":true}> );
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
  UserExport:
    ( { __typename: 'UserExport' }
    & GraphQLRecursivePick<FederationTypes['UserExport'], {"id":true}> );
  Character:
    ( { __typename: 'Character' }
    & GraphQLRecursivePick<FederationTypes['Character'], {"id":true}>
    & ( Record<PropertyKey, never>
        | GraphQLRecursivePick<FederationTypes['Character'], {"modelUrl":true}> ) );
};

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  Skybox:
    | ( ColorSkybox )
    | ( CubemapSkybox )
    | ( EquirectangularSkybox )
  ;
};


/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Asset: ResolverTypeWrapper<AssetRow>;
  AssetFacts: ResolverTypeWrapper<AssetFacts>;
  AssetBounds: ResolverTypeWrapper<AssetBounds>;
  AssetCorner: ResolverTypeWrapper<AssetCorner>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  Space: ResolverTypeWrapper<SpaceRow>;
  EntryPoint: ResolverTypeWrapper<EntryPoint>;
  Skybox: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['Skybox']>;
  ColorSkybox: ResolverTypeWrapper<ColorSkybox>;
  CubemapSkybox: ResolverTypeWrapper<CubemapSkybox>;
  EquirectangularSkybox: ResolverTypeWrapper<EquirectangularSkybox>;
  Terrain: ResolverTypeWrapper<Terrain>;
  TerrainSize: ResolverTypeWrapper<TerrainSize>;
  User: ResolverTypeWrapper<UserRef>;
  UserExport: ResolverTypeWrapper<UserRef>;
  Character: ResolverTypeWrapper<CharacterRef>;
  AssetFilter: AssetFilter;
  SpaceFilter: SpaceFilter;
  CreateAssetInput: CreateAssetInput;
  UpdateAssetInput: UpdateAssetInput;
  DeleteAssetInput: DeleteAssetInput;
  InspectAssetInput: InspectAssetInput;
  InspectAssetPayload: ResolverTypeWrapper<Omit<InspectAssetPayload, 'asset'> & { asset: ResolversTypes['Asset'] }>;
  AssetMetadataInput: AssetMetadataInput;
  AssetBoundsInput: AssetBoundsInput;
  AssetCornerInput: AssetCornerInput;
  CreateAssetPayload: ResolverTypeWrapper<Omit<CreateAssetPayload, 'asset'> & { asset: ResolversTypes['Asset'] }>;
  UpdateAssetPayload: ResolverTypeWrapper<Omit<UpdateAssetPayload, 'asset'> & { asset: ResolversTypes['Asset'] }>;
  DeleteAssetPayload: ResolverTypeWrapper<Omit<DeleteAssetPayload, 'asset'> & { asset?: Maybe<ResolversTypes['Asset']> }>;
  CreateSpaceInput: CreateSpaceInput;
  UpdateSpaceInput: UpdateSpaceInput;
  DeleteSpaceInput: DeleteSpaceInput;
  EntryPointInput: EntryPointInput;
  SkyboxInput: SkyboxInput;
  CubemapInput: CubemapInput;
  TerrainInput: TerrainInput;
  TerrainSizeInput: TerrainSizeInput;
  CreateSpacePayload: ResolverTypeWrapper<Omit<CreateSpacePayload, 'space'> & { space: ResolversTypes['Space'] }>;
  UpdateSpacePayload: ResolverTypeWrapper<Omit<UpdateSpacePayload, 'space'> & { space: ResolversTypes['Space'] }>;
  DeleteSpacePayload: ResolverTypeWrapper<Omit<DeleteSpacePayload, 'space'> & { space?: Maybe<ResolversTypes['Space']> }>;
  AssetConnection: ResolverTypeWrapper<Page<AssetRow>>;
  AssetEdge: ResolverTypeWrapper<Omit<AssetEdge, 'node'> & { node: ResolversTypes['Asset'] }>;
  SpaceConnection: ResolverTypeWrapper<Page<SpaceRow>>;
  SpaceEdge: ResolverTypeWrapper<Omit<SpaceEdge, 'node'> & { node: ResolversTypes['Space'] }>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  BigInt: ResolverTypeWrapper<Scalars['BigInt']['output']>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  DatabaseStatus: ResolverTypeWrapper<object>;
  AuditFilter: AuditFilter;
  AuditConnection: ResolverTypeWrapper<AuditConnection>;
  AuditEdge: ResolverTypeWrapper<AuditEdge>;
  AuditRecord: ResolverTypeWrapper<AuditRecord>;
  ConnectionGroup: ResolverTypeWrapper<ConnectionGroup>;
  LongRunningQuery: ResolverTypeWrapper<LongRunningQuery>;
  TableStatus: ResolverTypeWrapper<TableStatus>;
  IndexStatus: ResolverTypeWrapper<IndexStatus>;
  PoolStatus: ResolverTypeWrapper<PoolStatus>;
  AppliedMigration: ResolverTypeWrapper<AppliedMigration>;
  ApplyStandingInput: ApplyStandingInput;
  ErasePersonInput: ErasePersonInput;
  StandingPayload: ResolverTypeWrapper<StandingPayload>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Query: Record<PropertyKey, never>;
  ID: Scalars['ID']['output'];
  Mutation: Record<PropertyKey, never>;
  Asset: AssetRow;
  AssetFacts: AssetFacts;
  AssetBounds: AssetBounds;
  AssetCorner: AssetCorner;
  Float: Scalars['Float']['output'];
  Space: SpaceRow;
  EntryPoint: EntryPoint;
  Skybox: ResolversUnionTypes<ResolversParentTypes>['Skybox'];
  ColorSkybox: ColorSkybox;
  CubemapSkybox: CubemapSkybox;
  EquirectangularSkybox: EquirectangularSkybox;
  Terrain: Terrain;
  TerrainSize: TerrainSize;
  User: UserRef;
  UserExport: UserRef;
  Character: CharacterRef;
  AssetFilter: AssetFilter;
  SpaceFilter: SpaceFilter;
  CreateAssetInput: CreateAssetInput;
  UpdateAssetInput: UpdateAssetInput;
  DeleteAssetInput: DeleteAssetInput;
  InspectAssetInput: InspectAssetInput;
  InspectAssetPayload: Omit<InspectAssetPayload, 'asset'> & { asset: ResolversParentTypes['Asset'] };
  AssetMetadataInput: AssetMetadataInput;
  AssetBoundsInput: AssetBoundsInput;
  AssetCornerInput: AssetCornerInput;
  CreateAssetPayload: Omit<CreateAssetPayload, 'asset'> & { asset: ResolversParentTypes['Asset'] };
  UpdateAssetPayload: Omit<UpdateAssetPayload, 'asset'> & { asset: ResolversParentTypes['Asset'] };
  DeleteAssetPayload: Omit<DeleteAssetPayload, 'asset'> & { asset?: Maybe<ResolversParentTypes['Asset']> };
  CreateSpaceInput: CreateSpaceInput;
  UpdateSpaceInput: UpdateSpaceInput;
  DeleteSpaceInput: DeleteSpaceInput;
  EntryPointInput: EntryPointInput;
  SkyboxInput: SkyboxInput;
  CubemapInput: CubemapInput;
  TerrainInput: TerrainInput;
  TerrainSizeInput: TerrainSizeInput;
  CreateSpacePayload: Omit<CreateSpacePayload, 'space'> & { space: ResolversParentTypes['Space'] };
  UpdateSpacePayload: Omit<UpdateSpacePayload, 'space'> & { space: ResolversParentTypes['Space'] };
  DeleteSpacePayload: Omit<DeleteSpacePayload, 'space'> & { space?: Maybe<ResolversParentTypes['Space']> };
  AssetConnection: Page<AssetRow>;
  AssetEdge: Omit<AssetEdge, 'node'> & { node: ResolversParentTypes['Asset'] };
  SpaceConnection: Page<SpaceRow>;
  SpaceEdge: Omit<SpaceEdge, 'node'> & { node: ResolversParentTypes['Space'] };
  PageInfo: PageInfo;
  DateTime: Scalars['DateTime']['output'];
  BigInt: Scalars['BigInt']['output'];
  JSON: Scalars['JSON']['output'];
  DatabaseStatus: object;
  AuditFilter: AuditFilter;
  AuditConnection: AuditConnection;
  AuditEdge: AuditEdge;
  AuditRecord: AuditRecord;
  ConnectionGroup: ConnectionGroup;
  LongRunningQuery: LongRunningQuery;
  TableStatus: TableStatus;
  IndexStatus: IndexStatus;
  PoolStatus: PoolStatus;
  AppliedMigration: AppliedMigration;
  ApplyStandingInput: ApplyStandingInput;
  ErasePersonInput: ErasePersonInput;
  StandingPayload: StandingPayload;
  String: Scalars['String']['output'];
  Int: Scalars['Int']['output'];
  Boolean: Scalars['Boolean']['output'];
};

export type LinkDirectiveArgs = {
  url: Scalars['String']['input'];
  import?: Maybe<Array<Maybe<Scalars['String']['input']>>>;
};

export type LinkDirectiveResolver<Result, Parent, ContextType = Context, Args = LinkDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ShareableDirectiveArgs = { };

export type ShareableDirectiveResolver<Result, Parent, ContextType = Context, Args = ShareableDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type InaccessibleDirectiveArgs = { };

export type InaccessibleDirectiveResolver<Result, Parent, ContextType = Context, Args = InaccessibleDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type TagDirectiveArgs = {
  name: Scalars['String']['input'];
};

export type TagDirectiveResolver<Result, Parent, ContextType = Context, Args = TagDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AuthenticatedDirectiveArgs = { };

export type AuthenticatedDirectiveResolver<Result, Parent, ContextType = Context, Args = AuthenticatedDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type RequiresScopesDirectiveArgs = {
  scopes: Array<Array<Scalars['String']['input']>>;
};

export type RequiresScopesDirectiveResolver<Result, Parent, ContextType = Context, Args = RequiresScopesDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type PolicyDirectiveArgs = {
  policies: Array<Array<Scalars['String']['input']>>;
};

export type PolicyDirectiveResolver<Result, Parent, ContextType = Context, Args = PolicyDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type CostDirectiveArgs = {
  weight: Scalars['Int']['input'];
};

export type CostDirectiveResolver<Result, Parent, ContextType = Context, Args = CostDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ListSizeDirectiveArgs = {
  assumedSize?: Maybe<Scalars['Int']['input']>;
  slicingArguments?: Maybe<Array<Scalars['String']['input']>>;
  sizedFields?: Maybe<Array<Scalars['String']['input']>>;
  requireOneSlicingArgument?: Maybe<Scalars['Boolean']['input']>;
};

export type ListSizeDirectiveResolver<Result, Parent, ContextType = Context, Args = ListSizeDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  asset?: Resolver<Maybe<ResolversTypes['Asset']>, ParentType, ContextType, RequireFields<QueryAssetArgs, 'id'>>;
  assets?: Resolver<Maybe<ResolversTypes['AssetConnection']>, ParentType, ContextType, RequireFields<QueryAssetsArgs, 'first'>>;
  space?: Resolver<Maybe<ResolversTypes['Space']>, ParentType, ContextType, RequireFields<QuerySpaceArgs, 'id'>>;
  spaces?: Resolver<Maybe<ResolversTypes['SpaceConnection']>, ParentType, ContextType, RequireFields<QuerySpacesArgs, 'first'>>;
  worldDatabase?: Resolver<Maybe<ResolversTypes['DatabaseStatus']>, ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  createAsset?: Resolver<Maybe<ResolversTypes['CreateAssetPayload']>, ParentType, ContextType, RequireFields<MutationCreateAssetArgs, 'input'>>;
  updateAsset?: Resolver<Maybe<ResolversTypes['UpdateAssetPayload']>, ParentType, ContextType, RequireFields<MutationUpdateAssetArgs, 'input'>>;
  deleteAsset?: Resolver<Maybe<ResolversTypes['DeleteAssetPayload']>, ParentType, ContextType, RequireFields<MutationDeleteAssetArgs, 'input'>>;
  inspectAsset?: Resolver<Maybe<ResolversTypes['InspectAssetPayload']>, ParentType, ContextType, RequireFields<MutationInspectAssetArgs, 'input'>>;
  createSpace?: Resolver<Maybe<ResolversTypes['CreateSpacePayload']>, ParentType, ContextType, RequireFields<MutationCreateSpaceArgs, 'input'>>;
  updateSpace?: Resolver<Maybe<ResolversTypes['UpdateSpacePayload']>, ParentType, ContextType, RequireFields<MutationUpdateSpaceArgs, 'input'>>;
  deleteSpace?: Resolver<Maybe<ResolversTypes['DeleteSpacePayload']>, ParentType, ContextType, RequireFields<MutationDeleteSpaceArgs, 'input'>>;
  applyStanding?: Resolver<Maybe<ResolversTypes['StandingPayload']>, ParentType, ContextType, RequireFields<MutationApplyStandingArgs, 'input'>>;
  erasePerson?: Resolver<Maybe<ResolversTypes['StandingPayload']>, ParentType, ContextType, RequireFields<MutationErasePersonArgs, 'input'>>;
};

export type AssetResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Asset'] = ResolversParentTypes['Asset'], FederationReferenceType extends FederationReferenceTypes['Asset'] = FederationReferenceTypes['Asset']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Asset']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  assetName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  assetType?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  fileUrl?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  thumbnailUrl?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  metadata?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  facts?: Resolver<Maybe<ResolversTypes['AssetFacts']>, ParentType, ContextType>;
  creator?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  licenseType?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type AssetFactsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AssetFacts'] = ResolversParentTypes['AssetFacts']> = {
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  triangles?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  vertices?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  materials?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  bytes?: Resolver<Maybe<ResolversTypes['BigInt']>, ParentType, ContextType>;
  animations?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  rigged?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  tags?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  extensions?: Resolver<Maybe<Array<ResolversTypes['String']>>, ParentType, ContextType>;
  bounds?: Resolver<Maybe<ResolversTypes['AssetBounds']>, ParentType, ContextType>;
  extra?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
};

export type AssetBoundsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AssetBounds'] = ResolversParentTypes['AssetBounds']> = {
  min?: Resolver<ResolversTypes['AssetCorner'], ParentType, ContextType>;
  max?: Resolver<ResolversTypes['AssetCorner'], ParentType, ContextType>;
};

export type AssetCornerResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AssetCorner'] = ResolversParentTypes['AssetCorner']> = {
  x?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  y?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  z?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type SpaceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Space'] = ResolversParentTypes['Space'], FederationReferenceType extends FederationReferenceTypes['Space'] = FederationReferenceTypes['Space']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Space']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  owner?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  spaceName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  isPublic?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  maxOccupancy?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  entryPoint?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  skyboxSettings?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  terrainSettings?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  arrival?: Resolver<Maybe<ResolversTypes['EntryPoint']>, ParentType, ContextType>;
  sky?: Resolver<Maybe<ResolversTypes['Skybox']>, ParentType, ContextType>;
  ground?: Resolver<Maybe<ResolversTypes['Terrain']>, ParentType, ContextType>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type EntryPointResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EntryPoint'] = ResolversParentTypes['EntryPoint']> = {
  x?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  y?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  z?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  rotationY?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type SkyboxResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Skybox'] = ResolversParentTypes['Skybox']> = {
  __resolveType: TypeResolveFn<'ColorSkybox' | 'CubemapSkybox' | 'EquirectangularSkybox', ParentType, ContextType>;
};

export type ColorSkyboxResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ColorSkybox'] = ResolversParentTypes['ColorSkybox']> = {
  color?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CubemapSkyboxResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CubemapSkybox'] = ResolversParentTypes['CubemapSkybox']> = {
  px?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  nx?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  py?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  ny?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  pz?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  nz?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type EquirectangularSkyboxResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EquirectangularSkybox'] = ResolversParentTypes['EquirectangularSkybox']> = {
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type TerrainResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Terrain'] = ResolversParentTypes['Terrain']> = {
  heightmapUrl?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  size?: Resolver<Maybe<ResolversTypes['TerrainSize']>, ParentType, ContextType>;
  heightScale?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  material?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  extra?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
};

export type TerrainSizeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TerrainSize'] = ResolversParentTypes['TerrainSize']> = {
  x?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  z?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type UserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  spaces?: Resolver<Maybe<ResolversTypes['SpaceConnection']>, ParentType, ContextType, RequireFields<UserSpacesArgs, 'first'>>;
  assets?: Resolver<Maybe<ResolversTypes['AssetConnection']>, ParentType, ContextType, RequireFields<UserAssetsArgs, 'first'>>;
  export?: Resolver<Maybe<ResolversTypes['UserExport']>, ParentType, ContextType>;
};

export type UserExportResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserExport'] = ResolversParentTypes['UserExport'], FederationReferenceType extends FederationReferenceTypes['UserExport'] = FederationReferenceTypes['UserExport']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['UserExport']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  assets?: Resolver<Maybe<Array<ResolversTypes['JSON']>>, ParentType, ContextType>;
  spaces?: Resolver<Maybe<Array<ResolversTypes['JSON']>>, ParentType, ContextType>;
};

export type CharacterResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Character'] = ResolversParentTypes['Character'], FederationReferenceType extends FederationReferenceTypes['Character'] = FederationReferenceTypes['Character']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Character']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  modelAsset?: Resolver<Maybe<ResolversTypes['Asset']>, ParentType, ContextType>;
};

export type InspectAssetPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InspectAssetPayload'] = ResolversParentTypes['InspectAssetPayload']> = {
  asset?: Resolver<ResolversTypes['Asset'], ParentType, ContextType>;
  faults?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  externalFiles?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CreateAssetPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateAssetPayload'] = ResolversParentTypes['CreateAssetPayload']> = {
  asset?: Resolver<ResolversTypes['Asset'], ParentType, ContextType>;
};

export type UpdateAssetPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateAssetPayload'] = ResolversParentTypes['UpdateAssetPayload']> = {
  asset?: Resolver<ResolversTypes['Asset'], ParentType, ContextType>;
};

export type DeleteAssetPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeleteAssetPayload'] = ResolversParentTypes['DeleteAssetPayload']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  asset?: Resolver<Maybe<ResolversTypes['Asset']>, ParentType, ContextType>;
};

export type CreateSpacePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateSpacePayload'] = ResolversParentTypes['CreateSpacePayload']> = {
  space?: Resolver<ResolversTypes['Space'], ParentType, ContextType>;
};

export type UpdateSpacePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateSpacePayload'] = ResolversParentTypes['UpdateSpacePayload']> = {
  space?: Resolver<ResolversTypes['Space'], ParentType, ContextType>;
};

export type DeleteSpacePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeleteSpacePayload'] = ResolversParentTypes['DeleteSpacePayload']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  space?: Resolver<Maybe<ResolversTypes['Space']>, ParentType, ContextType>;
};

export type AssetConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AssetConnection'] = ResolversParentTypes['AssetConnection']> = {
  edges?: Resolver<Array<ResolversTypes['AssetEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Asset']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type AssetEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AssetEdge'] = ResolversParentTypes['AssetEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Asset'], ParentType, ContextType>;
};

export type SpaceConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SpaceConnection'] = ResolversParentTypes['SpaceConnection']> = {
  edges?: Resolver<Array<ResolversTypes['SpaceEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Space']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type SpaceEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SpaceEdge'] = ResolversParentTypes['SpaceEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Space'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface BigIntScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['BigInt'], any> {
  name: 'BigInt';
}

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type DatabaseStatusResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DatabaseStatus'] = ResolversParentTypes['DatabaseStatus']> = {
  connections?: Resolver<Array<ResolversTypes['ConnectionGroup']>, ParentType, ContextType>;
  longRunningQueries?: Resolver<Array<ResolversTypes['LongRunningQuery']>, ParentType, ContextType, RequireFields<DatabaseStatusLongRunningQueriesArgs, 'minSeconds'>>;
  tables?: Resolver<Array<ResolversTypes['TableStatus']>, ParentType, ContextType>;
  indexes?: Resolver<Array<ResolversTypes['IndexStatus']>, ParentType, ContextType>;
  pool?: Resolver<ResolversTypes['PoolStatus'], ParentType, ContextType>;
  migrations?: Resolver<Array<ResolversTypes['AppliedMigration']>, ParentType, ContextType>;
  audit?: Resolver<Maybe<ResolversTypes['AuditConnection']>, ParentType, ContextType, RequireFields<DatabaseStatusAuditArgs, 'first'>>;
};

export type AuditConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AuditConnection'] = ResolversParentTypes['AuditConnection']> = {
  edges?: Resolver<Array<ResolversTypes['AuditEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['AuditRecord']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type AuditEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AuditEdge'] = ResolversParentTypes['AuditEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['AuditRecord'], ParentType, ContextType>;
};

export type AuditRecordResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AuditRecord'] = ResolversParentTypes['AuditRecord']> = {
  recordedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  principal?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  act?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  targets?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ConnectionGroupResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ConnectionGroup'] = ResolversParentTypes['ConnectionGroup']> = {
  database?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  applicationName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  clientAddress?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  state?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type LongRunningQueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LongRunningQuery'] = ResolversParentTypes['LongRunningQuery']> = {
  pid?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  query?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  state?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  durationSeconds?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type TableStatusResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TableStatus'] = ResolversParentTypes['TableStatus']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  rows?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  bytes?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  lastVacuum?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  lastAnalyze?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type IndexStatusResolvers<ContextType = Context, ParentType extends ResolversParentTypes['IndexStatus'] = ResolversParentTypes['IndexStatus']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  table?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  bytes?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  scans?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
};

export type PoolStatusResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PoolStatus'] = ResolversParentTypes['PoolStatus']> = {
  total?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  idle?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  waiting?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type AppliedMigrationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AppliedMigration'] = ResolversParentTypes['AppliedMigration']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  checksum?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  appliedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type StandingPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StandingPayload'] = ResolversParentTypes['StandingPayload']> = {
  done?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  Query?: QueryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Asset?: AssetResolvers<ContextType>;
  AssetFacts?: AssetFactsResolvers<ContextType>;
  AssetBounds?: AssetBoundsResolvers<ContextType>;
  AssetCorner?: AssetCornerResolvers<ContextType>;
  Space?: SpaceResolvers<ContextType>;
  EntryPoint?: EntryPointResolvers<ContextType>;
  Skybox?: SkyboxResolvers<ContextType>;
  ColorSkybox?: ColorSkyboxResolvers<ContextType>;
  CubemapSkybox?: CubemapSkyboxResolvers<ContextType>;
  EquirectangularSkybox?: EquirectangularSkyboxResolvers<ContextType>;
  Terrain?: TerrainResolvers<ContextType>;
  TerrainSize?: TerrainSizeResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  UserExport?: UserExportResolvers<ContextType>;
  Character?: CharacterResolvers<ContextType>;
  InspectAssetPayload?: InspectAssetPayloadResolvers<ContextType>;
  CreateAssetPayload?: CreateAssetPayloadResolvers<ContextType>;
  UpdateAssetPayload?: UpdateAssetPayloadResolvers<ContextType>;
  DeleteAssetPayload?: DeleteAssetPayloadResolvers<ContextType>;
  CreateSpacePayload?: CreateSpacePayloadResolvers<ContextType>;
  UpdateSpacePayload?: UpdateSpacePayloadResolvers<ContextType>;
  DeleteSpacePayload?: DeleteSpacePayloadResolvers<ContextType>;
  AssetConnection?: AssetConnectionResolvers<ContextType>;
  AssetEdge?: AssetEdgeResolvers<ContextType>;
  SpaceConnection?: SpaceConnectionResolvers<ContextType>;
  SpaceEdge?: SpaceEdgeResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  BigInt?: GraphQLScalarType;
  JSON?: GraphQLScalarType;
  DatabaseStatus?: DatabaseStatusResolvers<ContextType>;
  AuditConnection?: AuditConnectionResolvers<ContextType>;
  AuditEdge?: AuditEdgeResolvers<ContextType>;
  AuditRecord?: AuditRecordResolvers<ContextType>;
  ConnectionGroup?: ConnectionGroupResolvers<ContextType>;
  LongRunningQuery?: LongRunningQueryResolvers<ContextType>;
  TableStatus?: TableStatusResolvers<ContextType>;
  IndexStatus?: IndexStatusResolvers<ContextType>;
  PoolStatus?: PoolStatusResolvers<ContextType>;
  AppliedMigration?: AppliedMigrationResolvers<ContextType>;
  StandingPayload?: StandingPayloadResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  link?: LinkDirectiveResolver<any, any, ContextType>;
  shareable?: ShareableDirectiveResolver<any, any, ContextType>;
  inaccessible?: InaccessibleDirectiveResolver<any, any, ContextType>;
  tag?: TagDirectiveResolver<any, any, ContextType>;
  authenticated?: AuthenticatedDirectiveResolver<any, any, ContextType>;
  requiresScopes?: RequiresScopesDirectiveResolver<any, any, ContextType>;
  policy?: PolicyDirectiveResolver<any, any, ContextType>;
  cost?: CostDirectiveResolver<any, any, ContextType>;
  listSize?: ListSizeDirectiveResolver<any, any, ContextType>;
};
