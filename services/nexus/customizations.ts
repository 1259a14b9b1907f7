import { numberArgument, uuidArgument } from '@worlds/kit/keys.ts'
import { badInput, colorArgument, extraArgument, nameArgument } from '@worlds/kit/texts.ts'
import type { CharacterCustomizationInput } from './schema.gen.ts'

const mostParts = 50
const longestName = 50

/** Parts of one kind, each checked, none of them twice. */
function parts<Part, Checked>(
  argument: string,
  given: readonly Part[] | null | undefined,
  { key, check }: { key: keyof Checked & string; check: (part: Part, at: string) => Checked },
): Checked[] {
  const all = given ?? []
  if (all.length > mostParts) throw badInput(argument, `takes ${mostParts} entries at most, not ${all.length}.`)
  const taken = new Set<unknown>()
  return all.map((part, index) => {
    const at = `${argument}[${index}]`
    const checked = check(part, at)
    if (taken.has(checked[key])) throw badInput(`${at}.${key}`, 'is there twice. Keep one of them.')
    taken.add(checked[key])
    return checked
  })
}

const slot = (at: string, value: string) => nameArgument(`${at}.slot`, value, longestName)

/**
 * The choices of a character editor, as they are stored; a part that is left out is stored as empty.
 * @throws Refusal BAD_USER_INPUT naming the part at fault
 */
export function customizationArgument(argument: string, input: CharacterCustomizationInput) {
  return {
    palette: parts(`${argument}.palette`, input.palette, {
      key: 'slot',
      check: (part, at) => ({ slot: slot(at, part.slot), color: colorArgument(`${at}.color`, part.color) }),
    }),
    attachments: parts(`${argument}.attachments`, input.attachments, {
      key: 'slot',
      check: (part, at) => ({ slot: slot(at, part.slot), assetId: uuidArgument(`${at}.assetId`, part.assetId) }),
    }),
    blendShapes: parts(`${argument}.blendShapes`, input.blendShapes, {
      key: 'name',
      check: (part, at) => ({
        name: nameArgument(`${at}.name`, part.name, longestName),
        weight: numberArgument(`${at}.weight`, part.weight, [0, 1]),
      }),
    }),
    extra: extraArgument(`${argument}.extra`, input.extra),
  }
}
