// Reads the answers that come back on one HTTP/1.1 connection (RFC 9112), however the network cuts them into pieces. What is
// done with them, and the connection itself, are in http-connection.node.ts.

/** What of an answer matters to a sender. */
export interface ReadAnswer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  /** The first kilobytes of a refusal's text; empty for other answers. */
  readonly text: string;
  /** No other answer follows on this connection. */
  readonly isLast: boolean;
  /** How long the platform keeps the connection without a request, where it said so. */
  readonly keepAliveMs: number | undefined;
}

/** More of an answer is read, so that its connection can serve again, but not kept. */
export const maxAnswerBytes = 65_536;
const maxHeadBytes = 16_384;
/** Of all that stands before and after the body of one answer. */
const maxFrameBytes = 65_536;
/** A chunk's size and its extensions, or one line of a trailer. */
const maxLineBytes = 4_096;
const lineEnd = "\r\n";
const headEnd = "\r\n\r\n";
const protocol = "HTTP/1.";

/** What came is not HTTP/1.1; its connection cannot be read any further. */
export class InvalidAnswerError extends Error {
  override readonly name = "InvalidAnswerError";
  readonly code = "INVALID_ANSWER";
}

/** What the head of an answer says. */
interface Head {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly isLast: boolean;
  readonly keepAliveMs: number | undefined;
}

/** Which part comes next; `left` counts the bytes that it still lacks. */
type Part = "head" | "body" | "body-until-end" | "chunk-size" | "chunk" | "chunk-end" | "trailer";

/** A head that has been read, and how its body is to be. */
interface KnownHead {
  readonly text: string;
  readonly head: Head;
  readonly part: Part;
  readonly left: number;
}

/** An answer as it came, and what was read in it. */
interface WholeAnswer {
  readonly text: string;
  readonly answer: ReadAnswer;
}

/** A longer answer is read anew every time. */
const maxRepeatedBytes = 4_096;

export class AnswerReader {
  readonly #onAnswer: (answer: ReadAnswer) => void;
  /** What has come and is not read yet: one character for one byte. */
  #unread = "";
  #part: Part = "head";
  #left = 0;
  #head: Head | undefined;
  /** The last one: most answers of a platform begin alike, and reading a head costs more than all the rest. */
  #known: KnownHead | undefined;
  /** The last answer, where it was short and came in one piece: within a second most are alike to the last byte. */
  #repeated: WholeAnswer | undefined;
  /** The answer that has just been read. */
  #answer: ReadAnswer | undefined;
  #text = "";
  #bodyBytes = 0;
  #frameBytes = 0;
  #isDone = false;

  constructor(onAnswer: (answer: ReadAnswer) => void) {
    this.#onAnswer = onAnswer;
  }

  /** The answer whose end is missing, once more of it has come than is kept: what there is to know of it is known. */
  get overlong(): ReadAnswer | undefined {
    return this.#head !== undefined && this.#bodyBytes > maxAnswerBytes ? this.#toAnswer(this.#head) : undefined;
  }

  /** Takes what has come. Throws InvalidAnswerError. */
  push(piece: Buffer): void {
    // Strings are searched and cut without a call into the runtime for each part.
    const text = this.#unread + piece.toString("latin1");
    let at = 0;
    /** Where the answer that is being read begins, if it begins in this text. */
    let beganAt = -1;
    while (at < text.length && !this.#isDone) {
      if (this.#part === "head") {
        const repeatedTo = this.#readRepeated(text, at);
        if (repeatedTo !== at) {
          at = repeatedTo;
          continue;
        }
        beganAt = at;
      }
      const isFrame = this.#part === "head" || this.#part === "trailer";
      if (isFrame && this.#frameBytes > maxFrameBytes) throw new InvalidAnswerError("headers without end");
      const next = this.#read(text, at);
      if (next === at) break;
      if (isFrame) this.#frameBytes += next - at;
      at = next;
      if (this.#answer !== undefined) {
        if (beganAt !== -1) this.#remember(text.slice(beganAt, at), this.#answer);
        this.#answer = undefined;
      }
    }
    this.#unread = text.slice(at);
  }

  /** The platform sends nothing more: that is how an answer without a length ends. */
  end(): void {
    if (this.#part === "body-until-end") this.#finish();
  }

  /** Reads an answer that is the last one again, byte for byte, and returns where it ends; where it began when it is another. */
  #readRepeated(text: string, at: number): number {
    const repeated = this.#repeated;
    if (repeated === undefined || !text.startsWith(repeated.text, at)) return at;
    this.#frameBytes = 0;
    this.#onAnswer(repeated.answer);
    return at + repeated.text.length;
  }

  #remember(text: string, answer: ReadAnswer): void {
    this.#repeated = text.length <= maxRepeatedBytes && !answer.isLast ? { text, answer } : undefined;
  }

