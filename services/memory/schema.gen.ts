// Written by codegen.ts.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { MemoryRow } from './memories.ts';
import type { RelationshipRow } from './relationships.ts';
import type { MetricsRow } from './metrics.ts';
import type { AnalyticsRow } from './analytics.ts';
import type { CompanionRow } from './companions.ts';
import type { UserRef } from './users.ts';
import type { Page } from '@worlds/kit/page.ts';
import type { CodecRow } from './codecs.ts';
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
  Vector: { input: Float32Array; output: Float32Array; }
  BigInt: { input: string; output: string; }
  JSON: { input: unknown; output: unknown; }
};

export type Query = {
  __typename?: 'Query';
  memory?: Maybe<Memory>;
  companion?: Maybe<Companion>;
  memoryMetrics?: Maybe<Array<MemoryMetrics>>;
  similarMemories?: Maybe<SimilarMemories>;
  searchMemories?: Maybe<MemorySearch>;
  exportMemories?: Maybe<MemoryExport>;
  memoryCodecs?: Maybe<Array<MemoryCodec>>;
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


export type QuerySimilarMemoriesArgs = {
  input: SimilarMemoriesInput;
};


export type QuerySearchMemoriesArgs = {
  input: SearchMemoriesInput;
};


export type QueryExportMemoriesArgs = {
  companionId: Scalars['ID']['input'];
  userId: Scalars['ID']['input'];
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

export type Mutation = {
  __typename?: 'Mutation';
  rememberMemory?: Maybe<RememberMemoryPayload>;
  rememberMemories?: Maybe<RememberMemoriesPayload>;
  recallMemories?: Maybe<MemoryRecall>;
  updateMemory?: Maybe<UpdateMemoryPayload>;
  forgetMemory?: Maybe<ForgetMemoryPayload>;
  forgetMemories?: Maybe<ForgetMemoriesPayload>;
  relateMemories?: Maybe<RelateMemoriesPayload>;
  unrelateMemories?: Maybe<UnrelateMemoriesPayload>;
  promoteMemory?: Maybe<PromoteMemoryPayload>;
  compressAgingMemories?: Maybe<CompressAgingMemoriesPayload>;
  recordMemoryAnalytics?: Maybe<RecordMemoryAnalyticsPayload>;
  applyStanding?: Maybe<StandingPayload>;
  erasePerson?: Maybe<StandingPayload>;
};


export type MutationRememberMemoryArgs = {
  input: RememberMemoryInput;
};


export type MutationRememberMemoriesArgs = {
  input: RememberMemoriesInput;
};


export type MutationRecallMemoriesArgs = {
  input: RecallMemoriesInput;
};


export type MutationUpdateMemoryArgs = {
  input: UpdateMemoryInput;
};


export type MutationForgetMemoryArgs = {
  input: ForgetMemoryInput;
};


export type MutationForgetMemoriesArgs = {
  input: ForgetMemoriesInput;
};


export type MutationRelateMemoriesArgs = {
  input: RelateMemoriesInput;
};


export type MutationUnrelateMemoriesArgs = {
  input: UnrelateMemoriesInput;
};


export type MutationPromoteMemoryArgs = {
  input: PromoteMemoryInput;
};


export type MutationCompressAgingMemoriesArgs = {
  input: CompressAgingMemoriesInput;
};


export type MutationRecordMemoryAnalyticsArgs = {
  input: RecordMemoryAnalyticsInput;
};


export type MutationApplyStandingArgs = {
  input: ApplyStandingInput;
};


export type MutationErasePersonArgs = {
  input: ErasePersonInput;
};

export type Subscription = {
  __typename?: 'Subscription';
  memoryRemembered?: Maybe<Memory>;
};


export type SubscriptionMemoryRememberedArgs = {
  companionId: Scalars['ID']['input'];
  userId: Scalars['ID']['input'];
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
  embedding?: Maybe<Scalars['Vector']['output']>;
  embeddingModel?: Maybe<Scalars['String']['output']>;
  similar?: Maybe<Array<SimilarMemory>>;
  relationships?: Maybe<Array<MemoryRelationship>>;
};


export type MemorySimilarArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
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
  export?: Maybe<UserExport>;
};


export type UserMemoriesArgs = {
  companionId?: InputMaybe<Scalars['ID']['input']>;
  filter?: InputMaybe<MemoryFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

export type UserExport = {
  __typename?: 'UserExport';
  id: Scalars['ID']['output'];
  memories?: Maybe<MemoryExport>;
};


export type UserExportMemoriesArgs = {
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
  bytesOnDisk?: Maybe<Scalars['BigInt']['output']>;
  codecRecall?: Maybe<Scalars['Float']['output']>;
};

export type SimilarMemoriesInput = {
  companionId: Scalars['ID']['input'];
  userId: Scalars['ID']['input'];
  embedding?: InputMaybe<Scalars['Vector']['input']>;
  embeddingModel?: InputMaybe<Scalars['String']['input']>;
  text?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  minSimilarity?: InputMaybe<Scalars['Float']['input']>;
  tiers?: InputMaybe<Array<MemoryTier>>;
  filter?: InputMaybe<MemoryFilter>;
  metric?: InputMaybe<VectorMetric>;
  mmr?: InputMaybe<MmrInput>;
  expand?: InputMaybe<ExpansionInput>;
};

export type VectorMetric =
  | 'COSINE'
  | 'L2';

export type MmrInput = {
  lambda?: InputMaybe<Scalars['Float']['input']>;
};

export type ExpansionInput = {
  depth?: InputMaybe<Scalars['Int']['input']>;
  minStrength?: InputMaybe<Scalars['Float']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

export type SimilarMemories = {
  __typename?: 'SimilarMemories';
  nodes: Array<SimilarMemory>;
};

export type SimilarMemory = {
  __typename?: 'SimilarMemory';
  memory: Memory;
  similarity: Scalars['Float']['output'];
  via?: Maybe<Memory>;
};

export type SearchMemoriesInput = {
  companionId: Scalars['ID']['input'];
  userId: Scalars['ID']['input'];
  text: Scalars['String']['input'];
  embedding?: InputMaybe<Scalars['Vector']['input']>;
  embeddingModel?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  vectorWeight?: InputMaybe<Scalars['Float']['input']>;
  textWeight?: InputMaybe<Scalars['Float']['input']>;
  filter?: InputMaybe<MemoryFilter>;
  mmr?: InputMaybe<MmrInput>;
  expand?: InputMaybe<ExpansionInput>;
  explain?: InputMaybe<Scalars['Boolean']['input']>;
};

export type MemorySearch = {
  __typename?: 'MemorySearch';
  nodes: Array<FoundMemory>;
};

export type FoundMemory = {
  __typename?: 'FoundMemory';
  memory: Memory;
  score: Scalars['Float']['output'];
  vectorSimilarity?: Maybe<Scalars['Float']['output']>;
  textRank: Scalars['Float']['output'];
  explanation?: Maybe<Array<ScorePart>>;
  via?: Maybe<Memory>;
};

export type ScorePart = {
  __typename?: 'ScorePart';
  name: Scalars['String']['output'];
  value: Scalars['Float']['output'];
  weight: Scalars['Float']['output'];
  contribution: Scalars['Float']['output'];
};

export type RecallMemoriesInput = {
  companionId: Scalars['ID']['input'];
  userId: Scalars['ID']['input'];
  text?: InputMaybe<Scalars['String']['input']>;
  embedding?: InputMaybe<Scalars['Vector']['input']>;
  embeddingModel?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  minSimilarity?: InputMaybe<Scalars['Float']['input']>;
  tiers?: InputMaybe<Array<MemoryTier>>;
  filter?: InputMaybe<MemoryFilter>;
  weights?: InputMaybe<RecallWeightsInput>;
  halfLifeDays?: InputMaybe<Scalars['Float']['input']>;
  mmr?: InputMaybe<MmrInput>;
  expand?: InputMaybe<ExpansionInput>;
  explain?: InputMaybe<Scalars['Boolean']['input']>;
};

export type RecallWeightsInput = {
  similarity?: InputMaybe<Scalars['Float']['input']>;
  importance?: InputMaybe<Scalars['Float']['input']>;
  recency?: InputMaybe<Scalars['Float']['input']>;
  access?: InputMaybe<Scalars['Float']['input']>;
  valence?: InputMaybe<Scalars['Float']['input']>;
};

export type MemoryRecall = {
  __typename?: 'MemoryRecall';
  nodes: Array<RecalledMemory>;
};

export type RecalledMemory = {
  __typename?: 'RecalledMemory';
  memory: Memory;
  score: Scalars['Float']['output'];
  similarity: Scalars['Float']['output'];
  explanation?: Maybe<Array<ScorePart>>;
  via?: Maybe<Memory>;
};

export type RememberMemoryInput = {
  companionId: Scalars['ID']['input'];
  userId: Scalars['ID']['input'];
  content: Scalars['String']['input'];
  embedding?: InputMaybe<Scalars['Vector']['input']>;
  embeddingModel?: InputMaybe<Scalars['String']['input']>;
  tier?: InputMaybe<MemoryTier>;
  timestamp?: InputMaybe<Scalars['DateTime']['input']>;
  importanceScore?: InputMaybe<Scalars['Float']['input']>;
  emotionalValence?: InputMaybe<Scalars['Float']['input']>;
  keyPhrases?: InputMaybe<Array<Scalars['String']['input']>>;
  onDuplicate?: InputMaybe<DuplicateHandling>;
  duplicateSimilarity?: InputMaybe<Scalars['Float']['input']>;
};

export type DuplicateHandling =
  | 'KEEP'
  | 'MERGE'
  | 'REFUSE';

export type RememberMemoriesInput = {
  memories: Array<RememberMemoryInput>;
};

export type RememberMemoryPayload = {
  __typename?: 'RememberMemoryPayload';
  memory: Memory;
  merged: Scalars['Boolean']['output'];
};

export type RememberMemoriesPayload = {
  __typename?: 'RememberMemoriesPayload';
  memories: Array<Memory>;
  mergedCount: Scalars['Int']['output'];
};

export type UpdateMemoryInput = {
  id: Scalars['ID']['input'];
  content?: InputMaybe<Scalars['String']['input']>;
  embedding?: InputMaybe<Scalars['Vector']['input']>;
  embeddingModel?: InputMaybe<Scalars['String']['input']>;
  importanceScore?: InputMaybe<Scalars['Float']['input']>;
  emotionalValence?: InputMaybe<Scalars['Float']['input']>;
  keyPhrases?: InputMaybe<Array<Scalars['String']['input']>>;
};

export type UpdateMemoryPayload = {
  __typename?: 'UpdateMemoryPayload';
  memory: Memory;
};

export type ForgetMemoryInput = {
  id: Scalars['ID']['input'];
};

export type ForgetMemoryPayload = {
  __typename?: 'ForgetMemoryPayload';
  id: Scalars['ID']['output'];
  memory?: Maybe<Memory>;
};

export type ForgetMemoriesInput = {
  companionId: Scalars['ID']['input'];
  userId: Scalars['ID']['input'];
  filter?: InputMaybe<MemoryFilter>;
  ids?: InputMaybe<Array<Scalars['ID']['input']>>;
  dryRun?: InputMaybe<Scalars['Boolean']['input']>;
};

export type ForgetMemoriesPayload = {
  __typename?: 'ForgetMemoriesPayload';
  count: Scalars['Int']['output'];
  memories: Array<Memory>;
  dryRun: Scalars['Boolean']['output'];
};

export type RelateMemoriesInput = {
  id: Scalars['ID']['input'];
  relatedId: Scalars['ID']['input'];
  type: Scalars['String']['input'];
  strength?: InputMaybe<Scalars['Float']['input']>;
};

export type RelateMemoriesPayload = {
  __typename?: 'RelateMemoriesPayload';
  memory: Memory;
  relationship: MemoryRelationship;
};

export type UnrelateMemoriesInput = {
  id: Scalars['ID']['input'];
  relatedId: Scalars['ID']['input'];
  type?: InputMaybe<Scalars['String']['input']>;
};

export type UnrelateMemoriesPayload = {
  __typename?: 'UnrelateMemoriesPayload';
  memory: Memory;
  count: Scalars['Int']['output'];
};

export type PromoteMemoryInput = {
  id: Scalars['ID']['input'];
  embedding?: InputMaybe<Scalars['Vector']['input']>;
  embeddingModel?: InputMaybe<Scalars['String']['input']>;
};

export type PromoteMemoryPayload = {
  __typename?: 'PromoteMemoryPayload';
  memory: Memory;
};

export type CompressAgingMemoriesInput = {
  olderThanDays?: InputMaybe<Scalars['Int']['input']>;
  maxAccesses?: InputMaybe<Scalars['Int']['input']>;
  companionId?: InputMaybe<Scalars['ID']['input']>;
  limit?: InputMaybe<Scalars['Int']['input']>;
  dryRun?: InputMaybe<Scalars['Boolean']['input']>;
};

export type CompressAgingMemoriesPayload = {
  __typename?: 'CompressAgingMemoriesPayload';
  count: Scalars['Int']['output'];
  moves: Array<TierMove>;
  dryRun: Scalars['Boolean']['output'];
};

export type TierMove = {
  __typename?: 'TierMove';
  from: MemoryTier;
  to: MemoryTier;
  count: Scalars['Int']['output'];
  bytesBefore: Scalars['BigInt']['output'];
  bytesAfter: Scalars['BigInt']['output'];
};

export type RecordMemoryAnalyticsInput = {
  companionId: Scalars['ID']['input'];
};

export type RecordMemoryAnalyticsPayload = {
  __typename?: 'RecordMemoryAnalyticsPayload';
  memoryAnalytics: MemoryAnalytics;
};

export type MemoryExport = {
  __typename?: 'MemoryExport';
  lines: Scalars['String']['output'];
  count: Scalars['Int']['output'];
  endCursor?: Maybe<Scalars['String']['output']>;
};

export type MemoryCodec = {
  __typename?: 'MemoryCodec';
  id: Scalars['ID']['output'];
  model: Scalars['String']['output'];
  createdAt: Scalars['DateTime']['output'];
  trainingSize: Scalars['Int']['output'];
  recall: CodecRecall;
};

export type CodecRecall = {
  __typename?: 'CodecRecall';
  important: Scalars['Float']['output'];
  background: Scalars['Float']['output'];
  backgroundInHundred: Scalars['Float']['output'];
  merged: Scalars['Float']['output'];
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
  Memory: Memory;
  Companion: Companion;
  User: User;
  UserExport: UserExport;
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
  UserExport:
    ( { __typename: 'UserExport' }
    & GraphQLRecursivePick<FederationTypes['UserExport'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Memory: ResolverTypeWrapper<MemoryRow>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  MemoryTier: MemoryTier;
  CompressionType: CompressionType;
  MemoryCompression: ResolverTypeWrapper<MemoryCompression>;
  MemoryRelationship: ResolverTypeWrapper<RelationshipRow>;
  RelationshipDirection: RelationshipDirection;
  Companion: ResolverTypeWrapper<CompanionRow>;
  User: ResolverTypeWrapper<UserRef>;
  UserExport: ResolverTypeWrapper<UserRef>;
  MemoryFilter: MemoryFilter;
  MemoryMetrics: ResolverTypeWrapper<MetricsRow>;
  MemoryAnalytics: ResolverTypeWrapper<AnalyticsRow>;
  SimilarMemoriesInput: SimilarMemoriesInput;
  VectorMetric: VectorMetric;
  MmrInput: MmrInput;
  ExpansionInput: ExpansionInput;
  SimilarMemories: ResolverTypeWrapper<Omit<SimilarMemories, 'nodes'> & { nodes: Array<ResolversTypes['SimilarMemory']> }>;
  SimilarMemory: ResolverTypeWrapper<Omit<SimilarMemory, 'memory' | 'via'> & { memory: ResolversTypes['Memory'], via?: Maybe<ResolversTypes['Memory']> }>;
  SearchMemoriesInput: SearchMemoriesInput;
  MemorySearch: ResolverTypeWrapper<Omit<MemorySearch, 'nodes'> & { nodes: Array<ResolversTypes['FoundMemory']> }>;
  FoundMemory: ResolverTypeWrapper<Omit<FoundMemory, 'memory' | 'via'> & { memory: ResolversTypes['Memory'], via?: Maybe<ResolversTypes['Memory']> }>;
  ScorePart: ResolverTypeWrapper<ScorePart>;
  RecallMemoriesInput: RecallMemoriesInput;
  RecallWeightsInput: RecallWeightsInput;
  MemoryRecall: ResolverTypeWrapper<Omit<MemoryRecall, 'nodes'> & { nodes: Array<ResolversTypes['RecalledMemory']> }>;
  RecalledMemory: ResolverTypeWrapper<Omit<RecalledMemory, 'memory' | 'via'> & { memory: ResolversTypes['Memory'], via?: Maybe<ResolversTypes['Memory']> }>;
  RememberMemoryInput: RememberMemoryInput;
  DuplicateHandling: DuplicateHandling;
  RememberMemoriesInput: RememberMemoriesInput;
  RememberMemoryPayload: ResolverTypeWrapper<Omit<RememberMemoryPayload, 'memory'> & { memory: ResolversTypes['Memory'] }>;
  RememberMemoriesPayload: ResolverTypeWrapper<Omit<RememberMemoriesPayload, 'memories'> & { memories: Array<ResolversTypes['Memory']> }>;
  UpdateMemoryInput: UpdateMemoryInput;
  UpdateMemoryPayload: ResolverTypeWrapper<Omit<UpdateMemoryPayload, 'memory'> & { memory: ResolversTypes['Memory'] }>;
  ForgetMemoryInput: ForgetMemoryInput;
  ForgetMemoryPayload: ResolverTypeWrapper<Omit<ForgetMemoryPayload, 'memory'> & { memory?: Maybe<ResolversTypes['Memory']> }>;
  ForgetMemoriesInput: ForgetMemoriesInput;
  ForgetMemoriesPayload: ResolverTypeWrapper<Omit<ForgetMemoriesPayload, 'memories'> & { memories: Array<ResolversTypes['Memory']> }>;
  RelateMemoriesInput: RelateMemoriesInput;
  RelateMemoriesPayload: ResolverTypeWrapper<Omit<RelateMemoriesPayload, 'memory' | 'relationship'> & { memory: ResolversTypes['Memory'], relationship: ResolversTypes['MemoryRelationship'] }>;
  UnrelateMemoriesInput: UnrelateMemoriesInput;
  UnrelateMemoriesPayload: ResolverTypeWrapper<Omit<UnrelateMemoriesPayload, 'memory'> & { memory: ResolversTypes['Memory'] }>;
  PromoteMemoryInput: PromoteMemoryInput;
  PromoteMemoryPayload: ResolverTypeWrapper<Omit<PromoteMemoryPayload, 'memory'> & { memory: ResolversTypes['Memory'] }>;
  CompressAgingMemoriesInput: CompressAgingMemoriesInput;
  CompressAgingMemoriesPayload: ResolverTypeWrapper<CompressAgingMemoriesPayload>;
  TierMove: ResolverTypeWrapper<TierMove>;
  RecordMemoryAnalyticsInput: RecordMemoryAnalyticsInput;
  RecordMemoryAnalyticsPayload: ResolverTypeWrapper<Omit<RecordMemoryAnalyticsPayload, 'memoryAnalytics'> & { memoryAnalytics: ResolversTypes['MemoryAnalytics'] }>;
  MemoryExport: ResolverTypeWrapper<MemoryExport>;
  MemoryCodec: ResolverTypeWrapper<CodecRow>;
  CodecRecall: ResolverTypeWrapper<CodecRecall>;
  MemoryConnection: ResolverTypeWrapper<Page<MemoryRow>>;
  MemoryEdge: ResolverTypeWrapper<Omit<MemoryEdge, 'node'> & { node: ResolversTypes['Memory'] }>;
  MemoryAnalyticsConnection: ResolverTypeWrapper<Page<AnalyticsRow>>;
  MemoryAnalyticsEdge: ResolverTypeWrapper<Omit<MemoryAnalyticsEdge, 'node'> & { node: ResolversTypes['MemoryAnalytics'] }>;
  CompanionUserConnection: ResolverTypeWrapper<Page<UserRef>>;
  CompanionUserEdge: ResolverTypeWrapper<Omit<CompanionUserEdge, 'node'> & { node?: Maybe<ResolversTypes['User']> }>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Vector: ResolverTypeWrapper<Scalars['Vector']['output']>;
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
  Subscription: Record<PropertyKey, never>;
  Memory: MemoryRow;
  Float: Scalars['Float']['output'];
  MemoryCompression: MemoryCompression;
  MemoryRelationship: RelationshipRow;
  Companion: CompanionRow;
  User: UserRef;
  UserExport: UserRef;
  MemoryFilter: MemoryFilter;
  MemoryMetrics: MetricsRow;
  MemoryAnalytics: AnalyticsRow;
  SimilarMemoriesInput: SimilarMemoriesInput;
  MmrInput: MmrInput;
  ExpansionInput: ExpansionInput;
  SimilarMemories: Omit<SimilarMemories, 'nodes'> & { nodes: Array<ResolversParentTypes['SimilarMemory']> };
  SimilarMemory: Omit<SimilarMemory, 'memory' | 'via'> & { memory: ResolversParentTypes['Memory'], via?: Maybe<ResolversParentTypes['Memory']> };
  SearchMemoriesInput: SearchMemoriesInput;
  MemorySearch: Omit<MemorySearch, 'nodes'> & { nodes: Array<ResolversParentTypes['FoundMemory']> };
  FoundMemory: Omit<FoundMemory, 'memory' | 'via'> & { memory: ResolversParentTypes['Memory'], via?: Maybe<ResolversParentTypes['Memory']> };
  ScorePart: ScorePart;
  RecallMemoriesInput: RecallMemoriesInput;
  RecallWeightsInput: RecallWeightsInput;
  MemoryRecall: Omit<MemoryRecall, 'nodes'> & { nodes: Array<ResolversParentTypes['RecalledMemory']> };
  RecalledMemory: Omit<RecalledMemory, 'memory' | 'via'> & { memory: ResolversParentTypes['Memory'], via?: Maybe<ResolversParentTypes['Memory']> };
  RememberMemoryInput: RememberMemoryInput;
  RememberMemoriesInput: RememberMemoriesInput;
  RememberMemoryPayload: Omit<RememberMemoryPayload, 'memory'> & { memory: ResolversParentTypes['Memory'] };
  RememberMemoriesPayload: Omit<RememberMemoriesPayload, 'memories'> & { memories: Array<ResolversParentTypes['Memory']> };
  UpdateMemoryInput: UpdateMemoryInput;
  UpdateMemoryPayload: Omit<UpdateMemoryPayload, 'memory'> & { memory: ResolversParentTypes['Memory'] };
  ForgetMemoryInput: ForgetMemoryInput;
  ForgetMemoryPayload: Omit<ForgetMemoryPayload, 'memory'> & { memory?: Maybe<ResolversParentTypes['Memory']> };
  ForgetMemoriesInput: ForgetMemoriesInput;
  ForgetMemoriesPayload: Omit<ForgetMemoriesPayload, 'memories'> & { memories: Array<ResolversParentTypes['Memory']> };
  RelateMemoriesInput: RelateMemoriesInput;
  RelateMemoriesPayload: Omit<RelateMemoriesPayload, 'memory' | 'relationship'> & { memory: ResolversParentTypes['Memory'], relationship: ResolversParentTypes['MemoryRelationship'] };
  UnrelateMemoriesInput: UnrelateMemoriesInput;
  UnrelateMemoriesPayload: Omit<UnrelateMemoriesPayload, 'memory'> & { memory: ResolversParentTypes['Memory'] };
  PromoteMemoryInput: PromoteMemoryInput;
  PromoteMemoryPayload: Omit<PromoteMemoryPayload, 'memory'> & { memory: ResolversParentTypes['Memory'] };
  CompressAgingMemoriesInput: CompressAgingMemoriesInput;
  CompressAgingMemoriesPayload: CompressAgingMemoriesPayload;
  TierMove: TierMove;
  RecordMemoryAnalyticsInput: RecordMemoryAnalyticsInput;
  RecordMemoryAnalyticsPayload: Omit<RecordMemoryAnalyticsPayload, 'memoryAnalytics'> & { memoryAnalytics: ResolversParentTypes['MemoryAnalytics'] };
  MemoryExport: MemoryExport;
  MemoryCodec: CodecRow;
  CodecRecall: CodecRecall;
  MemoryConnection: Page<MemoryRow>;
  MemoryEdge: Omit<MemoryEdge, 'node'> & { node: ResolversParentTypes['Memory'] };
  MemoryAnalyticsConnection: Page<AnalyticsRow>;
  MemoryAnalyticsEdge: Omit<MemoryAnalyticsEdge, 'node'> & { node: ResolversParentTypes['MemoryAnalytics'] };
  CompanionUserConnection: Page<UserRef>;
  CompanionUserEdge: Omit<CompanionUserEdge, 'node'> & { node?: Maybe<ResolversParentTypes['User']> };
  PageInfo: PageInfo;
  DateTime: Scalars['DateTime']['output'];
  Vector: Scalars['Vector']['output'];
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
  memory?: Resolver<Maybe<ResolversTypes['Memory']>, ParentType, ContextType, RequireFields<QueryMemoryArgs, 'id'>>;
  companion?: Resolver<Maybe<ResolversTypes['Companion']>, ParentType, ContextType, RequireFields<QueryCompanionArgs, 'id'>>;
  memoryMetrics?: Resolver<Maybe<Array<ResolversTypes['MemoryMetrics']>>, ParentType, ContextType, Partial<QueryMemoryMetricsArgs>>;
  similarMemories?: Resolver<Maybe<ResolversTypes['SimilarMemories']>, ParentType, ContextType, RequireFields<QuerySimilarMemoriesArgs, 'input'>>;
  searchMemories?: Resolver<Maybe<ResolversTypes['MemorySearch']>, ParentType, ContextType, RequireFields<QuerySearchMemoriesArgs, 'input'>>;
  exportMemories?: Resolver<Maybe<ResolversTypes['MemoryExport']>, ParentType, ContextType, RequireFields<QueryExportMemoriesArgs, 'companionId' | 'userId' | 'first'>>;
  memoryCodecs?: Resolver<Maybe<Array<ResolversTypes['MemoryCodec']>>, ParentType, ContextType>;
  memoryDatabase?: Resolver<Maybe<ResolversTypes['DatabaseStatus']>, ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  rememberMemory?: Resolver<Maybe<ResolversTypes['RememberMemoryPayload']>, ParentType, ContextType, RequireFields<MutationRememberMemoryArgs, 'input'>>;
  rememberMemories?: Resolver<Maybe<ResolversTypes['RememberMemoriesPayload']>, ParentType, ContextType, RequireFields<MutationRememberMemoriesArgs, 'input'>>;
  recallMemories?: Resolver<Maybe<ResolversTypes['MemoryRecall']>, ParentType, ContextType, RequireFields<MutationRecallMemoriesArgs, 'input'>>;
  updateMemory?: Resolver<Maybe<ResolversTypes['UpdateMemoryPayload']>, ParentType, ContextType, RequireFields<MutationUpdateMemoryArgs, 'input'>>;
  forgetMemory?: Resolver<Maybe<ResolversTypes['ForgetMemoryPayload']>, ParentType, ContextType, RequireFields<MutationForgetMemoryArgs, 'input'>>;
  forgetMemories?: Resolver<Maybe<ResolversTypes['ForgetMemoriesPayload']>, ParentType, ContextType, RequireFields<MutationForgetMemoriesArgs, 'input'>>;
  relateMemories?: Resolver<Maybe<ResolversTypes['RelateMemoriesPayload']>, ParentType, ContextType, RequireFields<MutationRelateMemoriesArgs, 'input'>>;
  unrelateMemories?: Resolver<Maybe<ResolversTypes['UnrelateMemoriesPayload']>, ParentType, ContextType, RequireFields<MutationUnrelateMemoriesArgs, 'input'>>;
  promoteMemory?: Resolver<Maybe<ResolversTypes['PromoteMemoryPayload']>, ParentType, ContextType, RequireFields<MutationPromoteMemoryArgs, 'input'>>;
  compressAgingMemories?: Resolver<Maybe<ResolversTypes['CompressAgingMemoriesPayload']>, ParentType, ContextType, RequireFields<MutationCompressAgingMemoriesArgs, 'input'>>;
  recordMemoryAnalytics?: Resolver<Maybe<ResolversTypes['RecordMemoryAnalyticsPayload']>, ParentType, ContextType, RequireFields<MutationRecordMemoryAnalyticsArgs, 'input'>>;
  applyStanding?: Resolver<Maybe<ResolversTypes['StandingPayload']>, ParentType, ContextType, RequireFields<MutationApplyStandingArgs, 'input'>>;
  erasePerson?: Resolver<Maybe<ResolversTypes['StandingPayload']>, ParentType, ContextType, RequireFields<MutationErasePersonArgs, 'input'>>;
};

export type SubscriptionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  memoryRemembered?: SubscriptionResolver<Maybe<ResolversTypes['Memory']>, "memoryRemembered", ParentType, ContextType, RequireFields<SubscriptionMemoryRememberedArgs, 'companionId' | 'userId'>>;
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
  embedding?: Resolver<Maybe<ResolversTypes['Vector']>, ParentType, ContextType>;
  embeddingModel?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  similar?: Resolver<Maybe<Array<ResolversTypes['SimilarMemory']>>, ParentType, ContextType, RequireFields<MemorySimilarArgs, 'first'>>;
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
  export?: Resolver<Maybe<ResolversTypes['UserExport']>, ParentType, ContextType>;
};

export type UserExportResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserExport'] = ResolversParentTypes['UserExport'], FederationReferenceType extends FederationReferenceTypes['UserExport'] = FederationReferenceTypes['UserExport']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['UserExport']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  memories?: Resolver<Maybe<ResolversTypes['MemoryExport']>, ParentType, ContextType, RequireFields<UserExportMemoriesArgs, 'first'>>;
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
  bytesOnDisk?: Resolver<Maybe<ResolversTypes['BigInt']>, ParentType, ContextType>;
  codecRecall?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type SimilarMemoriesResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SimilarMemories'] = ResolversParentTypes['SimilarMemories']> = {
  nodes?: Resolver<Array<ResolversTypes['SimilarMemory']>, ParentType, ContextType>;
};

export type SimilarMemoryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SimilarMemory'] = ResolversParentTypes['SimilarMemory']> = {
  memory?: Resolver<ResolversTypes['Memory'], ParentType, ContextType>;
  similarity?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  via?: Resolver<Maybe<ResolversTypes['Memory']>, ParentType, ContextType>;
};

export type MemorySearchResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MemorySearch'] = ResolversParentTypes['MemorySearch']> = {
  nodes?: Resolver<Array<ResolversTypes['FoundMemory']>, ParentType, ContextType>;
};

export type FoundMemoryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['FoundMemory'] = ResolversParentTypes['FoundMemory']> = {
  memory?: Resolver<ResolversTypes['Memory'], ParentType, ContextType>;
  score?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  vectorSimilarity?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  textRank?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  explanation?: Resolver<Maybe<Array<ResolversTypes['ScorePart']>>, ParentType, ContextType>;
  via?: Resolver<Maybe<ResolversTypes['Memory']>, ParentType, ContextType>;
};

export type ScorePartResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ScorePart'] = ResolversParentTypes['ScorePart']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  weight?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  contribution?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type MemoryRecallResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MemoryRecall'] = ResolversParentTypes['MemoryRecall']> = {
  nodes?: Resolver<Array<ResolversTypes['RecalledMemory']>, ParentType, ContextType>;
};

