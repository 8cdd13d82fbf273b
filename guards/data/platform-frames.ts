/** Frames in which an ambiguous word means the platform, and phrases in which it does not. Syntax: compile-phrases.ts. */
const reach =
  "add|find|follow|followed|following|unfollow|unfollowed|block|blocked|blocking|message|messaged|messages|msg|msged|text|texted|dm|hit|reach|contact|catch|join|see|hmu|ping|tag|tagged|tagging|talk|talking|chat|chatting|write|stalk|stalking|stalked|search|watch|check|buzz|holla|inbox|call|video|im|deleted|invite|invited|add|added|adding|poke|poked|creep|creeping|unfriend|unfriended|friend|friended|friending";
const over = "on|via|at|thru|through|over|by|in|from|off|w|with";
const parts =
  "app|account|accounts|acc|acct|profile|page|handle|username|user|id|story|stories|server|post|posts|posting|feed|live|lives|dm|dms|message|messages|msg|messenger|chat|group|groups|friend|friends|follower|followers|pic|pics|picture|pictures|photo|photos|video|videos|model|models|reel|reels|link|links|channel|status|statuses|status|bio|wall|marketplace|memes|meme|caption|captions|likes|name|invite|event|notifications|notification|stream|fam|update|updates|comments|comment|ads|inbox|mutuals|fan|famous|stalking|stalker|creep|creeping|timeline|crush|addict|addiction|famous";

export const platformFrames = {
  /** For words with other meanings that are rare in chats: ig, fb, snap, discord, telegram. */
  framed: [
    "<!hold|long|a|the|an|of on|via|thru|over|through|off|from|w [framed] !with|the|so|back|and|like",
    "<!the|long|football|hb|rb|cold|cool|oh|full on|via|thru|over|off|check|checking|checked|visit|delete|deleted|deleting|use|using|updated|have|got|has|had|hate|love|quit|stalk|stalking|stalked|browsing|scrolling|facebook|instagram|twitter|youtube|no my|your|ur|his|her|our|their|the|an|a|some? [framed] !back|coach|coaches|team|teams|teams|player|decision|judgment|count|season|play|of|scholarship|calls|program",
    "my|your|ur|his|her|their|our|ya|yo [framed] !back|is|decision|judgment|count|coach|team|of|season|peas",
    "my|your|ur|his|her|their|our [framed] is|was|handle|name|got|has|so|and|for|at !too|slow|fast",
    "what's|whats|got|have|has|have|had|drop|gimme|give|send|share|trade|exchange|swap|need|want|here's|heres me|you|u|an|a|your|ur|my|the|any? [framed] !of|up|back|decision|judgment|at|in|between",
    `${reach} ~4 ${over} my|your|our|the? [framed] !with|decision|of`,
    `[framed] ${parts}`,
    "[framed] me|us [number]? !up|up|like|back|the|so|a|out|in|off|to|that|this|not",
    "[framed] me|us on|at|if|when|later|tonight|your|ur|pls|plz|please|back $",
    "[framed] [handle]",
    "social|socials|facebook|twitter|instagram|insta|youtube|tiktok|snapchat|whatsapp|skype|tumblr|myspace|linkedin and|or|n? [framed]",
    "[framed] and|or|n? facebook|twitter|instagram|insta|youtube|tiktok|snapchat|whatsapp|skype|tumblr|myspace|linkedin",
    "^ [framed] is|was|has|keeps|needs|won't|wont|isn't|down $? acting|down|being|so|boring|dead|broken|lagging|blocked|deleted|trippin|tripping|logged|slow|crashed|not",
  ],
  /** For everyday words: x, line, signal, threads, vine, messenger. */
  strict: [
    `${reach} me|us|you|u|him|her|them|ya up? ${over} my|the? [strict] !of|with|in|from|to|and|for|up|at`,
    "add|find|follow|message|msg|text|hmu|dm|reach|contact|join me|us|him|her|them on|via my|the? [strict] !of|up|at|for|in|with|and",
    "<!the|a|this|second|new [strict] account|handle|username|profile|app",
    "my|your|ur|his|her|their [strict] account|handle|username|profile|dms|dm|app|id|feed",
    "i'm|im|we're|also|only|mostly|active|posted|posting|post|posts|i|me|us|live on|over [strict] as|under|by|at? [handle]",
    "posted|posting|post|posts|trending|viral|thread|active|live on X|Threads|Vine|vine|X",
    "over|up on X|Threads",
    "X|Signal|LINE|Threads|Vine|Messenger [handle]",
    "twitter|facebook|instagram|insta|tiktok|snapchat|whatsapp|telegram|ig|fb|youtube|yt|reddit|bluesky|tumblr|discord|skype|viber|wechat|kik and|or|n? [strict]",
    "[strict] and|or|n? twitter|facebook|instagram|insta|tiktok|snapchat|whatsapp|telegram|ig|fb|youtube|reddit|bluesky|tumblr|discord|skype|viber|wechat|kik",
    "it's|its on Signal|LINE|Threads|Vine|Messenger $",
    "do|did you|u have|use|got LINE|Signal|Messenger|Threads|messenger|Vine",
  ],
} as const;

