export type Page = 'unknown' | 'off' | 'over' | 'tooOften'

export type Language = 'zh' | 'en'

const words: Record<Page, Record<Language, readonly [title: string, text: string]>> = {
  unknown: {
    zh: ['没有这个链接', '请检查链接有没有输错或漏了字符'],
    en: ['No such link', 'Look whether a character is wrong or missing'],
  },
  off: {
    zh: ['链接已停用', '请向发给您链接的商家要新的'],
    en: ['This link is switched off', 'Ask whoever gave it to you for another'],
  },
  over: {
    zh: ['链接已过期', '请向发给您链接的商家要新的'],
    en: ['This link is over', 'Ask whoever gave it to you for another'],
  },
  tooOften: { zh: ['试得太频繁', '请一分钟后再试'], en: ['Tried too often', 'Try again in a minute'] },
}

const asking = {
  zh: { title: '请输入访问密码', wrong: '密码不对，请再试一次', open: '打开' },
  en: { title: 'Enter the password', wrong: 'That is not the password', open: 'Open' },
}

/** A page of a few words that needs nothing but itself. */
export function say(page: Page, language: Language): string {
  const [title, text] = words[page][language]
  return frame(language, title, `<h1>${title}</h1><p>${text}</p>`)
}

export function askPassword(wrong: boolean, language: Language): string {
  const t = asking[language]
  const error = wrong ? `<p role="alert" class="wrong">${t.wrong}</p>` : ''
  return frame(
    language,
    t.title,
    `<form method="post"><h1><label for="p">${t.title}</label></h1>${error}<input id="p" name="password" type="password" required maxlength="64" autofocus autocomplete="off"><button>${t.open}</button></form>`,
  )
}

const style = `:root{color-scheme:light dark}*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;font:16px/1.6 -apple-system,'PingFang SC','Noto Sans CJK SC',sans-serif;background:Canvas;color:CanvasText}main{padding:24px;max-width:360px;width:100%;text-align:center}h1{font-size:20px;margin:0 0 8px}p{margin:0 0 16px;opacity:.75}.wrong{color:#cf1322;opacity:1}input,button{width:100%;min-height:44px;font:inherit;border-radius:8px;margin-top:12px;padding:0 12px}input{border:1px solid #888;background:Canvas;color:CanvasText}button{border:0;background:#07713a;color:#fff}@media(prefers-color-scheme:dark){.wrong{color:#ff7875}}`

/** A page that needs nothing but itself. */
export const frame = (language: Language, title: string, body: string) =>
  `<!doctype html><html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${title}</title><style>${style}</style><main>${body}</main></html>`
