import { useMutation } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { Suspense, useState } from 'react'
import { problemOf } from '#ui/api'
import { later } from '#ui/later'
import { useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { type Statement, useFresh } from './api.tsx'
import { payoutsApi } from './payoutsApi.tsx'
import { partnerWords } from './words.tsx'

const { client } = payoutsApi
const ReasonDialog = later(() => import('#ui/reasonDialog').then((module) => module.ReasonDialog))
type Move = 'reject' | 'send' | 'ask' | 'settle'

const possible: Record<Statement['state'], readonly Move[]> = {
  ...{ drawn: ['reject'], approved: ['ask', 'settle'], paying: ['ask'], returned: ['send', 'settle'] },
  ...{ paid: [], cancelled: [] },
}

/** What can be done with a statement now; what moves money by hand, or sends it back, asks for a reason. */
export function StatementActs({ of }: { of: Statement }) {
  const t = useText(partnerWords)
  const may = useMay()
  const { message } = App.useApp()
  const fresh = useFresh()
  const [asked, setAsked] = useState<'reject' | 'settle' | null>(null)
  const move = useMutation({
    mutationFn: (given: { move: Move; note?: string }) => client.move({ id: of.id, note: '', ...given }),
    onSettled: fresh,
    onSuccess: () => {
      setAsked(null)
      void message.success(t.done)
    },
    onError: (error) => void message.error(problemOf(error).title),
  })
  if (!may('payouts:approve')) return null
  const words = (one: Move) => (one === 'ask' && of.state === 'approved' ? t.send : t[one])
  const act = (one: Move) => (one === 'reject' || one === 'settle' ? setAsked(one) : move.mutate({ move: one }))
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
