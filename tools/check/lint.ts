import { type Outcome, outcome, type Problem } from './outcome.ts'
import { runNode, toolPath } from './process.ts'

/** Lint and format by Biome with the tree's own biome.json. A warning or a hint counts too: a rule is an error or off. */
export async function checkLint(root: string): Promise<Outcome> {
  const args = ['check', '--error-on-warnings', '--colors=off', '--reporter=concise', '--max-diagnostics=none', '.']
  const { code, text } = await runNode([toolPath('@biomejs/biome/bin/biome'), ...args], root)
  const problems: Problem[] = []
  for (const line of text.split('\n')) {
    const found = line.match(/^[×!i] (.+?)(?::(\d+):\d+)?: ([\w/]+): (.*)$/)
    if (found) problems.push(toProblem(found[1] ?? '.', found[2], found[3] ?? 'lint', found[4] ?? ''))
  }
  if (code !== 0 && problems.length === 0) problems.push({ rule: 'lint', where: '.', message: text.trim() })
  return outcome(Number(text.match(/Checked (\d+) files?/)?.[1] ?? 0), 'files', problems)
}

function toProblem(path: string, line: string | undefined, rule: string, text: string): Problem {
  const message =
    rule === 'format' ? 'This file is not formatted.' : rule.startsWith('assist/') ? `${text} (by the formatter)` : text
  const advice = rule === 'format' || rule.startsWith('assist/') ? ' Run `npm run format`.' : ''
  return { rule, where: line === undefined ? path : `${path}:${line}`, message: message + advice }
}
