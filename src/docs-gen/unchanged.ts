import type { DocumentPart } from './document-part.ts'

/** The answer to a client that has the text already. */
export const unchanged: DocumentPart = { description: 'Nothing has changed since the answer with this ETag.' }

export const ifNoneMatch: DocumentPart = {
  name: 'If-None-Match',
  in: 'header',
  description: 'The ETag of the answer that the client has.',
  schema: { type: 'string' },
}
