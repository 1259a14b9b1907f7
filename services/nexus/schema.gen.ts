// Written by codegen.ts.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { UserRow } from './users.ts';
import type { CharacterRow } from './characters.ts';
import type { PositionRow } from './positions.ts';
import type { NearbyRow } from './nearby.ts';
import type { InstanceRow, LoadRow } from './instances.ts';
import type { RoomRow, FrameRow } from './frames.ts';
import type { QuestRow } from './quests.ts';
import type { SpaceRef } from './spaces.ts';
import type { Page } from '@worlds/kit/page.ts';
import type { Dossier } from './dossiers.ts';
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
  me?: Maybe<User>;
  user?: Maybe<User>;
  userByUsername?: Maybe<User>;
  users?: Maybe<UserConnection>;
  character?: Maybe<Character>;
  instance?: Maybe<Instance>;
  instances?: Maybe<InstanceConnection>;
  questInstance?: Maybe<QuestInstance>;
  questInstances?: Maybe<QuestInstanceConnection>;
  activeQuests?: Maybe<QuestInstanceConnection>;
  nearbyPlayers?: Maybe<Array<NearbyPlayer>>;
  playersFrame?: Maybe<PlayersMoved>;
  instanceRoom?: Maybe<InstanceRoom>;
  instanceLoad?: Maybe<Array<InstanceLoad>>;
  nexusDatabase?: Maybe<DatabaseStatus>;
};


export type QueryUserArgs = {
  id: Scalars['ID']['input'];
};


export type QueryUserByUsernameArgs = {
  username: Scalars['String']['input'];
};


