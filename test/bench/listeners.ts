import pg from 'pg'
import { WebSocket } from 'ws'

/** What the benchmark of frames asks of this process, whose own work is not measured. */
export interface Listening {
  url: string
  tokens: string[]
  query: string
  instanceId: string
  owner: string
  frames: number
}

/** Opens one connection for each token, moves everyone so many times, and counts what comes. */
async function listenTo({ url, tokens, query, instanceId, owner, frames }: Listening): Promise<void> {
  let [received, bytes] = [0, 0]
  let wake = () => {}
  const all = async (count: number) => {
    while (received < count) await new Promise<void>(resolve => (wake = resolve))
  }
  const sockets = tokens.map(token => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
    socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: token } })))
    socket.on('message', data => {
      const text = String(data)
      if (text.startsWith('{"type":"connection_ack"')) {
        const payload = { query, variables: { id: instanceId } }
        return socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload }))
      }
      if (!text.startsWith('{"id":"1","type":"next","payload":{"data":{"playersMoved":{"'))
        throw new Error(text.slice(0, 500))
      received++
      bytes += text.length
      wake()
    })
    return socket
  })
  await all(tokens.length)
  const client = new pg.Client(owner)
  await client.connect()
  const move = async (x: number) => {
    await client.query(
      `update user_positions set position_x = $2, last_update = clock_timestamp() at time zone 'UTC' where instance_id = $1`,
      [instanceId, x],
    )
    const event = { topic: 'moved', instanceIds: [instanceId] }
    await client.query(`select pg_notify('graph', $1)`, [JSON.stringify(event)])
  }
  // The first frames plan and compile.
  const warm = 40
  for (let n = 1; n <= warm + frames; n++) {
    if (n === warm + 1) {
      bytes = 0
      process.send?.('begun')
    }
    await move(n)
    await all(tokens.length * (n + 1))
  }
  process.send?.({ bytes: bytes / frames / tokens.length })
  for (const socket of sockets) socket.close()
  await client.end()
}

process.once('message', message => void listenTo(message as Listening).then(() => process.disconnect()))
