import { texts } from '#ui/preferences'

export const clickWords = texts({
  zh: {
    title: '链接点击',
    given: '链接发给了',
    people: '点过的人',
    clicks: '点击',
    unknown: '没认出是谁的点击',
    unknownHelp: '一条消息发给许多人时共用一条链接：在微信里打开、且公众号开了「认出点链接的人」才认得出',
    help: '爬虫和预览不计入；点击会写进客户动态',
    filter: '链接',
    filters: { '': '全部', yes: '点过', no: '没点过' },
    clickedAt: '第一次点击',
    rate: (share: string) => `占发出的 ${share}`,
  },
  en: {
    title: 'Clicks of links',
    given: 'Links given to',
    people: 'People who clicked',
    clicks: 'Clicks',
    unknown: 'Clicks by nobody known',
    unknownHelp:
      'One message to many has one link: who taps is known inside WeChat, where the official account is set to ask',
    help: 'Without crawlers and previews; each click stands in the person’s history',
    filter: 'Link',
    filters: { '': 'All', yes: 'Clicked', no: 'Not clicked' },
    clickedAt: 'First click',
    rate: (share: string) => `${share} of those`,
  },
})
