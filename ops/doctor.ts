import { databases } from '@worlds/kit/names.ts'
import type { Check, Finding, Patient, State } from './checks.ts'
import type { Outcome } from './databases.ts'
import { migrationChecks } from './doctor-migrations.ts'
import { roleChecks } from './doctor-roles.ts'
import { serverChecks } from './doctor-servers.ts'
import { tableChecks } from './doctor-tables.ts'
import type { Owner, Owners } from './owners.ts'

export const checks: Check[] = [...serverChecks, ...roleChecks, ...tableChecks, ...migrationChecks]

/** What became of one check. */
export interface Examined {
  id: string
  title: string
  /** The worst of what was found. */
  state: State
  found: string[]
  /** What mends them: SQL, a line of configuration, a command. */
  remedy: string[]
}

const insufficientPrivilege = '42501'
const severity: State[] = ['ok', 'unknown', 'warning', 'error']

/**
 * Examines each database over its owner's connection, in transactions that can change nothing.
 * @returns every check of every database; blocked when one of them met an error
 */
export async function examineAll({ all }: Owners, say: (line: string) => void): Promise<Outcome<Examined[]>> {
  const result: Record<string, Examined[]> = {}
  for (const owner of all) {
    const examined = await examineOwner(owner)
    result[owner.database] = examined
    const count = (state: State) => examined.filter(one => one.state === state).length
    say(
      `${owner.database}: ${examined.length} checks: ${count('error')} errors, ${count('warning')} warnings, ` +
        `${count('unknown')} not to be looked at`,
    )
    for (const one of examined) report(one, say)
  }
  const blocked = Object.values(result)
    .flat()
    .some(({ state }) => state === 'error')
  return { result, blocked }
}

async function examineOwner({ name, database, connect, connections, embedded }: Owner): Promise<Examined[]> {
  const client = await connect()
  try {
    const { graphRole, existingRole } = databases[name]
    return await examine({ client, name, database, graphRole, existingRole, connections }, embedded)
  } finally {
    await client.end()
  }
}

/**
 * Examines one database: in a transaction that the client has begun already, what that one sees. It ends rolled back.
 * @param chosen the checks that are made
 */
export async function examine(patient: Patient, embedded: boolean, chosen = checks): Promise<Examined[]> {
  const { client, name } = patient
  await client.query('begin read only')
  try {
    await client.query("set local statement_timeout = '30s'; set local lock_timeout = '2s'")
    const examined: Examined[] = []
    for (const check of chosen) {
      if (check.of === undefined || check.of === name || (check.of === 'server' && !embedded)) {
        examined.push(await examinedBy(check, patient))
      }
    }
    return examined
  } finally {
    await client.query('rollback')
  }
}

async function examinedBy(check: Check, patient: Patient): Promise<Examined> {
  const { id, title } = check
  const findings = await looked(check, patient)
  const state = severity.findLast(state => findings.some(finding => finding.state === state)) ?? 'ok'
  const remedy = findings.map(finding => finding.remedy ?? '').filter(Boolean)
  return { id, title, state, found: findings.map(({ found }) => found), remedy }
}

async function looked(check: Check, patient: Patient): Promise<Finding[]> {
  const { client } = patient
  await client.query('savepoint look')
  try {
    return await check.look(patient)
  } catch (error) {
    const { code, message } = error as Error & { code?: string }
    if (code !== insufficientPrivilege) throw error
    return [{ state: 'unknown', found: message, remedy: 'run pnpm db doctor once as a superuser' }]
  } finally {
    // A query that failed, here or where the check caught it, would fail all that come after it.
    await client.query('rollback to savepoint look')
  }
}

function report({ id, title, state, found, remedy }: Examined, say: (line: string) => void): void {
  if (found.length === 0) return
  say(`  ${state === 'ok' ? 'note' : state}: ${title} (${id})`)
  for (const line of found) say(`    ${line}`)
  for (const line of remedy) say(`    mend: ${line}`)
}
