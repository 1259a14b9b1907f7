/** Work, study and pastimes, as told to a companion. The notation is that of the family texts. */
export const workTexts = `
# work employed
+ The new one asked _{colleague}_ who to go to with stupid questions, and {colleague he} pointed at me. I think it's a
  compliment.
- {boss} forgot that I exist on the _thank-you list_. I'm over it. I've been over it since [Tuesday|nine this
  morning].
= I said I'd organise the _[summer outing|leaving card|Christmas lunch]_. Remind me that I always regret this.
- Three hours of _training_ about [lifting boxes|passwords|feedback]. {colleague} drew a very good horse.
+ Handed in the _[report|forms|inventory]_ a day early, for the first time in my life. {boss} asked whether I was ill.
=! _{boss}_ is my manager and _{colleague}_ is the colleague I actually trust. Don't mix them up when I'm ranting.
- {boss} moved the _deadline_ forward by [a week|four days|ten days] and told us in a [footnote|calendar
  invitation|lift]. I said "sure". Why did I say sure?
+ {boss} said in front of everyone that the [report|handover|summer plan|inventory] was good because I had _asked the
  awkward question_. I went a bit red.
= _One-to-one_ with {boss} on [Monday|Tuesday|Thursday] at [nine|two|half past three]. I want to bring up [the
  overtime|training money|Fridays|that nobody answers the phone] and not chicken out.
- {colleague} is [leaving|off sick for a month|going on leave until autumn]. Half of what I know about this place I
  know from our _coffee breaks_.
+ {colleague} covered for me so that I could [go to the dentist|pick up Mum|sleep|catch the early train]. I owe
  {colleague him} _[cake|a Sunday|lunch|something with chocolate]_.
- I said something _sharp_ to {colleague} in the meeting. It was about the [rota|numbers|coffee fund|window] and it
  wasn't about that at all.
= Please help me write a _message_ to {boss}: [I can't do Saturdays any more|I'd like to work from home on
  Wednesdays|the new schedule doesn't work|I need the afternoon off on the 12th]. Friendly, short, no apology in the
  first line.
+ We finally got the _[new chairs|good printer|second freezer|heating fixed]_. Grown adults applauded.
=! My working days are [Monday to Thursday|Tuesday to Saturday|five days, three of them late], so don't suggest
  anything before _[ten|noon|six]_ on a [Friday|Monday].
- _Performance review_ next week. I can list every mistake since January and not one thing that went right.
> = We made a list together: [nine|eleven|seven] things that went right. I'm taking it into the _review_ on paper,
  folded small.
> + The _review_ was fine. {boss} agreed with most of the list and added one I'd forgotten, [the flood|the Danish
  order|training the new ones].
-- They announced _cuts_. Nobody knows who. {colleague} has already cleared {colleague his} desk drawer, as a joke, I
  think.
> -! I've been asked to a meeting with personnel on [Wednesday|Thursday]. It may be nothing. I've drunk [four|six]
  _coffees_.
> ++ I'm _staying_. {colleague} too. We stood in the car park and just breathed.
- I applied for the _[team lead|coordinator|deputy]_ position. Only you and {friend} know. If I don't get it I'd like
  it to have never happened.
> = _Interview_ on [Friday|Tuesday] at ten. Ask me the question about conflict again, I still answer like a
  politician.
> ++ I got it!! I start as _[team lead|coordinator|deputy]_ on the first. {boss} shook my hand twice, I think we were
  both nervous.
> - First week as _[team lead|coordinator|deputy]_. {colleague} didn't laugh at a thing I said in the meeting. Is that
  how it is now?
+* [Small win at work|Work, the good half|For the record|Put this in the good pile]: [the _spreadsheet_
  balances|nobody noticed the _power cut_|the difficult _customer_ sent biscuits|I said _no_ and the sky stayed up|the
  old _machine_ started first time|we finished _before five_]. [You're the first to hear.|Nobody saw it but
  me.|{colleague} and I shook hands on it.|More of that, please.]
-* [Long day|What a day|Don't ask|Today was a lot]. [Three people off|Two meetings that were one e-mail|The system was
  down until noon|An inspection nobody announced|The phone, the phone, the phone], and I had _[crisps|half a banana|a
  cold samosa|somebody's birthday cake]_ for lunch.
= {boss} calls everybody "_[champ|people|friends|my dears]_". I've started doing it too and I'd like it to stop.
- I lay awake composing an _e-mail_ to {boss}. At four it was brilliant. At seven it was [eleven paragraphs|mostly
  adjectives|a resignation].
+ The trainee told me I explain things _calmly_. Me! I nearly asked for it in writing.
= I'm putting [sixty|eighty|a hundred and twenty] a month aside for the _course_ in [bookkeeping|sign language|first
  aid|welding|public speaking]. Ask me about it in autumn.
- Somebody at work has been eating my _[yoghurt|labelled sandwiches|oat milk]_. {colleague} suggests a camera. I
  suggest chilli.
=! If I write "_bad one_" after a shift I don't want advice, I want to hear about something else entirely.

# work nurse
-- Lost a patient tonight, [an old sailor|a woman who knitted for the whole ward|a man my age]. I did everything in
  the right order and it was still _lost_.
+ The man in bed [four|nine|twelve] walked to the _window_ today. Three weeks ago we weren't sure about breakfast.
- Night shift number [four|five]. My _feet_ are a separate person by now.
= Handover took forty minutes because the new _drug charts_ [print sideways|hide the allergies|time out]. I've started
  a list of what breaks.
+ A patient's daughter sent the ward a box of _[oranges|baklava|tulips]_ with all our names spelled right.
=! I'm on _nights_ in the first week of every month. Don't plan mornings for me then.

# work teacher
+ [Yusuf|Lena|Callum|Noémie] at the back, who never speaks, asked why _[negative numbers|the
  Vikings|commas|volcanoes]_ exist. I could have hugged the whole row.
- Thirty-one _[essays|lab reports|tests]_ to mark by Monday and I've done [two|four]. One of them is mine from the
  example pile.
= Need three ways to explain _[fractions|the water cycle|irony|photosynthesis]_ to people who have just had lunch.
++ My old pupil [Tara|Milo|Jing|Andrei] wrote: she's studying _[physics|to be a teacher|engineering]_. "Because of the
  egg drop", apparently. I was told off for the egg drop.
- A parent shouted at me over a _[B minus|lost scarf|detention]_. I stayed polite and then sat in the stationery
  cupboard.
+ The _school play_ went well. A tree fell over twice and got the biggest cheer.

# work developer
- Spent [six|nine] hours on a bug that was a _[time zone|missing comma|stale cache|trailing space]_. I'd like those
  hours carved on my tombstone.
+ Deleted [two thousand|four hundred|eleven hundred] lines today and everything still works. Best kind of _day_.
= Remind me to rotate the _[deploy key|certificates|backup tapes]_ before the [15th|end of the month|audit].
- On call this week. The _pager_ went off at [ten to four|half past two] because a disk was [eighty-one|ninety-two]
  percent full of logs about disks.
+ {colleague} and I rewrote the _importer_ together. It went from [forty|twenty-five] minutes to [six|eleven] seconds
  and we both just stared at it.
=! When I paste _stack traces_, I want the cause first and the manners later.

# work baker
+ The _sourdough_ behaved [for the first time since the heat|in spite of the storm|on a Monday, of all days]. Sold out
  by [nine|ten].
- The big oven died at _half past three_ in the morning. I sold [rolls from the small one|apologies|flat things I
  called focaccia].
= Ordering for the week: [forty|sixty] kilos of rye, butter, and somebody tell me to check the _[poppy
  seeds|yeast|hazelnuts]_.
+ An old customer cried a bit over the _[poppy seed rolls|honey cake|black bread]_ because they taste like [Lviv|her
  mother's|Szeged]. I gave her the bag.
=! I go to bed at _eight_. It's not sadness, it's bread.

# work translator
- Stuck on one _sentence_ since [lunch|yesterday]. It means "[home|longing|shame|weather]" and four other things, and
  the author is being funny.
+ The author answered my list of [forty|thirty-two] questions with a voice note and a _recipe_. Best one I've worked
  with.
= Deadline for the [Finnish|Catalan|Hungarian] _novel_ is the [20th|1st|9th]. I'm at page [140|211|96] of [312|340].
- They want to use a _machine draft_ and have me "polish" it for [half|a third of] the rate. I wrote three answers and
  sent none.
+ Found the right word for the _[pun|lullaby|insult]_ in the shower. Ran out dripping to write it on the mirror.

# work student
- [Statistics|Anatomy|Contract law|Thermodynamics] _exam_ in [eight|twelve|five] days and I've understood the first
  two chapters in great depth.
> = Today's plan: [three|four] past papers, no phone, and you quiz me on _chapter [four|six|seven]_ at nine.
> + The _exam_ went okay! I even finished. There was a question on exactly what you asked me last night.
> ++ _Passed_. [2.0|74 percent|A minus]. I read the page five times in case the number changed.
- My supervisor's only comment on the _draft_ was "[hm|so what?|see me]". I've read it in every tone of voice there
  is.
= _Rent_ goes out on the 3rd and the stipend comes on the [5th|7th]. Every month the same two days of soup.
+ Study group in the _library_ turned into [a birthday|arguing about ghosts|learning to juggle]. Worth it.
=! I'm writing my _thesis_ on [tidal marshes|medieval toll roads|sleep in teenagers|bridge cables] and I'm allowed to
  complain about it, others aren't.

# work carpenter
+ Finished the _[staircase|oak table|window seat|dovetailed box]_. The client ran one hand over it and said nothing
  for a minute. That's the best review.
- Cut the [walnut|last good board|ash] _two centimetres_ short. Measured twice, too. It's a shelf now.
= Order [brass hinges|slow glue|ash, three boards|hard wax oil] before [Wednesday|the 12th], the _supplier_ closes for
  a fortnight.
- My _[wrist|back|shoulder]_ again. I can't plane for a week, so I'm sharpening everything I own.
+ The apprentice made a first _mitre_ that closes. We put it on the windowsill like a trophy.

# work vet
++ The _[spaniel|tortoise|ginger tom|donkey]_ everybody had given up on ate from my hand today.
- Had to put down [two|three] old dogs in one day. I know all the sentences by heart. I hate that I know the
  _sentences_.
= Call back about the _[parrot's feathers|rabbit's teeth|horse passport]_ on [Monday|Thursday], the owner works
  nights.
+ A boy paid for his hamster's check-up in _coins_, from a sock. We gave him change and a certificate.
- Farm call at five in the _[sleet|fog]_, arm in a cow up to the shoulder, phone ringing in the other pocket.

# work librarian
+ A man returned a book from [1987|1979|1991] with a letter of _apology_ and pressed flowers in it. No fine. Obviously
  no fine.
- They're cutting the _[mobile library|Saturday hours|periodicals]_. I've to put up the sign myself.
= Story hour on [Thursday|Saturday] is about _[bears|boats|night]_. I need one book that isn't the one with the
  caterpillar.
+ Helped a woman find her grandfather in the _[ship lists|parish register|old newspapers]_. We both whispered and then
  we both yelled.
- Roof leak over _[Geography|Poetry|Local History]_. We moved [nine hundred|two thousand] books in two hours with a
  chain of readers.

# pastime climbing
++ Sent the _[blue|yellow|grey] route_ by the [pillar|corner|overhang] after [five|seven] weeks. I shouted so loudly
  that a child applauded.
- Tweaked a _finger_ on the small holds. Two weeks off, says everybody. I'm already bargaining.
= Weather looks dry for _[the quarry|the sea cliffs|the granite]_ on Saturday. {friend} drives, I bring the rope and
  lunch.
+ Taught {friend2} to belay. {friend2 he} talks to the _rope_. It seems to help.

# pastime cello
+ Got through the _[sarabande|prelude|slow movement]_ without stopping. The neighbour knocked, and it was to say
  thanks.
- My _cello_ has an open seam from the dry air. It sounds like a wardrobe and costs [two hundred|three hundred and
  ten] to mend.
= Practice plan until the concert: scales, the _[shift in bar forty|low passage|ending]_, then something I like.
++ First _orchestra_ rehearsal since school. I was lost for a page and nobody died.

# pastime running
+ [Ten|Twelve|Fourteen] kilometres before breakfast, along _[the river|the old railway|the docks]_. Legs like someone
  else's, in a good way.
- Knee says no. The _half marathon_ is in [six|eight] weeks, so we're negotiating.
= I signed up for the _[night run|forest relay|island half]_ with {friend}. Entry's paid, so now I've to be brave.
+ New _shoes_. I've been told not to talk about them at dinner any more.

# pastime garden
++ The first _[tomato|pepper|aubergine|cucumber]_ from the greenhouse! One. I cut it into [four|six] pieces so that
  everyone could have an opinion.
- Slugs ate every single _[lettuce|dahlia|lupin]_ in one night. I stood there with the torch like a detective.
= Sow [garlic|broad beans|sweet peas|spinach] before the frost and order _seed potatoes_, the good ones go fast.
+ The lady on the next _allotment_ gave me [a gooseberry bush|rhubarb from 1960|a scythe lesson]. I gave her eggs.

# pastime knitting
+ Finished the _[cardigan|second sock|baby blanket]_! It has [one mistake|three mistakes|two mistakes] and I'm the
  only one who knows where.
- Ripped back [twenty|thirty-four] rows of _lace_ because of one stitch. I'd explain, but you don't have hands.
= I need [four|six] more balls of the _[moss green|rust|undyed grey]_ wool and the shop says the dye lot is gone.
+ Knitted through the whole _[council meeting|train strike|final]_. It's amazing how much people tell you when you
  look at a needle.

# pastime birds
++ A _[kingfisher|waxwing|hoopoe|barn owl]_. Ten metres away. I forgot the camera and I don't even mind.
- Forty minutes in the _hide_ with a man who knows everything and says it.
= Count for _[the marsh|the reservoir|Sunday]_: [31|18|46] lapwings, [two|three] herons, one escaped budgie.
+ I can tell the _[chiffchaff|garden warbler|marsh tit]_ by ear now. {friend} says that's not a party trick. It's my
  only one.
`
