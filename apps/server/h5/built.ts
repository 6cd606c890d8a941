import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import type { BuiltPages } from './contract.ts'
import type { Files } from './document.ts'

const dist = join(import.meta.dirname, '../../../dist')
/** What phones load. */
export const assetFolder = join(dist, 'h5')

const Manifest = z.record(
  z.string(),
  z.looseObject({
    file: z.string(),
    name: z.string().optional(),
    isEntry: z.boolean().optional(),
    css: z.array(z.string()).default([]),
    imports: z.array(z.string()).default([]),
  }),
)

export interface Built {
  readonly pages: BuiltPages
  /** Files of a page, by its name. */
  files(page: string): Files
}

/** What the build has left; null = it was not built. */
export async function readBuilt(): Promise<Built | null> {
  const server = join(dist, 'h5Server/pages.js')
  const listed = join(assetFolder, '.vite/manifest.json')
  if (!existsSync(server) || !existsSync(listed)) return null
  const manifest = Manifest.parse(JSON.parse(readFileSync(listed, 'utf8')))
  const pages = (await import(pathToFileURL(server).href)) as BuiltPages
  return { pages, files: (page) => filesOf(manifest, page) }
}

function filesOf(manifest: z.output<typeof Manifest>, page: string): Files {
  const entries = Object.entries(manifest).filter(([, { isEntry }]) => isEntry === true)
  const found = entries.find(([, { name }]) => name === page)
  // A page without a script of its own still has the style of all.
  const [key] = found ?? entries[0] ?? []
  const all = key === undefined ? [] : [...reach(manifest, key)].flatMap((one) => manifest[one] ?? [])
  const at = (file: string) => `/m/assets/${file}`
  return {
    scripts: found ? [at(found[1].file)] : [],
    styles: [...new Set(all.flatMap(({ css }) => css))].map(at),
  }
}

function reach(manifest: z.output<typeof Manifest>, key: string, seen = new Set<string>()): Set<string> {
  if (seen.has(key)) return seen
  seen.add(key)
  for (const next of manifest[key]?.imports ?? []) reach(manifest, next, seen)
  return seen
}
