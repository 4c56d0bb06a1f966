import { STATUS_CODES } from 'node:http'
import { FaultCode, type FaultName } from '../rpc/fault.ts'
import { faultMeanings } from '../rpc/fault-meanings.ts'
import { faultStatus } from '../rpc/fault-status.ts'
import type { DocumentPart } from './document-part.ts'
import { faultExampleData, faultExamples } from './faults.ts'

/** XML-RPC's own. */
const neverInJson: readonly FaultName[] = ['unsupportedEncoding', 'invalidCharacter']

const names = (Object.keys(FaultCode) as FaultName[]).filter(name => !neverInJson.includes(name))

/** The body of every answer that is no result. */
export const errorSchema: DocumentPart = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message'],
      properties: {
        code: {
          type: 'integer',
          description: `One of the agent's codes, or the method's own:\n\n${codeList(names)}`,
        },
        message: { type: 'string' },
        data: { description: 'More about the error, where the method has more to say.' },
      },
    },
  },
}

const retryAfter: DocumentPart = {
  'Retry-After': {
    description: 'After how many seconds another try may succeed; absent where waiting does not help.',
    schema: { type: 'integer' },
  },
}

/** The answers to requests that went wrong, one for each HTTP status, with an example of each code. */
export const sharedResponses: DocumentPart = Object.fromEntries(
  [...new Set(names.map(statusOf))]
    .sort((a, b) => a - b)
    .map(status => [responseName(status), errorResponse(names.filter(name => statusOf(name) === status))]),
)

/** Refers to the shared answer for each of the faults. */
export function errorResponses(faults: readonly FaultName[]): DocumentPart {
  const responses = faults.map(name => [
    statusOf(name),
    { $ref: `#/components/responses/${responseName(statusOf(name))}` },
  ])
  return Object.fromEntries(responses)
}

/** HTTP's own, for which the faults have no code. */
export const unsupportedType: DocumentPart = { $ref: '#/components/responses/UnsupportedMediaType' }

export const unsupportedTypeResponse: DocumentPart = {
  description: 'The body is of a type that is not taken here, or packed.',
  content: {
    'application/json': {
      schema: { $ref: '#/components/schemas/ErrorBody' },
      example: { error: { code: FaultCode.invalidRequest, message: 'Unsupported Media Type' } },
    },
  },
}

function statusOf(name: FaultName) {
  return faultStatus(FaultCode[name])
}

/** `NotFound`: generators make names of types from it. */
function responseName(status: number) {
  return (STATUS_CODES[status] ?? `Status${status}`).replaceAll(/\W/g, '')
}

function errorResponse(faults: readonly FaultName[]): DocumentPart {
  const examples = faults.map(name => [
    name,
    {
      summary: faultMeanings[name],
      value: { error: exampleOf(name) },
    },
  ])
  return {
    description: codeList(faults),
    ...(faults.some(mayPass) && { headers: retryAfter }),
    content: {
      'application/json': {
        schema: { $ref: '#/components/schemas/ErrorBody' },
        examples: Object.fromEntries(examples),
      },
    },
  }
}

function mayPass(name: FaultName) {
  return name === 'tooManyAttempts' || name === 'tooBusy'
}

function exampleOf(name: FaultName) {
  const data = faultExampleData[name]
  return { code: FaultCode[name], message: faultExamples[name], ...(data && { data }) }
}

function codeList(faults: readonly FaultName[]) {
  return faults.map(name => `- ${FaultCode[name]}: ${faultMeanings[name]}`).join('\n')
}
