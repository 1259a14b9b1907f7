/** Names the demo people go by, and the names of those they talk about. */
export const women = words(`
  Amara Ana Annika Aoife Ayşe Beatriz Birgit Chiara Clara Dalia Daniela Dorota Elif Elena Eszter Fatima Freya
  Greta Hana Helen Ilse Imani Ingrid Jelena Juno Kaja Kirsten Leila Lucía Maeve Mai Marta Mei Mina Naomi Nadia
  Noor Odile Oksana Paula Petra Priya Rahel Renata Rosa Ruth Salma Sanna Shirin Sofia Sunniva Tamar Tove Ursula
  Vera Yara Yuki Zainab Zofia
`)

export const men = words(`
  Adam Alejo Amir Anders Andrei Arjun Bastian Bruno Callum Cem Dag Damir Daniel Davide Diego Emil Enzo Farid Felix
  Gabriel Goran Hamid Hugo Idris Ivo Jakob Jonas Joris Kofi Kenji Lars Leon Luca Mads Marek Mateo Milan Nikolai
  Noah Oisín Omar Otto Pavel Piotr Rafael Ravi Samir Sergio Simon Stellan Taavi Tariq Theo Tomas Viktor Wim Yusuf
  Zoltan
`)

export const lastNames = words(`
  Abernathy Adeyemi Aksoy Almeida Andersson Baptiste Barros Becker Bianchi Calder Castell Chen Cissé Dahl Deshmukh
  Dimitrov Duarte Eriksen Fairweather Farouk Ferreira Fischer Gallagher Georgiou Haddad Halloran Hansen Hartmann
  Ibarra Ivanova Jansen Jovanović Kaya Keller Kimura Kowalska Laine Lindqvist Lopes MacLeod Marchetti Mbeki
  Mendoza Moreau Nakamura Navarro Novak Nwosu Okafor Olsen Osei Park Petrov Quintana Rahman Reyes Rossi Sandoval
  Sato Schreiber Silva Sørensen Szabó Tanaka Thorne Tran Vance Vargas Vos Wójcik Wallace Weiss Yilmaz Zamora
  Ziegler
`)

export const towns = words(`
  Aarhus Bergen Bilbao Bologna Bristol Brno Coimbra Cork Dundee Ghent Graz Groningen Halifax Kaunas Leith Leipzig
  Ljubljana Lyon Malmö Nantes Norwich Oulu Porto Rotterdam Sheffield Tampere Tartu Trieste Wrocław Zadar
`)

export const hometowns = words(`
  Ålesund Aveiro Bregenz Castlebar Cieszyn Delft Esbjerg Girona Gmunden Haapsalu Kilkenny Konstanz Kotor Lerwick
  Lunenburg Maribor Narvik Oban Piran Ribe Sligo Tavira Thurso Umeå Viborg Whitby Zakopane
`)

export const petNames = words(`
  Biscuit Bramble Button Clementine Dumpling Fig Gustav Hildegard Marmalade Mochi Nettle Olive Pepper Pickle
  Rhubarb Sardine Tofu Turnip Waffle Ziggy
`)

/** What people call themselves online. */
export const handles = words(`
  tidewalker mothlight paperfox slowcomet saltandtin quietriot owlpost brassmonkey fernwood lowtide kettlebird
  inkwell nightbus softrock cloudherd marblecat oddsock driftglass teapotdome foxtrot2 halfmoon rustbelt
  gingersnap lanternfish bluehour wildgarlic snowgoose tinwhistle cardigan rainlover
`)

const givenNames = words(`
  Sable Pim Juniper Corvin Ondine Tamsin Bracken Isolde Fennick Marlow Ash Ottoline Rook Vesper Halcyon Quill Wren
  Thorn Brindle Calla Moss Ember Lysander Nix Orla Bartleby Perdita Sorrel Cosmo Fable
`)

const bynames = [
  'Marrow',
  'of the Stairs',
  'Underhill',
  'the Unhurried',
  'Vale',
  'Seven',
  'Nightingale',
  'Two Coats',
  'Saltmarsh',
  'the Lesser',
  'Greywater',
  'Kettle',
  'Lightfoot',
  'Inkhand',
  'Brightwell',
  'of Nowhere',
  'Halfpenny',
  'Stormcrow',
  'the Baker',
  'Lanternjaw',
  'Moonrake',
  'Softstep',
  'Ashgrove',
  'Tinwhistle',
]

/** Every name a character may have; longer than any demo needs, so that few are shared. */
export const characterNames = [...givenNames, ...givenNames.flatMap(name => bynames.map(byname => `${name} ${byname}`))]

export const bios = [
  'Builds [small rooms|bridges|lamps|gardens] and forgets to invite people into them.',
  '[Nurse|Teacher|Baker|Bus driver|Translator] by day, [fox|knight|gardener|ghost] by night.',
  'Here for the [quiet places|dance floors|quests|sunsets]. Say hello, I am only slow at typing.',
  '[Blender|Substance|Godot] person. Ask me about [topology|rigging|trim sheets|baking light].',
  "I make [chairs|boats|birds|hats] for other people's worlds. Everything of mine is [CC0|CC-BY], take it.",
  'Two cats, one headset, [no|very little] sense of direction.',
  'Mostly in [teahouses|libraries|harbours|stations] after [nine|ten|midnight], European time.',
  'Learning to [build|draw|rig|compose] in public. Be kind to the [stairs|knees|chorus].',
  "Looking for people to finish [the Bell Below|the Ferryman's Debt|a very long staircase] with.",
  'Retired [engineer|librarian|sailor|stage hand]. I explore. I do not [jump|fly|hurry].',
  'Sound first, polygons later. Field recordings from [Tampere|the Hebrides|my kitchen|old trains].',
  "Runs the [Tuesday book circle|Friday walk|beginners' build night|slow dance]. Everybody is welcome.",
]

function words(text: string): string[] {
  return text.trim().split(/\s+/)
}
