import { parseArgs } from 'node:util'

/** The command line asks for what there is not; the message ends with what there is. */
export class UsageError extends Error {
  override name = 'UsageError'
}

type Options = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>

/**
 * Reads a command line of one program.
 * @throws UsageError with the program's help
 */
export function readArguments<const O extends Options>(options: O, help: string, args = process.argv.slice(2)) {
  try {
    return parseArgs({ args, allowPositionals: true, options: { ...options, help: { type: 'boolean', short: 'h' } } })
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${help}`)
  }
}
