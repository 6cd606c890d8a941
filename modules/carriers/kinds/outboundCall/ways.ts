import { callContent } from '../../core/calls.ts'
import type { WayKind } from '../../core/way.ts'

/** A call by a vendor, after one of its scripts, to the number that was seen last. */
export const callWay: WayKind = {
  way: 'call',
  title: { zh: '智能外呼', en: 'Outbound call' },
  help: {
    zh: '按话术打电话，按意向打标签、补短信、派员工；要先同意电话营销，只在允许的时段拨',
    en: 'Calls after a script; by what people say they are tagged, written to, or given to members. Needs consent to calls',
  },
  carrier: 'call',
  purposes: ['promotion', 'service'],
  writes: 'call',
  templates: null,
  content: callContent,
  byMembers: false,
}
