import type { MethodRegistry } from '../rpc/method-registry.ts'
import type { AboutAgent, DocumentPart } from './document-part.ts'
import { keptWhileCurrent } from './kept-while-current.ts'
import { openApiDocument } from './openapi.ts'
import { openRpcDocument } from './openrpc.ts'

/** The documents of what can be called now. */
export interface Documents {
  readonly openApi: () => DocumentPart
  readonly openRpc: () => DocumentPart
}

/** Writes the documents of a live registry, each anew only when methods have come or gone. */
export function buildDocuments(registry: MethodRegistry, about: AboutAgent): Documents {
  return {
    openApi: keptWhileCurrent(registry, () => openApiDocument(registry.list(), about)),
    openRpc: keptWhileCurrent(registry, () => openRpcDocument(registry.list(), about)),
  }
}
