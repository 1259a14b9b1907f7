/** Whoever is asked whether it is ready. */
export interface Checked {
  name: string
  /** @throws when it is not ready */
  check(): Promise<Record<string, string> | undefined>
}

/** One subgraph's part of `/readyz`: its state, and the facts that it tells of itself. */
export type State = string | Record<string, string>

/** Ready when at least one subgraph is: its part of the graph can be asked. Each is named with its state. */
export async function readinessOf(subgraphs: Checked[]): Promise<{ ready: boolean; checks: Record<string, State> }> {
  const states = await Promise.all(subgraphs.map(stateOf))
  const checks = Object.fromEntries(subgraphs.map(({ name }, i) => [name, states[i] as State]))
  return { ready: states.some(state => state !== 'unavailable'), checks }
}

async function stateOf(subgraph: Checked): Promise<State> {
  try {
    const facts = (await subgraph.check()) ?? {}
    return Object.keys(facts).length > 0 ? { state: 'ready', ...facts } : 'ready'
  } catch {
    return 'unavailable'
  }
}
