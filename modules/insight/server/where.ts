import type { Rule, RuleSubject } from '#kit/rules'
import { binder, jsonPlace, numberSql, type Place, ruleSql, textSql } from '#platform/clickhouse/ruleSql'
import type { PropertyRef } from '../core/trend.ts'

/** A piece of SQL with the parameters it names. */
export type Bound = { readonly sql: string; readonly params: Readonly<Record<string, unknown>> }

/**
 * A checked rule (`checkRule`) as a condition that is 1 or 0, never null, with its parameters `w0`, …; under another
 * prefix where a query has several rules.
 */
export function whereSql(rule: Rule, prefix = 'w'): Bound {
  const { bind, params } = binder(prefix)
  return { sql: ruleSql(rule, placeOf, bind), params }
}

/** A property as text: text as it is, numbers and booleans written out, null for lists, objects and what is missing. */
export const textOf = (property: string, on: RuleSubject | undefined): string => textSql(placeOf(property, on))

/** A property as a number: numbers, and texts that are plain decimals; nothing so large that a sum could overflow. */
export const numberOf = (property: string, on: RuleSubject | undefined): string => numberSql(placeOf(property, on))

/** Where a property stands in a query that reads events, and people by `personJoin`. */
function placeOf(property: string, on: RuleSubject | undefined): Place {
  if (isEntry(property, on)) return { text: `person_${property}` }
  return on === 'person'
    ? { dynamic: `\`person.${property}\``, inside: `\`person^${property}\`` }
    : jsonPlace('properties', property)
}

/** Properties of a person that are columns of their own, as text; an attribute of the same name stands behind them. */
export const entryColumns = {
  entry: 'entry',
  source: 'source',
  owner: 'owner',
  inviter: "if(inviter = 0, '', toString(dictGetOrDefault('person_override', 'kept', inviter, inviter)))",
} as const
const isEntry = (property: string, on: RuleSubject | undefined): property is keyof typeof entryColumns =>
  on === 'person' && Object.hasOwn(entryColumns, property)

/**
 * A join of the people that a query over `who` needs for these properties; empty when it needs none. Attributes are read
 * inside it one by one, so that no row carries all of them.
 */
export function personJoin(refs: readonly PropertyRef[], who: string): string {
  const names = [...new Set(refs.filter(({ on }) => on === 'person').map(({ property }) => property))]
  if (names.length === 0) return ''
  const columns = names.map((name) =>
    isEntry(name, 'person')
      ? `${entryColumns[name]} as person_${name}`
      : `${jsonPlace('attributes', name).dynamic} as \`person.${name}\`, ${jsonPlace('attributes', name).inside} as \`person^${name}\``,
  )
  return ` any left join (select id as known_person, ${columns.join(', ')} from people final where deleted = 0) as known
    on ${who} = known.known_person`
}
