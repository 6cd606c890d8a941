import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Never ours or never committed; the same names stand in .gitignore. */
const skipped = new Set(['node_modules', '.git', 'data', 'dist', 'coverage', '.siyu'])

/** The top folders that hold code. */
export const codeFolders = ['apps', 'bench', 'kit', 'lab', 'modules', 'platform', 'test', 'tools', 'ui']

/** Paths of the files below `root`, relative, with '/', sorted. */
export function filesBelow(root: string, keep: (path: string) => boolean): string[] {
  const found: string[] = []
  const walk = (folder: string) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (skipped.has(entry.name)) continue
      if (entry.isDirectory()) walk(path)
      else if (entry.isFile() && keep(path)) found.push(path)
    }
  }
  walk('')
  return found.sort()
}

export const textOf = (root: string, path: string): string => readFileSync(join(root, path), 'utf8')

export const isCode = (path: string): boolean =>
  /\.(?:ts|tsx|mjs)$/.test(path) && (!path.includes('/') || codeFolders.includes(path.split('/')[0] ?? ''))

/** Tests, and what only tests use: test/, platform/testing and any fixture.ts. */
export const isTest = (path: string): boolean =>
  /\.test\.tsx?$|^test\/|^platform\/testing[./]|\/fixtures?\.ts$/.test(path)

/** Code that a user runs, the tools included. */
export const isProduct = (path: string): boolean => isCode(path) && path.includes('/') && !isTest(path)

/** Rooms without clock, dice, ids and I/O. */
export const isPure = (path: string): boolean =>
  !isTest(path) &&
  /^(?:kit\/|modules\/[^/]+\/(?:core\/|kinds\/|(?:contract|index)\.ts$))/.test(path) &&
  !/\/kinds\/[^/]+\/(?:server|console|h5|card)[./]/.test(path)

/** The house a path belongs to, 'platform' for the shared server adapters, else undefined. */
export function ownerOf(path: string): string | undefined {
  if (path.startsWith('platform/')) return 'platform'
  return path.match(/^modules\/([^/]+)\//)?.[1]
}