export type QueryUsersArgs = {
  filter?: InputMaybe<UserFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type QueryCharacterArgs = {
  id: Scalars['ID']['input'];
};


export type QueryInstanceArgs = {
  id: Scalars['ID']['input'];
};


export type QueryInstancesArgs = {
  filter?: InputMaybe<InstanceFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type QueryQuestInstanceArgs = {
  id: Scalars['ID']['input'];
};


export type QueryQuestInstancesArgs = {
  filter?: InputMaybe<QuestInstanceFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type QueryActiveQuestsArgs = {
  instanceId?: InputMaybe<Scalars['ID']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type QueryNearbyPlayersArgs = {
  instanceId: Scalars['ID']['input'];
  position: PositionInput;
  radius?: InputMaybe<Scalars['Float']['input']>;
  activeWithinSeconds?: InputMaybe<Scalars['Int']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryPlayersFrameArgs = {
  instanceId: Scalars['ID']['input'];
  moved?: InputMaybe<Array<Scalars['ID']['input']>>;
  left?: InputMaybe<Array<Scalars['ID']['input']>>;
};


export type QueryInstanceRoomArgs = {
  instanceId: Scalars['ID']['input'];
  viewers: Array<Scalars['ID']['input']>;
  withinSeconds: Scalars['Float']['input'];
};


export type QueryInstanceLoadArgs = {
  createdWithinSeconds?: InputMaybe<Scalars['Int']['input']>;
};

export type Mutation = {
  __typename?: 'Mutation';
  updateProfile?: Maybe<UpdateProfilePayload>;
  createCharacter?: Maybe<CreateCharacterPayload>;
  updateCharacter?: Maybe<UpdateCharacterPayload>;
  setPrimaryCharacter?: Maybe<SetPrimaryCharacterPayload>;
  deleteCharacter?: Maybe<DeleteCharacterPayload>;
  signInWithOAuth?: Maybe<SignInWithOAuthPayload>;
  setAccountStatus?: Maybe<SetAccountStatusPayload>;
  eraseUser?: Maybe<EraseUserPayload>;
  createInstance?: Maybe<CreateInstancePayload>;
  updateInstanceState?: Maybe<UpdateInstanceStatePayload>;
  closeInstance?: Maybe<CloseInstancePayload>;
  joinInstance?: Maybe<JoinInstancePayload>;
  leaveInstance?: Maybe<LeaveInstancePayload>;
  movePlayer?: Maybe<MovePlayerPayload>;
  movePlayers?: Maybe<MovePlayersPayload>;
  startQuest?: Maybe<StartQuestPayload>;
  joinQuest?: Maybe<JoinQuestPayload>;
  leaveQuest?: Maybe<LeaveQuestPayload>;
  updateQuestState?: Maybe<UpdateQuestStatePayload>;
  completeQuest?: Maybe<CompleteQuestPayload>;
};


export type MutationUpdateProfileArgs = {
  input: UpdateProfileInput;
};


export type MutationCreateCharacterArgs = {
  input: CreateCharacterInput;
};


export type MutationUpdateCharacterArgs = {
  input: UpdateCharacterInput;
};


export type MutationSetPrimaryCharacterArgs = {
  input: SetPrimaryCharacterInput;
};


export type MutationDeleteCharacterArgs = {
  input: DeleteCharacterInput;
};


export type MutationSignInWithOAuthArgs = {
  input: SignInWithOAuthInput;
};


export type MutationSetAccountStatusArgs = {
  input: SetAccountStatusInput;
};


export type MutationEraseUserArgs = {
  input: EraseUserInput;
};


export type MutationCreateInstanceArgs = {
  input: CreateInstanceInput;
};


export type MutationUpdateInstanceStateArgs = {
  input: UpdateInstanceStateInput;
};


export type MutationCloseInstanceArgs = {
  input: CloseInstanceInput;
};


export type MutationJoinInstanceArgs = {
  input: JoinInstanceInput;
};


export type MutationLeaveInstanceArgs = {
  input: LeaveInstanceInput;
};


export type MutationMovePlayerArgs = {
  input: MovePlayerInput;
};


export type MutationMovePlayersArgs = {
  input: MovePlayersInput;
};


export type MutationStartQuestArgs = {
  input: StartQuestInput;
};


export type MutationJoinQuestArgs = {
  input: JoinQuestInput;
};


export type MutationLeaveQuestArgs = {
  input: LeaveQuestInput;
};


export type MutationUpdateQuestStateArgs = {
  input: UpdateQuestStateInput;
};


export type MutationCompleteQuestArgs = {
  input: CompleteQuestInput;
};

export type Subscription = {
  __typename?: 'Subscription';
  instanceChanged?: Maybe<Instance>;
  playersMoved?: Maybe<PlayersMoved>;
  questUpdated?: Maybe<QuestInstance>;
};


export type SubscriptionInstanceChangedArgs = {
  instanceId: Scalars['ID']['input'];
};


export type SubscriptionPlayersMovedArgs = {
  instanceId: Scalars['ID']['input'];
};


export type SubscriptionQuestUpdatedArgs = {
  instanceId: Scalars['ID']['input'];
};

export type User = {
  __typename?: 'User';
  id: Scalars['ID']['output'];
  username: Scalars['String']['output'];
  email?: Maybe<Scalars['String']['output']>;
  displayName?: Maybe<Scalars['String']['output']>;
  avatarUrl?: Maybe<Scalars['String']['output']>;
  bio?: Maybe<Scalars['String']['output']>;
  maturityRating?: Maybe<Scalars['Int']['output']>;
  accountStatus?: Maybe<Scalars['String']['output']>;
  createdAt?: Maybe<Scalars['DateTime']['output']>;
  lastLogin?: Maybe<Scalars['DateTime']['output']>;
  oauthProvider?: Maybe<Scalars['String']['output']>;
  characters?: Maybe<Array<Character>>;
  primaryCharacter?: Maybe<Character>;
  position?: Maybe<UserPosition>;
  activeQuests?: Maybe<Array<QuestInstance>>;
  export?: Maybe<UserExport>;
};

export type UserExport = {
  __typename?: 'UserExport';
  id: Scalars['ID']['output'];
  account?: Maybe<Scalars['JSON']['output']>;
  characters?: Maybe<Array<Scalars['JSON']['output']>>;
  position?: Maybe<Scalars['JSON']['output']>;
  membership?: Maybe<Scalars['JSON']['output']>;
  quests?: Maybe<Array<Scalars['JSON']['output']>>;
};

export type Character = {
  __typename?: 'Character';
  id: Scalars['ID']['output'];
  user?: Maybe<User>;
  characterName: Scalars['String']['output'];
  modelUrl?: Maybe<Scalars['String']['output']>;
  customizationData?: Maybe<Scalars['JSON']['output']>;
  isPrimary: Scalars['Boolean']['output'];
  createdAt?: Maybe<Scalars['DateTime']['output']>;
};

export type UserPosition = {
  __typename?: 'UserPosition';
  user: User;
  instance?: Maybe<Instance>;
  x?: Maybe<Scalars['Float']['output']>;
  y?: Maybe<Scalars['Float']['output']>;
  z?: Maybe<Scalars['Float']['output']>;
  rotationY?: Maybe<Scalars['Float']['output']>;
  animationState?: Maybe<Scalars['String']['output']>;
  lastUpdate?: Maybe<Scalars['DateTime']['output']>;
  isStale: Scalars['Boolean']['output'];
};

export type Instance = {
  __typename?: 'Instance';
  id: Scalars['ID']['output'];
  space?: Maybe<Space>;
  instanceType?: Maybe<Scalars['String']['output']>;
  maxUsers?: Maybe<Scalars['Int']['output']>;
  currentUsers: Scalars['Int']['output'];
  serverRegion?: Maybe<Scalars['String']['output']>;
  createdAt?: Maybe<Scalars['DateTime']['output']>;
  state?: Maybe<Scalars['JSON']['output']>;
  stateVersion: Scalars['Int']['output'];
  closedAt?: Maybe<Scalars['DateTime']['output']>;
  loadFactor?: Maybe<Scalars['Float']['output']>;
  activeUsers: Scalars['Int']['output'];
  averagePositionAgeSeconds?: Maybe<Scalars['Float']['output']>;
  players?: Maybe<PlayerConnection>;
  activeQuests?: Maybe<Array<QuestInstance>>;
};


export type InstancePlayersArgs = {
  activeWithinSeconds?: InputMaybe<Scalars['Int']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

export type QuestInstance = {
  __typename?: 'QuestInstance';
  id: Scalars['ID']['output'];
  questId?: Maybe<Scalars['String']['output']>;
  instance?: Maybe<Instance>;
  participants: Array<User>;
  state?: Maybe<Scalars['JSON']['output']>;
  stateVersion: Scalars['Int']['output'];
  startedAt?: Maybe<Scalars['DateTime']['output']>;
  completedAt?: Maybe<Scalars['DateTime']['output']>;
};

export type Space = {
  __typename?: 'Space';
  id: Scalars['ID']['output'];
  instances?: Maybe<InstanceConnection>;
};


export type SpaceInstancesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

export type PlayersMoved = {
  __typename?: 'PlayersMoved';
  instance?: Maybe<Instance>;
  moved: Array<UserPosition>;
  left: Array<Scalars['ID']['output']>;
  at: Scalars['DateTime']['output'];
  full: Scalars['Boolean']['output'];
};

export type InstanceRoom = {
  __typename?: 'InstanceRoom';
  present: Array<Scalars['ID']['output']>;
  moves: Scalars['JSON']['output'];
};

export type NearbyPlayer = {
  __typename?: 'NearbyPlayer';
  user: User;
  position: UserPosition;
  distance: Scalars['Float']['output'];
};

export type InstanceLoad = {
  __typename?: 'InstanceLoad';
  instance: Instance;
  loadFactor?: Maybe<Scalars['Float']['output']>;
  activeUsers: Scalars['Int']['output'];
  averagePositionAgeSeconds?: Maybe<Scalars['Float']['output']>;
};

export type PositionInput = {
  x: Scalars['Float']['input'];
  y: Scalars['Float']['input'];
  z: Scalars['Float']['input'];
};

export type UserFilter = {
  ids?: InputMaybe<Array<Scalars['ID']['input']>>;
  usernamePrefix?: InputMaybe<Scalars['String']['input']>;
  accountStatus?: InputMaybe<Scalars['String']['input']>;
};

export type InstanceFilter = {
  worldId?: InputMaybe<Scalars['ID']['input']>;
  serverRegion?: InputMaybe<Scalars['String']['input']>;
  instanceType?: InputMaybe<Scalars['String']['input']>;
  hasRoom?: InputMaybe<Scalars['Boolean']['input']>;
  isOpen?: InputMaybe<Scalars['Boolean']['input']>;
  state?: InputMaybe<Scalars['JSON']['input']>;
};

export type QuestInstanceFilter = {
  instanceId?: InputMaybe<Scalars['ID']['input']>;
  participantId?: InputMaybe<Scalars['ID']['input']>;
  completed?: InputMaybe<Scalars['Boolean']['input']>;
  state?: InputMaybe<Scalars['JSON']['input']>;
};

export type UserConnection = {
  __typename?: 'UserConnection';
  edges: Array<UserEdge>;
  nodes: Array<User>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

export type UserEdge = {
  __typename?: 'UserEdge';
  cursor: Scalars['String']['output'];
  node: User;
};

export type InstanceConnection = {
  __typename?: 'InstanceConnection';
  edges: Array<InstanceEdge>;
  nodes: Array<Instance>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

export type InstanceEdge = {
  __typename?: 'InstanceEdge';
  cursor: Scalars['String']['output'];
  node: Instance;
};

export type QuestInstanceConnection = {
  __typename?: 'QuestInstanceConnection';
  edges: Array<QuestInstanceEdge>;
  nodes: Array<QuestInstance>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

export type QuestInstanceEdge = {
  __typename?: 'QuestInstanceEdge';
  cursor: Scalars['String']['output'];
  node: QuestInstance;
};

export type PlayerConnection = {
  __typename?: 'PlayerConnection';
  edges: Array<PlayerEdge>;
  nodes: Array<UserPosition>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
};

export type PlayerEdge = {
  __typename?: 'PlayerEdge';
  cursor: Scalars['String']['output'];
  node: UserPosition;
};

export type PageInfo = {
  __typename?: 'PageInfo';
  hasNextPage: Scalars['Boolean']['output'];
  hasPreviousPage: Scalars['Boolean']['output'];
  startCursor?: Maybe<Scalars['String']['output']>;
  endCursor?: Maybe<Scalars['String']['output']>;
};

export type UpdateProfileInput = {
  userId?: InputMaybe<Scalars['ID']['input']>;
  username?: InputMaybe<Scalars['String']['input']>;
  displayName?: InputMaybe<Scalars['String']['input']>;
  avatarUrl?: InputMaybe<Scalars['String']['input']>;
  bio?: InputMaybe<Scalars['String']['input']>;
  maturityRating?: InputMaybe<Scalars['Int']['input']>;
};

export type UpdateProfilePayload = {
  __typename?: 'UpdateProfilePayload';
  user: User;
};

export type CreateCharacterInput = {
  userId?: InputMaybe<Scalars['ID']['input']>;
  characterName: Scalars['String']['input'];
  modelUrl?: InputMaybe<Scalars['String']['input']>;
  customizationData?: InputMaybe<CharacterCustomizationInput>;
  isPrimary?: InputMaybe<Scalars['Boolean']['input']>;
};

export type UpdateCharacterInput = {
  id: Scalars['ID']['input'];
  characterName?: InputMaybe<Scalars['String']['input']>;
  modelUrl?: InputMaybe<Scalars['String']['input']>;
  customizationData?: InputMaybe<CharacterCustomizationInput>;
};

export type SetPrimaryCharacterInput = {
  id: Scalars['ID']['input'];
};

export type DeleteCharacterInput = {
  id: Scalars['ID']['input'];
};

export type CharacterCustomizationInput = {
  palette?: InputMaybe<Array<ColorSlotInput>>;
  attachments?: InputMaybe<Array<AttachmentInput>>;
  blendShapes?: InputMaybe<Array<BlendShapeInput>>;
  extra?: InputMaybe<Scalars['JSON']['input']>;
};

export type ColorSlotInput = {
  slot: Scalars['String']['input'];
  color: Scalars['String']['input'];
};

export type AttachmentInput = {
  slot: Scalars['String']['input'];
  assetId: Scalars['ID']['input'];
};

export type BlendShapeInput = {
  name: Scalars['String']['input'];
  weight: Scalars['Float']['input'];
};

export type CreateCharacterPayload = {
  __typename?: 'CreateCharacterPayload';
  character: Character;
};

export type UpdateCharacterPayload = {
  __typename?: 'UpdateCharacterPayload';
  character: Character;
};

export type SetPrimaryCharacterPayload = {
  __typename?: 'SetPrimaryCharacterPayload';
  character: Character;
};

export type DeleteCharacterPayload = {
  __typename?: 'DeleteCharacterPayload';
  id: Scalars['ID']['output'];
  character?: Maybe<Character>;
};

export type SignInWithOAuthInput = {
  oauthProvider: Scalars['String']['input'];
  oauthId: Scalars['String']['input'];
  email?: InputMaybe<Scalars['String']['input']>;
  username?: InputMaybe<Scalars['String']['input']>;
  displayName?: InputMaybe<Scalars['String']['input']>;
  avatarUrl?: InputMaybe<Scalars['String']['input']>;
};

export type SignInWithOAuthPayload = {
  __typename?: 'SignInWithOAuthPayload';
  user: User;
  created: Scalars['Boolean']['output'];
};

export type SetAccountStatusInput = {
  userId: Scalars['ID']['input'];
  accountStatus: Scalars['String']['input'];
};

export type SetAccountStatusPayload = {
  __typename?: 'SetAccountStatusPayload';
  user: User;
};

export type EraseUserInput = {
  userId?: InputMaybe<Scalars['ID']['input']>;
};

export type EraseUserPayload = {
  __typename?: 'EraseUserPayload';
  userId: Scalars['ID']['output'];
  user?: Maybe<User>;
  erasedAt: Scalars['DateTime']['output'];
};

export type CreateInstanceInput = {
  worldId?: InputMaybe<Scalars['ID']['input']>;
  instanceType: Scalars['String']['input'];
  maxUsers?: InputMaybe<Scalars['Int']['input']>;
  serverRegion?: InputMaybe<Scalars['String']['input']>;
  state?: InputMaybe<Scalars['JSON']['input']>;
};

export type CreateInstancePayload = {
  __typename?: 'CreateInstancePayload';
  instance: Instance;
};

export type UpdateInstanceStateInput = {
  instanceId: Scalars['ID']['input'];
  patch: Scalars['JSON']['input'];
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};

export type UpdateInstanceStatePayload = {
  __typename?: 'UpdateInstanceStatePayload';
  instance: Instance;
};

export type CloseInstanceInput = {
  instanceId: Scalars['ID']['input'];
};

export type CloseInstancePayload = {
  __typename?: 'CloseInstancePayload';
  instance: Instance;
};

export type JoinInstanceInput = {
  instanceId: Scalars['ID']['input'];
  userId?: InputMaybe<Scalars['ID']['input']>;
  move?: InputMaybe<Scalars['Boolean']['input']>;
  position?: InputMaybe<PositionInput>;
};

export type JoinInstancePayload = {
  __typename?: 'JoinInstancePayload';
  instance: Instance;
  expiresAt: Scalars['DateTime']['output'];
};

export type LeaveInstanceInput = {
  instanceId: Scalars['ID']['input'];
  userId?: InputMaybe<Scalars['ID']['input']>;
};

export type LeaveInstancePayload = {
  __typename?: 'LeaveInstancePayload';
  instance: Instance;
};

export type MovePlayerInput = {
  userId?: InputMaybe<Scalars['ID']['input']>;
  instanceId?: InputMaybe<Scalars['ID']['input']>;
  position: PositionInput;
  rotationY?: InputMaybe<Scalars['Float']['input']>;
  animationState?: InputMaybe<Scalars['String']['input']>;
};

export type MovePlayerPayload = {
  __typename?: 'MovePlayerPayload';
  position: UserPosition;
};

export type MovePlayersInput = {
  moves: Array<PlayerMoveInput>;
};

export type PlayerMoveInput = {
  userId: Scalars['ID']['input'];
  instanceId?: InputMaybe<Scalars['ID']['input']>;
  position: PositionInput;
  rotationY?: InputMaybe<Scalars['Float']['input']>;
  animationState?: InputMaybe<Scalars['String']['input']>;
};

export type MovePlayersPayload = {
  __typename?: 'MovePlayersPayload';
  positions: Array<UserPosition>;
};

export type StartQuestInput = {
  questId: Scalars['String']['input'];
  instanceId: Scalars['ID']['input'];
  participantIds?: InputMaybe<Array<Scalars['ID']['input']>>;
  state?: InputMaybe<Scalars['JSON']['input']>;
};

export type StartQuestPayload = {
  __typename?: 'StartQuestPayload';
  questInstance: QuestInstance;
};

export type JoinQuestInput = {
  questInstanceId: Scalars['ID']['input'];
  userId?: InputMaybe<Scalars['ID']['input']>;
};

export type JoinQuestPayload = {
  __typename?: 'JoinQuestPayload';
  questInstance: QuestInstance;
};

export type LeaveQuestInput = {
  questInstanceId: Scalars['ID']['input'];
  userId?: InputMaybe<Scalars['ID']['input']>;
};

export type LeaveQuestPayload = {
  __typename?: 'LeaveQuestPayload';
  questInstance: QuestInstance;
};

export type UpdateQuestStateInput = {
  questInstanceId: Scalars['ID']['input'];
  patch: Scalars['JSON']['input'];
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};

export type UpdateQuestStatePayload = {
  __typename?: 'UpdateQuestStatePayload';
  questInstance: QuestInstance;
};

export type CompleteQuestInput = {
  questInstanceId: Scalars['ID']['input'];
  patch?: InputMaybe<Scalars['JSON']['input']>;
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
};

export type CompleteQuestPayload = {
  __typename?: 'CompleteQuestPayload';
  questInstance: QuestInstance;
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
  User: User;
  UserExport: UserExport;
  Character: Character;
  Instance: Instance;
  QuestInstance: QuestInstance;
  Space: Space;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
  UserExport:
    ( { __typename: 'UserExport' }
    & GraphQLRecursivePick<FederationTypes['UserExport'], {"id":true}> );
  Character:
    ( { __typename: 'Character' }
    & GraphQLRecursivePick<FederationTypes['Character'], {"id":true}> );
  Instance:
    ( { __typename: 'Instance' }
    & GraphQLRecursivePick<FederationTypes['Instance'], {"id":true}> );
  QuestInstance:
    ( { __typename: 'QuestInstance' }
    & GraphQLRecursivePick<FederationTypes['QuestInstance'], {"id":true}> );
  Space:
    ( { __typename: 'Space' }
    & GraphQLRecursivePick<FederationTypes['Space'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  User: ResolverTypeWrapper<UserRow>;
  UserExport: ResolverTypeWrapper<Dossier>;
  Character: ResolverTypeWrapper<CharacterRow>;
  UserPosition: ResolverTypeWrapper<PositionRow>;
  Instance: ResolverTypeWrapper<InstanceRow>;
  QuestInstance: ResolverTypeWrapper<QuestRow>;
  Space: ResolverTypeWrapper<SpaceRef>;
  PlayersMoved: ResolverTypeWrapper<FrameRow>;
  InstanceRoom: ResolverTypeWrapper<RoomRow>;
  NearbyPlayer: ResolverTypeWrapper<NearbyRow>;
  InstanceLoad: ResolverTypeWrapper<LoadRow>;
  PositionInput: PositionInput;
  UserFilter: UserFilter;
  InstanceFilter: InstanceFilter;
  QuestInstanceFilter: QuestInstanceFilter;
  UserConnection: ResolverTypeWrapper<Page<UserRow>>;
  UserEdge: ResolverTypeWrapper<Omit<UserEdge, 'node'> & { node: ResolversTypes['User'] }>;
  InstanceConnection: ResolverTypeWrapper<Page<InstanceRow>>;
  InstanceEdge: ResolverTypeWrapper<Omit<InstanceEdge, 'node'> & { node: ResolversTypes['Instance'] }>;
  QuestInstanceConnection: ResolverTypeWrapper<Page<QuestRow>>;
  QuestInstanceEdge: ResolverTypeWrapper<Omit<QuestInstanceEdge, 'node'> & { node: ResolversTypes['QuestInstance'] }>;
  PlayerConnection: ResolverTypeWrapper<Page<PositionRow>>;
  PlayerEdge: ResolverTypeWrapper<Omit<PlayerEdge, 'node'> & { node: ResolversTypes['UserPosition'] }>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  UpdateProfileInput: UpdateProfileInput;
  UpdateProfilePayload: ResolverTypeWrapper<Omit<UpdateProfilePayload, 'user'> & { user: ResolversTypes['User'] }>;
  CreateCharacterInput: CreateCharacterInput;
  UpdateCharacterInput: UpdateCharacterInput;
  SetPrimaryCharacterInput: SetPrimaryCharacterInput;
  DeleteCharacterInput: DeleteCharacterInput;
  CharacterCustomizationInput: CharacterCustomizationInput;
  ColorSlotInput: ColorSlotInput;
  AttachmentInput: AttachmentInput;
  BlendShapeInput: BlendShapeInput;
  CreateCharacterPayload: ResolverTypeWrapper<Omit<CreateCharacterPayload, 'character'> & { character: ResolversTypes['Character'] }>;
  UpdateCharacterPayload: ResolverTypeWrapper<Omit<UpdateCharacterPayload, 'character'> & { character: ResolversTypes['Character'] }>;
  SetPrimaryCharacterPayload: ResolverTypeWrapper<Omit<SetPrimaryCharacterPayload, 'character'> & { character: ResolversTypes['Character'] }>;
  DeleteCharacterPayload: ResolverTypeWrapper<Omit<DeleteCharacterPayload, 'character'> & { character?: Maybe<ResolversTypes['Character']> }>;
  SignInWithOAuthInput: SignInWithOAuthInput;
  SignInWithOAuthPayload: ResolverTypeWrapper<Omit<SignInWithOAuthPayload, 'user'> & { user: ResolversTypes['User'] }>;
  SetAccountStatusInput: SetAccountStatusInput;
  SetAccountStatusPayload: ResolverTypeWrapper<Omit<SetAccountStatusPayload, 'user'> & { user: ResolversTypes['User'] }>;
  EraseUserInput: EraseUserInput;
  EraseUserPayload: ResolverTypeWrapper<Omit<EraseUserPayload, 'user'> & { user?: Maybe<ResolversTypes['User']> }>;
  CreateInstanceInput: CreateInstanceInput;
  CreateInstancePayload: ResolverTypeWrapper<Omit<CreateInstancePayload, 'instance'> & { instance: ResolversTypes['Instance'] }>;
  UpdateInstanceStateInput: UpdateInstanceStateInput;
  UpdateInstanceStatePayload: ResolverTypeWrapper<Omit<UpdateInstanceStatePayload, 'instance'> & { instance: ResolversTypes['Instance'] }>;
  CloseInstanceInput: CloseInstanceInput;
  CloseInstancePayload: ResolverTypeWrapper<Omit<CloseInstancePayload, 'instance'> & { instance: ResolversTypes['Instance'] }>;
  JoinInstanceInput: JoinInstanceInput;
  JoinInstancePayload: ResolverTypeWrapper<Omit<JoinInstancePayload, 'instance'> & { instance: ResolversTypes['Instance'] }>;
  LeaveInstanceInput: LeaveInstanceInput;
  LeaveInstancePayload: ResolverTypeWrapper<Omit<LeaveInstancePayload, 'instance'> & { instance: ResolversTypes['Instance'] }>;
  MovePlayerInput: MovePlayerInput;
  MovePlayerPayload: ResolverTypeWrapper<Omit<MovePlayerPayload, 'position'> & { position: ResolversTypes['UserPosition'] }>;
  MovePlayersInput: MovePlayersInput;
  PlayerMoveInput: PlayerMoveInput;
  MovePlayersPayload: ResolverTypeWrapper<Omit<MovePlayersPayload, 'positions'> & { positions: Array<ResolversTypes['UserPosition']> }>;
  StartQuestInput: StartQuestInput;
  StartQuestPayload: ResolverTypeWrapper<Omit<StartQuestPayload, 'questInstance'> & { questInstance: ResolversTypes['QuestInstance'] }>;
  JoinQuestInput: JoinQuestInput;
  JoinQuestPayload: ResolverTypeWrapper<Omit<JoinQuestPayload, 'questInstance'> & { questInstance: ResolversTypes['QuestInstance'] }>;
  LeaveQuestInput: LeaveQuestInput;
  LeaveQuestPayload: ResolverTypeWrapper<Omit<LeaveQuestPayload, 'questInstance'> & { questInstance: ResolversTypes['QuestInstance'] }>;
  UpdateQuestStateInput: UpdateQuestStateInput;
  UpdateQuestStatePayload: ResolverTypeWrapper<Omit<UpdateQuestStatePayload, 'questInstance'> & { questInstance: ResolversTypes['QuestInstance'] }>;
  CompleteQuestInput: CompleteQuestInput;
  CompleteQuestPayload: ResolverTypeWrapper<Omit<CompleteQuestPayload, 'questInstance'> & { questInstance: ResolversTypes['QuestInstance'] }>;
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
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Query: Record<PropertyKey, never>;
  ID: Scalars['ID']['output'];
  Float: Scalars['Float']['output'];
  Mutation: Record<PropertyKey, never>;
  Subscription: Record<PropertyKey, never>;
  User: UserRow;
  UserExport: Dossier;
  Character: CharacterRow;
  UserPosition: PositionRow;
  Instance: InstanceRow;
  QuestInstance: QuestRow;
  Space: SpaceRef;
  PlayersMoved: FrameRow;
  InstanceRoom: RoomRow;
  NearbyPlayer: NearbyRow;
  InstanceLoad: LoadRow;
  PositionInput: PositionInput;
  UserFilter: UserFilter;
  InstanceFilter: InstanceFilter;
  QuestInstanceFilter: QuestInstanceFilter;
  UserConnection: Page<UserRow>;
  UserEdge: Omit<UserEdge, 'node'> & { node: ResolversParentTypes['User'] };
  InstanceConnection: Page<InstanceRow>;
  InstanceEdge: Omit<InstanceEdge, 'node'> & { node: ResolversParentTypes['Instance'] };
  QuestInstanceConnection: Page<QuestRow>;
  QuestInstanceEdge: Omit<QuestInstanceEdge, 'node'> & { node: ResolversParentTypes['QuestInstance'] };
  PlayerConnection: Page<PositionRow>;
  PlayerEdge: Omit<PlayerEdge, 'node'> & { node: ResolversParentTypes['UserPosition'] };
  PageInfo: PageInfo;
  UpdateProfileInput: UpdateProfileInput;
  UpdateProfilePayload: Omit<UpdateProfilePayload, 'user'> & { user: ResolversParentTypes['User'] };
  CreateCharacterInput: CreateCharacterInput;
  UpdateCharacterInput: UpdateCharacterInput;
  SetPrimaryCharacterInput: SetPrimaryCharacterInput;
  DeleteCharacterInput: DeleteCharacterInput;
  CharacterCustomizationInput: CharacterCustomizationInput;
  ColorSlotInput: ColorSlotInput;
  AttachmentInput: AttachmentInput;
  BlendShapeInput: BlendShapeInput;
  CreateCharacterPayload: Omit<CreateCharacterPayload, 'character'> & { character: ResolversParentTypes['Character'] };
  UpdateCharacterPayload: Omit<UpdateCharacterPayload, 'character'> & { character: ResolversParentTypes['Character'] };
  SetPrimaryCharacterPayload: Omit<SetPrimaryCharacterPayload, 'character'> & { character: ResolversParentTypes['Character'] };
  DeleteCharacterPayload: Omit<DeleteCharacterPayload, 'character'> & { character?: Maybe<ResolversParentTypes['Character']> };
  SignInWithOAuthInput: SignInWithOAuthInput;
  SignInWithOAuthPayload: Omit<SignInWithOAuthPayload, 'user'> & { user: ResolversParentTypes['User'] };
  SetAccountStatusInput: SetAccountStatusInput;
  SetAccountStatusPayload: Omit<SetAccountStatusPayload, 'user'> & { user: ResolversParentTypes['User'] };
  EraseUserInput: EraseUserInput;
  EraseUserPayload: Omit<EraseUserPayload, 'user'> & { user?: Maybe<ResolversParentTypes['User']> };
  CreateInstanceInput: CreateInstanceInput;
  CreateInstancePayload: Omit<CreateInstancePayload, 'instance'> & { instance: ResolversParentTypes['Instance'] };
  UpdateInstanceStateInput: UpdateInstanceStateInput;
  UpdateInstanceStatePayload: Omit<UpdateInstanceStatePayload, 'instance'> & { instance: ResolversParentTypes['Instance'] };
  CloseInstanceInput: CloseInstanceInput;
  CloseInstancePayload: Omit<CloseInstancePayload, 'instance'> & { instance: ResolversParentTypes['Instance'] };
  JoinInstanceInput: JoinInstanceInput;
  JoinInstancePayload: Omit<JoinInstancePayload, 'instance'> & { instance: ResolversParentTypes['Instance'] };
  LeaveInstanceInput: LeaveInstanceInput;
  LeaveInstancePayload: Omit<LeaveInstancePayload, 'instance'> & { instance: ResolversParentTypes['Instance'] };
  MovePlayerInput: MovePlayerInput;
  MovePlayerPayload: Omit<MovePlayerPayload, 'position'> & { position: ResolversParentTypes['UserPosition'] };
  MovePlayersInput: MovePlayersInput;
  PlayerMoveInput: PlayerMoveInput;
  MovePlayersPayload: Omit<MovePlayersPayload, 'positions'> & { positions: Array<ResolversParentTypes['UserPosition']> };
  StartQuestInput: StartQuestInput;
  StartQuestPayload: Omit<StartQuestPayload, 'questInstance'> & { questInstance: ResolversParentTypes['QuestInstance'] };
  JoinQuestInput: JoinQuestInput;
  JoinQuestPayload: Omit<JoinQuestPayload, 'questInstance'> & { questInstance: ResolversParentTypes['QuestInstance'] };
  LeaveQuestInput: LeaveQuestInput;
  LeaveQuestPayload: Omit<LeaveQuestPayload, 'questInstance'> & { questInstance: ResolversParentTypes['QuestInstance'] };
  UpdateQuestStateInput: UpdateQuestStateInput;
  UpdateQuestStatePayload: Omit<UpdateQuestStatePayload, 'questInstance'> & { questInstance: ResolversParentTypes['QuestInstance'] };
  CompleteQuestInput: CompleteQuestInput;
  CompleteQuestPayload: Omit<CompleteQuestPayload, 'questInstance'> & { questInstance: ResolversParentTypes['QuestInstance'] };
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
  me?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<QueryUserArgs, 'id'>>;
  userByUsername?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, RequireFields<QueryUserByUsernameArgs, 'username'>>;
  users?: Resolver<Maybe<ResolversTypes['UserConnection']>, ParentType, ContextType, RequireFields<QueryUsersArgs, 'first'>>;
  character?: Resolver<Maybe<ResolversTypes['Character']>, ParentType, ContextType, RequireFields<QueryCharacterArgs, 'id'>>;
  instance?: Resolver<Maybe<ResolversTypes['Instance']>, ParentType, ContextType, RequireFields<QueryInstanceArgs, 'id'>>;
  instances?: Resolver<Maybe<ResolversTypes['InstanceConnection']>, ParentType, ContextType, RequireFields<QueryInstancesArgs, 'first'>>;
  questInstance?: Resolver<Maybe<ResolversTypes['QuestInstance']>, ParentType, ContextType, RequireFields<QueryQuestInstanceArgs, 'id'>>;
  questInstances?: Resolver<Maybe<ResolversTypes['QuestInstanceConnection']>, ParentType, ContextType, RequireFields<QueryQuestInstancesArgs, 'first'>>;
  activeQuests?: Resolver<Maybe<ResolversTypes['QuestInstanceConnection']>, ParentType, ContextType, RequireFields<QueryActiveQuestsArgs, 'first'>>;
  nearbyPlayers?: Resolver<Maybe<Array<ResolversTypes['NearbyPlayer']>>, ParentType, ContextType, RequireFields<QueryNearbyPlayersArgs, 'instanceId' | 'position' | 'radius' | 'activeWithinSeconds' | 'first'>>;
  playersFrame?: Resolver<Maybe<ResolversTypes['PlayersMoved']>, ParentType, ContextType, RequireFields<QueryPlayersFrameArgs, 'instanceId'>>;
  instanceRoom?: Resolver<Maybe<ResolversTypes['InstanceRoom']>, ParentType, ContextType, RequireFields<QueryInstanceRoomArgs, 'instanceId' | 'viewers' | 'withinSeconds'>>;
  instanceLoad?: Resolver<Maybe<Array<ResolversTypes['InstanceLoad']>>, ParentType, ContextType, RequireFields<QueryInstanceLoadArgs, 'createdWithinSeconds'>>;
  nexusDatabase?: Resolver<Maybe<ResolversTypes['DatabaseStatus']>, ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  updateProfile?: Resolver<Maybe<ResolversTypes['UpdateProfilePayload']>, ParentType, ContextType, RequireFields<MutationUpdateProfileArgs, 'input'>>;
  createCharacter?: Resolver<Maybe<ResolversTypes['CreateCharacterPayload']>, ParentType, ContextType, RequireFields<MutationCreateCharacterArgs, 'input'>>;
  updateCharacter?: Resolver<Maybe<ResolversTypes['UpdateCharacterPayload']>, ParentType, ContextType, RequireFields<MutationUpdateCharacterArgs, 'input'>>;
  setPrimaryCharacter?: Resolver<Maybe<ResolversTypes['SetPrimaryCharacterPayload']>, ParentType, ContextType, RequireFields<MutationSetPrimaryCharacterArgs, 'input'>>;
  deleteCharacter?: Resolver<Maybe<ResolversTypes['DeleteCharacterPayload']>, ParentType, ContextType, RequireFields<MutationDeleteCharacterArgs, 'input'>>;
  signInWithOAuth?: Resolver<Maybe<ResolversTypes['SignInWithOAuthPayload']>, ParentType, ContextType, RequireFields<MutationSignInWithOAuthArgs, 'input'>>;
  setAccountStatus?: Resolver<Maybe<ResolversTypes['SetAccountStatusPayload']>, ParentType, ContextType, RequireFields<MutationSetAccountStatusArgs, 'input'>>;
  eraseUser?: Resolver<Maybe<ResolversTypes['EraseUserPayload']>, ParentType, ContextType, RequireFields<MutationEraseUserArgs, 'input'>>;
  createInstance?: Resolver<Maybe<ResolversTypes['CreateInstancePayload']>, ParentType, ContextType, RequireFields<MutationCreateInstanceArgs, 'input'>>;
  updateInstanceState?: Resolver<Maybe<ResolversTypes['UpdateInstanceStatePayload']>, ParentType, ContextType, RequireFields<MutationUpdateInstanceStateArgs, 'input'>>;
  closeInstance?: Resolver<Maybe<ResolversTypes['CloseInstancePayload']>, ParentType, ContextType, RequireFields<MutationCloseInstanceArgs, 'input'>>;
  joinInstance?: Resolver<Maybe<ResolversTypes['JoinInstancePayload']>, ParentType, ContextType, RequireFields<MutationJoinInstanceArgs, 'input'>>;
  leaveInstance?: Resolver<Maybe<ResolversTypes['LeaveInstancePayload']>, ParentType, ContextType, RequireFields<MutationLeaveInstanceArgs, 'input'>>;
  movePlayer?: Resolver<Maybe<ResolversTypes['MovePlayerPayload']>, ParentType, ContextType, RequireFields<MutationMovePlayerArgs, 'input'>>;
  movePlayers?: Resolver<Maybe<ResolversTypes['MovePlayersPayload']>, ParentType, ContextType, RequireFields<MutationMovePlayersArgs, 'input'>>;
  startQuest?: Resolver<Maybe<ResolversTypes['StartQuestPayload']>, ParentType, ContextType, RequireFields<MutationStartQuestArgs, 'input'>>;
  joinQuest?: Resolver<Maybe<ResolversTypes['JoinQuestPayload']>, ParentType, ContextType, RequireFields<MutationJoinQuestArgs, 'input'>>;
  leaveQuest?: Resolver<Maybe<ResolversTypes['LeaveQuestPayload']>, ParentType, ContextType, RequireFields<MutationLeaveQuestArgs, 'input'>>;
  updateQuestState?: Resolver<Maybe<ResolversTypes['UpdateQuestStatePayload']>, ParentType, ContextType, RequireFields<MutationUpdateQuestStateArgs, 'input'>>;
  completeQuest?: Resolver<Maybe<ResolversTypes['CompleteQuestPayload']>, ParentType, ContextType, RequireFields<MutationCompleteQuestArgs, 'input'>>;
};

export type SubscriptionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  instanceChanged?: SubscriptionResolver<Maybe<ResolversTypes['Instance']>, "instanceChanged", ParentType, ContextType, RequireFields<SubscriptionInstanceChangedArgs, 'instanceId'>>;
  playersMoved?: SubscriptionResolver<Maybe<ResolversTypes['PlayersMoved']>, "playersMoved", ParentType, ContextType, RequireFields<SubscriptionPlayersMovedArgs, 'instanceId'>>;
  questUpdated?: SubscriptionResolver<Maybe<ResolversTypes['QuestInstance']>, "questUpdated", ParentType, ContextType, RequireFields<SubscriptionQuestUpdatedArgs, 'instanceId'>>;
};

export type UserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  username?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  displayName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  avatarUrl?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  bio?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  maturityRating?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  accountStatus?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  lastLogin?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  oauthProvider?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  characters?: Resolver<Maybe<Array<ResolversTypes['Character']>>, ParentType, ContextType>;
  primaryCharacter?: Resolver<Maybe<ResolversTypes['Character']>, ParentType, ContextType>;
  position?: Resolver<Maybe<ResolversTypes['UserPosition']>, ParentType, ContextType>;
  activeQuests?: Resolver<Maybe<Array<ResolversTypes['QuestInstance']>>, ParentType, ContextType>;
  export?: Resolver<Maybe<ResolversTypes['UserExport']>, ParentType, ContextType>;
};

export type UserExportResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserExport'] = ResolversParentTypes['UserExport'], FederationReferenceType extends FederationReferenceTypes['UserExport'] = FederationReferenceTypes['UserExport']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['UserExport']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  account?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  characters?: Resolver<Maybe<Array<ResolversTypes['JSON']>>, ParentType, ContextType>;
  position?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  membership?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  quests?: Resolver<Maybe<Array<ResolversTypes['JSON']>>, ParentType, ContextType>;
};

export type CharacterResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Character'] = ResolversParentTypes['Character'], FederationReferenceType extends FederationReferenceTypes['Character'] = FederationReferenceTypes['Character']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Character']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  characterName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  modelUrl?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  customizationData?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  isPrimary?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type UserPositionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserPosition'] = ResolversParentTypes['UserPosition']> = {
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  instance?: Resolver<Maybe<ResolversTypes['Instance']>, ParentType, ContextType>;
  x?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  y?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  z?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  rotationY?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  animationState?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  lastUpdate?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  isStale?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type InstanceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Instance'] = ResolversParentTypes['Instance'], FederationReferenceType extends FederationReferenceTypes['Instance'] = FederationReferenceTypes['Instance']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Instance']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  space?: Resolver<Maybe<ResolversTypes['Space']>, ParentType, ContextType>;
  instanceType?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  maxUsers?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  currentUsers?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  serverRegion?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  state?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  stateVersion?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  closedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  loadFactor?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  activeUsers?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  averagePositionAgeSeconds?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  players?: Resolver<Maybe<ResolversTypes['PlayerConnection']>, ParentType, ContextType, RequireFields<InstancePlayersArgs, 'activeWithinSeconds' | 'first'>>;
  activeQuests?: Resolver<Maybe<Array<ResolversTypes['QuestInstance']>>, ParentType, ContextType>;
};

export type QuestInstanceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['QuestInstance'] = ResolversParentTypes['QuestInstance'], FederationReferenceType extends FederationReferenceTypes['QuestInstance'] = FederationReferenceTypes['QuestInstance']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['QuestInstance']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  questId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  instance?: Resolver<Maybe<ResolversTypes['Instance']>, ParentType, ContextType>;
  participants?: Resolver<Array<ResolversTypes['User']>, ParentType, ContextType>;
  state?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  stateVersion?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  startedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  completedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type SpaceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Space'] = ResolversParentTypes['Space'], FederationReferenceType extends FederationReferenceTypes['Space'] = FederationReferenceTypes['Space']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Space']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  instances?: Resolver<Maybe<ResolversTypes['InstanceConnection']>, ParentType, ContextType, RequireFields<SpaceInstancesArgs, 'first'>>;
};

export type PlayersMovedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PlayersMoved'] = ResolversParentTypes['PlayersMoved']> = {
  instance?: Resolver<Maybe<ResolversTypes['Instance']>, ParentType, ContextType>;
  moved?: Resolver<Array<ResolversTypes['UserPosition']>, ParentType, ContextType>;
  left?: Resolver<Array<ResolversTypes['ID']>, ParentType, ContextType>;
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  full?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type InstanceRoomResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InstanceRoom'] = ResolversParentTypes['InstanceRoom']> = {
  present?: Resolver<Array<ResolversTypes['ID']>, ParentType, ContextType>;
  moves?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
};

export type NearbyPlayerResolvers<ContextType = Context, ParentType extends ResolversParentTypes['NearbyPlayer'] = ResolversParentTypes['NearbyPlayer']> = {
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  position?: Resolver<ResolversTypes['UserPosition'], ParentType, ContextType>;
  distance?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type InstanceLoadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InstanceLoad'] = ResolversParentTypes['InstanceLoad']> = {
  instance?: Resolver<ResolversTypes['Instance'], ParentType, ContextType>;
  loadFactor?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  activeUsers?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  averagePositionAgeSeconds?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type UserConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserConnection'] = ResolversParentTypes['UserConnection']> = {
  edges?: Resolver<Array<ResolversTypes['UserEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['User']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type UserEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserEdge'] = ResolversParentTypes['UserEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
};

export type InstanceConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InstanceConnection'] = ResolversParentTypes['InstanceConnection']> = {
  edges?: Resolver<Array<ResolversTypes['InstanceEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Instance']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type InstanceEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InstanceEdge'] = ResolversParentTypes['InstanceEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Instance'], ParentType, ContextType>;
};

export type QuestInstanceConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['QuestInstanceConnection'] = ResolversParentTypes['QuestInstanceConnection']> = {
  edges?: Resolver<Array<ResolversTypes['QuestInstanceEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['QuestInstance']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type QuestInstanceEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['QuestInstanceEdge'] = ResolversParentTypes['QuestInstanceEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['QuestInstance'], ParentType, ContextType>;
};

export type PlayerConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PlayerConnection'] = ResolversParentTypes['PlayerConnection']> = {
  edges?: Resolver<Array<ResolversTypes['PlayerEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['UserPosition']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type PlayerEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PlayerEdge'] = ResolversParentTypes['PlayerEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['UserPosition'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type UpdateProfilePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateProfilePayload'] = ResolversParentTypes['UpdateProfilePayload']> = {
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
};

export type CreateCharacterPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateCharacterPayload'] = ResolversParentTypes['CreateCharacterPayload']> = {
  character?: Resolver<ResolversTypes['Character'], ParentType, ContextType>;
};

export type UpdateCharacterPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateCharacterPayload'] = ResolversParentTypes['UpdateCharacterPayload']> = {
  character?: Resolver<ResolversTypes['Character'], ParentType, ContextType>;
};

export type SetPrimaryCharacterPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SetPrimaryCharacterPayload'] = ResolversParentTypes['SetPrimaryCharacterPayload']> = {
  character?: Resolver<ResolversTypes['Character'], ParentType, ContextType>;
};

