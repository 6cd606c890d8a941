import { z } from 'zod'
import { type Leaf, type Menu, menuSchema } from './menu.ts'

/** What the platform tells clients apart by. */
export const clientPlatforms = ['ios', 'android', 'other'] as const
export type ClientPlatform = (typeof clientPlatforms)[number]

/** Languages of WeChat that the platform tells apart, of many the usual ones. */
export const clientLanguages = [
  'zh_CN',
  'zh_TW',
  'zh_HK',
  'en',
  'ja',
  'ko',
  'id',
  'th',
  'vi',
  'ms',
  'es',
  'pt',
] as const

/** The platform's limits, from memory where its documents do not say. */
const variantLimits = {
  /** Menus beside the usual one that are kept here. */
  menus: 20,
  /** Domains that all of them may lead to. */
  domains: 3,
} as const

/** Whom a menu is for: all that is said holds. */
export const menuRule = z
  .strictObject({
    tag: z
      .string()
      .regex(/^\d{1,12}$/)
      .optional()
      .meta({ description: 'Number of a tag of followers at the platform' }),
    platform: z.enum(clientPlatforms).optional(),
    language: z.enum(clientLanguages).optional(),
  })
  .refine((rule) => Object.values(rule).some((value) => value !== undefined), {
    message: 'a menu for everybody is the usual one: say whom this one is for',
  })
export type MenuRule = z.output<typeof menuRule>

export const menuVariant = z.strictObject({
  name: z.string().trim().min(1).max(30),
  rule: menuRule,
  menu: menuSchema.min(1),
})
export type MenuVariant = z.output<typeof menuVariant>

const leavesOf = (menu: Menu): readonly Leaf[] => menu.flatMap((one) => (one.does === 'opens' ? one.buttons : [one]))

/** The host of an address that was checked to be one. */
const hostIn = /^https?:\/\/(?:[^/?#@]*@)?([^/?#]+)/i

/** Domains that pages of these menus stand at. */
export const domainsOf = (menus: readonly Menu[]): readonly string[] => [
  ...new Set(
    menus.flatMap(leavesOf).flatMap((leaf) => (leaf.does === 'view' ? (hostIn.exec(leaf.url)?.[1] ?? []) : [])),
  ),
]

/** In the order in which they are tried. */
export const menuVariants = z
  .array(menuVariant)
  .max(variantLimits.menus)
  .refine((all) => domainsOf(all.map(({ menu }) => menu)).length <= variantLimits.domains, {
    message: 'menus for some followers may lead to three domains in all',
  })
  .refine((all) => new Set(all.map(({ rule }) => ruleKey(rule))).size === all.length, {
    message: 'two menus are for the same followers: the second would never be shown',
  })

const ruleKey = ({ tag, platform, language }: MenuRule) => JSON.stringify([tag ?? '', platform ?? '', language ?? ''])

/** A follower as far as menus go by it. */
export interface Seen {
  readonly tags: readonly string[]
  readonly platform: ClientPlatform
  readonly language: string
}

const fits = ({ tag, platform, language }: MenuRule, seen: Seen): boolean =>
  (tag === undefined || seen.tags.includes(tag)) &&
  (platform === undefined || platform === seen.platform) &&
  (language === undefined || language === seen.language)

/** Which of these menus somebody sees: the first that is for them; null = the usual one. */
export const variantFor = <T extends { readonly rule: MenuRule }>(all: readonly T[], seen: Seen): T | null =>
  all.find(({ rule }) => fits(rule, seen)) ?? null

/** The same in the words of the platform. */
export const matchRule = ({ tag, platform, language }: MenuRule) => ({
  ...(tag === undefined ? {} : { tag_id: tag }),
  ...(platform === undefined ? {} : { client_platform_type: String(clientPlatforms.indexOf(platform) + 1) }),
  ...(language === undefined ? {} : { language }),
})
