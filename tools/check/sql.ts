import ts from 'typescript'
import { literalText, type Source, visit } from './source.ts'

/** A table somebody names: `use` is how ('from', 'into', 'update', 'join', …), `at` an offset into the file. */
export interface TableUse {
  table: string
  use: string
  at: number
}

const created =
  /\bcreate\s+(?:or\s+replace\s+)?(?:unlogged\s+)?(?:table|(?:materialized\s+)?view|dictionary)\s+(?:if\s+not\s+exists\s+)?(?:\w+\.)?["`]?(\w+)/gi
const named = /\b(from|into|update|join|truncate(?:\s+table)?|alter\s+table)\s+(?:only\s+)?(?:\w+\.)?["`]?(\w+)/gi
// Prose says 'from' and 'join' too. Fragments tagged sql`` count always, other literals when they read like a statement.
const statement =
  /\bselect\b[\s\S]*\bfrom\b|\binsert\s+into\b|\bdelete\s+from\b|\bupdate\s+\S+\s+(?:\w+\s+)?set\b|\bjoin\b[\s\S]*\b(?:on|using)\b|\btruncate\b|\balter\s+table\b|^\s*from\s+\S+(?:\s+(?:where|as|final)\b|\s*$)/i
/** Verbs of kysely and of #platform/clickhouse, by what they do to the table. */
const builders: Record<string, string> = {
  selectFrom: 'from',
  deleteFrom: 'delete from',
  insertInto: 'into',
  mergeInto: 'into',
  updateTable: 'update',
  innerJoin: 'join',
  leftJoin: 'join',
  rightJoin: 'join',
  fullJoin: 'join',
  insert: 'into',
  insertLines: 'into',
}

/** Names of the tables, views and dictionaries a migration creates. */
export const tablesCreated = (sql: string): string[] =>
  [...withoutComments(sql).matchAll(created)].map((match) => (match[1] ?? '').toLowerCase())

/** Tables a piece of SQL names; its own `with` names are not tables. */
export function tablesNamed(sql: string, offset = 0): TableUse[] {
  const clean = withoutComments(sql)
  const own = new Set([...clean.matchAll(/\b(\w+)\s+as\s+(?:not\s+)?(?:materialized\s+)?\(/gi)].map(([, name]) => name))
  const uses: TableUse[] = []
  for (const match of clean.matchAll(named)) {
    const [, verb = '', table = ''] = match
    if (own.has(table)) continue
    const before = clean.slice(0, match.index).trimEnd()
    const use = /\bdelete$/i.test(before) ? 'delete from' : verb.toLowerCase()
    uses.push({ table: table.toLowerCase(), use, at: offset + match.index })
  }
  return uses
}

/** Tables a TypeScript file names, in SQL texts and by the query builder. */
export function tablesInSource({ tree }: Source): TableUse[] {
  const uses: TableUse[] = []
  visit(tree, (node) => {
    const text = literalText(node)
    if (text !== undefined && (isTagged(node) || statement.test(text))) uses.push(...tablesNamed(text, node.pos))
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return
    const use = Object.hasOwn(builders, node.expression.name.text) ? builders[node.expression.name.text] : undefined
    const first = node.arguments[0]
    if (!use || !first || !ts.isStringLiteralLike(first)) return
    uses.push({ table: first.text.split(/\s/)[0]?.replace(/^\w+\./, '') ?? '', use, at: first.getStart(tree) })
  })
  return uses
}

const isTagged = (node: ts.Node): boolean =>
  ts.isTaggedTemplateExpression(node.parent) && /\bsql$/i.test(node.parent.tag.getText().replace(/<.*$/s, ''))

/** Same length, so that offsets stay true. */
const withoutComments = (sql: string): string =>
  sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
