import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { GlobalFonts } from '@napi-rs/canvas'

const at = (file: string): string => fileURLToPath(import.meta.resolve(`@fontsource-variable/noto-sans-sc/${file}`))

type Range = readonly [from: number, to: number]
let pieces: readonly { readonly name: string; readonly ranges: readonly Range[] }[] | undefined
const registered = new Set<string>()

/** The pieces of the font with the letters each has. */
function piecesOf() {
  pieces ??= Object.entries(JSON.parse(readFileSync(at('unicode.json'), 'utf8')) as Record<string, string>).map(
    ([name, ranges]) => ({ name: name.replaceAll(/[[\]]/g, ''), ranges: ranges.split(',').map(rangeOf) }),
  )
  return pieces
}

function rangeOf(text: string): Range {
  const [from = '0', to = from] = text.replace('U+', '').split('-')
  return [Number.parseInt(from, 16), Number.parseInt(to, 16)]
}

/**
 * The families that draw a text: Noto Sans SC (OFL) comes with the project in a hundred pieces, of which those are read that
 * have a letter of it. Every machine prints the same letters, whatever fonts it has.
 */
export function familiesFor(fonts: typeof GlobalFonts, text: string): string {
  const letters = [...new Set([...text, '0'].map((letter) => letter.codePointAt(0) ?? 0))]
  const needed = piecesOf().filter(({ ranges }) =>
    letters.some((letter) => ranges.some(([from, to]) => letter >= from && letter <= to)),
  )
  for (const { name } of needed) {
    if (registered.has(name)) continue
    fonts.registerFromPath(at(`files/noto-sans-sc-${name}-wght-normal.woff2`), familyOf(name))
    registered.add(name)
  }
  return needed.map(({ name }) => `"${familyOf(name)}"`).join(', ')
}

const familyOf = (name: string): string => `Siyu Noto Sans SC ${name}`
