// Written by codegen.ts.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { MemoryRow } from './memories.ts';
import type { RelationshipRow } from './relationships.ts';
import type { MetricsRow } from './metrics.ts';
import type { AnalyticsRow } from './analytics.ts';
import type { CompanionRow } from './companions.ts';
import type { UserRef } from './users.ts';
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
  memory?: Maybe<Memory>;
  companion?: Maybe<Companion>;
  memoryMetrics?: Maybe<Array<MemoryMetrics>>;
  memoryDatabase?: Maybe<DatabaseStatus>;
};


export type QueryMemoryArgs = {
  id: Scalars['ID']['input'];
};


export type QueryCompanionArgs = {
  id: Scalars['ID']['input'];
};


export type QueryMemoryMetricsArgs = {
  since?: InputMaybe<Scalars['DateTime']['input']>;
  companionId?: InputMaybe<Scalars['ID']['input']>;
};

export type Memory = {
  __typename?: 'Memory';
  id: Scalars['ID']['output'];
  companion: Companion;
  user?: Maybe<User>;
  content: Scalars['String']['output'];
  tier?: Maybe<MemoryTier>;
  timestamp?: Maybe<Scalars['DateTime']['output']>;
  accessCount: Scalars['Int']['output'];
  lastAccessed?: Maybe<Scalars['DateTime']['output']>;
  emotionalValence?: Maybe<Scalars['Float']['output']>;
  importanceScore?: Maybe<Scalars['Float']['output']>;
  keyPhrases: Array<Scalars['String']['output']>;
  compression: MemoryCompression;
  relationships?: Maybe<Array<MemoryRelationship>>;
};


export type MemoryRelationshipsArgs = {
  type?: InputMaybe<Scalars['String']['input']>;
  minStrength?: InputMaybe<Scalars['Float']['input']>;
};

export type MemoryTier =
  | 'CORE'
  | 'IMPORTANT'
  | 'BACKGROUND'
  | 'SPARSE';

export type CompressionType =
  | 'NONE'
  | 'PCA'
  | 'PRODUCT_QUANTIZATION'
  | 'SPARSE';

export type MemoryCompression = {
  __typename?: 'MemoryCompression';
  type?: Maybe<CompressionType>;
  ratio?: Maybe<Scalars['Float']['output']>;
  originalSizeBytes?: Maybe<Scalars['BigInt']['output']>;
  compressedSizeBytes?: Maybe<Scalars['BigInt']['output']>;
};

export type MemoryRelationship = {
  __typename?: 'MemoryRelationship';
  type?: Maybe<Scalars['String']['output']>;
  strength?: Maybe<Scalars['Float']['output']>;
  direction: RelationshipDirection;
  memory: Memory;
};

export type RelationshipDirection =
  | 'OUTGOING'
  | 'INCOMING';

export type Companion = {
  __typename?: 'Companion';
  id: Scalars['ID']['output'];
  memories?: Maybe<MemoryConnection>;
  metrics?: Maybe<MemoryMetrics>;
  analytics?: Maybe<MemoryAnalyticsConnection>;
  users?: Maybe<CompanionUserConnection>;
};


