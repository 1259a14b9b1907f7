import type { Database } from '@worlds/kit/database.ts'
import type { Identity } from '@worlds/kit/identity.ts'
import type { Ask, Peers } from '@worlds/kit/peers.ts'
import { type Kysely, sql } from 'kysely'
import type { Tables } from './tables.gen.ts'

/** What another subgraph has yet to be told of a person. */
interface Message {
  id: string
  recipient: 'memory' | 'world'
  topic: 'standing' | 'erasure'
  userId: string
  payload: { standing?: string }
}

const system: Identity = { role: 'system', name: 'nexus' }
const claimedAtOnce = 20
/** Longer than all that are claimed at once may take; a courier that died meanwhile is not missed for longer. */
const leaseSeconds = 120
const answerMs = 20_000

async function claimed(db: Kysely<Tables>): Promise<Message[]> {
  const { rows } = await sql<Message>`
    select id::text, recipient, topic, user_id as "userId", payload
    from graph.claim_messages(${claimedAtOnce}::int4, make_interval(secs => ${leaseSeconds}::float8)) claim
    order by claim.id`.execute(db)
  return rows
}

const settle = (db: Kysely<Tables>, answered: string[], unanswered: string[]) =>
  sql`select graph.settle_messages(${answered}::int8[], ${unanswered}::int8[])`.execute(db)

const mutations = {
  standing: 'mutation ($input: ApplyStandingInput!) { told: applyStanding(input: $input) { done } }',
  erasure: 'mutation ($input: ErasePersonInput!) { told: erasePerson(input: $input) { done } }',
}

/** Tells one message, an erasure until nothing is left to erase. The recipient knows by the version what it was told. */
async function tell(ask: Ask, { id, topic, userId, payload }: Message): Promise<void> {
  const input = { userId, version: id, ...payload }
  for (let done = false; !done; ) {
    const operation = { query: mutations[topic], variables: { input } }
    const { data, errors } = await ask(operation, AbortSignal.timeout(answerMs))
    const told = data?.told as { done: boolean } | null | undefined
    if (!told) throw new Error(`A message was refused: ${errors?.map(({ message }) => message).join(' ')}`)
    done = told.done
  }
}

/**
 * Carries what the outbox holds to the other subgraphs: after each change, and every few seconds whatever was left. A
 * message goes when it was answered, so it is told at least once, whichever process dies in between.
 */
export class Courier implements AsyncDisposable {
  readonly #database: Database<Tables>
  readonly #peers: Peers
  readonly #onFault: (error: unknown) => void
  readonly #timer: NodeJS.Timeout
  #running: Promise<void> | undefined
  #again = false
  #closed = false

  constructor(
    database: Database<Tables>,
    peers: Peers,
    { everyMs, onFault }: { everyMs: number; onFault: (error: unknown) => void },
  ) {
    this.#database = database
    this.#peers = peers
    this.#onFault = onFault
    this.#timer = setInterval(() => void this.deliver(), everyMs).unref()
  }

  /** Delivers all that is due; a fault is told and its message tried again later, after longer each time. */
  async deliver(): Promise<void> {
    this.#again = true
    this.#running ??= this.#deliverAll()
    await this.#running
  }

  async #deliverAll(): Promise<void> {
    try {
      while (this.#again && !this.#closed) {
        this.#again = false
        await this.#deliverDue()
      }
    } catch (error) {
      this.#onFault(error)
    } finally {
      // In the same turn as the last look: whoever asks for more after it begins anew.
      this.#running = undefined
    }
  }

  async #deliverDue(): Promise<void> {
    const messages = await this.#database.background(system, claimed)
    if (messages.length === 0) return
    const answered = (await Promise.all([this.#tellAll('memory', messages), this.#tellAll('world', messages)])).flat()
    const unanswered = messages.map(({ id }) => id).filter(id => !answered.includes(id))
    await this.#database.background(system, db => settle(db, answered, unanswered))
    // Behind the first message of a person there may be another.
    this.#again ||= answered.length > 0
  }

  /** @returns the messages that were answered; behind one that was not, the rest waits too */
  async #tellAll(recipient: Message['recipient'], messages: Message[]): Promise<string[]> {
    const answered: string[] = []
    try {
      for (const message of messages.filter(each => each.recipient === recipient)) {
        await tell(this.#peers(recipient), message)
        answered.push(message.id)
      }
    } catch (error) {
      this.#onFault(error)
    }
    return answered
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer)
    this.#closed = true
    await this.#running
  }
}
