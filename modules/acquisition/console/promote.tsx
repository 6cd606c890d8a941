import { App, Button, Drawer } from 'antd'
import { useText } from '#ui/preferences'
import { codeImage } from './codeImage.ts'
import { liveWords } from './live/words.tsx'

export interface Promoted {
  readonly name: string
  readonly url: string
  /** What its file is called. */
  readonly file: string
  readonly color?: string
  /** Picture of a platform's own code; null = the code of the address. */
  readonly picture: string | null
}

/** Gives something away: its link and its code. */
export function Promote({ of, close }: { of: Promoted; close(): void }) {
  const t = useText(liveWords)
  return (
    <Drawer title={`${t.promote} · ${of.name}`} open onClose={close} destroyOnHidden>
      <PromoteBody of={of} />
    </Drawer>
  )
}

function PromoteBody({ of }: { of: Promoted }) {
  const t = useText(liveWords)
  const { message } = App.useApp()
  const image = of.picture ?? codeImage(of.url, of.color)
  const copy = () => navigator.clipboard.writeText(of.url).then(() => message.success(t.copied))
  return (
    <div className="stack">
      <img
        src={image}
        alt={`${t.qr} ${of.name}`}
        width={240}
        height={240}
        style={{ background: '#fff', borderRadius: 8 }}
      />
      {of.picture === null ? (
        <>
          <a href={image} download={`${of.file}.svg`}>
            {t.download}
          </a>
          <strong>{t.link}</strong>
          <span className="row">
            <code className="break">{of.url}</code>
            <Button size="small" onClick={() => void copy()}>
              {t.copy}
            </Button>
          </span>
        </>
      ) : (
        <a href={image} target="_blank" rel="noreferrer">
          {t.picture}
        </a>
      )}
    </div>
  )
}
