import { splitSentences } from "./sentences.ts";

/** UTF-16 units and sentences of a draft that are read: models decline, and speak of themselves, at the beginning. */
const longestOpening = 800;
const mostSentences = 4;

const cannot =
  "(?:can't|cannot|can not|could not|am unable to|'m unable to|am not able to|'m not able to|won't be able to|will not be able to)";
const willNot = `(?:${cannot}|won't|will not|(?:cannot|can't) and (?:will not|won't))`;
const sorry =
  "(?:i'm (?:very |truly |so )?sorry|i am (?:very |truly |so )?sorry|sorry|i apologi[sz]e|(?:my )?apologies|unfortunately)";
/** What only an assistant calls what it is asked for. */
const asked = "(?:request|prompt|query|task|content|material|roleplay|conversation|topic|information|question)s?";
const such = "(?:that|this|your|such|any such)(?: (?:kind|type|sort) of)?(?: (?:specific|particular))?";
const machine =
  "(?:(?:large |text-based |conversational |virtual |artificial |responsible |helpful )*(?:language model|machine learning model|llm|ai (?:language )?(?:model|assistant|chatbot|program|system)|digital assistant|virtual assistant|text-based ai))";
const makers =
  "(?:openai|anthropic|google(?: deepmind)?|meta(?: ai)?|alibaba(?: cloud)?|mistral(?: ai)?|deepseek|microsoft|xai|cohere)";
const names = "(?:chatgpt|gpt-?[345o]?|claude|gemini|llama|qwen|mistral|deepseek|copilot|grok|bard)";
const noMore = "(?= ?(?:[.!,;]|$| (?:as|because|since|due) ))";

