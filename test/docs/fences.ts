import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../helper.ts'

/** A fenced block of a page. */
export interface Fence {
  readonly language: string
  readonly text: string
}

/** What stands under a heading of the second order. */
export interface Section {
  readonly title: string
  readonly fences: readonly Fence[]
}

/** The fenced blocks of a page, in order. */
export function fences(page: string): Fence[] {
  return fencesOf(textOf(page))
}

/** The sections of a page, in order; what stands before the first has the title ''. */
export function sections(page: string): Section[] {
  const [start = '', ...others] = textOf(page).split(/^## /m)
  const titled = others.map(text => ({ title: text.slice(0, text.indexOf('\n')), fences: fencesOf(text) }))
  return [{ title: '', fences: fencesOf(start) }, ...titled]
}

function textOf(page: string): string {
  return readFileSync(join(root, page), 'utf8')
}

function fencesOf(text: string): Fence[] {
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', text = '']) => ({
    language,
    text,
  }))
}
