// A Set for an owner that lives as long as the process and items that do not; why it is not a plain one: turnover-map.ts.

import { TurnoverMap } from "./turnover-map.ts";

export class TurnoverSet<Item> {
  readonly #items = new TurnoverMap<Item, true>();

  get size(): number {
    return this.#items.size;
  }

  /** The item that was added first. */
  get first(): Item | undefined {
    return this.#items.firstKey();
  }

  has(item: Item): boolean {
    return this.#items.has(item);
  }

  add(item: Item): void {
    this.#items.set(item, true);
  }

  delete(item: Item): boolean {
    return this.#items.delete(item);
  }

  /** The items as they are now, the oldest first; what is deleted meanwhile does not disturb. */
  items(): readonly Item[] {
    return this.#items.keys();
  }
}
