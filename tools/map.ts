import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Houses, houses as table } from './rooms.ts'

/** First sentence of the first paragraph of a house's README, or '' when there is none. */
export function purposeOf(root: string, house: string): string {
  const file = join(root, 'modules', house, 'README.md')
  if (!existsSync(file)) return ''
  const blocks = readFileSync(file, 'utf8').split(/\n\s*\n/)
  const paragraph = blocks
    .map((block) => block.replace(/^#.*$/gm, '').replace(/\s+/g, ' ').trim())
    .find((block) => block !== '' && !/^[-|<>!*`]/.test(block.replace(/^\*\*|^`/, '')))
  return paragraph?.match(/^.*?(?:[.!?](?=\s|$)|[。！？])/)?.[0] ?? paragraph ?? ''
}

/** Text of docs/map.md: who may know whom, as a graph and as a table. */
export function makeMap(root: string, houses: Houses = table): string {
  const names = Object.keys(houses)
  const arrows = names.flatMap((house) => (houses[house] ?? []).map((other) => `  ${house} --> ${other}`))
  const rows = names.map((house) => {
    const uses = houses[house]?.length ? houses[house].join(', ') : '—'
    return `| [${house}](../modules/${house}/README.md) | ${purposeOf(root, house).replaceAll('|', '\\|')} | ${uses} |`
  })
  return `${[
    '<!-- Written by `npm run generate` from tools/rooms.ts and the READMEs of the houses. Do not edit. -->',
    '# Map of the houses',
    '',
    'An arrow means: may use the door (`index.ts`) or the `contract.ts` of. Whatever goes the other way travels as a fact on the outbox.',
    '',
    '```mermaid',
    'graph LR',
    ...names.map((house) => `  ${house}`),
    ...arrows,
    '```',
    '',
    '| house | what it is for | may use |',
    '| --- | --- | --- |',
    ...rows,
  ].join('\n')}\n`
}
