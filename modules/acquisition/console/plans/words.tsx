import { texts } from '#ui/preferences'
import { plansEn } from './wordsEn.tsx'
import { plansZh } from './wordsZh.tsx'

export const planWords = texts({ zh: plansZh, en: plansEn })
