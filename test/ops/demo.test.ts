import { createHash } from 'node:crypto'
import { type DemoData, demoData, demoPerson } from '@worlds/ops/demo.ts'
import { describe, expect, test } from 'vitest'

const now = new Date('2026-03-14T15:09:26.535Z')
const data = demoData(now)
const memories = data.companion_memories

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const idsOf = (rows: { id: string }[]) => new Set(rows.map(row => row.id))
const users = idsOf(data.users)
const assets = idsOf(data.assets)
const spaces = idsOf(data.spaces)
const instances = idsOf(data.instances)
const hashOf = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex')
const repeatsIn = (values: unknown[]) => values.length - new Set(values).size
const secondsOld = (at: string) => (now.getTime() - Date.parse(at)) / 1000

describe('the demo people', () => {
  test('are as many as promised', () => {
    const counts = Object.fromEntries(Object.entries(data).map(([table, rows]) => [table, rows.length]))
    expect(counts).toMatchObject({ users: 200, characters: 300, instances: 24, quest_instances: 30 })
    expect(counts).toMatchObject({ spaces: 120, assets: 400, companion_memories: 2400, memory_analytics: 90 })
    expect(counts.user_positions).toBeGreaterThan(150)
    expect(counts.memory_relationships).toBeGreaterThan(500)
    expect(new Set(memories.map(memory => memory.companion_id)).size).toBe(3)
  })

  test('are the same at the same moment, and have the same ids at any', () => {
    expect(hashOf(demoData(now))).toBe(hashOf(data))
    const later = demoData(new Date('2029-11-01T00:00:00Z'))
    const identitiesOf = ({ users, characters, assets, spaces, instances, quest_instances }: DemoData) =>
      [users, characters, assets, spaces, instances, quest_instances].map(rows => rows.map(({ id }) => id))
    expect(identitiesOf(later)).toEqual(identitiesOf(data))
    expect(later.companion_memories.map(memory => memory.content)).toEqual(memories.map(memory => memory.content))
  })

  test('are made in less than a second', () => {
    const before = process.cpuUsage()
    demoData(now)
    const { user, system } = process.cpuUsage(before)
    expect(user + system).toBeLessThan(1_000_000)
  })

  test('have ids in the shape of version 4, all different', () => {
    const ids = [data.users, data.characters, data.assets, data.spaces, data.instances, data.quest_instances].flatMap(
      rows => rows.map(row => row.id),
    )
    expect(ids.filter(id => !uuid.test(id))).toEqual([])
    expect(repeatsIn(ids)).toBe(0)
  })

  test('never did anything after now', () => {
    const times = JSON.stringify(data).match(/\d{4}-\d\d-\d\dT[\d:.]+Z/g) ?? []
    expect(times.length).toBeGreaterThan(4_000)
    expect(times.filter(at => Date.parse(at) > now.getTime())).toEqual([])
  })

  test('refer only to what exists', () => {
    const missing = [
      ...data.characters.map(row => users.has(row.user_id)),
      ...data.user_positions.map(row => users.has(row.user_id)),
      ...data.user_positions.map(row => row.instance_id === null || instances.has(row.instance_id)),
      ...data.instances.map(row => row.world_id === null || spaces.has(row.world_id)),
      ...data.quest_instances.map(row => instances.has(row.instance_id) && row.participants.every(id => users.has(id))),
      ...data.spaces.map(row => users.has(row.owner_id)),
      ...data.assets.map(row => row.creator_id === null || users.has(row.creator_id)),
      ...memories.map(row => users.has(row.user_id)),
      ...data.characters.flatMap(row => attachedAssets(row.customization_data).map(id => assets.has(id))),
    ].filter(exists => !exists)
    expect(missing).toEqual([])
  })

  test('keep to what the databases demand', () => {
    expect(repeatsIn(data.users.map(user => user.username.toLowerCase()))).toBe(0)
    expect(repeatsIn(data.users.map(user => user.email.toLowerCase()))).toBe(0)
    expect(data.users.filter(user => !user.email.endsWith('@example.com'))).toEqual([])
    const logins = data.users.filter(user => user.oauth_id !== null)
    expect(repeatsIn(logins.map(user => `${user.oauth_provider} ${user.oauth_id}`))).toBe(0)
    expect(repeatsIn(data.characters.filter(row => row.is_primary).map(row => row.user_id))).toBe(0)
    expect(repeatsIn(data.user_positions.map(row => row.user_id))).toBe(0)
    for (const quest of data.quest_instances) expect(repeatsIn(quest.participants)).toBe(0)
    const numbers = data.user_positions.flatMap(row => [row.position_x, row.position_y, row.position_z, row.rotation_y])
    expect(numbers.every(Number.isFinite)).toBe(true)
    expect(repeatsIn(data.assets.map(asset => asset.file_url))).toBe(0)
  })

  test('publish under licences that SPDX lists', () => {
    const spdx = [
      ...['CC0-1.0', 'CC-BY-4.0', 'CC-BY-SA-4.0', 'CC-BY-NC-4.0', 'CC-BY-ND-4.0'],
      ...['MIT', 'Apache-2.0', 'BSD-3-Clause', 'MPL-2.0'],
    ]
    expect(spdx).toEqual(expect.arrayContaining([...new Set(data.assets.map(asset => asset.license_type))]))
  })

  test('stand in instances that count them', () => {
    const live = data.user_positions.filter(position => secondsOld(position.last_update) <= 30)
    for (const instance of data.instances) {
      expect(live.filter(position => position.instance_id === instance.id)).toHaveLength(instance.current_users)
      expect(instance.current_users).toBeLessThanOrEqual(instance.max_users)
      const space = data.spaces.find(each => each.id === instance.world_id)
      expect(instance.max_users).toBeLessThanOrEqual(space?.max_occupancy ?? 1000)
    }
    const stale = data.user_positions.filter(position => secondsOld(position.last_update) > 120)
    expect(live.length + stale.length).toBe(data.user_positions.length)
    expect(stale.filter(position => position.instance_id !== null).length).toBeGreaterThan(5)
    expect(data.instances.filter(instance => instance.world_id === null)).toHaveLength(2)
    expect(data.instances.filter(instance => instance.current_users === instance.max_users)).toHaveLength(1)
  })

  test('are on quests, some of which nobody plays', () => {
    const active = data.quest_instances.filter(quest => quest.completed_at === null)
    expect(active).toHaveLength(19)
    expect(active.filter(quest => quest.participants.length === 0)).toHaveLength(2)
    const endedTooEarly = data.quest_instances.filter(quest => (quest.completed_at ?? '9') < quest.started_at)
    expect(endedTooEarly).toEqual([])
  })
})

