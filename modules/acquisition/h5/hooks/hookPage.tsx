import { useEffect, useRef, useState } from 'preact/hooks'
import { texts } from '#base/texts'
import { useAct } from '#h5/asking'
import { Button, Card, Line, Trouble } from '#h5/kit'
import { useSetting, useText, When } from '#h5/setting'
import { hookCalls } from './api.tsx'
import { type Given, GivenCard } from './givenCard.tsx'

interface Both {
  readonly zh: string
  readonly en: string
}

interface Props {
  readonly id: string
  readonly kind: Both
  readonly title: string
  readonly text: string
  readonly organiser: string
  readonly left: number | null
  readonly endsAt: string | null
  readonly closed: Both | null
  readonly asks: 'address' | 'nothing'
  readonly needsPhone: boolean
  readonly given: Given | null
  readonly ticket: string | null
  readonly card: string | null
}

const words = texts({
  zh: {
    by: '主办方',
    left: '剩余',
    pieces: (n: number) => `${n} 份`,
    ends: '截止',
    rules: '规则',
    claim: '领取',
    phone: '手机号',
    phoneHelp: '用来确认是谁领的，每人一份',
    name: '收件人',
    region: '省市区',
    regionExample: '如 上海市徐汇区',
    detail: '详细地址',
    privacy: '只用于发放这份礼品，不作他用。',
    wrongPhone: '手机号不对，请检查',
    missing: '请填完整',
  },
  en: {
    by: 'By',
    left: 'Left',
    pieces: (n: number) => String(n),
    ends: 'Until',
    rules: 'Rules',
    claim: 'Claim',
    phone: 'Phone',
    phoneHelp: 'Says who claims; one for each person',
    name: 'Name',
    region: 'Province, city, district',
    regionExample: '',
    detail: 'Address',
    privacy: 'Used to send you this and for nothing else.',
    wrongPhone: 'That is no phone number',
    missing: 'Fill in everything',
  },
})

/** A hook is claimed: what it is, by whose rules, and one action. */
export function HookPage({ data }: { data: Props }) {
  const t = useText(words)
  const { language } = useSetting()
  const [given, setGiven] = useState(data.given)
  return (
    <main>
      <Card>
        <p class="small">{data.kind[language]}</p>
        <h1>{data.title}</h1>
        <Line label={t.by}>{data.organiser}</Line>
        {data.left !== null && given === null && <Line label={t.left}>{t.pieces(data.left)}</Line>}
        {data.endsAt !== null && (
          <Line label={t.ends}>
            <When at={data.endsAt} />
          </Line>
        )}
      </Card>
      {given !== null ? (
        <GivenCard given={given} />
      ) : data.closed !== null ? (
        <Card>
          <p role="status">{data.closed[language]}</p>
        </Card>
      ) : (
        <Claiming data={data} done={setGiven} />
      )}
      {data.text !== '' && (
        <Card title={t.rules}>
          <p class="plain-text">{data.text}</p>
        </Card>
      )}
    </main>
  )
}

const empty = { name: '', phone: '', region: '', detail: '' }

function Claiming({ data, done }: { data: Props; done(given: Given): void }) {
  const t = useText(words)
  const setting = useSetting()
  const [values, setValues] = useState(empty)
  const form = useRef<HTMLDivElement>(null)
  // What was typed while the script was still on its way counts too.
  useEffect(() => {
    const typed = [...(form.current?.querySelectorAll('input') ?? [])].map((input) => [input.name, input.value])
    setValues((before) => ({ ...before, ...Object.fromEntries(typed) }))
  }, [])
  const [wrong, setWrong] = useState<string | null>(null)
  const isAddress = data.asks === 'address'
  const act = useAct(async () => {
    const { phone } = values
    const who = { ...(data.ticket ? { ticket: data.ticket } : {}), ...(data.card ? { card: data.card } : {}) }
    const asked = isAddress ? { address: values } : phone ? { phone } : {}
    done(await hookCalls(setting).claim({ id: data.id, ...who, ...asked }))
  })
  const send = () => {
    const isMissing = isAddress && Object.values(values).some((value) => value.trim() === '')
    const badPhone = (isAddress || data.needsPhone) && !/^\+?[\d\s-]{7,20}$/.test(values.phone.trim())
    setWrong(isMissing ? t.missing : badPhone ? t.wrongPhone : null)
    if (!isMissing && !badPhone) void act.run()
  }
  const fields = isAddress
    ? (['name', 'phone', 'region', 'detail'] as const)
    : data.needsPhone
      ? (['phone'] as const)
      : []
  return (
    <Card>
      <div class="form" ref={form}>
        {fields.map((name) => (
          <label key={name} class="field">
            <span>{t[name]}</span>
            <input
              name={name}
              value={values[name]}
              inputMode={name === 'phone' ? 'tel' : 'text'}
              autocomplete={autocompletes[name]}
              placeholder={name === 'region' ? t.regionExample : ''}
              maxLength={120}
              onInput={(event) => setValues({ ...values, [name]: event.currentTarget.value })}
            />
          </label>
        ))}
        {fields.length > 0 && <p class="small">{isAddress ? t.privacy : t.phoneHelp}</p>}
        {(wrong ?? act.error) !== null && <Trouble>{wrong ?? act.error}</Trouble>}
        <Button look="main" busy={act.pending} onPress={send}>
          {t.claim}
        </Button>
      </div>
    </Card>
  )
}

const autocompletes = { name: 'name', phone: 'tel', region: 'address-level2', detail: 'street-address' }
