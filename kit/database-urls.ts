import { readFileSync } from 'node:fs'
import type { ConnectionOptions } from 'node:tls'
import type { ClientConfig } from 'pg'

const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])

/** All that a URL's query may say, each once: to the driver other words, or the second of two, would be the last word. */
const known = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey']

/**
 * What is wrong with the URL of a database, one sentence for each fault, without quoting it. TLS is on for every
 * connection; only a development machine may talk to itself without.
 * @param name the setting that holds the URL
 */
export function databaseUrlFaults(name: string, url: string, production: boolean): string[] {
  const { searchParams, hostname } = new URL(url)
  const given = [...searchParams.keys()]
  const strange = given.find((key, at) => !known.includes(key) || given.indexOf(key) !== at)
  const faults: string[] = []
  if (!hostname) faults.push(`${name}: names no host; sockets of the file system are not used`)
  if (strange !== undefined) faults.push(`${name}: its query may hold ${known.join(', ')}, each once, and nothing else`)
  if (searchParams.has('sslcert') !== searchParams.has('sslkey')) faults.push(`${name}: sslcert and sslkey go together`)
  const mode = searchParams.get('sslmode')
  if (mode === 'verify-full') return faults
  if (production) return [...faults, `${name}: production needs sslmode=verify-full, on loopback too`]
  if (mode === 'disable' && loopback.has(hostname)) return faults
  return [...faults, `${name}: needs sslmode=verify-full, or sslmode=disable for a loopback server in development`]
}

/**
 * How the driver reaches the database of a URL. The driver itself never reads the URL, whose words mean less to its next
 * release: whatever does not say `disable` is verified in full, the password bound to the server's certificate.
 * @throws when a file of certificates cannot be read
 */
export function connectionOf(url: string): ClientConfig {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url)
  return {
    host: hostname.replace(/^\[(.+)\]$/, '$1'),
    port: Number(port || 5432),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    ssl: searchParams.get('sslmode') === 'disable' ? false : verified(searchParams),
    enableChannelBinding: true,
  }
}

/** Files are read for each connection, so that a new certificate needs no restart. */
function verified(query: URLSearchParams): ConnectionOptions {
  const options: ConnectionOptions = { rejectUnauthorized: true, minVersion: 'TLSv1.2' }
  for (const [option, name] of [
    ['ca', 'sslrootcert'],
    ['cert', 'sslcert'],
    ['key', 'sslkey'],
  ] as const) {
    const path = query.get(name)
    if (path) Object.defineProperty(options, option, { get: reader(path), enumerable: true, configurable: true })
  }
  return options
}

/** While a file is away, as when it is being replaced, what it held last stands. */
function reader(path: string): () => string {
  let text = readFileSync(path, 'utf8')
  return () => {
    try {
      text = readFileSync(path, 'utf8')
    } catch (error) {
      process.emitWarning(`a certificate cannot be read again: ${(error as Error).message}`)
    }
    return text
  }
}
