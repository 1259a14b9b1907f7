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
    dropped: counter('live_ids_dropped_total', 'Ids that a subscriber who was busy for long never got.', 'field'),
  }
}

export type Metrics = ReturnType<typeof gatewayMetrics>
