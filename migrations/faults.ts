import type { Step } from './files.ts'
import type { Statement } from './statements.ts'

/** Migrating cannot begin: the message names the fault and its remedy, and nothing was changed. */
export class MigrationRefused extends Error {
  override name = 'MigrationRefused'
}

/** What PostgreSQL tells about an error. */
interface ServerError {
  message?: string
  code?: string
  detail?: string
  hint?: string
}

/** A statement failed. What was applied before stays, and the next run resumes at this step. */
export class MigrationFailed extends Error {
  override name = 'MigrationFailed'
  readonly database: string
  readonly file: string
  readonly step: string
  /** The line of the file that the statement begins on. */
  readonly line: number

  constructor(database: string, step: Step, statement: Statement, cause: unknown) {
    const { message, code, detail, hint } = cause as ServerError
    const number = step.statements.indexOf(statement) + 1
    const which = number > 0 ? `statement ${number} of ${step.statements.length}` : 'the query for refused rows'
    const said = [message, detail, hint && `Hint: ${hint}`].filter(Boolean).join(' ')
    super(
      `${database}: ${step.file}.sql, step ${step.name}, ${which}, line ${statement.line} ` +
        `(${firstLine(statement)}) failed: ${said}${code ? ` (SQLSTATE ${code})` : ''}. ` +
        'The steps before it stay applied; the next run resumes with this one.',
      { cause },
    )
    this.database = database
    this.file = step.file
    this.step = step.name
    this.line = statement.line
  }
}

/** Enough of a statement to recognise it. */
export function firstLine(statement: Statement): string {
  const [line = '', ...more] = statement.text.split('\n')
  return more.length > 0 ? `${line.trim()} …` : line.trim()
}

/** The SQLSTATE of a server's error. */
export const codeOf = (error: unknown) => (error as ServerError).code
