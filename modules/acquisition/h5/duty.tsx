import { useState } from 'preact/hooks'
import { texts } from '#base/texts'
import { callsOf } from '#h5/api'
import { useLoad } from '#h5/asking'
import { Card, Load } from '#h5/kit'
import { useSetting, useText } from '#h5/setting'
import type { liveCodes } from '../contract.ts'
import { dutyRoutes } from './routes.ts'

const dutyCalls = callsOf<typeof liveCodes>()(dutyRoutes)

const words = texts({
  zh: {
    title: '扫码接待',
    on: '你在接待：扫活码的新客会分给你。',
    off: '你没在接待：扫活码的新客都分给同事。',
    goOff: '先不接待',
    goOn: '开始接待',
    failed: '没改成，请再试一次',
  },
  en: {
    title: 'New customers',
    on: 'You take whoever scans a live code.',
    off: 'You take nobody now: colleagues do.',
    goOff: 'Take nobody',
    goOn: 'Take people',
    failed: 'It was not changed: try again',
  },
})

/** A member says whether they take people who scan a live code. */
export function Duty() {
  const t = useText(words)
  const setting = useSetting()
  const mine = useLoad(() => dutyCalls(setting).myDuty(), 'duty')
  const [state, setState] = useState<'' | 'busy' | 'failed'>('')
  const change = async (on: boolean) => {
    setState('busy')
    const done = await dutyCalls(setting)
      .setMyDuty({ on })
      .then(
        () => true,
        () => false,
      )
    setState(done ? '' : 'failed')
    if (done) mine.reload()
  }
  return (
    <Card>
      <h2>{t.title}</h2>
      <Load of={mine}>
        {({ on }) => (
          <>
            <p class="small">{on ? t.on : t.off}</p>
            {state === 'failed' && (
              <p class="late" role="alert">
                {t.failed}
              </p>
            )}
            <button type="button" class="button" disabled={state === 'busy'} onClick={() => void change(!on)}>
              {on ? t.goOff : t.goOn}
            </button>
          </>
        )}
      </Load>
    </Card>
  )
}
