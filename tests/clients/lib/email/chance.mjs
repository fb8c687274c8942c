// Everything random of one message comes from its seed.

/** mulberry32 */
export class Chance {
  #state;

  constructor(seed) {
    this.#state = seed >>> 0;
  }

  /** From 0 to below 1. */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** From least to most, both included. */
  number(least, most) {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  happens(probability) {
    return this.next() < probability;
  }

  of(choices) {
    return choices[this.number(0, choices.length - 1)];
  }

  some(least, most, make) {
    return Array.from({ length: this.number(least, most) }, (_, number) => make(number));
  }

  bytes(length) {
    return Buffer.from(this.some(length, length, () => this.number(0, 255)));
  }
}
