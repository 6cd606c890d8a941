import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { problemOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { ReasonDialog } from '#ui/reasonDialog'
import { useMay } from '#ui/rights'
import { type ClaimMove, claimMoves, moved } from '../../core/claim.ts'
import { type Claim, hooksApi } from './api.tsx'
import { hookWords } from './words.tsx'

const { query } = hooksApi

/** What can be done with a claim in its present state; the books follow each step. */
export function ClaimActions({ claim }: { claim: Claim }) {
  const t = useText(hookWords)
  const may = useMay()
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const [open, setOpen] = useState<'send' | 'address' | null>(null)
  const move = useMutation(
    query.move.mutationOptions({
      // The books change with it, which the app shows beside.
      onSettled: () => queries.invalidateQueries(),
      onSuccess: () => setOpen(null),
      onError: (error) => void message.error(problemOf(error).title),
    }),
  )
  const ask = (to: ClaimMove) => {
    if (to === 'send') return setOpen('send')
    modal.confirm({
      title: t.moves[to],
      content: t.sure(t.moves[to]),
      onOk: () => move.mutateAsync({ id: claim.id, move: to }).catch(() => undefined),
    })
  }
  return (
    <span className="row" style={{ gap: 4, flexWrap: 'nowrap' }}>
      {may('people:write') &&
        claimMoves
          .filter((one) => moved(claim.state, one).ok)
          .map((one) => (
            <Button key={one} size="small" loading={move.isPending} onClick={() => ask(one)}>
              {t.moves[one]}
            </Button>
          ))}
      {claim.address !== null && may('people:reveal') && (
        <Button size="small" onClick={() => setOpen('address')}>
          {t.reveal}
        </Button>
      )}
      {open === 'address' && <Address claim={claim} close={() => setOpen(null)} />}
      {open === 'send' && (
        <Sending
          busy={move.isPending}
          close={() => setOpen(null)}
          send={(parcel) => move.mutate({ id: claim.id, move: 'send', ...parcel })}
        />
      )}
    </span>
  )
}

interface Parcel {
  carrier: string
  tracking: string
}

function Sending({ busy, send, close }: { busy: boolean; send(parcel: Parcel): void; close(): void }) {
  const t = useText(hookWords)
  return (
    <Modal title={t.moves.send} open onCancel={close} footer={null} destroyOnHidden>
      <Form<Partial<Parcel>>
        layout="vertical"
        onFinish={({ carrier = '', tracking = '' }) => send({ carrier, tracking })}
      >
        <Form.Item name="carrier" label={t.carrier}>
          <Input maxLength={30} />
        </Form.Item>
        <Form.Item name="tracking" label={t.tracking}>
          <Input maxLength={40} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={busy}>
          {t.moves.send}
        </Button>
      </Form>
    </Modal>
  )
}

/** The address in full, for a reason that goes to the audit log. */
function Address({ claim, close }: { claim: Claim; close(): void }) {
  const t = useText(hookWords)
  const reveal = useMutation(query.reveal.mutationOptions())
  const { data } = reveal
  if (data)
    return (
      <Modal title={t.sentTo} open onCancel={close} footer={null}>
        <p>
          {data.name} {data.phone}
        </p>
        <p>
          {data.region} {data.detail}
        </p>
      </Modal>
    )
  return (
    <ReasonDialog
      title={t.reveal}
      open
      pending={reveal.isPending}
      error={reveal.error}
      why={t.revealWhy}
      example={t.revealExample}
      agree={(reason) => reveal.mutate({ id: claim.id, reason })}
      close={close}
    />
  )
}
