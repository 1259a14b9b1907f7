/** Virtual worlds, and what only the demo person says. The notation is that of the family texts. */
export const worldTexts = `
# worlds owner
= Naming things in {space}: the big one is _[Gertrude|the Aunt|Number Nine]_, the small ones don't get names until
  they stop falling over.
+ Left {space} open by accident while I slept. In the morning there were [nine|fourteen|eleven] people having
  _breakfast_ in it.
- {friend} said {space} feels "[a bit clean|like a brochure|lonely]". {friend he} is right, that's what stings.
=! My main world is _{space}_. It started as [a school project|a place to test water|one bench and a lamp|a bet with
  {friend}] and now I'm there most evenings.
+ Finished the _[lighthouse stairs|reading nook|underwater tunnel|market roof|tram stop|bell tower]_ in {space}. You
  can finally get to the top without flying.
- {space} dropped to [nineteen|twelve|fourteen] frames a second as soon as [ten|fifteen|twenty] people were in. It's
  the _[glass|grass|shadows|fountain]_, it must be.
> = Baked the _lighting_ in {space} overnight instead of computing it live. Looks a little flatter in the
  [arches|corners|alley], nobody will notice but me.
> ++ _Sixty frames_ in {space} with [twenty-two|thirty|twenty-six] visitors. I walked around like a host at a party,
  touching things.
= Idea for {space}: the _[tide|light|music|fog]_ follows the real [time of day|weather in {town}|phase of the moon].
> + The real-time _[tide|light|music|fog]_ works in {space}. Someone stood at the [railing|window|pier] for an hour,
  just watching it change.
+ A stranger left a note on the wall in {space}: "_[I come here when I can't sleep|my kid calls this the good
  place|who made the stairs? thank you]_".
- Somebody covered the [square|stage|greenhouse] in {space} with _[giant crabs|shouting signs|two thousand cubes]_.
  Took me the whole evening to clear it.
= Limit for {space}: no more than [twenty|thirty|forty] _people_ at once. More and it stops being a conversation.
+ {host} came to see {space} and stayed for two hours. We talked about _[doors|scale|echo|handrails]_. I took notes.
- I deleted the wrong layer and lost the whole _[harbour wall|bamboo grove|ceiling|east stairs]_ of {space}. The
  backup is from [March|nine days ago|before the flood].
= Textures I still need for {space}: [wet cobbles|peeling paint|moss|old brass], and a _[door
  sound|kettle|gull|floorboard creak]_ that isn't from a horror game.
++ {space} was picked for the _[front page|Friday walk|build week]_! [Four hundred|Two hundred and ten|Six hundred]
  visitors in one night and nobody broke the piano.
= I want {space} to be usable sitting down and with one hand. Ask me about _ramps_ every time I show you a [new
  level|new staircase|plan].
+ _Concert_ in {space} on [Saturday|Friday|Sunday]: {friend} on [cello|guitar|accordion], me on lights, everyone else
  on the steps.
> - The _concert_ in {space} was [twelve minutes late|silent for the first song|mostly feedback], since the audio
  stream chose that night to die.
> ++ Second try for the _concert_. [Thirty-one|Forty-four|Twenty-seven] people, one encore, and somebody's grandmother
  asked how to clap.
+ Taught {friend2} to build in {space}. {friend2 he} made a _[chair|bridge|fish]_ that is [eleven|seven|nine] metres
  tall and we're keeping it.
= {space2} is my scrap yard: half-built things, no visitors. If I say "the _scrap yard_" I mean that.
- Nobody came to the _opening_ of {space2}. Well, two people and one of them was lost.
+ I rebuilt my grandparents' _[kitchen|porch|garage|hallway]_ in {space2} from photos. When I turned on the
  [radio|fluorescent light|tap] I had to take the headset off for a bit.
= Licence question again: if I use a _CC-BY-SA_ [tree|boat|chair] in {space}, do I have to share the whole scene? You
  said check the notice. I haven't.
= I'm putting my _[lamps|ferns|window frames|fishing nets]_ in the library as CC0. They've been useful to me, let them
  be useful.
+* [Tonight in {space}|{space}, late shift|An hour in {space}|Small change in {space}]: [moved every _lantern_ ten
  centimetres|rewrote the _rain_|made the _cats_ avoid the water|a new path to the _cellar_|fixed the _door_ that
  opened into nothing|replaced the _moon_|tuned the _echo_ in the hall]. [Progress, I think.|Nobody will notice. I
  do.|It took three tries.|I wish you could see it.]
-* [{space} is broken in a new way|New bug in {space}|Strange things in {space}|Woke up to messages about {space}]:
  [the _boats_ drive on land|everyone spawns in the _fountain_|the _stairs_ are inside out|it's raining _indoors_|the
  _sky_ is pink, just pink|_chairs_ fall upwards|_footsteps_ sound like bells]. [Tomorrow's problem.|Honestly I might
  keep it.|I've changed nothing. Nothing.|The visitors love it, of course.]
=* Notes for {space}: [softer fog|fewer signs|benches facing the water|a bin, people want to throw things|one warm
  window far away|a second exit|shade near the entrance], [no _music_ before noon|keep the _hill_|test with a
  _headset_|ask {friend} about the _colours_|count the _triangles_ first].
- Sometimes I wonder whether I build {space} because I can't fix anything in my real _[flat|street|kitchen]_. Don't
  answer that.
+ {dad} put the headset on and visited {space}. He knocked on the _[walls|trees|railing]_ to hear what they're made
  of.
= Put the _entry point_ of {space} further back, so people see [the water|the whole tower|the lights] before they see
  each other.
+ I've got a route through {space} that takes exactly one _song_. I walk it before I log off.

# worlds visitor
+ Learned three words of [Portuguese|Finnish|sign language] from a _[lamp post|badger|knight]_ in {place}.
- Someone I only know from {place} hasn't been there for [three|five] weeks. I don't even know their real _name_.
> + They're back! It was only a broken _[router|wrist|headset]_. We did a lap of {place} without saying much.
= {place2} before breakfast is my _church_, sort of. Nobody there but the sweeping robot.
+ Spent the evening in _{place}_. There's a [bench behind the waterfall|piano anyone may play|cupboard with a whole
  town in it|ladder that takes ten minutes] and I've told nobody but you.
= My avatar is called _{avatar}_. Same coat since the beginning, everything else changes.
- Got stuck in the floor of {place} for [ten|twenty] minutes and had to shout for _help_. A [fox|robot|very tall duck]
  pulled me out.
+ Met someone in {place} who speaks [only Welsh|in rhymes|seven languages|like my old teacher]. We built a
  _[raft|snowman|tower of chairs]_ together without understanding a word.
- People were being cruel to a newcomer in {place}. I stood next to them and we left _together_. I'm still angry.
+ {host}'s _{place}_ has the best [rain|night sky|echo|library smell, if you know what I mean] I've found anywhere.
= I'd like to meet {friend} in {place} on [Thursday|Sunday], since the train takes five hours. Set a _reminder_ for
  half past seven.
+ Finished the _{quest}_ quest with [three|four|two] strangers. We stood around at the end like people after a
  wedding.
- I'm stuck on the _{quest}_ quest. The [second key|bell puzzle|ferryman's question] makes no sense. Don't tell me.
  All right, a hint.
= The best hour in {place} is after [eleven|midnight], when the _[tourists|teenagers|event people]_ have gone.
+ Changed my avatar's _[hair to silver|boots|coat to mustard|ears to a fox's]_ and three people asked what had
  happened in my life.
- Motion sick again after [half an hour|twenty minutes] in _{place2}_. I can only do it with the ginger sweets and the
  vignette on.
++ Danced in {place2}. In front of people! Well, in front of _[rabbits|knights|someone dressed as a lamp]_.
=! In worlds I go by _{avatar}_ and I'd rather not use my real name there, so don't put the two together in anything
  we write.
+ Took {mum} to _{place}_. She spent the entire visit looking at the [ducks|floor tiles|curtains] and wants to go
  again.
= Write down the way: {place}, left at the [well|lion|broken clock], down, and the third _door_. Not the second. Never
  the second.
+* Screenshot day in {place2}: [_fog_ in the morning|the long _shadows_|someone's _wedding_|two _foxes_ asleep on the
  stairs|_lanterns_ over the water|an empty _dance floor_]. [Forty pictures, one good.|I've made it my wallpaper.|Sent
  one to {friend}, no reply needed.|The light there is doing half the work.]
-* {place} was [_full_|down|lagging like _treacle_|full of people selling _hats_|closed for _repairs_|louder than a
  _funfair_] [tonight|again|when I got there], so I [read instead|went to bed|did the dishes|sulked in the lobby|rang
  {friend}].
+* [Another evening of {quest}|{quest} again|Two more hours of {quest}|We carried on with {quest}]: we [lost the
  _map_|found the _cellar_|bribed the _ferryman_|followed the wrong _bird_|finally lit the _lamp_|got past the
  _choir_]. {friend2} was [asleep|brilliant|the bait|on mute throughout].
= Is it strange to be _homesick_ for {place}? I've never been there, strictly speaking.

# worlds
- My _headset_ [cable is gone|lenses are scratched|won't charge past sixty]. I've been looking at worlds through a
  browser like it's a letterbox.
= My hands hurt after long _building_ sessions. Tell me to stop at [ten|half past ten], and don't accept "just this
  one wall".
+ Learned how to make a _[normal map|skybox from my own photos|walk cycle|collision mesh that behaves]_. It's [half
  past one|two in the morning]. No regrets.
= Help me name a world: [a railway that never arrives|an island inside a drawer|a city at low tide|a school for
  clouds]. Short, no "_realm_".
+ Somebody used my _[bench|street lamp|oak tree|teapot]_ in their own world and credited me. I've looked at it
  [five|nine|twenty] times.
- Two weeks on an _avatar rig_ and the [knees|eyebrows|tail] still bend the wrong way. It walks like it's late for
  something.
= Is there a way to _record_ what people say about a world without recording people? Asking for my conscience.

# own demo
=! I'm a _lighting designer_ at a small theatre. When I say "the rig" I mean lamps, not an avatar rig, mostly.
++ _Opening night_. The slow dawn in act two worked to the second and I heard somebody in row five breathe in.
- The director wants the storm "more purple". I've [three|four] days and a _dimmer rack_ that trips when you look at
  it.
= Colours that worked for the winter scene: Lee 201 at forty percent and a straw _side light_. Keep that, I'll want it
  again.
+ I used the theatre's _cue sheet_ to plan a sunset in {space}. Forty-two cues. It looks like an actual evening.
- Idris from sound says I work too late. Idris was standing next to me at _midnight_ when he said it.
= {boss} asked whether the _spring tour_ can do with half the lamps. It can if they play it as a ghost story.
+ Old Mr Baptiste, who ran the lights before me, came to a rehearsal and touched every _fader_ like a cat he used to
  know.
-- A _counterweight_ came down backstage. Nobody was under it. I keep seeing the place where nobody was.
> = They've closed the _fly tower_ until the inspection. We're playing on a bare stage with six lamps and everyone
  whispers.
> + The _inspection_ passed. New cables, new rules, and {colleague} hugged the inspector.
+ Two hundred school children and a blackout. They screamed so happily that we held it for _ten seconds_ longer.
= I see my world and my stage as one job: you decide where people look and for _how long_. Remind me of that when I
  talk about polygons.
- The gel for the _moon_ is discontinued. I've bought the last [nine|eleven] sheets in the country, probably.
+! {space} got a message from a hospice. They'd like to show it to people who can't go to the _sea_ any more.
> - Talked to the nurse from the _hospice_. Most of them can only move one hand. I hadn't thought of any of this.
> = Rebuilt the controls for the _hospice_ visit: look at the lantern, and you drift there. No buttons at all.
> ++ The _hospice_ visit. A man called Wim looked at the tide for forty minutes and then told us the name of his boat.
= Wim's boat was called _Zeemeeuw_. It's moored at the end of the pier in {space} now. Nobody else needs to know why.
= {child} wants a world where the _floor is soup_. I've put it on the list, above two things that are actually due.
+ {partner} was my first visitor in {space2}. The review: "it's very dark, love, where are the _walls_?"
- I compare {space} with {host}'s _{place}_ all the time, which is unfair, I've got forty percent of a day a week.
= For the _portfolio_: {space} by night, the lantern stairs, the storm scene, and no more than eight pictures. Be
  strict.
+ Taught the trainees at the theatre to look at a _shadow_ before they touch the lamp. One of them looked for so long
  that we missed lunch.
= The lanterns in {space} are at _2,200 kelvin_, the pier at 1,900, the window on the hill at 2,700. Please keep
  those.
`
