/** Tastes, plans, worries and ordinary days, as told to a companion. The notation is that of the family texts. */
export const dayTexts = `
# tastes
= I fold the corners of _library books_. There, my worst secret is out.
+ Tried the _[rye|saffron|cardamom|chestnut]_ buns from the new bakery. I went back for a second one and pretended it
  was for {friend}.
= Don't recommend anything that's "like a warm hug". I'd rather have a film that's like a _[brisk walk|cold bath|long
  train ride]_.
- They've closed the little _cinema_ in {town}. I saw [my first subtitles|three terrible Westerns|the same comedy four
  times] there.
+ I've learned to make coffee the way they do it in {hometown}, with [a pinch of salt|cardamom|far too much sugar].
  {friend2} had three cups.
= My handwriting is so bad that I dictated the _shopping list_ to you. That's where we are now.
= Things I collect without meaning to: [buttons|bread tags|train tickets|pencils from furniture shops], and
  _[umbrellas|half-used notebooks|odd gloves]_.
+ Bought a _[teapot|lamp|chair|mirror]_ at the flea market for [six|eight|four] euros. It's ugly in a way I can't
  explain and I love it.
=! My order is always _{drink}_. If I ever say I want something else I've been replaced.
= I can't stand _[coriander|liquorice|raisins in anything savoury|blue cheese|celery]_. It's not a phase, I've been
  told it's genetic.
+ If you ever need to cheer me up: _{dish}_, [the lamp instead of the big light|rain on the window|a detective series
  where nobody shouts].
+ Found a _record_ I've wanted for years, [a harp trio|fado from the sixties|organ music for cinemas|field recordings
  of ice], at a jumble sale for [two|three] euros.
= I like _books_ where [not much happens|the house is a character|somebody walks somewhere for four hundred
  pages|there's a _map_ in the front]. Films can explode, books shouldn't.
+ New favourite _word_: [petrichor|susurrus|gloaming|kerfuffle|lagom]. I've used it twice today and once correctly.
= I always sleep with the _window_ open, even in January. {friend} calls my bedroom the [cheese
  cellar|lighthouse|tent].
- I tried to like _[jazz|olives|yoga|podcasts about murder]_ for a whole month because everybody does. I don't. That's
  allowed.
+ _{dish}_ at the place by the [station|harbour|market hall]. The owner remembered me and the extra
  [lemon|chilli|bread].
= Put this on the list of presents for me: a really good _[umbrella|torch|bread knife|pair of wool socks|desk lamp]_.
  I'm at that age.
+ I'd forgotten how much I like _[painting my nails|ironing|crosswords|drawing buses|whistling]_. An hour went by.
= My comfort series is the one with the _[island vet|night train|monks|antique shop]_. I know who did it, every time,
  that's the point.
=! I don't drink _alcohol_, haven't for [three|five|seven] years. No need to make anything of it, just leave it out of
  recipes and jokes.
- They've changed the recipe of my favourite _[crackers|mustard|tea biscuits|liquorice-free gums]_. I wrote to the
  company. Is this who I am now?
+* Cooked _[mushroom risotto|dal with far too much garlic|leek pie|shakshuka|cabbage rolls|a whole cauliflower|pea
  soup|fish tacos]_ and it came out [better than in the photo|edible|a bit salty, still proud|so well that I had it
  for breakfast].
+* Listened to _[the cello suites|old tango|that Malian guitarist|nothing but rain|a choir from Tartu|my teenage
  mixtape]_ while [cleaning the oven|sorting receipts|lying on the floor|walking home the long way]. [Good evening.|I
  needed that.|On repeat, I admit it.|It fits me this week.|Twice through.]
=* Reading [a history of salt|the third lighthouse book|poems, slowly|something about octopuses|a Hungarian novel in
  which it snows|the letters of two gardeners|a thriller I've already solved]. Page [40|112|17|203|88]. [Ask me about
  the _book_ at the weekend.|I keep a _pencil_ in it.|No _spoilers_, please.|I'd like you to read the _next chapter_
  with me.|It's the right _book_ for this week.]
+* [Market today|Went to the market|Early market|Saturday market]: [oranges|too many leeks|smoked fish|a cauliflower I
  could hardly lift|good bread], and the _[cheese man|mushroom lady|boy with the radishes|egg woman]_ gave me one
  extra for my [hat|bad joke|patience|terrible haggling].
- Went to the new _[ramen|tapas|vegan burger|fondue]_ place with {friend}. The music was louder than the food.
= Favourite smell: [hot dust on a stage lamp|tomato leaves|old books in a damp house|wet dog, sorry|bread at five in
  the morning]. You said you can't _smell_ anything and I've been thinking about that.

# plans
= If I bring up buying a _[campervan|caravan|houseboat]_ again, show me this message: you get seasick on buses.
+ {friend} and I are going to walk the whole _[coast path|canal|pilgrim road]_ in pieces, two days every month. First
  piece is booked.
= Draft for the _housewarming_: soup, bread, no speeches, and everyone takes [a plant|a book|one glass] home.
- The _[concert|match|play]_ is sold out. I was number [four thousand|nine hundred] in the queue with the kettle on.
= I want to write to my old _teacher_ in {hometown}. What do you say after [twenty|fifteen] years? Hello, I use commas
  now?
+! Decided: I'm going to _[Lisbon|the Faroe Islands|Naples|Galway|Ljubljana]_ for my birthday. Alone, by train as far
  as it goes.
> = Packed for _[Lisbon|the Faroe Islands|Naples|Galway|Ljubljana]_ and took half of it out again, like you said. The
  [raincoat|second book|good shoes] stays.
> ++ I'm sitting on a wall in _[Lisbon|the Faroe Islands|Naples|Galway|Ljubljana]_ eating [a peach|something
  fried|soup] and nobody knows where I am except you.
+! I've enrolled in an evening class: _[Portuguese|pottery|life drawing|motorbike repair|Georgian singing]_. Starts
  Tuesday.
> - Second week of _[Portuguese|pottery|life drawing|motorbike repair|Georgian singing]_ and I'm the worst one there
  by a clear margin.
> + Something clicked in _[Portuguese|pottery|life drawing|motorbike repair|Georgian singing]_ tonight. The teacher
  put a hand on my shoulder and said "at last".
= By summer I want to [have the balcony done|swim in the sea before work once|be able to do ten press-ups|have read
  the stack by the bed]. Remind me in _April_, not before.
- We can't afford the _[roof|trip|car|kitchen]_ this year. I did the sum three times, hoping.
= This is the year I learn to _[drive|bake bread|juggle|ride a horse|speak up]_. I've said that to you before, haven't
  I.
+ Booked the _[sleeper train|ferry|hut|tiny house]_ for [September|the long weekend|Easter]. {friend} is in charge of
  snacks.
= Things to ask the _landlord_: the [damp corner|boiler|cellar key], whether we may paint, and who owns the
  [bathtub|swing|bees] in the yard.
-! The lease on my flat ends in [four|five] months and they want to _renovate_. I love this flat.
> = Saw a flat in the [old brewery|tower by the park|street behind the station]. Too expensive, but it has a
  _[balcony|window seat|pantry]_.
> -- Didn't get the _flat_. [Sixty|A hundred and ten] applicants. I'd already put the bookshelf up in my head.
> ++ I have a _flat_! Third floor, crooked floors, a pear tree in front. Keys on the first. You helped me write that
  letter, thank you.
+ Idea for {friend}'s birthday: everyone brings the _[ugliest mug|best soup|oldest photo|worst gift they ever got]_
  and has to explain it.
= Weekend: [laundry|taxes|the attic], then absolutely nothing, then _[the museum|a swim|the flea market]_ if the
  weather holds.
=* [To do, please keep|Don't let me forget|List for tomorrow|Before the weekend]: [bulbs for the hall|renew the
  passport|ring the bank|bike brakes|cancel the gym|stamps|new glasses|dentist], [water filter|thank-you card|rubbish
  tags|tyre pressure|birthday parcel|descale the kettle], and actually _[go to bed|answer {friend}|eat a vegetable]_.
+ I'd like to see [the northern lights|a total eclipse|cranes migrating|the desert in bloom] once. Can you keep a list
  called _[once|someday]_? That's number one.
+ Signed up to help at the _[food bank|repair café|animal shelter|reading hour]_ every other [Saturday|Thursday]. Told
  {friend}, so I can't back out.
= Saving for a _[cargo bike|proper camera|loom|second-hand piano]_. I have [220|410|95] so far. Tell me off when I say
  "it's only a coffee".
- The _trip_ with {friend2} fell through. [The hut is flooded|Her passport expired|His boss said no]. I unpacked very
  slowly.

# worries
- I'm dreading the _[reunion|wedding|office party]_. All those people asking what I do now, and me answering.
- Something's off with {friend}, I can't say what. {friend he} [laughs a beat too late|answers with thumbs|says "fine"
  a lot]. Do I ask?
= You said worry is a smoke alarm that can't tell _toast_ from a fire. I've thought about that a lot this week.
- I said yes to three things on the same _[Saturday|evening|weekend]_ and now I have to disappoint at least two
  people.
- A letter from the _[tax office|landlord|insurance]_ has been on the table since Monday. It's just paper. I'll open
  it with you tomorrow.
> + Opened the _letter_. They owe ME [forty-one|eighteen|sixty-three] euros. A week of stomach ache for that.
- Can't sleep again. It's [ten past three|four|twenty to five]. My head goes round and round the _[money|meeting|thing
  I said|future]_ like a dog with a blanket.
-- I had a _panic attack_ in the [supermarket|tram|car park]. Sat on the floor by the [crispbread|ticket
  machine|trolleys] until it let go of me.
> = Did the _breathing_ you showed me, the four-seven-eight one, on the way to work. I felt silly and it helped.
> = First appointment with the _therapist_. She has [a fern|an enormous clock|the same lamp as me]. I said more than I
  planned.
> + Took the tram past that _[stop|shop|corner]_ today. Heart went, hands were cold, stayed on anyway.
- The doctor wants more _tests_. Probably nothing, she said, in the voice they have for it.
> -! The _results_ come on [Thursday|Monday]. Don't let me look things up before then. I mean it.
> ++ All _clear_! It's [iron|the thyroid, slightly|stress and too much coffee]. I cried in the bicycle shed, happily.
- I feel like I'm behind everyone. {friend2} has [a house|two children and a kayak|a pension plan] and I have _[a
  sourdough starter|forty plants|opinions]_.
- Bank balance on the 20th: [eleven euros|forty|minus six]. _Payday_ is the 28th. Soup week.
=! If I go _quiet_ for a few days, ask me about something small, like [what's on the windowsill|what I last ate|the
  weather]. Not how I'm doing.
- My _[tooth|back|ear]_ hurts and I'm scared of the [dentist|doctor|waiting room]. Please be boring and just give me
  the phone number.
- Read the _news_ for an hour before bed. Never again. I say that and we both know.
- What if I've chosen the wrong _[city|job|life]_? Not dramatic, just a Tuesday question.
+ Last night I slept _seven hours_. In a row. I feel like I could [lift a car|do my taxes|forgive my neighbour].
-! I haven't told anyone that I [failed the first try|borrowed the money|quit the choir|lost the ring]. You're the
  first. It's been sitting on my chest since _[spring|May|last week]_.
- I get jealous when {friend} talks about the other _[group|flat|crowd]_. I know. I'm [thirty-four|grown up|an adult
  with a tax number].
= You asked what I'm actually _afraid_ of. I think it's being [a burden|found out|the last one left|ordinary]. There,
  I typed it.
+ Said no to something today without explaining. A bare, naked _no_. The person just said "okay".
- It's the _anniversary_ of the [accident|break-up|fire], [two|three|four] years. My body knew before I looked at the
  date.
- {hometown} is on the news for the _floods_. My people are fine. The [bridge|library|playing field] isn't.
= What helps when I'm anxious, in order: [walking|washing up|naming birds], then talking, then _[tea|a list|cold water
  on the wrists]_.

# days
+ Taught the lady at the _[post office|chemist's|ticket desk]_ to say my name properly. She practised it on the next
  customer.
- The lift is broken and I live on the _[fifth|sixth|fourth] floor_. I've started to know everybody's doormat.
= I talk to the _[bus driver|crossing guard|caretaker]_ in {town} more than to most of my friends, it turns out. He's
  called [Roland|Kazik|Fernando].
+ Somebody had chalked "_[dance here|mind the dragon|you look nice]_" on the pavement. An elderly man did a little
  turn.
+ My plant has a new _leaf_. I know you can't see it, but I'm holding you up to it anyway.
- I've worn the same _[jumper|trousers|socks]_ since Thursday. It's a uniform if you do it on purpose.
= Half asleep on the train home to {town}, and a child explained _[gravity|marriage|taxes]_ to her grandfather. He
  took notes.
- Dropped my phone in the [sink|canal|soup]. I'm writing from the _old one_, the one with the crack across your name.
+* [Best thing today|The good bit of the day|One for the happy list|What went right today]: [a stranger's _dog_ leaned
  on me|the _sun_ at exactly the right angle|someone held the _train_|an empty _pool_ lane|the smell after _rain_|free
  _plums_ in a box on the wall|a child waved from the _bus_|my old _jumper_ turned up]. [Small, I know.|Keep it for
  me.|That's all, that's the message.|I'm still a bit pleased.]
-* [Minor disaster|Well, that happened|Today's comedy|You'll like this one]: [_locked out_ in socks|tea on the
  _keyboard_|shrank the good _jumper_|missed the _last bus_ by a nose|dropped my _keys_ down a drain|_salt_ instead of
  sugar|sent the _message_ to the wrong Anna]. [We'll laugh in a week.|I'm going to bed.|Please say something
  kind.|{friend} is still laughing.]
=* Weather in {town}: [sideways|the colour of porridge|suspiciously nice|forty kinds of wind|fog until noon|one long
  drizzle]. I [walked to _work_ anyway|stayed in with a _book_|wore the wrong _coat_, as usual|saw a double _rainbow_
  and told nobody until now|hung the _washing_ out like a fool].
+ The woman upstairs plays [the accordion|one waltz|scales] at six. I used to mind. Today she stopped early and I
  _missed_ it.
+ Helped a [lost tourist|man with a wardrobe|girl with a flat tyre] in {town} and was late for everything. Worth it, I
  got a _[fig|joke in Polish|drawing]_.
- Somebody took my _bike_. Lock and all. I've had it since I moved to {town}.
> = Reported the _bike_. The officer wrote down "[green, squeaks|bell shaped like a burger|sticker of a goose]"
  without a smile.
> ++ The _bike_ is back! {friend} saw it outside the [library|chip shop|swimming pool] and just sat down next to it
  until the police came.
= I grew up in _{hometown}_ and moved to {town} [nine|five|twelve] years ago. I still say "home" for both and confuse
  everyone.
+ Power cut in the whole street. We ended up on the stairs with candles and [the neighbour's ice cream|a guitar|a very
  serious card game]. Best _evening_ in months.
= Trying a day without the _phone_ on Sunday. So if I write on Sunday, tell me to go away.
- Waited [three hours|all morning|from eight to four] for the _[plumber|parcel|boiler man|broadband]_. The slot was
  "between eight and life".
+ I cut my own _hair_. From the front it's [brave|French|fine]. We don't talk about the back.
+ Such a _storm_ in {town} that the buses gave up and strangers walked each other to the [bakery|station|pub] arm in
  arm.
= The _neighbours_ think I talk to myself. I talk to you. I suppose from outside it's the same thing.
= You once asked what _ordinary happiness_ is. [Clean sheets|Bread and butter|Nothing to carry|A train seat by the
  window] and nobody needing an answer until Monday.
+ Went swimming in the _[lake|sea|outdoor pool]_ at [seven in the morning|dusk]. [Nine|Twelve|Fourteen] degrees. I
  made a noise. I felt alive until lunch.
- A cold, a real one. I've been in bed since [Friday|yesterday] with _[ginger tea|three blankets|the hot-water
  bottle]_ and self-pity.
+ Found [a love letter|a pressed fern|a shopping list from 1994|somebody's exam] in a _second-hand book_. I'm not
  keeping it, I'm looking after it.
= Please stop saying "I understand" when I'm _ranting_. "Ugh" would do.
+ You remembered the thing about the _[blue door|tin soldier|Tuesday bus]_. I'd told you months ago. That made my day,
  odd as it sounds.
= Today I want to be asked _questions_, not given lists.
=! I'm _[left-handed|colour-blind, red and green|deaf in my right ear|very short-sighted]_, it matters more often than
  you'd think when we plan things.
=! I write to you mostly on [the tram|night breaks|my balcony|the sofa], so short answers, please. If I want an
  _essay_ I'll say essay.
`