describe('the demo person', () => {
  const her = <Row extends { user_id: string }>(rows: Row[]) => rows.filter(row => row.user_id === demoPerson.id)
  const position = her(data.user_positions)[0]
  const own = data.spaces.filter(space => space.owner_id === demoPerson.id)

  test('is the one that is exported', () => {
    expect(data.users[0]).toMatchObject({ id: demoPerson.id, username: 'maren_holt', display_name: 'Maren Holt' })
  })

  test('has several characters with models of the library, one of them primary', () => {
    const characters = her(data.characters)
    expect(characters.length).toBeGreaterThan(2)
    expect(characters.filter(character => character.is_primary)).toHaveLength(1)
    const files = new Set(data.assets.map(asset => asset.file_url))
    expect(characters.every(character => files.has(character.model_url ?? ''))).toBe(true)
    const withModel = data.characters.filter(character => files.has(character.model_url ?? ''))
    expect(withModel.length).toBeGreaterThan(220)
    expect(withModel.length).toBeLessThan(data.characters.length)
  })

  test('stands live in a public space of somebody else, among others', () => {
    const instance = data.instances.find(each => each.id === position?.instance_id)
    const space = data.spaces.find(each => each.id === instance?.world_id)
    expect(secondsOld(position?.last_update ?? '')).toBeLessThan(30)
    expect(space?.is_public).toBe(true)
    expect(space?.owner_id).not.toBe(demoPerson.id)
    expect(instance?.current_users).toBeGreaterThan(5)
  })

  test('owns spaces with running instances, the three newest among them', () => {
    const running = new Set(data.instances.map(instance => instance.world_id))
    expect(own.filter(space => running.has(space.id)).length).toBeGreaterThanOrEqual(5)
    const newest = [...own].sort((a, b) => b.created_at.localeCompare(a.created_at)).slice(0, 3)
    expect(newest.every(space => running.has(space.id))).toBe(true)
  })

  test('is on two active quests with others', () => {
    const active = data.quest_instances.filter(quest => quest.completed_at === null)
    const hers = active.filter(quest => quest.participants.includes(demoPerson.id))
    expect(hers).toHaveLength(2)
    expect(hers.every(quest => quest.participants.length > 1)).toBe(true)
  })

  test('has told over 300 memories, to all companions', () => {
    expect(her(memories).length).toBeGreaterThan(300)
    expect(new Set(her(memories).map(memory => memory.companion_id)).size).toBe(3)
  })
})

function attachedAssets(customization: Record<string, unknown>): string[] {
  return (customization.attachments as { assetId: string }[]).map(attachment => attachment.assetId)
}
