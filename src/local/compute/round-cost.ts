// Costs without the dust of their sums: prices are decimal fractions, sums are binary ones.

/** Rounds micro-dollars to a millionth, which is beyond every price. */
export function roundCost(microDollars: number): number {
  return Math.round(microDollars * 1e6) / 1e6;
}