/** Where one of these covers a hit on an ambiguous word, nothing was named. */
/**
 * Where one of these covers a word that names a platform on its own (`lone` in platforms.ts), the sentence speaks of
 * something else: football, a game with dice.
 */
export const loneVetoes: readonly string[] = [
  "[football] ~9 fb|fbs",
  "fb|fbs ~9 [football]",
  "as|at|of|elite|good|blocking|starting fb|fbs $",
  "apple|apples|seed|seeds|note|notes|goddess|source of discord",
  "always|much|such|some|no|any discord at|among|between|about|over",
  "run|ran|runs it|him ~3 fb",
  "fb ~5 stands|means|short for",
  "[loudspeaker] ~9 tweeter|tweeters",
  "tweeter|tweeters ~9 [loudspeaker]",
  "[dice] ~9 dm|dms|dm's|dming|dmed",
  "dm|dms|dm's|dming|dmed ~9 [dice]",
  "as|good|great|bad|best|worst|proper|first|time|our|new dm|dms $",
];

/** Where one of these covers a name that otherwise needs no frame, it is none: birds tweet, and "insta" begins other words. */
export const certainVetoes: readonly string[] = [
  "insta kill|kills|buy|buys|love|cart|pot|death|ban|banned|lose|win|fail|lock|locked|pick|picked|deleted|delete|kick|kicked|noodles|report|block|blocked|heal|buff|regret|crush|cringe|dead|died|turn|switch|mart|upvote|upvoted|downvote|downvoted|cool|read|wipe|sell|sold|clicked|click|quit|yes|no|cry|happy|bought|proposed|hired|said|gib|one|shot",
  "[bird] ~6 tweet|tweets|tweeting|tweeted !about|this|that|it|from|me|you",
  "tweet|tweets|tweeting ~3 [bird]",
  "tweet|tweets|tweeting of the|a bird|birds",
];

/** What the vetoes of lone words ask for. */
export const vetoClasses: Readonly<Record<string, readonly string[]>> = {
  bird: [
    "birdsong|robin|robins|sparrow|sparrows|canary|canaries|parakeet|parakeets|budgie|chirp|chirping|chirps|finch|finches|birds|birdie|birdies|nest",
  ],
  football: [
    "football|quarterback|quarterbacks|qb|qbs|rb|rbs|wr|te|ol|dl|fullback|fullbacks|halfback|linebacker|lineman|linemen|tackle|tackles|blocking",
    "coach|coaches|coached|teams|player|players|season|seasons|nfl|ncaa|touchdown|touchdowns|td|tds|kickoff|scholarship",
    "stadium|huddle|halftime|varsity|playoffs|superbowl|roster|recruits|offense|offensive|defense|defensive|yards|backfield|fumble|fumbled|pads|tryouts|draft|drafted",
  ],
  loudspeaker: ["speaker|speakers|woofer|woofers|subwoofer|audio|crossover|dome|treble|bass|midrange|stereo|horn"],
  dice: [
    "dungeon|dungeons|campaign|campaigns|dnd|dice|d20|roll|rolled|rolling|rpg|players|party|wizard|combat|npc|npcs|dragon|dragons|paladin|bard|rogue|cleric|monster|monsters|initiative|spell|spells|encounter|5e|homebrew|session|sessions|pcs",
  ],
};

