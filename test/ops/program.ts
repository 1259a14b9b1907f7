import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, vi } from 'vitest'

export interface Ended {
  status: number | null
  out: string
  error: string
}

/** What a program's start takes most of is reading its sources; the first of a run keeps for the others what came of that. */
const compiled = join(tmpdir(), 'worlds-graph-compiled')

/** A program of this product in a process of its own, with the settings that a test gives and no others. */
export class Program implements AsyncDisposable {
  out = ''
  error = ''
  readonly ended: Promise<Ended>
  readonly #child: ChildProcess

  /** @param file by package name, such as `@worlds/ops/start.ts` */
  constructor(file: string, words: string[], settings: Record<string, string>) {
    const own = { PATH: process.env.PATH, HOME: process.env.HOME, LOG_LEVEL: 'error', NODE_COMPILE_CACHE: compiled }
    const env = { ...own, ...settings }
    this.#child = spawn(process.execPath, [fileURLToPath(import.meta.resolve(file)), ...words], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child.stdout?.setEncoding('utf8').on('data', text => {
      this.out += text
    })
    this.#child.stderr?.setEncoding('utf8').on('data', text => {
      this.error += text
    })
    this.ended = once(this.#child, 'close').then(([status]) => ({ status, out: this.out, error: this.error }))
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  get id(): number {
    return this.#child.pid as number
  }

  /** The first group of a pattern in the output, once the program has printed it. */
  async printed(pattern: RegExp): Promise<string> {
    await vi.waitUntil(() => !this.running || pattern.test(this.out), { timeout: 30_000, interval: 20 })
    const found = pattern.exec(this.out)
    if (!found) throw new Error(`The program ended without printing ${pattern}: ${this.out}${this.error}`)
    return found[1] ?? ''
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.running) this.#child.kill('SIGTERM')
    await this.ended
  }
}

/** Runs a program to its end. */
export const ran = (file: string, words: string[], settings: Record<string, string> = {}): Promise<Ended> =>
  new Program(file, words, settings).ended

/** The program gave up with one message for a person to read, which is returned: no stack, no usual output. */
export function complaint({ status, out, error }: Ended): string {
  expect([status, error], out).toEqual([1, expect.stringMatching(/\S/)])
  expect(error).not.toMatch(/^\s+at |node:internal|Unhandled|\.ts:\d+/m)
  return error.trim()
}
