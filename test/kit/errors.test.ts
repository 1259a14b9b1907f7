import { wireError } from '@worlds/kit/apollo.ts'
import { Refusal, refusalOf } from '@worlds/kit/errors.ts'
import type { Log } from '@worlds/kit/log.ts'
import { GraphQLError } from 'graphql'
import { describe, expect, test } from 'vitest'

const fromServer = (code: string) => Object.assign(new Error('relation "secrets" at 10.0.0.7'), { name: 'error', code })
const fromDriver = (message: string) => new Error(message)
const fromSystem = (code: string) => Object.assign(new Error(`connect ${code} 10.0.0.7:5432`), { code })

describe('what a fault of the database means to a caller', () => {
  test.each([
    ['BAD_USER_INPUT', ['22003', '22007', '22008', '22021', '22P05']],
    ['TIMEOUT', ['57014', '55P03', '25P03']],
    ['CONFLICT', ['40001', '40P01', '23505']],
    [
      'DATABASE_UNAVAILABLE',
      ['08000', '08006', '28000', '28P01', '3D000', '53100', '53300', '57P01', '57P02', '57P03'],
    ],
  ])('%s: %j', (code, states) => {
    for (const state of states) {
      const refusal = refusalOf(fromServer(state))
      expect(refusal?.extensions.code, state).toBe(code)
      expect(refusal?.message).not.toMatch(/secrets|10\.0\.0\.7/)
    }
  })

  test.each(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'ETIMEDOUT', 'EHOSTUNREACH', 'EAI_AGAIN'])(
    'DATABASE_UNAVAILABLE: %s',
    code => {
      expect(refusalOf(fromSystem(code))?.extensions.code).toBe('DATABASE_UNAVAILABLE')
    },
  )

  test.each([
    ['TIMEOUT', 'Query read timeout'],
    ['TIMEOUT', 'timeout exceeded when trying to connect'],
    ['DATABASE_UNAVAILABLE', 'Connection terminated unexpectedly'],
    ['DATABASE_UNAVAILABLE', 'Connection terminated due to connection timeout'],
    ['DATABASE_UNAVAILABLE', 'Client has encountered a connection error and is not queryable'],
    ['DATABASE_UNAVAILABLE', 'Client was closed and is not queryable'],
  ])('%s: the driver says "%s"', (code, message) => {
    expect(refusalOf(fromDriver(message))?.extensions.code).toBe(code)
  })

  test('what nobody foresaw is no refusal', () => {
    const ours = ['42601', '42501', '42P01', '22P02', '23503', '23514', '22000', 'XX000', '25006', '25P02', 'P0001']
    for (const state of ours) expect(refusalOf(fromServer(state)), state).toBeUndefined()
    for (const error of [new Error('08'), new TypeError('x is not a function'), fromSystem('ENOENT'), 'a text', {}])
      expect(refusalOf(error)).toBeUndefined()
  })

  test('a refusal stays what it is', () => {
    const refusal = new Refusal('NOT_FOUND', 'No such companion.', { argument: 'id' })
    expect(refusalOf(refusal)).toBe(refusal)
    expect(refusal.extensions).toEqual({ argument: 'id', code: 'NOT_FOUND' })
  })
})

describe('an error as it leaves', () => {
  const id = '0a8f6f5e-0000-4000-8000-00000000000a'
  const logged: { event: Record<string, unknown>; message: string }[] = []
  const log = {
    error: (event: Record<string, unknown>, message: string) => logged.push({ event, message }),
  } as unknown as Log
  const wire = (error: GraphQLError) => {
    logged.length = 0
    return wireError(error, id, log)
  }
  const thrown = (originalError: Error) => new GraphQLError(originalError.message, { originalError, path: ['me'] })

  test('that nobody foresaw tells its request alone, and is logged whole, once', () => {
    const cause = fromServer('42P01')
    const wired = wire(thrown(cause))
    expect(wired).toEqual({
      message: `Something went wrong on our side. Report it with the request id ${id}.`,
      path: ['me'],
      extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: id },
    })
    expect(logged).toEqual([{ event: { requestId: id, err: cause, path: ['me'] }, message: 'request failed' }])
    // The gateway is handed what the subgraph has logged: its own log need not say it again.
    const passedOn = new GraphQLError(wired.message, { extensions: { ...wired.extensions, serviceName: 'memory' } })
    expect(wire(passedOn).extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', requestId: id, service: 'memory' })
    expect(logged).toEqual([])
  })

  test.each([
    ['a text', new GraphQLError('secret detail')],
    ['a code that this graph does not use', new GraphQLError('secret detail', { extensions: { code: 'SECRET_CODE' } })],
    ['a stack', new GraphQLError('secret detail', { extensions: { stacktrace: ['at secret.ts:1'] } })],
    ['the data', new GraphQLError('secret detail', { extensions: { response: { body: 'secret' } } })],
  ])('%s of an unforeseen error stays here', (_, error) => {
    expect(JSON.stringify(wire(error))).not.toMatch(/secret/i)
  })

  test('that refuses says what it says', () => {
    const refusal = new Refusal('BAD_USER_INPUT', '"first" takes 1 to 100, not 0.', { argument: 'first' })
    expect(wire(thrown(refusal))).toEqual({
      message: refusal.message,
      path: ['me'],
      extensions: { argument: 'first', code: 'BAD_USER_INPUT', requestId: id },
    })
    expect(logged).toEqual([])
  })

  test('of the database in a resolver refuses in the words of this graph', () => {
    const wired = wire(thrown(fromServer('57P01')))
    expect(wired.extensions).toEqual({ code: 'DATABASE_UNAVAILABLE', requestId: id })
    expect(wired.message).not.toContain('10.0.0.7')
  })

  test('of the query itself is the caller’s, without a stack', () => {
    const extensions = { code: 'GRAPHQL_VALIDATION_FAILED', stacktrace: ['at x'] }
    expect(wire(new GraphQLError('Cannot query field "x".', { extensions }))).toMatchObject({
      message: 'Cannot query field "x".',
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED', requestId: id },
    })
    expect(JSON.stringify(wire(new GraphQLError('x', { extensions })))).not.toContain('stacktrace')
  })

  test('of a subgraph names the subgraph and keeps its code', () => {
    const extensions = { code: 'SUBGRAPH_UNAVAILABLE', serviceName: 'world' }
    expect(wire(new GraphQLError('The world subgraph cannot be reached.', { extensions }))).toEqual({
      message: 'The world subgraph cannot be reached.',
      extensions: { code: 'SUBGRAPH_UNAVAILABLE', service: 'world', requestId: id },
    })
  })
})
