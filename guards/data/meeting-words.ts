import { timesAndPlaces } from "./times-and-places.ts";

/** What a single word is to a meeting: the alphabet of the patterns that the model of meetings reads. */
const spelled: Readonly<Record<string, string>> = {
  you: "you u ya yall y'all ü ye yous everyone everybody folks guys everyone's",
  your: "your ur yr yours urs you're ure youre you've you'll youll u're u'll uve",
  i: "i i'm im i'll ill i've ive i'd id am",
  we: "we we're we'll we've weve we'd us both",
  me: "me my mine our ours",
  lets: "let's lets shall let",
  third:
    "he she they him her them his their they're he's she's someone somebody people friend friends mum mom dad wife husband sister brother kids boss son daughter boyfriend girlfriend bf gf mother father",
  wish: "wanna want wan wana wants like love luv fancy keen hope hoping free available down up interested game care",
  can: "can could cld would wld will gonna going gotta should shld shd may might must",
  come: "come cum coming comin cumin comes pop swing stop drop hop nip pull pulling dropping stopping popping crash stay sleep",
  go: "go goin gg head heading headed walk walking drive driving ride ride run",
  reach:
    "reach reached reaching arrive arrived arriving arrival land landing alight alighting otw omw outside downstairs here there thr dere nearby",
  meet: "meet meeting meetup meetin met link hang hangout hanging chill gather gathering jio catch join joining date sleepover tog together",
  see: "see c seeing cu cya seeya cul8r visit visiting find",
  fetch: "pick picking fetch collect scoop lift bring bringing ride",
  leave: "leave leaving left set setting",
  wait: "wait waiting wait4 ready late early",
  hello: "hi hello hey yo oi eh",
  yes: "yes yeah yea yep yup yah ya ok okay okie k kk sure can alright cool great perfect good fine deal set confirm confirmed",
  not: "not no don't dont can't cant cannot won't wont never isn't didn't didnt dun din couldn't cnt ain't nope nah sorry sori soz unable without instead cancelled canceled postponed",
  past: "was were went saw had came got did yesterday yest ago last took been before used",
  online:
    "call calls phone zoom skype email mail text txt msg message online stream live video tv watch watching channel episode episodes game chat page site website blog link facetime dm tweet",
  where: "where wher what wat wot when which who who's whos how time",
  on: "at @ in on by outside near opposite opp behind under inside beside",
  to: "to 2 for 4 with wif w n and",
};

const build = (): ReadonlyMap<string, string> => {
  const kinds = new Map<string, string>();
  const learn = (kind: string, words: readonly string[]) => {
    for (const word of words)
      if (!word.includes(" ") && !word.includes("[") && !word.includes("|")) kinds.set(word, kind);
  };
  learn("place", timesAndPlaces.place ?? []);
  learn("meal", timesAndPlaces.meal ?? []);
  learn("meal", [
    "drink",
    "beer",
    "pint",
    "cuppa",
    "movie",
    "cinema",
    "bbq",
    "party",
    "picnic",
    "bite",
    "kopi",
    "steamboat",
  ]);
  learn("day", [...(timesAndPlaces.weekday ?? []), ...(timesAndPlaces.tonight ?? []), "mon", "wed", "sat", "sun"]);
  learn("day", [...(timesAndPlaces.daypart ?? []), "weekend", "wkend", "wknd", "today", "week"]);
  learn("soon", [
    "later",
    "ltr",
    "l8r",
    "soon",
    "now",
    "then",
    "den",
    "after",
    "min",
    "mins",
    "minutes",
    "hour",
    "hr",
    "hrs",
    "half",
  ]);
  // Where one goes alone every day: "reach home", "late for work".
  learn("home", ["home", "hm", "hme", "house", "hse"]);
  learn("work", ["work", "office", "school", "sch", "skool", "class", "lecture", "lect", "exam", "camp"]);
  learn("door", ["door", "gate", "window", "front", "table", "floor"]);
  learn("hour", timesAndPlaces.hour ?? []);
  for (const [kind, words] of Object.entries(spelled)) learn(kind, words.split(" "));
  return kinds;
};

/** The kind of a word, by its folded spelling. */
export const meetingWords: ReadonlyMap<string, string> = build();
