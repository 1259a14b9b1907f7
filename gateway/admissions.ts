import { createHash } from 'node:crypto'
import type { Settings } from '@worlds/kit/env.ts'
import { Refusal } from '@worlds/kit/errors.ts'
import type { Log } from '@worlds/kit/log.ts'
import { parse } from 'graphql'
import { LRUCache } from 'lru-cache'
import { formOf, ids, type Manifest, ManifestFile, type Trusted } from './manifests.ts'
import type { Plans } from './plans.ts'

/** What a client sends of an operation, as far as it says which one it is. */
interface Sent {
  query?: unknown
  operationName?: unknown
  extensions?: { persistedQuery?: unknown } | null
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/** So many operations that are in no list are remembered, so that each is told of once. */
const mostTold = 10_000

/** Decides which operations are answered, before they are even read: all, or those of a manifest. */
export class Admissions implements Disposable {
  readonly #settings: Settings
  readonly #log: Log
  readonly #told = new LRUCache<string, true>({ max: mostTold })
  #file: ManifestFile | undefined

  private constructor(settings: Settings, log: Log) {
    this.#settings = settings
    this.#log = log
  }

  /**
   * Reads the manifest of the settings, if there is one, and has its operations planned.
   * @throws ManifestFault
   */
  static async open(settings: Settings, { plans, log }: { plans: Plans; log: Log }): Promise<Admissions> {
    const admissions = new Admissions(settings, log)
    const { mode, manifest } = settings.trusted
    const changed = ({ byId }: Manifest) => void planned([...byId.values()], plans, log)
    if (mode !== 'off') admissions.#file = await ManifestFile.open(manifest as string, { changed, log })
    return admissions
  }

  /**
   * What is asked: as it was sent, or with the text that an id of the manifest stands for.
   * @throws Refusal PERSISTED_QUERY_NOT_IN_LIST, PERSISTED_QUERY_HASH_MISMATCH for a text with the hash of another one, or
   * BAD_USER_INPUT for a hash of no such form
   */
  admit(sent: unknown): unknown {
    // A list of operations, or no object at all, is refused by whoever answers.
    if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return sent
    const { query, operationName, extensions } = sent as Sent
    const text = typeof query === 'string' && query !== '' ? query : undefined
    const id = idIn(extensions?.persistedQuery)
    const trusted = text === undefined ? this.#file?.current.byId.get(id ?? '') : this.#withText(text)
    if (text && id && id !== trusted?.id && id !== sha256(text)) throw mismatch()
    if (trusted) {
      const { persistedQuery, ...kept } = extensions ?? {}
      return { ...sent, query: trusted.text, extensions: kept }
    }
    if (this.#settings.trusted.mode === 'enforce') throw notInList()
    if (this.#file) this.#tell(text === undefined ? id : sha256(text), operationName)
    return sent
  }

  #withText(text: string): Trusted | undefined {
    const form = this.#file && this.#formOf(text)
    return form === undefined ? undefined : this.#file?.current.byForm.get(form)
  }

  #formOf(text: string): string | undefined {
    try {
      return formOf(parse(text, { noLocation: true, maxTokens: this.#settings.limits.tokens }))
    } catch {
      // What cannot be read is in no list.
      return undefined
    }
  }

  #tell(hash: string | undefined, operationName: unknown): void {
    if (hash === undefined || this.#told.has(hash)) return
    this.#told.set(hash, true)
    const name = /^\w{1,100}$/.test(String(operationName)) ? operationName : undefined
    this.#log.warn({ hash, operationName: name }, 'an operation is not in the list of trusted documents')
  }

  [Symbol.dispose](): void {
    this.#file?.[Symbol.dispose]()
  }
}

function idIn(persistedQuery: unknown): string | undefined {
  if (persistedQuery === undefined || persistedQuery === null) return undefined
  const { version, sha256Hash } = Object(persistedQuery)
  if (version === 1 && typeof sha256Hash === 'string' && ids.test(sha256Hash)) return sha256Hash
  throw new Refusal('BAD_USER_INPUT', '"persistedQuery" in "extensions" must be {"version": 1, "sha256Hash": "…"}.')
}

function mismatch(): Refusal {
  const message = '"sha256Hash" is not the SHA-256 of "query". Send the hash of the very text, in hexadecimal.'
  return new Refusal('PERSISTED_QUERY_HASH_MISMATCH', message)
}

function notInList(): Refusal {
  const message = 'Only operations of the list of trusted documents are answered. Have this one added to the manifest.'
  return new Refusal('PERSISTED_QUERY_NOT_IN_LIST', message)
}

/** Plans all operations in turn, so that those who ask for them first do not wait. */
async function planned(operations: Trusted[], plans: Plans, log: Log): Promise<void> {
  for (const { id, name, text, kind } of operations) {
    if (kind === 'subscription') continue
    try {
      await plans.prepare(text, name)
    } catch (error) {
      const { name: fault, message: why } = error as Error
      if (fault === 'AbortError') return
      log.warn({ id, operationName: name, why }, 'a trusted document cannot be planned')
    }
  }
}
