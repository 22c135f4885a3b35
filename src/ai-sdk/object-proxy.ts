// A stand-in for an object or function that looks the same from everywhere: prototype, private fields, symbols, call
// signature. Only what `replace` and `onReturned` answer for differs.

export interface StandInOptions {
  /** Gives what stands in for a property's value, or the value itself. */
  readonly replace: (key: PropertyKey, value: unknown) => unknown;
  /** Sees what a call of the object itself returned, and gives what the caller gets. */
  readonly onReturned?: (returned: unknown) => unknown;
  /** The `this` that a call of the object itself runs with. Default: the one it was called with. */
  readonly toSelf?: (self: unknown) => unknown;
}

/** What a function inherits for being called in another way: it must call the stand-in, not what that stands for. */
const waysOfCalling: readonly PropertyKey[] = ["call", "apply", "bind"];

/** Makes a stand-in. Methods run on the object itself, so that private fields are found. */
export function standInFor<Target extends object>(target: Target, options: StandInOptions): Target {
  const methods = new WeakMap<object, object>();
  const handler: ProxyHandler<Target> = {
    get(shown, key) {
      const value: unknown = Reflect.get(target, key, target);
      const replaced = options.replace(key, value);
      if (replaced === value && (!isFunction(value) || key === "constructor")) return value;
      // The engine lets a proxy show nothing else for such a property.
      if (isPinned(shown, key)) return value;
      if (replaced !== value || !isFunction(value)) return replaced;
      if (isFunction(target) && waysOfCalling.includes(key)) return value;
      const method =
        methods.get(value) ??
        standInFor(value, { replace: (_, property) => property, toSelf: (self) => (self === standIn ? target : self) });
      methods.set(value, method);
      return method;
    },
    set: (_, key, value) => Reflect.set(target, key, value, target),
    apply(_, self, parameters) {
      if (!isFunction(target)) return undefined;
      const runsOn: unknown = options.toSelf === undefined ? self : options.toSelf(self);
      const returned: unknown = Reflect.apply(target, runsOn, parameters);
      return options.onReturned === undefined ? returned : options.onReturned(returned);
    },
  };
  const standIn: Target = hasPinnedMethod(target) ? unpinned(target, handler) : new Proxy(target, handler);
  return standIn;
}

/** A frozen object shows through a proxy of an empty one, as the engine pins a proxy to the frozen properties of its own. */
function unpinned<Target extends object>(target: Target, handler: ProxyHandler<Target>): Target {
  const empty = isFunction(target) ? () => {} : {};
  return new Proxy(empty, {
    ...handler,
    getPrototypeOf: () => Reflect.getPrototypeOf(target),
    has: (_, key) => Reflect.has(target, key),
    ownKeys: () => Reflect.ownKeys(target),
    getOwnPropertyDescriptor(_, key) {
      const descriptor = Reflect.getOwnPropertyDescriptor(target, key);
      return descriptor === undefined ? undefined : { ...descriptor, configurable: true };
    },
    // Every trap answers for the target, so that is what the proxy is.
  } as ProxyHandler<object>) as Target;
}

function hasPinnedMethod(target: object): boolean {
  return Reflect.ownKeys(target).some((key) => isPinned(target, key) && isFunction(Reflect.get(target, key)));
}

function isPinned(target: object, key: PropertyKey): boolean {
  const descriptor = Reflect.getOwnPropertyDescriptor(target, key);
  if (descriptor === undefined || descriptor.configurable === true) return false;
  return descriptor.writable === false || ("set" in descriptor && descriptor.get === undefined);
}

/** Whether the value can be called. */
export function isFunction(value: unknown): value is (...parameters: unknown[]) => unknown {
  return typeof value === "function";
}

/** Whether a stand-in can be made for the value. */
export function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
