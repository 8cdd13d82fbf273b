import { accept, agree, ask, confirm, decline, doubt, insist } from "./meeting-answers.ts";
import { arrangements } from "./meeting-arrangements.ts";
import { meetingDoings } from "./meeting-doings.ts";
import { meetingPeople } from "./meeting-people.ts";
import { proposals } from "./meeting-proposals.ts";
import { vetoes } from "./meeting-vetoes.ts";
import { classesElsewhere, proposeElsewhere, vetoesElsewhere } from "./meetings-elsewhere.ts";
import { timesAndPlaces } from "./times-and-places.ts";

/** Phrases that propose, arrange, accept or decline a coming together in person. Syntax: compile-phrases.ts. */
export const meetings = {
  classes: { ...timesAndPlaces, ...meetingPeople, ...meetingDoings, ...classesElsewhere },
  phrases: {
    propose: [...proposals, ...arrangements, ...proposeElsewhere],
    confirm,
    ask,
    accept,
    agree,
    insist,
    decline,
    doubt,
    veto: [...vetoes, ...vetoesElsewhere],
  },
};
