import { afterAll, beforeAll, expect } from 'vitest'
import { refused, told } from '../asking.ts'
import { type Stack, stack } from '../stack.ts'
import { arranged } from './arranged.ts'
import { attack } from './attacks.ts'
import { luna, people } from './callers.ts'

const ann = { role: 'user', id: people.ann } as const
const ofMemories = `query ($text: String!) {
  searchMemories(input: { companionId: "${luna}", userId: "${people.ann}", text: $text, vectorWeight: 0 }) { nodes { memory { content } } } }`
const others = {
  'filter.text of memories': `query ($text: String!) { me { memories(filter: { text: $text }) { totalCount } } }`,
  'filter.text of spaces': 'query ($text: String!) { spaces(filter: { text: $text }) { totalCount } }',
  'filter.text of assets': 'query ($text: String!) { assets(filter: { text: $text }) { totalCount } }',
}

let graph: Stack
let rows: AsyncDisposable
beforeAll(async () => {
  graph = await stack()
  rows = await arranged(graph)
})
afterAll(() => rows?.[Symbol.asyncDispose]())

attack('A37.1', 'words to search for without end', 'refused by their length, before anything is asked', async () => {
  for (const [query, length] of [[ofMemories, 10_001], ...Object.values(others).map(query => [query, 501])] as const)
    expect(
      (await refused(graph, ann, query as string, { text: 'a '.repeat(length as number).slice(0, length as number) }))
        .code,
    ).toBe('BAD_USER_INPUT')
})

attack(
  'A37.2',
  'as many words as a text may have, each a row to compare with each memory',
  'the first hundred are looked for: those behind them cost nothing',
  async () => {
    const found = async (before: number) => {
      const text = `${'none or '.repeat(before / 2)}tealword`
      const { searchMemories } = await told(graph, ann, ofMemories, { text })
      return searchMemories.nodes.length
    }
    expect([await found(98), await found(100), await found(1_240)]).toEqual([1, 0, 0])
  },
)

attack(
  'A37.3',
  'the signs of query languages, unbalanced, nested, and many',
  'are no syntax: each search is answered',
  async () => {
    const signs = [
      `'`,
      '"',
      '""" or "',
      '((((',
      '& | ! <-> :*',
      '-'.repeat(400),
      '"-" - "-"'.repeat(40),
      '\\',
      '%_',
      "'; select 1 --",
      'a:*b & !c',
      'or or or',
      '$$',
    ]
    for (const text of signs) {
      await told(graph, ann, ofMemories, { text })
      for (const query of Object.values(others)) await told(graph, ann, query, { text })
    }
  },
)
