import { setTimeout as pause } from 'node:timers/promises'
import type { Settings } from '@worlds/kit/env.ts'
import { type Code, Refusal } from '@worlds/kit/errors.ts'
import { Pool } from 'undici'
import { embeddingDimensions, hashingEmbedder } from './hashing.ts'

/** Turns texts into vectors of unit length. */
export interface Embedder {
  /** Stored beside each vector: vectors of different models do not compare. */
  readonly model: string
  readonly dimensions: 768
  /**
   * @returns one vector for each text, in their order; all or none
   * @throws Refusal, or the signal's reason
   */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]>
}

/** The embedder that the settings name, or the built-in one, which knows spelling and not meaning. */
export function embedderFor({ embeddings }: Pick<Settings, 'embeddings'>): Embedder {
  const { url, model, apiKey, timeoutMs } = embeddings
  return url && model ? new HttpEmbedder({ url, model, apiKey, timeoutMs }) : hashingEmbedder
}

const batchTexts = 96
const batchBytes = 200_000
const requestsAtOnce = 2
const replyBytes = 32 * 1024 * 1024
const retries = 2
const firstPauseMs = 200
const passing = new Set([429, 502, 503, 504])

/** Models that are trained so that their first 768 numbers can stand alone; any other cut would give poor vectors. */
const shortened = /text-embedding-3-|gemini-embedding|qwen3-embedding/i

interface Endpoint {
  url: string
  model: string
  apiKey: string | undefined
  timeoutMs: number
}

/** An OpenAI-compatible endpoint: Ollama, TEI, vLLM, OpenAI. */
class HttpEmbedder implements Embedder {
  readonly model: string
  readonly dimensions = embeddingDimensions
  readonly #timeoutMs: number
  readonly #path: string
  readonly #headers: Record<string, string>
  readonly #pool: Pool

  constructor({ url, model, apiKey, timeoutMs }: Endpoint) {
    const { origin, pathname, search, username, password } = new URL(url)
    const login = [username, password].map(decodeURIComponent).join(':')
    const authorization = apiKey ? `Bearer ${apiKey}` : `Basic ${Buffer.from(login).toString('base64')}`
    this.model = model
    this.#timeoutMs = timeoutMs
    this.#path = embeddingsPath(pathname) + search
    this.#headers = { 'content-type': 'application/json', ...(apiKey || login !== ':' ? { authorization } : {}) }
    // The overall deadline is the only one; HTTP/2 would carry more than two requests on one connection.
    const limits = { connections: requestsAtOnce, allowH2: false, maxResponseSize: replyBytes }
    this.#pool = new Pool(origin, { ...limits, headersTimeout: 0, bodyTimeout: 0 })
  }

