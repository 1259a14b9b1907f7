import { databases, type SubgraphName } from '@worlds/kit/names.ts'
import type { ClientBase } from 'pg'
import { MigrationRefused } from './faults.ts'
import type { Step } from './files.ts'

interface Server {
  version: string
  number: number
  database: string
  login: string
  mayCreate: boolean
  mayCreateTables: boolean
}

/**
 * Makes sure that this server, database and login can be migrated at all, before anything is changed.
 * @returns whether the database holds tables of the owner already
 * @throws MigrationRefused naming the fault and the remedy
 */
export async function checkServer(client: ClientBase, subgraph: SubgraphName, steps: Step[]): Promise<boolean> {
  const { rows } = await client.query<Server>(`
    select current_setting('server_version') as version, current_setting('server_version_num')::int as number,
      current_database() as database, current_user as login,
      has_database_privilege(current_database(), 'create') as "mayCreate",
      has_schema_privilege('public', 'create') as "mayCreateTables"`)
  const server = rows[0] as Server
  if (server.number < 150_000) {
    throw new MigrationRefused(`PostgreSQL ${server.version} is too old: Worlds Graph needs 15 or newer. Upgrade it.`)
  }
  if (server.login === databases[subgraph].graphRole) {
    throw new MigrationRefused(
      `${server.login} is the role of the graph and must own nothing. Migrate as the owner of ${server.database}.`,
    )
  }
  if (!server.mayCreate) {
    throw new MigrationRefused(
      `${server.login} may not create schemas in ${server.database}. ` +
        `As its owner or a superuser run: grant create on database "${server.database}" to "${server.login}";`,
    )
  }
  const tables = await checkTables(client, server, steps)
  if (subgraph === 'memory') await checkVectors(client, server)
  return tables > 0
}

/** The tables that the baseline names must be the login's own, or its to make. */
async function checkTables(client: ClientBase, server: Server, steps: Step[]): Promise<number> {
  const names = steps.flatMap(step =>
    step.statements.flatMap(({ text }) => text.match(/^create table if not exists (\w+)\s/)?.[1] ?? []),
  )
  const { rows } = await client.query<{ name: string; owner: string; owned: boolean }>(
    `select relname as name, pg_get_userbyid(relowner) as owner, pg_has_role(relowner, 'usage') as owned
     from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname = any ($1)`,
    [names],
  )
  const foreign = rows.find(table => !table.owned)
  if (foreign) {
    throw new MigrationRefused(
      `The table ${foreign.name} of ${server.database} belongs to ${foreign.owner}, and ${server.login} may not ` +
        `change it. Migrate as ${foreign.owner} or as a superuser.`,
    )
  }
  if (rows.length < names.length && !server.mayCreateTables) {
    throw new MigrationRefused(
      `${server.login} may not create tables in schema public of ${server.database}. ` +
        `As its owner or a superuser run: grant create on schema public to "${server.login}";`,
    )
  }
  return rows.length
}

interface Extension {
  version: string
  installed: boolean
  allowed: boolean
}

async function checkVectors(client: ClientBase, server: Server): Promise<void> {
  const { rows } = await client.query<Extension>(`
    select coalesce(installed_version, default_version) as version, installed_version is not null as installed,
      (select rolsuper from pg_roles where rolname = current_user) or exists (
        select from pg_available_extension_versions v where v.name = e.name and v.version = default_version and trusted
      ) as allowed
    from pg_available_extensions e where name = 'vector'`)
  const extension = rows[0]
  if (!extension) {
    throw new MigrationRefused(
      'This server has no pgvector. Install pgvector 0.8 or newer on it, for instance the package ' +
        `postgresql-${Math.floor(server.number / 10_000)}-pgvector, and run this again.`,
    )
  }
  const [major = 0, minor = 0] = extension.version.split('.').map(Number)
  if (major === 0 && minor < 8) {
    const remedy = extension.installed
      ? `Install a newer one, then as a superuser run in ${server.database}: alter extension vector update;`
      : 'Install a newer one and run this again.'
    throw new MigrationRefused(`pgvector ${extension.version} is too old: Worlds Graph needs 0.8 or newer. ${remedy}`)
  }
  if (!extension.installed && !extension.allowed) {
    throw new MigrationRefused(
      `${server.login} may not install pgvector. As a superuser run in ${server.database}: create extension vector;`,
    )
  }
}
