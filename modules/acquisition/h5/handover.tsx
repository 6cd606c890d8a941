import { useEffect, useRef, useState } from 'preact/hooks'
import { texts } from '#base/texts'
import { Button } from '#h5/kit'
import { useText } from '#h5/setting'
import type { PageAct } from '../core/handover.ts'
import type { HandoverPageData } from '../core/handoverData.ts'

const words = texts({
  zh: {
    code: '企业微信二维码',
    inBrowser: [
      '长按二维码，保存到相册（也可以截屏）',
      '打开微信，点右上角 + 里的「扫一扫」',
      '点相册，选刚才的二维码',
    ],
    inWechat: '长按二维码，选「识别图中的二维码」',
    snapshot: '如果右下角有「使用完整服务」，请先点它再长按。',
    open: '打开微信',
    copy: '复制链接',
    save: '保存二维码',
    copied: '链接已复制，请到微信里粘贴打开',
    copyFailed: '没能复制，请长按下面的链接自己复制',
    noCode: '二维码暂时打不开，请稍后再来',
  },
  en: {
    code: 'QR code of WeCom',
    inBrowser: [
      'Press the code and save it to your photos, or take a screenshot',
      'Open WeChat, tap + and then Scan',
      'Choose the code from your photos',
    ],
    inWechat: 'Press the code, then choose to read it',
    snapshot: 'If you see "Use full service" below, tap it first.',
    open: 'Open WeChat',
    copy: 'Copy the link',
    save: 'Save the code',
    copied: 'Copied: paste it into WeChat and open it there',
    copyFailed: 'It could not be copied: press the link below and copy it',
    noCode: 'The code cannot be shown now, please come again',
  },
})

/** Also when the page is just being left. A crawler has no visit. */
const tellAct = ({ code, token }: Pick<HandoverPageData, 'code' | 'token'>, act: PageAct) =>
  void (token !== '' && navigator.sendBeacon(`/m/go/${code}/${token}/${act}`))

/** A press so long is one that saves. */
const holdMs = 500

/** From a browser into WeChat: one code on the screen, and what to do with it. It works without a script, but what is done is then not seen. */
export function HandoverPage({ data }: { data: HandoverPageData }) {
  const t = useText(words)
  const [said, setSaid] = useState('')
  const at = `/m/go/${data.code}/${data.token}`
  const tell = (act: PageAct) => tellAct(data, act)
  const copy = async () => {
    tell('copy')
    setSaid(
      await navigator.clipboard.writeText(data.address).then(
        () => t.copied,
        () => t.copyFailed,
      ),
    )
  }
  return (
    <main class="handover">
      <h1>{data.title}</h1>
      {data.text !== '' && <p class="lead">{data.text}</p>}
      {data.picture === '' ? <p class="empty">{t.noCode}</p> : <Code data={data} />}
      {data.place === 'wechat' ? (
        <>
          <p>
            <strong>{t.inWechat}</strong>
          </p>
          <p class="small">{t.snapshot}</p>
        </>
      ) : (
        <>
          <ol>
            {t.inBrowser.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ol>
          <a class="button main" href={data.token === '' ? 'weixin://' : `${at}/open`}>
            {t.open}
          </a>
          <div class="pair">
            <Button onPress={() => void copy()}>{t.copy}</Button>
            {data.canSave && (
              <a class="button" href={data.picture} download="wechat.png" onClick={() => tell('save')}>
                {t.save}
              </a>
            )}
          </div>
          <p role="status" class="small">
            {said}
            {said === t.copyFailed && <span class="address">{data.address}</span>}
          </p>
        </>
      )}
    </main>
  )
}

/** The one picture of the page: a long press on it is told, whatever the browser offers then. */
function Code({ data }: { data: HandoverPageData }) {
  const { code, token, place } = data
  const t = useText(words)
  const image = useRef<HTMLImageElement>(null)
  useEffect(() => {
    const picture = image.current
    if (!picture || place === 'wechat') return
    const save = () => tellAct({ code, token }, 'save')
    let timer: ReturnType<typeof setTimeout> | undefined
    const hold = () => {
      timer = setTimeout(save, holdMs)
    }
    const letGo = () => clearTimeout(timer)
    picture.addEventListener('touchstart', hold, { passive: true })
    picture.addEventListener('touchend', letGo)
    picture.addEventListener('contextmenu', save)
    return () => {
      letGo()
      picture.removeEventListener('touchstart', hold)
      picture.removeEventListener('touchend', letGo)
      picture.removeEventListener('contextmenu', save)
    }
  }, [code, token, place])
  return <img ref={image} class="code" src={data.picture} alt={t.code} width={260} height={260} />
}
