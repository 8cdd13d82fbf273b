const nanoPerDollar = 1e9;

/** US dollars in billionths, whole ones: sums of them are exact up to nine million dollars. */
export const toNano = (usd: number): number => Math.round(usd * nanoPerDollar);

export const toDollars = (nano: number): number => nano / nanoPerDollar;
