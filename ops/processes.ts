import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { childEnvironment, type Settings } from '@worlds/kit/env.ts'
import { type SubgraphName, subgraphNames } from '@worlds/kit/names.ts'

/** A subgraph's process ended by itself; it has said why. */
class ProcessEnded extends Error {
  override name = 'ProcessEnded'
}

const readyWithinMs = 60_000

/** The three subgraphs in a process each, ready to be asked; they end with the returned value. */
export async function subgraphProcesses(settings: Settings, say: (line: string) => void): Promise<AsyncDisposable> {
  await using started = new AsyncDisposableStack()
  const env = childEnvironment(settings.exampleToken ? { EXAMPLE_TOKEN: settings.exampleToken } : {})
  for (const name of subgraphNames) {
    const main = fileURLToPath(import.meta.resolve(`@worlds/${name}/main.ts`))
    const child = spawn(process.execPath, [main], { stdio: ['ignore', 'inherit', 'inherit'], env })
    started.defer(() => stopped(child))
    await ready(name, child, settings)
    say(`  ${name}: process ${child.pid}`)
  }
  return started.move()
}

async function ready(name: SubgraphName, child: ChildProcess, { host, ports }: Settings): Promise<void> {
  for (const giveUp = Date.now() + readyWithinMs; Date.now() < giveUp; await pause(100)) {
    if (child.exitCode !== null) throw new ProcessEnded(`The ${name} subgraph could not start.`)
    const answered = await fetch(`http://${host}:${ports[name]}/readyz`).catch(() => undefined)
    if (answered?.ok) return
  }
  throw new ProcessEnded(`The ${name} subgraph was not ready within ${readyWithinMs / 1000} seconds.`)
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}
