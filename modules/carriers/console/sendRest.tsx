import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button } from 'antd'
import { exact } from '#base/format'
import { problemOf } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Time } from '#ui/time'
import { type Send, sendsApi } from './sendsApi.tsx'
import { textWords } from './textWords.tsx'

const { query } = sendsApi

/** The rest of a send that waits for its test of texts: what it waits for, and how somebody decides. */
export function SendRest({ send, texts }: { send: Send; texts: number }) {
  const t = useText(textWords)
  const { language } = usePreferences()
  const { trial } = send
  if (trial === null) return null
  const n = exact(trial.waiting, language)
  if (send.state === 'held' || send.state === 'choosing')
    return <Alert type="info" showIcon title={t.planned(Math.round(trial.share * 100), trial.waitHours)} />
  if (trial.state === 'cancelled') return <Alert type="info" showIcon title={t.restCancelled(trial.by ?? '')} />
  if (trial.state === 'decided')
    return (
      <Alert type="success" showIcon title={t.restSent(t.text(trial.text ?? 0), deciderOf(trial.by, t.bySystem))} />
    )
  return (
    <Alert
      type={trial.state === 'unclear' ? 'warning' : 'info'}
      showIcon
      title={trial.state === 'unclear' ? t.unclear(n) : t.testing(n)}
      description={
        <div className="stack">
          {trial.state === 'testing' && (
            <span>{trial.due === null ? t.dueLater(trial.waitHours) : <Due at={trial.due} />}</span>
          )}
          {send.state === 'waiting' && trial.waiting > 0 && <Deciding send={send} texts={texts} />}
        </div>
      }
    />
  )
}

const deciderOf = (by: string | null, system: string) => (by === null || by === 'system' ? system : by)

function Due({ at }: { at: string }) {
  const t = useText(textWords)
  return (
    <>
      {t.due} <Time at={at} />
    </>
  )
}

function Deciding({ send, texts }: { send: Send; texts: number }) {
  const t = useText(textWords)
  const may = useMay()
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const settled = {
    onSettled: () => queries.invalidateQueries({ queryKey: query.key() }),
    onError: (error: unknown) => void message.error(problemOf(error).title),
  }
  const give = useMutation(query.sendRest.mutationOptions(settled))
  const cancel = useMutation(query.cancelRest.mutationOptions(settled))
  if (!may('carriers:write')) return null
  const sure = (text: number) =>
    modal.confirm({
      ...{ title: t.giveText(t.text(text)), content: t.sureGive },
      onOk: () => give.mutateAsync({ id: send.id, text }).catch(() => undefined),
    })
  const sureNot = () =>
    modal.confirm({
      ...{ title: t.cancelRest, content: t.sureCancel },
      onOk: () => cancel.mutateAsync({ id: send.id }).catch(() => undefined),
    })
  return (
    <span className="row">
      {Array.from({ length: texts }, (_, text) => (
        <Button key={t.text(text)} size="small" onClick={() => sure(text)}>
          {t.giveText(t.text(text))}
        </Button>
      ))}
      <Button size="small" danger onClick={sureNot}>
        {t.cancelRest}
      </Button>
    </span>
  )
}
