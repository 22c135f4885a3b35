// The entry `nebuly/ai-sdk`. Named re-exports only.
export {};
