import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSettings, settingNames } from '@worlds/kit/env.ts'
import { DCLinter } from 'dclint'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'

interface Service {
  image: string
  build?: string
  user?: string
  command?: string[]
  entrypoint?: string[]
  environment?: Record<string, string>
  ports?: string[]
  volumes?: string[]
  networks?: string[]
  network_mode?: string
  depends_on?: Record<string, { condition: string }>
  healthcheck?: { test: string[] }
  [key: string]: unknown
}

const text = readFileSync('docker-compose.yml', 'utf8')
const compose: { services: Record<string, Service>; volumes: object } = parse(text, { merge: true })
const services = Object.entries(compose.services)
const programs = ['migrate', 'memory', 'nexus', 'world', 'gateway']

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'graph-compose-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Faults of a compose file: by the compose specification's schema, and what the linter calls an error. */
function faultsOf(file: string): string[] {
  const linter = new DCLinter({ rules: {}, quiet: true, debug: false, exclude: [] })
  // The package's own types import without file endings, which nodenext does not follow.
  const results = linter.lintFiles([file], false) as { messages: { type: string; rule: string; message: string }[] }[]
  const messages = results.flatMap(result => result.messages)
  return messages.filter(({ type }) => type === 'error').map(({ rule, message }) => `${rule}: ${message}`)
}