export type DeleteCharacterPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeleteCharacterPayload'] = ResolversParentTypes['DeleteCharacterPayload']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  character?: Resolver<Maybe<ResolversTypes['Character']>, ParentType, ContextType>;
};

export type SignInWithOAuthPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SignInWithOAuthPayload'] = ResolversParentTypes['SignInWithOAuthPayload']> = {
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  created?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type SetAccountStatusPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SetAccountStatusPayload'] = ResolversParentTypes['SetAccountStatusPayload']> = {
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
};

export type EraseUserPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EraseUserPayload'] = ResolversParentTypes['EraseUserPayload']> = {
  userId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  erasedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type CreateInstancePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateInstancePayload'] = ResolversParentTypes['CreateInstancePayload']> = {
  instance?: Resolver<ResolversTypes['Instance'], ParentType, ContextType>;
};

export type UpdateInstanceStatePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateInstanceStatePayload'] = ResolversParentTypes['UpdateInstanceStatePayload']> = {
  instance?: Resolver<ResolversTypes['Instance'], ParentType, ContextType>;
};

export type CloseInstancePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CloseInstancePayload'] = ResolversParentTypes['CloseInstancePayload']> = {
  instance?: Resolver<ResolversTypes['Instance'], ParentType, ContextType>;
};

