// Rows a few hundred at a time: one statement takes many, but no engine takes any number.

/** Splits a list; `size` rows in each part but the last. */
export function* chunksOf<Row>(rows: readonly Row[], size: number): Iterable<readonly Row[]> {
  for (let start = 0; start < rows.length; start += size) yield rows.slice(start, start + size);
}
