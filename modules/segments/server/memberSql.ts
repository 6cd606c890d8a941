import { binder } from '#platform/clickhouse/ruleSql'
import { belongs, stranger } from '../core/belongs.ts'
import type { Definition } from '../core/definition.ts'
import { costOf, type Look, leafSql } from './leafSql.ts'

/** A piece of SQL with the parameters it names. */
export interface Bound {
  readonly sql: string
  readonly params: Readonly<Record<string, unknown>>
}

/** Whom to look at: everybody, a share of people chosen by their numbers, or these. */
export type Scope = 'everybody' | { readonly share: number } | { readonly strands: readonly string[] }

const unified = "dictGetOrDefault('person_override', 'kept', person, person)"

/**
 * Everybody who belongs, as a select of one column `who`. Each condition is a set of people; a set is made for those who
 * have something in the log, since of all others it is known what a condition says of them (`stranger`). What is true of
 * strangers is read as everybody but those for whom it is not.
 */
export function memberSql(tree: Definition, at: number, scope: Scope = 'everybody'): Bound {
  const { bind, params } = binder('s')
  const look: Look = { at, bind, ...limits(scope, bind) }
  const members = isClosed(tree)
    ? setSql(tree, look)
    : `select who from (${everybody(look)}) where who not in (${setSql({ not: tree }, look)})`
  const out = 'select id from people final where excluded = 1 and deleted = 0'
  return { sql: `select distinct who from (${members}) where who != 0 and who not in (${out})`, params }
}

/** How many parts people are divided into to take a share of them. */
const parts = 1024

function limits(scope: Scope, bind: Look['bind']): Pick<Look, 'stored' | 'standing'> {
  const all = () => ''
  if (scope === 'everybody') return { stored: all, standing: all }
  if ('strands' in scope) {
    const strands = bind(scope.strands.map(Number), 'Array(UInt64)')
    return { stored: (column) => `${column} in ${strands}`, standing: all }
  }
  const share = bind(Math.max(1, Math.round(scope.share * parts)), 'UInt32')
  return { stored: all, standing: (expression) => `intHash32(${expression}) % ${parts} < ${share}` }
}

/** Whether nobody belongs of whom the log has nothing. */
const isClosed = (node: Definition): boolean => !belongs(node, stranger, 0)

/** Those for whom a closed node holds. */
function setSql(node: Definition, look: Look): string {
  if ('not' in node) return notSql(node.not, look)
  if ('or' in node) return unionSql(node.or, look)
  return 'and' in node ? intersectionSql(node.and, look) : leafSql(node, true, look)
}

/** Those for whom a node that holds of strangers does not. */
function notSql(node: Definition, look: Look): string {
  if ('not' in node) return setSql(node.not, look)
  if ('or' in node) return intersectionSql(node.or.map(opposite), look)
  return 'and' in node ? unionSql(node.and.map(opposite), look) : leafSql(node, false, look)
}

const opposite = (node: Definition): Definition => ('not' in node ? node.not : { not: node })

const nobody = 'select toUInt64(0) as who where 0'

function unionSql(nodes: readonly Definition[], look: Look): string {
  const sets = nodes.map((node) => setSql(node, look))
  return sets.length < 2 ? (sets[0] ?? nobody) : `select distinct who from (${sets.join(' union all ')})`
}

/** The cheapest set is read first; the others are looked up in. */
function intersectionSql(nodes: readonly Definition[], look: Look): string {
  const [first, ...others] = nodes
    .map((node) => ({ node, closed: isClosed(node) }))
    .sort((a, b) => Number(b.closed) - Number(a.closed) || dearest(a.node) - dearest(b.node))
  if (!first) return nobody
  const rest = others.map(({ node, closed }) =>
    closed ? `who in (${setSql(node, look)})` : `who not in (${setSql(opposite(node), look)})`,
  )
  const base = setSql(first.node, look)
  return rest.length === 0 ? base : `select who from (${base}) where ${rest.join(' and ')}`
}

function dearest(node: Definition): number {
  if ('not' in node) return dearest(node.not)
  if ('and' in node || 'or' in node) return Math.max(0, ...('and' in node ? node.and : node.or).map(dearest))
  return costOf(node)
}

/** Whoever has left a trace: visitors too. */
function everybody(look: Look): string {
  const limit = (...conditions: string[]) =>
    conditions
      .filter((one) => one !== '')
      .map((one) => ` and ${one}`)
      .join('')
  const stored = limit(look.stored('person'))
  const standing = limit(look.standing(unified))
  return `select distinct who from (
    select id as who from people final where deleted = 0${limit(look.stored('id'), look.standing('id'))}
    union all select ${unified} as who from (select distinct person from events where person != 0${stored}) where 1${standing}
    union all select ${unified} as who from carriers final where deleted = 0 and person != 0${stored}${standing}
    union all select ${unified} as who from orders final where deleted = 0 and person != 0${stored}${standing})`
}
