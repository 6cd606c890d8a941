import { Select } from 'antd'
import { useText } from '#ui/preferences'
import { type ClientPlatform, clientLanguages, clientPlatforms } from '../../core/menuVariants.ts'
import { variantWords } from './variantWords.tsx'

/** Whom a menu is for, while it is written. */
export interface Rule {
  tag?: string | undefined
  platform?: ClientPlatform | undefined
  language?: (typeof clientLanguages)[number] | undefined
}

type Words = (typeof variantWords)['zh']
export type Tags = readonly { value: string; label: string }[]

/** Whom a rule names. */
export function ruleText({ tag, platform, language }: Rule, t: Words, tags: Tags): string {
  const parts = [
    tag && (tags.find(({ value }) => value === tag)?.label ?? tag),
    platform && t.platforms[platform],
    language && t.languages[language],
  ].filter(Boolean)
  return parts.length > 0 ? parts.join(' + ') : t.nobody
}

interface RuleProps {
  rule: Rule
  tags: Tags
  change(rule: Rule): void
}

/** Tag, client and language: all that is chosen holds. */
export function RuleFields({ rule, tags, change }: RuleProps) {
  const t = useText(variantWords)
  return (
    <div className="row">
      <Select
        aria-label={t.tag}
        placeholder={t.tag}
        allowClear
        value={rule.tag ?? null}
        style={{ minWidth: 140 }}
        options={[...tags]}
        onChange={(tag) => change({ ...rule, tag: tag ?? undefined })}
      />
      <Select
        aria-label={t.platform}
        placeholder={t.platform}
        allowClear
        value={rule.platform ?? null}
        style={{ minWidth: 120 }}
        options={clientPlatforms.map((value) => ({ value, label: t.platforms[value] }))}
        onChange={(platform) => change({ ...rule, platform: platform ?? undefined })}
      />
      <Select
        aria-label={t.language}
        placeholder={t.language}
        allowClear
        value={rule.language ?? null}
        style={{ minWidth: 120 }}
        options={clientLanguages.map((value) => ({ value, label: t.languages[value] }))}
        onChange={(language) => change({ ...rule, language: language ?? undefined })}
      />
    </div>
  )
}
