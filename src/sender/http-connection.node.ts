// One connection to the platform: writes requests one behind the other without waiting for answers (pipelining, RFC 9112,
// 9.3.2), and hands each answer to its request. Which request goes where is decided in http-transport.node.ts.

import type { Socket } from "node:net";
import { systemClock } from "../runtime/clock.ts";
import { AnswerReader, type ReadAnswer } from "./answer-reader.ts";
import { errorCode } from "./error-code.ts";
import { LinkedQueue } from "./linked-queue.ts";
import type { TransportOutcome } from "./transport.ts";

/** A request on its way, and whoever waits for what becomes of it. */
export interface Exchange {
  /** Everything above the body. */
  readonly head: string;
  readonly body: Uint8Array;
  settle(outcome: TransportOutcome): void;
}

/** How the requests that were sent at once fared. */
export interface GroupReport {
  readonly size: number;
  /** Until the first answer was whole. */
  readonly firstMs: number;
  /** From the first answer to the last. */
  readonly restMs: number;
}

/** Requests that were sent at once, more than one, and not all answered. */
export interface BrokenGroup {
  /** No answer came in time, or none in HTTP. */
  readonly isMute: boolean;
}

export interface HttpConnectionOptions {
  readonly timeoutMs: number;
  /** Every request was answered, and others may follow. */
  readonly onFree: (group: GroupReport) => void;
  /** The connection is gone. What stood behind the request that it broke at has no answer and is to be sent elsewhere. */
  readonly onGone: (unanswered: readonly Exchange[], broken: BrokenGroup | undefined) => void;
}

/** Connections are used this long after their last answer, unless the platform says otherwise. */
const defaultKeepAliveMs = 4_000;
/** And those that carried nothing yet: servers and balancers wait for a first request for 30 seconds and more. */
const unusedKeepAliveMs = 20_000;
/** On the way, the platform's own time may run out. */
const keepAliveMarginMs = 1_000;

export class HttpConnection {
  readonly #options: HttpConnectionOptions;
  readonly #socket: Socket;
  readonly #reader: AnswerReader;
  readonly #underWay = new LinkedQueue<Exchange>();
  #isOpen = false;
  #isGone = false;
  #groupSize = 0;
  #sentAt = 0;
  #firstAnswerAt = 0;
  /** Since when the platform owes the answer that comes next. */
  #turnBeganAt = 0;
  #usableUntil = systemClock.elapsedMs() + unusedKeepAliveMs;
  /** One timer for all: it looks at the request whose turn it is when it fires, and is set again by what it finds. */
  #cancelWatch: (() => void) | undefined;

  constructor(socket: Socket, readyEvent: "connect" | "secureConnect", options: HttpConnectionOptions) {
    this.#options = options;
    this.#socket = socket;
    this.#reader = new AnswerReader((answer) => this.#answered(answer));
    // A platform that never answers must not hold the process; each address that is tried has a handle of its own.
    socket.unref();
    socket.on("connectionAttempt", () => socket.unref());
    socket.setNoDelay(true);
    socket.once(readyEvent, () => {
      this.#isOpen = true;
      for (const exchange of this.#underWay) this.#write(exchange);
    });
    socket.on("data", (piece: Buffer) => this.#read(piece));
    socket.on("end", () => {
      this.#reader.end();
      this.#fail("ECONNRESET");
    });
    socket.on("error", (error) => this.#fail(errorCode(error)));
    socket.on("close", () => this.#fail("ECONNRESET"));
  }

  /** False once the platform may have closed it for lack of use. */
  get isUsable(): boolean {
    return !this.#isGone && systemClock.elapsedMs() < this.#usableUntil;
  }

  /** Sends requests in one write; only when none is under way. */
  send(exchanges: readonly Exchange[]): void {
    this.#groupSize = exchanges.length;
    this.#sentAt = systemClock.elapsedMs();
    this.#turnBeganAt = this.#sentAt;
    for (const exchange of exchanges) this.#underWay.push(exchange);
    this.#watch(this.#options.timeoutMs);
    if (!this.#isOpen) return;
    this.#socket.cork();
    for (const exchange of exchanges) this.#write(exchange);
    this.#socket.uncork();
  }

  /** Ends it, and every request on it. */
  close(): void {
    this.#end();
    this.#settleAll("closed");
  }

  #write({ head, body }: Exchange): void {
    this.#socket.write(head, "latin1");
    this.#socket.write(body);
  }

  #read(piece: Buffer): void {
    try {
      this.#reader.push(piece);
    } catch (error) {
      this.#fail(errorCode(error));
    }
  }

  #answered(answer: ReadAnswer): void {
    if (this.#isGone) return;
    const exchange = this.#underWay.shift();
    if (exchange === undefined) {
      // An answer that nobody asked for: what else comes here cannot be told apart.
      this.#leave(undefined);
      return;
    }
    const now = systemClock.elapsedMs();
    this.#turnBeganAt = now;
    if (this.#underWay.size === this.#groupSize - 1) this.#firstAnswerAt = now;
    exchange.settle(toOutcome(answer));
    if (answer.isLast) {
      this.#leave(this.#underWay.size > 0 ? { isMute: false } : undefined);
      return;
    }
    if (this.#underWay.size > 0) return;
    const keepAliveMs = (answer.keepAliveMs ?? defaultKeepAliveMs + keepAliveMarginMs) - keepAliveMarginMs;
    this.#usableUntil = now + keepAliveMs;
    const firstMs = this.#firstAnswerAt - this.#sentAt;
    this.#options.onFree({ size: this.#groupSize, firstMs, restMs: now - this.#firstAnswerAt });
  }

  /** Every answer has as long as a request alone would have. */
  #watch(delayMs: number): void {
    this.#cancelWatch ??= systemClock.setTimer(() => {
      // Where the process was held up, answers lie unread on the socket: they are read first.
      systemClock.defer(() => this.#look());
    }, delayMs);
  }

  #look(): void {
    this.#cancelWatch = undefined;
    if (this.#isGone || this.#underWay.size === 0) return;
    const leftMs = this.#turnBeganAt + this.#options.timeoutMs - systemClock.elapsedMs();
    if (leftMs > 0) this.#watch(leftMs);
    // After so long the process was frozen: a connection does not outlive that, and the platform is not to blame.
    else this.#fail(leftMs < -this.#options.timeoutMs ? "ECONNRESET" : "timeout");
  }

  #fail(code: string): void {
    if (this.#isGone) return;
    const { overlong } = this.#reader;
    const isBroken = this.#isOpen && this.#groupSize > 1 && this.#underWay.size > 0;
    if (this.#isOpen) {
      const first = this.#underWay.shift();
      // An answer without end has said all that there is to know, however it breaks off.
      first?.settle(overlong === undefined ? { type: "no-answer", code } : toOutcome(overlong));
    } else {
      this.#settleAll(code);
    }
    this.#leave(isBroken ? { isMute: code === "timeout" || code === "INVALID_ANSWER" } : undefined);
  }

  #leave(broken: BrokenGroup | undefined): void {
    this.#end();
    this.#options.onGone([...this.#underWay], broken);
  }

  #settleAll(code: string): void {
    for (let exchange = this.#underWay.shift(); exchange !== undefined; exchange = this.#underWay.shift()) {
      exchange.settle({ type: "no-answer", code });
    }
  }

  #end(): void {
    this.#isGone = true;
    this.#cancelWatch?.();
    this.#socket.destroy();
  }
}

function toOutcome({ status, retryAfter, text }: ReadAnswer): TransportOutcome {
  return { type: "answer", status, text, ...(retryAfter !== undefined && { retryAfter }) };
}
