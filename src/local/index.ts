// The entry `nebuly/local`. Named re-exports only.
export {};
