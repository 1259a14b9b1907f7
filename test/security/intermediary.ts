import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { type AddressInfo, connect as connectPlainly, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectSecurely, TLSSocket } from 'node:tls'

/** Asks a PostgreSQL server for TLS. */
const request = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])

/** Somebody between a client and a server, who holds a certificate of their own and reads all that passes. */
export class Intermediary implements AsyncDisposable {
  /** The file with their certificate, for a client that was made to trust it. */
  readonly certificate: string
  readonly #server: Server
  readonly #folder: string

  private constructor(server: Server, folder: string) {
    this.#server = server
    this.#folder = folder
    this.certificate = join(folder, 'crt')
  }

  /** @param name whom the certificate names */
  static async before(serverPort: number, name: string): Promise<Intermediary> {
    const folder = mkdtempSync(join(tmpdir(), 'graph-intermediary-'))
    const [key, crt] = [join(folder, 'key'), join(folder, 'crt')]
    const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
    const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`]
    execFileSync('openssl', ['req', '-x509', ...kind, ...subject, '-keyout', key, '-out', crt], { stdio: 'ignore' })
    const own = { key: readFileSync(key), cert: readFileSync(crt), isServer: true }
    const server = createServer(client => void carry(client, serverPort, own)).listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new Intermediary(server, folder)
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close()
    rmSync(this.#folder, { recursive: true })
  }
}

/** Two connections with TLS, and between them everything in the clear. */
async function carry(client: Socket, port: number, own: ConstructorParameters<typeof TLSSocket>[1]): Promise<void> {
  const upstream = connectPlainly(port, '127.0.0.1')
  const end = () => [client, upstream].map(socket => socket.destroy())
  for (const socket of [client, upstream]) socket.on('error', end).on('close', end)
  await once(client, 'data')
  upstream.write(request)
  await once(upstream, 'data')
  const onward = connectSecurely({ socket: upstream, rejectUnauthorized: false }).on('error', end)
  await once(onward, 'secureConnect')
  client.write('S')
  const inward = new TLSSocket(client, own).on('error', end)
  inward.pipe(onward).pipe(inward)
}
