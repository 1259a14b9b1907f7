import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Log } from '@worlds/kit/log.ts'
import { Counter, Gauge, Registry } from 'prom-client'

/** What the gateway counts of its live answers. */
export function gatewayMetrics() {
  const registry = new Registry()
  const registers = [registry]
  const counter = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Counter<Label>({ name: `worlds_graph_${name}`, help, labelNames, registers })
  const gauge = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Gauge<Label>({ name: `worlds_graph_${name}`, help, labelNames, registers })
  return {
    registry,
    subscribers: gauge('subscribers', 'Subscriptions that are open now.', 'field', 'transport'),
    sockets: gauge('websockets', 'WebSocket connections that are open now.'),
    events: counter('events_total', 'Events that subgraphs told of.', 'subgraph', 'topic'),
    gaps: counter('event_gaps_total', 'Times that a stream of events began, or began anew.', 'subgraph'),
    sent: counter('live_results_total', 'Results sent to subscribers.', 'field'),
    executions: counter('live_executions_total', 'Executions for subscribers: shared by all, or for one.', 'kind'),
    frames: counter('player_frames_total', 'Frames made, one for each instance and moment.'),
    coalesced: counter(
      'player_frames_coalesced_total',
      'Frames that a subscriber who was busy got as part of the next.',
    ),
    throttled: counter(
      'throttled_total',
      'Requests, operations and streams that were refused with RATE_LIMITED.',
      'limit',
    ),
    dropped: counter('live_ids_dropped_total', 'Ids that a subscriber who was busy for long never got.', 'field'),
  }
}

export type Metrics = ReturnType<typeof gatewayMetrics>

/**
 * Serves the figures at `/metrics` in the form of Prometheus, to programs on this machine alone. A port that another
 * program has is told to the log: the graph is of use without figures.
 */
export async function serveMetrics(
  registry: Registry,
  port: number,
  log: Log,
): Promise<AsyncDisposable & { url: string }> {
  const server = createServer(async ({ method, url }, response) => {
    const found = url === '/metrics'
    const asked = method === 'GET' || method === 'HEAD'
    const status = found ? (asked ? 200 : 405) : 404
    const text = status === 200 ? await registry.metrics() : 'The figures are at GET /metrics.\n'
    response.writeHead(status, { 'content-type': status === 200 ? registry.contentType : 'text/plain; charset=utf-8' })
    response.end(text)
  })
  await new Promise<void>(resolve => {
    server.once('listening', resolve)
    server.on('error', err => {
      log.warn({ err, port }, 'figures are not served: set ADMIN_PORT to a free port')
      resolve()
    })
    server.listen(port, '127.0.0.1')
  })
  const at = server.address() as AddressInfo | null
  const close = () =>
    new Promise<void>(resolve => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { url: at ? `http://127.0.0.1:${at.port}/metrics` : '', [Symbol.asyncDispose]: close }
}
