// Runs one scenario and judges it: what arrived, what was told, and how long everything took.

import type { DropReason } from "nebuly";
import type { ChildTask } from "./child.ts";
import { type Fault, type FaultServer, healthy, startFaultServer } from "./fault-server.ts";
import { type ChildRun, runChild } from "./run-child.ts";
import type { Scenario } from "./scenarios.ts";

export interface ScenarioResult {
  readonly name: string;
  readonly offered: number;
  readonly delivered: number;
  readonly duplicated: number;
  readonly dropped: Partial<Record<DropReason, number>>;
  readonly pending: number;
  readonly requests: number;
  /** From the last request that met a fault to the last event's arrival. */
  readonly recoveryMs: number | undefined;
  /** From the end of the script, or of its flush, to the end of the process. */
  readonly exitMs: number;
  readonly problems: readonly string[];
}

const defaults: ChildTask = {
  events: 20,
  options: { timeoutMs: 1_000, retry: { baseDelayMs: 50, maxDelayMs: 1_000 } },
  ending: "flush",
  endingTimeoutMs: 20_000,
};
/**
 * A process may live so long after its script: its exit budget of two seconds, and what a busy machine takes to load the
 * validator and undici. One that is held by a socket or a timer would live for ten seconds and more.
 */
const maxExitMs = 6_000;

export async function runScenario(scenario: Scenario): Promise<ScenarioResult> {
  const stage = await prepare(scenario);
  const task: ChildTask = {
    ...defaults,
    ...scenario.task,
    options: {
      ...defaults.options,
      ...scenario.task?.options,
      baseUrl: scenario.baseUrl?.(stage.url) ?? stage.url,
    },
  };
  try {
    return measure(scenario, stage, await runChild(task));
  } finally {
    await stage.close();
  }
}

interface Stage {
  readonly url: string;
  readonly servers: FaultServer[];
  lastFaultAt: number;
  lastTakenAt: number;
  close(): Promise<void>;
}

async function prepare(scenario: Scenario): Promise<Stage> {
  const first = await startFaultServer();
  const stage: Stage = {
    url: first.url,
    servers: [first],
    lastFaultAt: 0,
    lastTakenAt: 0,
    async close() {
      await Promise.all(pending);
      await Promise.all(stage.servers.map((server) => server.close()));
    },
  };
  const pending: Promise<void>[] = [];
  let firstAt: number | undefined;
  let isDown = false;
  const choose = (index: number): Fault => {
    const now = performance.now();
    firstAt ??= now;
    const fault = isDown ? { type: "reset-in-request" as const } : decide(index, now - firstAt);
    if (fault === healthy) stage.lastTakenAt = now;
    else stage.lastFaultAt = now;
    return fault;
  };
  const decide = (index: number, sinceFirstMs: number): Fault => {
    if (index === scenario.restartsAfterRequests) {
      isDown = true;
      pending.push(
        restart(stage, choose, 300).then(() => {
          isDown = false;
        }),
      );
      return { type: "reset-in-request" };
    }
    return scenario.behave({ index, sinceFirstMs });
  };
  first.behave(choose);
  if (scenario.startsAfterMs !== undefined) {
    await first.close();
    stage.servers.length = 0;
    stage.lastFaultAt = performance.now() + (scenario.startsAfterMs ?? 0);
    if (scenario.startsAfterMs !== null) pending.push(restart(stage, choose, scenario.startsAfterMs));
  }
  return stage;
}

async function restart(stage: Stage, choose: (index: number) => Fault, afterMs: number): Promise<void> {
  const { port } = new URL(stage.url);
  const [running] = stage.servers;
  await running?.close();
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  const again = await startFaultServer(Number(port));
  again.behave((index) => choose(index + 1_000_000));
  stage.servers.push(again);
}

function measure(scenario: Scenario, stage: Stage, run: ChildRun): ScenarioResult {
  const { stats, endedAt, drops } = run.report;
  const taken = stage.servers.flatMap((server) => server.taken);
  const delivered = new Set(taken.map(identify)).size;
  const exitMs = run.diedAt - endedAt;
  const result: ScenarioResult = {
    name: scenario.name,
    offered: stats.offered,
    delivered,
    duplicated: taken.length - delivered,
    dropped: stats.dropped,
    pending: stats.pending,
    requests: stage.servers.reduce((sum, server) => sum + server.requests, 0),
    recoveryMs: stage.lastFaultAt > 0 && delivered > 0 ? Math.max(0, stage.lastTakenAt - stage.lastFaultAt) : undefined,
    exitMs,
    problems: [],
  };
  const told = drops.length;
  const droppedInAll = Object.values(stats.dropped).reduce((sum, count) => sum + count, 0);
  return { ...result, problems: [...judge(scenario, result, run), ...(told === droppedInAll ? [] : ["drops untold"])] };
}

/** A body that was shrunk is still the same event. */
function identify(body: string): string {
  const parsed = JSON.parse(body) as { readonly interaction: { readonly input: string } };
  return parsed.interaction.input;
}

function judge({ expect }: Scenario, result: ScenarioResult, run: ChildRun): string[] {
  const problems: string[] = [];
  const { offered, delivered, dropped, pending } = result;
  const { sent } = run.report.stats;
  const droppedInAll = Object.values(dropped).reduce((sum, count) => sum + count, 0);
  if (offered !== sent + droppedInAll + pending) problems.push("the books do not balance");
  if (expect.delivered === "all" && (delivered !== offered || sent !== offered)) problems.push("events were lost");
  if (expect.delivered === "none" && sent > 0) problems.push("events count as sent that were not");
  if (expect.mayDuplicate === undefined && result.duplicated > 0) problems.push("events arrived twice");
  if (expect.left === "pending" && pending !== offered) problems.push("events are not pending");
  if (expect.left !== undefined && expect.left !== "pending" && dropped[expect.left] !== offered) {
    problems.push(`events are not dropped as ${expect.left}`);
  }
  if (expect.maxRequests !== undefined && result.requests > expect.maxRequests) problems.push("too many requests");
  if (result.exitMs > maxExitMs) problems.push("the process ended late");
  if (run.exitCode !== 0) problems.push(`exit code ${run.exitCode}`);
  if (run.errorOutput.split("\n").length > 4) problems.push("noisy");
  return problems;
}
