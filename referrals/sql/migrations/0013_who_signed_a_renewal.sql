-- The statement of the device that signed a renewal, so that its reader can believe it before a letter comes under it.
ALTER TABLE referrals.consents ADD COLUMN signer bytea CONSTRAINT consent_signer_size CHECK (octet_length(signer) <= 16384);
