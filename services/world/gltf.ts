import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { Refusal } from '@worlds/kit/errors.ts'
import type { Box } from './bounds.ts'
import type { Answer } from './gltf-reader.ts'

/** What a glTF file says about itself, as it is stored; a part that it does not say is not there. */
export interface GltfFacts {
  triangles?: number
  vertices?: number
  materials?: number
  bytes: number
  animations: string[]
  rigged: boolean
  extensions: string[]
  bounds?: Box
}

/** All parts that an inspection states or takes away. */
export const inspectedParts = [
  ...['triangles', 'vertices', 'materials', 'bytes'],
  ...['animations', 'rigged', 'extensions', 'bounds'],
]

export interface Inspection {
  facts: GltfFacts
  /** Where the file breaks the specification. */
  faults: string[]
  /** The files it refers to, none of which was read. */
  externalFiles: string[]
}

export interface Limits {
  milliseconds: number
  /** Of memory, beside the file itself. */
  megabytes: number
  /** How many files are read at the same time. */
  atOnce: number
  /** How many more may wait for their turn. */
  waiting: number
}

const usual: Limits = { milliseconds: 10_000, megabytes: 512, atOnce: 2, waiting: 32 }

let reading = 0
const queue: (() => void)[] = []

/** Waits until fewer files are being read; each takes a core of its own. */
async function turn({ atOnce, waiting }: Limits, signal: AbortSignal | undefined): Promise<Disposable> {
  if (reading >= atOnce) {
    if (queue.length >= waiting) throw new Refusal('TIMEOUT', 'Many files are being read at this moment. Try again.')
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    queue.push(resolve)
    const leave = () => {
      const at = queue.indexOf(resolve)
      if (at < 0) return
      queue.splice(at, 1)
      reject(signal?.reason)
    }
    signal?.addEventListener('abort', leave, { once: true })
    // Whoever ends leaves its place to this one, so it is counted already.
    await promise.finally(() => signal?.removeEventListener('abort', leave))
  } else reading++
  return {
    [Symbol.dispose]: () => {
      const next = queue.shift()
      if (next) next()
      else reading--
    },
  }
}

const fault = (argument: string, what: string) =>
  new Refusal('BAD_USER_INPUT', `"${argument}" is no glTF file that can be read. ${what}`, { argument })

const tooMuch = (argument: string, megabytes: number) =>
  new Refusal('BAD_USER_INPUT', `"${argument}" takes more than ${megabytes} MiB of memory to read. Simplify it.`, {
    argument,
  })

const tooLong = (argument: string) =>
  new Refusal('TIMEOUT', `"${argument}" takes longer to read than it may. Simplify it.`, { argument })

const program = fileURLToPath(new URL('./gltf-reader.ts', import.meta.url))

/** What the reading program says; undefined when it fails, which it does when its memory is used up. */
async function answered(bytes: Uint8Array, { milliseconds, megabytes }: Limits, signal: AbortSignal) {
  // A thread would not do: one that uses up its memory can take the process with it.
  const child = spawn(process.execPath, [`--max-old-space-size=${megabytes}`, program, String(2 * milliseconds)], {
    env: {},
    stdio: ['pipe', 'pipe', 'ignore'],
    killSignal: 'SIGKILL',
    signal,
  })
  const ended = Promise.withResolvers<number | null>()
  child.once('error', ended.reject)
  child.once('close', ended.resolve)
  // A program that gave up does not read on.
  child.stdin.on('error', () => undefined)
  child.stdin.end(bytes)
  const [said, status] = await Promise.all([text(child.stdout), ended.promise])
  return status === 0 ? (JSON.parse(said) as Answer) : undefined
}

/**
 * Reads a `.glb` or `.gltf` in a process of its own, which is ended when it takes too long or too much. Nothing that the
 * file refers to is fetched or decoded.
 * @param argument what the file is called in a refusal
 * @throws Refusal BAD_USER_INPUT when it is no such file, TIMEOUT when it takes too long or too many are being read
 */
export async function inspectGltf(
  argument: string,
  bytes: Uint8Array,
  { signal, ...given }: Partial<Limits> & { signal?: AbortSignal | undefined } = {},
): Promise<Inspection> {
  const limits = { ...usual, ...given }
  signal?.throwIfAborted()
  using _ = await turn(limits, signal)
  const late = AbortSignal.timeout(limits.milliseconds)
  const answer = await answered(bytes, limits, AbortSignal.any(signal ? [signal, late] : [late])).catch(error => {
    signal?.throwIfAborted()
    throw late.aborted ? tooLong(argument) : error
  })
  if (!answer) throw tooMuch(argument, limits.megabytes)
  if ('fault' in answer) throw fault(argument, answer.fault)
  return answer.inspection
}
