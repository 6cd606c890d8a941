import type { SubjectRecords } from '#platform/subject'
import {
  acquisitionSubject,
  cardSubject,
  fanSubject,
  hookSubject,
  partnerSubject,
} from '../../modules/acquisition/server/index.ts'
import { carriersSubject } from '../../modules/carriers/server/index.ts'
import { contentSubject } from '../../modules/content/server/index.ts'
import { identitySubject } from '../../modules/identity/server/index.ts'
import { insightSubject } from '../../modules/insight/server/index.ts'
import { intakeSubject } from '../../modules/intake/server/index.ts'
import { ledgerSubject } from '../../modules/ledger/server/index.ts'
import { outletSubject } from '../../modules/outlet/server/index.ts'
import { peopleSubject } from '../../modules/people/server/index.ts'
import { planSubject } from '../../modules/plan/server/index.ts'
import { segmentsSubject } from '../../modules/segments/server/index.ts'
import { shopSubject } from '../../modules/shop/server/index.ts'
import { staffSubject } from '../../modules/staff/server/index.ts'
import { tellableFacts } from './tellable.ts'

type Deps = Parameters<typeof intakeSubject>[0] & Parameters<typeof peopleSubject>[0]

/** What each house answers for a person, by its name. A test holds the names against the table of houses. */
export const subjectRecords = (deps: Deps): Record<string, SubjectRecords> => ({
  staff: staffSubject(),
  identity: identitySubject(deps),
  intake: intakeSubject(deps),
  people: peopleSubject(deps),
  shop: shopSubject(deps),
  segments: segmentsSubject(deps),
  plan: planSubject(deps),
  carriers: carriersSubject(deps),
  ledger: ledgerSubject(deps),
  acquisition: together(
    ...[acquisitionSubject(deps), hookSubject(deps), cardSubject(deps), partnerSubject(deps)],
    fanSubject(deps),
  ),
  insight: insightSubject(deps),
  content: contentSubject(),
  outlet: outletSubject({ ...deps, facts: tellableFacts }),
})

/** Several answers of one house. */
const together = (...all: readonly SubjectRecords[]): SubjectRecords => ({
  tables: (subject) => all.flatMap((one) => one.tables(subject)),
  sweep: async (subject) => {
    for (const one of all) await one.sweep?.(subject)
  },
  erase: async (tx, subject) => {
    const left = []
    for (const one of all) left.push(...((await one.erase?.(tx, subject)) ?? []))
    return left
  },
})
