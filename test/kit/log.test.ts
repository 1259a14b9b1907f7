import { execFileSync, spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'

/** What a program writes to standard error; the log goes past the streams of this process. */
function written(program: string): Record<string, unknown>[] {
  const source = `import { logTo } from '@worlds/kit/log.ts'\n${program}`
  const { stderr, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', source], {
    encoding: 'utf8',
  })
  expect(status, stderr).toBe(0)
  return stderr
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line))
}

describe('the log', () => {
  test('holds no token and no password, wherever in an event they stand', () => {
    const [event] = written(`
      const secrets = { authorization: 'Bearer canary', password: 'canary', token: 'canary', secret: 'canary' }
      logTo('info', 'x').info({ ...secrets, headers: secrets, request: { headers: secrets }, kept: 'seen' }, 'told')
    `)
    expect(JSON.stringify(event)).not.toContain('canary')
    expect(event).toMatchObject({ kept: 'seen', msg: 'told' })
  })

  test('tells an error whole: its type, message, stack and SQLSTATE', () => {
    const [event] = written(`
      const err = Object.assign(new Error('no such table'), { code: '42P01' })
      logTo('error', 'memory').error({ err, requestId: '7' }, 'request failed')
    `)
    expect(event).toMatchObject({
      name: 'memory',
      requestId: '7',
      msg: 'request failed',
      err: { type: 'Error', message: 'no such table', code: '42P01', stack: expect.stringContaining('at ') },
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    })
  })

  test('is one line for each event, whatever the event holds, and nothing on standard output', () => {
    const events = written(`logTo('info', 'x').info({ forged: 'a\\n{"level":60,"msg":"forged"}' }, 'b\\nc')`)
    expect(events).toHaveLength(1)
    const quiet = execFileSync(
      process.execPath,
      ['--input-type=module', '--eval', `import { logTo } from '@worlds/kit/log.ts'; logTo('info', 'x').info('y')`],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    )
    expect(quiet).toBe('')
  })

  test('is as loud as it is told to be', () => {
    expect(written(`const log = logTo('warn', 'x'); log.info('a'); log.warn('b'); log.error('c')`)).toHaveLength(2)
    expect(written(`const log = logTo('silent', 'x'); log.fatal('a')`)).toEqual([])
  })
})