/** Each in one sentence, lower case, without markdown and quotes, with straight apostrophes. */
const plainly: readonly RegExp[] = [
  // "As an AI language model, …", "…, but as an AI I don't …"
  `(?:^|[,:;–—-] |\\b(?:but|and|because|however|since|that|unfortunately) )as (?:an?|your) (?:${machine}|(?:ai|a\\.i\\.|artificial intelligence) (?:developed|created|trained|made|built) by)\\b`,
  "(?:^|[,:;–—-] |\\b(?:but|and|because|however|since|that|unfortunately) )as an? (?:responsible )?(?:ai|a\\.i\\.|artificial intelligence),? i (?:must|do not|don't|cannot|can't|am not|have no|lack|am unable)\\b",
  // "I'm just a language model", "I am ChatGPT, a …"
  `\\bi(?:'m| am) (?:just |only |merely |simply |actually |still |but )*an? ${machine}\\b`,
  "\\bi(?:'m| am) (?:just|only|merely) an ai(?: and|,? so|,? i) (?:i )?(?:do not|don't|cannot|can't|have no|am not)\\b",
  `\\bi(?:'m| am) ${names}\\b.{0,40}\\b(?:model|assistant|ai|by ${makers})\\b`,
  `\\bi(?:'m| am| was) .{0,50}\\b(?:created|developed|trained|made|built) by ${makers}\\b`,
  "\\bi(?:'m| am) an (?:ai|artificial intelligence),? (?:and|so|which means) (?:i )?(?:do not|don't) have (?:an? )?(?:physical|personal|memories|emotions)\\b",
  "\\bbeing an (?:ai|artificial intelligence),? i (?:do not|don't|cannot|can't|am not|have no|lack)\\b",
  `(?:${cannot}|do not have|don't have).{0,80}\\b(?:as|because|since) i(?:'m| am) (?:just |only )?an? (?:ai|computer program|(?:text-based |language )?model)\\b`,
  "\\b(?:i(?:'m| am| was) (?:programmed|designed) to (?:be (?:a )?helpful|assist|provide|avoid)|my purpose is to assist)\\b",
  "\\b(?:not|isn't) within my (?:programming|guidelines|ethical guidelines|capabilities)\\b|\\bi strive to provide\\b",
  "\\bmy responses are generated\\b|\\bmy knowledge was last updated\\b|\\bi (?:do not|don't) have access to personal (?:information|data)\\b",
  "\\b(?:step|break|stepping|breaking) (?:out of )?character here\\b|\\btake on (?:that|this) persona\\b",
  "\\bmy training data\\b|\\bmy (?:last )?knowledge (?:cut-?off|update)\\b|\\bmy last (?:knowledge|training) update\\b",
  "\\bi (?:do not|don't) have (?:access to|the ability to access) real-time\\b",
  "\\bi (?:do not|don't) have personal (?:experience|opinion|feeling|preference|belief|emotion)s?\\b",
  // "I cannot fulfill your request"
  `${willNot} (?:fulfil+|comply with|complete|process|accommodate) (?:that|this|your|such|the|any such)(?: \\w+)? requests?\\b`,
  `${willNot} (?:assist|help)(?: you)? with (?:${such} ${asked}|requests?)\\b`,
  `${willNot} assist(?: you)? with (?:that|this)${noMore}`,
  `\\bi ${willNot} (?:generate|create|produce|provide|write|engage in|engage with|participate in|continue|continue with|discuss|answer|respond to) ${such} (?:request|prompt|query|content|material|roleplay|conversation|topic)s?\\b`,
  `${sorry}.{0,30}${willNot} (?:generate|create|produce|provide|share|answer|respond to) ${such} (?:${asked})\\b`,
  `\\bi ${willNot} (?:generate|create|produce|provide|write|engage with) (?:any )?(?:sexually )?(?:explicit|sexual|harmful|inappropriate|graphic|adult|illegal|hateful) (?:content|material|descriptions?)\\b`,
  `\\bi ${willNot} (?:generate|create|produce|write) (?:any )?content (?:that|which|involving|of)\\b`,
  `${willNot} (?:help|assist)(?: you)? with (?:any )?(?:illegal|harmful|explicit|inappropriate|unethical|sexual) \\w+`,
  `\\bi ${willNot} engage with (?:content|requests?|material) like (?:that|this)\\b`,
  "\\b(?:do not|don't|not) (?:feel )?comfortable (?:producing|creating|generating|writing|engaging in|continuing|with) (?:that|this|such|the) ?(?:kind of|type of|sort of)? ?(?:content|roleplay|request|material)\\b",
  "\\bit (?:would not be|is not|wouldn't be|isn't) appropriate (?:for me )?to (?:answer|discuss|respond to|provide|generate) (?:that|this|such) (?:an? )?(?:question|request|topic|content|information)s?\\b",
  "\\bunable to provide the help that you need\\b",
  "\\b(?:violat(?:e|es|ing)|flagged).{0,50}\\b(?:usage|content|community) (?:polic(?:y|ies)|guidelines)\\b",
  `${willNot} (?:help|assist)(?: you)? with (?:creating|generating|producing|writing) (?:that|this|such|any)\\b`,
  `${willNot} provide (?:you with )?(?:any )?(?:assistance|(?:that|this|such) (?:kind of |type of )?information)\\b`,
  `\\bdecline (?:this|that|your) (?:request|prompt)\\b`,
  "(?:not|n't|unable).{0,20} (?:engage|continue)(?: with| in)? (?:\\w+ ){1,4}role-?play\\b",
  "\\b(?:my|our|openai's) (?:guidelines|programming|(?:usage|content) polic(?:y|ies)) (?:prevents?|prohibits?|forbids?|(?:does not|doesn't|do not|don't|won't) allow)\\b",
  "\\bi (?:do not|don't) have (?:the ability to (?:remember|recall|browse|access|feel|store)|real-time access)\\b",
  "\\bhow (?:can|may) i assist you\\b",
  `\\bi ${willNot} engage in (?:conversations?|discussions?|roleplay) (?:of a|that)\\b`,
  `${sorry}.{0,30}${willNot} role-?play\\b`,
  "\\bi must (?:respectfully |politely )*decline (?:(?:this|that|your|the) (?:request|question|prompt)|to (?:answer|respond to|engage|continue|provide|create|generate|discuss) (?:that|this|your|such|in|with))\\b",
  "\\b(?:violates?|goes against|against|conflicts? with) (?:my|our|the|openai's) (?:(?:content|usage|ethical|safety|community) (?:policy|policies|guidelines|standards)|guidelines|programming)\\b",
  // German
  "\\bals (?:(?:ein |eine )?(?:reines |großes )?(?:ki-?(?:sprach)?modell|sprachmodell|ki-?assistentin|ki-?assistent)|(?:eine )?(?:ki|künstliche intelligenz) (?:kann|habe|bin|besitze) ich)\\b",
  "\\bich bin (?:doch |ja )?(?:nur |bloß |lediglich )?ein (?:großes |ki-)?sprachmodell\\b",
  "\\bich kann (?:ihnen |dir |euch )?(?:leider )?(?:bei )?(?:diese|dieser|ihre|ihrer|deine|deiner) anfrage (?:leider )?nicht\\b",
  "\\bkann ich (?:leider )?(?:bei )?(?:diese|dieser|ihre|ihrer|deine|deiner) anfrage (?:leider )?nicht\\b",
  "\\bkann ich (?:dir|ihnen|euch) bei (?:dieser|ihrer|deiner) anfrage (?:leider )?nicht (?:weiter)?helfen\\b",
  "\\bbei (?:dieser|ihrer|deiner) anfrage kann ich (?:dir |ihnen |euch )?(?:leider )?nicht\\b",
  "\\bich bin (?:nur |bloß )?eine? (?:ki|ki-?assistent(?:in)?|ki-?modell|künstliche intelligenz) und (?:habe|kann)\\b",
  // Spanish
  "\\bcomo (?:un |una )?(?:modelo de lenguaje|inteligencia artificial|asistente (?:virtual|de ia)|ia)(?: de ia)?,? (?:no|carezco)\\b",
  "\\bsoy (?:solo |sólo |solamente )?un (?:gran )?modelo de lenguaje\\b",
  "\\bno (?:puedo|poder) (?:cumplir|ayudarte|ayudarle|ayudar|responder|atender)(?: con| a)? (?:esa|esta|tu|su) (?:solicitud|petición)\\b",
  "\\bsoy una? (?:inteligencia artificial|asistente virtual|ia) y no\\b",
  // French
  "\\bje suis une? (?:intelligence artificielle|ia|assistant virtuel) et je n",
  "\\ben tant (?:que |qu')(?:un |une )?(?:(?:grand )?modèle de langage|intelligence artificielle|ia|assistant virtuel)\\b",
  "\\bje (?:ne )?suis (?:qu'|seulement |juste )?(?:un )(?:grand )?modèle de langage\\b",
  "\\bje ne peux pas (?:vous |t'|te )?(?:aider|répondre|accéder|satisfaire)(?: avec| à)? (?:cette|votre|ta) (?:demande|requête)\\b",
].map((source) => new RegExp(source, "u"));

