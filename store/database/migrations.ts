/** `UNDY`: tells a database of this program from another's (SQLite's application_id). */
export const applicationId = 0x554e4459;

const callColumns = `
  at text not null,
  session text,
  user text,
  persona text,
  command text not null,
  role text not null,
  provider text not null,
  model text not null,
  connection text,
  prompt_tokens integer not null,
  completion_tokens integer not null,
  cost_nano integer`;

/** What brings a file from one format to the next, in order. One that was published is never changed: another is added. */
export const migrations: readonly string[] = [
  // Ids of reservations are never given again (autoincrement): a late settlement must not meet another call's.
  `create table reservations (id integer primary key autoincrement, ${callColumns}, holder text not null) strict;
   create table calls (
     id integer primary key, ${callColumns},
     is_estimated integer not null,
     is_lost integer not null
   ) strict;
   create index calls_at on calls (at);
   create table totals (
     scope text not null,
     key text not null,
     tokens integer not null,
     cost_nano integer not null,
     reserved_tokens integer not null,
     reserved_cost_nano integer not null,
     asked_tokens integer not null,
     asked_cost_nano integer not null,
     primary key (scope, key)
   ) strict, without rowid;
   create table experiment_turns (
     experiment text not null,
     variant text not null,
     unit text not null,
     session text not null,
     turn integer not null,
     at text not null,
     blocked integer not null,
     failed integer not null,
     completed integer,
     latency_ms real,
     prompt_tokens integer,
     completion_tokens integer,
     cost_nano integer,
     primary key (session, turn)
   ) strict;
   create index experiment_turns_variant on experiment_turns (experiment, variant);
   create table experiment_decisions (
     id integer primary key autoincrement,
     experiment text not null,
     variant text not null,
     action text not null,
     "by" text not null,
     at text not null,
     reason text not null
   ) strict;`,
];
