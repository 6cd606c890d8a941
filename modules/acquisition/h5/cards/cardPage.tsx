import { useEffect } from 'preact/hooks'
import { texts } from '#base/texts'
import { Card, Line } from '#h5/kit'
import { useSetting, useText } from '#h5/setting'

interface Both {
  readonly zh: string
  readonly en: string
}

interface Props {
  readonly code: string
  readonly title: string | null
  readonly text: string
  readonly organiser: string
  readonly left: number | null
  readonly closed: Both | null
  readonly step: 'add' | 'claim' | 'claimed' | 'done'
  readonly qr: string | null
  readonly hook: string | null
}

const words = texts({
  zh: {
    hello: '感谢选择我们',
    by: '主办方',
    left: '剩余',
    pieces: (n: number) => `${n} 份`,
    add: '长按识别，添加顾问',
    addHelp: '添加后会收到领取链接，也可以回到这一页领取。',
    qr: '顾问的企业微信二维码',
    later: '顾问二维码暂时打不开，请过几分钟再扫一次',
    claim: '去领取',
    mine: '看我的领取',
    already: '以前加过我们？用手机号领取',
    done: '已添加，有问题直接在微信里找我们。',
    rules: '规则',
  },
  en: {
    hello: 'Thank you for choosing us',
    by: 'By',
    left: 'Left',
    pieces: (n: number) => String(n),
    add: 'Press and hold to add an adviser',
    addHelp: 'They send you the link to claim; you may also come back to this page.',
    qr: 'Code of an adviser in WeCom',
    later: 'The adviser cannot be reached now: scan again in a few minutes',
    claim: 'Claim it',
    mine: 'See what I claimed',
    already: 'A customer already? Claim by phone number',
    done: 'Added. Write to us in WeChat whenever you need us.',
    rules: 'Rules',
  },
})

/** Whoever scans a card: what it gives, and the one thing to do next. */
export function CardPage({ data }: { data: Props }) {
  const t = useText(words)
  const { language } = useSetting()
  const isOpen = data.closed === null
  const hook = `/m/hook/${data.hook}?card=${data.code}`
  useComingBack(data.step === 'add')
  return (
    <main>
      <Card>
        <h1>{data.title ?? t.hello}</h1>
        {data.organiser !== '' && <Line label={t.by}>{data.organiser}</Line>}
        {data.left !== null && isOpen && <Line label={t.left}>{t.pieces(data.left)}</Line>}
        {data.closed !== null && data.step !== 'claimed' && <p class="late">{data.closed[language]}</p>}
      </Card>
      {data.step === 'add' && (
        <Card>
          <div class="adding">
            {data.qr === null ? (
              <p role="status">{t.later}</p>
            ) : (
              <>
                <h2>{t.add}</h2>
                <img src={data.qr} alt={t.qr} width={220} height={220} />
                <p class="small">{t.addHelp}</p>
              </>
            )}
            {data.hook !== null && isOpen && <a href={hook}>{t.already}</a>}
          </div>
        </Card>
      )}
      {(data.step === 'claim' || data.step === 'claimed') && (data.step === 'claimed' || isOpen) && (
        <Card>
          <a class="button main" href={hook}>
            {data.step === 'claimed' ? t.mine : t.claim}
          </a>
        </Card>
      )}
      {data.step === 'done' && (
        <Card>
          <p role="status">{t.done}</p>
        </Card>
      )}
      {data.text !== '' && (
        <Card title={t.rules}>
          <p class="plain-text">{data.text}</p>
        </Card>
      )}
    </main>
  )
}

/** Whoever comes back from adding a member sees what comes next. */
function useComingBack(isAdding: boolean) {
  useEffect(() => {
    if (!isAdding) return
    const look = () => document.visibilityState === 'visible' && location.reload()
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [isAdding])
}
