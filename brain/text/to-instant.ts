/** An ISO 8601 time as an instant: one without an offset is taken as UTC. */
export const toInstant = (time: string): string => (/(Z|[+-]\d\d:\d\d)$/.test(time) ? time : `${time}Z`);
