import { randomUUID } from 'node:crypto'
import type { Identity } from '@worlds/kit/identity.ts'
import { databases, subgraphNames } from '@worlds/kit/names.ts'
import { beforeAll, expect } from 'vitest'
import { codes, person, told } from '../asking.ts'
import { type Life, life, until } from '../nexus/lives.ts'
import { asked, demo, gameServer, type Stack, stack } from '../stack.ts'
import { attack } from './attacks.ts'

let graph: Stack
beforeAll(async () => {
  graph = await stack()
})

/** An administrator whose acts no other test has. */
const auditor = (): Identity & { role: 'admin' } => ({ role: 'admin', name: randomUUID() })

const nodes = 'nodes { recordedAt principal act targets outcome }'

/** What each database says that was done by somebody, or about somebody, the latest first. */
async function audit(filter: Record<string, string>) {
  const fields = subgraphNames.map(
    name => `${name}: ${name}Database { audit(filter: $filter, first: 100) { ${nodes} } }`,
  )
  const data = await told(graph, auditor(), `query ($filter: AuditFilter) { ${fields.join(' ')} }`, { filter })
  const acts = (name: string) =>
    data[name].audit.nodes.map(({ act, targets, outcome }: Record<string, string>) => ({ act, targets, outcome }))
  return { memory: acts('memory'), nexus: acts('nexus'), world: acts('world'), data }
}
const by = ({ name }: { name: string }) => audit({ principal: `admin:${name}` })
const about = ({ id }: Pick<Life, 'id'>) => audit({ target: id })
interface AuditPage {
  totalCount: number
  pageInfo: { hasNextPage: boolean; endCursor: string | null }
  nodes: { targets: string[]; recordedAt: string }[]
}

const none = { memory: [], nexus: [], world: [] }

const suspend = 'mutation ($input: SetAccountStatusInput!) { setAccountStatus(input: $input) { user { id } } }'
const erase = 'mutation ($input: EraseUserInput!) { eraseUser(input: $input) { userId } }'

/** Calls as a caller what records acts, past every resolver. */
async function recording(role: string, id: string, target: string): Promise<unknown> {
  const asker = `select set_config('app.role', '${role}', true), set_config('app.user_id', '${id}', true),
    set_config('app.principal', '${role}:${id}', true)`
  const text = `with asker as materialized (${asker}) select graph.record_act('forged', array['${target}'], 'DONE') from asker`
  return graph.asOwner('nexus', text).then(
    () => 'recorded',
    error => error.code,
  )
}

attack(
  'R23.1',
  'somebody who is no administrator reads what administrators did',
  'refused for everyone else, and no row of it is granted without that role',
  async () => {
    for (const [who, code] of [
      [{ role: 'anonymous' }, 'UNAUTHENTICATED'],
      [demo, 'FORBIDDEN'],
      [gameServer, 'FORBIDDEN'],
    ] as const) {
      for (const name of subgraphNames) {
        const query = `{ ${name}Database { audit { totalCount } } }`
        expect(await codes(graph, who, query)).toEqual({ [`${name}Database`]: code })
      }
    }
    for (const name of subgraphNames) {
      const text = `select pg_get_expr(polqual, polrelid) as rows from pg_policy
        where polrelid = 'graph.audit'::regclass and polroles @> array['${databases[name].graphRole}'::regrole::oid]`
      expect(await graph.asOwner(name, text)).toEqual([{ rows: expect.stringContaining('graph.sees_all()') }])
    }
  },
)

attack(
  'R23.2',
  'the graph, the owner of the database or a superuser changes, deletes or empties the audit',
  'refused by privileges and a trigger that fires in replicas too',
  async () => {
    for (const name of subgraphNames) {
      for (const change of ['update graph.audit set act = act', 'delete from graph.audit', 'truncate graph.audit']) {
        expect([change, await graph.asOwner(name, change).catch(error => error.code)]).toEqual([change, '42501'])
      }
      const [trigger] = await graph.asOwner(
        name,
        `select tgenabled::text as fires, has_any_column_privilege($1, 'graph.audit', 'insert, update')
           or has_table_privilege($1, 'graph.audit', 'delete, truncate') as granted
         from pg_trigger where tgrelid = 'graph.audit'::regclass and tgname = 'append_only'`,
        [databases[name].graphRole],
      )
      expect(trigger).toEqual({ fires: 'A', granted: false })
    }
  },
)

attack(
  'R23.3',
  'a caller writes a record of what was never done',
  'refused but for administrators, the graph itself, and what people do about themselves',
  async () => {
    const [ann, ben] = [randomUUID(), randomUUID()]
    expect(await recording('anonymous', ann, ann)).toBe('42501')
    expect(await recording('service', ann, ann)).toBe('42501')
    expect(await recording('user', ann, ben)).toBe('42501')
    expect(await recording('user', ann, ann)).toBe('recorded')
  },
)

