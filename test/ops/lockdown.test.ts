import { databases } from '@worlds/kit/names.ts'
import { migrate } from '@worlds/migrations/migrate.ts'
import { lockdownAll } from '@worlds/ops/lockdown.ts'
import { describe, expect, test } from 'vitest'
import { makeLogin, withRoles } from '../migrations/adopted.ts'
import {
  ask,
  failed,
  failure,
  onServer,
  ownerDdl,
  rowsOf,
  run,
  runAs,
  type Scratch,
  scratch,
} from '../migrations/scratch.ts'

const quiet = () => undefined

function ownersOf(database: Scratch, apply: boolean) {
  const { subgraph } = database
  const owner = {
    name: subgraph,
    database: databases[subgraph].database,
    graphPassword: undefined,
    embedded: !onServer,
  }
  const connections = { database: 1, server: 1 }
  const all = [{ ...owner, connections, connect: () => database.connect() }]
  return { all, apply, production: false, [Symbol.asyncDispose]: async () => undefined }
}

/** The owner's database with one row, adopted while another program may read and empty a table. */
async function adopt(database: Scratch, other: string): Promise<void> {
  const { subgraph } = database
  await run(database, makeLogin(subgraph), await ownerDdl(subgraph), `create role ${other} nologin`)
  await run(database, `grant select, truncate on assets to ${other}`, "insert into assets (asset_name) values ('Kite')")
  await run(database, `grant all on assets, spaces to ${databases[subgraph].existingRole}`)
  await migrate(() => database.connect(), subgraph)
}

const { existingRole } = databases.world
const audit = `select principal like 'owner:%' as owner, act, targets, outcome from graph.audit`

describe('lockdown', () => {
  test('takes from other programs what they had, and from the existing login all but reading and writing', async () => {
    const database = await scratch('world')
    await withRoles(database, async role => {
      const other = role('curator')
      await adopt(database, other)
      expect((await runAs(database, other, 'select from assets')).rowCount).toBe(1)
      await lockdownAll(ownersOf(database, true), quiet)
      expect(await failure(runAs(database, other, 'select from assets'))).toBe('42501')
      expect(await failure(runAs(database, other, 'truncate assets'))).toBe('42501')
      expect((await runAs(database, existingRole, "update assets set asset_name = 'Owl'")).rowCount).toBe(1)
      expect((await runAs(database, existingRole, "insert into assets (asset_name) values ('Elk')")).rowCount).toBe(1)
      expect(await failure(runAs(database, existingRole, 'truncate assets'))).toBe('42501')
      expect(await failure(runAs(database, existingRole, 'create table public.mine ()'))).toBe('42501')
      expect(await ask(database, {}, 'select asset_name from assets order by 1')).toHaveLength(2)
      expect((await lockdownAll(ownersOf(database, true), quiet)).blocked).toBe(false)
      const done = { owner: true, act: 'db lockdown', targets: [], outcome: 'DONE' }
      expect(await rowsOf(database, audit)).toEqual([done, done])
    })
  })

  test('changes nothing unless told to, and says what it would do', async () => {
    const database = await scratch('world')
    await withRoles(database, async role => {
      const other = role('curator')
      await adopt(database, other)
      const said: string[] = []
      const { result } = await lockdownAll(ownersOf(database, false), line => said.push(line))
      expect(result.bbworlds_world).toContain(`revoke all on assets from ${other}`)
      expect(said.join('\n')).toContain('--apply')
      expect(await rowsOf(database, audit)).toEqual([])
      expect((await runAs(database, other, 'select from assets')).rowCount).toBe(1)
    })
  })

  test('refuses a database whose tables the existing login owns, and says how to change that', async () => {
    const database = await scratch('world')
    await withRoles(database, async role => {
      const other = role('curator')
      await adopt(database, other)
      await run(database, `alter table assets owner to ${existingRole}`)
      const error = await failed(lockdownAll(ownersOf(database, true), quiet))
      expect(error.message).toMatch(/bbworlds_user owns tables.*alter table assets owner to <owner>;/)
      const policies = await rowsOf(database, "select from pg_policies where policyname like 'other_programs_%'")
      expect(policies.length).toBeGreaterThan(0)
    })
  })
})
