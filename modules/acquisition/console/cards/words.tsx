import { texts } from '#ui/preferences'
import { en } from './wordsEn.tsx'
import { zh } from './wordsZh.tsx'

export const cardWords = texts({ zh, en })
