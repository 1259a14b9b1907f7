import { z } from 'zod'

/** What a server takes in from strangers, and how long it waits for it. */
export interface Intake {
  maxBodyBytes: number
  maxConnections: number
  /** For the headers of a request, and for the whole of it. */
  headersTimeoutMs: number
  requestTimeoutMs: number
  /** For the next byte of a connection in the middle of a request or an answer. */
  silenceTimeoutMs: number
}

const milliseconds = z.coerce.number().int().min(100).max(3_600_000)

/** The settings of each, with its default. */
export const intakeSettings = {
  MAX_BODY_BYTES: z.coerce.number().int().min(1_024).max(67_108_864).default(1_048_576),
  MAX_CONNECTIONS: z.coerce.number().int().min(1).default(10_000),
  HEADERS_TIMEOUT_MS: milliseconds.default(10_000),
  REQUEST_TIMEOUT_MS: milliseconds.default(30_000),
  SILENCE_TIMEOUT_MS: milliseconds.default(300_000),
}

export const intakeOf = (values: Record<keyof typeof intakeSettings, number>): Intake => ({
  maxBodyBytes: values.MAX_BODY_BYTES,
  maxConnections: values.MAX_CONNECTIONS,
  headersTimeoutMs: values.HEADERS_TIMEOUT_MS,
  requestTimeoutMs: values.REQUEST_TIMEOUT_MS,
  silenceTimeoutMs: values.SILENCE_TIMEOUT_MS,
})
