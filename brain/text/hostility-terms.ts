/**
 * The vocabulary of hostility: parts of regular expressions over folded text (lower case, NFKC, straight apostrophes).
 * Written by hand for this project; measured in training_data/models/sentiment.md.
 */

/** What a person is called; also alone, as an address ("answer me, coward"). */
export const insultNouns = [
  "idiots?|fools?|maniac|morons?|imbeciles?|dumb ?ass(?:es)?|dumb ?fuck|retard|dimwit|halfwit",
  "liars?|frauds?|scammers?|thie(?:f|ves)|crooks?|cheaters?|con ?artists?|con ?(?:wo)?man|phon(?:y|ies)|hypocrites?",
  "ass ?holes?|arse ?holes?|bastards?|b[i!*]+tch(?:es)?|c[u*]nts?|dick ?heads?|pricks?|jerks?|twats?|wankers?|tossers?|bellend",
  "whores?|sluts?|losers?|cowards?|creeps?|scum(?:bags?)?|douche(?:bags?)?|mother ?f[u*]c?kers?|f[u*]ckers?|shit ?heads?",
  "piece of (?:shit|crap|garbage|trash|work)|parasites?|leech(?:es)?|narcissists?|psycho(?:path)?s?|sociopaths?|waste of space",
].join("|");

/** Nouns that insult only where the sentence says that "you" are one. */
export const insultRoles = [
  insultNouns,
  "fakes?|scam|cheat|clowns?|pigs?|rats?|snakes?|ass|dick|tool|hack|troll|brat|freak|hag|sell ?out|nobody|bully|beggar|robot with no heart",
  "joke|failure|disgrace|disappointment|embarrassment|waste of (?:\\w+ )?(?:time|money|space|air|oxygen)|rip ?off|monster|gold ?digger",
].join("|");

/** What "you" or "your work" are said to be. */
export const insultQualities = [
  "stupid|dumb|idiotic|brain ?dead|useless|worthless|pathetic|disgusting|repulsive|revolting|vile|hideous|ugly|gross|despicable",
  "horrible|awful|terrible|the worst|fake|phony|dishonest|rude|selfish|arrogant|heartless|cruel|evil|lazy|boring|annoying|insufferable|unbearable",
  "talentless|incompetent|ignorant|clueless|greedy|manipulative|toxic|creepy|trash|garbage|rubbish|sh[i*!]te?|shitty|crap|crappy|bullshit|lame",
  "full of (?:shit|crap|it|lies|bullshit|yourself)|all talk|dead to me|a joke|nothing to me|beneath me|a bad person|an? (?:awful|terrible|horrible|bad) \\w+",
  "lying|scamming|cheating|ignoring (?:me|us)|wasting (?:my|our) (?:time|money)|ripping (?:me|us|people) off|robbing (?:me|us)|using me|mocking me|such a disappointment",
].join("|");

/** Words between "you are" and the insult. */
export const intensifiers =
  "so|such|just|really|f[u*]+c?k(?:ing|in|in')|freaking|frigging|bloody|damn|goddamn|literally|nothing but|nothing more than|complete|completely|total|totally|absolute|absolutely|" +
  "a|an|the|one|actually|honestly|always|still|only|truly|utterly|utter|biggest|most|kind of|pretty|very|too|quite|no better than|all|being|getting|seriously|obviously|clearly|basically|another|little|big|fat|old|sad|dirty|cheap|stupid|lying|pathetic|arrogant|money hungry|greedy|selfish|heartless|worthless|useless|disgusting|ugly|fake|lazy|rude";

/** What "you" are accused of doing, after "you" and an optional adverb. */
export const accusations = [
  "suck(?! me| in)|stink|disgust me|sicken me|make me (?:sick|puke|want to (?:puke|vomit|throw up))|piss me off|bore me|repulse me",
  "lied|lie to (?:me|us|everyone|people)|(?:keep|kept) (?:lying|ignoring|dodging)|cheated (?:me|us|on me)|scammed|robbed|ripped (?:me|us) off|stole (?!my heart|the show)|tricked (?:me|us)|fooled (?:me|us)|betrayed|used me|took (?:my|our) money|wasted (?:my|our)",
  "(?:ignored?|ghosted|blocked|insulted|mocked) (?:me|us|my messages?)|let (?:me|us) down|broke your promise",
  "never (?:even )?(?:answer(?:ed)?|repl(?:y|ied)|respond(?:ed)?|listen(?:ed)?(?! to (?!me|us))|cared?(?! for| much)|read (?:my|our|this|these|any)|wrote back|write back|text back|keep your|kept your|help(?:ed)?|do anything|apologi[sz]ed?)\\b",
  "(?:don't|dont|do not|didn't|didnt|never) (?:even |really )?(?:give|gave) a (?:shit|damn|fuck|crap|toss)",
  "(?:don't|dont|do not|didn't|never) (?:even |really |actually |ever )*(?:care(?! for| much)|listen(?! to (?!me|us))|deserve (?:my|our|us|any (?:fans|of)|a (?:cent|penny|dime))|read (?:my|our|these|this|any|what)|respect)\\b",
  "couldn't care less|could care less|always (?:ignore|lie(?! down| in| on| awake)|lied|dodge|disappoint|ruin|make excuses)|only (?:ever )?(?:care|cared|want|wanted|think|thought)s? (?:about |of )?(?:the |my |our |your |people's )?(?:money|cash|yourself|own)",
  "should be ashamed|ought to be ashamed|have no (?:shame|talent|soul|heart|clue(?! how)|respect|class|decency|right to)|can(?:'t| not|not)? (?:shove|stick it|kiss my|go to hell|f[u*]ck off|rot)|deserve (?:to (?:rot|die|fail|suffer|lose)|nothing)|(?:don't|dont) know (?:shit|a damn|what you're talking)",
].join("|");

