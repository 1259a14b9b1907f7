/**
 * What the demo people tell their companions about family, friends and animals. One entry a paragraph: a mood
 * (`--` to `++`), `!` for what matters to them, `*` for what may come up again with other details, `>` for the next
 * step of the story above, `>>` for one some weeks later. `{name}` is the person's own, `[a|b]` a choice, `_phrase_` a
 * key phrase.
 */
export const familyTexts = `
# family
+ {dad} has joined a _choir_. He's never sung a note in front of us. The first concert is in [three weeks|December|the
  town hall].
= {mum} wants to know what I talk to you about. I said _[recipes|the weather|trains]_. Which is half true.
- Found out from a [photo|group chat|cousin] that the whole family had _lunch_ in {hometown} without me. I know I live
  far away. Still.
+ {dad} sent me a [spirit level|jar of honey|radio he repaired|box of old maps] in the post with the note "_thought of
  you_". No birthday, nothing.
= For the _family tree_: {mum}'s grandmother came from [Galicia|Friesland|Bohemia|the Azores] with one trunk and a
  goose. The goose is disputed.
=! My {siblingRole} is called _{sibling}_. {sibling he} lives in [Lyon|Halifax|Porto|Graz|Utrecht|Malmö|Cork] and we
  usually talk on [Sundays|Wednesday evenings|the first of the month].
+ _{sibling}_ sent me a photo of [the two of us in a paddling pool|our old bunk bed|me asleep in a laundry basket|the
  caravan we had as kids] and I laughed out loud on the [bus|tram|train].
- _{sibling}_ and I had words about [who drives {mum} to the eye clinic|the deposit for the garage|what to do with the
  piano|Christmas, again]. I was ruder than I needed to be.
+ {mum} has discovered _voice messages_. The first one was [four minutes of her looking for the stop button|mostly the
  radio|her telling the neighbour's dog to say hello|a full account of what the plumber said].
=! Important: {mum}'s birthday is [the 3rd of May|the 19th of October|the 27th of January|the 8th of August] and she
  says she wants nothing. She does want _flowers_, just not [lilies|carnations|roses].
+ {mum} gave me the recipe for her [plum cake|lentil soup|stuffed peppers|fish pie|rhubarb crumble] at last. She wrote
  "_until it looks right_" where the baking time should be.
-- Clearing out _Grandma's flat_ this weekend. I found [every drawing I ever posted her|forty jam jars, all
  labelled|her bus pass from 1978|a drawer of unused birthday cards] and had to sit on the stairs for a while.
- {dad} keeps saying his hearing is fine. We watched a whole film at [concert volume|full blast|a level the neighbours
  could follow] and he still asked who the _man in the hat_ was.
+ {dad} and I finally fixed the [garden gate|kitchen tap|shed roof|old _radio_] together. It took all day because we
  kept stopping for _tea_.
=! Just so you know, I don't talk to my [uncle|older cousin|aunt] any more, so please don't suggest inviting that side
  to the _[wedding|anniversary|reunion]_.
+ My niece has decided I'm the funny one. I did the _penguin walk_ [eleven|nine|fourteen] times.
= {mum} asked whether I'm eating properly. I was holding a bowl of _[cereal|instant noodles|cold potatoes]_ at the
  time.
- It would have been Grandad's [eightieth|ninetieth|eighty-fifth] today. I made his terrible _[coffee|mustard soup|egg
  sandwich]_ and had it standing up, the way he did.
+ Found out that {dad} has kept every _postcard_ I sent from [camp|university|that year abroad]. In order. In a
  shoebox.
- I forgot {dad}'s birthday until nine in the evening. He was nice about it, which is worse. Put it in the _calendar_
  for me, [the 14th of March|the 30th of June|the 2nd of December|the 21st of September].
=! We never have _phones at the table_ when I visit {hometown}. If I go quiet on a Sunday between one and three,
  that's why.
++ The whole family was in one room for the first time since [the funeral|before I moved|the wedding|2019]. Nobody
  argued. There was even _dancing_.
- {mum} wants to sell the _house in {hometown}_. I know it's sensible. I'd just like to be asked how I feel about it.
+ My cousin's [twins|little boy|baby daughter] held my finger for a whole hour at the _christening_. My arm went dead
  and I didn't move.
= Help me think of something for {sibling} to _[unwrap|open]_ that isn't [a book|socks|a candle|a voucher] again.
  {sibling he} likes [maps|old cameras|hot sauce|anything with otters on it].
- {sibling} didn't pick up again. That's three _Sundays_. I'd like to think it's the [new job|night shifts|move].
+* {mum} [told me a story I had never heard|came out with a new one|told a story at lunch], about [the year she
  hitchhiked to _Spain_|her first boss and the frozen _turkey_|how she nearly called me _Ludmila_|the summer she
  worked on a _ferry_|the time {dad} fainted at a _concert_]. [I should write these down.|Sixty years and she never
  mentioned it.|I made her tell it twice.|{dad} says it's all true.]
=* [Rang {mum}|Long call with {mum}|{mum} on the phone]: [the neighbours' fence|her knee|the price of butter], [the
  new doctor|the bus timetable|who has moved away], [my cousin's hair|the choir|a cat that isn't hers], and then she
  had to go, [there was _soup_|the _news_ was on|her _programme_ was starting|somebody was at the _door_].
+* _Video call_ with {hometown}: {dad} held the phone so that I mostly saw [his ear|the ceiling|one nostril|the
  lamp|the fruit bowl]. [Good call all the same.|We talked for an hour.|He sounded well.|I laughed more than I have in
  days.]
--! {dad} has to have _[a heart valve operation|a bypass|a hip replacement]_, next week already. I keep reading about it
  at night, which I know is stupid.
> - {dad} had the _operation_ this morning. I sat in the corridor with [a vending machine soup|my coat on|a crossword
  I couldn't do] until somebody finally came out and said it went well.
> + {dad} is on his feet. He complained about the _hospital bread_ for ten minutes, so I think he's himself again.
>> ++ Walked to the [harbour|allotments|bakery|end of the road] and back with {dad}. Six weeks ago he couldn't manage
  the _stairs_. I held it together until I was in the car.
- {mum} has started repeating herself. Twice today she asked when I'm coming to _visit_, and I'd told her on Friday.
> -! {sibling} has noticed it too. We've agreed to go with {mum} to the _memory clinic_ and to not make a big thing of
  it in front of her.
> = The doctor was kind with {mum}. It's a vitamin thing, probably, plus being _lonely_ since she stopped driving.
  We'll know more after the blood test.
> + The blood test was the whole story: {mum}'s _B12_ was on the floor. She's already sharper, and furious that we all
  whispered.
+! {sibling} is _getting married_! In [a barn outside town|a registry office and then a pizzeria|the botanical
  garden]. I've been told to keep it to myself, so I'm telling you.
>> - I have to give a _speech_ at {sibling}'s wedding. I've written one line and it's the one about the goat.
> = Read the _speech_ to you twice now and the goat stays. Cut the part about exams.
>> ++ The wedding was perfect. People cried at the _goat story_, I have no explanation. {sibling} hugged me so hard
  that my flower broke.

# family partner
=! _{partner}_ and I have been together for [four|six|nine|eleven] years. We met [in a queue for the wrong concert|at
  a language class|because our bikes were locked together|on a delayed night train].
+ {partner} left a note in my [lunch box|coat pocket|laptop bag|shoe]: "_[you've got this|buy milk, also I love
  you|don't let them put you in charge of the printer|home at six, soup]_".
- _{partner}_ and I are having the [moving|money|dishwasher|holiday] conversation again. Nobody shouted. That's almost
  what bothers me.
+ {partner} fell asleep on my shoulder ten minutes into the _film_ {partner he} insisted on. [Third|Fourth|Fifth] time
  with this one.
=! {partner} is allergic to _[walnuts|shellfish|sesame|kiwi]_, properly, with the pen and everything. Keep that in
  mind whenever I ask you for recipes.
++ {partner} got the _[contract|residency|promotion|place on the course]_! We danced in the kitchen with the oven
  still beeping.
- {partner} works [nights|weekends|away] until the end of the month and the flat is too _quiet_. I've started
  narrating things to the kettle.
+ It was our _anniversary_. We went back to the [noodle bar|little bridge|terrible pub|bookshop] where it started and
  {partner} remembered what I was wearing.
= {partner} says I hum when I'm _worried_. Apparently it's always the [same hymn|theme from that snooker show|ice
  cream van tune].
+* _{partner}_ cooked: [_aubergines_, mostly smoke|the famous _one-pan thing_|_pancakes_ for dinner|the good
  _dumplings_|a _soup_ from what was left|a _curry_ that made us both cry]. [I did the dishes without being asked.|We
  ate on the floor.|There were no leftovers.|I've asked for it again on Sunday.]
=* Note for the week: {partner} is away [Monday to Wednesday|until Friday|Thursday night|from tomorrow] for [a trade
  fair|work|a training|the archive in Vienna|a friend's move], so _[the bins|the plants|the school run|the parcel from
  the neighbour]_ are on me.
--! {partner} and I talked about _moving abroad_ until two in the morning. {partner he} wants to. I don't know what I
  want.
> - Made a list for and against _moving_. {partner} laughed because I had put "bread" on it twice.
> = We've decided to try it for three weeks next month, in a rented flat, before anybody gives up a _lease_.
>> + Three weeks done. We missed [our friends|decent bread|the rain, weirdly], but {partner} cycled everywhere and I
  slept. We might really _do this_.

# family parent
=! My {childRole} _{child}_ is [six|seven|eight|nine] and will correct you if you round down.
++ _{child}_ read a whole page to me tonight. Out loud, finger under every word, and then asked why I was making that
  face.
+ {child} has lost a _tooth_ and negotiated with the tooth fairy in writing. The opening demand was [ten euros|a
  hamster|a receipt].
- {child} said nobody played with {child him} at [break|lunch|the party]. I've been carrying that around all day like
  a _stone_.
+ _{child}_ asked [how the moon knows where we live|whether fish get thirsty|who was the first person to be bored|if
  clouds have a back]. I said I'd ask you.
= _Parents' evening_ on [Tuesday|Wednesday|Thursday] at [ten past five|six|half past four]. {child}'s teacher wants to
  talk about [the talking|reading|maths, in a good way|the snail incident].
+ {child} and I built a _[castle|spaceship|hotel for snails|shop]_ out of the delivery boxes. The living room is now
  closed to adults.
- Up four times with _{child}_'s cough. I've had [two|three] hours of sleep and somebody at the door is drilling.
++ {child} _swam_ a whole length. No floats. {child he} looked round for me before even wiping {child his} face.
= {child} will only eat _[white food|pasta with nothing|things that are cut in triangles|peas, frozen, from a cup]_ at
  the moment. Ideas welcome, lectures not.
+* _{child}_ today: "[When I'm grown up I'll be tired too|You can be the horse|I don't need a jacket, I have
  elbows|Actually spiders are shy|I'm not shouting, I'm far away]".
- I shouted at {child} about the _shoes_. We both said sorry, but {child he} said it first, and I should have.
=* {child} needs _[a costume|two egg boxes|a baby photo|black trainers|a signed form|a cake for eleven]_ for school by
  [tomorrow|Thursday|Friday]. [Naturally I heard about this at bedtime.|The note was at the bottom of the bag, under a
  pear.|Remind me when the shops open.|I'm told everyone else has theirs already.]
-! {child}'s new school starts on Monday and the _stomach aches_ have begun. {child he} won't say what it is.
> - We drove past the _school_ twice so it's less strange. {child} wanted to know where the toilets are. Good
  question, really.
> + _First day_ done. Report from {child}: the lunch was wrong, but there is a girl called [Oona|Bibi|Pilar|Saskia]
  who also likes beetles.
> ++ {child} is having [Oona|Bibi|Pilar|Saskia] over on Saturday. They've planned a _beetle hotel_. I could cry.

# family cat
=! My cat is called _{pet}_ and yes, {pet he} is the one walking across the keyboard when I send you nonsense.
+ _{pet}_ brought me [a sock|half a leek|the neighbour's glove|a feather the size of {pet him}] this morning and
  waited for applause.
- {pet} is at the _vet_ overnight. It's only teeth, but the empty windowsill is horrible.
+* Found {pet} asleep in _[the sink|the salad bowl|my suitcase|the printer tray|a flowerpot|the clean towels]_.
  [Didn't have the heart.|I moved nothing and worked around {pet him}.|There's a photo, obviously.|{pet he} looked at
  me as if I was the strange one.]
= {pet} has to have the _[kidney food|tablets|drops]_ twice a day now. Remind me at [seven|eight] and [seven|eight]
  until I've got the habit.
- {pet} knocked _[the orchid|my good mug|a full glass|the router]_ off the shelf while looking me in the eye. I'm told
  it's about attention.

# family dog
=! My dog is called _{pet}_, [a beagle mix|some kind of terrier|an old greyhound|half spaniel, half carpet], and {pet
  he} is terrified of [hot-air balloons|umbrellas|the ironing board].
+* Long walk with _{pet}_ [along the canal|up to the mast|through the allotments|round the reservoir|in sideways
  rain]. {pet he} met [a goose|{pet his} enemy the poodle|a very small horse|a boy with a sandwich|nobody at all] and
  behaved [badly|like a gentleman|surprisingly well|as if I weren't there].
- {pet} is [limping|off {pet his} food|scratching again]. Vet on [Monday|Wednesday] at nine, and I'm trying not to
  google _symptoms_.
++ {pet} passed the _therapy dog test_! {pet he} only tried to eat one certificate.
= {pet} can't be left alone with _[butter|the bin|balls of wool|shoes]_. Writing it down here because I keep
  forgetting.

# friends
+ {friend2} cooked for all of us in a kitchen the size of a _[wardrobe|lift|bathtub]_. We passed plates through the
  window.
- I was jealous at {friend}'s _[exhibition|party|graduation]_ and hid it badly. I clapped too long.
= {friend2} says I give _advice_ when people want _company_. Tell me when I do it with you.
+ Postcard from {friend2}: "_[the sea is closed|I bought a hat, ask no questions|everyone here is called Jean]_".
=! _{friend}_ is my oldest friend. We shared a desk at school and {friend he} still owes me a [bicycle pump|tent|pair
  of roller skates].
++ _{friend}_ turned up at the door with [a cake that had slid sideways|two train tickets|soup in a bucket|a guitar I
  thought I'd lost]. I'd only written that I was a bit tired.
- I've cancelled on {friend} [twice|three times] now and I can hear it in the _messages_. Short answers, full stops.
+ Met _{friend}_ at the [flea market|swimming pool|cemetery café|night market]. We bought nothing and talked for four
  hours.
- _{friend2}_ is moving to [Oslo|Montréal|Valencia|Melbourne|Tbilisi] in the [spring|autumn]. I said congratulations
  like a normal person and then walked home the long way.
= {friend} can't stand being asked about _[the divorce|the novel|job hunting|babies]_. If we plan the dinner together,
  help me steer around it.
+ Beat {friend2} at _[chess|darts|table tennis|cards]_ for the first time in [a year|living memory]. {friend2 he} has
  demanded a rematch and a lawyer.
-- {friend}'s [mother|brother|dad] died. I don't know what to write on the _card_. Everything I try sounds like a
  card.
> = You said to write one thing I remember about them. I wrote about the _[yellow car|pancakes|loud sneeze]_. {friend}
  rang to say thank you.
> + Took {friend} to [the sea|the lake|a ridiculous action film] so that {friend he} had one day off from _being sad_.
  It half worked.
+* {friend} and I have a new _running joke_ about [the duke|a man called Bernard|our imaginary _vineyard_|the haunted
  _dishwasher_|_cheese insurance_]. [It won't survive being explained.|We were asked to leave the library.|I've
  laughed till it hurt.|Nobody else finds it funny, which helps.]
= {friend2} lent me _[a tent|a drill|the big suitcase|a sewing machine]_ in [March|July|November] and I still have it.
  Nag me.
+ Dinner with {friend} and {friend2}. They'd never met and got on so well that I felt like the _waiter_. A happy
  waiter.
- Why do I always offer to _help people move_? Fourth floor, no lift, {friend2}'s [harmonium|marble table|collection
  of encyclopaedias].
++ {friend} has asked me to be _[a godparent|best man or woman or whatever we call it|the second reader of the book]_.
  I said yes before the question was over.
- Saw an old friend in [the supermarket|the station|a waiting room] and we both pretended to read the
  _[labels|timetable|posters]_. We used to talk every day.
=! The people who matter most in a crisis, in order: {friend}, then {sibling}. Their _numbers_ are on the fridge.
-! {friend} and I haven't spoken since the _[camping trip|birthday|thing with the money]_. I keep composing messages
  and deleting them.
> = Sent {friend} the _message_. Short, like you suggested: sorry, I miss you, no need to answer.
> ++ {friend} answered. One word and a picture of a [heron|badly drawn horse|burnt cake]. We're _fine_. We're going to
  be fine.
`
