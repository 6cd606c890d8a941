import ts from 'typescript'
import { filesBelow, textOf } from './files.ts'

export interface Source {
  path: string
  text: string
  tree: ts.SourceFile
}

/** Parses the files of the tree that `keep` names. */
export function sourcesBelow(root: string, keep: (path: string) => boolean): Source[] {
  return filesBelow(root, keep).map((path) => {
    const text = textOf(root, path)
    const kind = path.endsWith('x') ? ts.ScriptKind.TSX : path.endsWith('.mjs') ? ts.ScriptKind.JS : ts.ScriptKind.TS
    return { path, text, tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, kind) }
  })
}

/** Calls `each` on every node, parents first. */
export function visit(node: ts.Node, each: (node: ts.Node) => void): void {
  each(node)
  ts.forEachChild(node, (child) => visit(child, each))
}

/** 1-based line a node starts on. */
export const lineOf = (tree: ts.SourceFile, node: ts.Node): number =>
  tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1

/** The text of a string or template literal; what is put in by `${}` reads as ' ? '. Other nodes give undefined. */
export function literalText(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text
  if (!ts.isTemplateExpression(node)) return undefined
  return node.head.text + node.templateSpans.map((span) => ` ? ${span.literal.text}`).join('')
}

/** The leftmost name of a callee: `test` for `test.skipIf(x)('…')` and for `test.each([…])('…')`. */
export function rootName(node: ts.Expression): string | undefined {
  if (ts.isIdentifier(node)) return node.text
  if (ts.isPropertyAccessExpression(node) || ts.isCallExpression(node) || ts.isTaggedTemplateExpression(node)) {
    return rootName(ts.isTaggedTemplateExpression(node) ? node.tag : node.expression)
  }
  return undefined
}
