import type { Problem } from '#kit/api'
import type { ApprovalRefusal } from './partners/statement.ts'

export type PartnerRefusal =
  | ApprovalRefusal
  | 'no-such-partner'
  | 'no-such-programme'
  | 'no-such-way'
  | 'no-such-flag'
  | 'no-such-statement'
  | 'no-such-file'
  | 'no-such-sample'
  | 'no-such-person'
  | 'no-such-live'
  | 'third-level'
  | 'person-taken'
  | 'number-taken'
  | 'wrong-phone'
  | 'wrong-number'
  | 'contract-ends-before'
  | 'wrong-condition'
  | 'pays-nothing'
  | 'tiers-twice'
  | 'ends-before'
  | 'code-taken'
  | 'live-taken'
  | 'wrong-file'
  | 'back-already'
  | 'partner-off'
  | 'not-over'
  | 'decided-already'
  | 'not-decided'
  | 'not-from-here'
  | 'needs-note'

const problem = (status: number, zh: string, en: string): Problem => ({ status, title: { zh, en } })

export const partnerProblems: Record<PartnerRefusal, Problem> = {
  'no-such-partner': problem(404, '没有这位达人', 'No such partner'),
  'no-such-programme': problem(404, '没有这个合作方案', 'No such programme'),
  'no-such-way': problem(404, '没有这个链接或码', 'No such link or code'),
  'no-such-flag': problem(404, '没有这条风险', 'No such flag'),
  'no-such-statement': problem(404, '没有这张结算单', 'No such statement'),
  'no-such-file': problem(404, '没有这个文件', 'No such file'),
  'no-such-sample': problem(404, '没有这次寄样', 'No such sample'),
  'no-such-person': problem(422, '没有这位客户', 'No such person'),
  'no-such-live': problem(422, '没有这个活码', 'No such live code'),
  'third-level': problem(
    422,
    '推荐关系最多两级：推荐人自己不能有推荐人，有下级的人也不能再挂到别人下面',
    'Two levels at most: who brings partners in was brought in by nobody, and whoever has brought some cannot be below another',
  ),
  'person-taken': problem(409, '这位客户已经是另一位达人', 'This person is another partner already'),
  'number-taken': problem(409, '这个证件号已经登记在另一位达人名下', 'Another partner has this ID number'),
  'wrong-phone': problem(422, '手机号不对，请检查', 'That is no phone number'),
  'wrong-number': problem(422, '证件号的校验位不对，请检查', 'The check digit of the ID number is wrong'),
  'contract-ends-before': problem(422, '合同结束日要晚于开始日', 'The contract has to end after it begins'),
  'wrong-condition': problem(422, '激活条件没有填对', 'The condition of activation was not given rightly'),
  'pays-nothing': problem(422, '按成交和按激活至少要开一种', 'It has to pay for sales or for activations'),
  'tiers-twice': problem(422, '两档的起点不能相同', 'Two tiers begin at the same amount'),
  'ends-before': problem(422, '结束时间要晚于开始时间', 'It has to end after it starts'),
  'code-taken': problem(409, '这个推广码已经有人用了', 'This code is taken'),
  'live-taken': problem(409, '这个活码已经归另一位达人', 'This live code belongs to another partner'),
  'wrong-file': problem(422, '只收 2 MB 以内的 PDF、JPEG 或 PNG', 'Only PDF, JPEG or PNG of at most 2 MB'),
  'back-already': problem(409, '这次寄样已经退回', 'This sample is back already'),
  'partner-off': problem(409, '这位达人已停止合作', 'This partner is switched off'),
  'not-over': problem(409, '这个月还没有过完，月底之后才能出结算单', 'The month is not over: draw it afterwards'),
  'decided-already': problem(409, '这条风险已经有结论，先撤销再改', 'It is decided: take the decision back first'),
  'not-decided': problem(409, '这条风险还没有结论', 'It is not decided'),
  'not-from-here': problem(409, '现在的状态不能这样操作', 'Not possible in its present state'),
  'needs-note': problem(422, '请写明原因或凭证', 'Say why, or by what receipt'),
  'same-person': problem(403, '出单人不能审批自己的结算单', 'Whoever drew a statement cannot approve it'),
  'no-real-name': problem(409, '缺少实名信息，不能付款', 'Without a real name and ID number nothing is paid'),
  'no-contract': problem(409, '结算月内没有有效合同，不能付款', 'Without a contract in force nothing is paid'),
}
