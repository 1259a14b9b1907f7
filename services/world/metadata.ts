import { numberArgument } from '@worlds/kit/keys.ts'
import { badInput, extraArgument, nameArgument, paragraphsArgument } from '@worlds/kit/texts.ts'
import type { AssetBoundsInput, AssetCornerInput, AssetMetadataInput } from './schema.gen.ts'

const counts: [number, number] = [0, 2 ** 31 - 1]
const axes = ['x', 'y', 'z'] as const

/** @throws Refusal BAD_USER_INPUT when there are too many, or one of them is no name */
function namesArgument(argument: string, names: readonly string[], { many, long }: { many: number; long: number }) {
  if (names.length > many) throw badInput(argument, `takes ${many} entries at most, not ${names.length}.`)
  return names.map((name, index) => nameArgument(`${argument}[${index}]`, name, long))
}

/** The largest count that a JSON number holds exactly. */
const most = Number.MAX_SAFE_INTEGER

/** @throws Refusal BAD_USER_INPUT when it is no count that a JSON number holds */
export function bytesArgument(argument: string, value: string): number {
  const bytes = BigInt(value)
  if (bytes >= 0n && bytes <= BigInt(most)) return Number(bytes)
  throw badInput(argument, `takes 0 to ${most}, not ${value}.`)
}

const cornerOf = ({ x, y, z }: AssetCornerInput): AssetCornerInput => ({ x, y, z })

function boundsArgument(argument: string, given: AssetBoundsInput): AssetBoundsInput {
  const bounds = {
    min: cornerOf(given.min),
    max: cornerOf(given.max),
  }
  for (const axis of axes) {
    const [least, greatest] = [bounds.min[axis], bounds.max[axis]]
    if (greatest < least) throw badInput(`${argument}.max.${axis}`, `takes ${least} or more, as "min" has it.`)
  }
  return bounds
}

/** The checked part, unless it is not given. */
const part = <Value, Name extends string>(
  name: Name,
  value: Value | null | undefined,
  check: (value: Value) => unknown,
) => (value == null ? {} : { [name]: check(value) })

/**
 * What is known about a file, as it is stored: what is not given is not there.
 * @throws Refusal BAD_USER_INPUT naming the part at fault
 */
export function metadataArgument(argument: string, input: AssetMetadataInput): Record<string, unknown> {
  const at = (name: string) => `${argument}.${name}`
  const { description, triangles, vertices, materials, bytes, animations, rigged, tags, extensions, bounds, extra } =
    input
  return {
    ...part('description', description, text => paragraphsArgument(at('description'), text, 5_000)),
    ...part('triangles', triangles, count => numberArgument(at('triangles'), count, counts)),
    ...part('vertices', vertices, count => numberArgument(at('vertices'), count, counts)),
    ...part('materials', materials, count => numberArgument(at('materials'), count, counts)),
    ...part('bytes', bytes, count => bytesArgument(at('bytes'), count)),
    ...part('animations', animations, names => namesArgument(at('animations'), names, { many: 100, long: 100 })),
    ...part('rigged', rigged, yes => yes),
    ...part('tags', tags, names => namesArgument(at('tags'), names, { many: 50, long: 50 })),
    ...part('extensions', extensions, names => namesArgument(at('extensions'), names, { many: 100, long: 100 })),
    ...part('bounds', bounds, box => boundsArgument(at('bounds'), box)),
    ...part('extra', extra, value => extraArgument(at('extra'), value)),
  }
}
