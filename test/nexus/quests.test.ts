import { anonymous } from '@worlds/kit/identity.ts'
import { demoPerson } from '@worlds/ops/demo.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  codes,
  inUtc,
  nobody,
  page,
  person,
  refused,
  rows,
  serviceOf,
  told,
  uuid,
  walk,
  withoutConstraint,
} from '../asking.ts'
import { ownerQueries } from '../migrations/owner/queries.ts'
import { admin, demo, gameServer, type Stack, stack } from '../stack.ts'

const at = (n: number) => uuid(36_000 + n)
const [here, ada, ben] = [at(900), at(901), at(902)]
const quest = (n: number, row: Record<string, unknown> = {}) => ({
  id: at(n),
  quest_id: 'x',
  instance_id: here,
  ...row,
})
const quests = [
  quest(1, { participants: [ada, ben], started_at: '2025-01-01', state: { step: 2, party: ['a', 'b'] } }),
  quest(2, { participants: [ben], started_at: '2025-01-02', completed_at: '2025-01-03' }),
  quest(3, { participants: [], started_at: '2025-01-03' }),
  quest(4, { participants: null }),
  quest(5, { participants: [nobody, ada], started_at: '2025-01-04', instance_id: null, quest_id: null }),
  quest(6, { participants: [nobody], started_at: '2025-01-05' }),
  quest(7, { participants: [null, ben], started_at: '2025-01-06' }),
]

let graph: Stack
const present = new AsyncDisposableStack()
beforeAll(async () => {
  graph = await stack()
  const people = [ada, ben].map((id, n) => ({ id, username: `quest_${n}`, email: `${n}@quest` }))
  present.use(await rows(graph, 'nexus', 'users', people))
  present.use(await rows(graph, 'nexus', 'instances', [{ id: here }]))
  present.use(await rows(graph, 'nexus', 'quest_instances', quests))
})
afterAll(() => present.disposeAsync())

const fields = 'id questId instance { id } participants { id } state stateVersion startedAt completedAt'
const columns = `quest.id, quest_id as "questId",
  case when instance_id is not null then json_build_object('id', instance_id) end as instance,
  array(select json_build_object('id', users.id) from unnest(participants) with ordinality asked (id, place)
    join users on users.id = asked.id order by place) as participants,
  state, state_version as "stateVersion", ${inUtc('started_at')} as "startedAt", ${inUtc('completed_at')} as "completedAt"`
const newest = `order by coalesce(started_at, '-infinity') desc, quest.id desc`

describe('who may not', () => {
  test('a passer-by sees no quests, however asked for, though there are some', async () => {
    const query = `{ questInstance(id: "${at(1)}") { id } questInstances(filter: { participantId: "${ada}" }) { totalCount }
      activeQuests(instanceId: "${here}") { totalCount } user(id: "${ada}") { activeQuests { id } }
      instance(id: "${here}") { activeQuests { id } } }`
    expect(await codes(graph, anonymous, query)).toEqual({
      questInstance: 'UNAUTHENTICATED',
      questInstances: 'UNAUTHENTICATED',
      activeQuests: 'UNAUTHENTICATED',
      'user.activeQuests': 'UNAUTHENTICATED',
      'instance.activeQuests': 'UNAUTHENTICATED',
    })
    expect(await graph.asOwner('nexus', 'select from quest_instances where instance_id = $1', [here])).toHaveLength(6)
  })

  test('everyone who is signed in sees all of them', async () => {
    const [row] = await graph.asOwner('nexus', 'select count(*)::int from quest_instances')
    for (const who of [demo, person(nobody), serviceOf('bob'), gameServer, admin]) {
      expect((await told(graph, who, '{ questInstances { totalCount } }')).questInstances.totalCount).toBe(row?.count)
    }
  })
})

describe('questInstance', () => {
  test('has every field of the row', async () => {
    const stored = await graph.asOwner('nexus', `select ${columns} from quest_instances quest`)
    const query = `query ($id: ID!) { questInstance(id: $id) { ${fields} } }`
    for (const row of stored) expect(await told(graph, demo, query, { id: row.id })).toEqual({ questInstance: row })
    expect(stored.length).toBeGreaterThan(30)
  })

  test('is null for an id that none has, and refuses what is no id', async () => {
    expect(await told(graph, demo, `{ questInstance(id: "${nobody}") { id } }`)).toEqual({ questInstance: null })
    const refusal = await refused(graph, demo, '{ questInstance(id: "the-bell-below") { id } }')
    expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'id' })
  })
})

describe('questInstances', () => {
  const filters: [filter: Record<string, unknown> | null, where: string][] = [
    [null, 'true'],
    [{}, 'true'],
    [{ instanceId: here }, `instance_id = '${here}'`],
    [{ instanceId: nobody }, 'false'],
    [{ participantId: ben.toUpperCase() }, `'${ben}' = any (participants)`],
    [{ participantId: demoPerson.id }, `'${demoPerson.id}' = any (participants)`],
    [{ participantId: nobody }, `'${nobody}' = any (participants)`],
    [{ completed: true }, 'completed_at is not null'],
    [{ completed: false }, 'completed_at is null'],
    [{ participantId: ben, completed: false }, `'${ben}' = any (participants) and completed_at is null`],
    [{ state: {} }, 'state is not null'],
    [{ state: { phase: 'completed' } }, `state ->> 'phase' = 'completed'`],
    [{ state: { party: ['b'] } }, `quest.id = '${at(1)}'`],
    [{ state: { objectives: [{ done: true }] } }, `state @> '{"objectives": [{"done": true}]}'`],
    [{ instanceId: here, participantId: ada, completed: false, state: { step: 2 } }, `quest.id = '${at(1)}'`],
  ]
  test.each(filters)('with %j are those where %s', async (filter, where) => {
    const query = `query ($first: Int, $after: String, $filter: QuestInstanceFilter) {
      questInstances(first: $first, after: $after, filter: $filter) { ${page(fields)} } }`
    const read = await walk(graph, demo, { query, at: 'questInstances', filter })
    expect(read).toEqual(
      await graph.asOwner('nexus', `select ${columns} from quest_instances quest where ${where} ${newest}`),
    )
  })

  const bad: [Record<string, unknown>, string][] = [
    [{ instanceId: 'x' }, 'filter.instanceId'],
    [{ participantId: '' }, 'filter.participantId'],
  ]
  test.each(bad)('refuse %j', async (filter, argument) => {
    const query = 'query ($filter: QuestInstanceFilter) { questInstances(filter: $filter) { totalCount } }'
    expect(await refused(graph, demo, query, { filter })).toMatchObject({ code: 'BAD_USER_INPUT', argument })
  })
})

