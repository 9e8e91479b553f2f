/** Which parts of the wallet are there for the builder to use; each line goes with the last missing part. Refuses: to pretend. */
export const LANDED = { contacts: false, contracts: false, drafts: false, dryRun: true };