  async embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    const deadline = AbortSignal.timeout(this.#timeoutMs)
    const failed = new AbortController()
    const call = { endsAt: performance.now() + this.#timeoutMs, signal: AbortSignal.any([deadline, failed.signal]) }
    if (signal) call.signal = AbortSignal.any([call.signal, signal])
    const batches = batchesOf(texts).entries()
    const vectors: Float32Array[][] = []
    // Two workers of each call share the pool, so that a search waits for two requests and not for a whole import.
    const work = async () => {
      for (const [place, batch] of batches) vectors[place] = await this.#batch(batch, call)
    }
    try {
      signal?.throwIfAborted()
      await Promise.all(Array.from({ length: requestsAtOnce }, work))
      return vectors.flat()
    } catch (error) {
      signal?.throwIfAborted()
      throw deadline.aborted ? slow(this.#timeoutMs) : error
    } finally {
      failed.abort()
    }
  }

  /** One batch, in halves when the endpoint finds it too large: TEI takes 32 texts unless it is told otherwise. */
  async #batch(texts: string[], call: Call): Promise<Float32Array[]> {
    const { status, text } = await this.#patiently(texts, call)
    if (status === 200) return vectorsOf(text, texts.length)
    if (status !== 413 || texts.length < 2) throw refused(status, reasonOf(text))
    const half = Math.ceil(texts.length / 2)
    return [...(await this.#batch(texts.slice(0, half), call)), ...(await this.#batch(texts.slice(half), call))]
  }

  /** The reply, asked for again while the fault is a passing one and the deadline leaves time. */
  async #patiently(texts: string[], call: Call): Promise<Reply> {
    for (let attempt = 0; ; attempt++) {
      const reply = await this.#ask(texts, call).catch((error: { code?: unknown }) => lost(error, call))
      if (reply.status !== 0 && !passing.has(reply.status)) return reply
      const pauseMs = reply.retryAfterMs ?? firstPauseMs * 2 ** attempt * (0.5 + Math.random())
      if (attempt === retries || performance.now() + pauseMs >= call.endsAt) return reply
      await pause(pauseMs, undefined, { signal: call.signal })
    }
  }

  async #ask(texts: string[], { signal }: Call): Promise<Reply> {
    const shorter = shortened.test(this.model) ? { dimensions: embeddingDimensions } : {}
    const input = texts.map(text => text.toWellFormed())
    const body = JSON.stringify({ model: this.model, input, encoding_format: 'float', ...shorter })
    const asked = { method: 'POST', path: this.#path, headers: this.#headers, body, signal } as const
    const { statusCode: status, headers, body: replied } = await this.#pool.request(asked)
    const text = await replied.text()
    return { status, text, retryAfterMs: millisecondsOf(headers['retry-after']) }
  }
}

interface Call {
  signal: AbortSignal
  /** When the deadline is, on the clock of `performance`. */
  endsAt: number
}

interface Reply {
  /** 0 when the connection was lost. */
  status: number
  text: string
  retryAfterMs?: number | undefined
}

/** The path that is asked: a host alone stands for its /v1, a base for what is below it. */
function embeddingsPath(pathname: string): string {
  const path = pathname.replace(/\/+$/, '') || '/v1'
  return path.endsWith('/embeddings') ? path : `${path}/embeddings`
}

/** The texts in their order, in parts that a request may hold; a text beyond the measure goes alone. */
function batchesOf(texts: readonly string[]): string[][] {
  const batches: string[][] = []
  let room = 0
  for (const text of texts) {
    const batch = batches.at(-1)
    const bytes = Buffer.byteLength(text)
    const fits = batch && batch.length < batchTexts && bytes <= room
    if (fits) batch.push(text)
    else batches.push([text])
    room = (fits ? room : batchBytes) - bytes
  }
  return batches
}

function millisecondsOf(retryAfter: string | string[] | undefined): number | undefined {
  const value = String(retryAfter ?? '').trim()
  const pauseMs = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now()
  return Number.isNaN(pauseMs) ? undefined : Math.max(0, pauseMs)
}

function lost({ code }: { code?: unknown }, { signal }: Call): Reply {
  signal.throwIfAborted()
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE')
    throw misfit('answered at too great a length', `over ${replyBytes} bytes`)
  return { status: 0, text: JSON.stringify({ type: code }) }
}

/** What an error calls itself (`model_not_found`); its message may repeat the texts or the key, and stays unread. */
function reasonOf(text: string): string {
  const { error, error_type, type } = parsed(text) ?? {}
  const names: unknown[] = [error?.code, error?.type, error_type, type]
  return String(names.find(name => /^[a-z_]{1,40}$/i.test(String(name ?? ''))) ?? 'no reason that can be logged')
}

// biome-ignore lint/suspicious/noExplicitAny: what others send has any shape; each use checks its own
function parsed(text: string): any {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The vectors of a reply in the order of the texts, each checked and of unit length. */
function vectorsOf(text: string, count: number): Float32Array[] {
  const data = parsed(text)?.data
  if (!Array.isArray(data)) throw misfit('answered something else than embeddings', 'no JSON with a list "data"')
  const byIndex = new Map(data.map((item, place) => [item?.index ?? place, unitVector(item?.embedding)]))
  const vectors = Array.from({ length: count }, (_, index) => byIndex.get(index)).filter(vector => vector !== undefined)
  if (data.length === count && vectors.length === count) return vectors
  throw misfit(`gave ${data.length} vectors for ${count} texts`, `${vectors.length} of ${count} indices are there`)
}

function unitVector(embedding: unknown): Float32Array {
  const values = typeof embedding === 'string' ? floatsOf(embedding) : embedding
  if (!Array.isArray(values)) throw misfit('answered something else than embeddings', 'neither a list nor base64')
  const [given, kept] = [values.length, embeddingDimensions].map(count => count.toLocaleString('en'))
  if (given !== kept) throw misfit(`gave vectors of ${given} numbers where ${kept} are kept`, unfit)
  let squares = 0
  for (const value of values) squares += typeof value === 'number' ? value * value : Number.NaN
  const length = Math.sqrt(squares)
  if (!Number.isFinite(length)) throw misfit('gave a vector with a value that is no finite number', unfit)
  if (length === 0) throw misfit('gave a vector of zeros, which has no direction', unfit)
  return Float32Array.from(values, value => value / length)
}

/** Little-endian float32 in base64, which some endpoints send whatever they are asked for. */
function floatsOf(base64: string): number[] {
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.length % 4 !== 0) throw misfit('answered something else than embeddings', `base64 of ${bytes.length} bytes`)
  return Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4))
}

const unfit = 'set a model of 768 finite numbers'
const withoutIt = 'Meanwhile send an "embedding", or search by words alone: searchMemories with a "vectorWeight" of 0.'

function refusal(code: Code, message: string, detail: string): Refusal {
  return Object.assign(new Refusal(code, message), { cause: new Error(`embedder: ${detail}`) })
}

function slow(timeoutMs: number): Refusal {
  const message = `The embedder did not answer within ${timeoutMs.toLocaleString('en')} ms. Send fewer texts, or try again.`
  return refusal('TIMEOUT', message, 'EMBEDDINGS_TIMEOUT_MS passed')
}

function refused(status: number, reason: string): Refusal {
  const detail = `${status || 'no answer'}: ${reason}`
  if (status === 429) return refusal('SUBGRAPH_UNAVAILABLE', 'The embedder is busy. Try again in a moment.', detail)
  if (status === 0 || status === 408 || status === 424 || status >= 500) {
    const message = `The embedder cannot be reached right now. Try again in a moment. ${withoutIt}`
    return refusal('SUBGRAPH_UNAVAILABLE', message, detail)
  }
  const unknown = status === 401 || status === 403
  return misfit(unknown ? 'does not know this graph' : 'does not take what this graph asks', detail)
}

/** The embedder that is set does not fit; callers cannot mend that, operators can. */
function misfit(what: string, detail: string): Refusal {
  const message = `The embedder ${what}. Tell the operator. ${withoutIt}`
  return refusal('INTERNAL_SERVER_ERROR', message, `${what} (${detail}); see EMBEDDINGS_URL and EMBEDDINGS_MODEL`)
}
