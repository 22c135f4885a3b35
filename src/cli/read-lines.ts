// The lines of a stream with their numbers and where they end, so that reading can go on there another time.

export interface Line {
  readonly text: string;
  /** The line as it stands in the file, its line break included. */
  readonly bytes: Uint8Array;
  /** From 1. */
  readonly number: number;
  /** Bytes from the beginning to the end of this line, its line break included. */
  readonly endByte: number;
  /** Whether a line break ended it: the last line may be half of one. */
  readonly isWhole: boolean;
}

const lineFeed = 0x0a;

export async function* readLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Line, void, undefined> {
  let rest: Uint8Array[] = [];
  let endByte = 0;
  let number = 0;
  const take = (last: Uint8Array, isWhole: boolean): Line => {
    const line = Buffer.concat([...rest, last]);
    rest = [];
    number += 1;
    endByte += line.length;
    return { text: decode(line), bytes: line, number, endByte, isWhole };
  };
  for await (const chunk of bytes) {
    let from = 0;
    for (let at = chunk.indexOf(lineFeed); at >= 0; at = chunk.indexOf(lineFeed, from)) {
      yield take(chunk.subarray(from, at + 1), true);
      from = at + 1;
    }
    if (from < chunk.length) rest.push(chunk.subarray(from));
  }
  if (rest.length > 0) yield take(new Uint8Array(), false);
}

function decode(line: Buffer): string {
  return line
    .toString("utf8")
    .replace(/\r?\n$/u, "")
    .replace(/^\uFEFF/u, "");
}
