import ts from 'typescript'
import { isCode, isProduct, isTest } from './files.ts'
import { type Outcome, outcome, type Problem } from './outcome.ts'
import { lineOf, rootName, type Source, sourcesBelow, visit } from './source.ts'

// A component's markup stands in it line by line: two thirds of its length is not logic (ADR 0009).
const limits = { product: 250, test: 400, function: 40, component: 80 }
const testCalls = new Set(['describe', 'test', 'it', 'beforeAll', 'beforeEach', 'afterAll', 'afterEach'])

/** Long things are contracts (one schema after the other) and what a tool wrote. */
const exempt = (path: string): boolean => /(?:^|\/)contract\.ts$|\.generated\.ts$/.test(path)

/** Length of files and functions. */
export function checkBudgets(root: string): Outcome {
  const sources = sourcesBelow(root, (path) => isCode(path) && !exempt(path))
  return outcome(
    sources.length,
    'files',
    sources.flatMap((source) => [...fileTooLong(source), ...functionsTooLong(source)]),
  )
}

function fileTooLong({ path, text }: Source): Problem[] {
  const lines = text.replace(/\n$/, '').split('\n').length
  const limit = isProduct(path) ? limits.product : limits.test
  if (lines <= limit) return []
  const message = `${lines} lines where ${limit} are the limit. Find the second subject in it and give it its own file.`
  return [{ rule: 'file-length', where: path, message }]
}

function functionsTooLong({ path, tree }: Source): Problem[] {
  const problems: Problem[] = []
  visit(tree, (node) => {
    if (!ts.isFunctionLike(node) || !('body' in node) || (isTest(path) && isTestCallback(node))) return
    const lines = tree.getLineAndCharacterOfPosition(node.end).line + 2 - lineOf(tree, node)
    const limit = path.endsWith('.tsx') ? limits.component : limits.function
    if (lines <= limit) return
    const message = `${lines} lines where ${limit} are the limit. Name its steps and make each a function.`
    problems.push({ rule: 'function-length', where: `${path}:${lineOf(tree, node)}`, message })
  })
  return problems
}

/** A describe or test callback holds a list of cases, not one train of thought. */
function isTestCallback(node: ts.Node): boolean {
  const call = node.parent
  return ts.isCallExpression(call) && testCalls.has(rootName(call.expression) ?? '')
}
