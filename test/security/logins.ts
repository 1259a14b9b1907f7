import type { TLSSocket } from 'node:tls'
import { connectionOf } from '@worlds/kit/database-urls.ts'
import pg from 'pg'

export async function as(config: pg.ClientConfig): Promise<pg.Client> {
  const client = new pg.Client(config)
  client.on('error', () => undefined)
  await client.connect()
  return client
}

/** Connected as the graph and the operator's command line are. */
export const connected = (url: URL, changes: pg.ClientConfig = {}) => as({ ...connectionOf(url.href), ...changes })

/** Of the certificate that the server showed. */
export const fingerprintOf = (client: pg.Client) =>
  (client as unknown as { connection: { stream: TLSSocket } }).connection.stream.getPeerCertificate().fingerprint256

export async function queried(url: URL, text: string): Promise<Record<string, unknown>[]> {
  const client = await connected(url)
  return client
    .query(text)
    .then(({ rows }) => rows)
    .finally(() => client.end())
}

/** The code and the message that an attempt ends with. */
export const refusal = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'let in',
    (error: Error & { code?: string }) => `${error.code ?? ''} ${error.message}`,
  )
