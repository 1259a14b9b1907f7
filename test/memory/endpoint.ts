import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { inspect } from 'node:util'
import { readSettings } from '@worlds/kit/env.ts'
import { Refusal } from '@worlds/kit/errors.ts'
import { type Embedder, embedderFor } from '@worlds/memory/embedder.ts'
import { expect } from 'vitest'

export interface Asked {
  model: string
  input: string[]
  encoding_format: string
  dimensions?: number
}
export type Reply = (asked: Asked, response: ServerResponse) => unknown

/** What must be seen neither by callers nor in logs. */
export const apiKey = 'sk-hunter2-must-never-be-seen'
export const secretText = 'He told me about the diagnosis.'

/** An OpenAI-compatible endpoint that does as a test tells it. */
export class Endpoint implements AsyncDisposable {
  readonly url: string
  /** What it does with its first, second … request; the last does for all that follow. */
  replies: Reply[] = []
  requests: { url: string; authorization: string | undefined; asked: Asked; bytes: number }[] = []
  open = 0
  mostOpen = 0
  readonly #server: ReturnType<typeof createServer>

  private constructor(server: ReturnType<typeof createServer>) {
    this.#server = server
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    server.on('request', async (request, response) => {
      this.mostOpen = Math.max(this.mostOpen, ++this.open)
      response.once('close', () => this.open--)
      const body = await text(request)
      const { url = '', headers } = request
      const asked = JSON.parse(body) as Asked
      const reply = this.replies[Math.min(this.requests.length, this.replies.length - 1)] as Reply
      this.requests.push({ url, authorization: headers.authorization, asked, bytes: Buffer.byteLength(body) })
      await reply(asked, response)
    })
  }

  static async open(): Promise<Endpoint> {
    const server = createServer()
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
    return new Endpoint(server)
  }

  /** From now on it answers so, and counts anew. */
  answers(...replies: Reply[]): void {
    Object.assign(this, { replies, requests: [], mostOpen: 0 })
  }

  /** The embedder that asks it. */
  embedder(env: Record<string, string> = {}): Embedder {
    return embedderFor(readSettings({ EMBEDDINGS_URL: `${this.url}/v1`, EMBEDDINGS_MODEL: 'a-model', ...env }))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise(done => this.#server.close(done))
  }
}

/** A vector whose direction tells its text: the length of the text is the place of its one large number. */
export function vectorOf(text: string, dimensions = 768): number[] {
  return Array.from({ length: dimensions }, (_, index) => (index === text.length % dimensions ? 3 : 0))
}
export const placeOf = (vector: Float32Array | undefined) => vector?.indexOf(1)
export const base64 = (values: number[]) => Buffer.from(Float32Array.from(values).buffer).toString('base64')

export function json(response: ServerResponse, body: unknown, status = 200, headers: Record<string, string> = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
}
export const fails =
  (status: number, body: unknown = '', headers: Record<string, string> = {}): Reply =>
  (_, response) =>
    json(response, body, status, headers)
export const says =
  (embeddings: unknown[]): Reply =>
  (_, response) =>
    json(response, { data: embeddings.map((embedding, index) => ({ index, embedding })) })

export function embedded(embedding: (text: string) => unknown = vectorOf, order = (items: unknown[]) => items): Reply {
  return ({ input }, response) =>
    json(response, {
      object: 'list',
      model: 'a-model',
      data: order(input.map((text, index) => ({ object: 'embedding', index, embedding: embedding(text) }))),
      usage: { prompt_tokens: 1, total_tokens: 1 },
    })
}

/** The refusal of a call, which keeps the key, the address and the texts to itself. */
export async function refusal(call: Promise<unknown>): Promise<{ code: unknown; message: string; cause: string }> {
  const error = await call.then(
    () => expect.fail('is refused'),
    error => error as Refusal,
  )
  expect(error).toBeInstanceOf(Refusal)
  expect(inspect(error, { depth: 9 })).not.toMatch(/hunter2|diagnosis|127\.0\.0\.1:\d/)
  expect(JSON.stringify(error)).not.toMatch(/EMBEDDINGS_|embedder: /)
  return { code: error.extensions.code, message: error.message, cause: (error.cause as Error).message }
}