export type CompanionMemoriesArgs = {
  filter?: InputMaybe<MemoryFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type CompanionMetricsArgs = {
  since?: InputMaybe<Scalars['DateTime']['input']>;
};


export type CompanionAnalyticsArgs = {
  since?: InputMaybe<Scalars['DateTime']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type CompanionUsersArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

export type User = {
  __typename?: 'User';
  id: Scalars['ID']['output'];
  memories?: Maybe<MemoryConnection>;
  companions?: Maybe<Array<Companion>>;
};


export type UserMemoriesArgs = {
  companionId?: InputMaybe<Scalars['ID']['input']>;
  filter?: InputMaybe<MemoryFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

export type MemoryFilter = {
  tiers?: InputMaybe<Array<MemoryTier>>;
  keyPhrasesAny?: InputMaybe<Array<Scalars['String']['input']>>;
  keyPhrasesAll?: InputMaybe<Array<Scalars['String']['input']>>;
  since?: InputMaybe<Scalars['DateTime']['input']>;
  until?: InputMaybe<Scalars['DateTime']['input']>;
  minImportance?: InputMaybe<Scalars['Float']['input']>;
  text?: InputMaybe<Scalars['String']['input']>;
};

export type MemoryMetrics = {
  __typename?: 'MemoryMetrics';
  companion: Companion;
  totalMemories: Scalars['Int']['output'];
  coreCount: Scalars['Int']['output'];
  importantCount: Scalars['Int']['output'];
  backgroundCount: Scalars['Int']['output'];
  sparseCount: Scalars['Int']['output'];
  averageCompressionRatio?: Maybe<Scalars['Float']['output']>;
  totalBytes?: Maybe<Scalars['BigInt']['output']>;
  medianImportance?: Maybe<Scalars['Float']['output']>;
};

export type MemoryAnalytics = {
  __typename?: 'MemoryAnalytics';
  id: Scalars['ID']['output'];
  companion?: Maybe<Companion>;
  timestamp?: Maybe<Scalars['DateTime']['output']>;
  totalMemories?: Maybe<Scalars['Int']['output']>;
  coreMemories?: Maybe<Scalars['Int']['output']>;
  importantMemories?: Maybe<Scalars['Int']['output']>;
  backgroundMemories?: Maybe<Scalars['Int']['output']>;
  sparseMemories?: Maybe<Scalars['Int']['output']>;
  avgCompressionRatio?: Maybe<Scalars['Float']['output']>;
  totalStorageBytes?: Maybe<Scalars['BigInt']['output']>;
  retrievalPerformanceMs?: Maybe<Scalars['Float']['output']>;
};

export type MemoryConnection = {
  __typename?: 'MemoryConnection';
  edges: Array<MemoryEdge>;
  nodes: Array<Memory>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

export type MemoryEdge = {
  __typename?: 'MemoryEdge';
  cursor: Scalars['String']['output'];
  node: Memory;
};

export type MemoryAnalyticsConnection = {
  __typename?: 'MemoryAnalyticsConnection';
  edges: Array<MemoryAnalyticsEdge>;
  nodes: Array<MemoryAnalytics>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

export type MemoryAnalyticsEdge = {
  __typename?: 'MemoryAnalyticsEdge';
  cursor: Scalars['String']['output'];
  node: MemoryAnalytics;
};

export type CompanionUserConnection = {
  __typename?: 'CompanionUserConnection';
  edges: Array<CompanionUserEdge>;
  nodes: Array<Maybe<User>>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

export type CompanionUserEdge = {
  __typename?: 'CompanionUserEdge';
  cursor: Scalars['String']['output'];
  node?: Maybe<User>;
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
};


export type DatabaseStatusLongRunningQueriesArgs = {
  minSeconds?: InputMaybe<Scalars['Int']['input']>;
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
  Memory: Memory;
  Companion: Companion;
  User: User;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Memory:
    ( { __typename: 'Memory' }
    & GraphQLRecursivePick<FederationTypes['Memory'], {"id":true}> );
  Companion:
    ( { __typename: 'Companion' }
    & GraphQLRecursivePick<FederationTypes['Companion'], {"id":true}> );
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Memory: ResolverTypeWrapper<MemoryRow>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  MemoryTier: MemoryTier;
  CompressionType: CompressionType;
  MemoryCompression: ResolverTypeWrapper<MemoryCompression>;
  MemoryRelationship: ResolverTypeWrapper<RelationshipRow>;
  RelationshipDirection: RelationshipDirection;
  Companion: ResolverTypeWrapper<CompanionRow>;
  User: ResolverTypeWrapper<UserRef>;
  MemoryFilter: MemoryFilter;
  MemoryMetrics: ResolverTypeWrapper<MetricsRow>;
  MemoryAnalytics: ResolverTypeWrapper<AnalyticsRow>;
  MemoryConnection: ResolverTypeWrapper<Page<MemoryRow>>;
  MemoryEdge: ResolverTypeWrapper<Omit<MemoryEdge, 'node'> & { node: ResolversTypes['Memory'] }>;
  MemoryAnalyticsConnection: ResolverTypeWrapper<Page<AnalyticsRow>>;
  MemoryAnalyticsEdge: ResolverTypeWrapper<Omit<MemoryAnalyticsEdge, 'node'> & { node: ResolversTypes['MemoryAnalytics'] }>;
  CompanionUserConnection: ResolverTypeWrapper<Page<UserRef>>;
  CompanionUserEdge: ResolverTypeWrapper<Omit<CompanionUserEdge, 'node'> & { node?: Maybe<ResolversTypes['User']> }>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  BigInt: ResolverTypeWrapper<Scalars['BigInt']['output']>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  DatabaseStatus: ResolverTypeWrapper<object>;
  ConnectionGroup: ResolverTypeWrapper<ConnectionGroup>;
  LongRunningQuery: ResolverTypeWrapper<LongRunningQuery>;
  TableStatus: ResolverTypeWrapper<TableStatus>;
  IndexStatus: ResolverTypeWrapper<IndexStatus>;
  PoolStatus: ResolverTypeWrapper<PoolStatus>;
  AppliedMigration: ResolverTypeWrapper<AppliedMigration>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Query: Record<PropertyKey, never>;
  ID: Scalars['ID']['output'];
  Memory: MemoryRow;
  Int: Scalars['Int']['output'];
  Float: Scalars['Float']['output'];
  MemoryCompression: MemoryCompression;
  MemoryRelationship: RelationshipRow;
  Companion: CompanionRow;
  User: UserRef;
  MemoryFilter: MemoryFilter;
  MemoryMetrics: MetricsRow;
  MemoryAnalytics: AnalyticsRow;
  MemoryConnection: Page<MemoryRow>;
  MemoryEdge: Omit<MemoryEdge, 'node'> & { node: ResolversParentTypes['Memory'] };
  MemoryAnalyticsConnection: Page<AnalyticsRow>;
  MemoryAnalyticsEdge: Omit<MemoryAnalyticsEdge, 'node'> & { node: ResolversParentTypes['MemoryAnalytics'] };
  CompanionUserConnection: Page<UserRef>;
  CompanionUserEdge: Omit<CompanionUserEdge, 'node'> & { node?: Maybe<ResolversParentTypes['User']> };
  PageInfo: PageInfo;
  Boolean: Scalars['Boolean']['output'];
  DateTime: Scalars['DateTime']['output'];
  BigInt: Scalars['BigInt']['output'];
  JSON: Scalars['JSON']['output'];
  DatabaseStatus: object;
  ConnectionGroup: ConnectionGroup;
  LongRunningQuery: LongRunningQuery;
  TableStatus: TableStatus;
  IndexStatus: IndexStatus;
  PoolStatus: PoolStatus;
  AppliedMigration: AppliedMigration;
  String: Scalars['String']['output'];
};

export type LinkDirectiveArgs = {
  url: Scalars['String']['input'];
  import?: Maybe<Array<Maybe<Scalars['String']['input']>>>;
};

export type LinkDirectiveResolver<Result, Parent, ContextType = Context, Args = LinkDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ShareableDirectiveArgs = { };

export type ShareableDirectiveResolver<Result, Parent, ContextType = Context, Args = ShareableDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  memory?: Resolver<Maybe<ResolversTypes['Memory']>, ParentType, ContextType, RequireFields<QueryMemoryArgs, 'id'>>;
  companion?: Resolver<Maybe<ResolversTypes['Companion']>, ParentType, ContextType, RequireFields<QueryCompanionArgs, 'id'>>;
  memoryMetrics?: Resolver<Maybe<Array<ResolversTypes['MemoryMetrics']>>, ParentType, ContextType, Partial<QueryMemoryMetricsArgs>>;
  memoryDatabase?: Resolver<Maybe<ResolversTypes['DatabaseStatus']>, ParentType, ContextType>;
};

export type MemoryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Memory'] = ResolversParentTypes['Memory'], FederationReferenceType extends FederationReferenceTypes['Memory'] = FederationReferenceTypes['Memory']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Memory']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  companion?: Resolver<ResolversTypes['Companion'], ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  content?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  tier?: Resolver<Maybe<ResolversTypes['MemoryTier']>, ParentType, ContextType>;
  timestamp?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  accessCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  lastAccessed?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  emotionalValence?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  importanceScore?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  keyPhrases?: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  compression?: Resolver<ResolversTypes['MemoryCompression'], ParentType, ContextType>;
  relationships?: Resolver<Maybe<Array<ResolversTypes['MemoryRelationship']>>, ParentType, ContextType, Partial<MemoryRelationshipsArgs>>;
};

export type MemoryCompressionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MemoryCompression'] = ResolversParentTypes['MemoryCompression']> = {
  type?: Resolver<Maybe<ResolversTypes['CompressionType']>, ParentType, ContextType>;
  ratio?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  originalSizeBytes?: Resolver<Maybe<ResolversTypes['BigInt']>, ParentType, ContextType>;
  compressedSizeBytes?: Resolver<Maybe<ResolversTypes['BigInt']>, ParentType, ContextType>;
};

export type MemoryRelationshipResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MemoryRelationship'] = ResolversParentTypes['MemoryRelationship']> = {
  type?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  strength?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  direction?: Resolver<ResolversTypes['RelationshipDirection'], ParentType, ContextType>;
  memory?: Resolver<ResolversTypes['Memory'], ParentType, ContextType>;
};

export type CompanionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Companion'] = ResolversParentTypes['Companion'], FederationReferenceType extends FederationReferenceTypes['Companion'] = FederationReferenceTypes['Companion']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Companion']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  memories?: Resolver<Maybe<ResolversTypes['MemoryConnection']>, ParentType, ContextType, RequireFields<CompanionMemoriesArgs, 'first'>>;
  metrics?: Resolver<Maybe<ResolversTypes['MemoryMetrics']>, ParentType, ContextType, Partial<CompanionMetricsArgs>>;
  analytics?: Resolver<Maybe<ResolversTypes['MemoryAnalyticsConnection']>, ParentType, ContextType, RequireFields<CompanionAnalyticsArgs, 'first'>>;
  users?: Resolver<Maybe<ResolversTypes['CompanionUserConnection']>, ParentType, ContextType, RequireFields<CompanionUsersArgs, 'first'>>;
};

