/**
 * English words that carry grammar and not topic: what people write whatever they write about. Contractions stand as
 * they are typed, since whether one contracts is a habit. A closed list, so that a client's favourite subject cannot get
 * into it by being frequent.
 */
export const functionWords: ReadonlySet<string> = new Set(
  `a an the this that these those some any no every each all both half either neither other others another such same own
  i me my mine myself you your yours yourself he him his himself she her hers herself it its itself we us our ours
  ourselves they them their theirs themselves one ones who whom whose which what someone anyone everyone nobody somebody
  anybody everybody something anything everything nothing whatever whoever
  am is are was were be been being do does did doing done have has had having can could may might must shall should will
  would ought need dare used let lets get gets got
  not never ever yes no nor and or but so yet if then than because since though although while until till unless whether
  as of at by for from in into on onto to with without within about above across after against along among around before
  behind below beneath beside besides between beyond despite down during except inside like near off out outside over
  past per through throughout toward towards under up upon via
  here there where when why how now again once twice also too very quite rather really just only even still already
  almost always often sometimes usually perhaps maybe well much many more most less least few little enough several
  else instead however therefore otherwise anyway first last next back away together
  oh ah hey hi hello please thanks thank ok okay
  i'm i've i'd i'll you're you've you'd you'll he's he'd he'll she's she'd she'll it's it'd it'll we're we've we'd we'll
  they're they've they'd they'll that's that'd that'll there's here's what's who's where's how's when's why's let's
  isn't aren't wasn't weren't don't doesn't didn't haven't hasn't hadn't can't couldn't mustn't shan't shouldn't won't
  wouldn't needn't ain't cannot
  `
    .trim()
    .split(/\s+/),
);
