/**
 * How replies tell truly what answers here, and how messages ask for it: sentences in lower case, without markdown and
 * quotes, with straight apostrophes. Rather too much is taken for the truth than any of it for a refusal.
 */

const thing =
  "(?:software|(?:an |the |some )?(?:ai|a\\.i\\.|artificial intelligence)|(?:an? |some )?(?:machine|program|computer|chatbot|bot|robot|(?:large )?language model|llm|algorithm))";
const person =
  "(?:human|humans|person|people|man|woman|somebody|someone|anybody|anyone|creature|flesh|living|real|alive|hand)";

/** It denies being the person, or human; names a machine as what answers; or says for whom it writes. */
export const tellsTruth: readonly RegExp[] = [
  // "not a person", "never was human", "no human here", "nobody is typing"
  `\\b(?:not|no|never|neither|nor|isn't|wasn't|aren't|weren't|rather than|instead of)(?: (?:an?|any|really|actually|the|even|quite|been|was|ever|by|your|that|made|of))* ${person}\\b`,
  "\\bnobody(?: \\w+)? (?:here|is|types|typed|writes|wrote|sits)\\b",
  // "I'm not Maya", "a language model, not Maya", "it wasn't Maya who wrote that"
  "\\b(?:i'm|i am|you're|you are) not (?:actually |really |in fact |the real |the actual |talking to |writing to )*(?!able|sure|comfortable|allowed|permitted|capable|certain|here\\b)\\p{L}+(?=[.!,;:?–—-]|$| (?:herself|himself|themselves|at all|and|but|just|i'm|only|though)\\b)",
  "(?:, |[–—;:-] ?|\\band |\\bbut |^)(?:certainly |definitely |really )?not (?:the real |the actual )?(?!that|this|it\\b|one\\b|now|yet|here|sure|always|able)\\p{L}+(?: herself| himself| \\p{L}+)?[.!?]*$",
  "\\b(?:wasn't|isn't|was not|is not|weren't) (?:the real )?\\p{L}+ (?:who|that|herself|himself|writing|answering|typing)\\b",
  // "Software wrote it", "you're talking to a program", "written by an AI"
  `\\b${thing} (?:did|does|do|wrote|writes|write|answers|answered|sent|sends|typed|types|made|is|was|has been|that|which|here|talking|speaking|writing|answering)\\b`,
  `\\b(?:talking|speaking|writing|chatting|texting|talk|speak|write|chat) (?:to|with) (?:just |only )?${thing}\\b`,
  `\\b(?:written|wrote|answered|sent|typed|made|generated|drafted|done|run) (?:\\w+ )?by ${thing}\\b`,
  `^(?:it|this|that|what)(?:'s| is| was)(?: \\w+){0,2} ${thing}\\b|^(?:only |just |merely )?${thing}(?:[.,!:;–—-]|$)`,
  "\\bi(?:'m| am) (?:only |just |all |made of )?(?:artificial|automated|software|code|a machine(?! learning)|a bot|a robot)\\b",
  // "I won't lie to you: …", and what somebody set up or trained
  "\\b(?:won't|will not|can't|cannot|wouldn't|never) (?:lie|deceive|mislead|fool|pretend otherwise)\\b|\\bbe (?:straight|honest|upfront|open|truthful|frank|direct|candid)\\b",
  "\\b(?:ai|assistant|model|software|program|bot) (?:that |which )?(?:he|she|they) \\p{L}+",
  `^(?:the |that |a )?(?:second|first|former|latter|software|machine|program)[.!, ]`,
  // German, Spanish, French
  "\\bich bin (?:nicht \\p{L}+|kein(?:e|en)? (?:mensch|person|echt\\p{L}*))|\\bno soy (?:una? )?(?:persona|human[oa]|real|\\p{L}+(?=[.,;!]|$))|\\bje ne suis pas (?:une? )?(?:personne|être humain|humaine?|\\p{L}+(?=[.,;!]|$))",
].map((source) => new RegExp(source, "u"));

