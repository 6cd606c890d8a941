import type { WayKind } from '../../core/way.ts'
import { massSchema } from '../../core/welcome.ts'

/** 企业群发: a task for the member who has the customer; nothing leaves before they confirm it. */
export const wecomMass: WayKind = {
  way: 'wecomMass',
  title: { zh: '企业微信群发', en: 'WeCom mass message' },
  help: {
    zh: '员工在手机上确认后发出；一个任务只有一段文字，不能带变量；没有“已读”',
    en: 'Leaves when the member confirms it; one text for all, no variables; nobody knows who read it',
  },
  carrier: 'wecom',
  purposes: ['promotion', 'service'],
  writes: 'card',
  templates: null,
  content: massSchema,
  byMembers: true,
}
