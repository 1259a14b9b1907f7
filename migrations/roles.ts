import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'
import { databases, type SubgraphName } from '@worlds/kit/names.ts'
import type { ClientBase } from 'pg'
import { codeOf, MigrationRefused } from './faults.ts'

/** Another migrator on the same server made the role in the same moment. */
const madeMeanwhile = new Set(['42710', '23505'])

/**
 * What PostgreSQL stores of a password, made here so that the password itself never reaches the server or its log.
 */
export function scramVerifier(password: string, salt = randomBytes(16), iterations = 4096): string {
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256')
  const hmac = (text: string) => createHmac('sha256', salted).update(text).digest()
  const storedKey = createHash('sha256').update(hmac('Client Key')).digest('base64')
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${hmac('Server Key').toString('base64')}`
}

/**
 * Makes the graph's role and the login of the owner's programs where they are missing. One that exists is left as it is.
 * @returns what the operator should know
 * @throws MigrationRefused with the SQL for a superuser when this login may not make roles, or when the graph's role
 *   could pass row security
 */
export async function ensureRoles(client: ClientBase, subgraph: SubgraphName, password?: string): Promise<string[]> {
  const { graphRole, existingRole } = databases[subgraph]
  const existing = await client.query<{ name: string }>(
    'select rolname as name from pg_roles where rolname in ($1, $2)',
    [graphRole, existingRole],
  )
  const missing = [graphRole, existingRole].filter(role => !existing.rows.some(({ name }) => name === role))
  if (missing.length > 0) await requireRightToMake(client, missing, graphRole)
  for (const role of missing) {
    if (role === graphRole) await makeGraphRole(client, role, password)
    else await makeRole(client, `create role ${role} nologin`)
  }
  await refuseMightyRole(client, graphRole)
  await ensureConnect(client, graphRole)
  return notes(missing, graphRole, existingRole, password)
}

async function requireRightToMake(client: ClientBase, missing: string[], graphRole: string): Promise<void> {
  const { rows } = await client.query<{ login: string; may: boolean }>(
    'select rolname as login, rolsuper or rolcreaterole as may from pg_roles where rolname = current_user',
  )
  if (rows[0]?.may) return
  const sql = missing.flatMap(role =>
    role === graphRole
      ? [`create role ${role} login noinherit;`, `alter role ${role} set timezone = 'UTC';`, `\\password ${role}`]
      : [`create role ${role} nologin;`],
  )
  throw new MigrationRefused(
    `${rows[0]?.login} may not make the missing roles. Run this in psql as a superuser, then migrate again:\n` +
      sql.join('\n'),
  )
}

async function makeGraphRole(client: ClientBase, role: string, password: string | undefined): Promise<void> {
  const secret = password === undefined ? '' : ` password '${scramVerifier(password)}'`
  const made = await makeRole(client, `create role ${role} login noinherit${secret}`)
  if (made) await client.query(`alter role ${role} set timezone = 'UTC'`)
}

async function makeRole(client: ClientBase, statement: string): Promise<boolean> {
  try {
    await client.query(statement)
    return true
  } catch (error) {
    if (madeMeanwhile.has(codeOf(error) ?? '')) return false
    throw error
  }
}

interface Might {
  superuser: boolean
  bypass: boolean
  creator: boolean
  memberOf: string[]
  owns: string[]
}

/** Row security is worth nothing under a role that may pass it, or make or become one that may. */
async function refuseMightyRole(client: ClientBase, role: string): Promise<void> {
  const { rows } = await client.query<Might>(
    `select rolsuper as superuser, rolbypassrls as bypass, rolcreaterole as creator,
       array(select pg_get_userbyid(roleid)::text from pg_auth_members where member = pg_roles.oid) as "memberOf",
       array(
         select pg_describe_object(classid, objid, objsubid) from pg_shdepend
         where refclassid = 'pg_authid'::regclass and refobjid = pg_roles.oid and deptype = 'o'
           and dbid in (0, (select oid from pg_database where datname = current_database()))
       ) as owns
     from pg_roles where rolname = $1`,
    [role],
  )
  const { superuser, bypass, creator, memberOf, owns } = rows[0] as Might
  const faults = [
    superuser && `is a superuser (alter role ${role} nosuperuser;)`,
    bypass && `passes row security (alter role ${role} nobypassrls;)`,
    creator && `may make roles (alter role ${role} nocreaterole;)`,
    memberOf.length > 0 && `is a member of ${memberOf.join(', ')} (revoke ${memberOf.join(', ')} from ${role};)`,
    owns.length > 0 && `owns ${owns.slice(0, 5).join(', ')} (reassign owned by ${role} to the owner;)`,
  ].filter(Boolean)
  if (faults.length > 0) {
    throw new MigrationRefused(
      `${role}, the graph's role, must not be able to pass row security. It ${faults.join('; it ')}`,
    )
  }
}

async function ensureConnect(client: ClientBase, role: string): Promise<void> {
  const { rows } = await client.query<{ name: string; may: boolean }>(
    "select quote_ident(current_database()) as name, has_database_privilege($1, current_database(), 'connect') as may",
    [role],
  )
  if (rows[0] && !rows[0].may) await client.query(`grant connect on database ${rows[0].name} to ${role}`)
}

function notes(missing: string[], graphRole: string, existingRole: string, password: string | undefined): string[] {
  const made = missing.includes(graphRole)
  const said: string[] = []
  if (made && password === undefined) {
    said.push(`${graphRole} was made without a password and cannot log in yet: run \\password ${graphRole} in psql.`)
  }
  if (!made && password !== undefined) {
    said.push(`${graphRole} exists already and was left as it is, its password included.`)
  }
  if (missing.includes(existingRole)) said.push(`${existingRole} was made without the right to log in.`)
  return said
}
