-- A test of texts on a part of the audience; the rest waits for the winner.
alter table carriers_send
  -- { share, waitHours }; null = no part waits.
  add column trial jsonb,
  add column trial_state text check (trial_state in ('testing', 'unclear', 'decided', 'cancelled')),
  -- When it is looked which text is better: so long after the last of the part has left.
  add column trial_due timestamptz,
  add column trial_text int,
  add column trial_by text,
  add column trial_at timestamptz;

alter table carriers_send_person
  -- Waited for the winner: no part of the test.
  add column rest boolean not null default false,
  drop constraint carriers_send_person_state_check,
  add constraint carriers_send_person_state_check check (state in ('refused', 'nobody', 'planned', 'heldBack', 'leaving', 'asked',
    'sent', 'delivered', 'unsure', 'failed', 'lost', 'full', 'stopped'));
