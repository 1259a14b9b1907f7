import { readFileSync } from 'node:fs'

/** What work took, in milliseconds. */
export interface Taken {
  /** Of processors: this process's and the database's backend's. */
  cpu: number
  /** The backend's part of it. */
  backend: number
  wall: number
}

/** Nanoseconds that a process of this machine was on a processor; undefined where that cannot be read. */
function processorTime(pid: number): number | undefined {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0])
  } catch {
    return undefined
  }
}

/** Measures work on one backend. */
export class Meter {
  readonly #backend: number

  /** @param backend process number of the backend that does the database's part */
  constructor(backend: number) {
    if (processorTime(backend) === undefined) {
      throw new Error('The server must run on this Linux machine: the processor time of its backend is measured.')
    }
    this.#backend = backend
  }

  async take(work: () => Promise<unknown>): Promise<Taken> {
    const [own, before, wall] = [process.cpuUsage(), processorTime(this.#backend) ?? 0, performance.now()]
    await work()
    const { user, system } = process.cpuUsage(own)
    const backend = ((processorTime(this.#backend) ?? 0) - before) / 1e6
    return { cpu: (user + system) / 1000 + backend, backend, wall: performance.now() - wall }
  }

  /** The median of one run for each input, after runs that warm up: up to 250 of them, or three seconds. */
  async median<Input>(inputs: readonly Input[], work: (input: Input) => Promise<unknown>): Promise<Taken> {
    const begun = performance.now()
    for (let run = 0; run < 250 && performance.now() - begun < 3_000; run += 1) {
      await work(inputs[run % inputs.length] as Input)
    }
    const taken: Taken[] = []
    for (const input of inputs) taken.push(await this.take(() => work(input)))
    const median = (figure: keyof Taken) => medianOf(taken.map(each => each[figure]))
    return { cpu: median('cpu'), backend: median('backend'), wall: median('wall') }
  }
}

export const medianOf = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] as number
