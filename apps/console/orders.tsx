import { PersonPicker } from '../../modules/people/console/picker.tsx'
import { OrdersPage } from '../../modules/shop/console/orders.tsx'

/** The ledger, where an order without a customer can be given one. */
export function AllOrdersPage() {
  return <OrdersPage Find={PersonPicker} />
}
