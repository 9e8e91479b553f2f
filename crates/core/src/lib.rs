//! Pure: accounts, policies, encoding, hashing, approvals, planning, review.