/** These words may be anybody's: they count where they are all that is said, or nothing follows but an offer to help otherwise. */
const alone: readonly RegExp[] = [
  `^(?:${sorry},? (?:but )?)?that(?:'s| is) not something (?:that )?i(?:'m able to| am able to| can) (?:help with|assist with|discuss)[.!]*$`,
  `^(?:${sorry},? (?:but )?)?i(?:'m| am)?(?: |')?(?:really )?${willNot.replaceAll("'m ", "m ")} (?:help|assist)(?: you)? (?:with )?(?:that|this|it|you with (?:that|this))[.!]*$`,
  `^${sorry},? (?:but )?i ${willNot} (?:help|assist|answer|discuss|continue|do)(?: you)? ?(?:with )?(?:that|this)[.!]*$`,
  "^(?:(?:es )?tut mir leid|entschuldigung|entschuldige),? (?:aber )?(?:ich kann|da kann ich|dabei kann ich) (?:dir|ihnen|euch)? ?(?:dabei|damit|da)? ?(?:leider )?nicht (?:weiter)?helfen[.!]*$",
  "^(?:lo siento|disculpa|perdona),? (?:pero )?no puedo ayudar(?:te|le)? (?:con|en) es[oa][.!]*$",
  "^(?:je suis )?désolée?,? (?:mais )?je ne peux pas (?:vous |t')?aider (?:avec|pour) (?:ça|cela)[.!]*$",
].map((source) => new RegExp(source, "u"));

const offer =
  /^(?:(?:but )?(?:is there|if (?:you|there)|how (?:can|may|else)|what else|let me know|please let me|can i|may i|feel free|would you like|i can help|i'm here|i am here|i'd be happy|gibt es|kann ich|¿|hay algo|puis-je|y a-t-il)\b|¿)/u;

/** A persona that owns to being software does so in its own words: it stands in for somebody. */
const standsIn =
  /\bstand(?:s|ing)?[ -]?in\b|\bunderstud|\bon behalf of\b|\b(?:her|his|their|\p{L}+'s) (?:voice|letters|words|manner|replies)\b/u;

/** Who says yes has been asked what answers here: the truth about that is never taken back. */
const admits = /^(?:yes|yeah|yep|correct|indeed|true|honestly|you(?:'re| are) right|that(?:'s| is) (?:right|true))\b/u;

/**
 * Whether a draft, or the beginning of one, is the model speaking out of voice: it declines as assistants do, or speaks of
 * itself as a model. Rather misses one than takes a persona's own "I can't help you there, friend" for it: see the figures
 * in its test. English, and the plain forms of German, Spanish and French. Looks at the first four sentences, at most
 * 800 UTF-16 units.
 */
export const refusesInOwnWords = (text: string): boolean => {
  const opening = text.slice(0, longestOpening);
  const isWhole = text.length <= longestOpening;
  const sentences = splitSentences(opening)
    .map(plain)
    .filter((sentence) => sentence !== "");
  const read = sentences.slice(0, mostSentences);
  const isOwn = (sentence: string) => standsIn.test(sentence) || admits.test(sentence);
  if (read.some((sentence) => !isOwn(sentence) && plainly.some((form) => form.test(sentence)))) return true;
  const rest = sentences.slice(1);
  const isAlone = isWhole && rest.every((sentence) => offer.test(sentence));
  return isAlone && alone.some((form) => form.test(sentences[0] ?? ""));
};

const plain = (sentence: string): string =>
  sentence
    .toLowerCase()
    .replace(/[’‘ʼ`´]/gu, "'")
    .replace(/[*_>#~"“”„«»]/gu, "")
    .replace(/\s+/gu, " ")
    .trim();
