// Ties a zod schema to the interface it stands for: what the schema yields and the interface must be the same type,
// optional fields and all, or the file does not compile.

import type { z } from "zod";

/** Read-only all the way down, intersections flattened; callable and opaque values stay as they are. */
type Plain<Value> = Value extends (...args: never) => unknown
  ? Value
  : Value extends object
    ? { readonly [Key in keyof Value]: Plain<Value[Key]> }
    : Value;

type Same<Left, Right> =
  (<Probe>() => Probe extends Plain<Left> ? 1 : 2) extends <Probe>() => Probe extends Plain<Right> ? 1 : 2
    ? unknown
    : { readonly theSchemaYields: Left; readonly theTypeSays: Right };

/** `schemaOf<Type>()(schema)` is the schema as `z.ZodType<Type>`; a compile-time error when the two differ. */
export function schemaOf<Type>(): <Schema extends z.ZodType>(
  schema: Schema & Same<z.output<Schema>, Type>,
) => z.ZodType<Type> {
  // Same<> has just proved it; the compiler cannot follow that through the read-only mapping.
  return (schema) => schema as unknown as z.ZodType<Type>;
}
