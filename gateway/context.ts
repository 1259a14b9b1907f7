import type { Request } from '@worlds/kit/context.ts'

/** What travels with one client request through the gateway to every subgraph it asks. */
export interface GatewayContext extends Request {
  signal: AbortSignal
  /** When the caller's token stops to prove who asks, in milliseconds since 1970; never without a token. */
  expiresAt?: number
  /** From where it is asked: see `addressOf`; absent where nothing is charged, as of the answers to events. */
  address?: string
}
