/** What the XML-RPC door gets and answers, for documents: texts and lists of them. A test sends them. */

type Example = string | readonly Example[]

export function xmlCall(method: string, params: readonly Example[]): string {
  return `<?xml version='1.0'?>
<methodCall>
<methodName>${method}</methodName>
${xmlParams(params)}</methodCall>
`
}

export function xmlResult(value: Example): string {
  return `<?xml version='1.0'?>
<methodResponse>
${xmlParams([value])}</methodResponse>
`
}

export function xmlFault(code: number, message: string): string {
  return `<?xml version='1.0'?>
<methodResponse>
<fault>
<value><struct>
<member>
<name>faultCode</name>
<value><int>${code}</int></value>
</member>
<member>
<name>faultString</name>
<value><string>${message}</string></value>
</member>
</struct></value>
</fault>
</methodResponse>
`
}

function xmlParams(values: readonly Example[]) {
  return `<params>\n${values.map(value => `<param>\n${xmlValue(value)}</param>\n`).join('')}</params>\n`
}

function xmlValue(value: Example): string {
  if (typeof value === 'string') return `<value><string>${value}</string></value>\n`
  return `<value><array><data>\n${value.map(xmlValue).join('')}</data></array></value>\n`
}
