import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Whether there is a Redis server on this machine: `apt-get install redis-server`. */
export const haveRedis = spawnSync('redis-server', ['--version']).status === 0

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

/** A Redis server of one's own on a port, that keeps nothing. */
export class RedisServer implements AsyncDisposable {
  readonly port: number
  readonly #process: ReturnType<typeof spawn>
  readonly #folder: string

  private constructor(port: number, folder: string) {
    this.port = port
    this.#folder = folder
    const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder]
    this.#process = spawn('redis-server', options, { stdio: 'ignore' })
  }

  static async start(port?: number): Promise<RedisServer> {
    return new RedisServer(port ?? (await freePort()), await mkdtemp(join(tmpdir(), 'redis-')))
  }

  /** Stops to answer without hanging up. */
  freeze(): void {
    this.#process.kill('SIGSTOP')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.kill('SIGKILL')) await once(this.#process, 'exit')
    await rm(this.#folder, { recursive: true, force: true })
  }
}
