import { DeleteOutlined, DownloadOutlined } from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { apiOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { ReasonDialog } from '#ui/reasonDialog'
import { useMay } from '#ui/rights'
import { privacy } from '../contract.ts'
import { privacyWords } from './privacyWords.tsx'

const { query } = apiOf({ privacy })

/** What the law lets a person ask for: a copy of all that is stored, and to be erased. */
export function Privacy({ id }: { id: string }) {
  const t = useText(privacyWords)
  const may = useMay()
  const [asking, setAsking] = useState<'copy' | 'erase' | null>(null)
  const close = () => setAsking(null)
  if (!may('people:reveal') && !may('people:erase')) return null
  return (
    <section className="card">
      <h2>{t.rights}</h2>
      <p className="small muted">{t.rightsHelp}</p>
      <div className="row">
        {may('people:reveal') && (
          <Button size="small" icon={<DownloadOutlined />} onClick={() => setAsking('copy')}>
            {t.copy}
          </Button>
        )}
        {may('people:erase') && (
          <Button size="small" danger icon={<DeleteOutlined />} onClick={() => setAsking('erase')}>
            {t.erase}
          </Button>
        )}
      </div>
      <CopyDialog id={id} open={asking === 'copy'} close={close} />
      <EraseDialog id={id} open={asking === 'erase'} close={close} />
    </section>
  )
}

interface DialogProps {
  id: string
  open: boolean
  close: () => void
}

/** A file is a plain download: the browser shows its progress. */
function CopyDialog({ id, open, close }: DialogProps) {
  const t = useText(privacyWords)
  const download = (reason: string) => {
    const link = document.createElement('a')
    link.href = `/api/v1/people/${id}/copy.zip?${new URLSearchParams({ reason })}`
    link.download = `person-${id}.zip`
    link.click()
    close()
  }
  return (
    <ReasonDialog
      {...{ open, close, title: t.copy, pending: false, error: null, why: t.why, example: t.example }}
      agree={download}
    >
      <p>{t.copyHelp}</p>
    </ReasonDialog>
  )
}

function EraseDialog({ id, open, close }: DialogProps) {
  const t = useText(privacyWords)
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [typed, setTyped] = useState('')
  const erase = useMutation(
    query.privacy.erase.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries({ refetchType: 'none' })
        await navigate({ to: '/erasures' })
      },
    }),
  )
  return (
    <ReasonDialog
      {...{ open, close, title: t.erase, pending: erase.isPending, error: erase.error, why: t.why, example: t.example }}
      danger
      ready={typed.trim() === id}
      agree={(reason) => erase.mutate({ id, reason })}
    >
      <ul>
        {t.eraseWhat.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <p>{t.typeNumber(id)}</p>
      <Input value={typed} aria-label={t.typeNumber(id)} onChange={(event) => setTyped(event.target.value)} />
    </ReasonDialog>
  )
}
