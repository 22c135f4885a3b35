// The entry `nebuly/langchain`. Named re-exports only.
export {};
