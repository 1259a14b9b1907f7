import { type Connector, serverConnector } from '@worlds/kit/database.ts'
import { readSettings } from '@worlds/kit/env.ts'
import { anonymous } from '@worlds/kit/identity.ts'
import { logTo } from '@worlds/kit/log.ts'
import { openSubgraph } from '@worlds/kit/main.ts'
import { databases, type SubgraphName } from '@worlds/kit/names.ts'
import { mountedPeers, type Peers } from '@worlds/kit/peers.ts'
import { migrate } from '@worlds/migrations/migrate.ts'
import { Courier } from '@worlds/nexus/courier.ts'
import { nexusSubgraph } from '@worlds/nexus/subgraph.ts'
import { worldSubgraph } from '@worlds/world/subgraph.ts'
import { sql } from 'kysely'
import { afterEach, beforeAll, describe, expect, inject, test } from 'vitest'
import { person, uuid } from '../asking.ts'
import { rowsOf, run, type Scratch, scratch } from '../migrations/scratch.ts'
import { admin, gameServer, onServer } from '../stack.ts'
import { until } from './lives.ts'

const few = { NEXUS_POOL_MIN: '0', NEXUS_POOL_MAX: '5', WORLD_POOL_MIN: '0', WORLD_POOL_MAX: '5' }
const settings = readSettings({ DATA_DIR: 'memory://', OUTBOX_INTERVAL_MS: '3600000', ...few })
const log = logTo('silent', 'test')
const ann = uuid(4500)

type Open = Awaited<ReturnType<typeof openSubgraph>>