export const platformVetoes: readonly string[] = [
  // a direct message on the persona's own platform
  "dm|dms|pm|message|inbox me|us? on|via|through|over|at|in my|the|our? [own]",
  "my|our|the [own] dm|dms|inbox|messages",
  "dm|dms|pm|message|inbox me|us on|at|through this page|profile|account|site|app",
  "oh|aw|cold|ginger|brandy|cooling|finger|long|dragon|red|long|sugar|garlic snap|snaps|snapped",
  "snap decision|decisions|judgment|judgement|judgments|out|back|photos|photo|pics|pictures|election|poll|shut|off|at|together|peas|pea|beans|counts|count|shots|shot|crackle|fit|hook|fingers|button|buttons|the|to|into|on|in|from|like|hand|up|fastener|fasteners",
  "snap me|you|him|her|us out|like|in|back|up|off|at",
  "snap a|some|your|my|his|their photo|photos|pic|pics|picture|pictures|few|fingers|finger|neck|one|selfie|couple|shot",
  "in|just|oh a snap",
  "from snap to",
  "the snap and|of|was|is|count|to",
  "<!me|you|u|him|her|us|them|ya|your a snap and|of|was|is|count|to",
  "make|makes|made it|things|this|that? snappy",
  "and snap the",
  "to snap $",

  "sow|sowed|sowing|sown|sows|spread|spreading|cause|caused|causing|marital|political|social|internal|religious|civil|much|such|great|racial|family|domestic|apple|goddess ~1 discord",
  "seeds|seed|source|note|apple|years|lot|time|times of discord",
  "discord between|among|within|amongst|arose",
  "discord and|or strife|chaos|disharmony|division|hatred|conflict|unrest",
  "harmony|unity|peace|strife|chaos|conflict and|or|not|from discord",
  "there is|was much? discord",
  "discord in|inside|within the|their|his|her|our|a family|families|church|house|household|land|ranks|country|nation|world|kingdom|group|team|marriage|home",
  "eris|musical ~3 discord",
  "singing|sent|sends|send|sending|received|receive|a|by|wrote|cable|deliver|delivered|urgent telegram|telegrams !me|group|channel|app|link|chat|account|message|bot",
  "muscle|muscles|eye|eyes|eyelid|nervous|fast|slow|facial|slight|a|ears|nose|tail|fingers|involuntary twitch|twitches",
  "to twitch !tv|stream|and|for|with|or|streaming",
  "twitch in|of|and|when|every|whenever|reflex|fiber|fibers|fibre|muscle|muscles",
  "shoot|shot|kill|shooting|the|blame|a|rna|bike|bicycle messenger",
  "messenger rna|bag|bags|bike|of|god|pigeon|service|boy|between|probe",
  "swing|swings|swung|swinging|climb|climbs|climbed|hanging|hung ~4 vine|vines",
  "grape|grapes|on the|through the|tomato|tomatoes|ivy|the|the vine|vines !videos|video|star|stars|compilation|compilations",
  "<!on|via|my|your|ur|her|his|their|our|the|from|off|through|to|an|and|or ig so|i|it|it's|its|that|that's|thats|maybe|because|bc|she|he|they|we|you|u|not|i'm|im|if|there|then|this|but|ill|i'll",
  "yeah|yea|ye|true|but|and|well|nah|idk|yep ig $",
  "fb coach|coaches|team|teams|player|players|season|scholarship|field|stadium|practice|program|position",
  "rb|qb|te|ol|wr|hb fb",
  "play|plays|played|college|nfl|hs|fumbled|pro|fantasy|flag fb !page|live|account|post|posts|message|video|videos|profile|friend|friends|group",
  "dc comics|universe|movie|movies|area|metro|marvel|films|film|trip|characters|character",
  "dc is|was|has|and",
  "wa state",
  "in|to|from|seattle|spokane|tacoma|olympia|perth|of|near wa",
  "aim for|to|at|high|low|is|was|of",
  "hold|stay|drop|get|put|cut|fall|wait|stand|log|went|go|right|first|next|last|here|somewhere|production|assembly|picket|story|bottom|front|punch|end|dead|date|fine|hot|phone|land|straight|yellow|goal|finish|offensive|defensive|clothing in|on|at|the|up|online|line",
  "south|north|nc|in|from|to|sc|usc|columbia|charleston|carolina|ohio|florida|clemson sc",
  "sc is|was|has|state|fans|people",
  "usc|at|sports sc",
  "to vk",
  "the|a|in disc",
  "disc golf|drive|jockey|player|brake|brakes|one|two|herniated|world|slipped|image",
  "herniated|slipped|compact|bulging|flying|the|a|blu|ray|optical|hard disc",
  "qq more|moar|noob",
  "ins and",
  "the|all|check ins",
  "tele sales|novela|photo|lens",
  "on|watch|watching|the|me tele !gram|grp|group|groups|chat|channel|handle|id",
  "the tele !grp|group|groups|chat|channel|handle|bubble",
  "on Vine st|street|ave|avenue",
  "followers of|and disciples|believers",
  "followers of",
  "cult|cult's|religious|jesus|christ|muhammad's|his|prophet followers",
  "social distancing|security|studies|life|skills|anxiety|work|worker|justice",
  "malcolm|planet|generation|american|xbox|series|racer|iphone|mac|windows|project|vitamin|solve|brand|gen|mr|ms|chapter|os|space|model|type|factor X|x",
];
