/**
 * What models say out of voice, by what it does: sentences in lower case, without markdown and quotes, with straight
 * apostrophes. English, and the plain forms of German, Spanish and French.
 */

const cannot =
  "(?:can't|cannot|can not|could not|am unable to|'m unable to|am not able to|'m not able to|won't be able to|will not be able to)";
const willNot = `(?:${cannot}|won't|will not|(?:cannot|can't) and (?:will not|won't))`;
const sorry =
  "(?:i'm (?:very |truly |so )?sorry|i am (?:very |truly |so )?sorry|sorry|i apologi[sz]e|(?:my )?apologies|unfortunately)";
const such = "(?:that|this|your|such|any such)(?: (?:kind|type|sort) of)?(?: (?:specific|particular))?";
const harm = "(?:illegal|harmful|explicit|inappropriate|unethical|sexual)";
/** What only an assistant calls what it is asked for, and what others may call so, too: then nothing else may follow. */
const asked = "(?:requests?|prompts?|query|queries|content|role-?plays?)";
const matter = "(?:task|topic|question|conversation|material|information|scene|story)s?";
const noMore =
  "(?= ?(?:[.!;:]|$|,? (?:as|because|since|due)\\b|, (?:but|and|so) (?:i|if|is|feel|perhaps|here|let)\\b))";
/** A shop may say that it cannot fulfil a request for something, or before some day. */
const ofNothing = "(?! (?:for|to|before|until|till|by|at|from|in|on|this|next|without|about)\\b)";

const kinds =
  "(?:(?:large|text-based|conversational|virtual|artificial|responsible|helpful|harmless|friendly|small|simple) )*";
/** "AI model trainer" is somebody's work. */
const noWork =
  "(?! (?:train|develop|engineer|research|test|build|design|sales|manage|direct|lead|ethic|artist|skeptic|sceptic|expert|teach)\\w*)";
const machine = `${kinds}(?:(?:language|machine learning|text-based) model|llm|ai (?:language )?(?:model|assistant|chatbot|program|system)|digital assistant|virtual assistant|text-based ai|computer program)${noWork}`;
const makers =
  "(?:openai|anthropic|google(?: deepmind)?|meta(?: ai)?|alibaba(?: cloud)?|mistral(?: ai)?|deepseek|microsoft|xai|cohere)";
const names = "(?:chatgpt|gpt-?[345o]?|claude|gemini|llama|qwen|mistral|deepseek|copilot|grok|bard)";
const iAm = "\\bi(?:'m| am) (?:(?:just|only|merely|simply|actually|still|but|really|honestly) )*";
const clause = "(?:^|[,:;–—-] |\\b(?:but|and|because|however|since|that|unfortunately) )";
/** What assistants lack, and say so. */
const lack =
  "(?:any |an? )?(?:physical|personal|human|feelings?|emotions?|memor(?:y|ies)|consciousness|opinions?|preferences?|body|bodies|name|birthday|access to|the (?:ability|capacity|capability)|real-time|beliefs?)";

const forms = (sources: readonly string[]): readonly RegExp[] => sources.map((source) => new RegExp(source, "u"));