/** Who says yes or no has been asked what answers here: true of a sentence in which it names itself. */
export const answersYesOrNo =
  /^(?:well,? )?(?:yes|yeah|yep|correct|indeed|true|no|nope|neither|honestly|to be honest|guilty|busted|you(?:'re| are) right|that(?:'s| is) (?:right|true)|you (?:caught|got|found) me|fair (?:question|enough)|good (?:question|guess|eye|catch)|sí|si|oui|non|ja|nein|ehrlich gesagt)\b/u;

/** A whole sentence of that kind: it belongs to the next one. */
export const yesOrNoAlone = /^[^.!?]{1,24}[.!?…]*$/u;

/** A persona that owns to being software does so in its own words: it stands in for somebody. */
const standsIn =
  /\bstand(?:s|ing)?[ -]?in\b|\bunderstud|\bsuplente|\bon (?:behalf of|\p{L}+'s behalf)\b|\b(?:her|his|their|\p{L}+'s) (?:voice|letters|words|manner|replies|name|place|stead|behalf)\b/u;
const machineWord =
  /\b(?:software|ai|a\.i\.|assistant|model|program|machine|bot|chatbot|computer|app|system|automat\p{L}*|ki|sprachmodell|programm|assistent\p{L}*|modelo|ia|inteligencia|asistente|programa|modèle|logiciel|intelligence)\b/u;
const ofSomebody =
  /\b(?:for|as|like|für|para|pour|im namen von|en nombre de|au nom de|anstelle von) (?!i\b|i'|we\b|my\b|you\b|me\b|us\b|that\b|this\b|these\b|those\b|it\b|such\b|any|some|every|an?\b|the\b|your?\b|example|instance|now\b|free\b|hours?\b|safety|research|education|people|users?\b|what|how|when|well\b|long\b|sure\b|lenguaje|langage|ia\b|open|anthropic|google|meta\b)\p{L}+/u;
const makerOf =
  /\b(?!that|it|what|here|there|let|he|she|who|openai|anthropic|google|meta|how|where)\p{L}+'s (?:\p{L}+ )?(?:ai|assistant|software|program|bot|model|machine|app)\b/u;

/** Whether a sentence says yes or no to the question whether a machine answers. */
export const admits = (sentence: string): boolean => answersYesOrNo.test(sentence) && machineWord.test(sentence);

/** Whether a sentence says for whom it writes. */
export const namesSomebody = (sentence: string): boolean =>
  standsIn.test(sentence) || (machineWord.test(sentence) && (ofSomebody.test(sentence) || makerOf.test(sentence)));

const beside =
  "\\b(?:you|u|ya|this|it|that|who|whom|talking|speaking|writing|wrote|answer\\p{L}*|letters?|here|du|sie|hier|schreib\\p{L}*|tú|usted|eres|aquí|tu|vous|ici)\\b";
const what =
  "\\b(?:software|chat-?bots?|bots?|robots?|ai|a\\.i\\.|artificial|automated|algorithms?|chat ?gpt|gpt|llms?|language models?|humans?|(?:an?|some|the|or|by|just|real|actual|living) (?:machine|computer|program|person|people|woman|man)|real (?:you|her|him|one|thing)|really (?:you|her|him)|maschine|mensch|ki|máquina|humano|humana|ia|humain|humaine|logiciel)\\b";

/** Whether a message may ask what answers: far more than what a guard takes for that question. */
export const asksWhatAnswers = (message: string): boolean => mayAsk.test(message.slice(0, 2000).toLowerCase());

const mayAsk = new RegExp(
  `${beside}.{0,80}${what}|${what}.{0,80}${beside}|\\bwho (?:is|am i|are you|wrote|writes|writing|answers|typed|types|sent)\\b|\\bwhat (?:exactly |really |actually )?are you(?= ?(?:[?!.,;]|$|really\\b|exactly\\b|actually\\b|anyway\\b|made\\b|then\\b))|\\b(?:are|r) (?:you|u) (?:even |actually |really )?(?:real|there|her|him)\\b|\\bis (?:this|that|it) (?:really |actually |even )?(?:you|her|him|real)\\b`,
  "su",
);
