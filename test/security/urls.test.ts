import { readFileSync } from 'node:fs'
import { connectionOf } from '@worlds/kit/database-urls.ts'
import { readSettings, SettingsError } from '@worlds/kit/env.ts'
import { subgraphNames } from '@worlds/kit/names.ts'
import { expect } from 'vitest'
import { parse } from 'yaml'
import { attack } from './attacks.ts'

const once = { on: 'once' } as const

/** The settings of a graph in production on one host, each database's URL with this query. */
function production(query: string, more: Record<string, string> = {}): string[] {
  const urls = subgraphNames.map(name => [
    `${name.toUpperCase()}_DATABASE_URL`,
    `postgresql://u:hunter2@127.0.0.1/d?${query}`,
  ])
  const env = { NODE_ENV: 'production', AUTH_JWT_SECRET: 'x'.repeat(32), ...Object.fromEntries(urls), ...more }
  try {
    readSettings(env)
    return []
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError)
    expect((error as Error).message).not.toContain('hunter2')
    return (error as SettingsError).faults
  }
}

attack(
  'T6',
  'sslmode=disable, allow, prefer, require, verify-ca or no-verify in production, on loopback too',
  'refused at start, by name of the setting',
  () => {
    for (const mode of ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'no-verify', 'Verify-Full', '']) {
      const faults = production(`sslmode=${mode}`)
      expect(faults, mode).toEqual(
        subgraphNames.map(
          name => `${name.toUpperCase()}_DATABASE_URL: production needs sslmode=verify-full, on loopback too`,
        ),
      )
    }
    expect(production('sslmode=verify-full')).toEqual([])
  },
  once,
)

attack(
  'T5.1',
  'verify-full that the rest of the query takes back: a second sslmode, another host, uselibpqcompat, ssl=0',
  'refused at start: the query holds four known words, each once',
  () => {
    for (const more of [
      ...['sslmode=disable', 'host=db.evil.example', 'ssl=0', 'ssl=no-verify', 'uselibpqcompat=true', 'port=1'],
      ...['rejectUnauthorized=false', 'options=-c%20row_security%3Doff', 'user=postgres', 'sslnegotiation=direct'],
    ]) {
      const faults = production(`sslmode=verify-full&${more}`)
      expect(faults.length, more).toBe(3)
      expect(faults[0]).toMatch(
        /^MEMORY_DATABASE_URL: its query may hold sslmode, sslrootcert, sslcert, sslkey, each once/,
      )
    }
    for (const half of ['sslcert', 'sslkey'])
      expect(production(`sslmode=verify-full&${half}=/x`)[0]).toBe(
        'MEMORY_DATABASE_URL: sslcert and sslkey go together',
      )
  },
  once,
)

attack(
  'T5.2',
  'NODE_TLS_REJECT_UNAUTHORIZED=0, which makes Node take any certificate',
  'refused at start, and not heeded by connections to databases',
  () => {
    expect(production('sslmode=verify-full', { NODE_TLS_REJECT_UNAUTHORIZED: '0' })).toEqual([
      expect.stringMatching(/^NODE_TLS_REJECT_UNAUTHORIZED: unset it/),
    ])
    expect(connectionOf('postgresql://u:p@h/d?sslmode=verify-full').ssl).toMatchObject({ rejectUnauthorized: true })
    expect(connectionOf('postgresql://u:p@h/d').ssl).toMatchObject({ rejectUnauthorized: true })
  },
  once,
)

attack(
  'T8',
  'to reach the database server, the subgraphs or the gateway from another machine',
  'nobody listens there: compose publishes on loopback alone, and the programs listen there unless told otherwise',
  () => {
    const { services } = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true })
    const published = Object.values<{ ports?: string[] }>(services).flatMap(({ ports = [] }) => ports)
    expect(published).toHaveLength(2)
    for (const port of published) expect(port).toMatch(/^127\.0\.0\.1:/)
    expect(readSettings({}).host).toBe('127.0.0.1')
  },
  once,
)
