import { texts } from '#ui/preferences'
import { payEn } from './payWordsEn.tsx'
import { payZh } from './payWordsZh.tsx'
import { en } from './wordsEn.tsx'
import { zh } from './wordsZh.tsx'

export const partnerWords = texts({ zh: { ...zh, ...payZh }, en: { ...en, ...payEn } })
