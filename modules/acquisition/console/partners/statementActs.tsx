import { useMutation } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { Suspense, useState } from 'react'
import { money } from '#base/format'
import { problemOf } from '#ui/api'
import { later } from '#ui/later'
import { usePreferences, useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { type Statement, useFresh } from './api.tsx'
import { payoutsApi } from './payoutsApi.tsx'
import { partnerWords } from './words.tsx'

const { client } = payoutsApi
const ReasonDialog = later(() => import('#ui/reasonDialog').then((module) => module.ReasonDialog))
type Move = 'approve' | 'reject' | 'send' | 'ask' | 'settle'

const possible: Record<Statement['state'], readonly Move[]> = {
  ...{ drawn: ['approve', 'reject'], approved: ['ask', 'settle'], paying: ['ask'], returned: ['send', 'settle'] },
  ...{ paid: [], cancelled: [] },
}

/** What the server said, or why one of several was refused. */
const said = (error: Error): string => problemOf(error).title || error.message

/** What can be done with a statement now; what moves money by hand, or sends it back, asks for a reason. */
export function StatementActs({ of }: { of: Statement }) {
  const t = useText(partnerWords)
  const may = useMay()
  const { message, modal } = App.useApp()
  const { language } = usePreferences()
  const fresh = useFresh()
  const [asked, setAsked] = useState<'reject' | 'settle' | null>(null)
  const move = useMutation({
    mutationFn: async ({ move: asks, note = '' }: { move: Move; note?: string }) => {
      if (asks !== 'approve') return client.move({ id: of.id, move: asks, note })
      const { refused } = await client.approve({ ids: [of.id] })
      const [no] = refused
      if (no) throw new Error(no.why[language])
    },
    onSettled: fresh,
    onSuccess: () => {
      setAsked(null)
      void message.success(t.done)
    },
    onError: (error) => void message.error(said(error)),
  })
  if (!may('payouts:approve')) return null
  const words = (one: Move) => {
    if (one === 'approve') return t.approve(1)
    return one === 'ask' && of.state === 'approved' ? t.send : t[one]
  }
  const sure = () =>
    modal.confirm({
      ...{ title: t.approve(1), content: t.approveSure(1, money(of.amount, language)) },
      onOk: () => move.mutateAsync({ move: 'approve' }).catch(() => undefined),
    })
  const act = (one: Move) => {
    if (one === 'approve') return void sure()
    return one === 'reject' || one === 'settle' ? setAsked(one) : move.mutate({ move: one })
  }
  return (
    <span className="row">
      {possible[of.state].map((one) => (
        <Button
          key={one}
          size="small"
          loading={move.isPending && move.variables?.move === one}
          onClick={() => act(one)}
        >
          {words(one)}
        </Button>
      ))}
      <Suspense>
        {asked && (
          <ReasonDialog
            title={t[asked]}
            open
            pending={move.isPending}
            error={move.error}
            why={asked === 'settle' ? t.settleWhy : t.rejectWhy}
            example={asked === 'settle' ? t.settleExample : t.rejectExample}
            agree={(note) => move.mutate({ move: asked, note })}
            close={() => setAsked(null)}
            danger={asked === 'reject'}
          />
        )}
      </Suspense>
    </span>
  )
}