attack(
  'R23.4',
  'an administrator changes, tries to change and exports what is other people’s',
  'each act is recorded in its transaction with who, what, whom and how it ended; a refused one with its code; what is repeated once',
  async () => {
    await using one = await life(graph, 9_100)
    const ann = auditor()
    const input = { userId: one.id, accountStatus: 'suspended' }
    const token = await graph.tokens.issue(ann)
    const key = { 'idempotency-key': randomUUID() }
    for (let n = 0; n < 2; n++) await asked(graph.url, token, { query: suspend, variables: { input } }, key)
    await graph.ask(ann, suspend, { input: { ...input, userId: randomUUID() } })
    await told(
      graph,
      ann,
      `mutation { forgetMemory(input: { id: "${one.memory}" }) { id } deleteAsset(input: { id: "${one.asset}" }) { id } }`,
    )
    await told(graph, ann, `{ user(id: "${one.id}") { export { account memories { count } assets } } }`)
    const acts = await by(ann)
    const exported = { act: 'export', targets: [one.id], outcome: 'DONE' }
    expect(acts).toMatchObject({
      memory: [exported, { act: 'forgetMemory', targets: [String(one.memory)], outcome: 'DONE' }],
      nexus: [
        exported,
        { act: 'setAccountStatus', targets: [expect.any(String)], outcome: 'NOT_FOUND' },
        { act: 'setAccountStatus', targets: [one.id], outcome: 'DONE' },
      ],
      world: [exported, { act: 'deleteAsset', targets: [one.asset], outcome: 'DONE' }],
    })
  },
)

attack(
  'R23.5',
  'people and game servers act, and read their own',
  'nothing of it is recorded: the audit is no diary of people',
  async () => {
    await using one = await life(graph, 9_110)
    const change = (id: string) =>
      `mutation { updateCharacter(input: { id: "${id}", characterName: "Hera" }) { character { id } } }`
    await told(graph, person(one.id), change(one.character))
    await told(graph, gameServer, change(one.character))
    await told(graph, person(one.id), '{ me { export { account } } }')
    expect(await about({ id: one.character })).toMatchObject(none)
    expect(await about(one)).toMatchObject(none)
  },
)

attack(
  'R23.6',
  'somebody erases themselves, so that nothing is known of it',
  'the erasure stays on record in all three databases by the id alone, without a name or an address',
  async () => {
    await using one = await life(graph, 9_120)
    await told(graph, person(one.id), erase, { input: { userId: one.id } })
    await until(async () => {
      const { memory, world } = await about(one)
      return memory.length > 0 && world.length > 0
    })
    const { memory, nexus, world, data } = await about(one)
    expect(nexus).toEqual([{ act: 'eraseUser', targets: [one.id], outcome: 'DONE' }])
    for (const told of [memory, world])
      expect(told).toContainEqual({ act: 'erasePerson', targets: [one.id], outcome: 'DONE' })
    expect(data.memory.audit.nodes[0].principal).toBe('system:nexus')
    expect(data.nexus.audit.nodes[0].principal).toBe(`user:${one.id}`)
    expect(JSON.stringify(data)).not.toMatch(/life_9120|life9120@|Life 9120/)
  },
)

attack('R23.7', 'the audit is long', 'it is read page by page, by act, principal, target and time', async () => {
  const ann = auditor()
  for (let n = 0; n < 5; n++)
    await graph.ask(ann, suspend, { input: { userId: randomUUID(), accountStatus: 'active' } })
  const page = `query ($filter: AuditFilter, $after: String) {
      nexusDatabase { audit(filter: $filter, first: 2, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { targets recordedAt } } }
    }`
  const filter = { principal: `admin:${ann.name}`, act: 'setAccountStatus' }
  const seen: AuditPage['nodes'] = []
  for (let after: string | null = null, more = true; more; ) {
    const { audit }: { audit: AuditPage } = (await told(graph, ann, page, { filter, after })).nexusDatabase
    seen.push(...audit.nodes)
    expect(audit.totalCount).toBe(5)
    after = audit.pageInfo.endCursor
    more = audit.pageInfo.hasNextPage
  }
  expect(new Set(seen.map(({ targets }) => targets[0])).size).toBe(5)
  const since = seen[1]?.recordedAt
  const later = await told(graph, ann, page, { filter: { ...filter, since } })
  expect(later.nexusDatabase.audit.totalCount).toBe(2)
  const refusals = await codes(graph, ann, '{ nexusDatabase { audit(first: 101) { totalCount } } }')
  expect(refusals).toEqual({ 'nexusDatabase.audit': 'BAD_USER_INPUT' })
})

attack(
  'R23.8',
  'an act is refused while the audit cannot be written',
  'the caller is told of no refusal that is not on record',
  async () => {
    const right = 'execute on function graph.record_act(text, text[], text)'
    const ask = () => codes(graph, auditor(), suspend, { input: { userId: randomUUID(), accountStatus: 'active' } })
    expect(await ask()).toEqual({ setAccountStatus: 'NOT_FOUND' })
    await graph.asOwner('nexus', `revoke ${right} from nexus_graph`)
    try {
      expect(await ask()).not.toEqual({ setAccountStatus: 'NOT_FOUND' })
    } finally {
      await graph.asOwner('nexus', `grant ${right} to nexus_graph`)
    }
  },
)
