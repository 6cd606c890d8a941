import { Select } from 'antd'
import { texts, usePreferences, useText } from '#ui/preferences'
import { type ConsentFilter, consentFilters } from '../core/consents.ts'
import { usePurposeRows } from './purposes.tsx'

const words = texts({
  zh: {
    consent: '按同意筛选',
    states: { given: '已同意', notGiven: '没有同意', withdrawn: '已撤回', unknown: '未询问' },
    of: (purpose: string, state: string) => `${purpose}：${state}`,
  },
  en: {
    consent: 'By consent',
    states: { given: 'agreed', notGiven: 'did not agree', withdrawn: 'withdrawn', unknown: 'not asked' },
    of: (purpose: string, state: string) => `${purpose}: ${state}`,
  },
})

export interface ByConsent {
  consent?: string
  consentState?: ConsentFilter
}

/** What an address asks for, as far as it is something. */
export function consentAsked(search: { consent?: string | undefined; consentState?: string | undefined }): ByConsent {
  const state = consentFilters.find((one) => one === search.consentState) ?? 'given'
  return search.consent ? { consent: search.consent, consentState: state } : {}
}

/** How somebody stands to a purpose, as a filter of a list. */
export function ConsentSelect({ now, change }: { now: ByConsent; change: (next: ByConsent) => void }) {
  const t = useText(words)
  const { language } = usePreferences()
  const purposes = usePurposeRows() ?? []
  const value = now.consent ? `${now.consent} ${now.consentState}` : null
  return (
    <Select<string | null>
      aria-label={t.consent}
      placeholder={t.consent}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      value={value}
      style={{ width: 240 }}
      onChange={(chosen) => {
        const [consent, consentState] = chosen?.split(' ') ?? []
        change(consentAsked({ consent, consentState }))
      }}
      options={purposes.map((one) => ({
        label: one[language],
        options: consentFilters.map((state) => ({
          value: `${one.key} ${state}`,
          label: t.of(one[language], t.states[state]),
        })),
      }))}
    />
  )
}
