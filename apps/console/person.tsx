import { GiveCard } from '../../modules/acquisition/console/hooks/personCard.tsx'
import { LiveCard } from '../../modules/acquisition/console/live/personCard.tsx'
import { IdentityCard } from '../../modules/identity/console/card.tsx'
import { ValueCard } from '../../modules/insight/console/clv/personCard.tsx'
import { ConsentCard } from '../../modules/people/console/consents.tsx'
import { PersonPage } from '../../modules/people/console/person.tsx'
import { PersonPicker } from '../../modules/people/console/picker.tsx'
import { TagCard } from '../../modules/segments/console/personTags.tsx'
import { Bought } from '../../modules/shop/console/bought.tsx'
import { Actor } from './actors.tsx'

/** One person, with what each house has to show. */
export function WholePersonPage() {
  return (
    <PersonPage
      cards={(id) => (
        <>
          <TagCard person={id} Actor={Actor} />
          <IdentityCard person={id} Actor={Actor} Find={PersonPicker} Bought={Bought} />
          <ValueCard person={id} />
          <LiveCard person={id} />
          <GiveCard person={id} />
          <ConsentCard person={id} Actor={Actor} />
        </>
      )}
    />
  )
}
