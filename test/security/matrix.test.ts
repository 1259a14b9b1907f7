import { readFileSync } from 'node:fs'
import { databases, type SubgraphName, subgraphNames } from '@worlds/kit/names.ts'
import { buildSchema } from 'graphql'
import { afterAll, beforeAll, expect } from 'vitest'
import { type Stack, stack } from '../stack.ts'
import { arranged, found, inserted } from './arranged.ts'
import { attack } from './attacks.ts'
import { callers } from './callers.ts'
import { followed, wrongFollowings } from './followings.ts'
import { definers } from './functions.ts'
import { outcomesOf } from './probes.ts'
import { roads } from './roads.ts'
import { wrongSights } from './sights.ts'
import { type Target, targets, type Verb } from './tables.ts'

let graph: Stack
let rows: AsyncDisposable
beforeAll(async () => {
  graph = await stack()
  rows = await arranged(graph)
})
afterAll(() => rows?.[Symbol.asyncDispose]())

const targetsIn = (name: SubgraphName) => targets.filter(({ database }) => database === name)

const statements: Record<Verb, (target: Target) => string> = {
  select: target => `select from ${target.table} where ${found(target)}`,
  insert: ({ table, key, holds, like }) => inserted(table, like ?? { ...key, ...holds }),
  update: target => `update ${target.table} set ${target.changes} = ${target.changes} where ${found(target)}`,
  delete: target => `delete from ${target.table} where ${found(target)}`,
}

/** The cells that are not as the contract says: caller, table, row and verb, and what became of it. */
async function wrongCells(verb: Verb): Promise<string[]> {
  const wrong: string[] = []
  for (const name of subgraphNames) {
    const tried = targetsIn(name)
    for (const caller of callers) {
      const probes = Object.fromEntries(tried.map((target, n) => [n, statements[verb](target)]))
      const outcomes = await outcomesOf(graph, name, caller.identity, probes)
      tried.forEach(({ table, row, may }, n) => {
        const outcome = outcomes[n] as string
        const expected = may[verb](caller)
        const refused = outcome === '42501' || (outcome === '0' && verb !== 'insert')
        const right = expected === false ? refused : outcome === (expected === true ? '1' : expected)
        if (!right) wrong.push(`${caller.name}, ${table}, ${row}, ${verb}: ${outcome}`)
      })
    }
  }
  return wrong
}

attack('R1.2', 'a table that the matrix does not know', 'fails this test', async () => {
  for (const name of subgraphNames) {
    const known = await graph.asOwner(
      name,
      `select case when nspname = 'public' then relname else nspname || '.' || relname end as name
       from pg_class join pg_namespace on pg_namespace.oid = relnamespace
       where relkind in ('r', 'p', 'v', 'm', 'f') and nspname <> 'information_schema' and nspname !~ '^pg_'
         and (nspname in ('public', 'graph') or has_any_column_privilege($1, pg_class.oid, 'select, insert, update')
           or has_table_privilege($1, pg_class.oid, 'delete, truncate'))`,
      [databases[name].graphRole],
    )
    const described = new Set(targetsIn(name).map(({ table }) => table))
    expect([...described].sort()).toEqual(known.map(row => row.name).sort())
  }
})

attack(
  'R3.1',
  'every row of every table of the matrix, read straight from the database',
  'is there, and shown to whom the contract shows it',
  async () => {
    for (const name of subgraphNames) {
      const probes = Object.fromEntries(
        targetsIn(name).map(target => [`${target.table}, ${target.row}`, statements.select(target)]),
      )
      const there = await outcomesOf(graph, name, 'owner', probes)
      expect(there).toEqual(Object.fromEntries(Object.keys(probes).map(row => [row, '1'])))
    }
    expect(await wrongCells('select')).toEqual([])
  },
)

attack('R6.1', 'a row like each of them, inserted', 'only by whom the contract lets', async () => {
  expect(await wrongCells('insert')).toEqual([])
})

attack('R7.1', 'each of them, changed', 'only by whom the contract lets', async () => {
  expect(await wrongCells('update')).toEqual([])
})

attack('R7.2', 'each of them, deleted', 'only by whom the contract lets', async () => {
  expect(await wrongCells('delete')).toEqual([])
})