export type UserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  memories?: Resolver<Maybe<ResolversTypes['MemoryConnection']>, ParentType, ContextType, RequireFields<UserMemoriesArgs, 'first'>>;
  companions?: Resolver<Maybe<Array<ResolversTypes['Companion']>>, ParentType, ContextType>;
};

export type MemoryMetricsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MemoryMetrics'] = ResolversParentTypes['MemoryMetrics']> = {
  companion?: Resolver<ResolversTypes['Companion'], ParentType, ContextType>;
  totalMemories?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  coreCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  importantCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  backgroundCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  sparseCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  averageCompressionRatio?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  totalBytes?: Resolver<Maybe<ResolversTypes['BigInt']>, ParentType, ContextType>;
  medianImportance?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type MemoryAnalyticsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MemoryAnalytics'] = ResolversParentTypes['MemoryAnalytics']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  companion?: Resolver<Maybe<ResolversTypes['Companion']>, ParentType, ContextType>;
  timestamp?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  totalMemories?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  coreMemories?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  importantMemories?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  backgroundMemories?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  sparseMemories?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  avgCompressionRatio?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  totalStorageBytes?: Resolver<Maybe<ResolversTypes['BigInt']>, ParentType, ContextType>;
  retrievalPerformanceMs?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type MemoryConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MemoryConnection'] = ResolversParentTypes['MemoryConnection']> = {
  edges?: Resolver<Array<ResolversTypes['MemoryEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Memory']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type MemoryEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MemoryEdge'] = ResolversParentTypes['MemoryEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Memory'], ParentType, ContextType>;
};

