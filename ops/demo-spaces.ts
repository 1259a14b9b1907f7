import type { DemoUser } from './demo-people.ts'
import { ownSpaces, qualifiers, type SpaceKind, spaceKinds } from './demo-places.ts'
import { ago, assetHost, choose, type Dice, day, demoId, dice, slug } from './demo-random.ts'

export interface DemoSpace {
  id: string
  owner_id: string
  space_name: string
  description: string | null
  is_public: boolean
  max_occupancy: number
  entry_point: Record<string, unknown>
  skybox_settings: Record<string, unknown>
  terrain_settings: Record<string, unknown>
  created_at: string
}

interface Plan {
  name: string
  description: string | null
  kind: SpaceKind
  isPublic: boolean
  owner: DemoUser
  age: number
  seats?: number
}

/** The demo person's own spaces come first, then those of about seventy others. */
export function demoSpaces(now: Date, users: DemoUser[], count: number): DemoSpace[] {
  const throws = dice('spaces')
  const demoPerson = users[0] as DemoUser
  const own = ownSpaces.map(space => ({ ...space, kind: spaceKinds[space.kind] as SpaceKind, owner: demoPerson }))
  const builders = throws.some(users.slice(1), 70)
  const names = new Set(own.map(space => space.name))
  const others = Array.from({ length: count - own.length }, (_, n): Plan => {
    const kind = throws.pick(Object.values(spaceKinds))
    const owner = builders[n] ?? throws.pick(builders)
    const name = nameOf(throws, kind, owner, names)
    const age = throws.between(0.03, 0.9, 4)
    return { name, description: descriptionOf(throws, kind), kind, isPublic: throws.chance(0.76), owner, age }
  })
  return [...own, ...others].map((plan, n) => spaceOf(now, throws, plan, n))
}

function nameOf(throws: Dice, kind: SpaceKind, owner: DemoUser, taken: Set<string>): string {
  const first = owner.display_name?.split(' ')[0]
  const personal = throws.chance(0.12) ? [`${first}'s ${throws.pick(kind.nouns)}`] : []
  const wished = [...personal, ...throws.some(qualifiers, 8).map(word => `${word} ${throws.pick(kind.nouns)}`)]
  const name = wished.find(wish => !taken.has(wish)) ?? `${throws.pick(kind.nouns)} ${taken.size}`
  taken.add(name)
  return name
}

function descriptionOf(throws: Dice, kind: SpaceKind): string | null {
  const text = choose(throws.pick(kind.descriptions), options => throws.pick(options))
  return throws.chance(0.94) ? text : null
}

function spaceOf(now: Date, throws: Dice, plan: Plan, n: number): DemoSpace {
  const joined = now.getTime() - Date.parse(plan.owner.created_at)
  const age = Math.max(2 * day, joined * plan.age)
  return {
    id: demoId('space', n),
    owner_id: plan.owner.id,
    space_name: plan.name,
    description: plan.description,
    is_public: plan.isPublic,
    max_occupancy:
      plan.seats ?? (plan.isPublic ? throws.pick([16, 24, 40, 50, 50, 80, 120, 500]) : throws.pick([4, 8, 12, 16])),
    entry_point: entryPointOf(throws),
    skybox_settings: skyboxOf(throws, plan.kind),
    terrain_settings: terrainOf(throws, plan.kind),
    created_at: ago(now, age),
  }
}

function entryPointOf(throws: Dice): Record<string, unknown> {
  const axis = () => throws.between(-24, 24, 1)
  return { x: axis(), y: throws.between(0, 3, 1), z: axis(), rotationY: throws.between(0, 360, 1) }
}

/** Mostly one picture of the whole round; else six, or a color. */
function skyboxOf(throws: Dice, kind: SpaceKind): Record<string, unknown> {
  const picture = `${assetHost}/skies/${slug(throws.pick(kind.skies))}`
  if (throws.chance(0.7)) return { equirectangular: `${picture}.hdr` }
  if (throws.chance(0.5)) return { color: throws.pick(['#c9d6df', '#52616b', '#e8d5b7', '#1e2022', '#a3b18a']) }
  const sides = ['px', 'nx', 'py', 'ny', 'pz', 'nz'].map(side => [side, `${picture}-${side}.webp`])
  return { cubemap: Object.fromEntries(sides) }
}

function terrainOf(throws: Dice, kind: SpaceKind): Record<string, unknown> {
  const size = throws.pick([64, 128, 256, 512])
  return {
    size: { x: size, z: size },
    heightScale: kind.terrain === 'flat' ? 0 : throws.between(4, 60, 1),
    material: kind.water ? 'sand' : throws.pick(['grass', 'rock', 'moss']),
    extra: {
      kind: kind.terrain,
      waterLevel: kind.water ? throws.between(-1, 2, 1) : null,
      seed: throws.int(1, 999_999),
    },
  }
}
