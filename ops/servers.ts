import { connectionOf } from '@worlds/kit/database-urls.ts'
import type { Settings } from '@worlds/kit/env.ts'
import { databases, type SubgraphName, subgraphNames } from '@worlds/kit/names.ts'
import { pendingSteps } from '@worlds/migrations/migrate.ts'
import pg from 'pg'

/** An operator's connection cannot be had; the message says which setting to look at. */
export class ServerRefused extends Error {
  override name = 'ServerRefused'
}

/** A connection of its own, straight to a server. */
export async function connectTo(url: string, setting: string): Promise<pg.Client> {
  const client = new pg.Client({
    ...connectionOf(url),
    application_name: 'worlds-graph db',
    connectionTimeoutMillis: 10_000,
    options: '-c TimeZone=UTC',
  })
  try {
    await client.connect()
    return client
  } catch (error) {
    const { message, code } = error as Error & { code?: string }
    throw new ServerRefused(`${setting}: cannot connect: ${message || code}`)
  }
}

/** Names what the databases lack; applying it is the operator's decision, not start's. */
export async function reportPending(settings: Settings, say: (line: string) => void): Promise<void> {
  for (const name of subgraphNames) {
    const pending = await pendingOn(name, settings.pools[name].url as string)
    if (pending.length === 0) continue
    const { database } = databases[name]
    say(`${database} has ${pending.length} pending migration steps: ${shortened(pending)}.`)
    say(`  Apply them with: ${name.toUpperCase()}_OWNER_URL=postgresql://<owner>@…/${database} pnpm db migrate`)
  }
}

async function pendingOn(name: SubgraphName, url: string): Promise<string[]> {
  const client = await connectTo(url, `${name.toUpperCase()}_DATABASE_URL`)
  try {
    return await pendingSteps(client, name)
  } finally {
    await client.end()
  }
}

const shortened = (steps: string[]) =>
  steps.length > 5 ? `${steps.slice(0, 5).join(', ')} and more` : steps.join(', ')
