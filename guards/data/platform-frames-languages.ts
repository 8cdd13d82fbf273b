/** Frames of Spanish, French, German, Portuguese and Italian around an ambiguous word, without accents. */
const possessives =
  "mi|mis|tu|tus|mon|ton|son|mes|tes|mein|meine|meinem|meinen|dein|deine|deinem|deinen|meu|meus|seu|seus|teu|minha|mio|tuo|suo";
const places = "en|por|sur|auf|su|uber|al|na|pelo|sul|aufm|ins";
/** What is asked of somebody, or said of oneself, before the name of a platform. */
const acts =
  "sigueme|siganme|seguidme|seguime|buscame|encuentrame|agregame|agrega|escribeme|escribime|hablame|hablamos|hablemos|mandame|pasame|suis|suivez|ajoute|ajoutez|ecris|ecrivez|parle|parlons|rejoins|rejoignez|retrouve|retrouvez|folg|folge|folgt|adde|schreib|schreibt|finde|findet|segue|sigam|siga|adiciona|chama|fala|posta|procura|encontra|seguimi|seguitemi|aggiungimi|scrivimi|cercami|trovami|estoy|estamos|bin|sind|sono|siamo|estou|subi|publique|visto|gesehen|veo|uso|usa|nutze|utilise|prefiero|prefiro|preferisco";

export const foreignFrames = {
  framed: [
    `${possessives} [framed] !de|decision`,
    `${places} [framed] !decision|election`,
    `${acts} ~3 no|na|nel|sobre|auf|sur|en|su|al|do [framed]`,
    "hast|habt|benutzt|nutzt du|ihr [framed]",
    "tienes|tenes|tiene|tienen|tem|tens|hai|avez|ont tu|vous|un|voce? [framed]",
    "live|direct|directo|vivo|stream|streame|streamen|streameo ~1 [framed]",
  ],
  strict: [
    `${acts} ~2 en|por|sur|auf|no|su|uber|via|per mi|mein|mon|meu|il? [strict] !de|di|du`,
    "hablamos|hablemos|parlons|parliamo|falamos|schreiben|reden ~2 en|por|sur|auf|no|su|uber|via [strict]",
  ],
} as const;

/** Acts on a platform that these languages have words for. */
export const foreignActs: Readonly<Record<string, readonly string[]>> = {
  facebook: [
    "por|pelo|meu|teu|seu|tu|mi|el|ton face $",
    "add|me|adiciona|posta|postei|vi|coloca|entra no|meu|teu|seu face",
  ],
  twitter: ["dale|dar|da|den|haz|hagan|hace|faz|fai|fais un? rt|RT", "segue|siga|sigo|sigan|sigam de volta"],
  links: ["link|links|enlace|enlaces|lien|liens ~3 bio|biografia !of"],
  "direct-messages": [
    "en|par|al|por|na|via|nos|los|mes|meus dm|dms|mp !me|or",
    "manda|mande|mandame|mandeme|mandem|envia|enviame|escribeme|escribe|envoie|envoyez|schick|schickt|schreib|schreibt|scrivimi|mandami|ecris|ecrivez|contacte|chama|vem|viens|venez|komm ~3 dm|dms|mp|md|pn|direct|privado|inbox|pv",
    "al|en|no|por privado $",
    "no|pelo direct|inbox|pv $",
    "scrivimi|contattami|scrivetemi in privato",
    "mon|mes|mi|mis|meu|minha|meine|meinen|deine|tes|tus|seu dms|dm|inbox",
  ],
};