describe('activeQuests', () => {
  test('of an instance, of everywhere and of a person leave out what is completed', async () => {
    const query = `{ here: activeQuests(instanceId: "${here}") { nodes { id } totalCount }
      instance(id: "${here}") { activeQuests { id } } user(id: "${ben}") { activeQuests { id } }
      everywhere: activeQuests { totalCount } }`
    const { here: own, instance, user, everywhere } = await told(graph, demo, query)
    const active = [7, 6, 3, 1, 4].map(n => ({ id: at(n) }))
    expect(own).toEqual({ nodes: active, totalCount: 5 })
    expect(instance.activeQuests).toEqual(active)
    expect(user.activeQuests).toEqual([{ id: at(7) }, { id: at(1) }])
    const [row] = await graph.asOwner('nexus', 'select count(*)::int from quest_instances where completed_at is null')
    expect(everywhere.totalCount).toBe(row?.count)
  })

  test('of a person and of an instance are a hundred at most, the latest', async () => {
    const many = Array.from({ length: 105 }, (_, n) =>
      quest(100 + n, { participants: [ada], started_at: '2025-06-01' }),
    )
    await using _ = await rows(graph, 'nexus', 'quest_instances', many)
    const query = `{ user(id: "${ada}") { activeQuests { id } } instance(id: "${here}") { activeQuests { id } } }`
    const latest = many
      .map(({ id }) => ({ id }))
      .toReversed()
      .slice(0, 100)
    expect(await told(graph, demo, query)).toEqual({
      user: { activeQuests: latest },
      instance: { activeQuests: latest },
    })
  })

  test('refuse what is no instance’s id', async () => {
    expect(await refused(graph, demo, '{ activeQuests(instanceId: "x") { totalCount } }')).toEqual({
      code: 'BAD_USER_INPUT',
      argument: 'instanceId',
      message: '"instanceId" takes a UUID, not "x".',
    })
  })
})

describe('the owner’s query beside the field', () => {
  interface Quest {
    id: string
    participants: { username: string }[]
  }
  const asOwner = async (instance: string) => {
    const rows = await graph.asOwner('nexus', ownerQueries.activeQuestParticipants, [instance])
    return new Map(rows.map(row => [row.id, row.participant_names as string[]]))
  }
  const asGraph = async (instance: string) => {
    const query = `{ activeQuests(instanceId: "${instance}", first: 100) { nodes { id participants { username } } } }`
    const { nodes } = (await told(graph, gameServer, query)).activeQuests
    return new Map((nodes as Quest[]).map(each => [each.id, each.participants.map(user => user.username)]))
  }

  test('names the same people in every instance of the demo; the field keeps the quests of nobody', async () => {
    const instances = await graph.asOwner(
      'nexus',
      'select distinct instance_id as id from quest_instances where instance_id <> $1',
      [here],
    )
    let [played, empty] = [0, 0]
    for (const { id } of instances) {
      const [owners, found] = [await asOwner(id as string), await asGraph(id as string)]
      for (const [quest, names] of found) {
        expect(names.toSorted()).toEqual((owners.get(quest) ?? []).toSorted())
        if (names.length === 0) empty++
        else played++
      }
      expect([...owners.keys()].filter(quest => !found.has(quest as string))).toEqual([])
    }
    expect(played).toBeGreaterThan(10)
    expect(empty).toBe(2)
  })

  test('loses quests of nobody and of strangers; the field keeps them', async () => {
    const [owners, found] = [await asOwner(here), await asGraph(here)]
    expect([...owners.keys()].toSorted()).toEqual([at(1), at(7)])
    expect(Object.fromEntries(found)).toEqual({
      [at(1)]: ['quest_0', 'quest_1'],
      [at(3)]: [],
      [at(4)]: [],
      [at(6)]: [],
      [at(7)]: ['quest_1'],
    })
  })

  test('repeats who was written down twice in an old database; the field names them once', async () => {
    await using _constraint = await withoutConstraint(graph, 'nexus', 'quest_instances', 'each_participant_once')
    await using _ = await rows(graph, 'nexus', 'quest_instances', [
      quest(8, { participants: [ben, ada, ben, ada, ada] }),
    ])
    expect((await asOwner(here)).get(at(8))).toHaveLength(5)
    expect((await asGraph(here)).get(at(8))).toEqual(['quest_1', 'quest_0'])
    const { user } = await told(graph, demo, `{ user(id: "${ada}") { activeQuests { id } } }`)
    expect(user.activeQuests.filter((each: { id: string }) => each.id === at(8))).toHaveLength(1)
  })
})
