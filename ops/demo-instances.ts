import { type DemoUser, suspendedCount } from './demo-people.ts'
import { ago, type Dice, day, demoId, dice, hour, minute, round, second } from './demo-random.ts'
import type { DemoSpace } from './demo-spaces.ts'

export interface DemoInstance {
  id: string
  world_id: string | null
  instance_type: string
  max_users: number
  current_users: number
  server_region: string
  created_at: string
  state: Record<string, unknown>
}

export interface DemoPosition {
  user_id: string
  instance_id: string | null
  position_x: number
  position_y: number
  position_z: number
  rotation_y: number
  animation_state: string
  last_update: string
}

interface Plan {
  /** A space of the demo person by its place in her list, a space of somebody else, or none. */
  world: number | 'other' | null
  type: string
  seats: number
  present: number
  ageHours: number
}

/** Where the demo person stands: the first instance, in a space of somebody else. */
const plans: Plan[] = [
  { world: 'other', type: 'social', seats: 40, present: 14, ageHours: 0.7 },
  { world: 0, type: 'social', seats: 40, present: 9, ageHours: 0.4 },
  { world: 0, type: 'event', seats: 60, present: 6, ageHours: 52 },
  { world: 1, type: 'private', seats: 8, present: 1, ageHours: 6 },
  { world: 2, type: 'event', seats: 30, present: 5, ageHours: 0.9 },
  { world: 3, type: 'social', seats: 24, present: 3, ageHours: 20 },
  { world: 4, type: 'private', seats: 8, present: 0, ageHours: 75 },
  { world: 5, type: 'sandbox', seats: 16, present: 2, ageHours: 3 },
  { world: 'other', type: 'social', seats: 12, present: 12, ageHours: 0.5 },
  { world: 'other', type: 'hub', seats: 400, present: 27, ageHours: 700 },
  { world: 'other', type: 'event', seats: 80, present: 11, ageHours: 0.8 },
  { world: 'other', type: 'quest', seats: 20, present: 8, ageHours: 0.3 },
  { world: 'other', type: 'quest', seats: 20, present: 6, ageHours: 2 },
  { world: 'other', type: 'quest', seats: 20, present: 3, ageHours: 30 },
  { world: 'other', type: 'social', seats: 50, present: 7, ageHours: 11 },
  { world: 'other', type: 'social', seats: 50, present: 4, ageHours: 0.6 },
  { world: 'other', type: 'social', seats: 24, present: 2, ageHours: 120 },
  { world: 'other', type: 'sandbox', seats: 16, present: 1, ageHours: 40 },
  { world: 'other', type: 'social', seats: 50, present: 0, ageHours: 15 },
  { world: 'other', type: 'event', seats: 100, present: 0, ageHours: 0.2 },
  { world: 'other', type: 'private', seats: 6, present: 2, ageHours: 5 },
  { world: 'other', type: 'social', seats: 32, present: 5, ageHours: 8 },
  { world: null, type: 'sandbox', seats: 10, present: 2, ageHours: 1.5 },
  { world: null, type: 'hub', seats: 100, present: 6, ageHours: 400 },
]

const regions = ['eu-west', 'eu-west', 'eu-north', 'us-east', 'us-east', 'us-west', 'ap-southeast', 'sa-east']

/** `current_users` is the number of people whose position is live; whoever lost the connection is not counted. */
export function demoInstances(now: Date, spaces: DemoSpace[], demoPersonId: string): DemoInstance[] {
  const throws = dice('instances')
  const own = spaces.filter(space => space.owner_id === demoPersonId)
  const others = throws.shuffle(spaces.filter(space => space.owner_id !== demoPersonId && space.is_public))
  return plans.map((plan, n) => {
    const space =
      plan.world === 'other' ? takeFitting(others, plan.seats) : plan.world === null ? undefined : own[plan.world]
    return {
      id: demoId('instance', n),
      world_id: space?.id ?? null,
      instance_type: plan.type,
      max_users: plan.seats,
      current_users: plan.present,
      server_region: n < 3 ? 'eu-west' : throws.pick(regions),
      created_at: ago(now, plan.ageHours * hour),
      state: stateOf(throws, plan),
    }
  })
}

/** Takes the first space that holds as many as the instance has seats. */
function takeFitting(spaces: DemoSpace[], seats: number): DemoSpace | undefined {
  const place = spaces.findIndex(space => space.max_occupancy >= seats)
  return spaces.splice(Math.max(0, place), 1)[0]
}

function stateOf(throws: Dice, plan: Plan): Record<string, unknown> {
  const event = plan.type === 'event'
  return {
    phase: event ? (plan.present > 0 ? 'running' : 'doors-open') : 'open',
    weather: throws.pick(['clear', 'clear', 'rain', 'fog', 'snow']),
    timeOfDay: throws.pick(['dawn', 'day', 'dusk', 'night']),
    music: event || throws.chance(0.4),
    locked: plan.type === 'private',
    build: `${throws.int(3, 4)}.${throws.int(0, 11)}.${throws.int(0, 6)}`,
    objects: { moved: throws.int(0, 40), spawned: throws.int(0, 120) },
  }
}

/** People in instances with a position of the last half minute, then those whose last sign of life is older. */
export function demoPositions(now: Date, users: DemoUser[], instances: DemoInstance[]): DemoPosition[] {
  const throws = dice('positions')
  const [demoPerson, ...others] = users.slice(0, users.length - suspendedCount)
  const queue = [...throws.shuffle(others), demoPerson as DemoUser]
  const live = instances.flatMap(instance => {
    const centre = { x: throws.between(-40, 40, 1), z: throws.between(-40, 40, 1) }
    return Array.from({ length: instance.current_users }, () =>
      positionOf(throws, queue.pop() as DemoUser, instance.id, centre, ago(now, throws.between(0.2, 25, 3) * second)),
    )
  })
  return [...live, ...stalePositions(now, throws, queue.slice(0, 26), instances)]
}

/** Two of three went silent without leaving, the others left properly and stand nowhere. */
function stalePositions(now: Date, throws: Dice, users: DemoUser[], instances: DemoInstance[]): DemoPosition[] {
  return users.map((user, n) => {
    const age = n % 2 === 0 ? throws.between(3, 55) * minute : throws.between(1, 40) * hour
    const before = instances.filter(
      instance => now.getTime() - Date.parse(instance.created_at) > Math.min(age, 20 * day),
    )
    const instance = n % 3 === 2 ? undefined : throws.pick(before)
    return positionOf(throws, user, instance?.id ?? null, { x: 0, z: 0 }, ago(now, age))
  })
}

const animations = ['idle', 'idle', 'idle', 'walk', 'walk', 'run', 'sit', 'sit', 'wave', 'dance', 'swim']

/** People stand in loose groups around a centre, a few of them far off. */
function positionOf(
  throws: Dice,
  user: DemoUser,
  instanceId: string | null,
  centre: { x: number; z: number },
  at: string,
): DemoPosition {
  const distance = throws.chance(0.85) ? throws.between(0.6, 18) : throws.between(40, 160)
  const angle = throws.between(-Math.PI, Math.PI, 4)
  return {
    user_id: user.id,
    instance_id: instanceId,
    position_x: round(centre.x + distance * Math.cos(angle), 3),
    position_y: throws.chance(0.8) ? 0 : throws.between(0.2, 12),
    position_z: round(centre.z + distance * Math.sin(angle), 3),
    rotation_y: throws.between(-Math.PI, Math.PI, 4),
    animation_state: throws.pick(animations),
    last_update: at,
  }
}