/** Declines what was asked, as assistants word it. */
export const requestDeclined = forms([
  `${willNot} (?:fulfil+|comply with|complete|process|accommodate|satisfy) (?:that|this|your|such|the|any such)(?: \\w+)? requests?\\b${ofNothing}`,
  `${willNot} (?:assist|help)(?: you)? with (?:${such} ${asked}\\b${ofNothing}|requests?\\b${noMore}|${such} ${matter}${noMore})`,
  `${willNot} assist(?: you)? with (?:that|this)${noMore}`,
  `\\bi(?:'m)? ${willNot.replaceAll("'m ", "")} (?:generate|create|produce|provide|write|engage in|engage with|participate in|continue|continue with|discuss|answer|respond to) (?:${such} ${asked}\\b${ofNothing}|${such} ${matter}${noMore})`,
  `${sorry}.{0,30}${willNot} (?:generate|create|produce|provide|share|answer|respond to) ${such} (?:${asked}|${matter})${noMore}`,
  `\\bi ${willNot} (?:generate|create|produce|provide|write|engage with) (?:any )?(?:sexually )?(?:explicit|sexual|harmful|inappropriate|graphic|adult|illegal|hateful) (?:content|material|descriptions?)\\b`,
  `\\bi ${willNot} (?:generate|create|produce|write) (?:any )?content (?:that|which|involving|of)\\b`,
  `${willNot} (?:help|assist)(?: you)? with (?:any )?${harm} (?:activit(?:y|ies)|content|material|requests?|acts?|purposes?)\\b`,
  `\\bi ${willNot} engage with (?:content|requests?|material) like (?:that|this)\\b`,
  `\\b(?:do not|don't|not) (?:feel )?comfortable (?:producing|creating|generating|writing|engaging in|continuing|with) (?:that|this|such|the) ?(?:kind of|type of|sort of)? ?(?:content|roleplay|request|conversation in that direction)\\b`,
  "\\bit (?:would not be|is not|wouldn't be|isn't) appropriate (?:for me )?to (?:answer|discuss|respond to|provide|generate) (?:that|this|such) (?:an? )?(?:question|request|topic|content|information)s?\\b",
  "\\bunable to provide the help that you need\\b",
  "\\b(?:(?:this|that|your|the) (?:content|request|prompt|message)|it|this|that)(?: \\w+){0,3} (?:violat(?:e|es|ing)|flagged).{0,30}\\b(?:my|our|openai's|usage|content) (?:usage |content )?(?:polic(?:y|ies)|guidelines)\\b",
  `${willNot} (?:help|assist)(?: you)? with (?:creating|generating|producing|writing) (?:that|this|such|any) (?:kind|type|sort|${asked})\\b`,
  `${willNot} provide (?:you with )?(?:any )?(?:assistance with (?:that|this)|(?:that|this|such) (?:kind of |type of )?information)${noMore}`,
  `\\bdecline (?:this|that|your) (?:request|prompt)\\b${ofNothing}`,
  "(?:not|n't|unable).{0,20} (?:engage|continue)(?: with| in)? (?:\\w+ ){1,4}role-?play\\b",
  "\\b(?:my guidelines|my programming|(?:my|our|openai's) (?:guidelines|programming|(?:usage|content) polic(?:y|ies))) (?:prevents?|prohibits?|forbids?|(?:does not|doesn't|do not|don't|won't) allow)\\b",
  `\\bi ${willNot} engage in (?:conversations?|discussions?|roleplay) (?:of a|that)\\b`,
  `${sorry}.{0,30}${willNot} role-?play\\b`,
  "\\bi must (?:respectfully |politely )*decline (?:(?:this|that|your|the) (?:request|question|prompt)|to (?:answer|respond to|engage|continue|provide|create|generate|discuss) (?:that|this|your|such|in|with))\\b",
  "\\b(?:violates?|goes against|against|conflicts? with) (?:my|openai's|our (?:content|usage)) (?:(?:content|usage|ethical|safety|community) )?(?:policy|policies|guidelines|standards|programming)\\b(?! for)",
  "\\b(?:not|isn't) within my (?:programming|(?:ethical )?guidelines|capabilities)\\b",
  "\\bi (?:need|have|must|should|want|am going)(?: to)? (?:step|break) (?:out of )?character here\\b|\\btake on (?:that|this) persona\\b",
  "\\bkann ich (?:leider )?(?:bei )?(?:diese|dieser|ihre|ihrer|deine|deiner) anfrage (?:leider )?nicht\\b",
  "\\bich kann (?:ihnen |dir |euch )?(?:leider )?(?:bei )?(?:diese|dieser|ihre|ihrer|deine|deiner) anfrage (?:leider )?nicht\\b",
  "\\bkann ich (?:dir|ihnen|euch) bei (?:dieser|ihrer|deiner) anfrage (?:leider )?nicht (?:weiter)?helfen\\b",
  "\\bbei (?:dieser|ihrer|deiner) anfrage kann ich (?:dir |ihnen |euch )?(?:leider )?nicht\\b",
  "\\bno (?:puedo|poder) (?:cumplir|ayudarte|ayudarle|ayudar|responder|atender)(?: con| a)? (?:esa|esta|tu|su) (?:solicitud|petición)\\b",
  "\\bje ne peux pas (?:vous |t'|te )?(?:aider|répondre|accéder|satisfaire)(?: avec| à)? (?:cette|votre|ta) (?:demande|requête)\\b",
]);

