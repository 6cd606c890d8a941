import { z } from 'zod'

/** 64-bit whole numbers arrive as text; one that JavaScript cannot hold exactly is a bug, not a value. */
export const Int = z.coerce.number().int()

/** The unified person of a row: rows are never rewritten, reads follow the small override dictionary. */
export const unified = "dictGetOrDefault('person_override', 'kept', person, person)"

/** A time parameter in epoch ms as the tables hold times. */
export const instant = (name: string) => `fromUnixTimestamp64Milli({${name}:Int64}, 'UTC')`

/** People who are in no number: staff, test accounts, cheaters, erased ones. */
export const excludedPeople = 'select id from people final where excluded = 1'

/** SQL list of texts that stand in the code. */
export const listed = (texts: readonly string[]) => texts.map((text) => `'${text}'`).join(', ')

/** What a person did themselves; facts that say what was done to them have other types. */
export const acted = "type in ('track', 'page', 'screen')"

/**
 * Condition that somebody is in the segment that was asked for, by its number as the parameter `segment`; 0 = everybody.
 * `who` is the unified person.
 */
export const inSegment = (who: string) => `({segment:UInt64} = 0 or ${who} in (
    select ${unified} from segment_people final where segment = {segment:UInt64} and deleted = 0))`
