import { renderToString } from 'preact-render-to-string'
import { texts } from '#base/texts'
import { weuiVariables } from '#base/weui'
import { SettingProvider } from '#h5/setting'
import type { HandoverPageData, PartnerPageData } from '#modules/acquisition'
import { CardPage } from '../../modules/acquisition/h5/cards/cardPage.tsx'
import { HandoverPage } from '../../modules/acquisition/h5/handover.tsx'
import { HookPage } from '../../modules/acquisition/h5/hooks/hookPage.tsx'
import { PartnerPage } from '../../modules/acquisition/h5/partner.tsx'
import { TeamPage } from '../../modules/carriers/h5/team.tsx'
import type {
  BuiltPages,
  CardData,
  HookData,
  NoticeData,
  PageName,
  Setting,
  SideBarData,
  TeamData,
} from '../server/h5/contract.ts'
import { NoticePage } from './noticePage.tsx'
import { SideBarPage } from './sideBarPage.tsx'

const titles = texts({
  zh: {
    ...{ sidebar: '客户侧边栏', team: '我的团队', handover: '添加微信' },
    ...{ card: '扫码有礼', hook: '领取', partner: '推广数据', notice: 'Siyu 私域' },
  },
  en: {
    ...{ sidebar: 'Customer side bar', team: 'My team', handover: 'Add on WeChat' },
    ...{ card: 'Your card', hook: 'Claim', partner: 'My figures', notice: 'Siyu' },
  },
})

export const look: BuiltPages['look'] = weuiVariables()

const pages = {
  sidebar: (data: SideBarData) => <SideBarPage data={data} />,
  team: (data: TeamData) => <TeamPage data={data} />,
  card: (data: CardData) => <CardPage data={data} />,
  hook: (data: HookData) => <HookPage data={data} />,
  handover: (data: HandoverPageData) => <HandoverPage data={data} />,
  partner: (data: PartnerPageData) => <PartnerPage data={data} />,
  notice: (data: NoticeData) => <NoticePage data={data} />,
}

/** A page as HTML, with what the server knows of it. */
export const renderPage: BuiltPages['renderPage'] = (page: PageName, data: unknown, setting: Setting) => {
  const write = pages[page] as (data: unknown) => ReturnType<typeof SideBarPage>
  const body = renderToString(<SettingProvider value={setting}>{write(data)}</SettingProvider>)
  // Customers read what the page is about; colleagues which of their pages it is.
  const own = page === 'handover' ? (data as HandoverPageData).title : ''
  return { title: own || titles[setting.language][page], body }
}
