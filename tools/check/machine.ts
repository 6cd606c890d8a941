import { filesBelow, textOf } from './files.ts'
import { type Outcome, outcome, type Problem } from './outcome.ts'

const isText = (path: string): boolean =>
  /\.(?:ts|tsx|mjs|js|json|md|sql|ya?ml|css|html|sh|txt|csv)$|(?:^|\/)(?:\.[\w-]+|[A-Z]+|run)$/.test(path)

interface Trace {
  rule: string
  pattern: RegExp
  message: string
  applies(path: string): boolean
}

const start = '(?:^|[\\s"\'`(=:,<])'
const traces: readonly Trace[] = [
  {
    rule: 'no-machine-paths',
    pattern: new RegExp(`${start}/(?:work|tmp/h)(?:/|\\b(?![\\w-]))`),
    message: 'This path exists on one machine only. Say it relative to the root of the repository.',
    applies: () => true,
  },
  {
    rule: 'no-machine-paths',
    pattern: new RegExp(`${start}/(?:root|home|tmp|Users|mnt|opt)/`),
    message: 'A document names no absolute path of a machine. Say it relative to the root of the repository.',
    applies: (path) => path.endsWith('.md'),
  },
  {
    rule: 'no-registry-hosts',
    pattern:
      /https?:\/\/[^/\s"']*(?:registry|artifactory|nexus|npmmirror|verdaccio)|"resolved":|(?:^|[\s:])registry\s*=/,
    message:
      'Packages come from whatever registry the user has. Leave the host out (lockfile: omit-lockfile-registry-resolved).',
    applies: (path) => !path.endsWith('.ts'),
  },
]

/** What belongs to one machine or one network is not committed. */
export function checkMachine(root: string): Outcome {
  const paths = filesBelow(root, isText)
  return outcome(
    paths.length,
    'text files',
    paths.flatMap((path) => tracesIn(root, path)),
  )
}

function tracesIn(root: string, path: string): Problem[] {
  const apply = traces.filter((trace) => trace.applies(path))
  const problems: Problem[] = []
  for (const [index, line] of textOf(root, path).split('\n').entries()) {
    for (const { rule, pattern, message } of apply) {
      if (pattern.test(line)) problems.push({ rule, where: `${path}:${index + 1}`, message })
    }
  }
  return problems
}
