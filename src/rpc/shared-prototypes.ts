const prototypes = { Object: Object.prototype, Array: Array.prototype }

/**
 * Hides what has been added to the prototypes of all objects from loops over the names of objects: libraries that look
 * through their options so would trip over it in everybody's calls. Whoever added it can use it all the same.
 *
 * @returns what was hidden, such as `Object.prototype.each`
 */
export function hideAdditions(): string[] {
  return Object.entries(prototypes).flatMap(([type, prototype]) =>
    Object.keys(prototype)
      .filter(name => Reflect.defineProperty(prototype, name, hidden))
      .map(name => `${type}.prototype.${name}`),
  )
}

// Without a prototype: an added `get` or `value` would be taken for a part of it.
const hidden: PropertyDescriptor = Object.assign(Object.create(null), { enumerable: false })
