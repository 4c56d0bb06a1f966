import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../helper.ts'

/** A fenced block of a page. */
export interface Fence {
  readonly language: string
  readonly text: string
}

/** The fenced blocks of a page, in order. */
export function fences(page: string): Fence[] {
  const text = readFileSync(join(root, page), 'utf8')
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', text = '']) => ({
    language,
    text,
  }))
}
