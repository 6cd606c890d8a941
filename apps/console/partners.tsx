import { later } from '#ui/later'
import { PartnersPage as Partners } from '../../modules/acquisition/console/partners/page.tsx'
import { PersonPicker } from '../../modules/people/console/picker.tsx'
import { Actor } from './actors.tsx'

const Conditions = later(() =>
  import('../../modules/segments/console/conditions.tsx').then((module) => module.Conditions),
)

/** Partners; the house knows neither segments nor people’s names. */
export const PartnersPage = () => <Partners Conditions={Conditions} Actor={Actor} Find={PersonPicker} />
