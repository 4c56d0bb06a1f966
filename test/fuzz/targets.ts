import type { Target } from './target.ts'
import { cookieTarget } from './targets/cookie.ts'
import { iniTarget } from './targets/ini.ts'
import { jsonRpcTarget } from './targets/jsonrpc.ts'
import { paramsTarget } from './targets/params.ts'
import { wireTarget } from './targets/wire.ts'
import { xmlRpcTarget } from './targets/xmlrpc.ts'

/** All targets; the names are those of their folders in seeds/ and found/. */
export const targets: ReadonlyMap<string, () => Promise<Target>> = new Map([
  ['xmlrpc', xmlRpcTarget],
  ['jsonrpc', jsonRpcTarget],
  ['ini', iniTarget],
  ['params', paramsTarget],
  ['cookie', cookieTarget],
  ['wire', wireTarget],
])
