import type { Platform } from "./platform.ts";

/** Pages on which creators are paid. */
export const creatorPages: readonly Platform[] = [
  {
    id: "onlyfans",
    anywhere: ["onlyfans"],
    phrases: [
      "only fans account|page|link|subscribers|content|model|creator|girl",
      "my|an|your|on|her|his only fans",
      "my|an of account|page|link",
    ],
    always: ["onlyfan"],
    hosts: ["onlyfans.com"],
  },
  { id: "patreon", anywhere: ["patreon"], always: ["patreons"], hosts: ["patreon.com"] },
  { id: "fansly", always: ["fansly"], hosts: ["fansly.com"] },
  { id: "fanvue", always: ["fanvue"], hosts: ["fanvue.com"] },
  { id: "fanfix", always: ["fanfix"], hosts: ["fanfix.io"] },
  { id: "substack", always: ["substack", "substacks"], hosts: ["substack.com"] },
  {
    id: "ko-fi",
    framed: ["kofi"],
    phrases: ["ko fi", "buy me a coffee page|link|account"],
    hosts: ["ko-fi.com", "buymeacoffee.com"],
  },
  { id: "medium", hosts: ["medium.com"] },
];
