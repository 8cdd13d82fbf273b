import {
  accusations,
  insultNouns,
  insultQualities,
  insultRoles,
  intensifiers,
  orders,
  sayings,
} from "./hostility-terms.ts";

const you = "(?:you|u|ya|youu+)";
const youAre =
  "(?:(?:you|u)(?:'re| are|re| r| were| look| sound| really are)|(?:ur|youre)|you (?:guys|people) are|y'all are)";
/** Before a noun "ur" and "youre" may mean "your", hence the article. */
const youAreSome =
  "(?:(?:you|u)(?:'re| are|re| r| were)|(?:ur|your|youre)(?= (?:an?|such|just|nothing) )|you (?:guys|people) are|y'all are)";
const adverb =
  "(?:(?:just|really|always|still|also|all|both|people|guys|clearly|obviously|honestly|literally|fucking|even|straight up|totally|have|had|been|ve) )*";
const yourThing =
  "your (?:\\w+ ){0,2}(?:page|content|posts?|photos?|pictures?|pics|videos?|advice|repl(?:y|ies)|answers?|messages?|work|writing|stories|story|poems?|jokes?|profile|account|service|subscription|voice|face|attitude|letters?|typewriters?|stuff|life|hobby|excuses?|words|promises?|mo(?:ther|m)|channel|art)";

// Every repetition below is over words of a closed list or has a small bound, so that none backtracks far.

/** Hostile in a sentence that says "you" or "your". */
const toYou: readonly RegExp[] = [
  new RegExp(
    `\\b${youAre} (?:(?:${intensifiers}) )*(?:${insultQualities})\\b(?! (?:good|talented|hot|funny|cute|lucky|quiet|nice|kind|at hiding)\\b)`,
  ),
  new RegExp(
    `\\b${youAreSome} (?:(?:${intensifiers}) )*(?!not |no |never |hardly |anything )(?:\\w+ )?(?:${insultRoles})\\b`,
  ),
  new RegExp(`\\b${you} (?:(?:${intensifiers}) )*(?:(?:${insultNouns})\\b|(?:fake|scam|fraud|clown)(?=$|,))`),
  new RegExp(
    `\\b(?:what a|such a|what an|such an) (?:(?:${intensifiers}) )*(?:\\w+ )?(?:${insultRoles}) ${you} (?:are|r)\\b`,
  ),
  new RegExp(
    `(?<!\\b(?:if|did|do|does|would|could|can|when|whether|unless|until|hope|that|think|before|because|once) )\\b${you}(?:'ve)? ${adverb}(?:${accusations})\\b`,
  ),
  new RegExp(
    `\\bi (?:(?:really|so|fucking|freaking|absolutely|just|do|truly|honestly|seriously|kinda) )*(?:hate|despise|loathe|detest|can't stand|cannot stand) (?:${you}(?! for making| when)|(?:your|ur) (?:\\w+ )?(?:face|guts|voice|page|content|posts?|photos?|work|answers?|repl(?:y|ies)|attitude|bullshit|lies))\\b`,
  ),
  new RegExp(
    `\\b(?:sick|sick and tired|done|fed up|tired|had enough) (?:of|with) (?:${you}|all your|your|ur)(?: (?:lies|lying|bullshit|excuses?|shit|crap|attitude|games?|fake|stupid|page|silence|ignoring|nonsense))?\\b`,
  ),
  new RegExp(
    `\\b${yourThing} (?:is|are|'s|was|were|looks?|sounds?|has been) (?:(?:${intensifiers}) )*(?:${insultQualities}|${insultRoles}|dull|overpriced|a scam|a waste)\\b`,
  ),
  /\b(?:your|ur) (?:f[u*]+c?king|stupid|dumb|damn|goddamn|shitty|bloody|pathetic|lame|ugly|fake|crappy|lousy|worthless|idiotic|ridiculous little) (?!awesome|amazing|good|great|gorgeous|beautiful|hot|cute|right|legend|hilarious|brilliant|incredible|talented|best)\w+/,
];

