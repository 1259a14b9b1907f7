import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const script = resolve('test/postgres.sh')

export function postgres(verb: string, env: Record<string, string> = {}): string {
  return execFileSync('bash', [script, verb], { env: { ...process.env, ...env }, encoding: 'utf8' }).trim()
}

/** Whether this is the suite's run on a server, and the programs that make one are at hand. */
export const serverAvailable = process.env.TEST_TARGET === 'server' && existsSync(join(postgres('bin'), 'initdb'))
if (process.env.TEST_TARGET === 'server' && !serverAvailable) {
  console.warn(
    "SKIPPED: the tests of compose's database need the programs that this unpacks: bash test/postgres.sh start",
  )
}

/** A server started as docker-compose.yml does: its keys, its rules of who may log in, its first start's script. */
export class ComposeServer implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'graph-compose-'))
  readonly port: number
  readonly #password: string
  readonly #home = { POSTGRES_DIR: this.path('postgres') }

  constructor() {
    chmodSync(this.folder, 0o711)
    mkdirSync(this.path('socket'))
    copyFileSync('deploy/pg_hba.conf', this.path('pg_hba.conf'))
    this.makeKeys()
    const url = new URL(postgres('start', { ...this.#home, POSTGRES_CONF: this.#configuration() }))
    this.port = Number(url.port)
    this.#password = url.password
    const env = { PGHOST: this.path('socket'), PGPORT: url.port, PGPASSWORD: url.password, KEYS: this.path('server') }
    const PATH = `${postgres('bin')}:${process.env.PATH}`
    execFileSync('sh', ['deploy/databases.sh'], { env: { ...process.env, ...env, PATH } })
  }

  /** Makes the keys, or with `RENEW` new certificates, which the server reads when it is told to. */
  makeKeys(more: Record<string, string> = {}): void {
    const keys = { KEYS: this.path('keys'), POSTGRES_KEYS: this.path('server'), SHARE_GROUPS: 'no', ...more }
    execFileSync('sh', ['deploy/keys.sh'], { env: { ...process.env, ...keys }, stdio: 'ignore' })
    // PostgreSQL does not run as root, and wants its key to be its own.
    if (process.getuid?.() === 0) {
      execFileSync('chown', ['-R', 'nobody:nogroup', this.path('server'), this.path('socket')])
    }
  }

  /** The superuser's way in, which in the container is the socket alone. */
  get superuser(): { host: string; port: number; user: string; password: string } {
    return { host: this.path('socket'), port: this.port, user: 'postgres', password: this.#password }
  }

  #configuration(): string {
    const settings = {
      ssl: 'on',
      ssl_cert_file: this.path('server/server.crt'),
      ssl_key_file: this.path('server/server.key'),
      ssl_min_protocol_version: 'TLSv1.3',
      unix_socket_directories: this.path('socket'),
      hba_file: this.path('pg_hba.conf'),
    }
    return Object.entries(settings)
      .map(([name, value]) => `${name} = '${value}'`)
      .join('\n')
  }

  path(name: string): string {
    return join(this.folder, name)
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8').trim()
  }

  /** A URL that deploy/keys.sh made, at the place where this server is. */
  urlOf(file: string): URL {
    const url = new URL(this.read(`keys/${file}`))
    url.host = `localhost:${this.port}`
    url.searchParams.set('sslrootcert', this.path('keys/ca.crt'))
    return url
  }

  [Symbol.dispose](): void {
    postgres('reset', this.#home)
    rmSync(this.folder, { recursive: true, force: true })
  }
}
