// The entry `nebuly/local`: a platform on this machine. Named re-exports only.

export type { AnalystModel } from "./analyst/analyst-model.ts";
export type { LocalPlatformOptions } from "./local-platform-options.ts";
export { type LocalPlatform, startLocalPlatform } from "./start-local-platform.ts";
