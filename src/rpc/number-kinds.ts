// No value has these members. They give the types a name of their own that `mmc-agent build` finds, where an alias of
// `number` would be gone; being optional, they let every number be assigned.
declare const integer: unique symbol
declare const double: unique symbol

/** A whole number, where its kind matters on the wire: `<int>` in XML-RPC. Any number can be assigned to it. */
export type Integer = number & { readonly [integer]?: never }

/** A number where its kind matters on the wire: 2.0 stays a `<double>` in XML-RPC. Any number can be assigned to it. */
export type Double = number & { readonly [double]?: never }
