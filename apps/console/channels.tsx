import { ChannelsPage } from '../../modules/acquisition/console/channels/page.tsx'
import { Actor } from './actors.tsx'

/** Channels; the house does not know colleagues. */
export const WholeChannelsPage = () => <ChannelsPage Actor={Actor} />