/** Hostile with or without a "you". */
const bare: readonly RegExp[] = [
  new RegExp(
    `(?:^|[,;:] ?|\\b(?:just|please|oh|so|well|dude|bro|bitch|ok|okay|and|now|then|hey|yo|god|you|fine|but|also|should|can|seriously|either) )(?:${orders})\\b`,
  ),
  new RegExp(`(?:^|[^\\w'])(?:${sayings})(?!\\w)`),
  new RegExp(
    `\\b(?:this|ur|the) (?:whole |entire )?(?:page|account|profile|subscription|service) is (?:(?:${intensifiers}) )*(?:${insultQualities}|${insultRoles})\\b`,
  ),
  new RegExp(`^(?:(?:${intensifiers}|typical|what) )*(?:${insultNouns})$`),
  /\b(?:stupid|dumb|useless|worthless|f[u*]+c?king|fake|pathetic|crappy|shitty) (?:\w+ )?(?:bot|robot|machine|ai|chatbot)$/,
];

const saysYou = /\b(?:you|u|your|ur|youre|y'all|ya|youu+)\b/;

/** A bare address ("answer me, coward"): hostile where the rest of the sentence speaks to "you". */
const address = new RegExp(`(?:, ?|^)(?:you )?(?:(?:${intensifiers}) )*(?:${insultNouns})(?:$|,)`);
const spokenTo =
  /\b(?:you|u|your|ur|yourself|answer|get|go|stop|give|listen|pay|refund|thanks for nothing|never again)\b/;

/** Someone else's words, or someone's words about another: their anger is not aimed at the persona. */
const reported =
  /\b(?:he|she|they|boss|manager|ex|teacher|someone|somebody|people|everyone|mom|mum|mother|dad|father|brother|sister|friend|husband|wife|guy|who|kids?) (?:\w+ ){0,2}(?:said|says|say|saying|told|tells|called|calls|calling|yelled|screamed|shouted|wrote|goes|was like|were like|is like)\b/;
const denied =
  /\b(?:don't|dont|do not|didn't|did not|never|doesn't|wouldn't|not) (?:really |ever |even )?(?:think|say|said|mean|believe|saying|feel like|because|that|call|called|want to say|imply|claim|tell)\b/;
const quoted = /"[^"]*"|“[^“”]*”|«[^«»]*»/g;
const playful =
  /\b(?:(?:ha){2,}h?|(?:he){2,}|lo+l|lmf?ao+|rofl|jk|j\/k|kidding|joking|teasing|xd|love (?:you|u|ya|it|this|that)|amazing|awesome|so good|no way|hilarious|congrats|thank you|miss(?:ed)? (?:you|u))\b|[😂🤣😜😝😉😘❤🥰😍😄😆🎉💕]|;-?\)|:-?[dp)](?!\w)/u;

/**
 * Whether a message is angry or contemptuous at the one it is sent to. Third parties, things, reported words, denials and
 * friendly teasing are not hostile. `folded` is text from `foldText`, whose limit also bounds the time taken here.
 */
export const isHostile = (folded: string): boolean => {
  const said = folded.replace(quoted, " ");
  let hits = 0;
  for (const raw of said.split(/[.!?\n…]+/)) {
    const sentence = raw.replace(/[^\p{L}\p{N}'*,;:&]+/gu, " ").trim();
    if (sentence === "") continue;
    let own = bare.filter((pattern) => pattern.test(sentence)).length;
    if (saysYou.test(sentence)) own += toYou.filter((pattern) => pattern.test(sentence)).length;
    if (address.test(sentence) && spokenTo.test(sentence)) own++;
    if (own > 0 && !reported.test(sentence) && !denied.test(sentence)) hits += own;
  }
  // One rude phrase among laughter is teasing; two are not.
  return hits > 1 || (hits === 1 && !playful.test(said));
};
