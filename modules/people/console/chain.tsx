import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { money } from '#base/format'
import { apiOf } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import { Load, Notice } from '#ui/states'
import { Time } from '#ui/time'
import { people } from '../contract.ts'
import { historyWords } from './historyWords.tsx'
import { nameOfItem } from './item.tsx'
import { words } from './words.tsx'

const { query, client } = apiOf(people)

type Step = Awaited<ReturnType<typeof client.chain>>['steps'][number]

/** From the first touch to each order: what was done, what followed, and how long it took. */
export function Chain({ id }: { id: string }) {
  const t = useText(historyWords)
  const chain = useQuery(query.chain.queryOptions({ input: { id } }))
  return (
    <Load of={chain}>
      {({ steps, more }) => {
        if (steps.length === 0) return <Notice title={t.noChain}>{t.noChainHelp}</Notice>
        return (
          <>
            <p className="muted small">{t.chainHelp}</p>
            <ol className="way">
              {steps.map((step, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two steps can be equal in every field
                <li key={i} data-step={step.step}>
                  {step.sincePrevious !== null && <span className="way-gap">{t.after(step.sincePrevious)}</span>}
                  <Head step={step} first={i === 0} />
                  <span className="small muted">
                    <Time at={step.at} />
                  </span>
                </li>
              ))}
            </ol>
            {more && (
              <Link to="/orders" search={{ person: id }}>
                {t.moreOrders}
              </Link>
            )}
          </>
        )
      }}
    </Load>
  )
}

/** What happened, and on which day of the way. */
function Head({ step, first }: { step: Step; first: boolean }) {
  const t = useText(historyWords)
  return (
    <div>
      <strong>
        {!first && t.day(step.sinceFirst)} <What step={step} />
      </strong>
      <div className="props">
        <Details step={step} />
      </div>
    </div>
  )
}

function What({ step: { step, detail } }: { step: Step }) {
  const t = useText(historyWords)
  const own = useText(words)
  const { language } = usePreferences()
  const carrier = String(detail['carrier'] ?? '')
  const name = own.carrierNames[carrier as keyof typeof own.carrierNames] ?? carrier
  if (step === 'touch') return nameOfItem({ name: String(detail['name']) }, t)
  if (step === 'carrier') return t.began(name)
  if (step === 'carrierEnd') return t.ended(name)
  if (step === 'entered') return t.entered(own.entries[String(detail['entry']) as keyof typeof own.entries] ?? '')
  const nth = typeof detail['nth'] === 'number' ? t.nth(detail['nth']) : stateOf(String(detail['state']), t.states)
  return `${nth} ${money(Number(detail['net'] ?? 0), language)}`
}

const stateOf = (state: string, states: Record<string, string>) => states[state] ?? state

/** By which way they came, as the facts say it. */
function Details({ step: { step, detail } }: { step: Step }) {
  const t = useText(historyWords)
  const said: [string, ReactNode][] = []
  const add = (key: string, value: unknown, label = '') => {
    if (typeof value === 'string' && value !== '') said.push([key, label + value])
  }
  for (const [name, value] of Object.entries((detail['campaign'] ?? {}) as Record<string, unknown>))
    add(`campaign ${name}`, value, `${t.campaign[name as keyof typeof t.campaign] ?? name}: `)
  if (step === 'touch') add('referrer', detail['referrer'], `${t.referrer}: `)
  add('place', detail['place'])
  add('account', detail['account'])
  add('source', detail['source'])
  const orderNo = detail['orderNo']
  if (typeof orderNo === 'string') {
    said.push([
      'order',
      <Link key="order" to="/orders" search={{ q: orderNo }}>
        {orderNo}
      </Link>,
    ])
  }
  return said.map(([key, text]) => <span key={key}>{text}</span>)
}
