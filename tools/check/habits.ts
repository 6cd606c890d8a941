import ts from 'typescript'
import { isCode, isProduct } from './files.ts'
import { type Outcome, outcome, type Problem } from './outcome.ts'
import { lineOf, sourcesBelow, visit } from './source.ts'

interface Habit {
  rule: string
  message: string
  applies(path: string): boolean
  found(node: ts.Node): boolean
}

// tools/*.mjs run before anything is installed and cannot reach platform/config.
const readsEnvironment = (path: string): boolean => /^platform\/config(?:\.ts|\/)|^tools\/[^/]+\.mjs$/.test(path)
// vitest and knip load these by their default export.
const mayExportDefault = (path: string): boolean => /(?:^|\/)(?:[^/]+\.config|knipReporter)\.ts$/.test(path)

const habits: readonly Habit[] = [
  {
    rule: 'no-any',
    message: 'Say what it is; unknown with a schema for what comes from outside.',
    applies: () => true,
    found: (node) => node.kind === ts.SyntaxKind.AnyKeyword,
  },
  {
    rule: 'no-double-cast',
    message: '`as unknown as` turns the compiler off. Check the value with a schema or a type guard.',
    applies: () => true,
    found: (node) =>
      ts.isAsExpression(node) &&
      ts.isAsExpression(node.expression) &&
      node.expression.type.kind === ts.SyntaxKind.UnknownKeyword,
  },
  {
    rule: 'no-default-export',
    message: 'Export it by name, so that it is called the same everywhere.',
    applies: (path) => !mayExportDefault(path),
    found: isDefaultExport,
  },
  {
    rule: 'process-env-only-in-config',
    message: 'Only platform/config reads the environment. Take the value from the configuration that is passed in.',
    applies: (path) => isProduct(path) && !readsEnvironment(path),
    found: isEnvironment,
  },
  {
    rule: 'door-is-written-by-hand',
    message: 'A door names what it shows, one by one: a reader sees all a neighbour can touch.',
    applies: (path) => /^modules\/[^/]+\/index\.ts$/.test(path),
    found: (node) => ts.isExportDeclaration(node) && (!node.exportClause || ts.isNamespaceExport(node.exportClause)),
  },
]

/** Habits the compiler lets pass and we do not. */
export function checkHabits(root: string): Outcome {
  const problems: Problem[] = []
  const sources = sourcesBelow(root, isCode)
  for (const { path, tree } of sources) {
    const apply = habits.filter((habit) => habit.applies(path))
    visit(tree, (node) => {
      for (const { rule, message, found } of apply) {
        if (found(node)) problems.push({ rule, where: `${path}:${lineOf(tree, node)}`, message })
      }
    })
  }
  return outcome(sources.length, 'files', problems)
}

function isDefaultExport(node: ts.Node): boolean {
  if (ts.isExportAssignment(node)) return true
  if (ts.isExportSpecifier(node)) return node.name.text === 'default'
  return ts.canHaveModifiers(node) && node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) === true
}

function isEnvironment(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) return isProcess(node.expression) && node.name.text === 'env'
  if (ts.isElementAccessExpression(node)) return isProcess(node.expression)
  if (ts.isVariableDeclaration(node)) return node.initializer !== undefined && isProcess(node.initializer)
  if (!ts.isImportSpecifier(node) || (node.propertyName ?? node.name).text !== 'env') return false
  const { moduleSpecifier } = node.parent.parent.parent
  return ts.isStringLiteral(moduleSpecifier) && /^(?:node:)?process$/.test(moduleSpecifier.text)
}

const isProcess = (node: ts.Node): boolean =>
  (ts.isIdentifier(node) && node.text === 'process') ||
  (ts.isPropertyAccessExpression(node) && node.name.text === 'process' && node.expression.getText() === 'globalThis')
