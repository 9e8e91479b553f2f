-- Layout 2: keys that agents bring, and keys whose private half is gone.
-- `signer` is JSON; NULL in rows of layout 1, whose signer is the address in `session` (zero where the
-- signer has none). `holder` is JSON too.
ALTER TABLE session_key ADD COLUMN signer TEXT;
ALTER TABLE session_key ADD COLUMN holder TEXT NOT NULL DEFAULT '"vault"';
