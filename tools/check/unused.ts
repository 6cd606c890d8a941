import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Outcome, outcome, type Problem } from './outcome.ts'
import { runNode, toolPath } from './process.ts'

interface Found {
  read: number
  issues: { type: string; symbol: string; path: string; line?: number }[]
}

const reporter = fileURLToPath(new URL('knipReporter.ts', import.meta.url))

/** What each of knip's findings means here; other types (unresolved, unlisted …) keep their name. */
const advice: Record<string, [rule: string, message: string]> = {
  files: ['unused-file', 'Nobody imports this file. Take it out, or name it as an entry in knip.json.'],
  exports: ['unused-export', 'Nobody imports it. Take the `export` (or the thing) out.'],
  types: ['unused-export', 'Nobody imports this type. Take the `export` (or the type) out.'],
  dependencies: ['unused-package', 'Nobody imports this package. Take it out of package.json.'],
  devDependencies: ['unused-package', 'Nobody imports this package. Take it out of package.json.'],
}

/** Files, exports and packages nobody uses, by knip with the tree's own knip.json. */
export async function checkUnused(root: string): Promise<Outcome> {
  if (!existsSync(join(root, 'package.json'))) return outcome(0, 'files', [])
  const args = ['--no-progress', '--no-config-hints', '--reporter', reporter]
  const { code, text } = await runNode([toolPath('knip/bin/knip.js'), ...args], root)
  const line = text.split('\n').find((start) => start.startsWith('{"read":'))
  if (line === undefined) return outcome(0, 'files', [{ rule: 'knip', where: 'knip.json', message: text.trim() }])
  const { read, issues }: Found = JSON.parse(line)
  const problems = issues.map(toProblem)
  if (code > 1) problems.push({ rule: 'knip', where: 'knip.json', message: `knip ended with ${code}: ${text.trim()}` })
  return outcome(read, 'files', problems)
}

function toProblem({ type, symbol, path, line }: Found['issues'][number]): Problem {
  const [rule, message] = advice[type] ?? [`knip-${type}`, 'See the documentation of knip for this finding.']
  const where = line === undefined ? path : `${path}:${line}`
  return { rule, where, message: symbol === path ? message : `${symbol}: ${message}` }
}
