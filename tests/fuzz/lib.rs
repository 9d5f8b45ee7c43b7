//! What the targets share. The batch's room is compiled into them, so that its branches guide the fuzzer; the library itself
//! is the one that is shipped, and is only watched from outside.

#[path = "../../core/src/wire/mod.rs"]
pub mod wire;

pub mod json;
pub mod library;
pub mod owned;
