/**
 * An http(s) address as it may be shown: without the user name, the password and the query that it may hold; `undefined`
 * where it is no such address, and so nothing of it can be told.
 */
export const shownAddress = (address: string): string | undefined => {
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) return undefined;
  const { protocol, username, password, host, pathname, search, hash } = new URL(address);
  const path = pathname === "/" && !/\/$/.test(address.trim()) ? "" : pathname;
  const user = username + password === "" ? "" : "…@";
  return `${protocol}//${user}${host}${path}${search + hash === "" ? "" : "?…"}`;
};

/** Words about what a person wrote, without the user name and the password of an address in them. */
export const withoutCredentials = (text: string): string => text.replace(/\/\/[^/\s"]*@/g, "//…@");
