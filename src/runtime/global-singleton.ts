// One value per process, however many copies of the package a bundler loads.

/** Returns the value kept on `globalThis` under the given name, making it on the first call. */
export function globalSingleton<Value>(name: string, create: () => Value): Value {
  const key = Symbol.for(`nebuly.${name}`);
  const holder = globalThis as { [key: symbol]: unknown };
  // The symbol is ours alone, so what stands there is what an earlier call put there.
  if (holder[key] === undefined) holder[key] = create();
  return holder[key] as Value;
}
