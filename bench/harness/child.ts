// A measured process: loads one work and one subject, measures, writes the figures to file descriptor 3 and leaves.

import { writeSync } from "node:fs";
import type { Figures, Work } from "./work.ts";

const [workUrl, subjectUrl, settings] = process.argv.slice(2);
if (workUrl === undefined || subjectUrl === undefined || settings === undefined) {
  throw new Error("usage: child.ts <work> <subject> <settings as JSON>");
}
// The work's module says what it exports; which one is only known at run time.
const work: Work = await import(workUrl);
const figures: Figures = await work.measure(subjectUrl, JSON.parse(settings));
writeSync(3, JSON.stringify(figures));
// What a subject keeps open must not prolong the round; it has been flushed.
process.exit(0);
