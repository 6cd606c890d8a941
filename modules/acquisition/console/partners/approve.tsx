import { useMutation } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { money } from '#base/format'
import { problemOf } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import type { Picked } from '#ui/selection'
import { type Statement, useFresh } from './api.tsx'
import { payoutsApi } from './payoutsApi.tsx'
import { partnerWords } from './words.tsx'

const { client } = payoutsApi

/** Approves what is picked; of what could not be it says why. */
export function Approve({ rows, picked, done }: { rows: readonly Statement[]; picked: Picked; done(): void }) {
  const t = useText(partnerWords)
  const { message, modal } = App.useApp()
  const { language } = usePreferences()
  const fresh = useFresh()
  const all = picked.all
    ? rows.filter(({ id }) => !picked.except.includes(id))
    : rows.filter(({ id }) => picked.ids.includes(id))
  const chosen = all.filter(({ state }) => state === 'drawn')
  const approve = useMutation({
    mutationFn: () => client.approve({ ids: chosen.map(({ id }) => id) }),
    onSettled: fresh,
    onSuccess: ({ approved, amount, refused }) => {
      if (approved > 0) void message.success(t.approved(approved, money(amount, language)))
      for (const { why } of refused.slice(0, 3)) void message.error(t.refused(why[language]))
      done()
    },
    onError: (error) => void message.error(problemOf(error).title),
  })
  const sum = chosen.reduce((total, { amount }) => total + amount, 0)
  const ask = () =>
    modal.confirm({
      title: t.approve(chosen.length),
      content: t.approveSure(chosen.length, money(sum, language)),
      onOk: () => approve.mutateAsync().catch(() => undefined),
    })
  return (
    <Button type="primary" disabled={chosen.length === 0} loading={approve.isPending} onClick={ask}>
      {t.approve(chosen.length)}
    </Button>
  )
}
