import { auditLatestFirst } from '@worlds/kit/audit.ts'
import { admin, type Case, first, later, person } from './cases.ts'

const since = new Date(Date.now() - 3_600_000).toISOString()

/** The audit of each database is the same. */
export const audit: Case[] = [
  { what: 'the audit', who: admin, ask: db => auditLatestFirst(db, {}, first), uses: ['audit_latest'], rows: 21 },
  {
    what: 'the audit, a later page',
    who: admin,
    ask: db => auditLatestFirst(db, {}, later('9')),
    uses: ['audit_latest'],
    rows: 21,
  },
  {
    what: 'the audit of the last hour',
    who: admin,
    ask: db => auditLatestFirst(db, { since }, first),
    uses: ['audit_latest'],
    rows: 21,
  },
  {
    what: 'the audit of one act',
    who: admin,
    ask: db => auditLatestFirst(db, { act: 'act 7' }, first),
    uses: ['audit_of_act'],
    rows: 10,
    sorts: 10,
  },
  {
    what: 'the audit of one administrator',
    who: admin,
    ask: db => auditLatestFirst(db, { principal: 'admin:7' }, first),
    uses: ['audit_of_principal'],
    rows: 10,
    sorts: 10,
  },
  {
    what: 'the audit of one person',
    who: admin,
    ask: db => auditLatestFirst(db, { target: person }, first),
    uses: ['audit_of_target'],
    rows: 10,
    sorts: 10,
  },
]