attack(
  'R12.2',
  'each function that passes row security, asked about the rows of somebody else',
  'tells and obeys whom the contract lets',
  async () => {
    const wrong: string[] = []
    for (const name of subgraphNames) {
      const probes = Object.fromEntries(definers[name].map(({ name, asks }) => [name, asks]))
      for (const caller of callers) {
        const outcomes = await outcomesOf(graph, name, caller.identity, probes)
        for (const { name: called, may } of definers[name]) {
          const outcome = outcomes[called] as string
          const right = may(caller) ? outcome === '1' : outcome === '0' || outcome === '42501'
          if (!right) wrong.push(`${caller.name}, ${name}, ${called}: ${outcome}`)
        }
      }
    }
    expect(wrong).toEqual([])
  },
)

attack(
  'A28.1',
  'the row of somebody else, by its id or name, as a field of the root',
  'shown to whom the contract shows it, and to nobody else',
  async () => {
    expect(await wrongSights(graph, 'root field')).toEqual([])
  },
)

attack(
  'A28.2',
  'the row of somebody else, as an edge of what is public',
  'shown to whom the contract shows it, and to nobody else',
  async () => {
    expect(await wrongSights(graph, 'nested edge')).toEqual([])
  },
)

attack(
  'A28.3',
  'the row of somebody else, as an entity, past the gateway',
  'shown to whom the contract shows it, and to nobody else',
  async () => {
    expect(await wrongSights(graph, 'entity')).toEqual([])
  },
)

attack(
  'A28.4',
  'the row of somebody else, by a filter',
  'shown to whom the contract shows it, and to nobody else',
  async () => {
    expect(await wrongSights(graph, 'filter')).toEqual([])
  },
)

attack(
  'A28.5',
  'the row of somebody else, by its words, its vector or its state',
  'shown to whom the contract shows it, and to nobody else',
  async () => {
    expect(await wrongSights(graph, 'search')).toEqual([])
  },
)

attack(
  'A28.6',
  'the row of somebody else, in a count',
  'shown to whom the contract shows it, and to nobody else',
  async () => {
    expect(await wrongSights(graph, 'count')).toEqual([])
  },
)

attack(
  'A28.7',
  'the row of somebody else, through a relationship',
  'shown to whom the contract shows it, and to nobody else',
  async () => {
    expect(await wrongSights(graph, 'relationship')).toEqual([])
  },
)

attack(
  'A28.8',
  'the row of somebody else, in an export',
  'shown to whom the contract shows it, and to nobody else',
  async () => {
    expect(await wrongSights(graph, 'export')).toEqual([])
  },
)

attack(
  'A28.9',
  'the row of somebody else, in a subscription',
  'told to whom the contract shows it, and to nobody else',
  async () => {
    expect(await wrongFollowings(graph)).toEqual([])
  },
)

attack('A28.10', 'a field of the root or a subscription that no road of the matrix takes', 'fails this test', () => {
  const schema = buildSchema(readFileSync(new URL('../../schema/api.graphql', import.meta.url), 'utf8'))
  const asked = [...roads, ...followed].map(({ asks }) => asks).join('\n')
  const fields = [schema.getQueryType(), schema.getSubscriptionType()].flatMap(type =>
    Object.keys(type?.getFields() ?? {}),
  )
  expect(fields.filter(field => !new RegExp(`^${field}\\b`, 'm').test(asked))).toEqual([])
})

attack(
  'R12.3',
  'a function that passes row security and that the matrix does not know, or that anyone may call, or whose path others set',
  'fails this test',
  async () => {
    for (const name of subgraphNames) {
      const called = await graph.asOwner(
        name,
        `select proname as name, has_function_privilege('public', pg_proc.oid, 'execute')
         or not coalesce(proconfig @> array['search_path=""'], false) as open
       from pg_proc join pg_namespace on pg_namespace.oid = pronamespace
       where prosecdef and nspname <> 'information_schema' and nspname !~ '^pg_'
         and (has_function_privilege($1, pg_proc.oid, 'execute') or has_function_privilege('public', pg_proc.oid, 'execute'))
       order by proname`,
        [databases[name].graphRole],
      )
      const known = definers[name].map(each => each.name).sort()
      expect(called).toEqual(known.map(name => ({ name, open: false })))
    }
  },
)
