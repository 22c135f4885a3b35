// What the local platform does, whoever asks: the HTTP routes are its only callers so far.

import type { Kysely } from "kysely";
import type { FeedbackBody } from "../wire/feedback-body.ts";
import type { GetInteractionsBody, InteractionRow, Page } from "../wire/get-interactions.ts";
import type { TagsBody } from "../wire/tags-body.ts";
import { Changes } from "./changes.ts";
import { describeInteraction } from "./compute/describe-interaction.ts";
import type { ReceivedInteraction } from "./compute/received-interaction.ts";
import { loadTextAnalysis, type TextAnalysis } from "./compute/text-analysis.ts";
import { addLateFeedback, addLateTags } from "./storage/late-events.ts";
import { listInteractions } from "./storage/list-interactions.ts";
import { storeInteractions } from "./storage/store-interactions.ts";
import type { Tables } from "./storage/tables.ts";

export class Platform {
  /** Tells of every change of what is stored. */
  readonly changes: Changes = new Changes();
  readonly #storage: Kysely<Tables>;
  readonly #now: () => number;
  #analysis: Promise<TextAnalysis> | undefined;

  constructor(options: { readonly storage: Kysely<Tables>; readonly now: () => number }) {
    this.#storage = options.storage;
    this.#now = options.now;
  }

  /** Stores what is new of the given interactions, all or none. */
  async store(received: readonly ReceivedInteraction[]): Promise<void> {
    this.#analysis ??= loadTextAnalysis();
    const analysis = await this.#analysis;
    const records = received.map((interaction) => describeInteraction(interaction, this.#now(), analysis));
    if ((await storeInteractions(this.#storage, records)) > 0) this.changes.announce();
  }

  /** Adds a late feedback; whether an interaction was found. */
  async addFeedback(body: FeedbackBody): Promise<boolean> {
    const isFound = await addLateFeedback(this.#storage, body);
    if (isFound) this.changes.announce();
    return isFound;
  }

  /** Merges late tags; whether an interaction was found. */
  async addTags(body: TagsBody): Promise<boolean> {
    const isFound = await addLateTags(this.#storage, body);
    if (isFound) this.changes.announce();
    return isFound;
  }

  list(body: GetInteractionsBody): Promise<Page<InteractionRow>> {
    return listInteractions(this.#storage, body);
  }

  close(): Promise<void> {
    return this.#storage.destroy();
  }
}
