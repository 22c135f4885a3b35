// A queue from whose middle an item can be taken in constant time. Arrays and Sets get slow there once they are long.

/** The handle of one item in a queue. */
export interface QueueNode<Item> {
  readonly item: Item;
  /** The queue that it stands in, while it stands in one. */
  queue: LinkedQueue<Item> | undefined;
  previous: QueueNode<Item> | undefined;
  next: QueueNode<Item> | undefined;
}

export class LinkedQueue<Item> {
  #first: QueueNode<Item> | undefined;
  #last: QueueNode<Item> | undefined;
  size = 0;

  get first(): Item | undefined {
    return this.#first?.item;
  }

  push(item: Item): QueueNode<Item> {
    const node: QueueNode<Item> = { item, queue: this, previous: this.#last, next: undefined };
    if (this.#last === undefined) this.#first = node;
    else this.#last.next = node;
    this.#last = node;
    this.size += 1;
    return node;
  }

  shift(): Item | undefined {
    const node = this.#first;
    if (node === undefined) return undefined;
    this.remove(node);
    return node.item;
  }

  /** Takes out an item, wherever it stands; what does not stand in this queue is left alone. */
  remove(node: QueueNode<Item>): void {
    if (node.queue !== this) return;
    node.queue = undefined;
    if (node.previous === undefined) this.#first = node.next;
    else node.previous.next = node.next;
    if (node.next === undefined) this.#last = node.previous;
    else node.next.previous = node.previous;
    node.previous = undefined;
    node.next = undefined;
    this.size -= 1;
  }

  *[Symbol.iterator](): IterableIterator<Item> {
    for (let node = this.#first; node !== undefined; node = node.next) yield node.item;
  }
}
