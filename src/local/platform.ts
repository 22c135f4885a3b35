// What the local platform does, whoever asks: the HTTP routes are its only callers so far.

import type { Kysely } from "kysely";
import type { ConversationDetail } from "../wire/conversation-detail.ts";
import type { DeleteInteractionsBody } from "../wire/delete-interactions.ts";
import type { FeedbackBody } from "../wire/feedback-body.ts";
import type { GetInteractionsBody, InteractionRow, Page } from "../wire/get-interactions.ts";
import type { AggregateRow, AggregatesBody, TimeSeries, TimeSeriesBody } from "../wire/interaction-aggregates.ts";
import type { InteractionDetail } from "../wire/interaction-detail.ts";
import type { TagsBody } from "../wire/tags-body.ts";
import { Analyst, type AnalystOptions } from "./analyst/analyst.ts";
import { Changes } from "./changes.ts";
import { describeInteraction } from "./compute/describe-interaction.ts";
import type { ReceivedInteraction } from "./compute/received-interaction.ts";
import { loadTextAnalysis, type TextAnalysis } from "./compute/text-analysis.ts";
import { aggregateInteractions } from "./storage/aggregate-interactions.ts";
import { BatchWriter } from "./storage/batch-writer.ts";
import { deleteInteractions, deleteOlderThan } from "./storage/delete-interactions.ts";
import { type LateEvent, toFeedbackEvent, toTagsEvent } from "./storage/late-events.ts";
import { listInteractions } from "./storage/list-interactions.ts";
import { listPreviews } from "./storage/list-previews.ts";
import { openInteraction, readPayload } from "./storage/open-interaction.ts";
import type { Readers } from "./storage/open-storage.ts";
import { readConversation, readInteraction } from "./storage/read-conversation.ts";
import { storeInteractions } from "./storage/store-interactions.ts";
import type { Tables } from "./storage/tables.ts";
import { readTimeSeries } from "./storage/time-series.ts";
import { addLateEvent, applyWaiting, dropWaiting, forgetWaiting } from "./storage/waiting-events.ts";
import type { InteractionPreview, OpenedInteraction, StoredPayload } from "./viewer/viewer-answers.ts";

export interface PlatformOptions {
  readonly storage: Kysely<Tables>;
  /** Who reads what may take long; without them the storage does. They end with the platform. */
  readonly readers?: Readers | undefined;
  readonly now: () => number;
  /** Who fills the fields that need a language model. */
  readonly analyst?: Pick<AnalystOptions, "model" | "onError" | "concurrency" | "baseDelayMs">;
}

export class Platform {
  /** Tells of every change of what is stored. */
  readonly changes: Changes = new Changes();
  readonly #storage: Kysely<Tables>;
  readonly #readers: Readers;
  readonly #writer: BatchWriter;
  readonly #now: () => number;
  #analyst: Analyst | undefined;
  #analysis: Promise<TextAnalysis> | undefined;

  constructor(options: PlatformOptions) {
    this.#storage = options.storage;
    this.#readers = options.readers ?? { lists: options.storage, numbers: options.storage };
    this.#now = options.now;
    this.#writer = new BatchWriter(async (records) => {
      this.#announceIfAny(await storeInteractions(options.storage, records));
      await applyWaiting(options.storage, new Set(records.map(({ facts }) => facts.end_user)));
    });
    if (options.analyst === undefined) return;
    this.#analyst = new Analyst({
      ...options.analyst,
      storage: options.storage,
      onAnalyzed: () => this.changes.announce(),
    });
    // What the last run left.
    this.#analyst.wake();
  }

  /** Stores what is new of the given interactions, all or none. */
  async store(received: readonly ReceivedInteraction[]): Promise<void> {
    this.#analysis ??= loadTextAnalysis();
    const analysis = await this.#analysis;
    const records = received.map((interaction) =>
      describeInteraction(interaction, { receivedAt: this.#now(), analysis, isAnalyzed: this.#analyst !== undefined }),
    );
    await this.#writer.store(records);
    this.#analyst?.wake();
  }

  /** Adds a late feedback to its interaction, or keeps it until that comes. */
  addFeedback(body: FeedbackBody): Promise<void> {
    return this.#addLate(toFeedbackEvent(body));
  }

  /** Merges late tags into those of their interactions, or keeps them until one comes. */
  addTags(body: TagsBody): Promise<void> {
    return this.#addLate(toTagsEvent(body));
  }

  async #addLate(event: LateEvent): Promise<void> {
    const isApplied = await addLateEvent(this.#storage, event, this.#now());
    if (isApplied) this.changes.announce();
  }

  list(body: GetInteractionsBody): Promise<Page<InteractionRow>> {
    return listInteractions(this.#readers.lists, body);
  }

  /** As {@link list}, with what one line of each interaction shows. */
  previews(body: GetInteractionsBody): Promise<Page<InteractionPreview>> {
    return listPreviews(this.#readers.lists, body);
  }

  /** One interaction without its conversation. */
  open(id: string): Promise<OpenedInteraction | undefined> {
    return openInteraction(this.#storage, id);
  }

  /** The body that sends an interaction again. */
  payload(id: string): Promise<StoredPayload | undefined> {
    return readPayload(this.#storage, id);
  }

  /** One interaction with its conversation. */
  interaction(id: string): Promise<InteractionDetail | undefined> {
    return readInteraction(this.#storage, id);
  }

  conversation(id: string): Promise<ConversationDetail | undefined> {
    return readConversation(this.#storage, id);
  }

  aggregate(body: AggregatesBody): Promise<Page<AggregateRow>> {
    return aggregateInteractions(this.#readers.numbers, body, { hasAnalyst: this.#analyst !== undefined });
  }

  timeSeries(body: TimeSeriesBody, bucketStarts: readonly number[]): Promise<TimeSeries> {
    return readTimeSeries(this.#readers.numbers, body, bucketStarts);
  }

  /** Deletes what a body names; without filters and time range that is everything. */
  async delete({ filters, time_range }: DeleteInteractionsBody): Promise<number> {
    const selection = { filters, ...(time_range != null && { time_range }) };
    // What waits for interactions of the meant users goes with them.
    if (time_range == null && filters.length === 0) await forgetWaiting(this.#storage, undefined);
    const [filter, ...others] = filters;
    if (time_range == null && filter?.kind === "user" && others.length === 0 && filter.values.length > 0) {
      await forgetWaiting(this.#storage, filter.values);
    }
    return this.#announceIfAny(await deleteInteractions(this.#storage, selection));
  }

  /**
   * What is to be done from time to time: what began before the given moment is deleted, if there is one, and late events
   * that nothing came for. Returns how many of those there were.
   */
  async maintain(keepFrom: number | undefined): Promise<{ readonly droppedEvents: number }> {
    if (keepFrom !== undefined) this.#announceIfAny(await deleteOlderThan(this.#storage, keepFrom));
    // Two transactions that passed each other unseen: the event and its interaction are both there by now.
    this.#announceIfAny(await applyWaiting(this.#storage));
    return { droppedEvents: await dropWaiting(this.#storage, this.#now()) };
  }

  #announceIfAny(count: number): number {
    if (count > 0) this.changes.announce();
    return count;
  }

  async close(): Promise<void> {
    await this.#analyst?.close();
    // The last one to leave a file of SQLite tidies it up, and only a writer can.
    await Promise.all([this.#readers.lists.destroy(), this.#readers.numbers.destroy()]);
    await this.#storage.destroy();
  }
}
