// Written by `node migrations/tables.ts`; do not edit.
import type { Generated } from 'kysely'

export interface Assets {
  id: Generated<string>
  asset_name: string
  asset_type: string | null
  file_url: string | null
  thumbnail_url: string | null
  metadata: unknown
  creator_id: string | null
  license_type: string | null
  created_at: Generated<string | null>
}

export interface Spaces {
  id: Generated<string>
  owner_id: string | null
  space_name: string | null
  description: string | null
  is_public: Generated<boolean | null>
  max_occupancy: Generated<number | null>
  entry_point: unknown
  skybox_settings: unknown
  terrain_settings: unknown
  created_at: Generated<string | null>
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

export interface GraphMigrations {
  file: string
  step: string
  checksum: string
  applied_at: Generated<string>
}

export interface GraphStandings {
  user_id: string
  standing: string
  version: string
  changed_at: Generated<string>
}

export interface Tables {
  assets: Assets
  spaces: Spaces
  'graph.audit': GraphAudit
  'graph.idempotent_writes': GraphIdempotentWrites
  'graph.migrations': GraphMigrations
  'graph.standings': GraphStandings
}
