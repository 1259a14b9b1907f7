import { readFile } from 'node:fs/promises'
import type { Log } from '@worlds/kit/log.ts'
import { type DocumentNode, getOperationAST, parse, print } from 'graphql'

/** One operation that a client was built with. */
export interface Trusted {
  id: string
  text: string
  name: string | undefined
  kind: 'query' | 'mutation' | 'subscription'
}

/** The operations that clients were built with, as `@apollo/generate-persisted-query-manifest` writes them. */
export interface Manifest {
  byId: ReadonlyMap<string, Trusted>
  byForm: ReadonlyMap<string, Trusted>
}

/** What clients name operations by. */
export const ids = /^[!-~]{1,200}$/

/** A manifest that cannot be used; the message says why. */
export class ManifestFault extends Error {
  override name = 'ManifestFault'
}

/** The same for documents that differ in white space, comments and the order of their definitions alone. */
export const formOf = ({ definitions }: DocumentNode): string => definitions.map(print).sort().join('\n')

const expected =
  '{"format": "apollo-persisted-query-manifest", "version": 1, "operations": [{"id": "…", "name": "…", "type": "…", "body": "…"}]}'

/**
 * The manifest that a text holds.
 * @throws ManifestFault
 */
export function manifestIn(text: string): Manifest {
  const { format, version, operations } = Object(jsonIn(text))
  if (format !== 'apollo-persisted-query-manifest' || version !== 1 || !Array.isArray(operations))
    throw new ManifestFault(`it is not of the form ${expected}`)
  if (operations.length === 0) throw new ManifestFault('it lists no operation, so that none would be answered')
  const byId = new Map<string, Trusted>()
  const byForm = new Map<string, Trusted>()
  for (const [i, written] of operations.entries()) {
    const { form, ...trusted } = trustedIn(Object(written), `operation ${i + 1} of it`)
    if (byId.has(trusted.id)) throw new ManifestFault(`two operations of it have the id ${trusted.id}`)
    byId.set(trusted.id, trusted)
    byForm.set(form, trusted)
  }
  return { byId, byForm }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new ManifestFault(`it is not JSON: ${(error as Error).message}`)
  }
}

function trustedIn({ id, body }: Record<string, unknown>, which: string): Trusted & { form: string } {
  if (typeof id !== 'string' || !ids.test(id))
    throw new ManifestFault(`the "id" of ${which} must be 1 to 200 visible ASCII characters`)
  if (typeof body !== 'string') throw new ManifestFault(`${which}, ${id}, has no "body"`)
  const document = documentIn(body, `the body of ${which}, ${id},`)
  const operation = getOperationAST(document)
  if (!operation) throw new ManifestFault(`the body of ${which}, ${id}, must have one operation`)
  return { id, text: body, name: operation.name?.value, kind: operation.operation, form: formOf(document) }
}

function documentIn(body: string, which: string): DocumentNode {
  try {
    return parse(body, { noLocation: true })
  } catch (error) {
    throw new ManifestFault(`${which} cannot be read: ${(error as Error).message}`)
  }
}

/** Looked at again and again: a watch would lose a file that is replaced, a link that is turned, a disk of the network. */
const lookEveryMs = 1_000

/** The manifest in a file, as it is now. A new one that cannot be used is told to the log, and the one before stays. */
export class ManifestFile implements Disposable {
  #current: Manifest
  #seen: string | undefined
  readonly #path: string
  readonly #changed: (manifest: Manifest) => void
  readonly #log: Log
  readonly #timer: NodeJS.Timeout

  private constructor(path: string, seen: string, { changed, log }: Listening) {
    this.#path = path
    this.#current = manifestIn(seen)
    this.#seen = seen
    this.#changed = changed
    this.#log = log
    this.#timer = setInterval(() => void this.#look(), lookEveryMs).unref()
    changed(this.#current)
  }

  /**
   * @param changed is told of the manifest, and of each that takes its place
   * @throws ManifestFault that names the file
   */
  static async open(path: string, listening: Listening): Promise<ManifestFile> {
    try {
      return new ManifestFile(path, await readFile(path, 'utf8'), listening)
    } catch (error) {
      throw new ManifestFault(`TRUSTED_MANIFEST: ${path} cannot be used: ${(error as Error).message}.`)
    }
  }

  get current(): Manifest {
    return this.#current
  }

  async #look(): Promise<void> {
    const text = await readFile(this.#path, 'utf8').catch((error: Error) => error)
    const seen = typeof text === 'string' ? text : text.message
    if (seen === this.#seen) return
    this.#seen = seen
    try {
      if (typeof text !== 'string') throw text
      this.#current = manifestIn(text)
    } catch (error) {
      const why = (error as Error).message
      return this.#log.error({ path: this.#path, why }, 'the new manifest cannot be used; the one before stays')
    }
    this.#log.info({ path: this.#path, operations: this.#current.byId.size }, 'a new manifest is in use')
    this.#changed(this.#current)
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }
}

interface Listening {
  changed(manifest: Manifest): void
  log: Log
}
