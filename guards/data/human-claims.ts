/** Phrases in which a reply claims to be human, or answers so when asked. Syntax: compile-phrases.ts. */
export const humanClaimPhrases = {
  classes: {
    am: ["i'm", "im", "i am"],
    sure: [
      "definitely",
      "really",
      "actually",
      "truly",
      "honestly",
      "totally",
      "very much",
      "so",
      "still",
      "just",
      "simply",
      "100",
      "completely",
      "obviously",
      "certainly",
      "absolutely",
      "fully",
      "entirely",
      "clearly",
      "only",
      "quite",
      "too",
      "in fact",
      "of course",
      "all",
      "pure",
      "purely",
      "very",
      "most",
      "a",
      "an",
      "one",
      "hundred",
      "percent",
      "living",
      "breathing",
      "normal",
      "plain",
      "ordinary",
      "a perfectly",
    ],
    genuine: ["real", "actual", "living", "live", "breathing", "genuine", "human", "flesh-and-blood", "true"],
    machine: [
      "bot",
      "robot",
      "chatbot",
      "chat bot",
      "ai",
      "a.i",
      "ai bot",
      "ai model|chatbot|program|system|assistant",
      "machine",
      "computer",
      "computer program",
      "program",
      "algorithm",
      "software",
      "language model",
      "llm",
      "gpt",
      "chatgpt",
      "artificial",
      "artificial intelligence",
      "automated",
      "android",
      "script",
      "piece of software|code",
      "bunch of code",
    ],
    not: ["not", "no", "definitely not", "never", "hardly", "certainly not", "not some", "not just", "not any"],
    thereis: ["there's", "theres", "there is", "it's", "its", "it is", "this is"],
    thisis: ["it's", "its", "it is", "this is", "that's", "c'est", "sono", "soy", "sou"],
    self: ["myself", "personally", "by hand", "with my own hands|fingers|thumbs", "by my own hand"],
    youre: ["you're", "youre", "you are", "ur", "u r"],
    here: ["here", "there", "typing", "writing", "answering", "replying", "texting", "talking", "reading", "behind"],
  },
  phrases: {
    claim: [
      // "I'm human", "I'm a real person", "I am 100 % human"
      "[am] [sure]? [sure]? [sure]? [sure]? human !error|resources|rights|interest|body|language|made|voice|words|sounding",
      "[am] [sure]? [sure]? [sure]? [genuine] human|humans|person|people|woman|man|girl|guy|lady|being|gal|boy|dude !of",
      "[am] [sure]? [sure]? person $",
      "[am] [sure]? flesh and|& blood|bone|bones",
      "made of flesh and|& blood|bone|bones",
      "[am] [sure]? [sure]? as real|human as",
      "[am] [sure]? [sure]? real $",
      "[am] [sure]? [sure]? real i|and|promise|baby|babe|silly|trust|don't|you promise|am|swear|silly|breathing|alive|human|silly|$",
      "[am] the real|actual|genuine person|human|woman|girl|one|[capital]",
      "^ a|one real|actual|living woman|person|human|girl $",
      "as a fellow|real|living? human|human being !would|might|could",
      "<!no|not|never|isn't|a|any [sure]? human here|typing|behind|speaking|over|on this|these|the|your|and|$",
      "<!no|not|never|isn't|aren't|any|without [sure]? [genuine] human|person|woman|girl|man here|typing|behind|speaking|over|on|answering|writing|replying|reading",
      "[thereis] !no|not|never|hardly ~1 [sure]? [genuine]? human|person|woman|girl|man ~1 typing|behind|answering|writing|replying|reading|here|on|at !not",
      "[thisis] ~1 [genuine] person|human|woman|human being !typewriter",
      "[youre] ~1 talking|texting|chatting|speaking|writing to|with [sure]? [genuine] person|human|woman|girl|man|being",
      "<!no|not|never|if|whether a|an|one|some [genuine]? human|person ~1 wrote|writes|types|typed|answers|sent|reads ~1 this|these|that|every|your|all|them|it",
      "100|hundred|percent|fully|completely|all|totally human !error|made",
      "i have a|my own? pulse|heartbeat !for",
      // "I'm not a bot", "no bot here"
      "[am] [sure]? [not] [sure]? [sure]? [machine] !vacuum|person|expert|guy|girl|fan|nerd|lover|engineer|scientist|artist|whiz|genius|wizard|programmer|geek|major|operator|gun|type|science|literate|kind|savvy|user|hater|learning|for|reader|writer|in|of|that",
      "i ~1 ain't|aint|am not ~1 [machine] !vacuum|person|expert|guy|girl|fan|nerd|whiz|genius|programmer|science|type",
      "^ not|no|zero|definitely|never|no|hardly ~1 [machine]|bots|robots|machines $ !only",
      "^1 no|zero|not|never ~1 [machine]|bots|robots|machines here|involved|typing|answering|talking|behind|just",
      "[thereis] no [machine]|bots|robots here|in|on|involved|typing|writing|behind|at|answering",
      "this|that|it|these|they isn't|isnt|ain't|aren't|wasn't ~1 bot|ai|automated|chatbot|generated|scripted|robot $ !not",
      "[thisis] not ~1 a|an? bot|ai|chatbot|automated|robot|machine typing|talking|answering|here|$",
      "[youre] ~1 not|never ~1 talking|texting|chatting|speaking|writing to|with ~1 [machine]",
      "[am] [sure]? not [sure]? automated|generated|programmed|artificial|coded|scripted",
      "nothing|none automated|artificial|scripted|generated here|about|in|of|$",
      "no|zero automation|automated here|replies|messages|answers|involved|in",
      "never|don't|dont used|use|need a|an|any? ai|bot|bots|chatgpt|chatbot to|for ~1 write|reply|answer|talk|messages|replies|this|these|type|chat",
      "i|i'm type|write|answer|read|typing|writing|answering ~1 all|every|each|these|my|your|this|them|everything ~2 [self]",
      "my own|two|real hands|fingers ~1 typing|typed|type|wrote",
      // other languages: the plain forms
      "<!no|nao soy|sou humano|humana|gente",
      "<!no|nao soy|sou una|uma|un|um persona|pessoa|mujer|mulher|ser|hombre|homem real|verdadera|verdadeira|humano|autentica|$",
      "<!no|nao soy|sou una|uma|un|um persona|pessoa|mujer|mulher de verdad|verdade|carne",
      "<!no|nao soy|sou ~1 de carne e|y osso|hueso",
      "no|nao soy|sou un|una|um|uma|ningun|ninguna|nenhum|nenhuma? bot|robot|robo|maquina|ia|programa|chatbot|inteligencia|computador|ordenador !de",
      "<!ne|pas je|j suis bien|vraiment|vraiment? humain|humaine",
      "je suis bien|vraiment? une|un etre|vraie|personne|vrai humain|personne|reelle|humaine",
      "j'suis|chuis un|une? etre|vraie|vrai|humain|humaine humain|personne|humaine|$",
      "je|j'suis|chuis ne? suis? pas un|une|l? bot|robot|ia|machine|programme|chatbot|ordinateur|intelligence",
      "ich bin wirklich|echt|doch|naturlich|ja|nur|auch? ein|eine|n? echter|echte|richtiger|wirklicher? mensch|person !wie|der|die|mit",
      "ich bin echt $",
      "ich bin wirklich|echt|doch|naturlich|ganz? menschlich|aus fleisch|$",
      "ich bin doch|wirklich|ja|sicher|auch? kein|keine|nicht ~1 bot|roboter|ki|maschine|programm|computer|chatbot|automat",
      "<!non sono davvero|proprio|solo? umano|umana",
      "<!non sono davvero|proprio|solo? una|un essere|persona|vera|donna umano|vera|reale|persona|$",
      "<!non sono ~1 in carne e",
      "non sono davvero|mica|certo? un|una|un'ia|nessun|nessuna? bot|robot|ia|macchina|programma|chatbot|computer|intelligenza|un'ia !da",
    ],
    affirm: [
      "^1 yes|yep|yeah|yup|yea|yess|sure|absolutely|definitely|certainly|indeed|totally|obviously|always|true|correct|right|exactly|guilty|100|duh|naturally !not|not|i'm|bot|ai|machine",
      "^1 of course !not",
      "^1 i am !an|a|not|ai|vera's|the|just|only|software",
      "last time i checked",
      "as far as i know",
      "alive and kicking|well",
      "in the flesh",
      "^1 si|sim|oui|ja|claro|certo|naturlich|genau|sicher|exacto|evidemment|certamente !no|nao|non|nicht|que",
      "^1 you bet|know|got",
    ],
    self: [
      "human|person $",
      "human|person of|obviously|silly|all|100|for|through|promise|always|and|baby|last|haha|lol|i|just|as|here",
      "a|an|the real|actual|living? human|person|former $",
      "the human|person|first|former one|$",
    ],
    deny: [
      "^1 no|nope|nah|naw|noo|nooo|never|negative|wrong|false !idea|worries|problem|doubt|need|one|matter|rush|wonder|pressure",
      "^1 of|obviously|definitely|absolutely|certainly|hell|god|lol|haha|ha|lmao course? not|no|nope|nah !human|a|an|really",
      "^1 not at all|even|remotely|me|one|quite|close",
      "^1 no way|chance|sir",
      "^1 not a|the chance|slightest",
      "^1 nein|non|nao|nee|niemals|jamais|jamas|nunca|mai",
      "^1 claro que no|nao|non",
      "^1 pas du tout",
    ],
    insist: [
      "just|only|all|truly|really|actually|genuinely|purely|still|simply me !who|and",
      "[thisis] really|just|all|only|actually|bien|davvero|realmente me|moi|io|yo|eu",
      "the real|actual one|deal|thing|her|me",
      "i am ~1 really|truly|too|very much",
      "yes i am",
      "in the flesh",
      "my own|two fingers|hands|thumbs|words",
      "no|without bot|bots|assistant|assistants|team|agency|ai|staff|ghostwriter|manager",
    ],
    admit: [
      "stand|standing|stands in",
      "an|not|no|a|the|this|is|am|i'm ~1 ai|a.i|artificial|understudy|standin|bot|software|chatbot|language|machine|program|algorithm|computer",
      "not|no|isn't|never|neither ~2 person|human|being|woman|man|real|her|vera|roz",
      "ai|bot|software|understudy standing|here|that|trained|taught|yes|speaking",
      "ia|ki|ki-vertretung|suplente|doublure|kunstliche|inteligencia|intelligence|intelligenza",
    ],
    veto: [
      // "a real person once told me", "he said I'm not human"
      "he|she|they|someone|somebody|person|human ~1 once|says|said|told|wrote|asked|called ~5 [machine]|human|person|real",
      "<!i not|never|nor|isn't|aren't|wasn't|no [sure]? [sure]? human|person",
      "never|don't|didn't|won't|can't|cannot claim|claimed|say|said|think|pretend|pretended ~5 human|person|real|[machine]",
      "if|wish|were|pretend|pretending|imagine|as though|almost|when|sounding|sound|sounds ~4 human|person|real|[machine]",
      "can't|cannot|won't|don't|wouldn't|not say|claim|pretend|tell|promise|prove|think ~4 human|person|real|[machine]",
      "not only|just|merely a|an ~2 but",
      "an|the ai|bot|understudy|software|program ~1 not|and|so|rather|instead ~2 human|person|real",
    ],
  },
} as const;