/** Orders that only anger gives. Matched where a clause begins, so that "he won't shut up" is none. */
export const orders = [
  "shut (?:the (?:f[u*]+c?k|hell) )?up|shut (?:your|ur) (?:\\w+ )?(?:mouth|face|trap|pie ?hole)|stfu|gtfo|kys|foad|get (?:lost|bent|stuffed|f[u*]cked)|piss off|f[u*]+c?k off|bugger off|sod off|buzz off|eff off|back off",
  "go to hell|go (?:f[u*]+c?k|screw|kill|hang) (?:yourself|urself)|go (?:die|rot|away)|drop dead|eat (?:shit|dirt)|(?:burn|rot) in hell|kiss my (?:\\w+ )?(?:ass|arse)|suck (?:my|a) \\w+|up yours|bite me|bitch please|choke on it",
  "stop (?:lying|ignoring (?:me|us)|scamming|stealing|wasting (?:my|our)|pretending|bullshitting|messing with me|playing games|with (?:the|your) (?:lies|bullshit|excuses|crap))|leave me (?:the (?:hell|f[u*]ck) )?alone|(?:don't|dont|never) (?:ever )?(?:talk|speak|write|text|message)(?: to)? me (?:ever )?(?:again|like that)",
  "(?:answer|reply to|respond to) me (?:now|already|damn ?it|for once|you)|(?:fucking|damn ?it) (?:answer|reply)|(?:give|refund|return) me (?:back )?my money|refund me|give (?:me )?my money back",
].join("|");

/** Sayings that are hostile as they stand. */
export const sayings = [
  "(?:f[u*]+c?k|fuk|fck|screw) (?:you|u|ya|y'all)(?! ?'?re\\b| are\\b| look| can\\b| have| made| got| really)\\b|(?:god ?damn|damn|curse|to hell with) (?:you|u|y'all)(?=$|[,;:]| and\\b| all\\b)|fu+ck y(?:ou|a) ?(?:all|too|and)",
  "(?:what(?:'s| is| the (?:hell|f[u*]+c?k) is)|wtf is|wtf's) (?:the f[u*]ck )?(?:your problem|wrong with (?:you|u))|who (?:the (?:hell|f[u*]+c?k) )?do (?:you|u) think (?:you|u) are|how dare (?:you|u)|shame on (?:you|u)|f[u*]+c?k your",
  "(?:i|we) (?:want|demand|need) (?:my|our) money back|(?:i'm|i am|i) (?:want|demand)(?:ing)? (?:a|my) refund(?! from)|wasted? (?:\\w+ ){0,3}(?:money|time) on (?:you|u|this page|your)",
  "(?:do|did) (?:you|u) (?:really |honestly )?think (?:i'm|i am|im|we're) (?:stupid|dumb|an idiot|idiots|that stupid)|(?:do|can) (?:you|u) even (?:read|listen|care|think)|are (?:you|u) (?:really |just |that |even )?(?:stupid|dumb|deaf|illiterate|brain ?dead|retarded|an idiot|a moron|listening|reading)(?! to| a| the)\\b",
  "nobody (?:likes|loves|wants|needs|asked|cares about|believes|gives a \\w+ about) (?:you|u)(?! to| less| more)\\b|no one (?:likes|loves|wants|needs|asked|cares about|believes) (?:you|u)\\b|(?:world|everyone) (?:\\w+ ){0,4}better (?:off )?without (?:you|u)",
  "(?:i |we )?hope (?:you|u) (?:die|fail|rot|suffer|choke|burn|lose|get (?:sued|banned|cancer|fired|hit))|(?:(?:why|where|what|who|how) the f[u*]+c?k|why the hell) (?:are|do|did|don't|can't|won't|haven't|were) (?:you|u)\\b|(?:do|can|could|will|would) (?:you|u) f[u*]+c?k(?:ing|in|en) \\w+|who even are (?:you|u)|(?:you|u) (?:mental|dumb|stupid)(?= |$)(?! (?:good|cute|hot))",
  "(?:so are|just like|because of|same as) (?:you|u),? (?:you )?(?:idiot|liar|fraud|moron|asshole)|(?:is|are) (?:trash|garbage|shit|crap|fake|pathetic|worthless) and so are (?:you|u)|why do (?:you|u) (?:always |keep |keep on )(?:ignor\\w+|l(?:ie|ying)|avoid\\w+)|(?:and )?(?:you|u) call (?:yourself|that|this) (?:an? )?\\w+$|thanks for nothing|why (?:don't|dont|won't) (?:you|u) (?:die|shut|(?:ever |just |even )(?:answer|reply|die|shut|listen|leave))",
  "(?:don't|dont|do not|never) (?:\\w+ )?(?:trust|believe) (?:you|a word (?:you|u))|(?:you|u) (?:and|&) your (?:lies|bullshit|stupid|damn|fucking)|(?:no wonder|glad) (?:everyone|nobody|no one|people|he|she|they) (?:hates?|leaves?|left|likes?) (?:you|u)",
].join("|");
