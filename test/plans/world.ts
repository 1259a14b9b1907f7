import { assetsByIds, assetsNewestFirst, assetsOfUsers } from '@worlds/world/assets.ts'
import { assetsByFileUrls } from '@worlds/world/characters.ts'
import { spacesByIds, spacesNewestFirst, spacesOfUsers } from '@worlds/world/spaces.ts'
import { admin, ann, anyone, type Case, fifty, first, later, person } from './cases.ts'

const files = fifty.map((_, i) => `https://assets.example/${i + 1}.glb`)

const assets: Case[] = [
  { what: 'assets', who: anyone, ask: db => assetsNewestFirst(db, {}, first), uses: ['idx_assets_newest'], rows: 21 },
  {
    what: 'assets, a later page',
    who: anyone,
    ask: db => assetsNewestFirst(db, {}, later(person)),
    uses: ['idx_assets_newest'],
    rows: 21,
  },
  {
    what: 'the assets of a creator',
    who: anyone,
    ask: db => assetsNewestFirst(db, { creatorId: person }, first),
    uses: ['idx_assets_creator'],
    rows: 21,
    sorts: 20,
  },
  {
    what: 'the assets of fifty creators',
    who: ann,
    ask: db => assetsOfUsers(db, fifty, first),
    uses: ['idx_assets_creator'],
    rows: 50 * 21,
    sorts: 50 * 20,
  },
  {
    what: 'assets by words',
    who: anyone,
    ask: db => assetsNewestFirst(db, { text: 'thing 77' }, first),
    uses: ['assets_pkey', 'idx_assets_about'],
    rows: 20,
    sorts: 10,
  },
  {
    what: 'assets that have one of some tags',
    who: anyone,
    ask: db => assetsNewestFirst(db, { tagsAny: ['tag-7', 'tag-8', 'none'] }, first),
    uses: ['idx_assets_tags'],
    rows: 40,
    sorts: 40,
  },
  {
    what: 'assets that have all of some tags',
    who: anyone,
    ask: db => assetsNewestFirst(db, { tagsAll: ['tag-7', 'thing'] }, first),
    uses: ['idx_assets_tags'],
    rows: 20,
    sorts: 20,
  },
  {
    what: 'assets of some triangles',
    who: anyone,
    ask: db => assetsNewestFirst(db, { minTriangles: 39_980 }, first),
    uses: ['idx_assets_triangles'],
    rows: 21,
    sorts: 21,
  },
  {
    what: 'assets of a few bytes',
    who: anyone,
    ask: db => assetsNewestFirst(db, { maxBytes: '1000' }, first),
    uses: ['idx_assets_bytes'],
    rows: 20,
    sorts: 20,
  },
  {
    what: 'animated assets',
    who: anyone,
    ask: db => assetsNewestFirst(db, { animated: true }, first),
    uses: ['idx_assets_animated'],
    rows: 21,
  },
  {
    what: 'rigged assets, a later page',
    who: anyone,
    ask: db => assetsNewestFirst(db, { rigged: true }, later(person)),
    uses: ['idx_assets_rigged'],
    rows: 21,
  },
  {
    what: 'assets by their data',
    who: anyone,
    ask: db => assetsNewestFirst(db, { metadata: { stage: 7 } }, first),
    uses: ['idx_assets_metadata_gin'],
    rows: 20,
    sorts: 20,
  },
  {
    what: 'the assets of fifty files',
    who: anyone,
    ask: db => assetsByFileUrls(db, files),
    uses: ['idx_assets_file'],
    rows: 50,
    sorts: 50,
  },
  { what: 'fifty assets by id', who: anyone, ask: db => assetsByIds(db, fifty), uses: ['assets_pkey'], rows: 50 },
]

const spaces: Case[] = [
  {
    what: 'spaces, to everyone',
    who: anyone,
    ask: db => spacesNewestFirst(db, {}, first),
    uses: ['idx_spaces_newest'],
    rows: 30,
  },
  {
    what: 'public spaces, to everyone',
    who: anyone,
    ask: db => spacesNewestFirst(db, { isPublic: true }, first),
    uses: ['idx_spaces_newest_public'],
    rows: 21,
  },
  {
    what: 'spaces, to an admin',
    who: admin,
    ask: db => spacesNewestFirst(db, {}, first),
    uses: ['idx_spaces_newest'],
    rows: 21,
  },
  {
    what: 'spaces, a later page',
    who: ann,
    ask: db => spacesNewestFirst(db, {}, later(person)),
    uses: ['idx_spaces_newest'],
    rows: 30,
  },
  {
    what: 'the spaces of an owner',
    who: ann,
    ask: db => spacesNewestFirst(db, { ownerId: person }, first),
    uses: ['idx_spaces_owner'],
    rows: 25,
    sorts: 25,
  },
  {
    what: 'the spaces of fifty owners',
    who: ann,
    ask: db => spacesOfUsers(db, fifty, first),
    uses: ['idx_spaces_owner'],
    rows: 50 * 25,
    sorts: 50 * 25,
  },
  {
    what: 'spaces by words',
    who: ann,
    ask: db => spacesNewestFirst(db, { text: 'space 77' }, first),
    uses: ['idx_spaces_about', 'spaces_pkey'],
    rows: 20,
    sorts: 10,
  },
  { what: 'fifty spaces by id', who: anyone, ask: db => spacesByIds(db, fifty), uses: ['spaces_pkey'], rows: 50 },
]

export const world = [...assets, ...spaces]