export type MemoryAnalyticsConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MemoryAnalyticsConnection'] = ResolversParentTypes['MemoryAnalyticsConnection']> = {
  edges?: Resolver<Array<ResolversTypes['MemoryAnalyticsEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['MemoryAnalytics']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type MemoryAnalyticsEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MemoryAnalyticsEdge'] = ResolversParentTypes['MemoryAnalyticsEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['MemoryAnalytics'], ParentType, ContextType>;
};

export type CompanionUserConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CompanionUserConnection'] = ResolversParentTypes['CompanionUserConnection']> = {
  edges?: Resolver<Array<ResolversTypes['CompanionUserEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<Maybe<ResolversTypes['User']>>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type CompanionUserEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CompanionUserEdge'] = ResolversParentTypes['CompanionUserEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
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

export type Resolvers<ContextType = Context> = {
  Query?: QueryResolvers<ContextType>;
  Memory?: MemoryResolvers<ContextType>;
  MemoryCompression?: MemoryCompressionResolvers<ContextType>;
  MemoryRelationship?: MemoryRelationshipResolvers<ContextType>;
  Companion?: CompanionResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  MemoryMetrics?: MemoryMetricsResolvers<ContextType>;
  MemoryAnalytics?: MemoryAnalyticsResolvers<ContextType>;
  MemoryConnection?: MemoryConnectionResolvers<ContextType>;
  MemoryEdge?: MemoryEdgeResolvers<ContextType>;
  MemoryAnalyticsConnection?: MemoryAnalyticsConnectionResolvers<ContextType>;
  MemoryAnalyticsEdge?: MemoryAnalyticsEdgeResolvers<ContextType>;
  CompanionUserConnection?: CompanionUserConnectionResolvers<ContextType>;
  CompanionUserEdge?: CompanionUserEdgeResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  BigInt?: GraphQLScalarType;
  JSON?: GraphQLScalarType;
  DatabaseStatus?: DatabaseStatusResolvers<ContextType>;
  ConnectionGroup?: ConnectionGroupResolvers<ContextType>;
  LongRunningQuery?: LongRunningQueryResolvers<ContextType>;
  TableStatus?: TableStatusResolvers<ContextType>;
  IndexStatus?: IndexStatusResolvers<ContextType>;
  PoolStatus?: PoolStatusResolvers<ContextType>;
  AppliedMigration?: AppliedMigrationResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  link?: LinkDirectiveResolver<any, any, ContextType>;
  shareable?: ShareableDirectiveResolver<any, any, ContextType>;
};
