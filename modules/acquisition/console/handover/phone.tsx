import { useText } from '#ui/preferences'
import { codeImage } from '../codeImage.ts'
import { handoverWords } from './words.tsx'

interface Shown {
  readonly title: string
  readonly text: string
  /** Where the picture leads; the real page shows each visitor a code of the platform. */
  readonly url: string
}

/** The page as a phone's browser shows it. */
export function HandoverPhone({ title, text, url }: Shown) {
  const t = useText(handoverWords)
  return (
    <figure className="phone" aria-label={t.preview}>
      <figcaption className="small muted">{t.preview}</figcaption>
      <strong style={{ fontSize: 18, textAlign: 'center' }}>{title || t.yourTitle}</strong>
      {text && <span style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{text}</span>}
      <img
        src={codeImage(url)}
        alt={t.preview}
        width={180}
        height={180}
        style={{ alignSelf: 'center', background: '#fff', borderRadius: 8 }}
      />
      <ol className="small" style={{ margin: 0, paddingInlineStart: 20 }}>
        {t.previewSteps.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ol>
      <span className="bubble link-card" style={{ alignSelf: 'stretch', maxWidth: '100%', textAlign: 'center' }}>
        {t.openWechat}
      </span>
      <span className="bubble" style={{ alignSelf: 'stretch', maxWidth: '100%', textAlign: 'center' }}>
        {t.copyLink}
      </span>
    </figure>
  )
}
