/** A model that could be asked, and what is to be known of it. */
export type ModelOffer = { readonly name: string; readonly note: string };
