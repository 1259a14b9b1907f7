import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { Refusal } from '@worlds/kit/errors.ts'
import { theGateway } from '@worlds/kit/event-streams.ts'
import type { Event } from '@worlds/kit/events.ts'
import type { Identity } from '@worlds/kit/identity.ts'
import type { Log } from '@worlds/kit/log.ts'
import type { Source } from './datasource.ts'
import { type Delta, Gathered } from './deltas.ts'
import { Follower, type Following } from './followers.ts'
import type { Metrics } from './metrics.ts'
import type { Topics } from './topics.ts'

/** Ten frames a second at most. */
const frameMs = 100
const againAfterMs = 1_000
/** A movement may become visible so long after its moment: as long as a flush may take to commit. */
const withinSeconds = 10

const roomQuery = `query ($instanceId: ID!, $viewers: [ID!]!, $withinSeconds: Float!) {
  instanceRoom(instanceId: $instanceId, viewers: $viewers, withinSeconds: $withinSeconds) { present moves }
}`

interface Seen {
  present: string[]
  moves: Record<string, string>
}

export interface Around {
  nexus: Source
  topics: Topics
  metrics: Metrics
  log: Log
}

const gone = () =>
  new Refusal('FORBIDDEN', 'Where people in an instance are is for those who are in it. Join it, then subscribe.')

/** One instance and those who follow it. Frames are made while there are any, and only when something happened. */
class Room {
  readonly #id: string
  readonly #around: Around
  readonly #followers = new Set<Follower>()
  #gathered = new Gathered()
  #moves: Record<string, string> = {}
  #running = false
  #open = false
  readonly #following: Promise<Disposable>

  constructor(id: string, around: Around) {
    this.#id = id
    this.#around = around
    this.#following = this.#follow()
    // Whoever waits for it is told.
    this.#following.catch(() => undefined)
  }

  async #follow(): Promise<Disposable> {
    const following = await this.#around.topics.follow('nexus', `players ${this.#id}`, event => this.#take(event))
    // What happened until now is in the first frame of whoever waits for this.
    this.#open = true
    try {
      this.#moves = (await this.#see([])).moves
      return following
    } catch (error) {
      following[Symbol.dispose]()
      throw error
    }
  }

  /** @throws Refusal SUBGRAPH_UNAVAILABLE when nothing can be followed now */
  async ready(): Promise<void> {
    await this.#following
  }

  async close(): Promise<void> {
    const following = await this.#following.catch(() => undefined)
    following?.[Symbol.dispose]()
  }

  get empty(): boolean {
    return this.#followers.size === 0
  }

  add(follower: Follower): void {
    this.#followers.add(follower)
  }

  delete(follower: Follower): void {
    this.#followers.delete(follower)
  }

  #take({ topic, userIds }: Event): void {
    if (!this.#open) return
    const people = Array.isArray(userIds) ? userIds.map(String) : []
    if (topic === 'gap') this.#gathered.gap = true
    if (topic === 'left') this.#gathered.went(people)
    else this.#gathered.came(people)
    if (!this.#running) void this.#run()
  }

  /** @throws Refusal FORBIDDEN when this caller may not follow the instance, or what the database refuses */
  async admit(identity: Identity): Promise<void> {
    if (seesAll(identity)) return
    const { present } = identity.role === 'user' ? await this.#see([identity.id]) : { present: [] }
    if (present.length === 0) throw gone()
  }

  async #run(): Promise<void> {
    this.#running = true
    while (this.#gathered.anything && !this.empty) {
      const began = Date.now()
      const wait = await this.#frame().then(
        () => frameMs,
        err => {
          this.#around.log.warn({ err, instance: this.#id }, 'no frame could be made')
          return againAfterMs
        },
      )
      await pause(Math.max(0, wait - (Date.now() - began)), undefined, { ref: false })
    }
    this.#running = false
  }

  /** Tells all who may still follow what has changed, and the others that they may not. */
  async #frame(): Promise<void> {
    const gathered = this.#gathered
    this.#gathered = new Gathered()
    const followers = [...this.#followers]
    const viewers = followers.flatMap(({ identity }) => (identity.role === 'user' ? [identity.id] : []))
    const { present, moves } = await this.#see([...new Set(viewers)]).catch(error => {
      // What was gathered is in none of the frames yet: all get everyone next time.
      this.#gathered.gap = true
      this.#gathered.anything = true
      throw error
    })
    const moved = Object.keys(moves).filter(id => moves[id] !== this.#moves[id])
    this.#moves = moves
    const delta = gathered.delta(moved)
    const there = new Set(present)
    const { metrics } = this.#around
    metrics.frames.inc()
    for (const follower of followers) {
      const { identity } = follower
      if (identity.role === 'user' && !there.has(identity.id)) follower.refuse(gone())
      else if (somethingIn(delta) && follower.give(delta)) metrics.coalesced.inc()
    }
  }

  async #see(viewers: string[]): Promise<Seen> {
    const variables = { instanceId: this.#id, viewers, withinSeconds }
    const context = { identity: theGateway, requestId: randomUUID(), signal: AbortSignal.timeout(30_000) }
    const request = { query: roomQuery, variables }
    const { data, errors } = await this.#around.nexus.process({ request, context } as never)
    const seen = data?.instanceRoom as Seen | undefined
    if (seen) return seen
    const { message = 'no answer', extensions } = errors?.[0] ?? {}
    if (extensions?.code === 'SUBGRAPH_UNAVAILABLE') throw new Refusal('SUBGRAPH_UNAVAILABLE', message)
    throw new Error(`nexus tells nothing of the instance: ${message}`)
  }
}

const somethingIn = ({ moved, left, full }: Delta) => full || moved.size > 0 || left.size > 0

/** A game server and an administrator follow any instance. */
const seesAll = (identity: Identity) =>
  identity.role === 'admin' || (identity.role === 'service' && identity.companions.includes('*'))

/** All instances that somebody follows. */
export class Rooms {
  readonly #rooms = new Map<string, Room>()
  readonly #around: Around

  constructor(around: Around) {
    this.#around = around
  }

  /**
   * Follows an instance from now on, beginning with everyone who is there.
   * @throws Refusal FORBIDDEN when this caller may not follow it
   */
  async follow(id: string, following: Following): Promise<Follower & Disposable> {
    const room = this.#rooms.get(id) ?? new Room(id, this.#around)
    this.#rooms.set(id, room)
    const follower = new Follower(following)
    // Before anything else, so that nothing is missed between the first frame and the second.
    room.add(follower)
    const leave = () => {
      follower.leave()
      room.delete(follower)
      if (!room.empty) return
      if (this.#rooms.get(id) === room) this.#rooms.delete(id)
      void room.close()
    }
    try {
      await room.ready()
      await room.admit(following.identity)
    } catch (error) {
      leave()
      throw error
    }
    return Object.assign(follower, { [Symbol.dispose]: leave })
  }
}
