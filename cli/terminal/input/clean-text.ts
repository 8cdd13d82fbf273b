/** Text as a message may hold it: line breaks are line feeds, other control characters but tabs are gone. */
export const cleanText = (text: string): string => text.replace(/\r\n?/g, "\n").replace(/[^\P{Cc}\n\t]/gu, "");
