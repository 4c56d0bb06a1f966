/** A part of an OpenAPI document: plain data. */
export type OpenApiObject = { readonly [name: string]: unknown }
