import { test } from 'vitest'
import { onServer } from '../stack.ts'

interface Where {
  /**
   * `server` for what embedded databases do not have: sessions side by side, TLS, logins, timeouts; `once` for what
   * depends on no database.
   */
  on?: 'server' | 'once'
  /** In milliseconds. */
  timeout?: number
}

/**
 * One attack, tried in a test of its own: a row of SECURITY.md's table, which `table.ts` writes of these calls. All three
 * texts are plain literals in single quotes.
 * @param id a letter and a number: attacks (A), row security (R), TLS and logins (T)
 * @param attempt what is tried
 * @param outcome what it must come to
 */
export function attack(
  id: string,
  attempt: string,
  outcome: string,
  prove: () => Promise<void> | void,
  { on, timeout }: Where = {},
): void {
  const runs = on === undefined || onServer === (on === 'server')
  test.runIf(runs)(`${id} · ${attempt}: ${outcome}`, prove, timeout)
}
