// A sender on a bench: its clock, its chance and its platform are in the test's hands.

import { createPacedLogger } from "../../src/runtime/logger.ts";
import { runtime } from "../../src/runtime/runtime.node.ts";
import type { Runtime } from "../../src/runtime/runtime.ts";
import { createSender } from "../../src/sender/create-sender.ts";
import type { Drop, EventContent, EventKind, Sender } from "../../src/sender/outgoing-event.ts";
import type { Transport, TransportOutcome, TransportRequest } from "../../src/sender/transport.ts";
import type { ClientOptions } from "../../src/settings/client-options.ts";
import { createSettings } from "../../src/settings/settings.ts";
import { ManualClock } from "./manual-clock.ts";

export interface SentRequest {
  readonly text: string;
  readonly path: string;
  readonly body: Uint8Array;
  readonly atMs: number;
  answer(outcome: TransportOutcome | number): void;
}

export interface SenderBench {
  readonly sender: Sender;
  readonly clock: ManualClock;
  /** Every request so far, answered or not. */
  readonly requests: SentRequest[];
  readonly drops: Drop[];
  readonly warnings: string[];
  /** Answers every request from now on by itself; `undefined` leaves it open. */
  answerWith(respond: (request: SentRequest) => TransportOutcome | number | undefined): void;
  offer(text: string, options?: { readonly kind?: EventKind; readonly orderKey?: string }): Promise<void>;
  offerContent(createContent: () => EventContent | Promise<EventContent>): Promise<void>;
}

export function createBench(
  options: ClientOptions = {},
  random: () => number = () => 0.5,
  {
    holdMs = 0,
    groupSize = 1,
    isBoundToRequests = false,
    openSpool = runtime.openSpool,
  }: {
    readonly holdMs?: number;
    readonly groupSize?: number;
    readonly isBoundToRequests?: boolean;
    readonly openSpool?: Runtime["openSpool"];
  } = {},
): SenderBench {
  const clock = new ManualClock();
  const requests: SentRequest[] = [];
  const drops: Drop[] = [];
  const warnings: string[] = [];
  let respond: (request: SentRequest) => TransportOutcome | number | undefined = () => undefined;
  const transport: Transport = {
    groupSize,
    post: (request: TransportRequest) =>
      new Promise((resolve) => {
        const sent: SentRequest = {
          text: new TextDecoder().decode(request.body),
          path: request.path,
          body: request.body,
          atMs: clock.elapsedMs(),
          answer: (outcome) =>
            resolve(typeof outcome === "number" ? { type: "answer", status: outcome, text: "" } : outcome),
        };
        requests.push(sent);
        const outcome = respond(sent);
        if (outcome !== undefined) sent.answer(outcome);
      }),
    letGo: () => {
      for (const request of requests) request.answer(noAnswer("timeout"));
    },
    close: () => Promise.resolve(),
  };
  const logger = { debug() {}, warn: (message: string) => void warnings.push(message), error() {} };
  const settings = createSettings(
    { apiKey: "secret-key", onDrop: (drop) => void drops.push(drop), logger, ...options },
    () => undefined,
  );
  const sender = createSender({
    settings,
    clock,
    random,
    logger: createPacedLogger({ logger: settings.logger, debug: settings.debug, clock }),
    runtime: { ...runtime, holdMs, isBoundToRequests, ...(openSpool !== undefined && { openSpool }) },
    createTransport: () => transport,
  });
  return {
    sender,
    clock,
    requests,
    drops,
    warnings,
    answerWith: (given) => {
      respond = given;
    },
    offer: (text, { kind = "interaction", orderKey = text } = {}) =>
      sender.offer({ kind, path: `/${kind}`, createContent: () => ({ type: "body", body: text, orderKey }) }),
    offerContent: (createContent) => sender.offer({ kind: "interaction", path: "/interaction", createContent }),
  };
}

export function retryAfter(status: number, header: string): TransportOutcome {
  return { type: "answer", status, retryAfter: header, text: "" };
}

export function noAnswer(code: string): TransportOutcome {
  return { type: "no-answer", code };
}
