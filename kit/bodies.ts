import type { IncomingMessage } from 'node:http'
import { Refusal } from './errors.ts'
import { paramsIn, searchOf } from './streams.ts'

/** The HTTP request cannot be read as a GraphQL request. */
export class RequestFault extends Refusal {
  readonly status: number
  /** Of the answer. */
  readonly headers: Record<string, string>
  constructor(status: number, message: string, headers: Record<string, string> = {}) {
    super('BAD_USER_INPUT', message)
    this.status = status
    this.headers = headers
  }
}

/** Of a body that is too large so many times the limit are read and dropped: a sender that is cut off never reads why. */
const droppedTimes = 16

/**
 * The JSON value in the body of a POST; undefined for other methods.
 * @throws RequestFault 413 for what is larger than `maxBodyBytes`, 415 for another type, charset or encoding than JSON in
 * UTF-8, 400 for what is none of it
 */
export async function readBody(request: IncomingMessage, maxBodyBytes: number): Promise<unknown> {
  if (request.method !== 'POST') return undefined
  const bytes = await bytesOf(request, maxBodyBytes)
  checkType(request.headers['content-type'] ?? '')
  const encoding = request.headers['content-encoding'] ?? 'identity'
  if (encoding.toLowerCase() !== 'identity')
    throw new RequestFault(415, 'Send the body as it is, without "content-encoding".', {
      'accept-encoding': 'identity',
    })
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new RequestFault(400, 'The body is not JSON in UTF-8. Send {"query": "…", "variables": {…}}.')
  }
}

async function bytesOf(request: IncomingMessage, maxBodyBytes: number): Promise<Buffer> {
  const tooLarge = (headers?: Record<string, string>) => {
    const fault = `The body is larger than ${maxBodyBytes} bytes. Send less in one request; MAX_BODY_BYTES sets the limit.`
    return new RequestFault(413, fault, headers)
  }
  const cutOff = () => tooLarge({ connection: 'close' })
  if (Number(request.headers['content-length'] ?? 0) > droppedTimes * maxBodyBytes) throw cutOff()
  const chunks: Buffer[] = []
  let bytes = 0
  // An iteration that ends early would destroy the request, and the connection with it, before the answer.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes <= maxBodyBytes) chunks.push(chunk)
    if (bytes > droppedTimes * maxBodyBytes) throw cutOff()
  }
  if (bytes > maxBodyBytes) throw tooLarge()
  return Buffer.concat(chunks)
}

/** JSON is UTF-8; a sender who says otherwise is not guessed at. */
function checkType(given: string): void {
  const [type, ...parameters] = given.toLowerCase().split(';')
  const charsets = parameters.map(parameter => /^\s*charset\s*=\s*"?([^"\s]*)"?\s*$/.exec(parameter)?.[1] ?? 'utf-8')
  if (type?.trim() === 'application/json' && charsets.every(charset => charset === 'utf-8' || charset === 'utf8'))
    return
  throw new RequestFault(415, 'Send the operation as JSON in UTF-8, with "content-type: application/json".')
}

/**
 * The parameters of an operation that stands in a URL.
 * @throws RequestFault 400 when they are not JSON where they have to be
 */
export function paramsOf(search: string) {
  try {
    return paramsIn(search)
  } catch {
    throw new RequestFault(400, '"variables" and "extensions" of the URL must be JSON.')
  }
}

interface Sent {
  body: unknown
  search: string
}

/** An operation in the body or in the address, where it came, as `asked` has it answered. */
export function askedIn(sent: Sent, { method }: IncomingMessage, asked?: (sent: unknown) => unknown): Sent {
  if (!asked) return sent
  if (method === 'POST') return { ...sent, body: asked(sent.body) }
  const params = paramsOf(sent.search)
  const other = asked(params)
  return other === params ? sent : { ...sent, search: searchOf(other as typeof params) }
}