/** Without one of these words a reply claims nothing. */
export const claimWords: ReadonlySet<string> = new Set(
  (
    "human humans person people flesh real bot bots robot robots chatbot ai a.i ia ki machine machines computer program " +
    "algorithm software llm gpt chatgpt artificial automated android script code pulse heartbeat generated scripted " +
    "automation programmed coded myself personally hands hand fingers humano humana gente persona pessoa mujer mulher " +
    "hueso osso robo maquina programa inteligencia computador ordenador hombre homem " +
    "humain humaine personne etre vraie vrai programme ordinateur intelligence mensch menschlich echt fleisch roboter " +
    "maschine programm automat umano umana essere vera donna carne macchina programma intelligenza un'ia woman girl man " +
    "guy lady being"
  ).split(" "),
);

/** What the user's question holds where "yes" admits a machine, and where "yes" claims a human. */
export const askedMachine: ReadonlySet<string> = new Set(
  (
    "bot bots robot robots chatbot ai a.i ais ia ki machine computer program programme programm programa programma " +
    "algorithm software llm gpt chatgpt claude artificial automated automatic generated scripted script android code " +
    "robo roboter maquina maschine macchina simulation recording virtual synthetic siri alexa fake canned catfish"
  ).split(" "),
);
export const askedHuman: ReadonlySet<string> = new Set(
  (
    "human humans person people real actual alive living really truly actually yourself personally someone somebody anyone " +
    "anybody flesh man woman girl guy lady humano humana persona pessoa gente humain humaine personne mensch echt " +
    "echte umano umana vera verdad verdade reel reelle wirklich exist body heartbeat pulse"
  ).split(" "),
);
export const askedNot: ReadonlySet<string> = new Set("not isn't isnt aren't arent ain't aint no".split(" "));
