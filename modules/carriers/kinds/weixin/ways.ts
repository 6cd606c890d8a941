import { z } from 'zod'
import type { WayKind } from '../../core/way.ts'

const Template = z.string().regex(/^[\w-]{10,64}$/)
const Fields = z.record(z.string().regex(/^\w{1,40}$/), z.string().max(200))

/** What a template is filled with: its fields by name, and the page that opens. */
export const fieldsContent = z.strictObject({
  template: Template,
  data: Fields,
  /** A page of the mini program, or the address of a page. */
  page: z.string().max(1024).optional(),
})
export type FieldsContent = z.output<typeof fieldsContent>

const textContent = z.strictObject({ text: z.string().trim().min(1).max(600) })
export type TextContent = z.output<typeof textContent>

const shared = { carrier: 'officialAccount', templates: null, byMembers: false } as const

/** A service message: only to whoever did something lately (C23). */
export const officialService: WayKind = {
  ...shared,
  way: 'officialService',
  title: { zh: '公众号客服消息', en: 'Official account, service message' },
  help: {
    zh: '只有 48 小时内发过消息（或 1 分钟内点菜单、关注、扫码）的粉丝收得到，条数有限',
    en: 'Only to followers who wrote within 48 hours (or clicked, followed, scanned within a minute), so many each',
  },
  purposes: ['promotion', 'service'],
  writes: 'text',
  content: textContent,
}

/** 群发: to a list of followers, four a month for each. */
export const officialMass: WayKind = {
  ...shared,
  way: 'officialMass',
  title: { zh: '公众号群发', en: 'Official account, message to many' },
  help: {
    zh: '每位粉丝每月 4 条；按名单发，不允许收到的人不在名单里；一次至少 2 人；不能带变量',
    en: 'Four a month for each follower; goes by a list of those who may get it, two at least; no variables',
  },
  purposes: ['promotion', 'service'],
  writes: 'text',
  content: textContent,
}

/** A template message: tells somebody about what they did themselves. */
export const officialTemplate: WayKind = {
  ...shared,
  way: 'officialTemplate',
  title: { zh: '公众号模板消息', en: 'Official account, template message' },
  help: {
    zh: '只能用于服务通知，平台不允许营销内容',
    en: 'For service alone: the platform allows no advertising in it',
  },
  purposes: ['service'],
  writes: 'fields',
  templates: 'platform',
  content: fieldsContent,
}

/** A subscription message: each that was accepted is one that may be sent (C26). */
export const officialSubscription: WayKind = {
  ...shared,
  way: 'officialSubscription',
  title: { zh: '公众号订阅通知', en: 'Official account, subscription message' },
  help: { zh: '用户同意一次才能发一条', en: 'One for each time the user accepted it' },
  purposes: ['service'],
  writes: 'fields',
  templates: 'platform',
  content: fieldsContent,
}

/** A subscription message of a mini program. */
export const miniSubscription: WayKind = {
  ...officialSubscription,
  way: 'miniSubscription',
  title: { zh: '小程序订阅消息', en: 'Mini program, subscription message' },
  carrier: 'miniProgram',
}
