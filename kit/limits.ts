import { z } from 'zod'

/** The largest operation that is answered; what a fragment holds counts wherever it is spread. */
export interface Limits {
  /** Of the whole document. */
  tokens: number
  depth: number
  rootFields: number
  aliases: number
  directives: number
  selections: number
  /** Of lists that are written into the document. */
  literalDepth: number
  cost: number
}

const count = z.coerce.number().int().min(0)

/** The settings of each, with its default. */
export const limitSettings = {
  MAX_TOKENS: count.min(100).max(10_000).default(2_500),
  MAX_DEPTH: count.min(1).max(100).default(16),
  MAX_ROOT_FIELDS: count.min(1).default(30),
  MAX_ALIASES: count.default(50),
  MAX_DIRECTIVES: count.default(50),
  MAX_SELECTIONS: count.min(1).max(5_000).default(500),
  MAX_LITERAL_DEPTH: count.min(1).max(12).default(10),
  MAX_COST: count.min(1).default(20_000),
}

export const limitsOf = (values: Record<keyof typeof limitSettings, number>): Limits => ({
  tokens: values.MAX_TOKENS,
  depth: values.MAX_DEPTH,
  rootFields: values.MAX_ROOT_FIELDS,
  aliases: values.MAX_ALIASES,
  directives: values.MAX_DIRECTIVES,
  selections: values.MAX_SELECTIONS,
  literalDepth: values.MAX_LITERAL_DEPTH,
  cost: values.MAX_COST,
})
