import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Outcome, outcome, type Problem } from './outcome.ts'
import { runNode, toolPath } from './process.ts'

const projects = [
  { file: 'tsconfig.json', rule: 'types', advice: '' },
  {
    file: 'tsconfig.pure.json',
    rule: 'types-of-pure-rooms',
    advice: ' (Pure rooms are compiled without Node and DOM: clock, dice, ids and I/O come in as arguments.)',
  },
  { file: 'tsconfig.web.json', rule: 'types-of-screens', advice: '' },
  { file: 'tsconfig.h5.json', rule: 'types-of-h5', advice: '' },
]

/** Compiles the tree once for each side, side by side: as it runs, its pure rooms without any platform's globals, its screens with the browser's. */
export async function checkTypes(root: string): Promise<Outcome> {
  const results = await Promise.all(
    projects.filter(({ file }) => existsSync(join(root, file))).map((project) => compile(root, project)),
  )
  const read = results.reduce((sum, result) => sum + result.read, 0)
  return outcome(
    read,
    'files',
    results.flatMap((result) => result.problems),
  )
}

async function compile(root: string, { file, rule, advice }: (typeof projects)[number]) {
  const info = join(root, '.siyu', 'check', `${file}.tsbuildinfo`)
  const args = ['-p', file, '--noEmit', '--pretty', 'false', '--listFiles', '--incremental', '--tsBuildInfoFile', info]
  const { text } = await runNode([toolPath('typescript/bin/tsc'), ...args], root)
  const problems: Problem[] = []
  let read = 0
  for (const line of text.split('\n')) {
    const found = line.match(/^(?:(.+?)\((\d+),\d+\): )?error (TS\d+: .*)$/)
    if (found) {
      const where = found[1] === undefined ? file : `${found[1]}:${found[2]}`
      problems.push({ rule, where, message: `${found[3]}${advice}` })
    } else if (/\.(?:ts|tsx)$/.test(line) && !line.includes('/node_modules/')) read += 1
  }
  return { read, problems }
}
