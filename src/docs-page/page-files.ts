import { readFile } from 'node:fs/promises'
import { css, favicon, html } from './page.ts'

export interface PageFile {
  readonly contentType: string
  read(): Promise<string>
}

const script = 'text/javascript; charset=utf-8'
const style = 'text/css; charset=utf-8'

/** Everything that the page consists of, by path. It reads `/openapi.json` besides, and nothing else. */
export const pageFiles: Readonly<Record<string, PageFile>> = {
  '/docs': constant('text/html; charset=utf-8', html),
  '/docs/': constant('text/html; charset=utf-8', html),
  '/docs/page.css': constant(style, css),
  '/docs/favicon.svg': constant('image/svg+xml', favicon),
  '/docs/start.js': ownScript('start.js'),
  '/docs/search.js': ownScript('search.js'),
  '/docs/swagger-ui.js': ofSwaggerUi(script, 'swagger-ui-bundle.js'),
  '/docs/swagger-ui.css': ofSwaggerUi(style, 'swagger-ui.css'),
}

function constant(contentType: string, text: string): PageFile {
  return { contentType, read: async () => text }
}

function ownScript(name: string): PageFile {
  return { contentType: script, read: () => readText(new URL(`browser/${name}`, import.meta.url)) }
}

function ofSwaggerUi(contentType: string, name: string): PageFile {
  const locate = () => new URL(`static/${name}`, import.meta.resolve('@fastify/swagger-ui'))
  return { contentType, read: () => readText(locate()) }
}

/** Without the name of a source map: developer tools would ask for it, and it is not served. */
async function readText(file: URL) {
  return (await readFile(file, 'utf8')).replace(/^(?:\/\/|\/\*)# sourceMappingURL=.*$/m, '')
}
