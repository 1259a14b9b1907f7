import { statementsOf } from '@worlds/migrations/statements.ts'
import { expect, test } from 'vitest'

const texts = (sql: string) => statementsOf(sql).map(({ text }) => text)

test('statements end at semicolons, and the last one needs none', () => {
  expect(texts('select 1; select 2')).toEqual(['select 1', 'select 2'])
  expect(texts(' ;; select 1;\n;')).toEqual(['select 1'])
  expect(texts('-- only a comment\n/* and ; another */')).toEqual([])
})

test('semicolons inside texts, names, bodies and comments end nothing', () => {
  for (const statement of [
    "select 'a;b', 'it''s; fine'",
    'select 1 as "a;""b"',
    'do $$ begin perform 1; end $$',
    'do $body$ begin perform $$;$$; end $body$',
    'select 1 -- not; yet\n, 2',
    'select /* no; /* nested; */ not yet; */ 1',
    "select e'back\\'slash; \\\\', 'plain\\'",
    'select a$b$c, $1',
  ]) {
    expect(texts(`${statement}; select 2`)).toEqual([statement, 'select 2'])
  }
})

test('a statement knows its line and leaves the comments before it out', () => {
  const sql = '-- why\n\nselect\n  1;\n-- why\n/* and how */ select 2;'
  expect(statementsOf(sql, 10)).toEqual([
    { text: 'select\n  1', line: 12 },
    { text: 'select 2', line: 15 },
  ])
})
