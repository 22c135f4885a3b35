// Whose spool files are whose. Each process marks its own with an owner file that it touches now and then; files whose owner
// is gone may be claimed by another process.

import { readFile, readlink, stat, unlink, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";

/** How often an owner shows that it lives. */
export const heartbeatMs = 15_000;
/** An owner that has not shown itself for so long is gone, whatever else is known of it. */
export const staleAfterMs: number = 4 * heartbeatMs;

interface OwnerNote {
  readonly machine: string;
  readonly pid: number;
  /** Tells a process from a later one with the same id; empty where the machine does not say. */
  readonly startedAt: string;
}

export function ownerPath(directory: string, owner: string): string {
  return join(directory, `${owner}.owner`);
}

export async function writeOwner(directory: string, owner: string): Promise<void> {
  const note: OwnerNote = { machine: await describeMachine(), pid: process.pid, startedAt: await startOf("self") };
  await writeFile(ownerPath(directory, owner), JSON.stringify(note), { mode: 0o600 });
  // By the clock that it will be judged by: a file server writes its own time.
  await touchOwner(directory, owner);
}

export async function touchOwner(directory: string, owner: string): Promise<void> {
  const now = new Date();
  await utimes(ownerPath(directory, owner), now, now);
}

export async function removeOwner(directory: string, owner: string): Promise<void> {
  await ignoringMissing(unlink(ownerPath(directory, owner)));
}

/** Whether the owner may still write to its files. When in doubt it may, until its last sign of life is old. */
export async function isOwnerAlive(directory: string, owner: string): Promise<boolean> {
  const path = ownerPath(directory, owner);
  const status = await ignoringMissing(stat(path));
  if (status === undefined || Date.now() - status.mtimeMs > staleAfterMs) return false;
  const note = parseNote((await ignoringMissing(readFile(path, "utf8"))) ?? "");
  if (note === undefined || note.machine !== (await describeMachine())) return true;
  if (!processExists(note.pid)) return false;
  return note.startedAt === "" || note.startedAt === (await startOf(note.pid));
}

function parseNote(text: string): OwnerNote | undefined {
  try {
    const note: unknown = JSON.parse(text);
    if (typeof note !== "object" || note === null) return undefined;
    const { machine, pid, startedAt } = note as Partial<Record<string, unknown>>;
    if (typeof machine !== "string" || typeof pid !== "number" || typeof startedAt !== "string") return undefined;
    return { machine, pid, startedAt };
  } catch {
    // Read while it was being written: its owner is alive.
    return undefined;
  }
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM says that it exists and belongs to somebody else.
    return Reflect.get(Object(error), "code") !== "ESRCH";
  }
}

/** One boot of one machine, and within it one container: only there do process ids mean the same. */
async function describeMachine(): Promise<string> {
  const boot = await ignoringMissing(readFile("/proc/sys/kernel/random/boot_id", "utf8"));
  const space = await ignoringMissing(readlink("/proc/self/ns/pid"));
  return boot === undefined ? hostname() : `${boot.trim()} ${space ?? ""}`;
}

/** When a process started, in the kernel's own ticks; empty where there is no /proc. */
async function startOf(pid: number | "self"): Promise<string> {
  const text = (await ignoringMissing(readFile(`/proc/${pid}/stat`, "utf8"))) ?? "";
  // The name in parentheses may hold spaces; the start is the twentieth field after it.
  return text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

async function ignoringMissing<Value>(operation: Promise<Value>): Promise<Value | undefined> {
  try {
    return await operation;
  } catch {
    // Not there, or not for us to see: both mean that nothing is known.
    return undefined;
  }
}
