import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** A wire to a server that a test can read, hold still and cut. */
export class Wire implements AsyncDisposable {
  /** The address to use in place of the server's. */
  readonly url: string
  /** Everything that clients have sent, as text. */
  sent = ''
  readonly #server: Server
  readonly #wires = new Set<{ client: Socket; upstream: Socket }>()
  #held = false
  #cut = false
  #mayCome = Number.POSITIVE_INFINITY

  private constructor(server: Server, url: URL) {
    this.#server = server
    const { hostname, port } = url
    server.on('connection', client => this.#carry(client, connect(Number(port), hostname)))
    url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`
    this.url = url.href
  }

  static async before(url: string): Promise<Wire> {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new Wire(server, new URL(url))
  }

  #carry(client: Socket, upstream: Socket): void {
    const wire = { client, upstream }
    const end = () => {
      this.#wires.delete(wire)
      client.destroy()
      upstream.destroy()
    }
    for (const socket of [client, upstream]) socket.on('error', end).on('close', end)
    if (this.#cut || this.#mayCome-- <= 0) end()
    else this.#wires.add(wire)
    client.on('data', chunk => {
      this.sent += chunk.toString('latin1')
      upstream.write(chunk)
    })
    upstream.on('data', chunk => client.write(chunk))
    if (this.#held) upstream.pause()
  }

  /** Nothing that the server answers reaches a client until `release`. */
  hold(): void {
    this.#held = true
    for (const { upstream } of this.#wires) upstream.pause()
  }

  release(): void {
    this.#held = false
    for (const { upstream } of this.#wires) upstream.resume()
  }

  /** Ends every connection and lets none in until `mend`. */
  cut(): void {
    this.#cut = true
    for (const { client } of this.#wires) client.destroy()
  }

  /** Lets so many more connections in. */
  refuseAfter(count: number): void {
    this.#mayCome = count
  }

  mend(): void {
    this.#cut = false
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut()
    this.#server.close()
    await once(this.#server, 'close')
  }
}
