import { styleText } from 'node:util'

/** What the words of a table can look like. */
export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'

/** Where a command prints to. */
export interface Screen {
  /** How wide the terminal is; undefined where there is none, and lines may have any length. */
  readonly columns: number | undefined
  paint(style: Style, text: string): string
}

/** @param hasColors - as commander decides for the help: by NO_COLOR, FORCE_COLOR and the terminal */
export function screenOf(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  hasColors: boolean,
): Screen {
  return {
    // Some terminals tell 0.
    columns: stream.isTTY ? stream.columns || 80 : undefined,
    paint: (style, text) =>
      hasColors && text !== '' ? styleText(style, text, { validateStream: false }) : text,
  }
}
