import { databases } from '@worlds/kit/names.ts'
import type pg from 'pg'
import { recordOperation } from './audit.ts'
import type { Outcome } from './databases.ts'
import type { Owner, Owners } from './owners.ts'

/** A database cannot be narrowed yet; the message says what has to change first. */
class LockdownRefused extends Error {
  override name = 'LockdownRefused'
}

/**
 * The statements that narrow a database to its two known logins: the graph's role stays as migrated, the existing login
 * keeps reading and writing the owner's tables and nothing else, every other program loses its way in.
 */
const narrowing = `
  select format('drop policy %I on %s', polname, polrelid::regclass) as statement
  from pg_policy where polname like 'other\\_programs\\_%'
  union all
  select distinct format('revoke all on %s from %s', pg_class.oid::regclass, case when acl.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(acl.grantee)) end)
  from pg_class, lateral (
    select grantee from aclexplode(coalesce(relacl, acldefault('r', relowner)))
    union select grantee from pg_attribute, aclexplode(attacl) where attrelid = pg_class.oid
  ) acl
  where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'S')
    and acl.grantee not in (relowner, $1::regrole)
  union all
  select format('grant select, insert, update, delete on %s to %s', pg_class.oid::regclass, $2::regrole)
  from pg_class where exists (select from pg_policy where polrelid = pg_class.oid and polname = 'existing_login')
  union all
  select format('grant usage on sequence %s to %s', pg_class.oid::regclass, $2::regrole)
  from pg_class where relnamespace = 'public'::regnamespace and relkind = 'S'
  union all
  select format('revoke create on schema public from public, %s', $2::regrole)
  union all
  select format('revoke all on database %I from %s', datname, case when acl.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(acl.grantee)) end)
  from pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba))) acl
  where datname = current_database() and acl.grantee not in (datdba, $1::regrole, $2::regrole)
  group by datname, acl.grantee
  union all
  select format('grant connect on database %I to %s, %s, %I', current_database(), $1::regrole, $2::regrole, current_user)`

/** Narrows each database in one transaction; without `apply` the statements are only listed. */
export async function lockdownAll({ all, apply }: Owners, say: (line: string) => void): Promise<Outcome<string[]>> {
  const result: Record<string, string[]> = {}
  for (const owner of all) {
    const client = await owner.connect()
    try {
      result[owner.database] = await lockdown(client, owner, apply)
    } finally {
      await client.end()
    }
    say(`${owner.database}: ${apply ? 'done' : 'would be done, with --apply'}:`)
    for (const statement of result[owner.database] as string[]) say(`  ${statement}`)
  }
  return { result, blocked: false }
}

async function lockdown(client: pg.Client, { name, database }: Owner, apply: boolean): Promise<string[]> {
  const { graphRole, existingRole } = databases[name]
  await client.query('begin')
  await client.query("set local lock_timeout = '5s'")
  try {
    await refuseOwningLogin(client, existingRole, database)
    const { rows } = await client.query<{ statement: string }>(narrowing, [graphRole, existingRole])
    // To try them would lock out whoever reads: without "apply" they are only listed.
    if (apply) for (const { statement } of rows) await client.query(statement)
    if (apply) await recordOperation(client, 'lockdown')
    await client.query(apply ? 'commit' : 'rollback')
    return rows.map(row => row.statement)
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

/** An owner can give itself back whatever is taken from it. */
async function refuseOwningLogin(client: pg.Client, existingRole: string, database: string): Promise<void> {
  const { rows } = await client.query<{ table: string }>(
    `select oid::regclass::text as table from pg_class
     where relowner = $1::regrole and relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`,
    [existingRole],
  )
  if (rows.length === 0) return
  const { rows: who } = await client.query<{ name: string }>('select current_user::text as name')
  const remedy = rows.map(row => `alter table ${row.table} owner to <owner>;`).join(' ')
  const because = who[0]?.name === existingRole ? ', as which this command is logged in' : ''
  throw new LockdownRefused(
    `${database}: ${existingRole}${because} owns tables, and an owner cannot be narrowed. Give them to a role that only ` +
      `migrates, as a superuser: ${remedy}`,
  )
}