export type RecalledMemoryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RecalledMemory'] = ResolversParentTypes['RecalledMemory']> = {
  memory?: Resolver<ResolversTypes['Memory'], ParentType, ContextType>;
  score?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  similarity?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  explanation?: Resolver<Maybe<Array<ResolversTypes['ScorePart']>>, ParentType, ContextType>;
  via?: Resolver<Maybe<ResolversTypes['Memory']>, ParentType, ContextType>;
};

export type RememberMemoryPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RememberMemoryPayload'] = ResolversParentTypes['RememberMemoryPayload']> = {
  memory?: Resolver<ResolversTypes['Memory'], ParentType, ContextType>;
  merged?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type RememberMemoriesPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RememberMemoriesPayload'] = ResolversParentTypes['RememberMemoriesPayload']> = {
  memories?: Resolver<Array<ResolversTypes['Memory']>, ParentType, ContextType>;
  mergedCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type UpdateMemoryPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateMemoryPayload'] = ResolversParentTypes['UpdateMemoryPayload']> = {
  memory?: Resolver<ResolversTypes['Memory'], ParentType, ContextType>;
};

export type ForgetMemoryPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ForgetMemoryPayload'] = ResolversParentTypes['ForgetMemoryPayload']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  memory?: Resolver<Maybe<ResolversTypes['Memory']>, ParentType, ContextType>;
};

