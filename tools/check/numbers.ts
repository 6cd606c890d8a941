import ts from 'typescript'
import { filesBelow, isTest, textOf } from './files.ts'
import { type Outcome, outcome, type Problem } from './outcome.ts'
import { lineOf, literalText, rootName, sourcesBelow, visit } from './source.ts'

interface Place {
  id: string
  where: string
}

const runners = new Set(['test', 'it', 'describe'])

/** Rules of the houses (`**X1**` in a README) against titles of tests (`[X1] …`), both ways. */
export function checkNumbers(root: string): Outcome {
  const rules = rulesIn(root)
  const cited = citationsIn(root)
  const problems: Problem[] = []
  for (const [index, { id, where }] of rules.entries()) {
    const first = rules.findIndex((other) => other.id === id)
    if (first !== index) {
      const message = `Rule ${id} is already at ${rules[first]?.where}. Give this one a free number.`
      problems.push({ rule: 'rule-number-is-unique', where, message })
    } else if (!cited.some((citation) => citation.id === id)) {
      const message = `No test cites rule ${id}. Write one whose title begins with [${id}], or take the rule out.`
      problems.push({ rule: 'rule-has-a-test', where, message })
    }
  }
  for (const { id, where } of cited.filter((citation) => !rules.some((rule) => rule.id === citation.id))) {
    const message = `The test cites [${id}], which no README of a house states as **${id}**.`
    problems.push({ rule: 'test-cites-a-rule', where, message })
  }
  return outcome(rules.length, 'rules', problems)
}

function rulesIn(root: string): Place[] {
  const readmes = filesBelow(root, (path) => /^modules\/[^/]+\/README\.md$/.test(path))
  return readmes.flatMap((path) =>
    textOf(root, path)
      .split('\n')
      .flatMap((line, index) =>
        [...line.matchAll(/\*\*([A-Z]{1,3}\d+)\*\*/g)].map(([, id = '']) => ({ id, where: `${path}:${index + 1}` })),
      ),
  )
}

/** Titles of tests and describes; what is skipped for good (`test.skip`, `test.todo`) proves no rule. */
function citationsIn(root: string): Place[] {
  const cited: Place[] = []
  for (const { path, tree } of sourcesBelow(root, isTest)) {
    visit(tree, (node) => {
      const title = ts.isCallExpression(node) ? titleOf(node) : undefined
      for (const [, id = ''] of title?.matchAll(/\[([A-Z]{1,3}\d+)\]/g) ?? []) {
        cited.push({ id, where: `${path}:${lineOf(tree, node)}` })
      }
    })
  }
  return cited
}

function titleOf(call: ts.CallExpression): string | undefined {
  const [first] = call.arguments
  if (!first || !runners.has(rootName(call.expression) ?? '')) return undefined
  if (/\.(?:skip|todo)$/.test(call.expression.getText())) return undefined
  return literalText(first)
}
