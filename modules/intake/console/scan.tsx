import { Button, Input, Modal, QRCode } from 'antd'
import { useState } from 'react'
import { useText } from '#ui/preferences'
import { words } from './words.tsx'

const kept = 'siyu.scanAddress'

/** A mark that nobody guesses, in letters that every address may carry. */
const newMark = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (n) => (n % 36).toString(36)).join('')

/** The address with the mark; null while it is none that a phone could open. */
function marked(address: string, mark: string): string | null {
  if (!URL.canParse(address)) return null
  const url = new URL(address)
  if (!/^https?:$/.test(url.protocol)) return null
  url.searchParams.set('siyu_device', mark)
  return url.toString()
}

/** A code to scan with the phone that is tested: whoever opens its address is whose events are shown. */
export function Scan({ close, follow }: { close(): void; follow(device: string): void }) {
  const t = useText(words)
  const [mark] = useState(newMark)
  const [address, setAddress] = useState(() => localStorage.getItem(kept) ?? '')
  const link = marked(address, mark)
  return (
    <Modal
      open
      title={t.scanTitle}
      onCancel={close}
      okText={t.scanDone}
      okButtonProps={{ disabled: link === null }}
      onOk={() => {
        localStorage.setItem(kept, address)
        follow(`scan:${mark}`)
      }}
    >
      <div className="stack">
        <Input
          aria-label={t.scanAddress}
          placeholder="https://shop.example.com/"
          value={address}
          inputMode="url"
          onChange={(event) => setAddress(event.target.value.trim())}
        />
        {link && (
          <div className="row">
            <QRCode value={link} size={200} />
            <div className="stack">
              <code className="small">{`siyu_device=${mark}`}</code>
              <Button size="small" onClick={() => void navigator.clipboard.writeText(link)}>
                {t.scanCopy}
              </Button>
            </div>
          </div>
        )}
        <p className="muted small">{t.scanHelp}</p>
      </div>
    </Modal>
  )
}
