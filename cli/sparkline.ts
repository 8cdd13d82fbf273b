const blocks = [..."▁▂▃▄▅▆▇█"];
const plain = [..."_.-:=+*#"];

/**
 * One mark for each value, the highest for the greatest; a space where nothing is known. Heights are taken from 0, so that
 * small changes do not look like large ones.
 */
export const sparkline = (
  values: readonly (number | undefined)[],
  { isUnicode = true }: { readonly isUnicode?: boolean } = {},
): string => {
  const marks = isUnicode ? blocks : plain;
  const most = values.reduce<number>((highest, value) => Math.max(highest, value ?? 0), 0);
  return values
    .map((value) => {
      if (value === undefined) return " ";
      const share = most === 0 ? 0 : Math.max(0, value) / most;
      return marks[Math.round(share * (marks.length - 1))] ?? "";
    })
    .join("");
};

/** Whether text in this locale may hold more than ASCII. */
export const localeIsUnicode = (
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): boolean => {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG;
  return locale ? /utf-?8/i.test(locale) : platform === "win32" || platform === "darwin";
};
