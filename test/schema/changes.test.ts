import { join } from 'node:path'
import { allowedBreaks, changesBetween, committedApi, judge } from '@worlds/schema/changes.ts'
import { describe, expect, test } from 'vitest'
import { Copy } from './copy.ts'

const api = 'type Query { user(id: ID!): User } type User { id: ID! bio: String } enum Tier { CORE }'

describe('changes of the API', () => {
  test('each one that breaks a client is named', () => {
    const { breaking } = changesBetween(api, 'type Query { user(id: ID!, realm: ID!): User } type User { id: String! }')
    expect(breaking.sort()).toEqual([
      'A required arg realm on Query.user was added.',
      'Tier was removed.',
      'User.bio was removed.',
      'User.id changed type from ID! to String!.',
    ])
  })

  test('what is added breaks nobody; what may surprise is told apart', () => {
    const grown = api.replace('bio: String', 'bio: String name: String').replace('CORE', 'CORE SPARSE')
    expect(changesBetween(api, grown)).toEqual({ breaking: [], dangerous: ['SPARSE was added to enum type Tier.'] })
  })

  test('an allowed break passes with a warning, another one is refused, an idle permission is reported', () => {
    const changes = { breaking: ['User.bio was removed.', 'Tier was removed.'], dangerous: ['D.'] }
    const { refused, warnings } = judge(changes, ['User.bio was removed.', 'User.age was removed.'])
    expect(refused).toEqual(['Tier was removed.'])
    expect(warnings.join('\n')).toMatch(/User\.bio was removed\..*D\..*no longer happens.*User\.age was removed\./s)
  })

  test('the list of allowed breaks takes remarks and blank lines', () => {
    expect(allowedBreaks('# why\n\n  User.bio was removed.  \n')).toEqual(['User.bio was removed.'])
  })
})

describe('the committed API', () => {
  test('is absent with a reason where there is no repository', () => {
    using copy = new Copy()
    expect(committedApi('HEAD', copy.path)).toEqual({ absent: 'this is no git repository' })
  })

  test('is absent with a reason before the first commit, and read after it', () => {
    using copy = new Copy()
    const directory = join(copy.path, 'schema')
    copy.run('git', 'init', '--quiet', '.')
    expect(committedApi('HEAD', directory)).toEqual({ absent: 'there is no commit yet' })
    copy.commit()
    expect(committedApi('HEAD', directory)).toEqual({ api: copy.read('schema/api.graphql') })
    expect(() => committedApi('nowhere', directory)).toThrow('There is no commit nowhere')
  })

  test('a repository that git cannot read is no reason to pass', () => {
    using copy = new Copy()
    copy.commit()
    copy.write('.git/HEAD', 'garbage')
    expect(() => committedApi('HEAD', join(copy.path, 'schema'))).toThrow('git cannot read this repository')
  })
})

test('pnpm schema check names each break, passes one that is allowed, and says when a permission is idle', () => {
  using copy = new Copy()
  copy.commit()
  expect(copy.compose('check')).toMatchObject({ status: 0, output: expect.not.stringContaining('Nothing to compare') })
  copy.edit('schema/world.graphql', 'maxOccupancy: Int', 'seats: Int')
  copy.compose()
  const broken = copy.compose('check')
  expect(broken.status).toBe(1)
  expect(broken.output).toContain('Breaks clients of HEAD: Space.maxOccupancy was removed.')
  copy.write('schema/allowed-breaks.txt', 'Space.maxOccupancy was removed.\n')
  expect(copy.compose('check')).toMatchObject({
    status: 0,
    output: expect.stringContaining('allowed to break clients'),
  })
  copy.commit()
  expect(copy.compose('check')).toMatchObject({ status: 0, output: expect.stringContaining('no longer happens') })
})
