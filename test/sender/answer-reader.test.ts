import { describe, expect, test } from "vitest";
import { AnswerReader, InvalidAnswerError, type ReadAnswer } from "../../src/sender/answer-reader.ts";
import { fc } from "../property-testing.ts";

/** What is read from text that arrives in pieces of these lengths; what is left comes in one piece. */
function read(text: string, lengths: readonly number[] = [], ends = false): ReadAnswer[] {
  const answers: ReadAnswer[] = [];
  const reader = new AnswerReader((answer) => answers.push(answer));
  const bytes = Buffer.from(text);
  let at = 0;
  for (const length of [...lengths, bytes.byteLength]) {
    reader.push(bytes.subarray(at, at + length));
    at += length;
  }
  if (ends) reader.end();
  return answers;
}

const plain = { status: 200, retryAfter: undefined, text: "", isLast: false, keepAliveMs: undefined };

describe("where an answer ends", () => {
  test.each<[string, string, Partial<ReadAnswer>]>([
    ["by its length", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", {}],
    ["without a body", "HTTP/1.1 204 No Content\r\n\r\n", { status: 204 }],
    ["by its last chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", {}],
    [
      "by its last chunk, with extensions and a trailer",
      "HTTP/1.1 400 Bad\r\ntransfer-encoding: gzip, chunked\r\n\r\n2;a=b\r\nhi\r\n1 \r\n!\r\n0\r\nx-sum: 1\r\n\r\n",
      { status: 400, text: "hi!" },
    ],
    [
      "after what only informs",
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n",
      { status: 202 },
    ],
    ["after an empty line", "\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", {}],
    ["without a reason phrase", "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", {}],
  ])("%s", (_name, text, expected) => {
    expect(read(text)).toEqual([{ ...plain, ...expected }]);
  });

  test("with its connection, where nothing else tells", () => {
    const text = "HTTP/1.1 503 Busy\r\n\r\nlater";
    expect(read(text)).toEqual([]);
    expect(read(text, [], true)).toEqual([{ ...plain, status: 503, text: "later", isLast: true }]);
  });

  test("not at the end of a connection that breaks off", () => {
    expect(read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{}", [], true)).toEqual([]);
    expect(read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{}", [], true)).toEqual([]);
  });
});

test("what a refusal says is read as UTF-8, and what a success says is not kept", () => {
  const refusal = "HTTP/1.1 422 No\r\nContent-Length: 5\r\n\r\nnö 1";
  expect(read(refusal, [40, 3])).toMatchObject([{ text: "nö 1" }]);
  expect(read("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine")).toMatchObject([{ text: "" }]);
});

test("answers that begin alike are read each for itself, one after the other", () => {
  const busy = (text: string): string => `HTTP/1.1 503 Busy\r\nContent-Length: 2\r\n\r\n${text}`;
  const fine = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n";
  const hint = "HTTP/1.1 103 Early Hints\r\n\r\n";
  const answers = read([busy("no"), busy("no"), fine, fine, hint, fine, busy("oh"), hint, hint, busy("ah")].join(""));
  expect(answers.map(({ status, text }) => [status, text])).toEqual([
    [503, "no"],
    [503, "no"],
    [200, ""],
    [200, ""],
    [200, ""],
    [503, "oh"],
    [503, "ah"],
  ]);
});

test("headers count in any case, and the first of two", () => {
  const text =
    "HTTP/1.1 429 Wait\r\nRETRY-AFTER:  7 \r\nretry-after: 9\r\nKeep-Alive: max=5, timeout=60\r\nContent-Length: 0\r\n\r\n";
  expect(read(text)).toEqual([{ ...plain, status: 429, retryAfter: "7", keepAliveMs: 60_000 }]);
});

test.each([
  ["HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 0\r\n\r\n", true],
  ["HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n", false],
  ["HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", true],
  ["HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n", false],
])("whether a connection goes on is said by %j", (text, isLast) => {
  expect(read(text)).toMatchObject([{ isLast }]);
});

test("nothing is read after the last answer", () => {
  const last = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
  expect(read(`${last}no HTTP at all\r\n\r\n`)).toHaveLength(1);
});

test.each([
  "SSH-2.0-OpenSSH_9.6\r\n",
  "HTTP/2.0 200 OK\r\n\r\n",
  "HTTP/1.1 OK\r\n\r\n",
  "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
  "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
  "HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\n",
  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nwide\r\n",
  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nwide\r\n",
  `HTTP/1.1 200 OK\r\nx: ${"y".repeat(20_000)}`,
  "\r\n".repeat(50_000),
  "HTTP/1.1 100 Continue\r\n\r\n".repeat(5_000),
  `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n${"a: b\r\n".repeat(20_000)}`,
  `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;${"y".repeat(5_000)}`,
])("what is no answer is told at once: %#", (text) => {
  expect(() => read(text)).toThrow(InvalidAnswerError);
});

test("an answer beyond all measure is known before it ends, and kept in part only", () => {
  const answers: ReadAnswer[] = [];
  const reader = new AnswerReader((answer) => answers.push(answer));
  reader.push(Buffer.from("HTTP/1.1 400 Bad\r\nContent-Length: 1000000\r\n\r\n"));
  expect(reader.overlong).toBeUndefined();
  for (let sent = 0; sent < 999_000; sent += 1_000) reader.push(Buffer.from("x".repeat(1_000)));
  expect(answers).toEqual([]);
  expect(reader.overlong).toMatchObject({ status: 400, text: "x".repeat(65_536) });
  reader.push(Buffer.from("x".repeat(1_000)));
  expect(answers).toMatchObject([{ status: 400, text: "x".repeat(65_536) }]);
});

test("however the network cuts answers into pieces, the same ones are read", () => {
  const text = fc.string({ maxLength: 30 }).map((said) => said.toWellFormed());
  const status = fc.constantFrom(200, 202, 400, 422, 503);
  const answer = fc.oneof(
    fc.tuple(status, text).map(([code, said]) => ({
      code,
      said,
      wire: `HTTP/1.1 ${code} X\r\nContent-Length: ${Buffer.byteLength(said)}\r\n\r\n${said}`,
    })),
    fc.tuple(status, fc.array(text, { maxLength: 4 })).map(([code, chunks]) => {
      const parts = chunks.filter((chunk) => chunk !== "");
      const wire = parts.map((chunk) => `${Buffer.byteLength(chunk).toString(16)}\r\n${chunk}\r\n`).join("");
      return {
        code,
        said: parts.join(""),
        wire: `HTTP/1.1 ${code} X\r\ntransfer-encoding: chunked\r\n\r\n${wire}0\r\n\r\n`,
      };
    }),
  );
  // A few of them over and over again, as a platform answers.
  const answers = fc
    .tuple(fc.array(answer, { minLength: 1, maxLength: 3 }), fc.array(fc.nat(2), { maxLength: 8 }))
    .map(([different, order]) => order.flatMap((index) => different[index] ?? []));
  const lengths = fc.array(fc.integer({ min: 0, max: 120 }), { maxLength: 40 });
  fc.assert(
    fc.property(answers, lengths, (sent, cuts) => {
      const got = read(sent.map(({ wire }) => wire).join(""), cuts).map((one) => [one.status, one.text]);
      expect(got).toEqual(sent.map(({ code, said }) => [code, code < 300 ? "" : said]));
    }),
  );
});
