import { stringify } from 'yaml'
import type { DocumentPart } from '../docs-gen/document-part.ts'

/** A document as YAML, whole: what it says in two places is written twice, since not every reader follows aliases. */
export function yamlText(document: DocumentPart): string {
  return stringify(document, { aliasDuplicateObjects: false })
}
