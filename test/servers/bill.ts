/** What a server charges for one request that it began to answer. A token is a word: what stands between blanks. */
export type Bill = {
  /** Its number, from 0, among all requests. */
  readonly request: number;
  readonly model: string;
  readonly promptTokens: number;
  /** Of what was sent, up to where the client hung up. */
  readonly completionTokens: number;
  /** Whether the answer got as far as telling these figures. The client need not have read them. */
  readonly isTold: boolean;
};

type Sum = { readonly calls: number; readonly promptTokens: number; readonly completionTokens: number };

/** What a server counted, by whether it told its client. */
export type Billed = { readonly told: Sum; readonly untold: Sum };

/** A bill that is still growing. */
export type OpenBill = {
  /** Text went out to the client. */
  sent(text: string): void;
  /** Tokens of all that was sent so far. */
  completionTokens(): number;
  readonly promptTokens: number;
  /** The figures went out. */
  tell(): void;
};

/**
 * The bills of one server. By one rule, as providers charge: the prompt of each request that it began to answer (an error
 * status, a reset and silence cost nothing), and each word that it sent, also where nobody read it.
 */
export const openBills = () => {
  const all: (() => Bill)[] = [];
  return {
    open(about: { readonly request: number; readonly model: string; readonly prompt: readonly string[] }): OpenBill {
      const promptTokens = about.prompt.reduce((sum, text) => sum + words(text), 0);
      let [sent, isTold, told] = ["", false, 0];
      const { request, model } = about;
      all.push(() => ({ request, model, promptTokens, completionTokens: isTold ? told : words(sent), isTold }));
      return {
        promptTokens,
        sent: (text) => {
          sent += text;
        },
        completionTokens: () => words(sent),
        tell() {
          isTold = true;
          told = words(sent);
        },
      };
    },
    bills: (): readonly Bill[] => all.map((bill) => bill()),
    billed(): Billed {
      const bills = all.map((bill) => bill());
      return { told: sum(bills.filter(({ isTold }) => isTold)), untold: sum(bills.filter(({ isTold }) => !isTold)) };
    },
  };
};

const words = (text: string): number => text.match(/\S+/g)?.length ?? 0;

const sum = (bills: readonly Bill[]): Sum =>
  bills.reduce(
    (total, { promptTokens, completionTokens }) => ({
      calls: total.calls + 1,
      promptTokens: total.promptTokens + promptTokens,
      completionTokens: total.completionTokens + completionTokens,
    }),
    { calls: 0, promptTokens: 0, completionTokens: 0 },
  );
