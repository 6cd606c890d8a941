import { texts } from '#ui/preferences'
import { channelsEn } from './wordsEn.tsx'
import { channelsZh } from './wordsZh.tsx'

export const channelWords = texts({ zh: channelsZh, en: channelsEn })
