/** The kinds of space people build, with the words they use for them. */
export interface SpaceKind {
  nouns: string[]
  descriptions: string[]
  skies: string[]
  terrain: 'flat' | 'hills' | 'island' | 'cave'
  water: boolean
}

export const qualifiers = [
  'Saltwind',
  'Mothlight',
  'Copper',
  'Thistle',
  'Half Moon',
  'Pale Fox',
  'Northgate',
  'Old Rope',
  'Sunday',
  'Paper',
  'Blue Hour',
  'Quiet',
  'Marigold',
  'Seven Steps',
  'Low Tide',
  'Kestrel',
  'Bellflower',
  'Midwinter',
  'Ember',
  'Windfall',
  'Driftwood',
  'Cinnamon',
  'Juniper',
  'Slate',
  'Velvet',
  'Foxglove',
  'Second',
  'Amber',
  'Tin',
  'Far',
  'Birch',
  'Skylark',
  'Nightjar',
  'Cobalt',
  'Little',
  'Crooked',
  'Orchard Street',
  'Silver Birch',
  'Lost Glove',
  'Upstairs',
]

export const spaceKinds: Record<string, SpaceKind> = {
  harbour: {
    nouns: ['Harbour', 'Quay', 'Pier', 'Boathouse'],
    descriptions: [
      'A working harbour at [dusk|low tide|four in the morning]. Sit on the wall, [count boats|feed the gulls|say nothing].',
      'Three piers, one lighthouse and a [café|net loft|ticket office] where the lights are always on.',
      "Built from [photos of|memories of|my grandfather's letters about] the coast I grew up on. The bells are real recordings.",
    ],
    skies: ['blue-hour', 'overcast', 'dawn'],
    terrain: 'island',
    water: true,
  },
  library: {
    nouns: ['Library', 'Reading Room', 'Archive'],
    descriptions: [
      'Public-domain books you can take off the shelf and [read|read aloud|leave notes in]. Whisper, it carries.',
      'A quiet floor for [studying|writing|being alone together]. Cameras off, lamps on.',
      'Shelves that go further than they should. If you get lost, follow the [cat|green lamps|smell of dust].',
    ],
    skies: ['night', 'rain'],
    terrain: 'flat',
    water: false,
  },
  garden: {
    nouns: ['Garden', 'Glasshouse', 'Orchard', 'Allotment'],
    descriptions: [
      'Everything here grows in real time. Come back in [a week|three days|spring].',
      'A walled garden with [a pond|forty kinds of mint|bees that ignore you]. Good for talking, better for not talking.',
      'Plant something, label it, and [somebody|whoever is here] will water it while you are away.',
    ],
    skies: ['noon', 'dawn', 'overcast'],
    terrain: 'hills',
    water: true,
  },
  theatre: {
    nouns: ['Playhouse', 'Amphitheatre', 'Stage', 'Cinema'],
    descriptions: [
      'Open stage every [Friday|second Saturday|full moon]. Sign up at the [box office|notice board], five minutes each.',
      'Small hall, real curtain, [sixty|forty|ninety] seats. The balcony is haunted by a [stage manager|cough].',
      'We show [silent films|student films|one film, slowly] and talk about it afterwards.',
    ],
    skies: ['night', 'blue-hour'],
    terrain: 'flat',
    water: false,
  },
  teahouse: {
    nouns: ['Teahouse', 'Café', 'Kitchen', 'Tavern'],
    descriptions: [
      'A table, a kettle and people who [ask how you are|know when to be quiet|play cards badly].',
      'Voice chat café for [learners of Spanish|night workers|people who have just moved]. Newcomers sit by the window.',
      'Open when the lamp is lit. No events, no [screens|portals|announcements].',
    ],
    skies: ['rain', 'dusk', 'snow'],
    terrain: 'flat',
    water: false,
  },
  workshop: {
    nouns: ['Workshop', 'Foundry', 'Studio', 'Shed'],
    descriptions: [
      'Where I build in public. Half of it is [broken|unlit|upside down], mind the [stairs|saw|edges].',
      'Tools, test rigs and a wall for your work in progress. [Critique|Help] on [Tuesdays|request].',
      'Learn [rigging|shaders|modular kits] step by step. Each room is one lesson and you can walk back.',
    ],
    skies: ['noon', 'studio'],
    terrain: 'flat',
    water: false,
  },
  station: {
    nouns: ['Station', 'Terminus', 'Tram Stop', 'Waiting Room'],
    descriptions: [
      'Trains to [other worlds|places I like|eleven friendly spaces], leaving every [four|ten] minutes.',
      'A small station in the [snow|fog|desert]. The train does come, you only have to [wait|miss it once].',
      "Meeting point for the [Friday walk|beginners' tour|night ride]. Stand under the clock.",
    ],
    skies: ['snow', 'overcast', 'night'],
    terrain: 'hills',
    water: false,
  },
  observatory: {
    nouns: ['Observatory', 'Planetarium', 'Roof'],
    descriptions: [
      "Tonight's sky, computed for [your|any] latitude. Bring a blanket, it is [cold|dark|higher than it looks].",
      'Star talks on [clear|Thursday] evenings, questions from children first.',
      'Lie down and look up. [Perseids|Satellites|Constellations of four cultures] on request.',
    ],
    skies: ['stars', 'northern-lights'],
    terrain: 'hills',
    water: false,
  },
  market: {
    nouns: ['Market', 'Bazaar', 'Arcade'],
    descriptions: [
      'Free props from [thirty|fifty] makers, all with their licence on the label.',
      'Swap market: bring one [hat|lamp|chair], take one. Stalls are [first come, first served|five metres wide].',
      'Smells of [oranges|rain and frying oil|nothing yet, we are working on it].',
    ],
    skies: ['noon', 'dusk'],
    terrain: 'flat',
    water: false,
  },
  gallery: {
    nouns: ['Gallery', 'Museum', 'Cabinet'],
    descriptions: [
      'Rotating show of [pinhole photos|pixel portraits|student scans]. The guest book is at the exit.',
      'One object per room, with the story its owner told. Currently [a spoon|two tickets|a left shoe].',
      'Scans of [fishing boats|tin toys|village chapels] before they disappear. Take your time.',
    ],
    skies: ['studio', 'overcast'],
    terrain: 'flat',
    water: false,
  },
  island: {
    nouns: ['Island', 'Cove', 'Reef', 'Archipelago'],
    descriptions: [
      'An island with [one house|no roads|a volcano that sulks]. You can walk around it in a song.',
      'Swim down. The [chapel|tram|piano] is on the other side of the arch.',
      'For when you need [nobody|sea|ten minutes]. Fits eight people, and that is already a crowd.',
    ],
    skies: ['dawn', 'noon', 'stars'],
    terrain: 'island',
    water: true,
  },
  arena: {
    nouns: ['Velodrome', 'Skatepark', 'Maze', 'Climbing Hall'],
    descriptions: [
      "Time trials with ghosts of [your friends|last week's best|yourself]. Falling is free.",
      'The layout changes every [night|Monday]. The record is [4:12|2:58|three hours, do not ask].',
      'Movement playground with [wall runs|ropes|trampolines]. Comfort mode is the blue door.',
    ],
    skies: ['noon', 'neon-night'],
    terrain: 'cave',
    water: false,
  },
}

