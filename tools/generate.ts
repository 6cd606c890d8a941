import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe } from '../apps/server/description.ts'
import { makeMap } from './map.ts'

/** A committed file that is made from others; `make` gives its whole text for the tree at `root`. */
export interface Output {
  path: string
  make(root: string): string | Promise<string>
}

/** Every generated file stands here, and nowhere else: `npm run generate` writes them, `npm run check` compares them. */
export const outputs: readonly Output[] = [
  { path: 'docs/map.md', make: makeMap },
  { path: 'docs/api/openapi.json', make: async () => `${JSON.stringify(await describe(), null, 2)}\n` },
]

async function writeAll(root: string): Promise<void> {
  for (const { path, make } of outputs) {
    const file = join(root, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, await make(root))
    console.log(`wrote ${path}`)
  }
}

const self = fileURLToPath(import.meta.url)
if (process.argv[1] === self) await writeAll(dirname(dirname(self)))
