import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { App, Button, Tag } from 'antd'
import { type ReactNode, useState } from 'react'
import { apiOf } from '#ui/api'
import { useText } from '#ui/preferences'
import { ReasonDialog } from '#ui/reasonDialog'
import { useMay } from '#ui/rights'
import { shop } from '../contract.ts'
import { words } from './words.tsx'

const { query } = apiOf(shop)

interface Order {
  id: string
  orderNo: string
  person: string | null
  claimed: boolean
  state: string
}

/** An order about to be given to somebody, or taken back. */
export interface Claiming {
  order: Order
  how: 'claim' | 'release'
}

/** Lets somebody choose a person; houses do not know each other's screens. */
export type Picker = (props: { value: string | null; onChange: (person: string | null) => void }) => ReactNode

/** Whose an order is, and what can be done about it. */
export function Customer({ order, ask }: { order: Order; ask: (claiming: Claiming) => void }) {
  const t = useText(words)
  const may = useMay()('identity:write')
  if (order.person === null) {
    if (!may || order.state !== 'noPerson') return '—'
    return (
      <Button size="small" onClick={() => ask({ order, how: 'claim' })}>
        {t.claim}
      </Button>
    )
  }
  return (
    <span className="row">
      <Link to="/people/$id" params={{ id: order.person }}>
        #{order.person}
      </Link>
      {order.claimed && <Tag>{t.claimed}</Tag>}
      {order.claimed && may && (
        <Button size="small" onClick={() => ask({ order, how: 'release' })}>
          {t.release}
        </Button>
      )}
    </span>
  )
}

interface Props {
  claiming: Claiming | null
  close: () => void
  Find: Picker
}

/** Asks whose an order is and how somebody knows, or why it is taken back. */
export function Claim({ claiming, close, Find }: Props) {
  const t = useText(words)
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [person, setPerson] = useState<string | null>(null)
  const done = (text: string) => async () => {
    await queries.invalidateQueries()
    void message.success(text)
    leave()
  }
  const claim = useMutation(query.claim.mutationOptions({ onSuccess: done(t.done) }))
  const release = useMutation(query.release.mutationOptions({ onSuccess: done(t.released) }))
  const leave = () => {
    for (const one of [claim, release]) one.reset()
    setPerson(null)
    close()
  }
  const claims = claiming?.how === 'claim'
  const agree = (reason: string) => {
    const id = claiming?.order.id ?? ''
    if (!claims) release.mutate({ id, reason })
    else if (person !== null) claim.mutate({ id, person, reason })
  }
  return (
    <ReasonDialog
      title={claiming ? t[claiming.how] : ''}
      open={claiming !== null}
      pending={claim.isPending || release.isPending}
      error={claim.error ?? release.error}
      why={t.why}
      example={t.whyHint}
      agree={agree}
      close={leave}
      ready={!claims || person !== null}
    >
      <p>
        {t.no} <span className="num">{claiming?.order.orderNo}</span>
      </p>
      <p>{claims ? t.claimHelp : t.releaseHelp}</p>
      {claims && <Find value={person} onChange={setPerson} />}
    </ReasonDialog>
  )
}