describe.skipIf(!onServer)('the outbox', () => {
  let nexus: Scratch
  let world: Scratch
  let open: AsyncDisposableStack
  const subgraphs: Partial<Record<SubgraphName, Open>> = {}

  /** The way of the graph's role into a scratch database. */
  async function connectorOf({ subgraph, connect }: Scratch): Promise<Connector> {
    const client = await connect()
    const url = new URL(inject('servers')?.[subgraph].graph as string)
    url.pathname = `/${client.database}`
    await client.end()
    expect(url.username).toBe(databases[subgraph].graphRole)
    return serverConnector(subgraph, url.href, settings.pools[subgraph])
  }

  beforeAll(async () => {
    open = new AsyncDisposableStack()
    nexus = open.use(await scratch('nexus'))
    world = open.use(await scratch('world'))
    for (const database of [nexus, world]) await migrate(() => database.connect(), database.subgraph)
    subgraphs.nexus = await openSubgraph('nexus', nexusSubgraph, { settings, log, connector: await connectorOf(nexus) })
    subgraphs.world = await openSubgraph('world', worldSubgraph, { settings, log, connector: await connectorOf(world) })
    open.use(subgraphs.nexus)
    open.use(subgraphs.world)
    return () => open[Symbol.asyncDispose]()
  }, 120_000)

  afterEach(async () => {
    await run(nexus, 'delete from graph.outbox', 'delete from users', 'delete from graph.tombstones')
    await run(world, 'delete from graph.standings')
  })

  const courierOver = (peers: Peers, faults: unknown[] = []) =>
    new Courier((subgraphs.nexus as Open).database, peers, { everyMs: 3_600_000, onFault: error => faults.push(error) })
  /** To the memory subgraph of nobody, and to the world's. */
  const found = mountedPeers('nexus', name => subgraphs[name])
  const waiting = async () => {
    const text = 'select recipient, topic, attempts from graph.outbox order by id'
    return (await rowsOf(nexus, text)).map(row => `${row.recipient} ${row.topic} ${row.attempts}`)
  }
  const told = async () =>
    (await rowsOf(world, 'select standing from graph.standings where user_id = $1', [ann]))[0]?.standing
  const made = (status = 'active') =>
    run(nexus, `insert into users (id, username, email, account_status) values ('${ann}', 'ann', 'ann@x', '${status}')`)
  const set = (status: string) => run(nexus, `update users set account_status = '${status}' where id = '${ann}'`)
  const due = () => run(nexus, "update graph.outbox set due_at = '2000-01-01'")

  test('holds what changes whether somebody may act, and nothing else', async () => {
    await made()
    await run(nexus, `update users set bio = 'x', last_login = now() where id = '${ann}'`)
    expect(await waiting()).toEqual([])
    await set('banned')
    expect((await waiting()).sort()).toEqual(['memory standing 0', 'world standing 0'])
    await run(nexus, 'delete from graph.outbox', 'delete from users')
    await made('suspended')
    expect(await waiting()).toHaveLength(2)
  })

  test('is undone with its change', async () => {
    await made()
    const client = await nexus.connect()
    await client.query(`begin; update users set account_status = 'banned'; rollback`)
    await client.end()
    expect(await waiting()).toEqual([])
  })

  // How many turns after the answer of the last look somebody asks.
  test.each([0, 1, 2, 3, 4, 5, 6, 7])(
    'is looked at once more for who asks %i turns after the last look',
    async turns => {
      const { database } = subgraphs.nexus as Open
      const late = Promise.withResolvers<void>()
      let looks = 0
      const ask = async () => {
        for (let turn = 0; turn < turns; turn++) await undefined
        late.resolve(courier.deliver())
      }
      const background = async (...asked: Parameters<typeof database.background>) => {
        looks++
        const answer = await database.background(...asked)
        if (looks === 1) void ask()
        return answer
      }
      const onFault = (error: unknown) => late.reject(error)
      await using courier = new Courier({ background } as never, found, { everyMs: 3_600_000, onFault })
      await courier.deliver()
      await late.promise
      expect(looks).toBe(2)
    },
  )

  test('keeps what cannot be told, and tells it when the recipient is there again', async () => {
    await made('suspended')
    const faults: unknown[] = []
    let there = false
    await using courier = courierOver(
      mountedPeers('nexus', name => (there ? subgraphs[name] : undefined)),
      faults,
    )
    await courier.deliver()
    expect(await waiting()).toEqual(['memory standing 1', 'world standing 1'])
    expect(faults.map(String)).toEqual(['Error: memory is not open yet', 'Error: world is not open yet'])
    there = true
    // It waits a while before it tries again.
    await courier.deliver()
    expect(await waiting()).toEqual(['memory standing 1', 'world standing 1'])
    await due()
    await courier.deliver()
    expect([await waiting(), await told()]).toEqual([['memory standing 2'], 'suspended'])
  })

  test('looks by itself, every so often', async () => {
    await made('suspended')
    const database = (subgraphs.nexus as Open).database
    await using _ = new Courier(database, found, { everyMs: 20, onFault: () => undefined })
    await until(async () => (await told()) === 'suspended')
    await set('active')
    await until(async () => (await told()) === 'active')
  })

  test('tells again what was answered when the answer was lost, and once more does no harm', async () => {
    await made('suspended')
    const lossy: Peers = name => async operation => {
      await found(name)(operation)
      throw new Error('The answer was lost')
    }
    await using first = courierOver(lossy)
    await first.deliver()
    expect([await told(), (await waiting()).includes('world standing 1')]).toEqual(['suspended', true])
    await due()
    await using second = courierOver(found)
    await second.deliver()
    expect([await told(), (await waiting()).filter(message => message.startsWith('world'))]).toEqual(['suspended', []])
  })

  test('leaves to another what one courier has claimed and not told, once its time has run out', async () => {
    await made('suspended')
    const database = (subgraphs.nexus as Open).database
    await database.background({ role: 'system', name: 'dies' }, db =>
      sql`select * from graph.claim_messages(10, interval '1 minute')`.execute(db),
    )
    await using courier = courierOver(found)
    await courier.deliver()
    expect(await told()).toBeUndefined()
    await due()
    await courier.deliver()
    expect(await told()).toBe('suspended')
  })

  test('tells each person’s changes in their order, with many couriers at once', async () => {
    await made()
    for (let n = 0; n < 5; n++) {
      await set('suspended')
      await set('active')
    }
    await set('banned')
    const couriers = Array.from({ length: 4 }, () => courierOver(found))
    await until(async () => {
      await due()
      await Promise.all(couriers.map(courier => courier.deliver()))
      return !(await waiting()).some(message => message.startsWith('world'))
    })
    for (const courier of couriers) await courier[Symbol.asyncDispose]()
    expect(await told()).toBe('suspended')
  })

  test('is for the system alone', async () => {
    await made('suspended')
    const database = (subgraphs.nexus as Open).database
    for (const identity of [anonymous, person(ann), gameServer, admin]) {
      for (const call of [
        sql`select graph.claim_messages(1, interval '1 s')`,
        sql`select graph.settle_messages('{1}', '{}')`,
      ]) {
        await expect(database.background(identity, db => call.execute(db))).rejects.toThrow()
      }
    }
    expect(await waiting()).toEqual(['memory standing 0', 'world standing 0'])
  })
})
