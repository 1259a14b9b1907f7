import { analyticsOfCompanions } from '@worlds/memory/analytics.ts'
import { companionsOfUsers, companionsSeen } from '@worlds/memory/companions.ts'
import { sameTexts } from '@worlds/memory/duplicates.ts'
import { memoriesOfPair } from '@worlds/memory/exports.ts'
import { memoriesByIds, memoriesOfCompanions, memoriesOfUsers } from '@worlds/memory/memories.ts'
import { relationshipsOfMemories } from '@worlds/memory/relationships.ts'
import { userCountsOfCompanions, usersOfCompanions } from '@worlds/memory/users.ts'
import { admin, ann, type Case, fifty, first, later, person, voice } from './cases.ts'

const ofAnyone = { companionId: null, filter: {}, asker: null }
const ofAnn = { ...ofAnyone, asker: person }
const companion = ['companion-7']
const ids = fifty.map((_, i) => `${i + 1}`)
/** Both hold a pair's rows side by side. */
const eitherWay = 'idx_memories_(companion_user|user_companion)'
const bothEnds = ['companion_memories_pkey', 'idx_relationships_once', 'idx_relationships_related_memory']

const recently = new Date(Date.now() - 3_600_000).toISOString()

const lists: Case[] = [
  {
    what: 'the memories of a person',
    who: ann,
    ask: db => memoriesOfUsers(db, [person], { ...ofAnn, page: first }),
    uses: ['idx_memories_user_newest'],
    rows: 21,
  },
  {
    what: 'the memories of a person, a later page',
    who: ann,
    ask: db => memoriesOfUsers(db, [person], { ...ofAnn, page: later('9') }),
    uses: ['idx_memories_user_newest'],
    rows: 21,
  },
  {
    what: 'the memories of a pair',
    who: ann,
    ask: db => memoriesOfUsers(db, [person], { ...ofAnn, companionId: 'companion-7', page: first }),
    uses: ['idx_memories_companion_user'],
    rows: 21,
  },
  {
    what: 'the memories of a pair, a later page',
    who: ann,
    ask: db => memoriesOfUsers(db, [person], { ...ofAnn, companionId: 'companion-7', page: later('9') }),
    uses: ['idx_memories_companion_user'],
    rows: 21,
  },
  {
    what: 'the memories of a person since a moment',
    who: ann,
    ask: db => memoriesOfUsers(db, [person], { ...ofAnn, filter: { since: recently }, page: first }),
    uses: ['idx_memories_user_newest'],
    rows: 61,
    sorts: 61,
  },
  {
    what: 'the memories of fifty people',
    who: admin,
    ask: db => memoriesOfUsers(db, fifty, { ...ofAnyone, page: first }),
    uses: ['idx_memories_user_newest'],
    rows: 50 * 21,
  },
  {
    what: 'the memories of somebody else',
    who: ann,
    ask: db => memoriesOfUsers(db, fifty.slice(7, 8), { ...ofAnn, page: first }),
    uses: ['idx_memories_user_newest'],
    rows: 0,
  },
  {
    what: 'the memories of a companion',
    who: voice,
    ask: db => memoriesOfCompanions(db, companion, { ...ofAnyone, page: first }),
    uses: ['idx_memories_companion_newest'],
    rows: 21,
  },
  {
    what: 'the memories of a companion, to one of its people',
    who: ann,
    ask: db => memoriesOfCompanions(db, companion, { ...ofAnn, page: first }),
    uses: ['idx_memories_companion_user'],
    rows: 21,
  },
  {
    what: 'the analytics of a companion',
    who: voice,
    ask: db => analyticsOfCompanions(db, companion, { since: null, page: first }),
    uses: ['idx_analytics_companion_newest'],
    rows: 21,
  },
]

const others: Case[] = [
  {
    what: 'the people of a companion',
    who: voice,
    ask: db => usersOfCompanions(db, companion, { page: first, asker: null }),
    uses: ['idx_memories_(companion_user|same_text)'],
    rows: 22,
  },
  {
    what: 'how many people a companion has, to one of them',
    who: ann,
    ask: db => userCountsOfCompanions(db, companion, person),
    uses: [eitherWay],
    rows: 2,
    sorts: 1,
  },
  {
    what: 'the companions of a person',
    who: ann,
    ask: db => companionsOfUsers(db, [person], person),
    uses: ['idx_memories_user_companion'],
    rows: 4,
  },
  {
    what: 'a companion that knows somebody',
    who: ann,
    ask: db => companionsSeen(db, companion, person),
    uses: [eitherWay],
    rows: 1,
    // A plan that merges may put the one key that is asked for into order.
    sorts: 1,
  },
  {
    what: 'a companion that does not',
    who: ann,
    ask: db => companionsSeen(db, ['companion-1'], person),
    uses: [eitherWay],
    // A merge looks at the one row where it finds that nothing follows.
    rows: 1,
    // A plan that merges may put the one key that is asked for into order.
    sorts: 1,
  },
  {
    what: 'fifty memories by their ids',
    who: admin,
    ask: db => memoriesByIds(db, ids),
    uses: ['companion_memories_pkey'],
    rows: 50,
  },
  {
    what: 'the relationships of a memory, both ways',
    who: ann,
    ask: db => relationshipsOfMemories(db, ['7', '1007'], { type: null, minStrength: null }),
    uses: bothEnds,
    rows: 12,
    sorts: 4,
  },
  {
    what: 'the relationships of fifty memories',
    who: admin,
    ask: db => relationshipsOfMemories(db, ids, { type: 'follows', minStrength: 0.1 }),
    uses: bothEnds,
    rows: 300,
    sorts: 100,
  },
]

const pair = { companionId: 'companion-7', userId: person }
const suspect = { ...pair, name: 'content', vector: null, modelId: null, onDuplicate: 'REFUSE', similarity: 1 } as const
const suspects = fifty.map((_, n) => ({ ...suspect, content: `A text that nobody has remembered, ${n}.` }))

const writes: Case[] = [
  {
    what: 'the first part of an export',
    who: ann,
    ask: db => memoriesOfPair(db, pair, first),
    uses: ['idx_memories_companion_user'],
    rows: 21,
  },
  {
    what: 'a later part of an export',
    who: ann,
    ask: db => memoriesOfPair(db, pair, later('9')),
    uses: ['idx_memories_companion_user'],
    rows: 61,
    // So few lie behind it that bringing them into order costs no more than reading them so.
    sorts: 61,
  },
  {
    what: 'fifty texts that are not remembered yet',
    who: ann,
    ask: db => sameTexts(db, suspects, [...suspects.keys()]),
    uses: ['idx_memories_same_text'],
    rows: 0,
  },
]

export const memory = [...lists, ...others, ...writes]
