import { readFileSync } from 'node:fs'
import { textArgument } from '@worlds/kit/keys.ts'
import { badInput } from '@worlds/kit/texts.ts'

/** The ids of SPDX that are not deprecated. */
const spdx = new Set<string>(
  JSON.parse(readFileSync(new URL(import.meta.resolve('spdx-license-ids/index.json')), 'utf8')),
)

const ownLicense = /^LicenseRef-[A-Za-z0-9.-]{1,100}$/
const longest = 50

/**
 * A licence that others can look up, or one of the caller's own.
 * @throws Refusal BAD_USER_INPUT when it is neither, or longer than its column
 */
export function licenseArgument(argument: string, value: string | null): string | null {
  if (value === null) return null
  const id = textArgument(argument, value, longest)
  if (spdx.has(id) || ownLicense.test(id)) return id
  const remedy = 'takes an id of https://spdx.org/licenses such as "CC-BY-4.0", or "LicenseRef-" and a name of your own'
  throw badInput(argument, `${remedy}, not ${JSON.stringify(id)}.`)
}
