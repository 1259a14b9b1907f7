import { databases, type SubgraphName, subgraphNames } from '@worlds/kit/names.ts'
import { migrate } from '@worlds/migrations/migrate.ts'
import { demoData, seed } from '@worlds/ops/demo.ts'
import pg from 'pg'
import type { TestProject } from 'vitest/node'

/** The URLs of one test run's databases: as the graph's role and as the superuser who owns them. */
export type ServerUrls = Record<SubgraphName, { graph: string; owner: string }>

declare module 'vitest' {
  export interface ProvidedContext {
    target: 'embedded' | 'server'
    servers: ServerUrls | null
  }
}

/** What the graph's roles log in with on the scratch server. */
const password = 'graph-role-of-a-scratch-server'

/** Makes three migrated and seeded databases on the scratch server for one run, and drops them afterwards. */
export default async function setup(project: TestProject) {
  if (project.config.env.TEST_TARGET !== 'server') return project.provide('servers', null)
  const server = process.env.TEST_POSTGRES_URL as string
  const run = Math.random().toString(36).slice(2, 8)
  const urls = {} as ServerUrls
  await asSuperuser(server, async client => {
    for (const name of subgraphNames) await client.query(`create database ${databaseOf(name, run)}`)
  })
  for (const name of subgraphNames) urls[name] = await prepared(name, server, databaseOf(name, run))
  project.provide('servers', urls)
  return () =>
    asSuperuser(server, async client => {
      for (const name of subgraphNames)
        await client.query(`drop database if exists ${databaseOf(name, run)} with (force)`)
    })
}

const databaseOf = (name: SubgraphName, run: string) => `worlds_${run}_${databases[name].database}`

async function prepared(name: SubgraphName, server: string, database: string): Promise<ServerUrls[SubgraphName]> {
  const owner = new URL(server)
  owner.pathname = `/${database}`
  const connect = async () => {
    const client = new pg.Client({ connectionString: owner.href, options: '-c TimeZone=UTC' })
    await client.connect()
    return client
  }
  await migrate(connect, name)
  const client = await connect()
  await seed(client, name, demoData(new Date()))
  // Roles belong to the whole server and outlive a run; their password is set anew by each.
  await client.query(`alter role ${databases[name].graphRole} password '${password}'`)
  await client.query('analyze')
  await client.end()
  const graph = new URL(owner)
  graph.username = databases[name].graphRole
  graph.password = password
  graph.searchParams.set('sslmode', 'disable')
  return { graph: graph.href, owner: owner.href }
}

async function asSuperuser(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
