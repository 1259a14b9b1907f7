import { setTimeout as pause } from 'node:timers/promises'
import { Refusal } from '@worlds/kit/errors.ts'
import type { Event } from '@worlds/kit/events.ts'
import type { Log } from '@worlds/kit/log.ts'
import type { SubgraphName } from '@worlds/kit/names.ts'
import type { Source } from './datasource.ts'
import type { Metrics } from './metrics.ts'

type Told = (event: Event) => void

/** What an event is about, as those who follow it name it. */
export function topicOf({ topic, instanceId, companionId, userId }: Event): string {
  if (topic === 'joined' || topic === 'left') return `players ${instanceId}`
  return topic === 'remembered' ? `remembered ${companionId} ${userId}` : `${topic} ${instanceId}`
}

/** One event of many instances is an event for the followers of each. */
function topicsOf(event: Event): string[] {
  const { topic, instanceIds } = event
  return topic === 'moved' && Array.isArray(instanceIds) ? instanceIds.map(id => `players ${id}`) : [topicOf(event)]
}

const readyWithinMs = 5_000
const againAfterMs = 1_000

/** Who follows what of the subgraphs' events. Each subgraph is asked for them once, when somebody first follows it. */
export class Topics implements AsyncDisposable {
  readonly #channels = new Map<SubgraphName, Channel>()

  constructor(sources: Source[], around: { log: Log; metrics: Metrics }) {
    for (const source of sources) this.#channels.set(source.name, new Channel(source, around))
  }

  /**
   * Tells of every event of the topic from now on, and of gaps.
   * @throws Refusal SUBGRAPH_UNAVAILABLE when the subgraph's events cannot be had
   */
  async follow(name: SubgraphName, topic: string, told: Told): Promise<Disposable> {
    const channel = this.#channels.get(name) as Channel
    const following = channel.follow(topic, told)
    if (await channel.ready()) return following
    following[Symbol.dispose]()
    throw new Refusal('SUBGRAPH_UNAVAILABLE', `The ${name} subgraph's events cannot be had right now. Try again later.`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(Array.from(this.#channels.values(), channel => channel[Symbol.asyncDispose]()))
  }
}

class Channel implements AsyncDisposable {
  readonly #source: Source
  readonly #log: Log
  readonly #metrics: Metrics
  readonly #followers = new Map<string, Set<Told>>()
  readonly #stop = new AbortController()
  #first = Promise.withResolvers<void>()
  #open = false
  #running: Promise<void> | undefined

  constructor(source: Source, { log, metrics }: { log: Log; metrics: Metrics }) {
    this.#source = source
    this.#log = log
    this.#metrics = metrics
  }

  follow(topic: string, told: Told): Disposable {
    const followers = this.#followers.get(topic) ?? new Set()
    this.#followers.set(topic, followers.add(told))
    this.#running ??= this.#run()
    return {
      [Symbol.dispose]: () => {
        followers.delete(told)
        if (followers.size === 0 && this.#followers.get(topic) === followers) this.#followers.delete(topic)
      },
    }
  }

  async ready(): Promise<boolean> {
    if (!this.#open) await Promise.race([this.#first.promise, pause(readyWithinMs, undefined, { ref: false })])
    return this.#open
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop
    while (!signal.aborted) {
      try {
        for await (const event of this.#source.events(signal)) this.#tell(event)
      } catch (err) {
        this.#log.warn({ err, subgraph: this.#source.name }, 'events cannot be had')
      }
      this.#open = false
      this.#first = Promise.withResolvers()
      await pause(againAfterMs, undefined, { signal, ref: false }).catch(() => undefined)
    }
  }

  #tell(event: Event): void {
    const { name } = this.#source
    if (event.topic !== 'gap') {
      this.#metrics.events.inc({ subgraph: name, topic: event.topic })
      for (const topic of topicsOf(event)) for (const told of this.#followers.get(topic) ?? []) told(event)
      return
    }
    this.#metrics.gaps.inc({ subgraph: name })
    this.#open = true
    this.#first.resolve()
    for (const followers of this.#followers.values()) for (const told of followers) told(event)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort()
    await this.#running
  }
}