export type JoinInstancePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['JoinInstancePayload'] = ResolversParentTypes['JoinInstancePayload']> = {
  instance?: Resolver<ResolversTypes['Instance'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type LeaveInstancePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LeaveInstancePayload'] = ResolversParentTypes['LeaveInstancePayload']> = {
  instance?: Resolver<ResolversTypes['Instance'], ParentType, ContextType>;
};

export type MovePlayerPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MovePlayerPayload'] = ResolversParentTypes['MovePlayerPayload']> = {
  position?: Resolver<ResolversTypes['UserPosition'], ParentType, ContextType>;
};

export type MovePlayersPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MovePlayersPayload'] = ResolversParentTypes['MovePlayersPayload']> = {
  positions?: Resolver<Array<ResolversTypes['UserPosition']>, ParentType, ContextType>;
};

export type StartQuestPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StartQuestPayload'] = ResolversParentTypes['StartQuestPayload']> = {
  questInstance?: Resolver<ResolversTypes['QuestInstance'], ParentType, ContextType>;
};

export type JoinQuestPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['JoinQuestPayload'] = ResolversParentTypes['JoinQuestPayload']> = {
  questInstance?: Resolver<ResolversTypes['QuestInstance'], ParentType, ContextType>;
};

export type LeaveQuestPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LeaveQuestPayload'] = ResolversParentTypes['LeaveQuestPayload']> = {
  questInstance?: Resolver<ResolversTypes['QuestInstance'], ParentType, ContextType>;
};

