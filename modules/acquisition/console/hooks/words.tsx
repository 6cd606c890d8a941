import { texts } from '#ui/preferences'
import { en } from './wordsEn.tsx'
import { zh } from './wordsZh.tsx'

export const hookWords = texts({ zh, en })
