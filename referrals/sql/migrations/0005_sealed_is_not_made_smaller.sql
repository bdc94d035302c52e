-- What is sealed cannot be made smaller; do not try.
ALTER TABLE referrals.env_wrap ALTER COLUMN wraps SET STORAGE EXTERNAL;
