import type { DemoUser } from './demo-people.ts'
import { ago, assetHost, type Dice, day, demoId, dice, round, slug } from './demo-random.ts'

export interface DemoAsset {
  id: string
  asset_name: string
  asset_type: string
  file_url: string
  thumbnail_url: string | null
  metadata: AssetMetadata
  creator_id: string | null
  license_type: string
  created_at: string
}

interface Vector3 {
  x: number
  y: number
  z: number
}

interface AssetMetadata {
  triangles: number
  bytes: number
  animations: string[]
  rigged: boolean
  tags: string[]
  bounds: { min: Vector3; max: Vector3 } | null
  extra: Record<string, unknown>
}

interface AssetKind {
  count: number
  format: string
  adjectives: string[]
  nouns: string[]
  tags: string[]
  /** Least and most triangles; nothing for what has no surface. */
  triangles?: [number, number]
  /** Metres along the longest side; for props, shares of the usual size. */
  size?: [number, number]
  licences: string[]
}

const open = ['CC0-1.0', 'CC-BY-4.0', 'CC-BY-4.0', 'CC-BY-SA-4.0', 'CC-BY-NC-4.0']
const worn = list('Weathered, Painted, Mossy, Tin, Oak, Folding, Crooked, Enamel, Brass, Driftwood, Lacquered, Patched')

/** Metres along the longest side of what everybody knows the size of. */
const propSizes: Record<string, number> = {
  ...{ Lantern: 0.4, Kettle: 0.25, 'Tea Set': 0.45, 'Bird Cage': 0.6, 'Wall Clock': 0.35, Radio: 0.3, Suitcase: 0.7 },
  ...{ 'Park Bench': 1.8, Bookshelf: 2, 'Street Lamp': 4.2, 'Window Frame': 1.4, 'Fishing Net': 2.5, Signpost: 2.4 },
  ...{
    'Rowing Boat': 4,
    'Upright Piano': 1.5,
    'Market Stall': 2.8,
    'Umbrella Stand': 0.7,
    Ladder: 3,
    'Garden Gate': 1.3,
  },
}

const kinds: Record<string, AssetKind> = {
  avatar: {
    count: 70,
    format: 'vrm',
    adjectives: list('Travelling, Paper, Clockwork, Woodland, Harbour, Winter, Masked, Starlit, Old, Knitted'),
    nouns: list('Cartographer, Fox, Ferryman, Beekeeper, Automaton, Heron, Lamplighter, Diver, Moth Knight, Gardener'),
    tags: list('humanoid, stylised, animal, robot, low-poly, expressive, mobile-ready'),
    triangles: [6_000, 48_000],
    size: [0.8, 2.2],
    licences: [...open, 'CC-BY-ND-4.0'],
  },
  environment: {
    count: 50,
    format: 'glb',
    adjectives: list('Sunken, Terraced, Moonlit, Abandoned, Snowbound, Hanging, Quiet, Flooded, Desert, Island'),
    nouns: list(
      'Harbour, Market Square, Library Hall, Orchard, Tram Depot, Amphitheatre, Glasshouse, Monastery, Rooftops',
    ),
    tags: list('modular, outdoor, indoor, night, baked-light, walkable, kit'),
    triangles: [80_000, 620_000],
    size: [30, 240],
    licences: open,
  },
  prop: {
    count: 140,
    format: 'glb',
    adjectives: worn,
    nouns: Object.keys(propSizes),
    tags: list('furniture, street, kitchen, nautical, garden, decoration, lod, game-ready'),
    triangles: [120, 14_000],
    size: [0.85, 1.2],
    licences: [...open, 'CC0-1.0'],
  },
  vehicle: {
    count: 24,
    format: 'glb',
    adjectives: list('Rusty, Two-Seater, Overnight, Little, Electric, Wooden'),
    nouns: list('Tram, Cargo Bike, Fishing Boat, Airship, Ferry, Mail Van, Cable Car'),
    tags: list('rideable, wheels, boat, rail, interior, lod'),
    triangles: [4_000, 60_000],
    size: [1.8, 26],
    licences: open,
  },
  animation: {
    count: 36,
    format: 'glb',
    adjectives: list('Slow, Cheerful, Tired, Formal, Clumsy, Careful'),
    nouns: list('Wave, Walk Cycle, Bow, Sit Down, Waltz, Shrug, Ladder Climb, Tea Pouring'),
    tags: list('mocap, loop, humanoid, gesture, dance'),
    licences: [...open, 'MIT'],
  },
  audio: {
    count: 40,
    format: 'ogg',
    adjectives: list('Distant, Evening, Wooden, Rainy, Echoing, Muffled, Early'),
    nouns: list('Foghorn, Tram Bell, Floorboards, Gulls, Market Voices, Kettle, Church Organ, Night Train'),
    tags: list('ambience, loop, field-recording, effect, mono, stereo'),
    licences: open,
  },
  skybox: {
    count: 20,
    format: 'hdr',
    adjectives: list('Clear, Overcast, Misty, Burning, Northern'),
    nouns: list('Dawn, Noon, Blue Hour, Midnight, Polar Night'),
    tags: list('hdr, panorama, outdoor, clouds, stars'),
    licences: ['CC0-1.0', 'CC-BY-4.0'],
  },
  shader: {
    count: 20,
    format: 'glsl',
    adjectives: list('Cheap, Stylised, Layered, Soft'),
    nouns: list('Water, Fog, Foliage Wind, Wet Cobbles, Stained Glass, Candle Flicker'),
    tags: list('water, weather, transparent, mobile-ready, vertex'),
    licences: ['MIT', 'MIT', 'Apache-2.0', 'BSD-3-Clause', 'MPL-2.0'],
  },
}