export type ForgetMemoriesPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ForgetMemoriesPayload'] = ResolversParentTypes['ForgetMemoriesPayload']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  memories?: Resolver<Array<ResolversTypes['Memory']>, ParentType, ContextType>;
  dryRun?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type RelateMemoriesPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RelateMemoriesPayload'] = ResolversParentTypes['RelateMemoriesPayload']> = {
  memory?: Resolver<ResolversTypes['Memory'], ParentType, ContextType>;
  relationship?: Resolver<ResolversTypes['MemoryRelationship'], ParentType, ContextType>;
};

export type UnrelateMemoriesPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UnrelateMemoriesPayload'] = ResolversParentTypes['UnrelateMemoriesPayload']> = {
  memory?: Resolver<ResolversTypes['Memory'], ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type PromoteMemoryPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PromoteMemoryPayload'] = ResolversParentTypes['PromoteMemoryPayload']> = {
  memory?: Resolver<ResolversTypes['Memory'], ParentType, ContextType>;
};

export type CompressAgingMemoriesPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CompressAgingMemoriesPayload'] = ResolversParentTypes['CompressAgingMemoriesPayload']> = {
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  moves?: Resolver<Array<ResolversTypes['TierMove']>, ParentType, ContextType>;
  dryRun?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type TierMoveResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TierMove'] = ResolversParentTypes['TierMove']> = {
  from?: Resolver<ResolversTypes['MemoryTier'], ParentType, ContextType>;
  to?: Resolver<ResolversTypes['MemoryTier'], ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  bytesBefore?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  bytesAfter?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
};

export type RecordMemoryAnalyticsPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RecordMemoryAnalyticsPayload'] = ResolversParentTypes['RecordMemoryAnalyticsPayload']> = {
  memoryAnalytics?: Resolver<ResolversTypes['MemoryAnalytics'], ParentType, ContextType>;
};

export type MemoryExportResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MemoryExport'] = ResolversParentTypes['MemoryExport']> = {
  lines?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type MemoryCodecResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MemoryCodec'] = ResolversParentTypes['MemoryCodec']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  model?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  trainingSize?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  recall?: Resolver<ResolversTypes['CodecRecall'], ParentType, ContextType>;
};

export type CodecRecallResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CodecRecall'] = ResolversParentTypes['CodecRecall']> = {
  important?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  background?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  backgroundInHundred?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  merged?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
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

export interface VectorScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Vector'], any> {
  name: 'Vector';
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
  Subscription?: SubscriptionResolvers<ContextType>;
  Memory?: MemoryResolvers<ContextType>;
  MemoryCompression?: MemoryCompressionResolvers<ContextType>;
  MemoryRelationship?: MemoryRelationshipResolvers<ContextType>;
  Companion?: CompanionResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  UserExport?: UserExportResolvers<ContextType>;
  MemoryMetrics?: MemoryMetricsResolvers<ContextType>;
  MemoryAnalytics?: MemoryAnalyticsResolvers<ContextType>;
  SimilarMemories?: SimilarMemoriesResolvers<ContextType>;
  SimilarMemory?: SimilarMemoryResolvers<ContextType>;
  MemorySearch?: MemorySearchResolvers<ContextType>;
  FoundMemory?: FoundMemoryResolvers<ContextType>;
  ScorePart?: ScorePartResolvers<ContextType>;
  MemoryRecall?: MemoryRecallResolvers<ContextType>;
  RecalledMemory?: RecalledMemoryResolvers<ContextType>;
  RememberMemoryPayload?: RememberMemoryPayloadResolvers<ContextType>;
  RememberMemoriesPayload?: RememberMemoriesPayloadResolvers<ContextType>;
  UpdateMemoryPayload?: UpdateMemoryPayloadResolvers<ContextType>;
  ForgetMemoryPayload?: ForgetMemoryPayloadResolvers<ContextType>;
  ForgetMemoriesPayload?: ForgetMemoriesPayloadResolvers<ContextType>;
  RelateMemoriesPayload?: RelateMemoriesPayloadResolvers<ContextType>;
  UnrelateMemoriesPayload?: UnrelateMemoriesPayloadResolvers<ContextType>;
  PromoteMemoryPayload?: PromoteMemoryPayloadResolvers<ContextType>;
  CompressAgingMemoriesPayload?: CompressAgingMemoriesPayloadResolvers<ContextType>;
  TierMove?: TierMoveResolvers<ContextType>;
  RecordMemoryAnalyticsPayload?: RecordMemoryAnalyticsPayloadResolvers<ContextType>;
  MemoryExport?: MemoryExportResolvers<ContextType>;
  MemoryCodec?: MemoryCodecResolvers<ContextType>;
  CodecRecall?: CodecRecallResolvers<ContextType>;
  MemoryConnection?: MemoryConnectionResolvers<ContextType>;
  MemoryEdge?: MemoryEdgeResolvers<ContextType>;
  MemoryAnalyticsConnection?: MemoryAnalyticsConnectionResolvers<ContextType>;
  MemoryAnalyticsEdge?: MemoryAnalyticsEdgeResolvers<ContextType>;
  CompanionUserConnection?: CompanionUserConnectionResolvers<ContextType>;
  CompanionUserEdge?: CompanionUserEdgeResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  Vector?: GraphQLScalarType;
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
