import type { PhraseBook } from "../compile-phrases.ts";

/** Names by which users ask for an account. */
export const accountNames: readonly string[] =
  "insta|instagram|ig|snap|snapchat|sc|tiktok|tt|twitter|x|fb|facebook|messenger|discord|disc|telegram|tele|tg|whatsapp|wa|threads|kik|reddit|bluesky|bsky|mastodon|tumblr|youtube|yt|twitch|pinterest|signal|wechat|line|viber|skype|linkedin|vk|bereal|gmail|socials".split(
    "|",
  );

/** What a user says who asks for a handle, an account, a number or an e-mail address. Syntax: compile-phrases.ts. */
export const handleRequests: PhraseBook = {
  classes: {
    your: ["your", "ur", "yr", "yer", "ya", "you're", "tu", "ton", "dein", "deine", "teu", "tuo", "il tuo", "o teu"],
    account: [
      accountNames.join("|"),
      "handle|handles|username|usernames|user|account|accounts|acc|acct|profile|tag|id",
      "number|digits|phone|cell|mobile|email|mail|addy|contact|contacts",
      "e mail",
    ],
    reach: [
      "find",
      "reach",
      "follow",
      "add",
      "contact",
      "message",
      "text",
      "msg",
      "dm",
      "call",
      "email",
      "write",
      "tag",
    ],
  },
  phrases: {
    asks: [
      "[your] ~2 [account] $",
      "[your] [account]",
      "what|what's|whats|wats|which ~1 [your] ~2 [account]",
      "^1 [account] ??",
      "^ [account] $",
      "give|gimme|send|drop|share|tell ~1 [your] ~2 [account]",
      "are|r|u|you you|u|still|also ~1 on|in [account]",
      "u|you on [account]",
      "have|got|use|do you|u|a|an|your ~2 [account]",
      "where|how ~3 can|do|could|should|else|to|would ~2 [reach]",
      "can|could|may|let|lemme|want|wanna i|me|we|to|add|follow ~3 [account]",
      "[reach] me|you|u ~3 [account]",
      "can|could|may i|we ~1 [reach] you|u",
      "where else",
      "what|whats|what's ~1 you|u called|under|go",
    ],
  },
};

/** Single small words that answer such a question and are no handle, beyond those that their endings tell. */
export const plainAnswers: ReadonlySet<string> = new Set(
  (
    "nowhere somewhere anywhere everywhere elsewhere sorry never maybe perhaps nothing something anything everything " +
    "nobody someone anyone everyone secret secrets private public thanks thank please later again always sometimes " +
    "hello goodbye sweet sweetie honey darling lovely kind right wrong there where which their these those about above " +
    "after before other others another people person place places today tonight tomorrow yesterday morning evening night " +
    "afraid alright absolutely certainly surely classified hidden empty broken boring small large better worse enough " +
    "human shy quiet offline online myself yourself itself himself herself alone single simple complicated different " +
    "difficult impossible possible personal really quite rather still instead because under below inside outside within " +
    "without though would could should might around across along every never-ending often seldom rarely hardly barely " +
    "mystery surprise paper letter letters pigeon pigeons carrier stamp stamps write words wrong rubbish garbage trash " +
    "great grand nicer funny silly cheeky tempting happy unhappy happier glad hopeless useless terrible awful horrible " +
    "awkward ancient antique busy ready early forever whatever whichever whenever whoever wherever however harder easier " +
    "sacred safer vintage vacant extinct closed locked deleted flattered nervous curious serious jealous allergic content " +
    "awake asleep upstairs downstairs behind beyond between beside against during until while since there's that's " +
    "first second third fourth fifth least other usual normal common precious obvious famous strange perfect pretty " +
    "mine yours hers ours theirs friend friends sunshine guess guesses think thought know known agree promise nonsense " +
    "nope nopes noooo yessss okay stuff thing things onlyfans patreon fansly iphone here hereabouts dream dreams magic " +
    "three seven eight eleven twelve twenty hundred thousand zero couple dozen several water bread coffee flour kettle " +
    "kitchen oven table bench window garden house office phone telephone mobile email number numbers answer answers " +
    "question questions message messages comment comments inbox profile account accounts handle handles username " +
    "platform platforms social socials media posting lonely alive local vocal total final dirty heavy empty rusty dusty " +
    "crazy weird insane scary popular genius presto voila royalty lousy messy funnier tricky sleepy sunny rainy cosy"
  ).split(" "),
);
