import { keyShapes, newestFirst } from '@worlds/kit/keys.ts'
import { type Keyed, pageOf, pageRequest } from '@worlds/kit/page.ts'
import { describe, expect, test } from 'vitest'

const id = '0a8f6f5e-0000-4000-8000-00000000000a'
const at = '2026-11-23 07:42:00.123456'
const cursorOf = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url')
const fault = (argument: string, message: RegExp) =>
  expect.objectContaining({
    message: expect.stringMatching(message),
    extensions: { code: 'BAD_USER_INPUT', argument },
  })
const thrownBy = (work: () => unknown) => {
  try {
    return work()
  } catch (error) {
    return error
  }
}

describe('paging arguments', () => {
  test.each([0, -1, 101, 1000, 2 ** 31 - 1])('first: %d is refused', first => {
    expect(thrownBy(() => pageRequest('users', newestFirst, { first }))).toEqual(
      fault('first', new RegExp(`"first" of users takes 1 to 100, not ${first}`)),
    )
  })

  test('absent and null mean the default', () => {
    expect(pageRequest('users', newestFirst, {})).toEqual({ list: 'users', first: 20, after: null })
    expect(pageRequest('users', newestFirst, { first: null, after: null })).toEqual(
      pageRequest('users', newestFirst, {}),
    )
    expect(pageRequest('users', newestFirst, { first: 100 }).first).toBe(100)
  })

  test.each<[string, string, RegExp]>([
    ['nothing', '', /is not a cursor/],
    ['no base64', 'not a cursor!', /is not a cursor/],
    ['base64 of no JSON', Buffer.from('users:3').toString('base64url'), /is not a cursor/],
    ['an object', Buffer.from('{"list":"users"}').toString('base64url'), /is not a cursor/],
    ['numbers', cursorOf('users', 1, 2), /is not a cursor/],
    ['nested lists', cursorOf('users', [at], id), /is not a cursor/],
    ['too long', cursorOf('users', 'x'.repeat(1000), id), /is not a cursor/],
    ['another list', cursorOf('assets', at, id), /is a cursor of another list/],
    ['a list of a similar name', cursorOf('User.assets', at, id), /is a cursor of another list/],
    ['no list', '', /is not a cursor/],
    ['no key', cursorOf('users'), /is a garbled cursor/],
    ['half a key', cursorOf('users', at), /is a garbled cursor/],
    ['more than a key', cursorOf('users', at, id, id), /is a garbled cursor/],
    ['a key the other way round', cursorOf('users', id, at), /is a garbled cursor/],
    ['SQL in place of a moment', cursorOf('users', "'; drop table users --", id), /is a garbled cursor/],
    ['a moment and more', cursorOf('users', `${at}\n'`, id), /is a garbled cursor/],
    ['an id that is none', cursorOf('users', at, 'x'), /is a garbled cursor/],
  ])('a cursor of %s is refused', (_, after, message) => {
    expect(thrownBy(() => pageRequest('users', newestFirst, { after }))).toEqual(fault('after', message))
  })

  test.each([
    at,
    '2026-11-23 07:42:00',
    '-infinity',
    'infinity',
    '0044-03-15 12:00:00 BC',
    '294276-12-31 23:59:59.999999',
  ])('a cursor keeps the moment %s', moment => {
    const page = pageOf(pageRequest('users', newestFirst, {}), [{ cursorKey: [moment, id] }], async () => 1)
    const after = page.pageInfo.endCursor
    expect(pageRequest('users', newestFirst, { after }).after).toEqual([moment, id])
  })

  test('ids that count are kept too', () => {
    const after = cursorOf('User.memories', at, '2147483647')
    expect(pageRequest('User.memories', [keyShapes.timestamp, keyShapes.int], { after }).after).toEqual([
      at,
      '2147483647',
    ])
  })
})

describe('a page', () => {
  const rows = (count: number): (Keyed & { n: number })[] =>
    Array.from({ length: count }, (_, n) => ({ n, cursorKey: [at, id.replace(/.$/, String(n))] }))
  const never = async () => {
    throw new Error('nobody asked')
  }

  test('shows as many as were asked for; one more only tells that more follow', () => {
    const page = pageOf(pageRequest('users', newestFirst, { first: 3 }), rows(4), never)
    expect(page.nodes.map(row => row.n)).toEqual([0, 1, 2])
    expect(page.edges.map(edge => edge.node)).toEqual(page.nodes)
    expect(page.pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: page.edges[0]?.cursor,
      endCursor: page.edges[2]?.cursor,
    })
  })

  test('the last one has none after it', () => {
    const after = cursorOf('users', at, id)
    const { pageInfo } = pageOf(pageRequest('users', newestFirst, { first: 3, after }), rows(3), never)
    expect(pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true })
  })

  test('an empty one has no cursors', () => {
    const page = pageOf(pageRequest('users', newestFirst, {}), rows(0), never)
    expect(page).toMatchObject({
      edges: [],
      nodes: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    })
  })

  test('is counted only when the count is asked for', async () => {
    const page = pageOf(pageRequest('users', newestFirst, {}), rows(1), async () => 42)
    expect(await page.totalCount()).toBe(42)
  })
})
