// The entry `nebuly/next`. Named re-exports only.
export { type WithInteractionOptions, withInteraction } from "./with-interaction.ts";
