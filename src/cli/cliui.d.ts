/** The package has no types of its own. */
declare module 'cliui' {
  interface Column {
    readonly text: string
    /** With the padding. */
    readonly width: number
    /** Top, right, bottom, left. */
    readonly padding: readonly number[]
  }

  interface Layout {
    div(...columns: Column[]): void
    toString(): string
  }

  export default function cliui(options: { width: number; wrap: boolean }): Layout
}
