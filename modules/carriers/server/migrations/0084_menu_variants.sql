-- Menus for some followers only, the first that fits is shown: as they are written, and as they were published.
alter table carriers_menu
  add column variants jsonb not null default '[]',
  add column variants_published jsonb,
  add column variants_published_at timestamptz;
