//! The desktop shell as a library.
