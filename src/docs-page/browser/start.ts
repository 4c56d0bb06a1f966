import { search } from './search.ts'
import type { SwaggerUi } from './swagger-ui.ts'

declare const SwaggerUIBundle: SwaggerUi

SwaggerUIBundle({
  dom_id: '#page',
  url: '/openapi.json',
  plugins: [search],
  filter: true,
  docExpansion: 'list',
  tryItOutEnabled: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  defaultModelExpandDepth: 4,
  // Nothing of the document goes to swagger.io.
  validatorUrl: null,
  // The command line that is shown for each call: curl has no credentials by itself, as this browser has.
  requestInterceptor: (request: object) => Object.assign(request, { curlOptions: ['-u LOGIN:PASSWORD'] }),
})