export function demoAssets(now: Date, users: DemoUser[]): DemoAsset[] {
  const throws = dice('assets')
  const creators = throws.some(users, 60)
  const named = Object.entries(kinds).flatMap(([type, kind]) =>
    throws.some(namesOf(kind), kind.count).map(name => ({ type, kind, name })),
  )
  return throws.shuffle(named).map(({ type, kind, name }, n) => {
    const id = demoId('asset', n)
    const creator = throws.pick(creators)
    const path = `${assetHost}/${type}/${slug(name)}-${id.slice(0, 8)}`
    const joined = now.getTime() - Date.parse(creator.created_at)
    return {
      id,
      asset_name: name,
      asset_type: type,
      file_url: `${path}.${kind.format}`,
      thumbnail_url: type === 'audio' || type === 'shader' ? null : `${path}.webp`,
      metadata: metadataOf(throws, kind, name),
      // Whatever came with the platform has no creator.
      creator_id: throws.chance(0.06) ? null : creator.id,
      license_type: throws.pick(kind.licences),
      created_at: ago(now, Math.max(throws.between(0.1, 2) * day, joined * throws.between(0.02, 0.95, 4))),
    }
  })
}

function namesOf(kind: AssetKind): string[] {
  return kind.adjectives.flatMap(adjective => kind.nouns.map(noun => `${adjective} ${noun}`))
}

function metadataOf(throws: Dice, kind: AssetKind, name: string): AssetMetadata {
  const triangles = kind.triangles ? throws.int(...kind.triangles) : 0
  const rigged = kind.format === 'vrm'
  return {
    triangles,
    bytes: bytesOf(throws, kind.format, triangles),
    animations:
      kind === kinds.animation
        ? [slug(name)]
        : rigged
          ? throws.some(['idle', 'walk', 'run', 'sit', 'wave', 'dance', 'swim'], throws.int(3, 6))
          : [],
    rigged,
    tags: throws.some(kind.tags, throws.int(2, 4)),
    bounds: kind.size ? boundsOf(throws, kind.size, usualSizeOf(name), rigged) : null,
    extra: extraOf(throws, kind.format),
  }
}

/** Geometry costs about 36 bytes a triangle and textures the rest; shaders are text. */
function bytesOf(throws: Dice, format: string, triangles: number): number {
  if (format === 'glsl') return throws.int(1_400, 14_000)
  if (format === 'hdr') return throws.int(6_000_000, 28_000_000)
  return triangles * 36 + throws.int(90_000, triangles > 0 ? 9_000_000 : 2_400_000)
}

function usualSizeOf(name: string): number {
  const noun = Object.keys(propSizes).find(each => name.endsWith(each))
  return propSizes[noun ?? ''] ?? 1
}

type Range = [number, number]

function boundsOf(throws: Dice, [least, most]: Range, usual: number, upright: boolean): AssetMetadata['bounds'] {
  const longest = round(usual * throws.between(least, most), 2)
  const half = round((longest * throws.between(0.25, 0.5)) / (upright ? 2 : 1), 2)
  const height = upright ? longest : round(longest * throws.between(0.3, 0.9), 2)
  return { min: { x: -half, y: 0, z: -half }, max: { x: half, y: height, z: half } }
}

function extraOf(throws: Dice, format: string): Record<string, unknown> {
  if (format === 'ogg') return { seconds: throws.between(0.4, 190, 1), sampleRate: 48_000, loops: throws.chance(0.6) }
  if (format === 'hdr') return { width: 8_192, height: 4_096, exposure: throws.between(-1, 1) }
  if (format === 'glsl') return { language: 'GLSL ES 3.00', stages: ['vertex', 'fragment'] }
  return { textures: throws.int(1, 6), textureSize: throws.pick([512, 1_024, 2_048]), lods: throws.int(1, 4) }
}

function list(text: string): string[] {
  return text.split(',').map(word => word.replace(/\s+/g, ' ').trim())
}
