import type { Problem } from '#kit/api'

export type ChannelRefusal =
  | 'no-such-channel'
  | 'no-such-parent'
  | 'channel-cycle'
  | 'too-deep'
  | 'channel-name-taken'
  | 'known-by-another'
  | 'changed-since'
  | 'no-such-change'
  | 'no-such-cost'
  | 'wrong-days'
  | 'range-too-long'
  | 'archived-parent'
  | 'nobody-there'
  | 'too-many-people'

export const channelProblems: Record<ChannelRefusal, Problem> = {
  'no-such-channel': { status: 404, title: { zh: '没有这个渠道', en: 'No such channel' } },
  'no-such-parent': { status: 404, title: { zh: '没有这个上级渠道', en: 'There is no such parent' } },
  'no-such-change': { status: 404, title: { zh: '没有这次修改，或已撤销', en: 'No such change, or it was undone' } },
  'no-such-cost': { status: 404, title: { zh: '没有这笔成本', en: 'No such cost' } },
  'nobody-there': { status: 422, title: { zh: '这里没有人', en: 'There is nobody' } },
  'too-many-people': {
    status: 422,
    title: { zh: '一次最多存 100,000 人，请缩小范围', en: '100,000 people at most: choose fewer' },
  },
  'channel-cycle': {
    status: 422,
    title: { zh: '渠道不能移到自己或自己的下级下面', en: 'A channel cannot stand below itself' },
  },
  'too-deep': { status: 422, title: { zh: '渠道最多四级', en: 'Channels have four levels at most' } },
  'archived-parent': {
    status: 422,
    title: { zh: '上级渠道已归档，请先恢复它', en: 'The parent is archived: restore it first' },
  },
  'channel-name-taken': {
    status: 409,
    title: { zh: '同一级已有同名渠道', en: 'There is one of this name at this place' },
  },
  'known-by-another': {
    status: 409,
    title: { zh: '这个名称已归到另一个渠道', en: 'Another channel is known by this name' },
  },
  'changed-since': {
    status: 409,
    title: { zh: '之后又改过，请重新打开再改', en: 'It was changed since: open it anew' },
  },
  'wrong-days': {
    status: 422,
    title: {
      zh: '结束日期不能早于开始日期，最长十年',
      en: 'The last day cannot be before the first; ten years at most',
    },
  },
  'range-too-long': {
    status: 422,
    title: {
      zh: '时间范围太长：按天最多一年，按周三年，按月十年',
      en: 'Too long: a year of days, three of weeks, ten of months',
    },
  },
}
