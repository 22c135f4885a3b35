// How records look in a spool file: a header with lengths and a checksum, then path, order key and body. Removals are records
// too, so that a file is only ever appended to.

import { crc32 } from "node:zlib";
import type { EventKind } from "./outgoing-event.ts";
import type { SpoolRecord } from "./spool.ts";

/** "NBS1": the format's name and version, and the place where reading starts again after a damaged part. */
const magic = Buffer.from("NBS1");
const headerBytes = 22;
const kinds: readonly EventKind[] = ["interaction", "conversation", "feedback", "tags"];
/** Stands in the place of the kind. */
const removalKind = 255;

export type ScannedRecord =
  | { readonly type: "event"; readonly offset: number; readonly record: SpoolRecord }
  /** The record at `offset` was delivered or dropped. */
  | { readonly type: "removal"; readonly offset: number };

export function encodeRecord(record: SpoolRecord): Buffer {
  const path = Buffer.from(record.path);
  const orderKey = Buffer.from(record.orderKey);
  return encode(kinds.indexOf(record.kind), path, orderKey, record.body);
}

export function encodeRemoval(offset: number): Buffer {
  const body = Buffer.alloc(4);
  body.writeUInt32LE(offset);
  return encode(removalKind, Buffer.alloc(0), Buffer.alloc(0), body);
}

function encode(kind: number, path: Buffer, orderKey: Buffer, body: Uint8Array): Buffer {
  const header = Buffer.alloc(headerBytes);
  magic.copy(header);
  header.writeUInt8(kind, 4);
  header.writeUInt32LE(path.byteLength, 6);
  header.writeUInt32LE(orderKey.byteLength, 10);
  header.writeUInt32LE(body.byteLength, 14);
  const checksum = [path, orderKey, body].reduce((sum, part) => crc32(part, sum), crc32(header.subarray(0, 18)));
  header.writeUInt32LE(checksum, 18);
  return Buffer.concat([header, path, orderKey, body]);
}

/** Every whole record of a file, in order. Damaged parts, such as a torn last record, are passed over. */
export function scanRecords(bytes: Buffer): { readonly records: ScannedRecord[]; readonly validBytes: number } {
  const records: ScannedRecord[] = [];
  let validBytes = 0;
  for (let offset = bytes.indexOf(magic); offset !== -1; ) {
    const scanned = scanOne(bytes, offset);
    if (scanned === undefined) {
      offset = bytes.indexOf(magic, offset + 1);
      continue;
    }
    records.push(scanned.record);
    validBytes = scanned.end;
    offset = bytes.indexOf(magic, scanned.end);
  }
  return { records, validBytes };
}

function scanOne(bytes: Buffer, offset: number): { readonly record: ScannedRecord; readonly end: number } | undefined {
  if (offset + headerBytes > bytes.byteLength) return undefined;
  const kind = bytes.readUInt8(offset + 4);
  const pathStart = offset + headerBytes;
  const keyStart = pathStart + bytes.readUInt32LE(offset + 6);
  const bodyStart = keyStart + bytes.readUInt32LE(offset + 10);
  const end = bodyStart + bytes.readUInt32LE(offset + 14);
  if (end > bytes.byteLength) return undefined;
  const checksum = crc32(bytes.subarray(pathStart, end), crc32(bytes.subarray(offset, offset + 18)));
  if (checksum !== bytes.readUInt32LE(offset + 18)) return undefined;
  if (kind === removalKind) return { record: { type: "removal", offset: bytes.readUInt32LE(bodyStart) }, end };
  const known = kinds[kind];
  if (known === undefined) return undefined;
  const record: SpoolRecord = {
    kind: known,
    path: bytes.toString("utf8", pathStart, keyStart),
    orderKey: bytes.toString("utf8", keyStart, bodyStart),
    // A copy: a view would keep the whole file in memory for as long as one record waits.
    body: new Uint8Array(bytes.subarray(bodyStart, end)),
  };
  return { record: { type: "event", offset, record }, end };
}
