// Written by `node migrations/tables.ts`; do not edit.
import type { Generated } from 'kysely'

export interface Characters {
  id: Generated<string>
  user_id: string | null
  character_name: string
  model_url: string | null
  customization_data: unknown
  is_primary: Generated<boolean | null>
  created_at: Generated<string | null>
}

export interface Instances {
  id: Generated<string>
  world_id: string | null
  instance_type: string | null
  max_users: Generated<number | null>
  current_users: Generated<number | null>
  server_region: string | null
  created_at: Generated<string | null>
  state: unknown
  state_version: Generated<number>
  closed_at: string | null
}

export interface QuestInstances {
  id: Generated<string>
  quest_id: string | null
  instance_id: string | null
  participants: string[] | null
  state: unknown
  started_at: Generated<string | null>
  completed_at: string | null
  state_version: Generated<number>
}

export interface UserPositions {
  user_id: string
  instance_id: string | null
  position_x: number | null
  position_y: number | null
  position_z: number | null
  rotation_y: number | null
  animation_state: string | null
  last_update: Generated<string | null>
  cell_x: number | null
  cell_z: number | null
}

export interface Users {
  id: Generated<string>
  username: string
  email: string
  display_name: string | null
  avatar_url: string | null
  bio: string | null
  maturity_rating: Generated<number | null>
  account_status: Generated<string | null>
  created_at: Generated<string | null>
  last_login: string | null
  oauth_provider: string | null
  oauth_id: string | null
}

export interface GraphAudit {
  id: Generated<string>
  recorded_at: Generated<string>
  principal: string
  act: string
  targets: Generated<string[]>
  outcome: Generated<string>
}

export interface GraphIdempotentWrites {
  principal: string
  key: string
  field: string
  fingerprint: Buffer
  result: unknown
  written_at: Generated<string>
}

export interface GraphMemberships {
  user_id: string
  instance_id: string
  joined_at: Generated<string>
  expires_at: string
}

export interface GraphMigrations {
  file: string
  step: string
  checksum: string
  applied_at: Generated<string>
}

export interface GraphOutbox {
  id: Generated<string>
  recipient: string
  topic: string
  user_id: string
  payload: Generated<unknown>
  written_at: Generated<string>
  due_at: Generated<string>
  attempts: Generated<number>
}

export interface GraphTombstones {
  user_id: string
  erased_at: Generated<string>
}

export interface Tables {
  characters: Characters
  instances: Instances
  quest_instances: QuestInstances
  user_positions: UserPositions
  users: Users
  'graph.audit': GraphAudit
  'graph.idempotent_writes': GraphIdempotentWrites
  'graph.memberships': GraphMemberships
  'graph.migrations': GraphMigrations
  'graph.outbox': GraphOutbox
  'graph.tombstones': GraphTombstones
}
