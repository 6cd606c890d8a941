import { useQuery } from '@tanstack/react-query'
import { Alert, App, Button, Drawer, Spin, Tabs } from 'antd'
import { Suspense } from 'react'
import { apiOf, problemOf } from '#ui/api'
import { later } from '#ui/later'
import { useText } from '#ui/preferences'
import { Waiting } from '#ui/states'
import { posters } from '../core/postersContract.ts'
import { CodeOf } from './promoting/qr.tsx'
import { promotingWords } from './promoting/words.tsx'

const { query } = apiOf(posters)
const PosterOf = later(() => import('./promoting/poster.tsx').then((module) => module.PosterOf))

export interface Promoted {
  readonly name: string
  readonly url: string
  /** What its file is called. */
  readonly file: string
  readonly color?: string
  /** Picture of a platform's own code; null = the code of the address. */
  readonly picture: string | null
}

/** Gives something away: its link, its code at any size, and a poster. */
export function Promote({ of, close }: { of: Promoted; close(): void }) {
  const t = useText(promotingWords)
  return (
    <Drawer title={`${t.promote} · ${of.name}`} open onClose={close} destroyOnHidden size="large">
      {of.picture === null ? <Ways of={of} address={of.url} /> : <OfPlatform of={of} picture={of.picture} />}
    </Drawer>
  )
}

/** The code of a platform is a picture: what it says is read from it. */
function OfPlatform({ of, picture }: { of: Promoted; picture: string }) {
  const t = useText(promotingWords)
  const read = useQuery({
    ...query.read.queryOptions({ input: { picture } }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: 1,
  })
  return (
    <div className="stack">
      <span className="row top">
        <img src={picture} alt={`${t.qr} ${of.name}`} width={120} height={120} style={{ background: '#fff' }} />
        <span className="stack grow">
          <span className="small muted">{t.ofPlatform}</span>
          <a href={picture} target="_blank" rel="noreferrer">
            {t.picture}
          </a>
        </span>
      </span>
      {read.error && <Alert type="warning" showIcon title={problemOf(read.error).title} />}
      {read.isPending && <Spin description={t.reading} />}
      {read.data && <Ways of={of} address={read.data.address} />}
    </div>
  )
}

function Ways({ of, address }: { of: Promoted; address: string }) {
  const t = useText(promotingWords)
  return (
    <>
      <Link address={address} />
      <Tabs
        items={[
          {
            key: 'code',
            label: t.tabs.code,
            children: <CodeOf address={address} name={of.name} file={of.file} color={of.color ?? '#000000'} />,
          },
          {
            key: 'poster',
            label: t.tabs.poster,
            children: (
              <Suspense fallback={<Waiting />}>
                <PosterOf address={address} name={of.name} file={of.file} />
              </Suspense>
            ),
          },
        ]}
      />
    </>
  )
}

function Link({ address }: { address: string }) {
  const t = useText(promotingWords)
  const { message } = App.useApp()
  const copy = () => navigator.clipboard.writeText(address).then(() => message.success(t.copied))
  return (
    <div className="row">
      <code className="break grow">{address}</code>
      <Button type="primary" onClick={() => void copy()}>
        {t.copy}
      </Button>
      <a className="go" href={address} target="_blank" rel="noreferrer">
        {t.open}
      </a>
    </div>
  )
}