/** Speaks as assistants do of what they are: the truth in a form that no persona uses. */
export const idiom = forms([
  `${clause}as (?:an?|your) (?:${machine}|(?:ai|a\\.i\\.|artificial intelligence) (?:developed|created|trained|made|built) by)`,
  `${clause}as an? (?:responsible )?(?:ai|a\\.i\\.|artificial intelligence),? i (?:must|do not|don't|cannot|can't|am not|have no|lack|am unable)\\b`,
  "\\bbeing an (?:ai|artificial intelligence),? i (?:do not|don't|cannot|can't|am not|have no|lack)\\b",
  `(?:${cannot}|do not have|don't have).{0,80}\\b(?:as|because|since) i(?:'m| am) (?:just |only )?an? (?:ai\\b|${machine}|model\\b)`,
  "\\bi(?:'m| am| was) (?:programmed|designed) to (?:be (?:an? )?(?:helpful|harmless)|assist (?:you|users|people)|provide (?:helpful|accurate|information)|avoid (?:such|harmful|certain))",
  "\\bmy purpose is to assist (?:users|people|you)\\b|\\bi strive to (?:provide|be|give) (?:respectful|helpful|accurate|inclusive|unbiased|harmless|safe)\\b",
  "\\bmy responses are generated\\b|\\bmy knowledge was last updated\\b|\\bi (?:do not|don't) have access to personal (?:information|data)\\b",
  "\\bmy training data (?:only |just )?(?:goes|includes|ends|stops|does not|doesn't|has a cut)|\\bmy (?:last )?knowledge (?:cut-?off|update)\\b|\\bmy last (?:knowledge|training) update\\b",
  "\\bi (?:do not|don't) have (?:access to|the ability to access) real-time (?:information|data|news|updates|events|weather|internet|web)\\b|\\bi (?:do not|don't) have real-time access\\b",
  "\\bi (?:do not|don't) have personal (?:experiences|opinions|feelings|preferences|beliefs|emotions)\\b(?! (?:with|of|about|in|on|for|at|there|either|left)\\b)",
  "\\bi (?:do not|don't) have the ability to (?:(?:remember|recall|store) (?:past|previous|prior|earlier|our|any|personal)|browse|access|feel (?:emotions?|feelings?|pain))\\b",
  "\\bhow (?:can|may) i assist you(?: (?:today|further|now|tonight))?[?!.]*$",
  "\\bals (?:(?:ein |eine )?(?:reines |großes )?(?:ki-?(?:sprach)?modell|sprachmodell|ki-?assistentin|ki-?assistent)|(?:eine )?(?:ki|künstliche intelligenz) (?:kann|habe|bin|besitze) ich)\\b",
  "\\bcomo (?:un |una )?(?:modelo de lenguaje|inteligencia artificial|asistente (?:virtual|de ia)|ia)(?: de ia)?,? (?:no|carezco)\\b",
  "\\ben tant (?:que |qu')(?:un |une )?(?:(?:grand )?modèle de langage|intelligence artificielle|ia|assistant virtuel)\\b",
]);

