import { Link } from '@tanstack/react-router'
import { todayIn } from '#base/range'
import { apiOf } from '#ui/api'
import { texts, usePreferences, useText } from '#ui/preferences'
import { useZone } from '#ui/zone'
import { demo } from '../server/demo/contract.ts'

const { client } = apiOf(demo)
type DemoState = Awaited<ReturnType<typeof client.get>>

const words = texts({
  zh: {
    storyHelp: '明眸这 120 天里发生了八件事，看板上都找得到。挑一件，打开那几天，看哪个因子动了、是谁。',
    open: '在看板上看',
  },
  en: {
    storyHelp:
      'Eight things happened in these 120 days, and the board shows each. Pick one, open its days, see which factor moved and who is behind it.',
    open: 'Open on the board',
  },
})

/** What is planted in the story, each a link to its days on the board. */
export function Causes({ causes, close }: { causes: DemoState['causes']; close(): void }) {
  const t = useText(words)
  const { language } = usePreferences()
  const zone = useZone()
  return (
    <div className="stack">
      <p className="muted">{t.storyHelp}</p>
      {causes.map((cause) => {
        const range = { from: todayIn(zone, Date.parse(cause.from)), to: todayIn(zone, Date.parse(cause.to)) }
        return (
          <section className="list-card" key={cause.key}>
            <span>{cause[language]}</span>
            <Link to="/" search={range} onClick={close}>
              {t.open} <span className="num small">{range.from}</span>
            </Link>
          </section>
        )
      })}
    </div>
  )
}
