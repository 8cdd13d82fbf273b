/** Counts hashed features of one text. Made once and used again, so that no text allocates. */
export type FeatureCounts = {
  /** Distinct features so far. */
  size(): number;
  /** Counts one more occurrence of a hash (0 to 2^32 − 1). */
  add(hash: number): void;
  /** Visits the distinct hashes in the order of their first occurrence. */
  visit(each: (hash: number, count: number) => void): void;
  clear(): void;
};

/** An open-addressing table that doubles when half full and keeps its room between texts. */
export const featureCounts = (): FeatureCounts => {
  let mask = 4095;
  let slots = new Int32Array(mask + 1); // 1 + position in `hashes`; 0 is free
  let hashes = new Uint32Array(2048);
  let counts = new Uint32Array(2048);
  let places = new Int32Array(2048); // the slot of each position, so that clearing frees only what was taken
  let size = 0;

  const slotOf = (hash: number): number => {
    let slot = hash & mask;
    for (;;) {
      const position = slots[slot] ?? 0;
      if (position === 0 || hashes[position - 1] === hash) return slot;
      slot = (slot + 1) & mask;
    }
  };

  const grow = (): void => {
    const [oldHashes, oldCounts] = [hashes, counts];
    mask = mask * 2 + 1;
    slots = new Int32Array(mask + 1);
    hashes = new Uint32Array((mask + 1) / 2);
    counts = new Uint32Array((mask + 1) / 2);
    hashes.set(oldHashes);
    counts.set(oldCounts);
    places = new Int32Array((mask + 1) / 2);
    for (let position = 0; position < size; position++) {
      const slot = slotOf(hashes[position] ?? 0);
      slots[slot] = position + 1;
      places[position] = slot;
    }
  };

  return {
    size: () => size,
    add: (hash) => {
      const slot = slotOf(hash);
      const position = slots[slot] ?? 0;
      if (position > 0) {
        counts[position - 1] = (counts[position - 1] ?? 0) + 1;
        return;
      }
      hashes[size] = hash;
      counts[size] = 1;
      places[size] = slot;
      slots[slot] = ++size;
      if (size === hashes.length) grow();
    },
    visit: (each) => {
      for (let position = 0; position < size; position++) each(hashes[position] ?? 0, counts[position] ?? 0);
    },
    clear: () => {
      for (let position = 0; position < size; position++) slots[places[position] ?? 0] = 0;
      size = 0;
    },
  };
};
