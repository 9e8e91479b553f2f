# The numbers in benches/README.md, measured again, with release programs. Sourced by ../dev.
say "release programs"
cargo build --release --locked -p latchkey -p latchkey-signer -p latchkey-mcp
cargo bench --locked -p latchkey-benches
cargo bench --locked -p latchkey-tests --bench programs --bench status
