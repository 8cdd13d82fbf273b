/** Whether a person would see anything of `text`: more than white space, marks, and characters that show nothing. */
export const showsSomething = (text: string): boolean => /[^\s\p{Z}\p{C}\p{M}]/u.test(text);
