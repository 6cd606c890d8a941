import { cruise, type ICruiseResult, type IViolation } from 'dependency-cruiser'
import { type Houses, houses as table } from '../rooms.ts'
import { filesBelow, isCode } from './files.ts'
import { type Outcome, outcome, type Problem } from './outcome.ts'
import { roomRules } from './roomRules.ts'

/** Who may import what: the rights of design's rooms and the map of the houses, by dependency-cruiser. */
export async function checkRooms(root: string, houses: Houses = table): Promise<Outcome> {
  const onDisk = filesBelow(root, isCode)
  if (onDisk.length === 0) return outcome(0, 'modules', [])
  const rules = roomRules(houses)
  const { summary, modules } = await cruiseTree(root, onDisk, rules)
  const read = modules.map(({ source }) => source).filter((source) => onDisk.includes(source))
  const problems = summary.violations.map((violation) => toProblem(violation, rules))
  return outcome(read.length, 'modules', [...unread(onDisk, read), ...problems])
}

async function cruiseTree(root: string, files: string[], forbidden: ReturnType<typeof roomRules>) {
  const { output } = await cruise(files, {
    baseDir: root,
    validate: true,
    ruleSet: { forbidden },
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: 'specify',
    // A planted tree borrows node_modules by a link; its packages must still look like packages.
    preserveSymlinks: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'default'],
      mainFields: ['types', 'main'],
    },
  })
  return output as ICruiseResult
}

function toProblem({ rule, from, to, cycle, unresolvedTo }: IViolation, rules: ReturnType<typeof roomRules>): Problem {
  const through = cycle?.map(({ name }) => name).join(' → ')
  const target = through ?? (unresolvedTo?.startsWith('.') ? to : (unresolvedTo ?? to))
  const comment = rules.find(({ name }) => name === rule.name)?.comment ?? ''
  return { rule: rule.name, where: from, message: `imports ${target}. ${comment}` }
}

/** dependency-cruiser skips what it cannot parse without a word (all of it, under TypeScript 7); we want to hear of it. */
export function unread(onDisk: readonly string[], read: readonly string[]): Problem[] {
  const missing = onDisk.filter((path) => !read.includes(path))
  const message = 'dependency-cruiser did not read this file, so its imports are unchecked.'
  return missing.map((where) => ({ rule: 'reads-every-module', where, message }))
}
