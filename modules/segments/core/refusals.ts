import type { Problem } from '#kit/api'
import type { DefinitionRefusal, ExpandRefusal } from './check.ts'

export type SegmentRefusal =
  | DefinitionRefusal
  | ExpandRefusal
  | 'name-taken'
  | 'version-old'
  | 'segment-in-use'
  | 'list-has-no-rule'
  | 'tag-unknown'
  | 'id-type-unknown'
  | 'too-many-live'

export type TagRefusal =
  | 'no-such-tag'
  | 'no-such-group'
  | 'name-taken'
  | 'tag-in-use'
  | 'group-in-use'
  | 'tag-by-rule'
  | 'merge-with-itself'
  | 'no-such-segment'
  | 'no-such-person'
  | 'no-such-batch'
  | 'tag-archived'
  | 'id-type-unknown'
  | 'no-such-pending'

const tooLarge = { status: 422, title: { zh: '条件太多或嵌套太深', en: 'Too many conditions, or nested too deeply' } }
const noType = { status: 422, title: { zh: '没有这种编号', en: 'There is no such type of id' } }
const taken = { status: 409, title: { zh: '这个名称已经有了', en: 'The name is taken' } }
const noSegment = { status: 404, title: { zh: '没有这个分群', en: 'No such segment' } }

/** Every refusal about segments with its status and texts. */
export const segmentProblems = {
  'rule-too-large': tooLarge,
  'segment-too-large': tooLarge,
  'rule-value-wrong': { status: 422, title: { zh: '条件的值与运算符不符', en: 'The value does not fit the operator' } },
  'property-name-wrong': {
    status: 422,
    title: { zh: '属性名含有不允许的字符', en: 'The property name is not allowed' },
  },
  'window-wrong': { status: 422, title: { zh: '时间范围不对', en: 'The window of time is not one' } },
  'person-field-unknown': {
    status: 422,
    title: { zh: '没有这个客户字段（可用 entry、source、owner）', en: 'No such field (entry, source, owner)' },
  },
  'order-field-unknown': {
    status: 422,
    title: {
      zh: '没有这个订单字段（可用 sourceKind、orderKind、channel、shop、store、staff）',
      en: 'No such field of an order (sourceKind, orderKind, channel, shop, store, staff)',
    },
  },
  'measure-needs-property': {
    status: 422,
    title: { zh: '求和、求平均要指定属性', en: 'sum and average need a property' },
  },
  'no-such-segment': noSegment,
  'segment-of-itself': { status: 422, title: { zh: '分群不能包含它自己', en: 'A segment cannot contain itself' } },
  'name-taken': taken,
  'version-old': {
    status: 409,
    title: { zh: '别人刚改过，请刷新后再改', en: 'Somebody has changed it meanwhile: load it again' },
  },
  'segment-in-use': {
    status: 409,
    title: { zh: '还有分群或标签在用它，不能归档', en: 'Segments or tags use it: it cannot be put away' },
  },
  'list-has-no-rule': { status: 422, title: { zh: '名单没有条件', en: 'A list has no conditions' } },
  'tag-unknown': { status: 422, title: { zh: '条件里的标签不存在', en: 'A condition names a tag that is not there' } },
  'id-type-unknown': noType,
  'too-many-live': {
    status: 422,
    title: { zh: '最多 50 个实时分群', en: 'At most 50 segments can be live' },
  },
} as const satisfies Record<SegmentRefusal, Problem>

/** Every refusal about tags with its status and texts. */
export const tagProblems = {
  'no-such-tag': { status: 404, title: { zh: '没有这个标签', en: 'No such tag' } },
  'no-such-group': { status: 404, title: { zh: '没有这个标签组', en: 'No such group of tags' } },
  'name-taken': taken,
  'tag-in-use': {
    status: 409,
    title: { zh: '还有分群在用它，不能归档', en: 'Segments use it: it cannot be put away' },
  },
  'group-in-use': { status: 409, title: { zh: '组里还有标签', en: 'The group has tags' } },
  'tag-by-rule': {
    status: 409,
    title: { zh: '这是规则标签，由它的分群决定谁有', en: 'It is a tag by rule: its segment says who has it' },
  },
  'merge-with-itself': { status: 422, title: { zh: '不能合并到它自己', en: 'It cannot be merged into itself' } },
  'no-such-segment': noSegment,
  'no-such-person': { status: 404, title: { zh: '没有这位客户', en: 'No such person' } },
  'no-such-batch': { status: 404, title: { zh: '没有这一批', en: 'No such batch' } },
  'tag-archived': { status: 409, title: { zh: '这个标签已归档', en: 'The tag has been put away' } },
  'id-type-unknown': noType,
  'no-such-pending': { status: 404, title: { zh: '没有这个预打标签', en: 'No such pending tag' } },
} as const satisfies Record<TagRefusal, Problem>
