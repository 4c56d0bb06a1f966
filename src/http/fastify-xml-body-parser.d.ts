// The package has no types of its own.
declare module 'fastify-xml-body-parser' {
  import type { FastifyPluginCallback } from 'fastify'

  const xmlBodyParser: FastifyPluginCallback<{
    contentType?: string | readonly (string | RegExp)[]
    stopNodes?: readonly string[]
    processEntities?: boolean
    parseTagValue?: boolean
    trimValues?: boolean
  }>
  export default xmlBodyParser
}