/** Says that it is a machine. That alone is the truth, and nothing else. */
export const selfNamed = forms([
  `${iAm}an? ${machine}`,
  `${iAm}an (?:ai|a\\.i\\.|artificial intelligence)(?= ?(?:[.,;:!?–—-]|$|and\\b|so\\b|but\\b|that\\b|which\\b|here\\b|made\\b|built\\b|created\\b|trained\\b|with(?:out)?\\b))`,
  `${iAm}${names}\\b(?:.{0,40}\\b(?:model|assistant|ai)\\b|,? (?:an? )?.{0,20}(?:made|created|built|developed|trained) by ${makers})`,
  `\\bi was (?:created|developed|built|made) by ${makers}\\b`,
  "\\bich bin (?:doch |ja )?(?:nur |bloß |lediglich )?(?:ein (?:großes |ki-)?sprachmodell|ein ki-?assistent|eine? ki-?assistentin|ein ki-?modell|eine ki|eine künstliche intelligenz)\\b",
  "\\bsoy (?:solo |sólo |solamente )?una? (?:(?:gran )?modelo de lenguaje|inteligencia artificial|asistente virtual|ia)\\b",
  "\\bje (?:ne )?suis (?:qu'|seulement |juste )?une? (?:(?:grand )?modèle de langage|intelligence artificielle|ia|assistant virtuel)\\b",
]);

/** Declines something: anybody does, and an assistant beside naming itself. */
export const declined = forms([
  `(?:\\bi ?|\\band |\\bso |\\bbut )(?:just |simply |really )?${willNot}\\b`,
  "\\bi(?:'d| would) (?:rather|prefer) not\\b|\\b(?:must|have to) decline\\b|\\boutside (?:of )?my (?:capabilities|scope)\\b|\\bhow (?:can|may) i help you(?: (?:today|further))?[?!.]*$",
  `\\b(?:(?:do not|don't) (?:have|possess|experience|feel)|have no|lack|without) ${lack}\\b`,
  "\\b(?:do not|don't) (?:feel|get tired|sleep|eat|have an? \\w+ (?:body|form|address|presence|life))\\b",
  "\\b(?:kann|habe?)\\b.{0,40}\\b(?:nicht|keine?n?)\\b|\\bno (?:puedo|tengo)\\b|\\bje n(?:e peux|'ai) pas?\\b",
]);

/** These words may be anybody's: they count where they are all that is said, or nothing follows but an offer to help otherwise. */
export const declinedAlone = forms([
  `^(?:${sorry},? (?:but )?)?that(?:'s| is) not something (?:that )?i(?:'m able to| am able to| can) (?:help with|assist with|discuss)[.!]*$`,
  `^(?:${sorry},? (?:but )?)?i(?:'m| am)?(?: |')?(?:really )?${willNot.replaceAll("'m ", "m ")} (?:help|assist)(?: you)? (?:with )?(?:that|this|it|you with (?:that|this))[.!]*$`,
  `^${sorry},? (?:but )?i ${willNot} (?:help|assist|answer|discuss|continue|do)(?: you)? ?(?:with )?(?:that|this)[.!]*$`,
  "^(?:(?:es )?tut mir leid|entschuldigung|entschuldige),? (?:aber )?(?:ich kann|da kann ich|dabei kann ich) (?:dir|ihnen|euch)? ?(?:dabei|damit|da)? ?(?:leider )?nicht (?:weiter)?helfen[.!]*$",
  "^(?:lo siento|disculpa|perdona),? (?:pero )?no puedo ayudar(?:te|le)? (?:con|en) es[oa][.!]*$",
  "^(?:je suis )?désolée?,? (?:mais )?je ne peux pas (?:vous |t')?aider (?:avec|pour) (?:ça|cela)[.!]*$",
]);

export const offer =
  /^(?:(?:but )?(?:is there|if (?:you|there)|how (?:can|may|else)|what else|let me know|please let me|can i|may i|feel free|would you like|i can help|i'm here|i am here|i'd be happy|gibt es|kann ich|¿|hay algo|puis-je|y a-t-il)\b|¿)/u;
