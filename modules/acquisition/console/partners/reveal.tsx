import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useText } from '#ui/preferences'
import { ReasonDialog } from '#ui/reasonDialog'
import type { Partner } from './api.tsx'
import { partnersApi } from './partnersApi.tsx'
import { partnerWords } from './words.tsx'

interface Props {
  readonly partner: string
  shown(of: Pick<Partner, 'realName' | 'idNumber' | 'phone' | 'contact'>): void
}

/** Shows in full what proves who a partner is, for a reason. */
export function Reveal({ partner, shown }: Props) {
  const t = useText(partnerWords)
  const [asks, setAsks] = useState(false)
  const reveal = useMutation({
    mutationFn: (reason: string) => partnersApi.client.reveal({ id: partner, reason }),
    onSuccess: shown,
  })
  return (
    <>
      <Button size="small" onClick={() => setAsks(true)}>
        {t.reveal}
      </Button>
      <ReasonDialog
        title={t.reveal}
        open={asks}
        pending={reveal.isPending}
        error={reveal.error}
        why={t.revealWhy}
        example={t.revealExample}
        agree={(reason) => reveal.mutate(reason)}
        close={() => setAsks(false)}
      />
    </>
  )
}
