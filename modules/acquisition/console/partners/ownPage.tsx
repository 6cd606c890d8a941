import { useMutation } from '@tanstack/react-query'
import { App, Button, Modal } from 'antd'
import { useState } from 'react'
import { problemOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { payoutsApi } from './payoutsApi.tsx'
import { partnerWords } from './words.tsx'

/** The address of the page that a partner sees. */
export function OwnPage({ partner }: { partner: string }) {
  const t = useText(partnerWords)
  const { message } = App.useApp()
  const [url, setUrl] = useState<string | null>(null)
  const make = useMutation({
    mutationFn: () => payoutsApi.client.pageOf({ id: partner }),
    onSuccess: (made) => setUrl(made.url),
    onError: (error) => void message.error(problemOf(error).title),
  })
  const copy = () => navigator.clipboard.writeText(url ?? '').then(() => message.success(t.copied))
  return (
    <>
      <Button loading={make.isPending} onClick={() => make.mutate()}>
        {t.page}
      </Button>
      <Modal title={t.page} open={url !== null} onCancel={() => setUrl(null)} okText={t.copy} onOk={() => void copy()}>
        <p>{t.pageHelp}</p>
        <code className="break">{url}</code>
      </Modal>
    </>
  )
}
