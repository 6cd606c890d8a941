import {
  acquisitionLinks,
  acquisitionPlans,
  ads,
  campaignHooks,
  channelReport,
  channels,
  fans,
  handoverPages,
  links,
  liveCodes,
  parcelCards,
  partnerPayouts,
  partners,
  personalLinks,
  posters,
  programmes,
} from '#contracts/acquisition'
import {
  accounts,
  carrierTags,
  chatGroups,
  codes,
  desk,
  money,
  official,
  phoneLists,
  posts,
  sends,
  sms,
  transfers,
  weixin,
} from '#contracts/carriers'
import { scripts } from '#contracts/content'
import { identity } from '#contracts/identity'
import { insight } from '#contracts/insight'
import { intake } from '#contracts/intake'
import { ledger } from '#contracts/ledger'
import { forwarders, webhooks } from '#contracts/outlet'
import { consents, people, privacy } from '#contracts/people'
import { closing, guarding, positioning, scenarios } from '#contracts/plan'
import { segments, tags } from '#contracts/segments'
import { shop } from '#contracts/shop'
import { staff } from '#contracts/staff'
import { backups } from '#platform/backup/contract'
import { exporting } from '#platform/exports/contract'
import { system } from '#platform/system/contract'
import { tasks } from '#platform/tasks/contract'
import { trail } from '#platform/trail/contract'
import { liveRooms } from '../../modules/carriers/core/liveRooms/contract.ts'
import { analysis } from '../../modules/insight/core/analysisContract.ts'
import { attribution } from '../../modules/insight/core/attributionContract.ts'
import { chain } from '../../modules/insight/core/chainContract.ts'
import { clv } from '../../modules/insight/core/clvContract.ts'
import { credit } from '../../modules/insight/core/creditContract.ts'
import { digests } from '../../modules/insight/core/digestContract.ts'
import { metricCatalogue } from '../../modules/insight/core/metricContract.ts'
import { rfm } from '../../modules/insight/core/rfmContract.ts'
import { saved } from '../../modules/insight/core/savedContract.ts'
import { directSql } from '../../modules/insight/core/sqlContract.ts'
import { demo } from './demo/contract.ts'
import { customers } from './desk/contract.ts'
import { lab } from './lab/contract.ts'
import { ofReport } from './ofReport/contract.ts'
import { workbench } from './workbench/contract.ts'

/** The whole API: the server must implement it, the clients and OpenAPI are made from it. */
export const contract = {
  ...{ staff, identity, ...intake, people, consents, privacy, shop, insight, analysis, saved, chain, sql: directSql },
  ...{ attribution, clv, rfm, segments, tags, webhooks, forwarders, scenarios, guarding, positioning, closing },
  ...{ digests, metrics: metricCatalogue, credit },
  links,
  ...{ acquisitionLinks, ads, ledger, campaignHooks, parcelCards, personalLinks, handoverPages, liveCodes },
  ...{ partners, programmes, partnerPayouts, fans, posters },
  ...{ channels, channelReport, acquisitionPlans },
  ...{ chatGroups, transfers, posts, liveRooms },
  ...{ carrierAccounts: accounts, staffCodes: codes, sends, carrierTags, weixin, sms, money, official },
  ...{ desk, customers, scripts, phoneLists },
  ...{ exports: exporting, backups, system, tasks, trail, demo, lab, ofReport, workbench },
}