  /** Reads a part, or the start of one, and returns where the next begins; where it began when more has to come first. */
  #read(text: string, at: number): number {
    const part = this.#part;
    switch (part) {
      case "head":
        return this.#readHead(text, at);
      case "body":
      case "chunk":
        return this.#readBody(text, at);
      case "body-until-end":
        this.#keep(text, at, text.length);
        return text.length;
      case "chunk-end":
        return this.#readChunkEnd(text, at);
      case "chunk-size":
      case "trailer":
        return this.#readLine(text, at);
      default:
        return part satisfies never;
    }
  }

  #readHead(text: string, at: number): number {
    // Some servers send an empty line after a body.
    if (text[at] === "\r" || text[at] === "\n") return at + 1;
    const end = text.indexOf(headEnd, at);
    if (end === -1) {
      // Told at once: what speaks another protocol may wait for us to speak.
      const isHead = protocol.startsWith(text.slice(at, at + protocol.length));
      if (isHead && text.length - at <= maxHeadBytes) return at;
    }
    if (end === -1 || end - at > maxHeadBytes) throw new InvalidAnswerError("no head of an HTTP/1.1 answer");
    const head = text.slice(at, end);
    const known = this.#known?.text === head ? this.#known : this.#understand(head);
    this.#known = known;
    if (known !== undefined) {
      this.#head = known.head;
      this.#part = known.part;
      this.#left = known.left;
      if (known.part === "body" && known.left === 0) this.#finish();
    }
    return end + headEnd.length;
  }

  #understand(text: string): KnownHead | undefined {
    const status = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: |\r|$)/.exec(text);
    if (status === null) throw new InvalidAnswerError("no status line");
    const code = Number(status[2]);
    if (code === 101) throw new InvalidAnswerError("an upgrade that was not asked for");
    // Informational: the answer itself is still to come.
    if (code < 200) return undefined;
    const names = text.toLowerCase();
    const header = (name: string): string | undefined => readHeader(text, names, name);
    const { part, left } = choosePart(code, header("transfer-encoding"), header("content-length"));
    const connection = header("connection");
    const closes = connection === undefined ? status[1] === "0" : /\bclose\b/i.test(connection);
    const head = {
      status: code,
      retryAfter: header("retry-after"),
      isLast: closes || part === "body-until-end",
      keepAliveMs: parseKeepAlive(header("keep-alive")),
    };
    return { text, head, part, left };
  }

  #readBody(text: string, at: number): number {
    const end = Math.min(text.length, at + this.#left);
    this.#keep(text, at, end);
    this.#left -= end - at;
    if (this.#left > 0) return end;
    if (this.#part === "chunk") this.#part = "chunk-end";
    else this.#finish();
    return end;
  }

  #readChunkEnd(text: string, at: number): number {
    if (text.length - at < lineEnd.length) return at;
    if (!text.startsWith(lineEnd, at)) throw new InvalidAnswerError("a chunk beyond its size");
    this.#part = "chunk-size";
    return at + lineEnd.length;
  }

  #readLine(text: string, at: number): number {
    const end = text.indexOf(lineEnd, at);
    if ((end === -1 ? text.length : end) - at > maxLineBytes) throw new InvalidAnswerError("a line without end");
    if (end === -1) return at;
    const line = text.slice(at, end);
    if (this.#part === "chunk-size") this.#beginChunk(line);
    // The trailer ends with an empty line.
    else if (line === "") this.#finish();
    return end + lineEnd.length;
  }

  #beginChunk(line: string): void {
    const size = /^([0-9a-f]{1,8})[ \t]*(?:;|$)/i.exec(line)?.[1];
    if (size === undefined) throw new InvalidAnswerError("a chunk without its size");
    this.#left = Number.parseInt(size, 16);
    this.#part = this.#left === 0 ? "trailer" : "chunk";
  }

  #keep(text: string, at: number, end: number): void {
    const room = maxAnswerBytes - this.#bodyBytes;
    if ((this.#head?.status ?? 0) >= 300 && room > 0) this.#text += text.slice(at, Math.min(end, at + room));
    this.#bodyBytes += end - at;
  }

  #finish(): void {
    const answered = this.#head;
    if (answered === undefined) return;
    const answer = this.#toAnswer(answered);
    this.#part = "head";
    this.#head = undefined;
    this.#text = "";
    this.#bodyBytes = 0;
    this.#frameBytes = 0;
    this.#isDone = answered.isLast;
    this.#answer = answer;
    this.#onAnswer(answer);
  }

  #toAnswer(answered: Head): ReadAnswer {
    // Decoded when it is whole: a character may lie across two pieces.
    return { ...answered, text: this.#text === "" ? "" : Buffer.from(this.#text, "latin1").toString("utf8") };
  }
}

/** Where the end of an answer is told (RFC 9112, 6.3). */
function choosePart(
  status: number,
  encoding: string | undefined,
  length: string | undefined,
): { readonly part: Part; readonly left: number } {
  if (status === 204 || status === 304) return { part: "body", left: 0 };
  // Any other encoding has no end but the connection's.
  if (encoding !== undefined) {
    return { part: /(?:^|,)\s*chunked$/i.test(encoding) ? "chunk-size" : "body-until-end", left: 0 };
  }
  if (length === undefined) return { part: "body-until-end", left: 0 };
  if (!/^\d{1,15}$/.test(length)) throw new InvalidAnswerError("a length that is no length");
  return { part: "body", left: Number(length) };
}

/** The value of a header in a head; `names` is the head in small letters. Of one that stands there twice, the first. */
function readHeader(head: string, names: string, name: string): string | undefined {
  const at = names.indexOf(`${lineEnd}${name}:`);
  if (at === -1) return undefined;
  const begin = at + lineEnd.length + name.length + 1;
  const end = head.indexOf(lineEnd, begin);
  return head.slice(begin, end === -1 ? head.length : end).trim();
}

function parseKeepAlive(header: string | undefined): number | undefined {
  const seconds = header === undefined ? undefined : /\btimeout=(\d{1,6})\b/i.exec(header)?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1_000;
}
