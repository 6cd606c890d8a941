/** So many have to complain before a share says anything. */
const enough = 3
/** Of those it was sent to; providers close the door at about this share. */
const most = 0.001

/** Whether a send is to stop by itself for those who complain. */
export const isTooMuch = ({ complaints, sent }: { readonly complaints: number; readonly sent: number }): boolean =>
  complaints >= enough && complaints > sent * most
