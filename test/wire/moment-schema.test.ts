// Moments that the platform takes: ISO 8601 as clocks and other languages write it.

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { momentInputSchema, momentSchema, momentToMs } from "../../src/wire/moment-schema.ts";

test.each([
  ["2023-12-07T15:00:00.000Z", "2023-12-07T15:00:00.000Z"],
  ["2023-12-07", "2023-12-07T00:00:00.000Z"],
  ["2023-12-07T15:00:00", "2023-12-07T15:00:00.000Z"],
  ["2023-12-07T15:00Z", "2023-12-07T15:00:00.000Z"],
  ["2023-12-07T15:00:00+02:00", "2023-12-07T13:00:00.000Z"],
  ["2023-12-07T15:00:00+0200", "2023-12-07T13:00:00.000Z"],
  ["2023-12-07T15:00:00-0230", "2023-12-07T17:30:00.000Z"],
  ["2023-12-07T15:00:00+02", "2023-12-07T13:00:00.000Z"],
  ["2023-12-07T15:00:00.5Z", "2023-12-07T15:00:00.500Z"],
  ["2023-12-07T15:00:00,25Z", "2023-12-07T15:00:00.250Z"],
  ["2023-12-07T15:00:00.123999999+00:00", "2023-12-07T15:00:00.123Z"],
  ["2023-12-07T24:00:00Z", "2023-12-08T00:00:00.000Z"],
  ["2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z"],
  ["2017-01-01T05:29:60+05:30", "2017-01-01T00:00:00.000Z"],
  ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"],
  ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"],
  ["0000-02-29", "0000-02-29T00:00:00.000Z"],
  ["1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"],
])("%s is the moment %s", (written, moment) => {
  expect(momentSchema.parse(written)).toBe(written);
  expect(new Date(momentToMs(written)).toISOString()).toBe(moment);
});

test.each([
  "",
  "now",
  "2023",
  "2023-02-29",
  "2024-02-30T00:00:00Z",
  "2024-13-01",
  "2024-00-01",
  "2024-01-00",
  "2023-12-07T24:00:01Z",
  "2023-12-07T25:00:00Z",
  "2023-12-07T15:60:00Z",
  "2023-12-07T15:00:60Z",
  "2023-12-07T15:00:00+24:00",
  "2023-12-07T15:00:00+02:60",
  "2023-12-07Z",
  "2023-12-07 15:00:00",
  " 2023-12-07T15:00:00Z",
  "2023-12-07T15:00:00Z\n",
  "+010000-01-01T00:00:00Z",
])("%j is no moment", (written) => {
  expect(momentSchema.safeParse(written).success).toBe(false);
});

test.each(["America/New_York", "Asia/Kolkata"])(
  "what a caller on a machine in %s gives as text means what it would mean to the platform",
  async (timeZone) => {
    const module = new URL("../../src/wire/moment-schema.ts", import.meta.url).href;
    const program = `
      const { momentInputSchema } = await import(${JSON.stringify(module)});
      const written = ["2026-01-01T10:00:00", "2026-01-01", "2026-01-01T10:00:00+02:00"];
      console.log(JSON.stringify(written.map((text) => new Date(momentInputSchema.parse(text)).toISOString())));`;
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program], {
      env: { ...process.env, TZ: timeZone },
    });
    expect(JSON.parse(stdout)).toEqual([
      "2026-01-01T10:00:00.000Z",
      "2026-01-01T00:00:00.000Z",
      "2026-01-01T08:00:00.000Z",
    ]);
  },
);

test.each(["March 7, 2024", "2024-03-07 15:00:00", "1709823600000", "", Number.NaN, new Date(Number.NaN), null])(
  "%j is refused from a caller",
  (written) => {
    expect(momentInputSchema.safeParse(written).success).toBe(false);
  },
);
