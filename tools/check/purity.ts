import ts from 'typescript'
import { isCode, isPure } from './files.ts'
import { type Outcome, outcome, type Problem } from './outcome.ts'
import { lineOf, sourcesBelow, visit } from './source.ts'

const calls: Record<string, string> = {
  'Date.now': 'clock',
  'performance.now': 'clock',
  'Temporal.Now': 'clock',
  'Math.random': 'dice',
  'crypto.randomUUID': 'dice',
  'crypto.getRandomValues': 'dice',
}
/** Globals of Node and browsers; the pure tsconfig knows most of them not, until a package's types bring them in. */
const globals = new Set([
  'fetch',
  'process',
  'Buffer',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'window',
  'document',
])

const messages: Record<string, string> = {
  clock: 'Take the moment as an argument (`at`), so that a replay gives the same answer.',
  dice: 'Take the roll or the id as an argument, so that a replay gives the same answer.',
  globals: 'A pure room does no I/O and never waits. Move this to server/ or platform/, or take it as an argument.',
}

/** kit/, core/, kinds/, contracts and doors have no clock, no dice, and no platform's globals. */
export function checkPurity(root: string): Outcome {
  const problems: Problem[] = []
  const sources = sourcesBelow(root, (path) => isCode(path) && isPure(path))
  for (const { path, tree } of sources) {
    visit(tree, (node) => {
      const kind = impurity(node)
      if (kind === undefined) return
      problems.push({
        rule: `pure-rooms-have-no-${kind}`,
        where: `${path}:${lineOf(tree, node)}`,
        message: messages[kind] ?? '',
      })
    })
  }
  return outcome(sources.length, 'pure files', problems)
}

function impurity(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) {
    const text = node.getText().replace(/\s+|globalThis\./g, '')
    const known = Object.hasOwn(calls, text) ? calls[text] : undefined
    return known ?? (ts.isIdentifier(node.expression) && isGlobal(node.expression) ? 'globals' : undefined)
  }
  if (ts.isNewExpression(node) && isNamed(node.expression, 'Date') && !node.arguments?.length) return 'clock'
  if (ts.isCallExpression(node)) {
    if (isNamed(node.expression, 'Date')) return 'clock'
    if (ts.isIdentifier(node.expression) && isGlobal(node.expression)) return 'globals'
  }
  return undefined
}

const isNamed = (node: ts.Node, name: string): boolean => ts.isIdentifier(node) && node.text === name

/** By name, unless the file declares the name itself (a parameter called `window` is a time window). */
function isGlobal(node: ts.Identifier): boolean {
  if (!globals.has(node.text)) return false
  let declared = false
  visit(node.getSourceFile(), (other) => {
    const named = ts.isParameter(other) || ts.isVariableDeclaration(other) || ts.isBindingElement(other)
    if (
      (named || ts.isFunctionDeclaration(other) || ts.isImportSpecifier(other)) &&
      other.name?.getText() === node.text
    )
      declared = true
  })
  return !declared
}
