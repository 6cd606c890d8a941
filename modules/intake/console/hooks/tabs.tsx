import { useNavigate } from '@tanstack/react-router'
import { Segmented } from 'antd'
import { useText } from '#ui/preferences'
import { hookWords } from './words.tsx'

/** Between what pages and apps send and what other systems push. */
export function SourceTabs({ of }: { of: 'sources' | 'hooks' }) {
  const t = useText(hookWords)
  const navigate = useNavigate()
  return (
    <Segmented
      aria-label={t.tabs}
      value={of}
      onChange={(value) => void navigate({ to: value === 'hooks' ? '/sources/hooks' : '/sources' })}
      options={[
        { value: 'sources', label: t.sources },
        { value: 'hooks', label: t.title },
      ]}
    />
  )
}
