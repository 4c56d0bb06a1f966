/**
 * A whole number that its method's types call a `Double`, on its way to a wire that has two kinds of numbers. Plugins never
 * see one, and to JSON it is the number itself, as any boxed number is.
 */
export class WholeDouble extends Number {}
