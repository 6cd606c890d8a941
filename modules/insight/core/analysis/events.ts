import { no, ok, type Result } from '#kit/result'
import { checkRule, isPropertyName, type Rule, type RuleRefusal, type RuleSubject } from '#kit/rules'

/** An event of a question; `*` = anything the person did. */
export type EventRef = { readonly event: string; readonly where?: Rule | undefined }

/** What groups are cut by: a property of an event (of `step`, the first when absent) or of the person. */
export type Breakdown = {
  readonly property: string
  readonly on?: RuleSubject | undefined
  readonly step?: number | undefined
}

export const anyEvent = '*'

/** Refuses rules and names that cannot be asked, before anything is read. */
export function checkEvents(
  refs: readonly EventRef[],
  properties: readonly (string | undefined)[] = [],
): Result<void, RuleRefusal> {
  for (const { where } of refs) {
    const checked = where ? checkRule(where) : ok()
    if (!checked.ok) return checked
  }
  return properties.every((name) => name === undefined || isPropertyName(name)) ? ok() : no('property-name-wrong')
}
