import { Refusal } from '@worlds/kit/errors.ts'
import { jsonLimits } from '@worlds/kit/scalars.ts'
import { badInput, extraArgument } from '@worlds/kit/texts.ts'

const { bytes: mostBytes, depth: mostLevels } = jsonLimits

/** @throws Refusal BAD_USER_INPUT unless it is a JSON object, since a merge with anything else would replace the state */
export function patchArgument(argument: string, patch: unknown): string {
  if (patch === null) throw badInput(argument, 'may not be null. It takes a JSON object.')
  return JSON.stringify(extraArgument(argument, patch))
}

/** @throws Refusal BAD_USER_INPUT when patch upon patch has made the state larger or deeper than one input may be */
export function refuseOvergrown(argument: string, state: unknown): void {
  const bytes = Buffer.byteLength(JSON.stringify(state))
  if (bytes > mostBytes)
    throw badInput(argument, `makes a state of ${bytes} bytes. It may have ${mostBytes}; remove what is not needed.`)
  if (levels(state) > mostLevels)
    throw badInput(argument, `makes a state of more than ${mostLevels} levels. Nest it less deeply.`)
}

/** The state was changed since the version that a change was decided on. */
export const staleVersion = (expected: number, stateVersion: number) =>
  new Refusal(
    'CONFLICT',
    `"expectedVersion" is ${expected}, and the state has version ${stateVersion}. Read the state anew and decide again.`,
    { argument: 'expectedVersion', stateVersion },
  )

/** As deep as inputs are measured: a value lies one level below what holds it. */
function levels(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  return Object.values(value).reduce((most: number, child) => Math.max(most, 1 + levels(child)), 0)
}
