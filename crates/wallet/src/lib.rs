//! Use cases over small ports, and the adapters that hold no key.