/** What the demo person builds, with its age as a share of her time here; her memories name the first two. */
export const ownSpaces = [
  {
    name: 'Lantern Harbour',
    seats: 60,
    age: 0.47,
    kind: 'harbour',
    isPublic: true,
    description:
      'Forty-two lighting cues from late afternoon to night, and a pier to watch them from. The tide is the real one.',
  },
  {
    name: 'Offcuts',
    seats: 8,
    age: 0.7,
    kind: 'workshop',
    isPublic: false,
    description: 'Half-built things. Nothing works, everything glows.',
  },
  {
    name: 'The Slow Dawn',
    seats: 30,
    age: 0.3,
    kind: 'theatre',
    isPublic: true,
    description: 'The sunrise of act two as a room of its own. It takes eleven minutes and cannot be skipped.',
  },
  {
    name: 'Cue Sheet',
    seats: 24,
    age: 0.62,
    kind: 'workshop',
    isPublic: true,
    description: 'A small school for stage light: one lamp per room, a dimmer, and a question on the wall.',
  },
  {
    name: 'Soup Floor',
    seats: 8,
    age: 0.5,
    kind: 'island',
    isPublic: false,
    description: 'By order of Juno. Wear boots.',
  },
  {
    name: 'Storm Rehearsal',
    seats: 16,
    age: 0.2,
    kind: 'theatre',
    isPublic: true,
    description: 'Thunder on demand, more purple than it needs to be.',
  },
  {
    name: "Grandmother's Porch",
    seats: 6,
    age: 0.8,
    kind: 'garden',
    isPublic: false,
    description: 'From photos. The radio works if you are patient.',
  },
]