describe('the compose file', () => {
  test('holds to the compose specification, and one that does not is found out', () => {
    expect(faultsOf('docker-compose.yml')).toEqual([])
    const broken = join(folder, 'docker-compose.yml')
    writeFileSync(broken, text.replaceAll('read_only: true', 'readonly: true'))
    expect(faultsOf(broken).join()).toContain('invalid-schema')
  })

  test('describes a database with its keys, a migration, three subgraphs and a gateway, in that order', () => {
    expect(Object.keys(compose.services)).toEqual(['keys', 'postgres', ...programs])
    const after = (name: string) =>
      Object.entries(compose.services[name]?.depends_on ?? {}).map(([other, { condition }]) => `${other} ${condition}`)
    expect(after('postgres')).toEqual(['keys service_completed_successfully'])
    expect(after('migrate')).toEqual(['postgres service_healthy'])
    for (const name of ['memory', 'nexus', 'world']) {
      expect(after(name)).toEqual(['migrate service_completed_successfully', 'postgres service_healthy'])
    }
    expect(after('gateway')).toEqual(['memory service_healthy', 'nexus service_healthy', 'world service_healthy'])
    for (const [name, { depends_on = {} }] of services) {
      for (const [other, { condition }] of Object.entries(depends_on)) {
        if (condition !== 'service_healthy') continue
        expect(compose.services[other]?.healthcheck?.test.length, `${name} waits for ${other}`).toBeGreaterThan(1)
      }
    }
  })

  test.each(services)('%s is no root, changes no file of its image and holds no capability', (_, service) => {
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] })
    expect(service.user).toMatch(/^[1-9]\d*:[1-9]\d*$/)
    for (const key of ['privileged', 'cap_add', 'devices', 'pid', 'ipc', 'userns_mode'])
      expect(service).not.toHaveProperty(key)
    expect(service.network_mode ?? 'none').toBe('none')
  })

  test.each(services)('%s publishes on this machine alone and comes from a named version', (_, service) => {
    for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/)
    const version = JSON.parse(readFileSync('package.json', 'utf8')).version
    const own = service.build === '.' && service.image === `worlds-graph:${version}`
    expect(own || /^pgvector\/pgvector:\d+\.\d+\.\d+-pg16$/.test(service.image), service.image).toBe(true)
  })

  test('the image is made of the Node that the lockfile names, without root and without a build', () => {
    const dockerfile = readFileSync('Dockerfile', 'utf8')
    const { catalog } = parse(readFileSync('pnpm-workspace.yaml', 'utf8'))
    expect(dockerfile).toContain(`FROM node:${catalog.node}-slim\n`)
    expect(dockerfile).toMatch(/pnpm@\d+\.\d+\.\d+ install --frozen-lockfile --prod/)
    expect(dockerfile).toMatch(/\nUSER node\n/)
    for (const [, source] of dockerfile.matchAll(/^COPY (.+) \S+$/gm)) {
      for (const path of source?.split(' ') ?? []) {
        expect(existsSync(path), path).toBe(true)
        expect(readFileSync('.dockerignore', 'utf8').split('\n')).toContain(`!${path.split('/')[0]}`)
      }
    }
  })

  test.each(services)('every file that %s is given or runs is there', (_, service) => {
    for (const mount of service.volumes ?? []) {
      const [source = '', , mode] = mount.split(':')
      if (!source.startsWith('.')) expect(Object.keys(compose.volumes)).toContain(source)
      else expect([existsSync(source), mode]).toEqual([true, 'ro'])
    }
    const run = [...(service.entrypoint ?? []), ...(service.command ?? [])]
    const mounted = (path: string) => (service.volumes ?? []).some(mount => mount.split(':')[1] === path)
    for (const word of run.filter(word => /\.(ts|sh)$/.test(word))) {
      expect(word.startsWith('/') ? mounted(word) : existsSync(word), word).toBe(true)
    }
  })

  test.each(readdirSync('deploy').filter(file => file.endsWith('.sh')))(
    'deploy/%s is shell that any sh reads',
    file => {
      execFileSync('sh', ['-n', `deploy/${file}`])
      execFileSync('bash', ['-n', `deploy/${file}`])
      expect(readFileSync(`deploy/${file}`, 'utf8')).not.toMatch(/\[\[|\blocal \b|<\(/)
    },
  )
})

describe('secrets', () => {
  const environment = (name: string) => Object.keys(compose.services[name]?.environment ?? {})

  test.each(programs)('%s is set by known names, and reads secrets from files of its own folder alone', name => {
    for (const [setting, value] of Object.entries(compose.services[name]?.environment ?? {})) {
      expect(Object.keys(settingNames)).toContain(setting.replace(/_FILE$/, ''))
      expect(setting).not.toMatch(/(SECRET|KEY|DATABASE_URL|OWNER_URL)$/)
      if (setting.endsWith('_FILE')) expect(value.startsWith(`/keys/${name}/`)).toBe(true)
    }
  })

  test('each subgraph knows its own database, the gateway none, and only the migration an owner', () => {
    expect(environment('gateway').filter(name => /DATABASE|OWNER/.test(name))).toEqual([])
    for (const name of ['memory', 'nexus', 'world']) {
      const urls = environment(name).filter(setting => /DATABASE|OWNER|AUTH/.test(setting))
      expect(urls).toEqual([`${name.toUpperCase()}_DATABASE_URL_FILE`])
    }
    expect(compose.services.gateway?.networks).not.toContain('databases')
  })

  test('each program has a group of its own, the one that deploy/keys.sh gives its folder to', () => {
    const groups = /^programs='(.+)'$/m.exec(readFileSync('deploy/keys.sh', 'utf8'))?.[1]
    expect(groups?.split(' ')).toEqual(programs.map(name => `${name}:${compose.services[name]?.user?.split(':')[1]}`))
    expect(compose.services.keys?.group_add).toEqual(groups?.split(' ').map(entry => entry.split(':')[1]))
  })

  test('deploy/keys.sh makes every file that is named, once, and nothing that others may read', () => {
    const env = {
      ...process.env,
      KEYS: join(folder, 'keys'),
      POSTGRES_KEYS: join(folder, 'server'),
      SHARE_GROUPS: 'no',
    }
    const make = () => execFileSync('sh', ['deploy/keys.sh'], { env, encoding: 'utf8' })
    const all = () =>
      ['keys', 'server'].flatMap(side =>
        readdirSync(join(folder, side), { recursive: true, encoding: 'utf8' })
          .map(path => join(folder, side, path))
          .filter(path => statSync(path).isFile()),
      )
    make()
    const first = all().map(path => [path, readFileSync(path, 'utf8')])
    make()
    expect(all().map(path => [path, readFileSync(path, 'utf8')])).toEqual(first)
    for (const path of all()) {
      const allowed = path.endsWith('ca.crt') ? 0o644 : path.startsWith(join(folder, 'keys')) ? 0o640 : 0o600
      expect(statSync(path).mode & 0o777, path).toBe(allowed)
    }
    const named = services.flatMap(([name, { environment = {} }]) =>
      Object.entries(environment).filter(([setting]) => name !== 'postgres' && setting.endsWith('_FILE')),
    )
    const local = named.map(([setting, path]) => [setting, path.replace('/keys', join(folder, 'keys'))] as const)
    expect(named.length).toBeGreaterThan(8)
    const settings = readSettings({ NODE_ENV: 'production', ...Object.fromEntries(local) })
    expect(settings.pools.memory.url).toMatch(/^postgresql:\/\/memory_graph:[0-9a-f]{64}@postgres:5432\/voice_ninja\?/)
    expect(settings.pools.world.ownerUrl).toContain('sslmode=verify-full&sslrootcert=/keys/ca.crt')
    const [authority, certificate] = [join(folder, 'keys/ca.crt'), join(folder, 'server/server.crt')]
    execFileSync('openssl', ['verify', '-verify_hostname', 'postgres', '-CAfile', authority, certificate])
  })
})
