/**
 * Ends of host names. Not the whole list of the IANA: of its 1,400 names most are never written in a chat, and many are
 * words, which a missing space after a full stop would turn into hosts ("it was late.today we sleep"). A host with a
 * scheme, with "www." or with a path is found whatever it ends in.
 */
export const linkEnds = {
  /** Words of none of our languages: a bare host that ends so is a link. */
  sure: [
    ...["com", "net", "org", "edu", "gov", "mil", "int", "info", "biz", "xyz", "io", "dev", "tv", "fm", "gg", "ly"],
    ...["uk", "ca", "au", "nz", "jp", "cn", "kr", "tw", "hk", "sg", "ru", "by", "kz", "br", "ar", "mx", "cl", "uy"],
    ...["fr", "pt", "nl", "pl", "ch", "dk", "cz", "sk", "hu", "ro", "bg", "rs", "hr", "gr", "ie", "lu", "li", "lt"],
    ...["lv", "ee", "tr", "ua", "in.net", "za", "ng", "ke", "eg", "th", "vn", "ph", "eu", "cat", "cc", "tk", "ml"],
    ...["ga", "cf", "gq", "gl", "gd", "vc", "ws", "ms", "bz", "onl", "wtf", "vip", "bio", "wiki", "blog", "tech"],
    ...["email", "website", "cloud", "digital", "studio", "design", "agency", "academy", "photography", "gallery"],
    ...["ngo", "coop", "museum", "jobs", "mobi", "asia", "berlin", "london", "paris", "nyc", "tokyo", "webcam", "porn"],
    ...["xxx", "adult", "cam", "chat", "ink", "lgbt", "moe", "ninja", "rip", "rocks", "wien", "koeln", "cx", "su"],
    ...["no.com", "co.uk", "social", "media", "network", "systems", "software", "hosting", "download", "limited"],
  ],
  /** Words, or what files end in: a bare host that ends so is a link only where it is led to ("go to vera.art"). */
  doubtful: [
    ...["me", "so", "to", "is", "it", "in", "at", "be", "am", "no", "us", "my", "as", "do", "la", "de", "es", "et"],
    ...[
      "al",
      "se",
      "si",
      "ma",
      "mu",
      "pm",
      "id",
      "il",
      "ir",
      "co",
      "ai",
      "app",
      "art",
      "page",
      "pages",
      "link",
      "live",
    ],
    ...[
      "store",
      "shop",
      "shopping",
      "photo",
      "photos",
      "pics",
      "pictures",
      "family",
      "love",
      "online",
      "club",
      "world",
    ],
    ...["life", "space", "work", "works", "today", "news", "site", "fun"],
    ...[
      "fans",
      "cool",
      "best",
      "top",
      "pro",
      "video",
      "games",
      "game",
      "music",
      "band",

      "tips",
      "tube",
      "zone",
    ],
    ...["center", "house", "home", "garden", "coffee", "cafe", "bar", "beer", "wine", "pub", "pizza", "kitchen", "fit"],
    ...["fitness", "yoga", "health", "care", "coach", "dog", "pet", "horse", "fish", "green", "blue", "red", "pink"],
    ...["black", "gold", "diamonds", "boutique", "fashion", "style", "beauty", "hair", "skin", "shoes", "clothing"],
    ...["gift", "gifts", "flowers", "cards", "cash", "money", "fund", "bank", "credit", "pay", "direct", "express"],
    ...["email", "contact", "help", "guide", "reviews", "report", "press", "review", "team", "win"],
    ...["land", "earth", "sale", "deals", "market", "menu", "date", "dating", "sexy"],
    ...[
      "sex",
      "hot",
      "baby",

      "gay",
      "ooo",

      "school",
      "solutions",
      "st",
      "sh",
      "rs",
      "py",
    ],
    ...["md", "ps", "zip", "mov", "pn", "ps", "re", "pw", "tl", "tt", "vi", "vg", "mo", "mp", "mt", "sc", "sb"],
  ],
} as const;

/** Words after which a doubtful host is one. */
export const leadsToHost =
  /(?:\b(?:visit|visita|see|open|check|out|go to|over to|at|on|via|find|site|website|web|link|url|page|pagina|página|domain|blog|shop|store|look here|here|it's|is|es|est|ist|e|é|è|sur|auf|unter|em|no|su)\s?[:=]?|\b(?:site|website|page|shop|store|blog|link),|[:"'“”«([>→])\s?$/;

/** What stands before a missing space more often than it names a host: "I went home.it was late". */
export const ordinaryEnds = new Set(
  (
    "i me you he she it we they him her them us my your his its our that this these those there here then now so too " +
    "home time day days night today tomorrow yesterday week year way thing things one ones all is was are were be been " +
    "do did done go went gone have had get got see saw know think like love good great bad nice fine okay ok yes no not " +
    "up out in on off over down back again away well more much right left first last life work people man men woman " +
    "house door place world water word words end side head hand hands eyes face mind heart friend friends girl guy baby " +
    "late early dark cold hot old new long short big small sad happy tired done alone together dead alive real true " +
    "lol haha hmm oh wow hey hi bye thanks please sorry wait what why how who when where film coffee soup page story " +
    "hola bien casa nada todo eso aqui alli noche gracias sim bom nao isso aqui tudo obrigada merci oui non fini bon " +
    "moi toi ici gut nein ja danke haus zeit tag bene grazie ciao tempo"
  ).split(" "),
);
