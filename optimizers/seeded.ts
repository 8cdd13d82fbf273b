import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** Numbers that look random and are the same for the same seed on every machine. */
export type Seeded = {
  /** 0 to `below` − 1, each as likely. */
  below(below: number): number;
  /** One of `items`. @throws {RangeError} there are none */
  pick<Item>(items: readonly Item[]): Item;
  /** All items in another order (Fisher and Yates). */
  shuffle<Item>(items: readonly Item[]): Item[];
};

export const seeded = (seed: number): Seeded => {
  const generator = xoroshiro128plus(seed);
  const below = (end: number) => uniformInt(generator, 0, end - 1);
  return {
    below,
    pick(items) {
      if (items.length === 0) throw new RangeError("nothing to pick from");
      // The number is below the length.
      return items[below(items.length)] as (typeof items)[number];
    },
    shuffle(items) {
      const order = items.map((_, at) => at);
      for (let end = order.length - 1; end > 0; end--) {
        const at = below(end + 1);
        [order[end], order[at]] = [order[at] ?? 0, order[end] ?? 0];
      }
      // The order holds each place once.
      return order.map((at) => items[at] as (typeof items)[number]);
    },
  };
};