export type UpdateQuestStatePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateQuestStatePayload'] = ResolversParentTypes['UpdateQuestStatePayload']> = {
  questInstance?: Resolver<ResolversTypes['QuestInstance'], ParentType, ContextType>;
};

export type CompleteQuestPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CompleteQuestPayload'] = ResolversParentTypes['CompleteQuestPayload']> = {
  questInstance?: Resolver<ResolversTypes['QuestInstance'], ParentType, ContextType>;
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

export type Resolvers<ContextType = Context> = {
  Query?: QueryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  UserExport?: UserExportResolvers<ContextType>;
  Character?: CharacterResolvers<ContextType>;
  UserPosition?: UserPositionResolvers<ContextType>;
  Instance?: InstanceResolvers<ContextType>;
  QuestInstance?: QuestInstanceResolvers<ContextType>;
  Space?: SpaceResolvers<ContextType>;
  PlayersMoved?: PlayersMovedResolvers<ContextType>;
  InstanceRoom?: InstanceRoomResolvers<ContextType>;
  NearbyPlayer?: NearbyPlayerResolvers<ContextType>;
  InstanceLoad?: InstanceLoadResolvers<ContextType>;
  UserConnection?: UserConnectionResolvers<ContextType>;
  UserEdge?: UserEdgeResolvers<ContextType>;
  InstanceConnection?: InstanceConnectionResolvers<ContextType>;
  InstanceEdge?: InstanceEdgeResolvers<ContextType>;
  QuestInstanceConnection?: QuestInstanceConnectionResolvers<ContextType>;
  QuestInstanceEdge?: QuestInstanceEdgeResolvers<ContextType>;
  PlayerConnection?: PlayerConnectionResolvers<ContextType>;
  PlayerEdge?: PlayerEdgeResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  UpdateProfilePayload?: UpdateProfilePayloadResolvers<ContextType>;
  CreateCharacterPayload?: CreateCharacterPayloadResolvers<ContextType>;
  UpdateCharacterPayload?: UpdateCharacterPayloadResolvers<ContextType>;
  SetPrimaryCharacterPayload?: SetPrimaryCharacterPayloadResolvers<ContextType>;
  DeleteCharacterPayload?: DeleteCharacterPayloadResolvers<ContextType>;
  SignInWithOAuthPayload?: SignInWithOAuthPayloadResolvers<ContextType>;
  SetAccountStatusPayload?: SetAccountStatusPayloadResolvers<ContextType>;
  EraseUserPayload?: EraseUserPayloadResolvers<ContextType>;
  CreateInstancePayload?: CreateInstancePayloadResolvers<ContextType>;
  UpdateInstanceStatePayload?: UpdateInstanceStatePayloadResolvers<ContextType>;
  CloseInstancePayload?: CloseInstancePayloadResolvers<ContextType>;
  JoinInstancePayload?: JoinInstancePayloadResolvers<ContextType>;
  LeaveInstancePayload?: LeaveInstancePayloadResolvers<ContextType>;
  MovePlayerPayload?: MovePlayerPayloadResolvers<ContextType>;
  MovePlayersPayload?: MovePlayersPayloadResolvers<ContextType>;
  StartQuestPayload?: StartQuestPayloadResolvers<ContextType>;
  JoinQuestPayload?: JoinQuestPayloadResolvers<ContextType>;
  LeaveQuestPayload?: LeaveQuestPayloadResolvers<ContextType>;
  UpdateQuestStatePayload?: UpdateQuestStatePayloadResolvers<ContextType>;
  CompleteQuestPayload?: CompleteQuestPayloadResolvers<ContextType>;
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
