//! The built-in local network: an EVM in process with JSON-RPC and bundler methods.
