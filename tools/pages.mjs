// How much script each page and each later part of the console loads, compressed; more than its budget ends the build.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const firstBudget = 350
const otherBudget = 150
// A page on a phone, with all it loads.
const phoneBudget = 60
// Of the part that holds the chart library; it comes when the numbers already stand.
const chartBudget = 175
const chartPart = 'ui/console/chart.tsx'
const start = 'index.html'
const firstPage = 'modules/insight/console/board.tsx'

/** Prints a line a page and throws when one is over: 350 KB for the first, 150 KB for what each other adds. */
export function printPages(folder) {
  const chunks = JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8'))
  const name = (key) => key.replaceAll('../', '')
  const pages = Object.keys(chunks).filter((key) => chunks[key].isDynamicEntry)
  const first = pages.find((key) => name(key) === firstPage)
  if (!first) throw new Error(`the console was built without ${firstPage}`)
  const shell = closure(chunks, [start])
  const lines = pages.map((key) => {
    const isFirst = key === first
    const own = [...closure(chunks, [key])].filter((one) => isFirst || !shell.has(one))
    const all = isFirst ? new Set([...shell, ...own]) : own
    const kilobytes = [...all].reduce((sum, one) => sum + zipped(folder, chunks[one].file), 0) / 1024
    const budget = isFirst ? firstBudget : name(key) === chartPart ? chartBudget : otherBudget
    return { page: name(key), kilobytes, budget }
  })
  printAll(lines)
}

/** The same for the pages on phones: 60 KB of script each. */
export function printPhonePages(folder) {
  const chunks = JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8'))
  const pages = Object.keys(chunks).filter((key) => chunks[key].isEntry)
  const sizeOf = (key) => [...closure(chunks, [key])].reduce((sum, one) => sum + zipped(folder, chunks[one].file), 0)
  printAll(pages.map((key) => ({ page: `apps/h5/${key}`, kilobytes: sizeOf(key) / 1024, budget: phoneBudget })))
}

function printAll(lines) {
  lines.sort((a, b) => b.kilobytes - a.kilobytes)
  for (const { page, kilobytes, budget } of lines)
    console.log(`  ${kilobytes.toFixed(0).padStart(4)} of ${budget} KB gz  ${page}`)
  const over = lines.filter((line) => line.kilobytes > line.budget)
  if (over.length > 0) throw new Error(`too much script: ${over.map((line) => line.page).join(', ')}`)
}

/** The chunks that load before any of these runs. */
function closure(chunks, keys, seen = new Set()) {
  for (const key of keys) {
    if (seen.has(key)) continue
    seen.add(key)
    closure(chunks, chunks[key].imports ?? [], seen)
  }
  return seen
}

const zipped = (folder, file) => gzipSync(readFileSync(join(folder, file))).length
