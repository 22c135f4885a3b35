// The entry `nebuly/local`: a platform on this machine. Named re-exports only.

export { type LocalPlatform, type LocalPlatformOptions, startLocalPlatform } from "./start-local-platform.ts";
