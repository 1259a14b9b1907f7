import { z } from 'zod'

/** What may be asked for within a minute, as costs of operations, and held open; 0 where there is no limit. */
export interface Rates {
  perPerson: number
  perService: number
  perAddress: number
  /** Where several gateways count together; without it each counts by itself. */
  redisUrl: string | undefined
}

/** How many WebSockets and answers by server-sent events are open at once; 0 where there is no limit. */
export interface OpenStreams {
  all: number
  perPerson: number
  perAddress: number
}

const count = z.coerce.number().int().min(0)
const redisUrl = z.string().refine(value => URL.canParse(value) && /^rediss?:$/.test(new URL(value).protocol), {
  message: 'must be a URL that begins with rediss:// or redis://',
})

/** The settings of both, with their defaults. */
export const rateSettings = {
  RATE_PER_PERSON: count.default(60_000),
  RATE_PER_SERVICE: count.default(3_000_000),
  RATE_PER_ADDRESS: count.default(300_000),
  REDIS_URL: redisUrl.optional(),
  TRUSTED_PROXIES: count.max(10).default(0),
  MAX_STREAMS: count.default(10_000),
  MAX_STREAMS_PER_PERSON: count.default(20),
  MAX_STREAMS_PER_ADDRESS: count.default(500),
}

type Values = Record<Exclude<keyof typeof rateSettings, 'REDIS_URL'>, number> & { REDIS_URL?: string }

export const ratesOf = (values: Values): Rates => ({
  perPerson: values.RATE_PER_PERSON,
  perService: values.RATE_PER_SERVICE,
  perAddress: values.RATE_PER_ADDRESS,
  redisUrl: values.REDIS_URL,
})

export const openStreamsOf = (values: Values): OpenStreams => ({
  all: values.MAX_STREAMS,
  perPerson: values.MAX_STREAMS_PER_PERSON,
  perAddress: values.MAX_STREAMS_PER_ADDRESS,
})
