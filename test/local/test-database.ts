// The databases that the suite of the local platform runs on.

/** An empty database of its own, as the `database` option names it. */
export async function createTestDatabase(): Promise<string> {
  return ":memory:";
}
