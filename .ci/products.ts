import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** The caller's environment, without what could help or hinder a start on a machine that knows nothing of the project. */
function cleanEnvironment(home: string): NodeJS.ProcessEnv {
  const ours = /^(HOME|CI|NODE_ENV|XDG_.*|POSTGRES_.*|TEST_.*|[A-Z]+_(DATABASE_|OWNER_)?URL|SUBGRAPHS|DATA_DIR)$/
  // biome-ignore lint/style/noProcessEnv: this program passes the environment on, it takes no setting from it
  return { ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name))), HOME: home }
}

/** Ports that nothing listens on, by the names of their settings. */
export async function freePorts(names: string[]): Promise<Record<string, string>> {
  const servers = names.map(() => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map(server => once(server, 'listening')))
  const ports = servers.map(server => String((server.address() as { port: number }).port))
  await Promise.all(servers.map(server => new Promise(done => server.close(done))))
  return Object.fromEntries(names.map((name, i) => [name, ports[i] ?? '']))
}

interface Place {
  /** A clone of the project. */
  folder: string
  home: string
  ports: Record<string, string>
  settings: Record<string, string>
}

/** One run of `pnpm start`, with everything it printed. */
export class Product implements AsyncDisposable {
  readonly url: string
  output = ''
  readonly #child: ChildProcess

  constructor([program = '', ...words]: string[], { folder, home, ports, settings }: Place) {
    this.url = `http://127.0.0.1:${ports.PORT}`
    const env = { ...cleanEnvironment(home), ...ports, ...settings }
    // A process group of its own, so that the signal reaches what a terminal's Ctrl-C reaches.
    const options = { cwd: folder, env, detached: true }
    this.#child = spawn(program, [...words, 'start'], { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    running.add(this.#child)
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text
      })
    }
  }

  async ready(withinSeconds: number): Promise<void> {
    for (const giveUp = Date.now() + withinSeconds * 1000; Date.now() < giveUp; await pause(200)) {
      if (this.#child.exitCode !== null) throw new Error(`It ended with status ${this.#child.exitCode}: ${this.output}`)
      const answer = await fetch(`${this.url}/readyz`).catch(() => undefined)
      if (answer?.ok && this.token) return
    }
    throw new Error(`It was not ready within ${withinSeconds} s: ${this.output}`)
  }

  get token(): string | undefined {
    return /eyJ[\w-]+\.[\w-]+\.[\w-]+/.exec(this.output)?.[0]
  }

  async ask<Data>(query: string): Promise<{ data?: Data | null; errors?: unknown[] }> {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${this.token}` }
    const answer = await fetch(`${this.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) })
    return (await answer.json()) as { data?: Data | null; errors?: unknown[] }
  }

  /** Ctrl-C; the exit status, once nothing of the group is left. */
  async interrupt(): Promise<number | string | null> {
    const ended = once(this.#child, 'exit')
    signalGroup(this.#child, 'SIGINT')
    const [code, signal] = await Promise.race([ended, pause(30_000, ['still running', null])])
    for (let i = 0; i < 50 && signalGroup(this.#child, 0); i++) await pause(100)
    return signal ?? code
  }

  get leftBehind(): boolean {
    return signalGroup(this.#child, 0)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    signalGroup(this.#child, 'SIGKILL')
    running.delete(this.#child)
  }
}

const running = new Set<ChildProcess>()

/** Signals a child and all that it started; false when nothing of them is left. */
function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  try {
    return pid !== undefined && process.kill(-pid, signal)
  } catch {
    return false
  }
}

process.on('exit', () => {
  for (const child of running) signalGroup(child, 'SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1))
