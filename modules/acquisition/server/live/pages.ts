import { frame, type Language } from '../pages.ts'

const words = {
  zh: {
    scan: (name: string) => `添加${name}`,
    how: '长按下面的二维码，识别后添加',
    group: (name: string) => `加入「${name}」`,
    other: '在微信里打开，或截图后用微信扫一扫',
    nobody: ['现在没有人接待', '请稍后再扫，或在营业时间再来'],
    off: ['这个码已停用', '请向门店要新的'],
    over: ['这个码已过期', '请向门店要新的'],
    unknown: ['没有这个码', '请检查地址有没有输错或漏了字符'],
    failed: ['暂时打不开', '请过一会儿再扫'],
    stores: '选一家门店',
    near: '按距离找最近的门店',
    alt: '二维码',
  },
  en: {
    scan: (name: string) => `Add ${name}`,
    how: 'Press the code for a moment and follow it',
    group: (name: string) => `Join “${name}”`,
    other: 'Open this in WeChat, or scan a screenshot of it there',
    nobody: ['Nobody is here now', 'Scan again later, or within opening hours'],
    off: ['This code is switched off', 'Ask the store for another'],
    over: ['This code is over', 'Ask the store for another'],
    unknown: ['No such code', 'Look whether a character is wrong or missing'],
    failed: ['It cannot be opened now', 'Scan again in a while'],
    stores: 'Choose a store',
    near: 'Find the nearest one',
    alt: 'QR code',
  },
} as const

export type Said = 'nobody' | 'off' | 'over' | 'unknown' | 'failed'

/** A sentence in place of a code. */
export function saidPage(said: Said, language: Language): string {
  const [title, text] = words[language][said]
  return frame(language, title, `<h1>${title}</h1><p>${text}</p>`)
}

const escaped = (text: string) =>
  text.replace(/[&<>"']/g, (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[char] ?? '&#39;')

interface Shown {
  readonly kind: 'staff' | 'group'
  readonly name: string
  readonly qr: string
  /** Outside WeChat a long press leads nowhere. */
  readonly inWechat: boolean
}

/** One code, as one picture: WeChat reads what is on the screen when it is pressed. */
export function codePage({ kind, name, qr, inWechat }: Shown, language: Language): string {
  const t = words[language]
  const title = escaped(kind === 'staff' ? t.scan(name) : t.group(name))
  const body = `<h1>${title}</h1><p>${inWechat ? t.how : t.other}</p><img src="${escaped(qr)}" alt="${t.alt} ${escaped(name)}" style="width:min(78vw,320px);height:auto;background:#fff;border-radius:8px">`
  return frame(language, title, body)
}

export interface StoreShown {
  readonly name: string
  readonly address: string
}

const find = (text: string) =>
  `<button id="near" hidden>${text}</button><script>var b=document.getElementById('near');if(navigator.geolocation){b.hidden=false;b.onclick=function(){b.disabled=true;navigator.geolocation.getCurrentPosition(function(p){location.search='?at='+p.coords.latitude.toFixed(4)+','+p.coords.longitude.toFixed(4)},function(){b.hidden=true})}}</script>`

/** Stores to pick from; whoever lets their browser say where they are gets the nearest. */
export function storesPage(stores: readonly StoreShown[], language: Language): string {
  const t = words[language]
  const list = stores
    .map(
      ({ name, address }, i) =>
        `<a href="?store=${i}" style="display:block;padding:12px;margin-top:8px;border:1px solid #888;border-radius:8px;color:inherit;text-decoration:none;min-height:44px"><strong>${escaped(name)}</strong>${address === '' ? '' : `<br>${escaped(address)}`}</a>`,
    )
    .join('')
  return frame(language, t.stores, `<h1>${t.stores}</h1>${find(t.near)}<nav>${list}</nav>`)
}
