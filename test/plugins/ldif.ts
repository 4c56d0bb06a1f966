/** Attributes of entries, by the entry's name; parents come first. */
export type Entries = Readonly<
  Record<string, Readonly<Record<string, string | readonly (string | Buffer)[]>>>
>

/** RFC 2849, in base64 throughout, so that nothing in a value needs care. */
export function toLdif(entries: Entries): string {
  return Object.entries(entries)
    .map(([dn, attributes]) => {
      const lines = Object.entries(attributes).flatMap(([name, values]) =>
        [values].flat().map(value => line(name, value)),
      )
      return [line('dn', dn), ...lines, ''].join('\n')
    })
    .join('\n')
}

function line(name: string, value: string | Buffer) {
  return `${name}:: ${(typeof value === 'string' ? Buffer.from(value) : value).toString('base64')}`
}
