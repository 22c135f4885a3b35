// The entry `nebuly/next`. Named re-exports only.
export {};
